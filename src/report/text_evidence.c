#include "report/text.h"

enum { EVIDENCE_SHOWN = 6 }; // unless -v

static void add_place(TextReport *text, Line *line, Origin origin)
{
    Str place = subject_origin(text->arena, text->estate, origin);
    if (place.n > 0) {
        line_text(line, "  ");
        line_add(line, STYLE_DIM, place);
    }
}

static void add_level(Line *line, Str level)
{
    if (level.n > 0) {
        line_text(line, " ");
        line_printf(line, STYLE_DIM, "(" STR_FMT ")", STR_ARG(level));
    }
}

// The first level of a chain is the one that holds; the others are what it overrode.
static void write_chain(TextReport *text, const Evidence *evidence)
{
    for (size_t i = 1; i < evidence->chain_count; i++) {
        const IisLevel *level = &evidence->chain[i];
        Line line = line_new(&text->page);
        line_add(&line, STYLE_DIM, STR("overrides "));
        line_add(&line, STYLE_PLAIN, subject_value(text->arena, level->value));
        add_place(text, &line, level->value.origin);
        add_level(&line, level->level);
        line_end(&line, 8, 12);
    }
}

static void write_evidence(TextReport *text, const Evidence *evidence, size_t others)
{
    Line line = line_new(&text->page);
    line_add(&line, STYLE_PLAIN, subject_path(evidence->path));
    line_text(&line, " = ");
    line_add(&line, STYLE_STRONG, subject_value(text->arena, evidence->value));
    add_place(text, &line, evidence->value.origin);
    if (evidence->chain_count > 0) {
        add_level(&line, evidence->chain[0].level);
    }
    if (others > 0 && evidence->value.origin.file > 0) {
        line_printf(&line, STYLE_DIM, " and %zu like it", others);
    }
    line_end(&line, 6, 10);
    write_chain(text, evidence);
}

void text_evidence(TextReport *text, const Detail *detail, size_t others)
{
    bool all = text->context->verbosity > 0;
    size_t shown = all || detail->evidence_count <= EVIDENCE_SHOWN ? detail->evidence_count : EVIDENCE_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        write_evidence(text, &detail->evidence[i], others);
    }
    size_t more = detail->evidence_count - shown + detail->evidence_more;
    if (more > 0) {
        page_printf(&text->page, 6, "and %zu more%s", more, shown < detail->evidence_count ? " (-v, -o json)" : "");
    }
}
