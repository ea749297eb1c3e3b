#include "report/conflict.h"
#include "report/text.h"

enum { SEVERITIES = SEVERITY_CRITICAL + 1, RULES_SHOWN = 12, SUBJECTS_SHOWN = 6 };

// The unknown findings that one command (or one kind of gap that no command closes) would decide.
typedef struct Gap {
    Str command;             // empty: none is known
    size_t findings, shared; // shared: other commands are needed too
    size_t by_severity[SEVERITIES];
    Index rules, servers, whys, subjects;
    Index places; // where exports contradict each other
} Gap;

typedef struct Gaps {
    Arena *arena; // as long as the report
    Index keys;
    Gap *items;
    size_t capacity;
} Gaps;

// Reason codes (design §13) in words.
static Str why_words(Str why)
{
    static const struct {
        Str code, words;
    } table[] = {
        {STR_INIT("notExported"), STR_INIT("not exported")},
        {STR_INIT("notSelected"), STR_INIT("left out of the export")},
        {STR_INIT("cutByDepth"), STR_INIT("cut by -Depth")},
        {STR_INIT("cutByLimit"), STR_INIT("cut by $FormatEnumerationLimit")},
        {STR_INIT("adPropertiesOnly"), STR_INIT("exported without what IIS holds")},
        {STR_INIT("encrypted"), STR_INIT("encrypted")},
        {STR_INIT("secret"), STR_INIT("secret")},
        {STR_INIT("webConfigMissing"), STR_INIT("web.config not supplied")},
        {STR_INIT("conflict"), STR_INIT("two exports disagree")},
        {STR_INIT("unreadable"), STR_INIT("not readable")},
        {STR_INIT("localised"), STR_INIT("in another language")},
        {STR_INIT("limit"), STR_INIT("beyond a limit")},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (str_eq(table[i].code, why)) {
            return table[i].words;
        }
    }
    return why;
}

static Gap *gap_of(Gaps *gaps, const Reason *reason)
{
    bool added;
    Str key = reason->hint.n > 0 ? reason->hint : reason->why;
    size_t number = index_add(&gaps->keys, key, &added);
    gaps->items = arena_grow(gaps->arena, gaps->items, &gaps->capacity, number + 1, sizeof *gaps->items);
    Gap *gap = &gaps->items[number];
    if (added) {
        Index none = index_new(gaps->arena);
        Str command = reason->hint.n > 0 ? gaps->keys.names[number] : STR("");
        *gap =
            (Gap){.command = command, .rules = none, .servers = none, .whys = none, .subjects = none, .places = none};
    }
    return gap;
}

static void count_finding(Gap *gap, const Finding *finding, Str server, bool shared)
{
    gap->findings++;
    gap->shared += shared;
    gap->by_severity[finding->rule->severity]++;
    index_add(&gap->rules, finding->rule->id, NULL);
    if (server.n > 0) {
        index_add(&gap->servers, server, NULL);
    }
}

static Str reason_subject(const UnknownReason *unknown)
{
    return unknown->reason.subject.n > 0 ? unknown->reason.subject : subject_path(unknown->path);
}

// Where the origins of a conflict are: the reasons of one subject follow each other.
static void add_places(TextReport *text, Gap *gap, const Detail *detail, size_t first)
{
    const UnknownReason *unknown = &detail->unknown[first];
    const Reason *reasons[UNKNOWN_MAX_REASONS];
    Unknown same = {0, reasons};
    bool again = first > 0 && str_eq(detail->unknown[first - 1].reason.subject, unknown->reason.subject) &&
                 str_eq(detail->unknown[first - 1].path, unknown->path);
    for (size_t i = first; i < detail->unknown_count && same.count < UNKNOWN_MAX_REASONS; i++) {
        if (str_eq(detail->unknown[i].reason.subject, unknown->reason.subject)) {
            reasons[same.count++] = &detail->unknown[i].reason;
        }
    }
    if (reason_is_conflict(&unknown->reason) && !again) {
        Str places = conflict_places(text->detail, text->audit->estate, &same);
        index_add(&gap->places,
                  str_printf(text->detail, STR_FMT ": " STR_FMT, STR_ARG(reason_subject(unknown)), STR_ARG(places)),
                  NULL);
    }
}

static void add_finding(TextReport *text, Gaps *gaps, const Finding *finding)
{
    Detail detail = audit_evidence(text->audit, finding, text->detail);
    Str server = subject_server_name(text->detail, subject_server(finding->entity));
    Index commands = index_new(text->detail); // of this finding
    for (size_t i = 0; i < detail.unknown_count; i++) {
        index_add(&commands, detail.unknown[i].reason.hint, NULL);
    }
    Index done = index_new(text->detail);
    for (size_t i = 0; i < detail.unknown_count; i++) {
        const Reason *reason = &detail.unknown[i].reason;
        Gap *gap = gap_of(gaps, reason);
        bool first;
        index_add(&done, reason->hint.n > 0 ? reason->hint : reason->why, &first);
        if (first) {
            count_finding(gap, finding, server, commands.count > 1);
        }
        index_add(&gap->whys, why_words(reason->why), NULL);
        index_add(&gap->subjects, reason_subject(&detail.unknown[i]), NULL);
        add_places(text, gap, &detail, i);
    }
    if (detail.unknown_count == 0) {
        count_finding(gap_of(gaps, &(Reason){.why = STR("for no stated reason")}), finding, server, false);
    }
}

// By severity first, then by number: what decides most of what matters comes first.
static bool gap_before(const Gap *a, const Gap *b)
{
    for (int i = SEVERITY_CRITICAL; i >= SEVERITY_INFO; i--) {
        if (a->by_severity[i] != b->by_severity[i]) {
            return a->by_severity[i] > b->by_severity[i];
        }
    }
    return false;
}

// A stable merge would be faster; gaps are as few as the cmdlets of the schema, or as the servers.
static int compare_gaps(const void *a, const void *b)
{
    const Gap *const *left = a;
    const Gap *const *right = b;
    if (gap_before(*left, *right)) {
        return -1;
    }
    if (gap_before(*right, *left)) {
        return 1;
    }
    return *left < *right ? -1 : *left > *right; // one array: the order of their first appearance
}

static Str severities(Arena *arena, const Gap *gap)
{
    StrBuf buffer = strbuf_new(arena);
    for (int i = SEVERITY_CRITICAL; i >= SEVERITY_INFO; i--) {
        if (gap->by_severity[i] > 0) {
            strbuf_printf(&buffer, "%s%zu %s", buffer.n > 0 ? ", " : "", gap->by_severity[i],
                          severity_name((Severity)i));
        }
    }
    return strbuf_str(&buffer);
}

static void add_list(Line *line, const Index *index, size_t shown)
{
    for (size_t i = 0; i < index->count && i < shown; i++) {
        line_text(line, i > 0 ? ", " : "");
        line_add(line, STYLE_PLAIN, index->names[i]);
    }
    if (index->count > shown) {
        line_printf(line, STYLE_DIM, " and %zu more (-v)", index->count - shown);
    }
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void add_gap_servers(TextReport *text, Line *line, const Index *servers)
{
    Str *names = ARENA_ARRAY(text->arena, Str, servers->count);
    for (size_t i = 0; i < servers->count; i++) {
        names[i] = servers->names[i];
    }
    qsort(names, servers->count, sizeof *names, compare_names);
    line_text(line, servers->count > 1 ? "; servers " : "; server ");
    text_names(text, line, names, servers->count);
}

static void write_why(TextReport *text, const Gap *gap)
{
    bool all = text->context->verbosity > 0;
    Line line = line_new(&text->page);
    add_list(&line, &gap->whys, gap->whys.count);
    if (gap->subjects.count > 0) {
        line_text(&line, ": ");
        add_list(&line, &gap->subjects, all ? gap->subjects.count : SUBJECTS_SHOWN);
    }
    if (gap->servers.count > 0) {
        add_gap_servers(text, &line, &gap->servers);
    }
    line_end(&line, 4, 6);
}

static void write_command(TextReport *text, const Gap *gap)
{
    if (subject_is_command(gap->command)) {
        page_command(&text->page, 2, gap->command);
        return;
    }
    Line line = line_new(&text->page);
    line_add(&line, STYLE_PLAIN, gap->command.n > 0 ? gap->command : STR("(no command can show this)"));
    line_end(&line, 2, 6);
}

static void write_decides(TextReport *text, const Gap *gap)
{
    bool all = gap->shared == gap->findings;
    Line line = line_new(&text->page);
    line_printf(&line, STYLE_UNKNOWN, "%s " STR_FMT, all ? "helps to decide" : "decides",
                STR_ARG(counted(text->arena, gap->findings, "finding", "findings")));
    line_printf(&line, STYLE_PLAIN, " (" STR_FMT ")", STR_ARG(severities(text->arena, gap)));
    if (all) {
        line_add(&line, STYLE_DIM, STR(", together with other commands"));
    } else if (gap->shared > 0) {
        line_printf(&line, STYLE_DIM, ", %zu of them together with other commands", gap->shared);
    }
    line_end(&line, 4, 6);
}

// Both ends of each contradiction.
static void write_places(TextReport *text, const Gap *gap)
{
    size_t shown = text->context->verbosity > 0 ? gap->places.count : SUBJECTS_SHOWN;
    for (size_t i = 0; i < gap->places.count && i < shown; i++) {
        Line line = line_new(&text->page);
        line_add(&line, STYLE_PLAIN, gap->places.names[i]);
        line_end(&line, 4, 6);
    }
    if (gap->places.count > shown) {
        page_printf(&text->page, 4, "and %zu more contradictions (-v)", gap->places.count - shown);
    }
}

static void write_gap(TextReport *text, const Gap *gap)
{
    write_command(text, gap);
    write_decides(text, gap);
    write_why(text, gap);
    write_places(text, gap);
    Line rules = line_new(&text->page);
    line_text(&rules, gap->rules.count == 1 ? "rule " : "rules ");
    add_list(&rules, &gap->rules, text->context->verbosity > 0 ? gap->rules.count : RULES_SHOWN);
    line_end(&rules, 4, 6);
    page_blank(&text->page);
}

static void write_gaps(TextReport *text, Gaps *gaps)
{
    size_t count = gaps->keys.count;
    const Gap **sorted = ARENA_ARRAY(gaps->arena, const Gap *, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &gaps->items[i];
    }
    qsort(sorted, count, sizeof(const Gap *), compare_gaps);
    Line line = line_new(&text->page);
    line_add(&line, STYLE_STRONG, STR("Unknown: what the exports do not show, by the command that would show it"));
    line_end(&line, 0, 0);
    page_blank(&text->page);
    for (size_t i = 0; i < count; i++) {
        write_gap(text, sorted[i]);
    }
}

void text_unknowns(TextReport *text)
{
    Gaps gaps = {.arena = text->context->arena, .keys = index_new(text->context->arena)};
    for (size_t i = 0; i < text->audit->count; i++) {
        if (text->audit->findings[i].verdict == VERDICT_UNKNOWN) {
            ArenaMark mark = arena_mark(text->detail);
            add_finding(text, &gaps, &text->audit->findings[i]);
            arena_rewind(text->detail, mark);
        }
    }
    if (gaps.keys.count > 0) {
        write_gaps(text, &gaps);
    }
}
