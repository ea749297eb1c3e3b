// How the mistakes of policy files are reported: file:line:column, the expression's line, a caret.
#include "policy/loader.h"

// Columns of an excerpt; a longer line is shown around the mistake.
enum { EXCERPT_WIDTH = 100 };

static void add(PolicyReader *reader, DiagLevel level, Origin origin, Diag diag)
{
    diag.level = level;
    diag.origin = (Origin){0, origin.line, origin.column};
    diag.file = reader->file;
    (void)diag_add(&reader->loader->diags, diag);
}

bool report_at(PolicyReader *reader, const YamlNode *node, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(reader->loader->arena, format, arguments);
    va_end(arguments);
    add(reader, DIAG_ERROR, node->origin, (Diag){.code = code, .message = message});
    return false;
}

bool report_name(PolicyReader *reader, const YamlNode *node, Str message, Str name, const Str *names, size_t count)
{
    Str nearest = str_nearest(name, names, count), hint = {"", 0};
    if (nearest.n)
        hint = str_printf(reader->loader->arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest));
    add(reader, DIAG_ERROR, node->origin, (Diag){.code = "name", .message = message, .hint = hint});
    return false;
}

void warn_at(PolicyReader *reader, const YamlNode *node, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(reader->loader->arena, format, arguments);
    va_end(arguments);
    add(reader, DIAG_WARNING, node->origin, (Diag){.code = code, .message = message});
}

// The line of `text` around `offset`, and below it a caret under the mistake.
static Str excerpt(Arena *arena, Str text, size_t offset, size_t length)
{
    size_t from = offset, to = offset;
    while (from > 0 && text.p[from - 1] != '\n' && offset - from < EXCERPT_WIDTH / 2)
        from--;
    while (to < text.n && text.p[to] != '\n' && to - from < EXCERPT_WIDTH)
        to++;
    while (from < offset && ((unsigned char)text.p[from] & 0xC0) == 0x80)
        from++; // never begin inside a code point
    Str line = str_slice(text, from, to);
    line = str_slice(line, 0, utf8_valid_prefix(line));
    StrBuf buffer = strbuf_new(arena);
    strbuf_add(&buffer, line);
    strbuf_char(&buffer, '\n');
    for (size_t i = utf8_count(str_slice(text, from, offset)); i > 0; i--)
        strbuf_char(&buffer, ' ');
    size_t end = offset + length < to ? offset + length : to;
    size_t carets = end > offset ? utf8_count(str_slice(text, offset, end)) : 1;
    while (carets-- > 0)
        strbuf_char(&buffer, '^');
    return strbuf_str(&buffer);
}

// `self` is missing where there is none; the nearest other name is no help then.
static Str hint_of(Str text, size_t offset, const CelProblem *problem)
{
    if (str_eq(str_slice(text, offset, offset + problem->length), STR("self")))
        return STR("this is about the organization, not about one entity: `org`, or a collection");
    return problem->hint;
}

void report_problems(PolicyReader *reader, const YamlNode *scalar, const CelProblems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        const CelProblem *problem = &problems->items[i];
        size_t offset = problem->offset < scalar->text.n ? problem->offset : scalar->text.n;
        Diag diag = {
            .code = "expression",
            .message = problem->message,
            .hint = hint_of(scalar->text, offset, problem),
            .excerpt = excerpt(reader->loader->arena, scalar->text, offset, problem->length),
        };
        add(reader, DIAG_ERROR, yaml_position(scalar, offset), diag);
    }
}

// --- order ------------------------------------------------------------------------------------------

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_diags(const void *left, const void *right)
{
    const Diag *a = left, *b = right;
    int order = str_cmp(a->file, b->file);
    if (order == 0)
        order = compare_numbers(a->origin.line, b->origin.line);
    if (order == 0)
        order = compare_numbers(a->origin.column, b->origin.column);
    return order != 0 ? order : str_cmp(a->message, b->message);
}

void policy_problems_sort(Diags *diags)
{
    if (diags->count == 0)
        return;
    qsort(diags->items, diags->count, sizeof(Diag), compare_diags);
    size_t kept = 1;
    for (size_t i = 1; i < diags->count; i++)
        if (compare_diags(&diags->items[kept - 1], &diags->items[i]) != 0)
            diags->items[kept++] = diags->items[i];
    diags->count = kept;
}
