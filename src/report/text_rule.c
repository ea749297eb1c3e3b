#include "report/text.h"

enum { COMMANDS_SHOWN = 6 }; // of a set of identical findings, unless -v

// --- the heading --------------------------------------------------------------------------------------

static void count_verdicts(const RuleRun *run, size_t *counts)
{
    for (const Finding *finding = run->first; finding < run->end; finding++) {
        counts[finding->verdict]++;
    }
}

// "12 fail, 1 unknown, 1 pass"
static Str tally(Arena *arena, const RuleRun *run)
{
    static const Verdict order[] = {VERDICT_ERROR, VERDICT_FAIL, VERDICT_WAIVED, VERDICT_UNKNOWN, VERDICT_PASS};
    static const char *const words[VERDICT_COUNT] = {"pass", "fail", "unknown", "not applicable", "waived", "error"};
    size_t counts[VERDICT_COUNT] = {0};
    count_verdicts(run, counts);
    StrBuf buffer = strbuf_new(arena);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (counts[order[i]] > 0) {
            strbuf_printf(&buffer, "%s%zu %s", buffer.n > 0 ? ", " : "", counts[order[i]], words[order[i]]);
        }
    }
    return strbuf_str(&buffer);
}

// The counts stand behind the title where they fit, else below it.
static void write_heading(TextReport *text, const RuleRun *run)
{
    enum { INDENT = 10 };
    const Rule *rule = run->rule;
    Str counts = str_printf(text->arena, "[" STR_FMT "%s]", STR_ARG(tally(text->arena, run)),
                            rule->tentative ? "; tentative: fails no build" : "");
    Line line = line_new(&text->page);
    line_add(&line, severity_style(rule->severity), str(severity_name(rule->severity)));
    line_pad(&line, INDENT);
    line_add(&line, STYLE_STRONG, rule->id);
    line_text(&line, "  ");
    line_add(&line, STYLE_STRONG, rule->title);
    if (line.columns + 2 + counts.n > text->page.width) {
        line_end(&line, 0, INDENT);
        line = line_new(&text->page);
        line_add(&line, STYLE_DIM, counts);
        line_end(&line, INDENT, INDENT);
    } else {
        line_text(&line, "  ");
        line_add(&line, STYLE_DIM, counts);
        line_end(&line, 0, INDENT);
    }
    if (text->context->verbosity > 0 && rule->rationale.n > 0) {
        page_paragraph(&text->page, INDENT, rule->rationale);
    }
}

bool text_first_time(TextReport *text, Str what)
{
    bool first;
    index_add(&text->told, what, &first);
    return first;
}

// --- fixes ----------------------------------------------------------------------------------------------

// The distinct commands, fixes and rollbacks, of a set of identical findings.
typedef struct Commands {
    Index fix, rollback;
    Str notes;         // of the first of them
    bool notes_differ; // those of the others name other servers
    size_t findings;   // how many were asked
} Commands;

static void add_all(Index *index, const Str *commands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        index_add(index, commands[i], NULL);
    }
}

static void take_commands(Commands *commands, const Detail *detail)
{
    if (commands->findings == 0) {
        commands->notes = detail->notes;
    }
    commands->notes_differ = commands->notes_differ || !str_eq(commands->notes, detail->notes);
    add_all(&commands->fix, detail->fix, detail->fix_count);
    add_all(&commands->rollback, detail->rollback, detail->rollback_count);
    commands->findings++;
}

// Asks as many findings as will be shown: each costs an evaluation. `first` is the detail of the first.
static Commands commands_of(TextReport *text, const Same *same, const Detail *first)
{
    Commands commands = {.fix = index_new(text->arena), .rollback = index_new(text->arena)};
    bool all = text->context->verbosity > 0;
    take_commands(&commands, first);
    if (first->fix_count == 0) {
        return commands; // the others are the same: nothing to show
    }
    for (size_t i = 1; i < same->count && (all || commands.fix.count < COMMANDS_SHOWN); i++) {
        ArenaMark mark = arena_mark(text->detail);
        Detail detail = audit_evidence(text->audit, same->findings[i], text->detail);
        take_commands(&commands, &detail);
        arena_rewind(text->detail, mark);
    }
    return commands;
}

static void write_commands(TextReport *text, const char *title, const Index *commands)
{
    if (commands->count == 0) {
        return;
    }
    page_printf(&text->page, 4, "%s", title);
    for (size_t i = 0; i < commands->count; i++) {
        page_command(&text->page, 6, commands->names[i]);
    }
}

static void write_fix(TextReport *text, const Same *same, const Detail *first)
{
    Commands commands = commands_of(text, same, first);
    write_commands(text, "fix:", &commands.fix);
    write_commands(text, "rollback:", &commands.rollback);
    if (commands.findings < same->count && commands.fix.count > 0) {
        page_printf(&text->page, 4, "and so on for %zu more: -v prints all commands", same->count - commands.findings);
    }
    if (commands.notes.n > 0 && text_first_time(text, commands.notes)) {
        Line line = line_new(&text->page);
        line_add(&line, STYLE_DIM, STR("note: "));
        line_prose(&line, STYLE_PLAIN, commands.notes);
        line_text(&line, commands.notes_differ ? " (Likewise for the others.)" : "");
        line_end(&line, 4, 6);
    }
}

// --- the findings ---------------------------------------------------------------------------------------

static const char *verdict_word(Verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "passes";
    case VERDICT_WAIVED:
        return "waived: ";
    case VERDICT_ERROR:
        return "the rule could not be evaluated: ";
    case VERDICT_FAIL:
    case VERDICT_UNKNOWN:
    case VERDICT_NOT_APPLICABLE:
        return "";
    }
    return "";
}

static void write_message(TextReport *text, const Finding *finding, const Detail *detail)
{
    Line line = line_new(&text->page);
    bool pass = finding->verdict == VERDICT_PASS;
    line_add(&line, pass ? STYLE_GOOD : STYLE_PLAIN, str(verdict_word(finding->verdict)));
    line_prose(&line, STYLE_PLAIN, pass ? STR("") : detail->message);
    if (line.columns > 0) {
        line_end(&line, 4, 4);
    }
}

static void write_reasons(TextReport *text, const Detail *detail)
{
    for (size_t i = 0; i < detail->unknown_count; i++) {
        const UnknownReason *unknown = &detail->unknown[i];
        page_printf(&text->page, 6, STR_FMT ": unknown, " STR_FMT, STR_ARG(subject_path(unknown->path)),
                    STR_ARG(unknown->reason.why));
    }
}

static void write_same(TextReport *text, const RuleRun *run, const Same *same)
{
    const Finding *finding = same->findings[0];
    ArenaMark mark = arena_mark(text->detail);
    Detail detail = audit_evidence(text->audit, finding, text->detail);
    if (finding->members) {
        text_members(text, same, &detail);
    } else {
        text_where(text, run, same);
        write_message(text, finding, &detail);
        text_evidence(text, &detail, same->count - 1);
        write_reasons(text, &detail);
    }
    if (finding->verdict == VERDICT_FAIL) {
        write_fix(text, same, &detail);
    }
    arena_rewind(text->detail, mark);
}

void text_rule(TextReport *text, const RuleRun *run, unsigned verdicts)
{
    const Finding **chosen = ARENA_ARRAY(text->arena, const Finding *, run->end - run->first);
    size_t count = 0;
    for (const Finding *finding = run->first; finding < run->end; finding++) {
        if (verdicts & 1u << finding->verdict) {
            chosen[count++] = finding;
        }
    }
    if (count == 0) {
        return;
    }
    Same *sets;
    size_t sets_count = same_partition(text->audit, chosen, count, text->arena, text->detail, &sets);
    write_heading(text, run);
    text->told = index_new(text->arena);
    for (size_t i = 0; i < sets_count; i++) {
        write_same(text, run, &sets[i]);
    }
    page_blank(&text->page);
}
