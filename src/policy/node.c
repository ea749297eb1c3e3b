// Reading scalars, sequences and expressions out of a policy file.
#include "policy/loader.h"

Str read_text(PolicyReader *reader, const YamlNode *mapping, const char *key, bool required)
{
    const YamlNode *node = yaml_get(mapping, str(key));
    if (!node) {
        if (required)
            (void)report_at(reader, mapping, "missingKey", "`%s` is missing", key);
        return (Str){"", 0};
    }
    if (node->kind != YAML_SCALAR) {
        (void)report_at(reader, node, "type", "`%s` is text, not a list or mapping", key);
        return (Str){"", 0};
    }
    Str text = str_trim(node->text);
    if (required && text.n == 0)
        (void)report_at(reader, node, "missingKey", "`%s` is empty", key);
    return text;
}

Str read_prose(PolicyReader *reader, const YamlNode *mapping, const char *key, bool required)
{
    Str text = read_text(reader, mapping, key, required);
    StrBuf flowing = strbuf_new(reader->loader->arena);
    for (size_t i = 0; i < text.n; i++) {
        bool space = text.p[i] == ' ' || text.p[i] == '\n';
        if (!space)
            strbuf_char(&flowing, text.p[i]);
        else if (flowing.p[flowing.n - 1] != ' ') // the first character is no space: the text is trimmed
            strbuf_char(&flowing, ' ');
    }
    return strbuf_str(&flowing);
}

const YamlItem *read_sequence(PolicyReader *reader, const YamlNode *mapping, const char *key, size_t *count)
{
    const YamlNode *node = yaml_get(mapping, str(key));
    *count = 0;
    if (!node)
        return NULL;
    if (node->kind != YAML_SEQUENCE) {
        (void)report_at(reader, node, "type", "`%s` is a list: [...], or one line that begins with `- ` per member",
                        key);
        return NULL;
    }
    *count = node->count;
    return node->items;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_identifier(Str name)
{
    if (name.n == 0 || (name.p[0] >= '0' && name.p[0] <= '9'))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!is_word(name.p[i]))
            return false;
    return true;
}

// --- expressions ------------------------------------------------------------------------------------

static bool is_scalar(PolicyReader *reader, const YamlNode *node, const char *what)
{
    if (node->kind == YAML_SCALAR)
        return true;
    return report_at(
        reader, node, "expression",
        "`%s` is an expression: put it in quotes or after `|`, so that YAML does not read it as a list or mapping",
        what);
}

static bool has_type(const Type *type, const Type *wanted)
{
    return !wanted || type->kind == TYPE_DYN || type_equals(type, wanted);
}

const CelExpr *read_expr(PolicyReader *reader, const YamlNode *node, const ExprUse *use)
{
    if (!is_scalar(reader, node, use->what))
        return NULL;
    Arena *arena = reader->loader->arena;
    CelProblems problems = {0};
    note_uses(reader, node->text, use->kind);
    const CelExpr *expr = cel_compile(arena, use->env, node->text, CEL_CHECKED, &problems);
    if (!expr) {
        report_problems(reader, node, &problems);
        return NULL;
    }
    if (has_type(cel_type(expr), use->type))
        return expr;
    Str found = type_text(arena, cel_type(expr)), wanted = type_text(arena, use->type);
    CelProblem problem = {
        .length = str_trim(node->text).n,
        .message = str_printf(arena, "`%s` must be " STR_FMT ", and this is " STR_FMT, use->what, STR_ARG(wanted),
                              STR_ARG(found)),
    };
    if (cel_type(expr)->kind == TYPE_NULLABLE && use->type->kind == TYPE_BOOL)
        problem.hint = STR("it can be null: compare it with `== true`");
    report_problems(reader, node, &(CelProblems){&problem, 1, 1});
    return NULL;
}

const CelTemplate *read_template(PolicyReader *reader, const YamlNode *node, const ExprUse *use)
{
    if (!is_scalar(reader, node, use->what))
        return NULL;
    CelProblems problems = {0};
    note_uses(reader, node->text, use->kind);
    const CelTemplate *result = cel_template(reader->loader->arena, use->env, node->text, CEL_CHECKED, &problems);
    if (!result)
        report_problems(reader, node, &problems);
    return result;
}

// --- which names a text reads -------------------------------------------------------------------------

// The next word of `text` that no `.` precedes (so not a field), and the member that is selected from it ("" if none).
// Words in string literals count too: taking a name for used, or an expression for reading self, is the harmless
// mistake.
static bool next_name(Str text, size_t *offset, Str *name, Str *member)
{
    size_t i = *offset;
    while (i < text.n) {
        size_t start = i;
        while (i < text.n && is_word(text.p[i]))
            i++;
        if (i == start) {
            i++;
            continue;
        }
        if (start > 0 && text.p[start - 1] == '.')
            continue;
        *name = str_slice(text, start, i);
        size_t from = i < text.n && text.p[i] == '.' ? i + 1 : i, to = from;
        while (from > i && to < text.n && is_word(text.p[to]))
            to++;
        *member = str_slice(text, from, to);
        *offset = i;
        return true;
    }
    return false;
}

void note_uses(PolicyReader *reader, Str text, const Kind *kind)
{
    Str name, member;
    for (size_t offset = 0; next_name(text, &offset, &name, &member);) {
        if (str_eq(name, STR("variables")) && reader->variables)
            variable_used(reader, member, kind);
        if (str_eq(name, STR("params")) && reader->policy)
            for (size_t i = 0; i < reader->policy->param_count; i++)
                reader->params_used[i] |= str_eq(reader->policy->params[i].name, member);
    }
}

bool text_reads_self(Str text, bool (*reads_self)(void *context, Str variable), void *context)
{
    Str name, member;
    for (size_t offset = 0; next_name(text, &offset, &name, &member);) {
        if (str_eq(name, STR("self")))
            return true;
        if (str_eq(name, STR("variables")) && reads_self(context, member))
            return true;
    }
    return false;
}
