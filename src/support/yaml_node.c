// What is asked of a YAML tree once it is built.
#include "support/yaml.h"

const YamlNode *yaml_get(const YamlNode *mapping, Str key)
{
    if (!mapping || mapping->kind != YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < mapping->count; i++)
        if (str_eq(mapping->items[i].key->text, key))
            return mapping->items[i].value;
    return NULL;
}

// --- positions --------------------------------------------------------------------------------------

static Origin position_in_block(const YamlNode *scalar, Str before)
{
    Origin origin = scalar->origin;
    size_t line_start = 0;
    origin.line = scalar->block_line;
    for (size_t i = 0; i < before.n; i++) {
        if (before.p[i] == '\n') {
            origin.line++;
            line_start = i + 1;
        }
    }
    Str rest = str_slice(before, line_start, before.n);
    origin.column = scalar->block_indent + (uint32_t)utf8_count(rest);
    return origin;
}

// Number of characters that one character of the text takes in quotes: '' in single ones; \n, \xHH, \uHHHH, \UHHHHHHHH
// in double ones.
static size_t escape_length(Str raw, size_t offset)
{
    if (raw.p[0] == '\'')
        return raw.p[offset] == '\'' ? 2 : 1;
    if (raw.p[offset] != '\\' || offset + 1 == raw.n)
        return 1;
    char next = raw.p[offset + 1];
    return next == 'x' ? 4 : next == 'u' ? 6 : next == 'U' ? 10 : 2;
}

// The column, counted from the opening quote, of the character number `index` of the text.
static size_t column_in_quotes(Str raw, size_t index)
{
    size_t column = 1;
    for (size_t offset = 1; index > 0 && offset < raw.n; index--) {
        size_t length = escape_length(raw, offset);
        column += length;
        for (size_t i = 0; i < length && offset < raw.n; i++)
            (void)utf8_next(raw, &offset);
    }
    return column;
}

Origin yaml_position(const YamlNode *scalar, size_t offset)
{
    Origin origin = scalar->origin;
    Str before = str_slice(scalar->text, 0, offset);
    if (scalar->block_indent)
        return position_in_block(scalar, before);
    if (scalar->end_line != origin.line) // folded: where a line of the text stood is lost
        return origin;
    size_t count = utf8_count(before);
    origin.column += (uint32_t)(scalar->raw.n ? column_in_quotes(scalar->raw, count) : count + scalar->quoted);
    return origin;
}

// --- keys -------------------------------------------------------------------------------------------

static bool is_known(Str key, const char *const *keys)
{
    for (; *keys; keys++)
        if (str_eq(key, str(*keys)))
            return true;
    return false;
}

static void unknown_key(const YamlNode *key, const char *const *keys, Str file, Diags *diags)
{
    size_t count = 0;
    while (keys[count])
        count++;
    Str *names = ARENA_ARRAY(diags->arena, Str, count), hint = STR("");
    for (size_t i = 0; i < count; i++)
        names[i] = str(keys[i]);
    Str nearest = str_nearest(key->text, names, count);
    if (nearest.n)
        hint = str_printf(diags->arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest));
    Str message = str_printf(diags->arena, "unknown key `" STR_FMT "`", STR_ARG(key->text));
    (void)diag_add(diags, (Diag){DIAG_ERROR, "yaml", key->origin, file, message, hint, {0}});
}

bool yaml_known_keys(const YamlNode *mapping, const char *const *keys, Str file, Diags *diags)
{
    bool known = true;
    for (size_t i = 0; i < mapping->count; i++) {
        const YamlNode *key = mapping->items[i].key;
        if (key && !is_known(key->text, keys)) {
            unknown_key(key, keys, file, diags);
            known = false;
        }
    }
    return known;
}
