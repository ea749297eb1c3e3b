#include "support/yaml.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

enum { DEPTH_MAX = 64, FEW_KEYS = 24 };

typedef struct Builder {
    Arena *arena;
    Str text, file;
    Diags *diags;
    yaml_parser_t parser;
    size_t line, line_start; // a cursor: 0-based line of the text and the offset at which it begins
    YamlItem *stack;         // members of the collections that are not finished
    size_t count, capacity;
} Builder;

// --- problems ---------------------------------------------------------------------------------------

static const YamlNode *problem(Builder *b, yaml_mark_t mark, Str message, Str hint)
{
    Origin origin = {0, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
    Diag diag = {DIAG_ERROR, "yaml", origin, b->file, message, hint, {0}};
    (void)diag_add(b->diags, diag);
    return NULL;
}

static const Str quote_hint = STR_INIT("put the expression in quotes or after `|`");

// Whether the parser stumbled over what expressions hold: a value that begins with `!`, `&`, `*`, `@` or a backquote,
// or a bracket in a flow collection.
static bool expression_like(const yaml_parser_t *parser)
{
    static const Str signs[] = {STR_INIT("a tag"),     STR_INIT("an anchor"),  STR_INIT("an alias"),
                                STR_INIT("any token"), STR_INIT("',' or ']'"), STR_INIT("',' or '}'")};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_ends(str(parser->context), signs[i]) || str_ends(str(parser->problem), signs[i]))
            return true;
    return str_starts(str(parser->problem), STR("found undefined tag"));
}

// What libyaml could not read, in its words.
static const YamlNode *syntax_problem(Builder *b)
{
    const yaml_parser_t *parser = &b->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        die("out of memory");
    if (parser->error == YAML_READER_ERROR)
        return problem(b, parser->mark, str_printf(b->diags->arena, "%s", parser->problem), STR(""));
    Str message = str_printf(b->diags->arena, "%s", parser->problem ? parser->problem : "not YAML");
    if (parser->context)
        message = str_printf(b->diags->arena, STR_FMT " %s that starts in line %lu", STR_ARG(message), parser->context,
                             (unsigned long)parser->context_mark.line + 1);
    if (!expression_like(parser))
        return problem(b, parser->problem_mark, message, STR(""));
    bool scanning = str_starts(str(parser->context), STR("while scanning a"));
    return problem(b, scanning ? parser->context_mark : parser->problem_mark, message, quote_hint);
}

// --- scalars ----------------------------------------------------------------------------------------

// Moves the cursor to the next line. The line ends are YAML 1.1's: LF, CR, CR LF, NEL, LS, PS.
static void next_line(Builder *b)
{
    const unsigned char *p = (const unsigned char *)b->text.p;
    size_t i = b->line_start, n = b->text.n;
    for (; i < n; i++) {
        if (p[i] == '\n' || p[i] == '\r')
            break;
        if (p[i] == 0xC2 && i + 1 < n && p[i + 1] == 0x85)
            break;
        if (p[i] == 0xE2 && i + 2 < n && p[i + 1] == 0x80 && (p[i + 2] & 0xFE) == 0xA8)
            break;
    }
    if (i < n)
        i += p[i] == 0xC2 ? 2 : p[i] == 0xE2 ? 3 : p[i] == '\r' && i + 1 < n && p[i + 1] == '\n' ? 2 : 1;
    b->line_start = i;
    b->line++;
}

// The offset of a 0-based line at or after the cursor.
static size_t line_offset(Builder *b, size_t line)
{
    while (b->line < line)
        next_line(b);
    return b->line_start;
}

static size_t leading_spaces(Str s, size_t from)
{
    size_t end = from;
    while (end < s.n && s.p[end] == ' ')
        end++;
    return end - from;
}

// A literal block scalar's lines stand where the first one that is not blank shows: its spaces in the file less those
// in the text.
static void set_block(Builder *b, YamlNode *node)
{
    size_t line = 0, start = 0;
    for (size_t i = 0; i < node->text.n && node->text.p[i] == '\n'; i++) {
        line++;
        start = i + 1;
    }
    size_t offset = line_offset(b, node->origin.line + line);
    size_t inside = leading_spaces(node->text, start), outside = leading_spaces(b->text, offset);
    node->block_line = node->origin.line + 1;
    node->block_indent = (uint32_t)(outside > inside ? outside - inside : 0) + 1;
}

// Keeps the spelling of a quoted scalar in which some characters are written as several.
static void set_raw(Builder *b, YamlNode *node, const yaml_event_t *event)
{
    size_t written = event->end_mark.index - event->start_mark.index;
    if (event->start_mark.line != event->end_mark.line || written == utf8_count(node->text) + 2)
        return;
    size_t start = line_offset(b, event->start_mark.line);
    for (size_t column = 0; column < event->start_mark.column; column++)
        (void)utf8_next(b->text, &start);
    size_t end = start;
    for (size_t i = 0; i < written; i++)
        (void)utf8_next(b->text, &end);
    node->raw = str_dup(b->arena, str_slice(b->text, start, end));
}

static YamlNode *new_node(Builder *b, YamlKind kind, const yaml_event_t *event)
{
    YamlNode *node = ARENA_NEW(b->arena, YamlNode);
    node->kind = kind;
    node->origin = (Origin){0, (uint32_t)event->start_mark.line + 1, (uint32_t)event->start_mark.column + 1};
    // A node that ends where a line begins ended on the line before.
    node->end_line = (uint32_t)event->end_mark.line + (event->end_mark.column > 0);
    if (node->end_line < node->origin.line)
        node->end_line = node->origin.line;
    return node;
}

static const YamlNode *build_scalar(Builder *b, const yaml_event_t *event)
{
    YamlNode *node = new_node(b, YAML_SCALAR, event);
    yaml_scalar_style_t style = event->data.scalar.style;
    node->text = str_dup(b->arena, (Str){(const char *)event->data.scalar.value, event->data.scalar.length});
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    if (style == YAML_LITERAL_SCALAR_STYLE)
        set_block(b, node);
    else if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        set_raw(b, node, event);
    return node;
}

// --- collections ------------------------------------------------------------------------------------

static bool is_event(const yaml_event_t *event, yaml_event_type_t type)
{
    return event->type == type;
}

// Takes the members above `base` off the stack.
static void take_items(Builder *b, YamlNode *node, size_t base)
{
    size_t count = b->count - base;
    YamlItem *items = ARENA_ARRAY(b->arena, YamlItem, count);
    if (count)
        memcpy(items, b->stack + base, count * sizeof *items);
    node->items = items;
    node->count = count;
    b->count = base;
    if (count && items[count - 1].value->end_line > node->end_line)
        node->end_line = items[count - 1].value->end_line;
}

static int by_key(const void *a, const void *b)
{
    const YamlNode *x = ((const YamlItem *)a)->key, *y = ((const YamlItem *)b)->key;
    int order = str_cmp(x->text, y->text);
    if (order)
        return order;
    return x->origin.line != y->origin.line
               ? (x->origin.line > y->origin.line) - (x->origin.line < y->origin.line)
               : (x->origin.column > y->origin.column) - (x->origin.column < y->origin.column);
}

static bool duplicate(Builder *b, const YamlNode *first, const YamlNode *second)
{
    yaml_mark_t mark = {0, second->origin.line - 1, second->origin.column - 1};
    Str message = str_printf(b->diags->arena, "the key `" STR_FMT "` is already in line %u", STR_ARG(second->text),
                             (unsigned)first->origin.line);
    (void)problem(b, mark, message, STR(""));
    return false;
}

// Few keys are compared with each other, many are sorted first.
static bool keys_distinct(Builder *b, const YamlNode *node)
{
    const YamlItem *items = node->items;
    if (node->count > FEW_KEYS) {
        YamlItem *sorted = ARENA_ARRAY(b->arena, YamlItem, node->count);
        memcpy(sorted, items, node->count * sizeof *sorted);
        qsort(sorted, node->count, sizeof *sorted, by_key);
        for (size_t i = 1; i < node->count; i++)
            if (str_eq(sorted[i - 1].key->text, sorted[i].key->text))
                return duplicate(b, sorted[i - 1].key, sorted[i].key);
        return true;
    }
    for (size_t i = 1; i < node->count; i++)
        for (size_t j = 0; j < i; j++)
            if (str_eq(items[i].key->text, items[j].key->text))
                return duplicate(b, items[j].key, items[i].key);
    return true;
}

static bool next_event(Builder *b, yaml_event_t *event)
{
    if (yaml_parser_parse(&b->parser, event))
        return true;
    (void)syntax_problem(b);
    return false;
}

static const YamlNode *build(Builder *b, const yaml_event_t *event, unsigned depth);

// Reads the next event and, unless it is `end`, builds its node. NULL with *ended at the end, NULL without after a
// problem. NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static const YamlNode *next_node(Builder *b, yaml_event_type_t end, unsigned depth, bool *ended)
{
    yaml_event_t event;
    if (!next_event(b, &event))
        return NULL;
    *ended = is_event(&event, end);
    const YamlNode *node = *ended ? NULL : build(b, &event, depth);
    yaml_event_delete(&event);
    return node;
}

static void push(Builder *b, YamlItem item)
{
    b->stack = arena_grow(b->arena, b->stack, &b->capacity, b->count + 1, sizeof *b->stack);
    b->stack[b->count++] = item;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static const YamlNode *build_sequence(Builder *b, const yaml_event_t *event, unsigned depth)
{
    YamlNode *node = new_node(b, YAML_SEQUENCE, event);
    size_t base = b->count;
    for (bool ended = false;;) {
        const YamlNode *value = next_node(b, YAML_SEQUENCE_END_EVENT, depth + 1, &ended);
        if (ended)
            break;
        if (!value)
            return NULL;
        push(b, (YamlItem){NULL, value});
    }
    take_items(b, node, base);
    return node;
}

static bool key_allowed(Builder *b, const YamlNode *key)
{
    yaml_mark_t mark = {0, key->origin.line - 1, key->origin.column - 1};
    if (key->kind != YAML_SCALAR)
        return problem(b, mark, STR("a key must be a scalar"), STR("put text with braces or brackets in quotes"));
    if (!key->quoted && str_eq(key->text, STR("<<")))
        return problem(b, mark, STR("merge keys are not supported"), STR("write the keys out"));
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static const YamlNode *build_mapping(Builder *b, const yaml_event_t *event, unsigned depth)
{
    YamlNode *node = new_node(b, YAML_MAPPING, event);
    size_t base = b->count;
    for (bool ended = false;;) {
        const YamlNode *key = next_node(b, YAML_MAPPING_END_EVENT, depth + 1, &ended);
        if (ended)
            break;
        if (!key || !key_allowed(b, key))
            return NULL;
        const YamlNode *value = next_node(b, YAML_NO_EVENT, depth + 1, &ended);
        if (!value)
            return NULL;
        push(b, (YamlItem){key, value});
    }
    take_items(b, node, base);
    return keys_distinct(b, node) ? node : NULL;
}

static const YamlNode *tagged(Builder *b, const yaml_event_t *event, const void *anchor, const void *tag)
{
    if (tag)
        return problem(b, event->start_mark, STR("a value that begins with `!` is a tag, and tags are not supported"),
                       quote_hint);
    if (anchor)
        return problem(b, event->start_mark,
                       STR("a value that begins with `&` is an anchor, and anchors are not supported"), quote_hint);
    return NULL;
}

// The node that begins with `event`. NULL after a problem.
// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static const YamlNode *build(Builder *b, const yaml_event_t *event, unsigned depth)
{
    if (depth > DEPTH_MAX)
        return problem(b, event->start_mark, STR("nested deeper than 64 levels"), STR(""));
    const void *anchor = NULL, *tag = NULL;
    const YamlNode *(*collection)(Builder *, const yaml_event_t *, unsigned) = NULL;
    if (is_event(event, YAML_ALIAS_EVENT))
        return problem(b, event->start_mark,
                       STR("a value that begins with `*` is an alias, and aliases are not supported"), quote_hint);
    if (is_event(event, YAML_SCALAR_EVENT)) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (is_event(event, YAML_SEQUENCE_START_EVENT)) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        collection = build_sequence;
    } else {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        collection = build_mapping;
    }
    if (anchor || tag)
        return tagged(b, event, anchor, tag);
    return collection ? collection(b, event, depth) : build_scalar(b, event);
}

// --- documents --------------------------------------------------------------------------------------

static bool expect(Builder *b, yaml_event_type_t type, const char *otherwise)
{
    yaml_event_t event;
    if (!next_event(b, &event))
        return false;
    bool good = is_event(&event, type);
    if (!good)
        (void)problem(b, event.start_mark, str(otherwise), STR(""));
    yaml_event_delete(&event);
    return good;
}

// stream = STREAM-START [ DOCUMENT-START node DOCUMENT-END ] STREAM-END
static const YamlNode *build_stream(Builder *b)
{
    bool ended = false;
    yaml_event_t event;
    if (!expect(b, YAML_STREAM_START_EVENT, "no YAML stream") || !next_event(b, &event))
        return NULL;
    bool empty = is_event(&event, YAML_STREAM_END_EVENT);
    yaml_event_delete(&event);
    if (empty) {
        YamlNode *node = ARENA_NEW(b->arena, YamlNode);
        *node = (YamlNode){.kind = YAML_MAPPING, .origin = {0, 1, 1}, .end_line = 1};
        return node;
    }
    const YamlNode *node = next_node(b, YAML_NO_EVENT, 0, &ended);
    if (!node || !expect(b, YAML_DOCUMENT_END_EVENT, "the document does not end") ||
        !expect(b, YAML_STREAM_END_EVENT, "a second document begins here; a file holds one"))
        return NULL;
    return node;
}

const YamlNode *yaml_parse(Arena *arena, Str text, Str file, Diags *diags)
{
    Builder b = {.arena = arena, .text = text, .file = file, .diags = diags};
    if (!yaml_parser_initialize(&b.parser))
        die("out of memory");
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text.p, text.n);
    const YamlNode *node = build_stream(&b);
    yaml_parser_delete(&b.parser);
    return node;
}
