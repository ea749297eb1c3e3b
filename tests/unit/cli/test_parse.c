#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const Option *const rows[] = {&option_output,  &option_policy,
                                     &option_profile, &option_set,
                                     &option_fail_on, &option_allow_unknown,
                                     &option_show,    &option_as_of,
                                     &option_server,  &option_jobs,
                                     &option_verbose, &option_quiet,
                                     &option_help,    NULL};

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

enum { MOST = 12 };

typedef struct Parsed {
    Settings settings;
    Str problem;
    bool ok;
} Parsed;

// Parses words separated by single spaces.
static Parsed parse(Arena *arena, const char *words)
{
    char *arguments[MOST];
    int count = 0;
    Str rest = str(words);
    while (rest.n > 0) {
        size_t end = str_find(rest, STR(" "));
        end = end == (size_t)-1 ? rest.n : end;
        Str word = str_dup(arena, str_slice(rest, 0, end));
        arguments[count] = arena_bytes(arena, word.n + 1);
        memcpy(arguments[count++], word.p, word.n);
        rest = str_slice(rest, end < rest.n ? end + 1 : end, rest.n);
    }
    Parsed parsed = {.settings = settings_new(arena)};
    parsed.ok = options_parse(rows, count, arguments, &parsed.settings, &parsed.problem);
    return parsed;
}

#define assert_text(actual, expected) assert_true(str_eq(actual, STR(expected)))

static void options_and_operands_come_in_any_order(void **state)
{
    Parsed parsed = parse(*state, "a -o json=x.json b --fail-on high - --allow-unknown c");
    assert_true(parsed.ok);
    assert_int_equal(parsed.settings.operands.count, 4);
    assert_text(parsed.settings.operands.items[2], "-");
    assert_int_equal(parsed.settings.output_count, 1);
    assert_text(parsed.settings.outputs[0].format, "json");
    assert_text(parsed.settings.outputs[0].file, "x.json");
    assert_int_equal(parsed.settings.fail_on, SEVERITY_HIGH);
    assert_true(parsed.settings.allow_unknown);
}

static void values_may_be_attached(void **state)
{
    Parsed parsed = parse(*state, "-otext --output=json -j4 --profile=-hma --profile cba -vq");
    assert_true(parsed.ok);
    assert_int_equal(parsed.settings.output_count, 2);
    assert_int_equal(parsed.settings.jobs, 4);
    assert_int_equal(parsed.settings.profile_count, 2);
    assert_false(parsed.settings.profiles[0].value);
    assert_text(parsed.settings.profiles[0].name, "hma");
    assert_true(parsed.settings.profiles[1].value);
    assert_int_equal(parsed.settings.verbosity, -1);
}

static void two_dashes_end_the_options(void **state)
{
    Parsed parsed = parse(*state, "-- -v --help");
    assert_true(parsed.ok);
    assert_int_equal(parsed.settings.operands.count, 2);
    assert_false(parsed.settings.help);
}

static void settings_of_policies_are_split(void **state)
{
    Parsed parsed = parse(*state, "--set hma.outlookDirectories=[Oab] --server EX01=a/b=c");
    assert_true(parsed.ok);
    assert_text(parsed.settings.params[0].policy, "hma");
    assert_text(parsed.settings.params[0].param, "outlookDirectories");
    assert_text(parsed.settings.params[0].value, "[Oab]");
    assert_text(parsed.settings.servers[0].name, "EX01");
    assert_text(parsed.settings.servers[0].path, "a/b=c");
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *words, *problem;
    } cases[] = {
        {"--polcy x", "there is no option --polcy; did you mean --policy?"},
        {"--zzzzzz", "there is no option --zzzzzz"},
        {"-x", "there is no option -x"},
        {"--policy", "--policy needs a value: FILE|FOLDER"},
        {"-o", "--output needs a value: FORMAT[=FILE]"},
        {"-o json=", "--output: 'json=' is not FORMAT or FORMAT=FILE"},
        {"--allow-unknown=yes", "--allow-unknown takes no value"},
        {"--fail-on high --fail-on low", "--fail-on is given twice"},
        {"--fail-on urgent", "--fail-on: 'urgent' is not info, low, medium, high, critical or never"},
        {"--jobs 0", "--jobs: '0' is not a number of jobs from 1 to 256"},
        {"--as-of tomorrow", "--as-of: 'tomorrow' is not a date: 2026-11-20 or 2026-11-20T10:00:00Z"},
        {"--set hma=1", "--set: 'hma=1' is not POLICY.PARAM=VALUE"},
        {"--server EX01", "--server: 'EX01' is not NAME=PATH"},
        {"--show fail", "--show: 'fail' is not 'pass', the only thing that can be shown in addition"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Parsed parsed = parse(*state, cases[i].words);
        assert_false(parsed.ok);
        if (!str_eq(parsed.problem, str(cases[i].problem))) {
            fail_msg("%s: got \"" STR_FMT "\", expected \"%s\"", cases[i].words, STR_ARG(parsed.problem),
                     cases[i].problem);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_come_in_any_order),
        cmocka_unit_test(values_may_be_attached),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(settings_of_policies_are_split),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
