#include "support/platform.h"
#include "support/source.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Arena *arena;
static Diags diags;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    diags = diags_new(arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void assert_str(Str s, const char *expected)
{
    if (!str_eq(s, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(s), expected);
}

enum { BUFFER_SIZE = 256 * 1024 };
static char buffer[BUFFER_SIZE];
static const Origin file = {7, 0, 0};
static char folder[] = "/tmp/exaudit-source-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static const char *path_of(const char *name)
{
    return str_printf(arena, "%s/%s", folder, name).p;
}

static const char *write_file(const char *name, Str bytes)
{
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
    return path;
}

// All of a source, read `step` bytes at a time.
static Str read_by(Source *source, size_t step)
{
    StrBuf text = strbuf_new(arena);
    char *chunk = arena_bytes(arena, step); // its own allocation: writing beyond is seen
    for (long got; (got = source_read(source, chunk, step)) != 0;) {
        assert_true(got > 0 && (size_t)got <= step);
        Str part = {chunk, (size_t)got};
        assert_true(utf8_valid(part));
        strbuf_add(&text, part);
    }
    return strbuf_str(&text);
}

static Str utf16(Str text, bool big_endian)
{
    StrBuf out = strbuf_new(arena);
    for (size_t i = 0; i < text.n;) {
        uint32_t code = utf8_next(text, &i);
        uint32_t units[2] = {code, 0};
        size_t count = 1;
        if (code >= 0x10000) {
            units[0] = 0xD800 + ((code - 0x10000) >> 10);
            units[1] = 0xDC00 + ((code - 0x10000) & 0x3FF);
            count = 2;
        }
        for (size_t j = 0; j < count; j++) {
            strbuf_char(&out, (char)(big_endian ? units[j] >> 8 : units[j] & 0xFF));
            strbuf_char(&out, (char)(big_endian ? units[j] & 0xFF : units[j] >> 8));
        }
    }
    return strbuf_str(&out);
}

static Str joined(Str a, Str b)
{
    StrBuf out = strbuf_new(arena);
    strbuf_add(&out, a);
    strbuf_add(&out, b);
    return strbuf_str(&out);
}

// Text that is mostly ASCII, with characters of every length at shifting places.
static Str sample(void)
{
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, STR("<Objs>\r\n"));
    for (int i = 0; i < 200; i++) {
        for (int j = 0; j < i % 41; j++)
            strbuf_char(&text, (char)('a' + j % 26));
        strbuf_add(&text, i % 3 ? STR("é€\n") : STR("😀é"));
    }
    return strbuf_str(&text);
}

static void every_encoding_gives_the_same_text_at_every_step(void **state)
{
    (void)state;
    Str text = sample();
    const struct {
        Str bytes;
        Encoding encoding;
    } cases[] = {
        {text, ENCODING_UTF8},
        {joined(STR("\xEF\xBB\xBF"), text), ENCODING_UTF8_BOM},
        {joined(STR("\xFF\xFE"), utf16(text, false)), ENCODING_UTF16LE},
        {joined(STR("\xFE\xFF"), utf16(text, true)), ENCODING_UTF16BE},
        {utf16(text, false), ENCODING_UTF16LE},
        {utf16(text, true), ENCODING_UTF16BE},
    };
    static const size_t steps[] = {4, 5, 7, 16, 17, 33, 4000, 100000};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *path = write_file("encoded", cases[i].bytes);
        for (size_t j = 0; j < sizeof steps / sizeof *steps; j++) {
            Source *memory = source_memory(arena, cases[i].bytes, file, &diags);
            assert_int_equal(source_encoding(memory), cases[i].encoding);
            assert_true(str_eq(read_by(memory, steps[j]), text));
            // The smallest useful buffer makes every boundary happen.
            Source *read = source_open(arena, path, file, buffer, 11, &diags);
            assert_int_equal(source_size(read), cases[i].bytes.n);
            assert_true(str_eq(read_by(read, steps[j]), text));
            assert_int_equal(source_encoding(read), cases[i].encoding);
            source_close(read);
        }
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(diags.count, 0);
}

static void peeking_consumes_nothing(void **state)
{
    (void)state;
    Str text = sample();
    Source *source = source_memory(arena, utf16(text, false), file, &diags);
    Str peeked = source_peek(source);
    assert_true(peeked.n > 4000 && peeked.n <= 4096);
    assert_true(str_starts(text, peeked));
    assert_true(str_eq(source_peek(source), peeked));
    char head[100];
    long got = source_read(source, head, sizeof head);
    assert_true(got > 90);
    assert_true(str_starts(str_slice(text, (size_t)got, text.n), source_peek(source)));
    Str rest = read_by(source, 50);
    assert_true(str_eq(joined((Str){head, (size_t)got}, rest), text));
}

static void short_and_empty_inputs_are_read(void **state)
{
    (void)state;
    static const Str inputs[] = {STR_INIT(""),    STR_INIT("a"),  STR_INIT("ab"),
                                 STR_INIT("abc"), STR_INIT("\0"), STR_INIT("é")};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        Source *source = source_memory(arena, inputs[i], file, &diags);
        assert_true(str_eq(source_peek(source), inputs[i]));
        assert_true(str_eq(read_by(source, 8), inputs[i]));
        const char *path = write_file("short", inputs[i]);
        source = source_open(arena, path, file, buffer, BUFFER_SIZE, &diags);
        assert_true(str_eq(read_by(source, 8), inputs[i]));
        source_close(source);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(source_read(source_memory(arena, STR("\xFF\xFE"), file, &diags), buffer, 8), 0);
    assert_int_equal(diags.count, 0);
}

static void nuls_pass(void **state)
{
    (void)state;
    Str text = STR("a\0b\0\0c");
    assert_true(
        str_eq(read_by(source_memory(arena, joined(STR("xyz"), text), file, &diags), 8), joined(STR("xyz"), text)));
    Str zeros = {arena_alloc(arena, 100), 100};
    Source *source = source_memory(arena, zeros, file, &diags);
    assert_int_equal(source_encoding(source), ENCODING_UTF8);
    assert_true(str_eq(read_by(source, 8), zeros));
    assert_int_equal(diags.count, 0);
}

static void other_bytes_make_the_rest_windows1252_with_one_warning(void **state)
{
    (void)state;
    Str bytes = STR("first é\nsecond \xE9 \x80\x93 \x81 \xC3\xA9\xFF");
    const char *path = write_file("ansi", bytes);
    for (int from_file = 0; from_file < 2; from_file++) {
        diags = diags_new(arena);
        Source *source = from_file ? source_open(arena, path, file, buffer, BUFFER_SIZE, &diags)
                                   : source_memory(arena, bytes, file, &diags);
        assert_str(read_by(source, 16), "first é\nsecond é €“ \xC2\x81 Ã©ÿ");
        assert_int_equal(source_encoding(source), ENCODING_WINDOWS1252);
        assert_int_equal(diags.count, 1);
        assert_int_equal(diags.errors, 0);
        assert_string_equal(diags.items[0].code, "encoding");
        assert_int_equal(diags.items[0].origin.file, 7);
        assert_int_equal(diags.items[0].origin.line, 2);
        assert_int_equal(diags.items[0].origin.column, 8);
        source_close(source);
    }
    assert_int_equal(unlink(path), 0);
}

static void a_cut_character_at_the_end_is_windows1252(void **state)
{
    (void)state;
    assert_str(read_by(source_memory(arena, STR("ab\xE2\x82"), file, &diags), 16), "abâ‚");
    assert_int_equal(diags.count, 1);
}

static void what_contradicts_its_mark_becomes_replacements(void **state)
{
    (void)state;
    assert_str(read_by(source_memory(arena,
                                     STR("\xEF\xBB\xBF"
                                         "a\xE9z\xFF\xE2\x82"),
                                     file, &diags),
                       16),
               "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_int_equal(diags.count, 1);
    diags = diags_new(arena);
    // high without low, low alone, high before a letter, high at the end, an odd byte
    Str units = STR("\xFF\xFE"
                    "\x00\xD8\x00\xD8\x00\xDC"
                    "\x00\xDC"
                    "\x00\xD8x\0"
                    "\x00\xD8"
                    "y");
    assert_str(read_by(source_memory(arena, units, file, &diags), 7),
               "\xEF\xBF\xBD\xF0\x90\x80\x80\xEF\xBF\xBD\xEF\xBF\xBD"
               "x\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.items[0].level, DIAG_WARNING);
}

static void utf32_is_refused(void **state)
{
    (void)state;
    static const Str inputs[] = {STR_INIT("\xFF\xFE\0\0<\0\0\0"), STR_INIT("\0\0\xFE\xFF\0\0\0<")};
    for (size_t i = 0; i < 2; i++) {
        diags = diags_new(arena);
        Source *source = source_memory(arena, inputs[i], file, &diags);
        assert_int_equal(source_peek(source).n, 0);
        assert_int_equal(source_read(source, buffer, 16), -1);
        assert_int_equal(diags.errors, 1);
        assert_string_equal(diags.items[0].code, "encoding");
        const char *path = write_file("utf32", inputs[i]);
        assert_null(source_open(arena, path, file, buffer, BUFFER_SIZE, &diags));
        assert_int_equal(diags.errors, 2);
        assert_int_equal(unlink(path), 0);
    }
}

static void assert_refused(const char *path, const char *code)
{
    diags = diags_new(arena);
    assert_null(source_open(arena, path, file, buffer, BUFFER_SIZE, &diags));
    assert_int_equal(diags.count, 1);
    assert_string_equal(diags.items[0].code, code);
    assert_int_equal(diags.items[0].origin.file, 7);
}

static void only_regular_files_are_opened(void **state)
{
    (void)state;
    const char *fifo = path_of("fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_refused(fifo, "notRegular");
    assert_refused(folder, "notRegular");
    assert_refused("/dev/zero", "notRegular");
    assert_refused(path_of("missing"), "unreadable");
    assert_refused("/proc/self/mem", "unreadable"); // opens, but cannot be read
    assert_int_equal(unlink(fifo), 0);
}

static void a_file_that_is_too_large_is_refused(void **state)
{
    (void)state;
    const char *path = write_file("large", STR(""));
    if (truncate(path, (off_t)SOURCE_MAX_BYTES + 1) != 0) {
        print_message("skipped: no sparse files of 4 GiB here\n");
    } else {
        assert_refused(path, "limit");
    }
    assert_int_equal(unlink(path), 0);
}

static void a_sparse_file_costs_nothing_until_it_is_read(void **state)
{
    (void)state;
    Str text;
    const char *path = write_file("sparse", STR(""));
    if (truncate(path, (off_t)2000000000) == 0) {
        size_t before = arena_used(arena);
        Source *source = source_open(arena, path, file, buffer, BUFFER_SIZE, &diags);
        assert_int_equal(source_size(source), 2000000000);
        Str head = source_peek(source);
        assert_int_equal(head.n, 4096);
        assert_int_equal(head.p[0], 0);
        assert_false(source_read_all(source, arena, 1000000, &text));
        assert_string_equal(diags.items[0].code, "limit");
        assert_true(arena_used(arena) - before < 20000);
        source_close(source);
    }
    assert_int_equal(unlink(path), 0);
}

static void all_of_a_source_is_read_up_to_a_limit(void **state)
{
    (void)state;
    Str text = sample(), all;
    assert_true(source_read_all(source_memory(arena, text, file, &diags), arena, text.n, &all));
    assert_true(str_eq(all, text));
    assert_int_equal(all.p[all.n], 0);
    assert_int_equal(diags.count, 0);
    assert_false(source_read_all(source_memory(arena, text, file, &diags), arena, text.n - 1, &all));
    assert_string_equal(diags.items[0].code, "limit");
    Source *peeked = source_memory(arena, utf16(text, true), file, &diags);
    (void)source_peek(peeked);
    assert_true(source_read_all(peeked, arena, text.n, &all));
    assert_true(str_eq(all, text));
}

static void a_pipe_is_read_as_it_comes(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "\xEF\xBB\xBFh\xC3\xA9llo \xFF", 11), 11);
    assert_int_equal(close(ends[1]), 0);
    Source *source = source_descriptor(arena, ends[0], file, buffer, BUFFER_SIZE, &diags);
    assert_str(read_by(source, 16), "héllo \xEF\xBF\xBD");
    assert_int_equal(source_size(source), 11);
    source_close(source);
}

static void encodings_have_names(void **state)
{
    (void)state;
    assert_string_equal(encoding_name(ENCODING_UTF8), "utf-8");
    assert_string_equal(encoding_name(ENCODING_WINDOWS1252), "windows-1252");
    Source *source = source_memory(arena, STR(""), (Origin){3, 4, 5}, &diags);
    assert_int_equal(source_file(source).file, 3);
    assert_int_equal(source_file(source).line, 0);
    assert_ptr_equal(source_diags(source), &diags);
    source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_encoding_gives_the_same_text_at_every_step, setup, teardown),
        cmocka_unit_test_setup_teardown(peeking_consumes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(short_and_empty_inputs_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(nuls_pass, setup, teardown),
        cmocka_unit_test_setup_teardown(other_bytes_make_the_rest_windows1252_with_one_warning, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cut_character_at_the_end_is_windows1252, setup, teardown),
        cmocka_unit_test_setup_teardown(what_contradicts_its_mark_becomes_replacements, setup, teardown),
        cmocka_unit_test_setup_teardown(utf32_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(only_regular_files_are_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_too_large_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_sparse_file_costs_nothing_until_it_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(all_of_a_source_is_read_up_to_a_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(a_pipe_is_read_as_it_comes, setup, teardown),
        cmocka_unit_test_setup_teardown(encodings_have_names, setup, teardown),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
