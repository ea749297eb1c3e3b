#include "report/escape.h"
#include "report/page.h"
#include "report/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void assert_str(Str actual, const char *expected)
{
    if (!str_eq(actual, str(expected))) {
        fail_msg("got \"" STR_FMT "\", expected \"%s\"", STR_ARG(actual), expected);
    }
}

// --- escaping ---------------------------------------------------------------------------------------------

typedef struct Case {
    Str input;
    const char *output;
} Case;

static void text_that_could_move_the_cursor_becomes_visible(void **state)
{
    static const Case cases[] = {
        {STR_INIT("plain text, 100%"), "plain text, 100%"},
        {STR_INIT("caf\xC3\xA9 \xE6\x97\xA5"), "caf\xC3\xA9 \xE6\x97\xA5"},
        {STR_INIT("a\x1b[31mb"), "a\\x1b[31mb"},
        {STR_INIT("a\nb\rc\td"), "a\\nb\\rc\\td"},
        {STR_INIT("\x07\x7f\0!"), "\\x07\\x7f\\x00!"},
        {STR_INIT("\xC2\x9B"
                  "31m"),
         "\\x9b31m"},
        {STR_INIT("user\xE2\x80\xAE"
                  "gpj.exe"),
         "user\\u202egpj.exe"},
        {STR_INIT("a\xE2\x80\xA8"
                  "b"),
         "a\\u2028b"},
        {STR_INIT("bad \xFF byte"), "bad \xEF\xBF\xBD byte"},
        {STR_INIT(""), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(escape_terminal(*state, cases[i].input), cases[i].output);
    }
}

static void clean_text_is_not_copied(void **state)
{
    Str text = STR("EX01\\owa (Default Web Site)");
    assert_ptr_equal(escape_terminal(*state, text).p, text.p);
}

static void no_byte_sequence_survives_as_a_control(void **state)
{
    char bytes[4];
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            bytes[0] = (char)a;
            bytes[1] = (char)b;
            bytes[2] = 'x';
            ArenaMark mark = arena_mark(*state);
            Str safe = escape_terminal(*state, (Str){bytes, 3});
            for (size_t offset = 0; offset < safe.n;) {
                assert_false(utf8_unsafe(utf8_next(safe, &offset)));
            }
            arena_rewind(*state, mark);
        }
    }
}

// --- width ------------------------------------------------------------------------------------------------

static void wide_characters_take_two_columns_and_combining_ones_none(void **state)
{
    (void)state;
    assert_int_equal(text_width(STR("abc")), 3);
    assert_int_equal(text_width(STR("\xE6\x97\xA5\xE6\x9C\xAC")), 4); // 日本
    assert_int_equal(text_width(STR("e\xCC\x81")), 1);                // e + acute
    assert_int_equal(text_width(STR("\xEF\xBC\xA1")), 2);             // fullwidth A
    assert_int_equal(text_width(STR("\xF0\x9F\x98\x80")), 2);         // emoji
    assert_int_equal(text_width(STR("\xC3\xA9\xD0\xB6")), 2);         // é ж
    assert_int_equal(text_width(STR("\x1b[1;31mred\x1b[0m")), 3);     // our own colour
}

// --- pages ------------------------------------------------------------------------------------------------

static Page page_of(Arena *arena, unsigned width)
{
    return (Page){.out = output_memory(arena), .arena = arena, .width = width};
}

static void lines_break_between_words_and_hang(void **state)
{
    Page page = page_of(*state, 20);
    Line line = line_new(&page);
    line_text(&line, "one two three four five six");
    line_end(&line, 2, 4);
    assert_str(output_memory_text(page.out), "  one two three four\n    five six\n");
}

static void a_word_that_is_too_long_stands_alone(void **state)
{
    Page page = page_of(*state, 10);
    Line line = line_new(&page);
    line_text(&line, "see https://example.com/a/long/path now");
    line_end(&line, 0, 2);
    assert_str(output_memory_text(page.out), "see\n  https://example.com/a/long/path\n  now\n");
}

static void colours_do_not_count_as_columns(void **state)
{
    Page page = page_of(*state, 12);
    page.color = true;
    Line line = line_new(&page);
    line_add(&line, STYLE_CRITICAL, STR("critical"));
    line_text(&line, " abc");
    line_end(&line, 0, 0);
    assert_str(output_memory_text(page.out), "\x1b[1;31mcritical\x1b[0m abc\n");
}

static void columns_are_filled_by_width(void **state)
{
    Page page = page_of(*state, 40);
    Line line = line_new(&page);
    line_text(&line, "\xE6\x97\xA5");
    line_pad(&line, 5);
    line_text(&line, "x");
    line_pad(&line, 3); // past it already: one space
    line_text(&line, "y");
    line_end(&line, 0, 0);
    assert_str(output_memory_text(page.out), "\xE6\x97\xA5   x y\n");
}

static void commands_break_between_tokens_with_a_backtick(void **state)
{
    Page page = page_of(*state, 44);
    page_command(&page, 2,
                 STR("Set-OwaVirtualDirectory -Identity 'EX01\\owa (Default Web Site)' -BasicAuthentication $false"));
    assert_str(output_memory_text(page.out), "  Set-OwaVirtualDirectory -Identity `\n"
                                             "      'EX01\\owa (Default Web Site)' `\n"
                                             "      -BasicAuthentication $false\n");
}

static void a_quoted_token_is_never_broken(void **state)
{
    Page page = page_of(*state, 20);
    page_command(&page, 0, STR("Do 'it''s one long token of text' \"and this one too\" x"));
    assert_str(output_memory_text(page.out),
               "Do `\n    'it''s one long token of text' `\n    \"and this one too\" `\n    x\n");
}

static void comments_are_not_broken(void **state)
{
    Page page = page_of(*state, 10);
    page_command(&page, 2, STR("# run this on each server\nGet-X"));
    assert_str(output_memory_text(page.out), "  # run this on each server\n  Get-X\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_could_move_the_cursor_becomes_visible),
        cmocka_unit_test(clean_text_is_not_copied),
        cmocka_unit_test(no_byte_sequence_survives_as_a_control),
        cmocka_unit_test(wide_characters_take_two_columns_and_combining_ones_none),
        cmocka_unit_test(lines_break_between_words_and_hang),
        cmocka_unit_test(a_word_that_is_too_long_stands_alone),
        cmocka_unit_test(colours_do_not_count_as_columns),
        cmocka_unit_test(columns_are_filled_by_width),
        cmocka_unit_test(commands_break_between_tokens_with_a_backtick),
        cmocka_unit_test(a_quoted_token_is_never_broken),
        cmocka_unit_test(comments_are_not_broken),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
