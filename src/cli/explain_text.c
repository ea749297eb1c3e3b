#include "cli/explain.h"

enum { MARGIN = 2, DEEPEST = 32 };

static void heading(const Page *page, const char *title)
{
    page_blank(page);
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, str(title));
    line_end(&line, 0, 0);
}

// An expression as its policy writes it, line by line.
static void expression(const Page *page, const char *title, const CelExpr *expr)
{
    if (!expr) {
        return;
    }
    heading(page, title);
    page_lines(page, MARGIN, cel_source(expr));
}

static void expressions(const Page *page, const char *title, const CelExpr *const *exprs, size_t count)
{
    if (count == 0) {
        return;
    }
    heading(page, title);
    for (size_t i = 0; i < count; i++) {
        page_lines(page, MARGIN, cel_source(exprs[i]));
    }
}

static void write_head(const Page *page, const Rule *rule)
{
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, rule->id);
    line_text(&line, "  ");
    line_add(&line, STYLE_STRONG, rule->title);
    line_end(&line, 0, 4);
    Line facts = line_new(page);
    line_add(&facts, severity_style(rule->severity), str(severity_name(rule->severity)));
    line_printf(&facts, STYLE_PLAIN, ", for each " STR_FMT ", policy " STR_FMT, STR_ARG(rule->kind->name),
                STR_ARG(rule->policy->name));
    line_text(&facts, rule->tentative ? ", tentative: never fails a build by default" : "");
    line_printf(&facts, STYLE_DIM, "  " STR_FMT ":%u", STR_ARG(rule->file), rule->origin.line);
    line_end(&facts, 0, 4);
}

static void write_message(const Page *page, const YamlNode *source)
{
    const YamlNode *message = source ? yaml_get(source, STR("message")) : NULL;
    if (message && message->kind == YAML_SCALAR) {
        heading(page, "Message");
        page_lines(page, MARGIN, message->text);
    }
}

static void write_commands(const Page *page, const char *title, const YamlNode *commands)
{
    if (commands && commands->kind == YAML_SEQUENCE) {
        page_printf(page, MARGIN, "%s:", title);
        for (size_t i = 0; i < commands->count; i++) {
            page_command(page, MARGIN + 2, commands->items[i].value->text);
        }
    }
}

static void write_fix(const Page *page, const Explained *explained)
{
    const Fix *fix = &explained->rule->fix;
    const YamlNode *source = explained->source ? yaml_get(explained->source, STR("fix")) : NULL;
    if (fix->field_count == 0 && fix->run_count == 0 && fix->notes.n == 0) {
        return;
    }
    heading(page, "Fix");
    for (size_t i = 0; i < fix->field_count; i++) {
        page_printf(page, MARGIN, "set " STR_FMT " to " STR_FMT, STR_ARG(fix->fields[i].field),
                    STR_ARG(cel_source(fix->fields[i].value)));
    }
    if (source) {
        write_commands(page, "run", yaml_get(source, STR("run")));
        write_commands(page, "rollback", yaml_get(source, STR("rollback")));
    }
    page_paragraph(page, MARGIN, fix->notes);
}

static void write_references(const Page *page, const Rule *rule)
{
    if (rule->reference_count > 0) {
        heading(page, "References");
    }
    for (size_t i = 0; i < rule->reference_count; i++) {
        page_printf(page, MARGIN, STR_FMT, STR_ARG(rule->references[i].title));
        page_printf(page, MARGIN + 2, STR_FMT, STR_ARG(rule->references[i].url));
    }
    if (rule->control_count > 0) {
        heading(page, "Controls");
    }
    for (size_t i = 0; i < rule->control_count; i++) {
        page_printf(page, MARGIN, STR_FMT, STR_ARG(rule->controls[i]));
    }
}

// --- examples ---------------------------------------------------------------------------------------------

static void add_node(StrBuf *buffer, const YamlNode *node, unsigned depth);

// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void add_items(StrBuf *buffer, const YamlNode *node, unsigned depth)
{
    bool mapping = node->kind == YAML_MAPPING;
    strbuf_char(buffer, mapping ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
        strbuf_add(buffer, i > 0 ? STR(", ") : STR(""));
        if (mapping) {
            add_node(buffer, node->items[i].key, depth + 1);
            strbuf_add(buffer, STR(": "));
        }
        add_node(buffer, node->items[i].value, depth + 1);
    }
    strbuf_char(buffer, mapping ? '}' : ']');
}

// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void add_node(StrBuf *buffer, const YamlNode *node, unsigned depth)
{
    if (depth > DEEPEST) {
        strbuf_add(buffer, STR("..."));
    } else if (node->kind != YAML_SCALAR) {
        add_items(buffer, node, depth);
    } else if (node->quoted) {
        strbuf_printf(buffer, "\"" STR_FMT "\"", STR_ARG(node->text));
    } else {
        strbuf_add(buffer, node->text);
    }
}

Str example_text(Arena *arena, const Example *example)
{
    StrBuf buffer = strbuf_new(arena);
    add_node(&buffer, example->data, 0);
    return strbuf_str(&buffer);
}

static void write_examples(const Page *page, const Rule *rule)
{
    if (rule->example_count > 0) {
        heading(page, "Examples");
    }
    for (size_t i = 0; i < rule->example_count; i++) {
        Line line = line_new(page);
        line_add(&line, STYLE_STRONG, rule->examples[i].expect);
        line_pad(&line, 15);
        line_add(&line, STYLE_PLAIN, example_text(page->arena, &rule->examples[i]));
        line_end(&line, MARGIN, MARGIN + 15);
    }
}

void explain_text(const Page *page, const Explained *explained)
{
    const Rule *rule = explained->rule;
    write_head(page, rule);
    if (rule->rationale.n > 0) {
        page_blank(page);
        page_paragraph(page, 0, rule->rationale);
    }
    expression(page, "Judged only when", rule->when);
    expression(page, "Required", rule->require);
    expressions(page, "Compared among those that agree in", rule->group, rule->group_count);
    expressions(page, "Must be the same", rule->values, rule->value_count);
    write_message(page, explained->source);
    write_fix(page, explained);
    write_references(page, rule);
    write_examples(page, rule);
}
