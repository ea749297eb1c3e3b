#include "support/diag.h"
#include "support/platform.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static char folder[] = "/tmp/exaudit-platform-XXXXXX";

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

static void a_folder_is_listed_in_the_order_of_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"B", "a", "b.c", "b\xFF", "é"};
    FolderEntry *entries;
    size_t count;
    Str problem = STR("");
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(mkdir(path_of(names[4 - i]), 0700), 0);
    assert_true(platform_folder(arena, folder, &entries, &count, &problem));
    assert_int_equal(count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_str(entries[i].raw, names[i]);
        assert_int_equal(rmdir(path_of(entries[i].raw.p)), 0);
    }
    assert_str(entries[3].name, "b\xEF\xBF\xBD");
    assert_str(entries[4].name, "é");
    assert_true(platform_folder(arena, folder, &entries, &count, &problem));
    assert_int_equal(count, 0);
    assert_false(platform_folder(arena, path_of("none"), &entries, &count, &problem));
    assert_str(problem, "No such file or directory");
}

static void files_are_told_apart(void **state)
{
    (void)state;
    FileInfo here = platform_stat(folder);
    assert_int_equal(here.kind, FILE_FOLDER);
    assert_true(here.inode != 0);
    assert_int_equal(platform_stat("/proc/self/exe").kind, FILE_REGULAR);
    assert_true(platform_stat("/proc/self/exe").size > 0);
    assert_int_equal(platform_stat("/dev/null").kind, FILE_OTHER);
    assert_int_equal(platform_stat(path_of("none")).kind, FILE_MISSING);
}

enum { JOBS = 4, WORK = 1000 };
static atomic_int done[WORK];
static atomic_int by_worker[JOBS];

static void do_work(void *context, unsigned worker, size_t index)
{
    assert_ptr_equal(context, folder);
    assert_true(worker < JOBS);
    (void)atomic_fetch_add(&done[index], 1);
    (void)atomic_fetch_add(&by_worker[worker], 1);
}

static void every_index_is_worked_on_once(void **state)
{
    (void)state;
    static const unsigned jobs[] = {0, 1, 2, JOBS};
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        platform_parallel(jobs[i], WORK, do_work, folder);
        for (size_t j = 0; j < WORK; j++)
            assert_int_equal(done[j], i + 1);
    }
    platform_parallel(JOBS, 0, do_work, folder);
    assert_int_equal(by_worker[0] + by_worker[1] + by_worker[2] + by_worker[3], WORK * 4);
    assert_true(by_worker[0] >= WORK * 2);
}

static void note_order(void *context, unsigned worker, size_t index)
{
    size_t *next = context;
    assert_int_equal(worker, 0);
    assert_int_equal(index, (*next)++);
}

static void one_worker_goes_in_order(void **state)
{
    (void)state;
    size_t next = 0;
    platform_parallel(1, 100, note_order, &next);
    assert_int_equal(next, 100);
}

static void the_width_of_a_terminal_has_a_default(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("COLUMNS"), 0);
    assert_int_equal(platform_terminal_width(-1), 80);
    assert_int_equal(setenv("COLUMNS", "132", 1), 0);
    assert_int_equal(platform_terminal_width(-1), 132);
    assert_int_equal(setenv("COLUMNS", "1", 1), 0);
    assert_int_equal(platform_terminal_width(-1), 20);
    assert_int_equal(setenv("COLUMNS", "wide", 1), 0);
    assert_int_equal(platform_terminal_width(-1), 80);
    assert_int_equal(unsetenv("COLUMNS"), 0);
    assert_false(platform_is_terminal(-1));
}

static void clocks_and_processes_are_there(void **state)
{
    (void)state;
    uint64_t before = platform_milliseconds();
    assert_true(platform_milliseconds() >= before);
    assert_true(platform_utc_seconds() > 1600000000);
    assert_int_equal(platform_process(), (unsigned long)getpid());
    assert_true(platform_processors() >= 1);
}

static void dying_says_why_and_ends_with_2(void **state)
{
    (void)state;
    int ends[2], status;
    char text[64] = "";
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], 2);
        die("out of patience");
    }
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_true(platform_read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "exaudit: out of patience\n");
    assert_int_equal(close(ends[0]), 0);
}

static void diagnostics_are_counted_by_level(void **state)
{
    (void)state;
    Diags diags = diags_new(arena);
    for (int i = 0; i < 20; i++)
        assert_false(diag_input(&diags, i % 2 ? DIAG_ERROR : DIAG_WARNING, "code", (Origin){1, 2, 3}, "number %d", i));
    assert_int_equal(diags.count, 20);
    assert_int_equal(diags.errors, 10);
    assert_str(diags.items[19].message, "number 19");
    assert_int_equal(diags.items[19].origin.column, 3);
    assert_false(diag_add(&diags, (Diag){.level = DIAG_NOTE, .code = "note"}));
    assert_int_equal(diags.errors, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_is_listed_in_the_order_of_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(files_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(every_index_is_worked_on_once, setup, teardown),
        cmocka_unit_test_setup_teardown(one_worker_goes_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(the_width_of_a_terminal_has_a_default, setup, teardown),
        cmocka_unit_test_setup_teardown(clocks_and_processes_are_there, setup, teardown),
        cmocka_unit_test_setup_teardown(dying_says_why_and_ends_with_2, setup, teardown),
        cmocka_unit_test_setup_teardown(diagnostics_are_counted_by_level, setup, teardown),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
