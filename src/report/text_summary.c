#include "report/text.h"

#include "report/outcome.h"

enum { SEVERITIES = SEVERITY_CRITICAL + 1, FIRST_COLUMN = 16, COLUMN = 10 };

typedef struct Counts {
    size_t by[VERDICT_COUNT][SEVERITIES];
} Counts;

static Counts count_all(const Audit *audit)
{
    Counts counts = {0};
    for (size_t i = 0; i < audit->count; i++) {
        counts.by[audit->findings[i].verdict][audit->findings[i].rule->severity]++;
    }
    return counts;
}

static void add_number(Line *line, Style style, size_t column, size_t number)
{
    Str text = str_printf(line->page->arena, "%zu", number);
    line_pad(line, column + COLUMN - text.n);
    line_add(line, number > 0 ? style : STYLE_DIM, text);
}

static void write_header(TextReport *text)
{
    Line line = line_new(&text->page);
    line_add(&line, STYLE_STRONG, STR("Summary"));
    size_t column = FIRST_COLUMN;
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--, column += COLUMN) {
        Str name = str(severity_name((Severity)severity));
        line_pad(&line, column + COLUMN - name.n);
        line_add(&line, severity_style((Severity)severity), name);
    }
    line_pad(&line, column + COLUMN - 5);
    line_add(&line, STYLE_STRONG, STR("total"));
    line_end(&line, 0, 0);
}

static void write_counts(TextReport *text, const Counts *counts, Verdict verdict, const char *title)
{
    if (text->audit->summary[verdict] == 0 && verdict != VERDICT_FAIL && verdict != VERDICT_UNKNOWN &&
        verdict != VERDICT_PASS) {
        return;
    }
    Line line = line_new(&text->page);
    line_printf(&line, STYLE_PLAIN, "  %s", title);
    size_t column = FIRST_COLUMN;
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--, column += COLUMN) {
        if (verdict != VERDICT_NOT_APPLICABLE) {
            bool bad = verdict == VERDICT_FAIL || verdict == VERDICT_ERROR;
            add_number(&line, bad ? severity_style((Severity)severity) : STYLE_PLAIN, column,
                       counts->by[verdict][severity]);
        }
    }
    add_number(&line, STYLE_STRONG, (size_t)FIRST_COLUMN + (size_t)SEVERITIES * COLUMN, text->audit->summary[verdict]);
    line_end(&line, 0, 0);
}

static void write_table(TextReport *text)
{
    Counts counts = count_all(text->audit);
    write_header(text);
    write_counts(text, &counts, VERDICT_FAIL, "fail");
    write_counts(text, &counts, VERDICT_ERROR, "error");
    write_counts(text, &counts, VERDICT_UNKNOWN, "unknown");
    write_counts(text, &counts, VERDICT_WAIVED, "waived");
    write_counts(text, &counts, VERDICT_PASS, "pass");
    write_counts(text, &counts, VERDICT_NOT_APPLICABLE, "not applicable");
    page_blank(&text->page);
}

// --- what was read --------------------------------------------------------------------------------------

static size_t count_state(const Estate *estate, InputState state)
{
    size_t count = 0;
    for (size_t i = 0; i < estate->input_count; i++) {
        count += estate->inputs[i].state == state;
    }
    return count;
}

static void add_states(TextReport *text, Line *line)
{
    static const InputState order[] = {INPUT_READ, INPUT_UNUSED, INPUT_IGNORED, INPUT_DAMAGED};
    const char *separator = ": ";
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        size_t count = count_state(text->estate, order[i]);
        if (count > 0) {
            line_text(line, separator);
            line_printf(line, order[i] == INPUT_DAMAGED ? STYLE_HIGH : STYLE_PLAIN, "%zu %s", count,
                        input_state_name(order[i]));
            separator = ", ";
        }
    }
}

static EntityList servers_of(const Estate *estate)
{
    const Kind *kind = schema_kind(estate->schema, STR("server"));
    return kind ? estate->by_kind[kind->index] : (EntityList){0};
}

// The servers that only the name of a folder makes us believe in.
static void write_guessed(TextReport *text, EntityList servers)
{
    Str *names = ARENA_ARRAY(text->arena, Str, servers.count);
    size_t count = 0;
    for (size_t i = 0; i < servers.count; i++) {
        if (subject_guessed(text->arena, servers.items[i])) {
            names[count++] = subject_server_name(text->arena, servers.items[i]);
        }
    }
    if (count > 0) {
        Line line = line_new(&text->page);
        line_text(&line, "guessed from folder names: ");
        text_names(text, &line, names, count);
        line_text(&line, " (--server NAME=PATH or a manifest says it)");
        line_end(&line, 2, 4);
    }
}

static void write_inputs(TextReport *text)
{
    const Estate *estate = text->estate;
    EntityList servers = servers_of(estate);
    Line line = line_new(&text->page);
    line_add(&line, STYLE_PLAIN, counted(text->arena, servers.count, "server", "servers"));
    line_printf(&line, STYLE_PLAIN, " of " STR_FMT "; ",
                STR_ARG(counted(text->arena, estate->organizations.count, "organization", "organizations")));
    line_add(&line, STYLE_PLAIN, counted(text->arena, estate->input_count, "file", "files"));
    add_states(text, &line);
    if (estate->diags.count > 0) {
        line_text(&line, "; ");
        line_add(&line, STYLE_PLAIN, counted(text->arena, estate->diags.count, "diagnostic", "diagnostics"));
        line_text(&line, " on stderr");
    }
    line_end(&line, 2, 4);
    write_guessed(text, servers);
    if (estate->now_known) {
        Str from = estate->now_from;
        page_printf(&text->page, 2, "as of " STR_FMT " (" STR_FMT ")",
                    STR_ARG(timestamp_text(text->arena, estate->now)), STR_ARG(from));
    } else {
        page_printf(&text->page, 2, "as of an unknown date: --as-of DATE says it");
    }
}

// --- what it was judged by ------------------------------------------------------------------------------

static void write_list(TextReport *text, const char *title, const Str *items, size_t count)
{
    if (count == 0) {
        return;
    }
    Line line = line_new(&text->page);
    line_add(&line, STYLE_MEDIUM, str(title));
    for (size_t i = 0; i < count; i++) {
        line_text(&line, i > 0 ? ", " : "");
        line_add(&line, STYLE_PLAIN, items[i]);
    }
    line_end(&line, 2, 4);
}

static void write_policies(TextReport *text)
{
    const PolicySet *set = text->audit->policies;
    const ReportSelection *selection = &text->context->selection;
    page_printf(&text->page, 2, STR_FMT " of " STR_FMT, STR_ARG(counted(text->arena, set->rule_count, "rule", "rules")),
                STR_ARG(counted(text->arena, set->policy_count, "policy", "policies")));
    write_list(text, "only the rules ", selection->rules, selection->rule_count);
    write_list(text, "without the rules ", selection->skip, selection->skip_count);
    write_list(text, "with ", selection->set, selection->set_count);
}

// --- profiles -------------------------------------------------------------------------------------------

static const char *truth_word(Truth value)
{
    switch (value) {
    case TRUTH_FALSE:
        return "no";
    case TRUTH_UNKNOWN:
        return "unknown";
    case TRUTH_TRUE:
        return "yes";
    }
    return "";
}

static void write_profile(TextReport *text, const ProfileState *state, bool name_organization)
{
    Line line = line_new(&text->page);
    line_text(&line, "profile ");
    line_add(&line, STYLE_STRONG, state->profile->name);
    line_text(&line, ": ");
    line_add(&line, state->value == TRUTH_UNKNOWN ? STYLE_UNKNOWN : STYLE_PLAIN, str(truth_word(state->value)));
    line_text(&line, ", ");
    line_add(&line, STYLE_PLAIN, str_eq(state->from, STR("notDeclared")) ? STR("not declared") : state->from);
    if (state->why.n > 0 && (text->context->verbosity > 0 || state->value != TRUTH_FALSE)) {
        line_text(&line, ": ");
        line_add(&line, STYLE_DIM, state->why);
    }
    if (name_organization) {
        line_printf(&line, STYLE_DIM, " [" STR_FMT "]",
                    STR_ARG(subject_organization_name(text->arena, state->organization)));
    }
    line_end(&line, 2, 4);
}

// --- the last line --------------------------------------------------------------------------------------

static Str explain_status(TextReport *text)
{
    const ReportContext *context = text->context;
    Outcome outcome = outcome_of(context);
    const char *threshold = severity_name(context->fail_on);
    Arena *arena = text->arena;
    if (!context->complete) {
        return str_printf(arena, STR_FMT ": the report is incomplete", STR_ARG(context->incomplete));
    }
    if (context->fail_never) {
        return STR("--fail-on never");
    }
    Str unknown = counted(arena, outcome.unknown, "unknown", "unknowns");
    if (outcome.failed > 0) {
        Str failed = counted(arena, outcome.failed, "finding fails", "findings fail");
        return str_printf(arena, STR_FMT " at or above %s", STR_ARG(failed), threshold);
    }
    if (outcome.unknown > 0 && context->allow_unknown) {
        return str_printf(arena, "nothing at or above %s fails; --allow-unknown accepts " STR_FMT, threshold,
                          STR_ARG(unknown));
    }
    if (outcome.unknown > 0) {
        return str_printf(arena, "nothing at or above %s fails, but there %s " STR_FMT " (--allow-unknown accepts %s)",
                          threshold, outcome.unknown == 1 ? "is" : "are", STR_ARG(unknown),
                          outcome.unknown == 1 ? "it" : "them");
    }
    return str_printf(arena, "nothing at or above %s fails or is unknown", threshold);
}

static Style status_style(int status)
{
    return status == 0 ? STYLE_GOOD : status == 3 ? STYLE_UNKNOWN : STYLE_HIGH;
}

static void write_status(TextReport *text)
{
    Line line = line_new(&text->page);
    int status = text->context->exit_status;
    line_add(&line, status_style(status), explain_status(text));
    line_add(&line, status_style(status), str_printf(text->arena, ": exit %d", status));
    line_end(&line, 0, 2);
}

void text_summary(TextReport *text)
{
    write_table(text);
    write_inputs(text);
    write_policies(text);
    bool several = text->estate->organizations.count > 1;
    for (size_t i = 0; i < text->audit->profile_count; i++) {
        write_profile(text, &text->audit->profiles[i], several);
    }
    page_blank(&text->page);
    write_status(text);
}
