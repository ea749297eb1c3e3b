// exaudit model: the normalised estate, for programs and to be read back.
#include "cli/diagnostics.h"
#include "cli/session.h"
#include "cli/stages.h"
#include "model/document.h"

static const char *const formats[] = {"ndjson", "json", NULL};

static void write_model(void *context, size_t format, const Page *page)
{
    document_write(page->out, context, format == 0 ? DOCUMENT_NDJSON : DOCUMENT_JSON);
}

static int run_model(Session *session)
{
    if (!session_check_outputs(session, formats)) {
        return EXIT_TROUBLE;
    }
    Import *import = stage_import(session, schema_load(session->arena));
    if (!import) {
        return EXIT_TROUBLE;
    }
    const Estate *estate = import_estate(import);
    Estate *document = ARENA_NEW(session->arena, Estate);
    *document = *estate;
    bool written = session_write(session, formats, write_model, document);
    diagnostics_print(session, estate, &estate->diags);
    Str incomplete = stage_incomplete(session->arena, estate);
    if (incomplete.n > 0) {
        session_complain(session, STR_FMT, STR_ARG(incomplete));
    }
    import_free(import);
    return written && incomplete.n == 0 ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {
    &option_output, &option_server, &option_as_of,   &option_jobs, &option_hash_inputs,
    &option_color,  &option_quiet,  &option_verbose, &option_help, NULL};

const Command command_model = {
    .name = "model",
    .summary = "the normalised model of the estate, with the origin of every value",
    .usage = "model [OPTION...] [PATH...]",
    .details = "-o ndjson (the default: a head, then one entity a line) or -o json. What it writes can be read back as "
               "input, alone or "
               "mixed with exports, and gives the same report.",
    .options = options,
    .run = run_model,
};
