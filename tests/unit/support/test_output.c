#include "support/output.h"
#include "support/platform.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
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

static char folder[] = "/tmp/exaudit-output-XXXXXX";

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

static Str path_of(const char *name)
{
    return str_printf(arena, "%s/%s", folder, name);
}

static Str contents(Str path)
{
    StrBuf text = strbuf_new(arena);
    char chunk[4096];
    int descriptor = open(path.p, O_RDONLY);
    assert_true(descriptor >= 0);
    for (long got; (got = platform_read(descriptor, chunk, sizeof chunk)) > 0;)
        strbuf_add(&text, (Str){chunk, (size_t)got});
    assert_true(platform_close(descriptor));
    return strbuf_str(&text);
}

static void put(Str path, const char *text)
{
    int descriptor = open(path.p, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(platform_write(descriptor, text, strlen(text)));
    assert_true(platform_close(descriptor));
}

static size_t files_in_folder(void)
{
    FolderEntry *entries;
    size_t count;
    Str problem;
    assert_true(platform_folder(arena, folder, &entries, &count, &problem));
    return count;
}

static void write_through(Str path, const char *text)
{
    Str problem = STR("");
    Output *out = output_file(arena, path, &problem);
    assert_non_null(out);
    output_write(out, str(text));
    assert_true(output_close(out, &problem));
}

static void memory_holds_what_was_written(void **state)
{
    (void)state;
    Str problem;
    Output *out = output_memory(arena);
    assert_str(output_memory_text(out), "");
    output_write(out, STR("a"));
    output_printf(out, "%s-%d", "b", 7);
    assert_str(output_memory_text(out), "ab-7");
    assert_true(output_close(out, &problem));
}

static void a_file_appears_whole_at_the_end(void **state)
{
    (void)state;
    Str path = path_of("report"), problem, large = str_printf(arena, "%0100000d", 7);
    Output *out = output_file(arena, path, &problem);
    StrBuf expected = strbuf_new(arena);
    for (int i = 0; i < 5000; i++) {
        output_printf(out, "line %d\n", i);
        strbuf_printf(&expected, "line %d\n", i);
        if (i % 1000 == 0) {
            output_write(out, large);
            strbuf_add(&expected, large);
        }
    }
    assert_int_equal(platform_stat(path.p).kind, FILE_MISSING);
    assert_true(output_close(out, &problem));
    assert_true(str_eq(contents(path), strbuf_str(&expected)));
    assert_int_equal(files_in_folder(), 1);
    assert_int_equal(unlink(path.p), 0);
}

static void printing_does_not_use_up_the_arena(void **state)
{
    (void)state;
    Str problem;
    Output *out = output_file(arena, STR("/dev/null"), &problem);
    size_t used = arena_used(arena);
    for (int i = 0; i < 1000; i++)
        output_printf(out, "%0500d", i);
    assert_int_equal(arena_used(arena), used);
    assert_true(output_close(out, &problem));
}

static void the_mode_of_a_replaced_file_is_kept(void **state)
{
    (void)state;
    struct stat status;
    Str path = path_of("report");
    put(path, "old");
    assert_int_equal(chmod(path.p, 0641), 0);
    write_through(path, "new");
    assert_int_equal(stat(path.p, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0641);
    assert_str(contents(path), "new");
    assert_int_equal(unlink(path.p), 0);
}

static void a_new_file_has_the_mode_that_the_umask_leaves(void **state)
{
    (void)state;
    struct stat status;
    Str path = path_of("report");
    mode_t before = umask(027);
    write_through(path, "new");
    (void)umask(before);
    assert_int_equal(stat(path.p, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_int_equal(unlink(path.p), 0);
}

static void symlinks_are_followed_and_stay(void **state)
{
    (void)state;
    Str target = path_of("target"), link = path_of("link"), second = path_of("second");
    assert_int_equal(symlink("target", link.p), 0); // relative to its folder
    assert_int_equal(symlink(link.p, second.p), 0);
    write_through(second, "through nothing");
    assert_str(contents(target), "through nothing");
    write_through(second, "again");
    assert_str(contents(target), "again");
    assert_int_equal(files_in_folder(), 3);
    assert_int_equal(unlink(target.p) + unlink(link.p) + unlink(second.p), 0);
}

static void a_loop_of_symlinks_is_refused(void **state)
{
    (void)state;
    Str path = path_of("loop"), problem = STR("");
    assert_int_equal(symlink("loop", path.p), 0);
    assert_null(output_file(arena, path, &problem));
    assert_str(problem, "Too many levels of symbolic links");
    assert_int_equal(platform_stat(path.p).kind, FILE_LOOP);
    assert_int_equal(unlink(path.p), 0);
}

static void a_folder_or_a_missing_folder_is_refused(void **state)
{
    (void)state;
    Str problem = STR("");
    assert_null(output_file(arena, str(folder), &problem));
    assert_str(problem, "Is a directory");
    assert_null(output_file(arena, path_of("none/report"), &problem));
    assert_str(problem, "No such file or directory");
    assert_null(output_file(arena, STR(""), &problem));
    assert_str(problem, "No such file or directory");
}

static void a_name_of_the_greatest_length_can_be_written(void **state)
{
    (void)state;
    Str path = path_of(str_printf(arena, "%0255d", 1).p);
    write_through(path, "x");
    assert_str(contents(path), "x");
    assert_int_equal(unlink(path.p), 0);
}

static void devices_and_fifos_are_written_through(void **state)
{
    (void)state;
    write_through(STR("/dev/null"), "x");
    Str path = path_of("fifo");
    char text[8] = "";
    assert_int_equal(mkfifo(path.p, 0600), 0);
    int reader = open(path.p, O_RDONLY | O_NONBLOCK);
    write_through(path, "hello");
    assert_int_equal(platform_read(reader, text, sizeof text), 5);
    assert_string_equal(text, "hello");
    struct stat status;
    assert_int_equal(stat(path.p, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_true(platform_close(reader));
    assert_int_equal(unlink(path.p), 0);
}

static void a_full_device_is_an_error(void **state)
{
    (void)state;
    Str problem = STR("");
    Output *out = output_file(arena, STR("/dev/full"), &problem);
    if (!out) {
        print_message("skipped: no /dev/full\n");
        return;
    }
    output_write(out, STR("x"));
    assert_false(output_close(out, &problem));
    assert_str(problem, "No space left on device");
}

static void after_an_error_the_old_file_stays(void **state)
{
    (void)state;
    Str path = path_of("report"), problem = STR("");
    struct rlimit before, limit;
    put(path, "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){100000, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    Output *out = output_file(arena, path, &problem);
    for (int i = 0; i < 3000; i++)
        output_printf(out, "%0100d", i);
    bool good = output_close(out, &problem);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(good);
    assert_str(problem, "File too large");
    assert_str(contents(path), "old");
    assert_int_equal(files_in_folder(), 1);
    assert_int_equal(unlink(path.p), 0);
}

// Standard output is exchanged for `descriptor` while an Output writes to it.
static bool print_to(int descriptor, Str *problem)
{
    int saved = dup(1);
    assert_int_equal(dup2(descriptor, 1), 1);
    Output *out = output_stdout(arena);
    output_write(out, STR("hello"));
    bool good = output_close(out, problem);
    assert_int_equal(dup2(saved, 1), 1);
    assert_int_equal(close(saved), 0);
    return good;
}

static void standard_output_is_checked(void **state)
{
    (void)state;
    char text[8] = "";
    int ends[2];
    Str problem = STR("");
    assert_int_equal(pipe(ends), 0);
    assert_true(print_to(ends[1], &problem));
    assert_int_equal(platform_read(ends[0], text, sizeof text), 5);
    assert_string_equal(text, "hello");
    assert_int_equal(close(ends[0]), 0);
    assert_false(print_to(ends[1], &problem)); // nobody reads: an error, not the end of the process
    assert_str(problem, "Broken pipe");
    assert_int_equal(close(ends[1]), 0);
}

static void drain(void *context, unsigned worker, size_t index)
{
    const int *ends = context;
    if (index == 0) {
        Str large = {arena_alloc(arena, 1000000), 1000000};
        assert_true(platform_write(ends[1], large.p, large.n));
        assert_true(platform_close(ends[1]));
    } else {
        char chunk[4096];
        size_t total = 0;
        for (long got; (got = platform_read(ends[0], chunk, sizeof chunk)) != 0; total += (size_t)got)
            assert_true(got > 0);
        assert_int_equal(total, 1000000);
    }
    (void)worker;
}

static void pipes_that_do_not_block_are_waited_for(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    platform_parallel(2, 2, drain, ends);
    assert_true(platform_close(ends[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_holds_what_was_written, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_appears_whole_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(printing_does_not_use_up_the_arena, setup, teardown),
        cmocka_unit_test_setup_teardown(the_mode_of_a_replaced_file_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_file_has_the_mode_that_the_umask_leaves, setup, teardown),
        cmocka_unit_test_setup_teardown(symlinks_are_followed_and_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(a_loop_of_symlinks_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_or_a_missing_folder_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_name_of_the_greatest_length_can_be_written, setup, teardown),
        cmocka_unit_test_setup_teardown(devices_and_fifos_are_written_through, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_device_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(after_an_error_the_old_file_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(standard_output_is_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(pipes_that_do_not_block_are_waited_for, setup, teardown),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
