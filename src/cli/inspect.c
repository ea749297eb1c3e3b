// exaudit inspect: what each file is, what was read from it, what is wrong with it, and what is missing.
#include "cli/inspect.h"
#include "cli/stages.h"
#include "report/conflict.h"
#include "report/json_estate.h"
#include "report/subject.h"

static const char *const formats[] = {"text", "json", NULL};

static void write_missing(JsonWriter *json, const CoverageTable *table)
{
    json_key(json, "missing");
    json_begin_array(json);
    for (size_t i = 0; i < table->missing_count; i++) {
        const MissingExport *missing = &table->missing[i];
        json_begin_object(json);
        json_text_member(json, "export", missing->command);
        json_strings_member(json, "kinds", missing->kinds.names, missing->kinds.count);
        json_strings_member(json, "servers", missing->servers.names, missing->servers.count);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_conflicts(JsonWriter *json, Arena *arena, const Estate *estate)
{
    size_t count;
    const Conflict *conflicts = estate_conflicts(arena, estate, &count);
    json_key(json, "conflicts");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_text_member(json, "entity", conflicts[i].entity->id);
        json_text_member(json, "subject", conflicts[i].subject);
        json_key(json, "origins");
        json_begin_array(json);
        for (size_t k = 0; k < conflicts[i].unknown->count; k++) {
            json_origin(json, estate, conflicts[i].unknown->reasons[k]->origin);
        }
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_json(const Inspection *inspection, Output *out)
{
    const Estate *estate = inspection->estate;
    JsonWriter json = json_writer(out, true);
    json_begin_document(&json, "inspect");
    json_key(&json, "complete");
    json_bool(&json, inspection->incomplete.n == 0);
    json_inputs(&json, inspection->session->arena, estate);
    json_coverage(&json, inspection->session->arena, estate);
    write_missing(&json, &inspection->coverage);
    write_conflicts(&json, inspection->session->arena, estate);
    json_diagnostics(&json, estate, &estate->diags);
    json_end_document(&json);
}

static void write_inspection(void *context, size_t format, const Page *page)
{
    if (format == 0) {
        inspect_text(context, page);
    } else {
        write_json(context, page->out);
    }
}

static int run_inspect(Session *session)
{
    if (!session_check_outputs(session, formats)) {
        return EXIT_TROUBLE;
    }
    Import *import = stage_import(session, schema_load(session->arena));
    if (!import) {
        return EXIT_TROUBLE;
    }
    const Estate *estate = import_estate(import);
    Inspection inspection = {
        .session = session,
        .estate = estate,
        .coverage = coverage_table(session->arena, estate),
        .incomplete = stage_incomplete(session->arena, estate),
    };
    bool written = session_write(session, formats, write_inspection, &inspection);
    bool ok = written && inspection.incomplete.n == 0;
    import_free(import);
    return ok ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {
    &option_output, &option_server, &option_as_of,   &option_jobs, &option_hash_inputs,
    &option_color,  &option_quiet,  &option_verbose, &option_help, NULL};

const Command command_inspect = {
    .name = "inspect",
    .summary = "what each file is, what was read from it, what is wrong or missing",
    .usage = "inspect [OPTION...] [PATH...]",
    .details = "For each file: its format and encoding, the cmdlet it is from, its server and how that was decided, "
               "the number of records and "
               "what to doubt in it. Then which exports were seen for which server, and the commands for those that "
               "are missing. "
               "-o text (the default) or -o json. Exit status 2: an input is damaged, or nothing was read.",
    .options = options,
    .run = run_inspect,
};
