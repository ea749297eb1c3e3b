#include "cli/stages.h"

#include "report/subject.h"
#include "support/platform.h"

unsigned stage_jobs(const Session *session)
{
    enum { MOST_BY_DEFAULT = 16 };
    unsigned processors = platform_processors();
    unsigned jobs = session->settings.jobs ? session->settings.jobs : processors;
    return session->settings.jobs ? jobs : jobs < 1 ? 1 : jobs > MOST_BY_DEFAULT ? MOST_BY_DEFAULT : jobs;
}

// --- progress: on a terminal, when a run takes longer than half a second ----------------------------------

typedef struct Progress {
    uint64_t start, last; // milliseconds
    bool shown;
} Progress;

enum { PATIENCE = 500, INTERVAL = 100, STDERR_DESCRIPTOR = 2 };

static void show_progress(void *context, size_t done, size_t total)
{
    Progress *progress = context;
    uint64_t now = platform_milliseconds();
    if (now - progress->start < PATIENCE || now - progress->last < INTERVAL) {
        return;
    }
    progress->last = now;
    progress->shown = true;
    (void)fprintf(stderr, "\rexaudit: %zu of %zu files read", done, total);
    (void)fflush(stderr);
}

static void clear_progress(const Progress *progress)
{
    if (progress->shown) {
        (void)fprintf(stderr, "\r%60s\r", "");
        (void)fflush(stderr);
    }
}

// --- import -----------------------------------------------------------------------------------------------

static bool source_date(const Session *session, ImportOptions *options)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    if (!text || !*text || options->as_of_known) {
        return true;
    }
    options->source_date_known = str_to_int(str(text), &options->source_date.seconds);
    if (!options->source_date_known) {
        (void)session_usage(session, "SOURCE_DATE_EPOCH is '%s': it must be a number of seconds since 1970", text);
    }
    return options->source_date_known;
}

Import *stage_import(const Session *session, const Schema *schema)
{
    const Settings *settings = &session->settings;
    static const Str here = STR_INIT(".");
    ImportOptions options = {
        .paths = settings->operands.count > 0 ? settings->operands.items : &here,
        .path_count = settings->operands.count > 0 ? settings->operands.count : 1,
        .servers = settings->servers,
        .server_count = settings->server_count,
        .jobs = stage_jobs(session),
        .hash_inputs = settings->hash_inputs,
        .as_of_known = settings->as_of_known,
        .as_of = settings->as_of,
    };
    if (!source_date(session, &options)) {
        return NULL;
    }
    Progress progress = {.start = platform_milliseconds()};
    if (settings->verbosity >= 0 && platform_is_terminal(STDERR_DESCRIPTOR)) {
        options.progress = show_progress;
        options.progress_context = &progress;
    }
    Import *import = import_run(session->arena, schema, &options);
    clear_progress(&progress);
    const ServerOption *idle = import_idle_server(session->arena, import_estate(import), &options);
    if (idle) {
        import_free(import);
        (void)session_usage(session, "--server " STR_FMT "=" STR_FMT ": no file that was read is there",
                            STR_ARG(idle->name), STR_ARG(idle->path));
        return NULL;
    }
    return import;
}

Str stage_incomplete(Arena *arena, const Estate *estate)
{
    size_t damaged = 0;
    size_t read = 0;
    for (size_t i = 0; i < estate->input_count; i++) {
        damaged += estate->inputs[i].state == INPUT_DAMAGED;
        read += estate->inputs[i].state == INPUT_READ && !str_eq(estate->inputs[i].format, STR("manifest"));
    }
    if (damaged > 0) {
        return str_printf(arena, STR_FMT " damaged", STR_ARG(counted(arena, damaged, "input is", "inputs are")));
    }
    return read > 0 ? STR("") : STR("no export was read, so nothing was audited");
}
