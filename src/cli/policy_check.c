// exaudit policy check: loads policies and type-checks their expressions.
#include "cli/diagnostics.h"
#include "cli/session.h"
#include "cli/stages.h"
#include "report/json_value.h"
#include "report/subject.h"

static const char *const formats[] = {"text", "json", NULL};

typedef struct Check {
    const PolicySet *set; // NULL: there are errors
    const PolicyFiles *files;
    const Diags *diags;
    Arena *arena;
} Check;

// The files that were given; without any, the built-in ones.
static size_t first_file(const Check *check)
{
    return check->files->count > check->files->builtin ? check->files->builtin : 0;
}

// The rules of the files that the check is about.
static size_t count_rules(const Check *check)
{
    size_t count = 0;
    for (size_t i = 0; check->set && i < check->set->rule_count; i++) {
        for (size_t k = first_file(check); k < check->files->count; k++) {
            count += str_eq(check->set->rules[i]->file, check->files->items[k].name);
        }
    }
    return count;
}

static void write_text(const Check *check, const Page *page)
{
    Arena *arena = check->arena;
    Str files = counted(arena, check->files->count - first_file(check), "file", "files");
    Str errors = counted(arena, check->diags->errors, "error", "errors");
    Str others = counted(arena, check->diags->count - check->diags->errors, "warning", "warnings");
    if (!check->set) {
        page_printf(page, 0, STR_FMT ": " STR_FMT ", " STR_FMT, STR_ARG(files), STR_ARG(errors), STR_ARG(others));
        return;
    }
    Str rules = counted(arena, count_rules(check), "rule", "rules");
    Str profiles = counted(arena, check->set->profile_count, "profile", "profiles");
    if (first_file(check) == 0) {
        rules = str_printf(arena, STR_FMT " and " STR_FMT, STR_ARG(rules), STR_ARG(profiles));
    }
    page_printf(page, 0, STR_FMT ": " STR_FMT ", no errors, " STR_FMT, STR_ARG(files), STR_ARG(rules), STR_ARG(others));
}

static void write_json(const Check *check, Output *out)
{
    JsonWriter json = json_writer(out, true);
    json_begin_document(&json, "policyCheck");
    json_key(&json, "ok");
    json_bool(&json, check->set != NULL);
    json_key(&json, "files");
    json_begin_array(&json);
    for (size_t i = first_file(check); i < check->files->count; i++) {
        json_string(&json, check->files->items[i].name);
    }
    json_end_array(&json);
    json_key(&json, "rules");
    json_uint(&json, count_rules(check));
    json_diagnostics(&json, NULL, check->diags);
    json_end_document(&json);
}

static void write_check(void *context, size_t format, const Page *page)
{
    if (format == 0) {
        write_text(context, page);
    } else {
        write_json(context, page->out);
    }
}

static int run_check(Session *session)
{
    const Settings *settings = &session->settings;
    PolicyFiles files;
    if (!session_check_outputs(session, formats) || !stage_policy_files(session, &settings->operands, &files)) {
        return EXIT_TROUBLE;
    }
    Diags diags = diags_new(session->arena);
    Check check = {.files = &files, .diags = &diags, .arena = session->arena};
    check.set = policy_load(session->arena, schema_load(session->arena), files.items, files.count, settings->params,
                            settings->param_count, &diags);
    diagnostics_print(session, NULL, &diags);
    bool written = session_write(session, formats, write_check, &check);
    return check.set && written ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {&option_output,  &option_set,  &option_color, &option_quiet,
                                        &option_verbose, &option_help, NULL};

const Command command_policy_check = {
    .name = "policy check",
    .summary = "load policies and type-check every expression",
    .usage = "policy check [OPTION...] [FILE|FOLDER...]",
    .details =
        "Checks the given policy files together with the built-in ones (those of the same name are replaced). Problems "
        "go to "
        "standard error with file, line, column and what was probably meant. Exit status 0: no errors; 2: errors.",
    .options = options,
    .run = run_check,
};
