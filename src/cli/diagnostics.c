#include "cli/diagnostics.h"

#include "report/index.h"
#include "report/subject.h"
#include "support/platform.h"

enum { STDERR_DESCRIPTOR = 2, SHOWN_ERRORS = 20, SHOWN_WARNINGS = 3 }; // of one code, unless -v

Str diagnostic_file(const Estate *estate, const Diag *diag)
{
    if (diag->file.n > 0 || !estate || diag->origin.file == 0 || diag->origin.file > estate->input_count) {
        return diag->file;
    }
    return estate->inputs[diag->origin.file - 1].file;
}

const char *diagnostic_level(DiagLevel level)
{
    switch (level) {
    case DIAG_NOTE:
        return "note";
    case DIAG_WARNING:
        return "warning";
    case DIAG_ERROR:
        return "error";
    }
    return "";
}

static Style level_style(DiagLevel level)
{
    switch (level) {
    case DIAG_NOTE:
        return STYLE_DIM;
    case DIAG_WARNING:
        return STYLE_MEDIUM;
    case DIAG_ERROR:
        return STYLE_HIGH;
    }
    return STYLE_PLAIN;
}

static void write_excerpt(const Page *page, Str excerpt, unsigned indent)
{
    while (excerpt.n > 0) {
        size_t end = str_find(excerpt, STR("\n"));
        size_t length = end == (size_t)-1 ? excerpt.n : end;
        Line line = line_new(page);
        line_add(&line, STYLE_PLAIN, str_slice(excerpt, 0, length));
        line_end_unwrapped(&line, indent);
        excerpt = str_slice(excerpt, length < excerpt.n ? length + 1 : length, excerpt.n);
    }
}

void diagnostic_write(const Page *page, const Estate *estate, const Diag *diag, unsigned indent)
{
    Line line = line_new(page);
    Str file = diagnostic_file(estate, diag);
    if (file.n > 0) {
        line_add(&line, STYLE_STRONG, file);
        if (diag->origin.line > 0) {
            line_printf(&line, STYLE_STRONG, ":%u", diag->origin.line);
        }
        if (diag->origin.line > 0 && diag->origin.column > 0) {
            line_printf(&line, STYLE_STRONG, ":%u", diag->origin.column);
        }
        line_text(&line, ": ");
    }
    line_printf(&line, level_style(diag->level), "%s: ", diagnostic_level(diag->level));
    line_add(&line, STYLE_PLAIN, diag->message);
    line_end(&line, indent, indent + 4);
    write_excerpt(page, diag->excerpt, indent + 4);
    if (diag->hint.n > 0) {
        Line hint = line_new(page);
        line_add(&hint, STYLE_DIM, STR("hint: "));
        line_add(&hint, STYLE_PLAIN, diag->hint);
        line_end(&hint, indent + 4, indent + 6);
    }
}

// --- many of them -----------------------------------------------------------------------------------------

// A diagnostic with what sorts it.
typedef struct Placed {
    const Diag *diag;
    Str file;
    size_t index; // keeps equal places in order
} Placed;

static int compare_places(const void *left, const void *right)
{
    const Placed *a = left;
    const Placed *b = right;
    int order = str_cmp(a->file, b->file);
    if (order == 0 && a->diag->origin.line != b->diag->origin.line) {
        order = a->diag->origin.line < b->diag->origin.line ? -1 : 1;
    }
    if (order == 0 && a->diag->origin.column != b->diag->origin.column) {
        order = a->diag->origin.column < b->diag->origin.column ? -1 : 1;
    }
    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

static Placed *sorted(Arena *arena, const Estate *estate, const Diags *diags)
{
    Placed *placed = ARENA_ARRAY(arena, Placed, diags->count);
    for (size_t i = 0; i < diags->count; i++) {
        placed[i] = (Placed){&diags->items[i], diagnostic_file(estate, &diags->items[i]), i};
    }
    qsort(placed, diags->count, sizeof *placed, compare_places);
    return placed;
}

// How often each code of each level was met, to tell what repeats.
typedef struct Tally {
    Index codes;
    size_t *met;
    size_t capacity;
} Tally;

static size_t tally_next(Tally *tally, const Diag *diag)
{
    size_t number = index_add(&tally->codes, str(diag->code), NULL);
    tally->met = arena_grow(tally->codes.arena, tally->met, &tally->capacity, number + 1, sizeof *tally->met);
    return ++tally->met[number];
}

static size_t shown_of(const Session *session, DiagLevel level)
{
    if (session->settings.verbosity > 0) {
        return SIZE_MAX;
    }
    if (level == DIAG_ERROR) {
        return SHOWN_ERRORS;
    }
    return session->settings.verbosity < 0 || level == DIAG_NOTE ? 0 : SHOWN_WARNINGS;
}

static void write_level(const Session *session, const Page *page, const Estate *estate, const Placed *placed,
                        size_t count, DiagLevel level)
{
    Tally tally = {.codes = index_new(session->arena)};
    size_t shown = shown_of(session, level);
    for (size_t i = 0; i < count; i++) {
        if (placed[i].diag->level == level && tally_next(&tally, placed[i].diag) <= shown) {
            diagnostic_write(page, estate, placed[i].diag, 0);
        }
    }
    for (size_t i = 0; tally.met && i < tally.codes.count && session->settings.verbosity >= 0; i++) {
        if (tally.met[i] > shown) {
            page_printf(
                page, 0, "%s" STR_FMT " of the kind %s (-v shows all)", shown > 0 ? "... and " : "",
                STR_ARG(counted(session->arena, tally.met[i] - shown, shown > 0 ? "more" : diagnostic_level(level),
                                shown > 0 ? "more" : str_printf(session->arena, "%ss", diagnostic_level(level)).p)),
                tally.codes.names[i].p);
        }
    }
}

void diagnostics_print(const Session *session, const Estate *estate, const Diags *diags)
{
    if (diags->count == 0) {
        return;
    }
    Page page = session_page(session, output_memory(session->arena), STDERR_DESCRIPTOR);
    Placed *placed = sorted(session->arena, estate, diags);
    write_level(session, &page, estate, placed, diags->count, DIAG_NOTE);
    write_level(session, &page, estate, placed, diags->count, DIAG_WARNING);
    write_level(session, &page, estate, placed, diags->count, DIAG_ERROR);
    session_flush_errors(&page);
}
