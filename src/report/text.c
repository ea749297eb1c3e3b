// The report for people: findings by rule, then what is unknown by the command that would tell, then one screen of
// summary.
#include "report/text.h"

enum {
    SHOWN_FIRST = 1u << VERDICT_FAIL | 1u << VERDICT_ERROR | 1u << VERDICT_WAIVED,
    SHOWN_PASS = 1u << VERDICT_PASS,
};

static size_t count_servers(TextReport *text, const Finding *first, const Finding *end)
{
    Index servers = index_new(text->arena);
    for (const Finding *finding = first; finding < end; finding++) {
        const Entity *server = subject_server(finding->entity);
        if (server) {
            index_add(&servers, server->id, NULL);
        }
    }
    return servers.count;
}

static bool shows_any(const Finding *first, const Finding *end, unsigned verdicts)
{
    for (const Finding *finding = first; finding < end; finding++) {
        if (verdicts & 1u << finding->verdict) {
            return true;
        }
    }
    return false;
}

static void write_rules(TextReport *text, unsigned verdicts)
{
    const Finding *all = text->audit->findings;
    const Finding *stop = all + text->audit->count;
    for (const Finding *first = all; first < stop;) {
        const Finding *end = first;
        while (end < stop && end->rule == first->rule) {
            end++;
        }
        if (shows_any(first, end, verdicts)) {
            ArenaMark mark = arena_mark(text->arena);
            RuleRun run = {first->rule, first, end, count_servers(text, first, end)};
            text_rule(text, &run, verdicts);
            arena_rewind(text->arena, mark);
        }
        first = end;
    }
}

static void write_passes(TextReport *text)
{
    if (text->audit->summary[VERDICT_PASS] == 0) {
        return;
    }
    Line line = line_new(&text->page);
    line_add(&line, STYLE_STRONG, STR("Passed, with the evidence"));
    line_end(&line, 0, 0);
    page_blank(&text->page);
    write_rules(text, SHOWN_PASS);
}

static void write_text(const ReportContext *context)
{
    Arena *arena = arena_new();
    TextReport text = {
        .context = context,
        .audit = context->audit,
        .estate = context->audit->estate,
        .page = {.out = context->out, .arena = arena, .width = context->width, .color = context->color},
        .arena = arena,
        .detail = arena_new(),
    };
    if (context->verbosity >= 0) {
        write_rules(&text, SHOWN_FIRST);
        text_unknowns(&text);
        if (context->show_pass) {
            write_passes(&text);
        }
    }
    text_summary(&text);
    arena_free(text.detail);
    arena_free(arena);
}

const Reporter reporter_text = {"text", "for people: findings by rule and server, unknowns by command, a summary",
                                write_text};
