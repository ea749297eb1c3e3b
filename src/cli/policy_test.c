// exaudit policy test: runs the examples that the rules carry.
#include "cli/session.h"
#include "cli/stages.h"
#include "report/index.h"
#include "report/json_value.h"
#include "report/subject.h"

static const char *const formats[] = {"text", "json", NULL};

typedef struct TestRun {
    const ExampleResult *results;
    size_t count, wrong, rules, without; // without: rules that have no examples
    const Index *files;                  // NULL: rules of all files
    int verbosity;
    Arena *arena;
} TestRun;

static bool selected(const TestRun *run, const Rule *rule)
{
    return !run->files || index_find(run->files, rule->file) != (size_t)-1;
}

static void write_wrong(const Page *page, const ExampleResult *result)
{
    Line line = line_new(page);
    line_add(&line, STYLE_HIGH, STR("wrong  "));
    line_add(&line, STYLE_PLAIN, result->problem); // begins with the place and the rule
    line_end(&line, 0, 7);
}

// The examples of one rule stand together: one line for them.
static void write_rule(const TestRun *run, const Page *page, size_t first, size_t end)
{
    size_t wrong = 0;
    for (size_t i = first; i < end; i++) {
        if (!run->results[i].ok) {
            wrong++;
            write_wrong(page, &run->results[i]);
        }
    }
    if (wrong == 0 && run->verbosity > 0) {
        Line line = line_new(page);
        line_add(&line, STYLE_GOOD, STR("right  "));
        line_add(&line, STYLE_STRONG, run->results[first].rule->id);
        line_add(&line, STYLE_PLAIN, STR(": "));
        line_add(&line, STYLE_PLAIN, counted(run->arena, end - first, "example", "examples"));
        line_end(&line, 0, 7);
    }
}

static void write_text(const TestRun *run, const Page *page)
{
    for (size_t first = 0; first < run->count;) {
        size_t end = first + 1;
        while (end < run->count && run->results[end].rule == run->results[first].rule) {
            end++;
        }
        write_rule(run, page, first, end);
        first = end;
    }
    page_printf(page, 0, STR_FMT " of " STR_FMT ": %zu as expected, %zu not; " STR_FMT " without examples",
                STR_ARG(counted(run->arena, run->count, "example", "examples")),
                STR_ARG(counted(run->arena, run->rules, "rule", "rules")), run->count - run->wrong, run->wrong,
                STR_ARG(counted(run->arena, run->without, "rule", "rules")));
}

static void write_json(const TestRun *run, Output *out)
{
    JsonWriter json = json_writer(out, true);
    json_begin_document(&json, "policyTest");
    json_key(&json, "ok");
    json_bool(&json, run->wrong == 0);
    json_key(&json, "examples");
    json_begin_array(&json);
    for (size_t i = 0; i < run->count; i++) {
        const ExampleResult *result = &run->results[i];
        json_begin_object(&json);
        json_text_member(&json, "rule", result->rule->id);
        json_text_member(&json, "expected", result->example->expect);
        json_text_member(&json, "verdict", str(verdict_name(result->verdict)));
        json_key(&json, "ok");
        json_bool(&json, result->ok);
        json_text_if(&json, "problem", result->ok ? STR("") : result->problem);
        json_text_member(&json, "file", result->rule->file);
        json_key(&json, "line");
        json_uint(&json, result->example->data->origin.line);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_document(&json);
}

static void write_test(void *context, size_t format, const Page *page)
{
    if (format == 0) {
        write_text(context, page);
    } else {
        write_json(context, page->out);
    }
}

// Keeps the results of the selected files, and counts.
static void sift(TestRun *run, const PolicySet *set, const ExampleResult *results, size_t count)
{
    ExampleResult *kept = ARENA_ARRAY(run->arena, ExampleResult, count);
    for (size_t i = 0; i < count; i++) {
        if (selected(run, results[i].rule)) {
            run->wrong += !results[i].ok;
            kept[run->count++] = results[i];
        }
    }
    run->results = kept;
    for (size_t i = 0; i < set->rule_count; i++) {
        if (selected(run, set->rules[i])) {
            run->rules++;
            run->without += set->rules[i]->example_count == 0;
        }
    }
}

static int run_test(Session *session)
{
    const Settings *settings = &session->settings;
    PolicyFiles files;
    if (!session_check_outputs(session, formats) || !stage_policy_files(session, &settings->operands, &files)) {
        return EXIT_TROUBLE;
    }
    const PolicySet *set = stage_load(session, schema_load(session->arena), &files);
    if (!set) {
        return EXIT_TROUBLE;
    }
    Index given = index_new(session->arena);
    for (size_t i = files.builtin; i < files.count; i++) {
        index_add(&given, files.items[i].name, NULL);
    }
    size_t count;
    const ExampleResult *results =
        audit_examples(session->arena, set, settings->rules.items, settings->rules.count, &count);
    TestRun run = {.files = given.count > 0 ? &given : NULL, .verbosity = settings->verbosity, .arena = session->arena};
    sift(&run, set, results, count);
    if (run.count == 0) {
        session_complain(session, "there is no example to run");
        return EXIT_TROUBLE;
    }
    bool written = session_write(session, formats, write_test, &run);
    return !written ? EXIT_TROUBLE : run.wrong > 0 ? EXIT_FAILED : EXIT_OK;
}

static const Option *const options[] = {&option_output, &option_rule,    &option_set,  &option_color,
                                        &option_quiet,  &option_verbose, &option_help, NULL};

const Command command_policy_test = {
    .name = "policy test",
    .summary = "run the examples that the rules carry",
    .usage = "policy test [OPTION...] [FILE|FOLDER...]",
    .details = "Runs the examples of the rules in the given files; without any, of the built-in rules. Exit status 0: "
               "every example gave "
               "the verdict it names; 1: some did not; 2: the policies could not be loaded.",
    .options = options,
    .run = run_test,
};
