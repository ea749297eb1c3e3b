// exaudit audit: reads exports, judges them by the policies, reports.
#include "cli/diagnostics.h"
#include "cli/session.h"
#include "cli/stages.h"
#include "report/outcome.h"
#include "report/subject.h"

// The names of the reporters, for -o. formats[0] is what goes to stdout when nothing else does.
static const char *const *format_names(Arena *arena)
{
    size_t count = 0;
    while (reporters[count]) {
        count++;
    }
    const char **names = ARENA_ARRAY(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = reporters[i]->format;
    }
    return names;
}

static void write_report(void *context, size_t format, const Page *page)
{
    ReportContext report = *(const ReportContext *)context;
    report.out = page->out;
    report.color = page->color;
    report.width = page->width;
    reporters[format]->write(&report);
}

static AuditOptions audit_options(const Session *session)
{
    const Settings *settings = &session->settings;
    ProfileOption *profiles = ARENA_ARRAY(session->arena, ProfileOption, settings->profile_count);
    for (size_t i = 0; i < settings->profile_count; i++) {
        profiles[i] = (ProfileOption){settings->profiles[i].name, settings->profiles[i].value};
    }
    return (AuditOptions){
        .profiles = profiles,
        .profile_count = settings->profile_count,
        .rules = settings->rules.items,
        .rule_count = settings->rules.count,
        .skip = settings->skip.items,
        .skip_count = settings->skip.count,
        .jobs = stage_jobs(session),
    };
}

// Why the audit is incomplete; the empty string: it is complete.
static Str incomplete(Arena *arena, const Audit *audit, const Diags *diags)
{
    Str inputs = stage_incomplete(arena, audit->estate);
    size_t broken = audit->summary[VERDICT_ERROR];
    size_t judged = 0;
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        judged += audit->summary[verdict];
    }
    if (inputs.n > 0) {
        return inputs;
    }
    if (broken > 0) {
        return str_printf(arena, STR_FMT " in an error",
                          STR_ARG(counted(arena, broken, "rule ended", "judgements ended")));
    }
    if (diags->errors > 0) {
        return STR("an option names what does not exist");
    }
    return judged > 0 ? STR("") : STR("no rule was selected, so nothing was audited");
}

// 2 wins over 1 wins over 3 (design §8).
static int exit_status(const ReportContext *report)
{
    Outcome outcome = outcome_of(report);
    if (!report->complete) {
        return EXIT_TROUBLE;
    }
    if (outcome.failed > 0) {
        return EXIT_FAILED;
    }
    return outcome.unknown > 0 && !report->allow_unknown ? EXIT_UNKNOWN : EXIT_OK;
}

static ReportSelection selection_of(const Session *session)
{
    const Settings *settings = &session->settings;
    Str *set = ARENA_ARRAY(session->arena, Str, settings->param_count);
    for (size_t i = 0; i < settings->param_count; i++) {
        const ParamSetting *param = &settings->params[i];
        set[i] = str_printf(session->arena, STR_FMT "." STR_FMT "=" STR_FMT, STR_ARG(param->policy),
                            STR_ARG(param->param), STR_ARG(param->value));
    }
    return (ReportSelection){
        .rules = settings->rules.items,
        .rule_count = settings->rules.count,
        .skip = settings->skip.items,
        .skip_count = settings->skip.count,
        .set = set,
        .set_count = settings->param_count,
    };
}

static int report_audit(Session *session, const Audit *audit, const Diags *diags)
{
    const Settings *settings = &session->settings;
    ReportContext report = {
        .audit = audit,
        .selection = selection_of(session),
        .fail_on = settings->fail_on,
        .fail_never = settings->fail_never,
        .allow_unknown = settings->allow_unknown,
        .show_pass = settings->show_pass,
        .incomplete = incomplete(session->arena, audit, diags),
        .verbosity = settings->verbosity,
        .arena = session->arena,
    };
    report.complete = report.incomplete.n == 0;
    report.exit_status = exit_status(&report);
    bool written = session_write(session, format_names(session->arena), write_report, &report);
    diagnostics_print(session, audit->estate, &audit->estate->diags);
    diagnostics_print(session, audit->estate, diags);
    return written ? report.exit_status : EXIT_TROUBLE;
}

static int run_audit(Session *session)
{
    if (!session_check_outputs(session, format_names(session->arena))) {
        return EXIT_TROUBLE;
    }
    const Schema *schema = schema_load(session->arena);
    const PolicySet *policies = stage_policies(session, schema);
    if (!policies) {
        return EXIT_TROUBLE;
    }
    Import *import = stage_import(session, schema);
    if (!import) {
        return EXIT_TROUBLE;
    }
    AuditOptions options = audit_options(session);
    Diags diags = diags_new(session->arena);
    const Audit *audit = audit_run(session->arena, import_estate(import), policies, &options, &diags);
    int status = report_audit(session, audit, &diags);
    import_free(import);
    return status;
}

static const Option *const options[] = {
    &option_output,      &option_policy,  &option_profile,       &option_rule,    &option_skip,   &option_set,
    &option_as_of,       &option_fail_on, &option_allow_unknown, &option_show,    &option_server, &option_jobs,
    &option_hash_inputs, &option_color,   &option_quiet,         &option_verbose, &option_help,   NULL,
};

const Command command_audit = {
    .name = "audit",
    .summary = "audit exports: what is wrong, where, why, and how to mend it",
    .usage = "audit [OPTION...] [PATH...]",
    .details =
        "Each PATH is a file, a folder (read with everything below it) or - for standard input; without one, the "
        "present folder is read. What the files are is decided by what is in them: see `exaudit help formats`.\n\n"
        "The report goes to standard output, everything else to standard error. What the exports do not show is "
        "reported as unknown, never as passed. The exit status tells what was found: see `exaudit help exit-status`.",
    .options = options,
    .run = run_audit,
};
