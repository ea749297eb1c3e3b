#include "cli/command.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CONTOSO SOURCE_DIR "/fixtures/estates/contoso"

enum { MOST = 12 };

// What one run of the program did.
typedef struct Run {
    int status;
    Str out, err;
} Run;

typedef struct World {
    Arena *arena;
    Str folder; // empty, of this test
} World;

static int setup(void **state)
{
    World *world = test_calloc(1, sizeof *world);
    world->arena = arena_new();
    char *folder = arena_bytes(world->arena, 64);
    (void)snprintf(folder, 64, "/tmp/exaudit-cli-XXXXXX");
    assert_non_null(mkdtemp(folder));
    world->folder = str(folder);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    World *world = *state;
    Str command = str_printf(world->arena, "rm -rf " STR_FMT, STR_ARG(world->folder));
    int status = system(command.p);
    arena_free(world->arena);
    test_free(world);
    return status;
}

static Str path_in(const World *world, const char *name)
{
    return str_printf(world->arena, STR_FMT "/%s", STR_ARG(world->folder), name);
}

static Str read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return STR("");
    }
    StrBuf buffer = strbuf_new(arena);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;) {
        strbuf_add(&buffer, (Str){bytes, n});
    }
    (void)fclose(file);
    return strbuf_str(&buffer);
}

static void write_text(Str path, const char *text)
{
    FILE *file = fopen(path.p, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

// Sends a descriptor into a file; what it was before.
static int redirect(int descriptor, Str path)
{
    (void)fflush(NULL);
    int before = dup(descriptor);
    int file = open(path.p, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    (void)dup2(file, descriptor);
    (void)close(file);
    return before;
}

static void restore(int descriptor, int before)
{
    (void)fflush(NULL);
    (void)dup2(before, descriptor);
    (void)close(before);
}

// Runs the program with words separated by single spaces; "@" in them stands for the test's folder.
static Run run(const World *world, const char *words)
{
    Arena *arena = world->arena;
    char *arguments[MOST];
    int count = 0;
    StrBuf word = strbuf_new(arena);
    for (const char *c = words;; c++) {
        if (*c == ' ' || *c == '\0') {
            Str text = strbuf_str(&word);
            arguments[count] = arena_bytes(arena, text.n + 1);
            memcpy(arguments[count++], text.p, text.n);
            word = strbuf_new(arena);
        } else {
            strbuf_add(&word, *c == '@' ? world->folder : (Str){c, 1});
        }
        if (*c == '\0') {
            break;
        }
    }
    Str out = path_in(world, "..out");
    Str err = path_in(world, "..err");
    int stdout_before = redirect(1, out);
    int stderr_before = redirect(2, err);
    Arena *own = arena_new();
    int status = command_dispatch(own, count, arguments);
    arena_free(own);
    restore(1, stdout_before);
    restore(2, stderr_before);
    Run result = {status, read_file(arena, out.p), read_file(arena, err.p)};
    (void)remove(out.p);
    (void)remove(err.p);
    return result;
}

static void assert_says(Str text, const char *part)
{
    if (str_find(text, str(part)) == (size_t)-1) {
        fail_msg("\"%s\" is not in:\n" STR_FMT, part, STR_ARG(text));
    }
}

static void assert_runs(const World *world, const char *words, int status)
{
    Run result = run(world, words);
    if (result.status != status) {
        fail_msg("%s: status %d, not %d\n" STR_FMT STR_FMT, words, result.status, status, STR_ARG(result.err),
                 STR_ARG(result.out));
    }
}

static void the_exit_status_tells_what_was_found(void **state)
{
    static const struct {
        const char *words;
        int status;
    } cases[] = {
        {"audit " CONTOSO, EXIT_FAILED},
        {"audit --fail-on never " CONTOSO, EXIT_OK},
        {"audit --rule HMA-014 " CONTOSO, EXIT_FAILED},
        {"audit --rule HMA-014 --fail-on critical " CONTOSO, EXIT_FAILED},
        {"audit --rule HMA-009 " CONTOSO, EXIT_OK},
        {"audit --rule HMA-014 " CONTOSO "/EX01", EXIT_UNKNOWN},
        {"audit --rule HMA-014 --allow-unknown " CONTOSO "/EX01", EXIT_OK},
        {"audit @", EXIT_TROUBLE},
        {"audit @/nothing", EXIT_TROUBLE},
        {"audit --rule NOPE-1 " CONTOSO, EXIT_TROUBLE},
        {"audit --profile nope " CONTOSO, EXIT_TROUBLE},
        {"audit -o json -o text " CONTOSO, EXIT_TROUBLE},
        {"audit -o json=@/x -o json=@/x " CONTOSO, EXIT_TROUBLE},
        {"audit -o sarif5 " CONTOSO, EXIT_TROUBLE},
        {"audit -o json=@/no/such/folder " CONTOSO, EXIT_TROUBLE},
        {"audit --policy @/nothing.yaml " CONTOSO, EXIT_TROUBLE},
        {"inspect " CONTOSO, EXIT_OK},
        {"inspect @", EXIT_TROUBLE},
        {"model " CONTOSO, EXIT_OK},
        {"rules", EXIT_OK},
        {"rules HMA-*", EXIT_OK},
        {"rules NOPE-*", EXIT_TROUBLE},
        {"explain HMA-014", EXIT_OK},
        {"explain HMA-9999", EXIT_TROUBLE},
        {"explain", EXIT_TROUBLE},
        {"policy check", EXIT_OK},
        {"policy test", EXIT_OK},
        {"policy export -", EXIT_OK},
        {"policy export @/nothing", EXIT_TROUBLE},
        {"help", EXIT_OK},
        {"help audit", EXIT_OK},
        {"help policy test", EXIT_OK},
        {"help model virtualDirectory", EXIT_OK},
        {"help model nothing", EXIT_TROUBLE},
        {"help formats", EXIT_OK},
        {"help outputs", EXIT_OK},
        {"help functions", EXIT_OK},
        {"help exit-status", EXIT_OK},
        {"help nothing", EXIT_TROUBLE},
        {"--version", EXIT_OK},
        {"--help", EXIT_OK},
        {"audit --help", EXIT_OK},
        {"policy", EXIT_TROUBLE},
        {"nothing", EXIT_TROUBLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_runs(*state, cases[i].words, cases[i].status);
    }
}

static void a_server_option_that_reaches_no_file_is_a_mistake(void **state)
{
    assert_runs(*state, "audit --server EX77=nonexist " CONTOSO, 2);
    assert_runs(*state, "inspect --server EX77=" CONTOSO "/EX03 " CONTOSO, 0);
}

static void mistakes_suggest_what_was_meant(void **state)
{
    assert_says(run(*state, "audt").err, "did you mean `audit`?");
    assert_says(run(*state, "polcy check").err, "did you mean `policy");
    assert_says(run(*state, "audit --polcy x").err, "did you mean --policy?");
    assert_says(run(*state, "explain HMA-14").err, "did you mean HMA-");
    assert_says(run(*state, "help format").err, "did you mean `formats`?");
}

static void results_go_to_stdout_and_complaints_to_stderr(void **state)
{
    Run result = run(*state, "audit " CONTOSO " @/nothing");
    assert_int_equal(result.status, EXIT_TROUBLE);
    assert_says(result.out, "Summary");
    assert_says(result.err, "nothing: error: there is no such file or folder");
    result = run(*state, "nothing");
    assert_int_equal(result.out.n, 0);
}

static void every_listing_is_json_on_request(void **state)
{
    static const char *const listings[] = {"audit -o json " CONTOSO, "inspect -o json " CONTOSO,
                                           "rules -o json",          "explain -o json HMA-014",
                                           "policy check -o json",   "policy test -o json"};
    for (size_t i = 0; i < sizeof listings / sizeof *listings; i++) {
        Run result = run(*state, listings[i]);
        cJSON *document = cJSON_ParseWithLength(result.out.p, result.out.n);
        if (!document) {
            fail_msg("%s is not JSON: " STR_FMT, listings[i], STR_ARG(result.out));
        }
        const cJSON *head = cJSON_GetObjectItemCaseSensitive(document, "exaudit");
        assert_true(cJSON_IsString(cJSON_GetObjectItemCaseSensitive(head, "file")));
        cJSON_Delete(document);
    }
}

static void a_format_with_a_file_leaves_the_text_on_stdout(void **state)
{
    const World *world = *state;
    Run result = run(world, "audit -o json=@/report.json " CONTOSO);
    assert_says(result.out, "Summary");
    assert_says(read_file(world->arena, path_in(world, "report.json").p), "\"file\": \"report\"");
}

static const char broken_policy[] = "policy: mine\n"
                                    "title: Mine\n"
                                    "rules:\n"
                                    "  - id: MY-001\n"
                                    "    title: A rule\n"
                                    "    severity: high\n"
                                    "    for: server\n"
                                    "    require: self.nmae == \"x\"\n"
                                    "    rationale: none\n";

static const char wrong_policy[] = "policy: mine\n"
                                   "title: Mine\n"
                                   "rules:\n"
                                   "  - id: MY-001\n"
                                   "    title: A rule\n"
                                   "    severity: high\n"
                                   "    for: organization\n"
                                   "    require: self.name == \"x\"\n"
                                   "    message: the name is {self.name}\n"
                                   "    rationale: none\n"
                                   "    examples:\n"
                                   "      pass: {self: {name: y}}\n";

static void a_broken_policy_is_shown_with_its_place(void **state)
{
    const World *world = *state;
    write_text(path_in(world, "mine.yaml"), broken_policy);
    Run result = run(world, "policy check @/mine.yaml");
    assert_int_equal(result.status, EXIT_TROUBLE);
    assert_says(result.err, "mine.yaml:8:");
    assert_says(result.err, "nmae");
    assert_says(result.err, "^");
    assert_int_equal(run(world, "audit --policy @ " CONTOSO).status, EXIT_TROUBLE);
}

static void an_example_that_is_not_as_it_says_fails_the_test_of_policies(void **state)
{
    const World *world = *state;
    write_text(path_in(world, "mine.yaml"), wrong_policy);
    Run result = run(world, "policy test @/mine.yaml");
    assert_int_equal(result.status, EXIT_FAILED);
    assert_says(result.out, "MY-001");
    assert_says(result.out, "1 example of 1 rule: 0 as expected, 1 not");
}

static void an_edited_policy_replaces_the_built_in_one(void **state)
{
    const World *world = *state;
    Str path = path_in(world, "mine.yaml");
    write_text(path, "policy: hma\ntitle: Mine\nrules: []\n");
    assert_int_equal(run(world, "explain HMA-014").status, EXIT_OK);
    assert_int_equal(run(world, "explain --policy @ HMA-014").status, EXIT_TROUBLE);
}

static void exported_policies_are_the_built_in_ones_and_edits_are_kept(void **state)
{
    const World *world = *state;
    assert_int_equal(run(world, "policy export @").status, EXIT_OK);
    assert_int_equal(run(world, "policy export @").status, EXIT_OK);
    assert_int_equal(run(world, "policy check @").status, EXIT_OK);
    write_text(path_in(world, "hma.yaml"), "policy: hma\n");
    Run result = run(world, "policy export @");
    assert_int_equal(result.status, EXIT_TROUBLE);
    assert_says(result.err, "was left alone");
    assert_true(str_eq(read_file(world->arena, path_in(world, "hma.yaml").p), STR("policy: hma\n")));
}

static void a_full_disk_is_trouble(void **state)
{
    if (access("/dev/full", W_OK) != 0) {
        print_message("SKIPPED: there is no /dev/full here\n");
        skip();
    }
    Run result = run(*state, "audit -o json=/dev/full " CONTOSO);
    assert_int_equal(result.status, EXIT_TROUBLE);
    assert_says(result.err, "cannot write /dev/full: No space left on device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_exit_status_tells_what_was_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_server_option_that_reaches_no_file_is_a_mistake, setup, teardown),
        cmocka_unit_test_setup_teardown(mistakes_suggest_what_was_meant, setup, teardown),
        cmocka_unit_test_setup_teardown(results_go_to_stdout_and_complaints_to_stderr, setup, teardown),
        cmocka_unit_test_setup_teardown(every_listing_is_json_on_request, setup, teardown),
        cmocka_unit_test_setup_teardown(a_format_with_a_file_leaves_the_text_on_stdout, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_policy_is_shown_with_its_place, setup, teardown),
        cmocka_unit_test_setup_teardown(an_example_that_is_not_as_it_says_fails_the_test_of_policies, setup, teardown),
        cmocka_unit_test_setup_teardown(an_edited_policy_replaces_the_built_in_one, setup, teardown),
        cmocka_unit_test_setup_teardown(exported_policies_are_the_built_in_ones_and_edits_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_is_trouble, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
