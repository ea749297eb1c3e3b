#include "cli/diagnostics.h"
#include "cli/inspect.h"
#include "report/conflict.h"
#include "report/subject.h"

enum { STATE_COLUMN = 9, DOUBTS_SHOWN = 3 };

static Style state_style(InputState state)
{
    switch (state) {
    case INPUT_READ:
        return STYLE_GOOD;
    case INPUT_UNUSED:
    case INPUT_IGNORED:
        return STYLE_DIM;
    case INPUT_DAMAGED:
        return STYLE_HIGH;
    }
    return STYLE_PLAIN;
}

// Why a file belongs to its server, in words.
static const char *from_words(ServerFrom from)
{
    switch (from) {
    case FROM_NOTHING:
        return "";
    case FROM_RECORD:
        return "its records say so";
    case FROM_OPTION:
        return "--server says so";
    case FROM_MANIFEST:
        return "the manifest says so";
    case FROM_PATH:
        return "by its path";
    case FROM_FOLDER_RECORDS:
        return "by the other files of its folder";
    case FROM_GUESS:
        return "guessed from the name of its folder";
    }
    return "";
}

static void add_facts(const Page *page, Line *line, const Input *input)
{
    if (input->format.n > 0) {
        line_add(line, STYLE_PLAIN, input->format);
        line_text(line, input->encoding.n > 0 ? ", " : "");
    }
    line_add(line, STYLE_PLAIN, input->encoding);
    if (input->cmdlet.n > 0) {
        line_text(line, "; ");
        line_add(line, STYLE_PLAIN, input->cmdlet);
    }
    if (input->records > 0) {
        line_text(line, "; ");
        line_add(line, STYLE_PLAIN, counted(page->arena, input->records, "record", "records"));
    }
    if (input->server.n > 0) {
        line_text(line, "; server ");
        line_add(line, input->server_from == FROM_GUESS ? STYLE_MEDIUM : STYLE_PLAIN, input->server);
        line_printf(line, STYLE_DIM, " (%s)", from_words(input->server_from));
    }
}

// The diagnostics about an input are its doubts. They are sorted by file, so those of one stand together.
static void write_doubts(const Inspection *inspection, const Page *page, uint32_t file)
{
    const Diags *diags = &inspection->estate->diags;
    size_t shown = inspection->session->settings.verbosity > 0 ? SIZE_MAX : DOUBTS_SHOWN;
    size_t met = 0;
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = &diags->items[i];
        if (diag->origin.file != file || diag->file.n > 0 || met++ >= shown) {
            continue;
        }
        Line line = line_new(page);
        line_printf(&line, diag->level == DIAG_ERROR ? STYLE_HIGH : STYLE_MEDIUM, "%s", diagnostic_level(diag->level));
        if (diag->origin.line > 0) {
            line_printf(&line, STYLE_DIM, " at %u:%u", diag->origin.line, diag->origin.column);
        }
        line_text(&line, ": ");
        line_add(&line, STYLE_PLAIN, diag->message);
        line_end(&line, STATE_COLUMN, STATE_COLUMN + 2);
    }
    if (met > shown) {
        page_printf(page, STATE_COLUMN, "and %zu more (-v shows all)", met - shown);
    }
}

static void write_input(const Inspection *inspection, const Page *page, size_t index)
{
    const Input *input = &inspection->estate->inputs[index];
    Line line = line_new(page);
    line_add(&line, state_style(input->state), str(input_state_name(input->state)));
    line_pad(&line, STATE_COLUMN);
    line_add(&line, STYLE_STRONG, input->file);
    line_end(&line, 0, STATE_COLUMN);
    Line facts = line_new(page);
    add_facts(page, &facts, input);
    if (facts.columns > 0) {
        line_end(&facts, STATE_COLUMN, STATE_COLUMN + 2);
    }
    if (input->problem.n > 0) {
        Line problem = line_new(page);
        line_add(&problem, state_style(input->state), input->problem);
        line_end(&problem, STATE_COLUMN, STATE_COLUMN + 2);
    }
    write_doubts(inspection, page, (uint32_t)index + 1);
}

// --- coverage ---------------------------------------------------------------------------------------------

static size_t widest(const Index *names, size_t least)
{
    for (size_t i = 0; i < names->count; i++) {
        least = names->names[i].n > least ? names->names[i].n : least;
    }
    return least;
}

static size_t name_width(const CoverageTable *table)
{
    size_t width = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        width = table->rows[i].name.n > width ? table->rows[i].name.n : width;
    }
    return width + 4;
}

static void write_servers(const Page *page, const Index *servers, size_t first, size_t column)
{
    Line head = line_new(page);
    for (size_t i = 0; i < servers->count; i++) {
        line_pad(&head, first + i * column);
        line_add(&head, STYLE_STRONG, servers->names[i]);
    }
    line_end_unwrapped(&head, 0);
}

// A mark for each server.
static void write_marks(const Page *page, const CoverageRow *row, const Index *servers, size_t first, size_t column)
{
    Line line = line_new(page);
    line_text(&line, "  ");
    line_add(&line, STYLE_PLAIN, row->name);
    for (size_t i = 0; i < servers->count; i++) {
        if (row->known[i]) {
            line_pad(&line, first + i * column);
            line_add(&line, row->seen[i] ? STYLE_GOOD : STYLE_HIGH, row->seen[i] ? STR("yes") : STR("-"));
        }
    }
    line_end_unwrapped(&line, 0);
}

// "12 of 14 servers; not EX07, EX09"; "yes" where there is only one to see it for.
static void write_count(const Page *page, const CoverageRow *row, const Index *owners, size_t first)
{
    enum { NAMES_SHOWN = 12 };
    size_t known = 0;
    size_t absent = 0;
    Line names = line_new(page);
    for (size_t i = 0; i < owners->count; i++) {
        known += row->known[i];
        if (row->known[i] && !row->seen[i] && ++absent <= NAMES_SHOWN) {
            line_text(&names, absent > 1 ? ", " : "");
            line_add(&names, STYLE_PLAIN, owners->names[i]);
        }
    }
    Line line = line_new(page);
    line_add(&line, STYLE_PLAIN, row->name);
    line_pad(&line, first - 2);
    Style style = absent ? STYLE_HIGH : STYLE_GOOD;
    if (known == 1) {
        line_add(&line, style, absent ? STR("-") : STR("yes"));
    } else {
        line_printf(&line, style, "%zu of %zu %s", known - absent, known,
                    row->per_server ? "servers" : "organizations");
    }
    if (absent > 0 && absent < known) {
        line_text(&line, "; not ");
        line_add(&line, STYLE_PLAIN, strbuf_str(&names.text));
        line_text(&line, absent > NAMES_SHOWN ? " ..." : "");
    }
    line_end(&line, 2, (unsigned)first + 2);
}

// A column for each server, where they fit; else their numbers.
static void write_coverage(const Page *page, const CoverageTable *table)
{
    if (table->row_count == 0) {
        return;
    }
    page_blank(page);
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, STR("Coverage: which exports were seen"));
    line_end(&line, 0, 0);
    size_t first = name_width(table);
    size_t column = widest(&table->servers, 4) + 2;
    bool fits = table->servers.count > 1 && first + table->servers.count * column <= page->width;
    if (fits) {
        write_servers(page, &table->servers, first, column);
    }
    for (size_t i = 0; i < table->row_count; i++) {
        const CoverageRow *row = &table->rows[i];
        if (row->per_server && fits) {
            write_marks(page, row, &table->servers, first, column);
        } else {
            write_count(page, row, row->per_server ? &table->servers : &table->organizations, first);
        }
    }
}

static void add_names(Line *line, const Index *names)
{
    enum { NAMES_SHOWN = 24 };
    for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++) {
        line_text(line, i > 0 ? ", " : "");
        line_add(line, STYLE_PLAIN, names->names[i]);
    }
    if (names->count > NAMES_SHOWN) {
        line_printf(line, STYLE_DIM, " and %zu more (-o json)", names->count - NAMES_SHOWN);
    }
}

static void write_missing(const Page *page, const CoverageTable *table)
{
    if (table->missing_count == 0) {
        return;
    }
    page_blank(page);
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, STR("Missing: run these and put the files beside the others"));
    line_end(&line, 0, 0);
    for (size_t i = 0; i < table->missing_count; i++) {
        const MissingExport *missing = &table->missing[i];
        page_command(page, 2, missing->command);
        Line what = line_new(page);
        add_names(&what, &missing->kinds);
        line_text(&what, missing->servers.count > 0 ? "; for " : "; organization-wide");
        add_names(&what, &missing->servers);
        line_end(&what, 6, 8);
    }
}

static void write_conflicts(const Inspection *inspection, const Page *page)
{
    size_t count;
    const Conflict *conflicts = estate_conflicts(page->arena, inspection->estate, &count);
    if (count == 0) {
        return;
    }
    page_blank(page);
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, STR("Conflicts: exports of the same thing that disagree; neither is believed"));
    line_end(&line, 0, 0);
    for (size_t i = 0; i < count; i++) {
        Str places = conflict_places(page->arena, inspection->estate, conflicts[i].unknown);
        Line what = line_new(page);
        line_printf(&what, STYLE_MEDIUM, STR_FMT, STR_ARG(conflicts[i].subject));
        line_printf(&what, STYLE_PLAIN, " of " STR_FMT, STR_ARG(conflicts[i].entity->id));
        line_end(&what, 2, 4);
        Line where = line_new(page);
        line_add(&where, STYLE_PLAIN, places);
        line_end(&where, 6, 8);
    }
}

static void write_total(const Inspection *inspection, const Page *page)
{
    const Estate *estate = inspection->estate;
    size_t counts[INPUT_DAMAGED + 1] = {0};
    for (size_t i = 0; i < estate->input_count; i++) {
        counts[estate->inputs[i].state]++;
    }
    page_blank(page);
    page_printf(page, 0, STR_FMT ": %zu read, %zu unused, %zu ignored, %zu damaged",
                STR_ARG(counted(page->arena, estate->input_count, "file", "files")), counts[INPUT_READ],
                counts[INPUT_UNUSED], counts[INPUT_IGNORED], counts[INPUT_DAMAGED]);
    if (inspection->incomplete.n > 0) {
        page_printf(page, 0, STR_FMT ": exit 2", STR_ARG(inspection->incomplete));
    }
}

void inspect_text(const Inspection *inspection, const Page *page)
{
    for (size_t i = 0; i < inspection->estate->input_count && inspection->session->settings.verbosity >= 0; i++) {
        write_input(inspection, page, i);
    }
    write_coverage(page, &inspection->coverage);
    write_missing(page, &inspection->coverage);
    write_conflicts(inspection, page);
    write_total(inspection, page);
}
