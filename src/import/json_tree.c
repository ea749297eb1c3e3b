#include "import/json_tree.h"

enum { MAX_DEPTH = 64 };

static bool fail(JsonScanner *scanner, const char *problem)
{
    if (!scanner->problem)
        scanner->problem = problem;
    return false;
}

bool json_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool skip_space(JsonScanner *scanner)
{
    while (scanner->at < scanner->text.n && json_is_space(scanner->text.p[scanner->at]))
        scanner->at++;
    return scanner->at < scanner->text.n;
}

static bool take(JsonScanner *scanner, char c)
{
    if (!skip_space(scanner) || scanner->text.p[scanner->at] != c)
        return false;
    scanner->at++;
    return true;
}

// --- strings ----------------------------------------------------------------------------------------------------

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    return found ? (int)(found - digits) : -1;
}

static bool scan_unit(JsonScanner *scanner, uint32_t *unit)
{
    *unit = 0;
    if (scanner->at + 4 > scanner->text.n)
        return false;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_digit(scanner->text.p[scanner->at++]);
        if (digit < 0)
            return false;
        *unit = *unit * 16 + (uint32_t)digit;
    }
    return true;
}

// After "\u": a code point, out of a pair of surrogates if it is one.
static bool scan_code(JsonScanner *scanner, StrBuf *out)
{
    uint32_t unit, low;
    if (!scan_unit(scanner, &unit))
        return false;
    size_t after = scanner->at;
    bool pair =
        unit >= 0xD800 && unit < 0xDC00 && str_starts(str_slice(scanner->text, after, scanner->text.n), STR("\\u"));
    if (pair) {
        scanner->at += 2;
        if (scan_unit(scanner, &low) && low >= 0xDC00 && low < 0xE000)
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        else
            scanner->at = after;
    }
    strbuf_code(out, unit);
    return true;
}

static bool scan_escape(JsonScanner *scanner, StrBuf *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    if (scanner->at >= scanner->text.n)
        return false;
    char c = scanner->text.p[scanner->at++];
    if (c == 'u')
        return scan_code(scanner, out);
    const char *found = c ? strchr(names, c) : NULL;
    if (found)
        strbuf_char(out, values[found - names]);
    return found != NULL;
}

// After the opening quote. A text without escapes stays where it is.
static bool scan_string(JsonScanner *scanner, Str *out)
{
    size_t start = scanner->at;
    const char *p = scanner->text.p;
    while (scanner->at < scanner->text.n && p[scanner->at] != '"' && p[scanner->at] != '\\' &&
           (unsigned char)p[scanner->at] >= ' ')
        scanner->at++;
    *out = str_slice(scanner->text, start, scanner->at);
    if (scanner->at < scanner->text.n && p[scanner->at] == '"') {
        scanner->at++;
        return true;
    }
    StrBuf buffer = strbuf_new(scanner->arena);
    strbuf_add(&buffer, *out);
    while (scanner->at < scanner->text.n && (unsigned char)p[scanner->at] >= ' ') {
        char c = p[scanner->at++];
        if (c == '"') {
            *out = strbuf_str(&buffer);
            return true;
        }
        if (c != '\\')
            strbuf_char(&buffer, c);
        else if (!scan_escape(scanner, &buffer))
            break;
    }
    return fail(scanner, "a string that is not finished, or an escape that JSON does not have");
}

// --- values -----------------------------------------------------------------------------------------------------

static JsonNode *scan_value(JsonScanner *scanner, int depth);

static bool scan_word(JsonScanner *scanner, Str word)
{
    if (!str_starts(str_slice(scanner->text, scanner->at, scanner->text.n), word))
        return false;
    scanner->at += word.n;
    return true;
}

static bool scan_number(JsonScanner *scanner, Str *out)
{
    size_t start = scanner->at;
    while (scanner->at < scanner->text.n && scanner->text.p[scanner->at] &&
           strchr("+-.0123456789eE", scanner->text.p[scanner->at]))
        scanner->at++;
    double number;
    *out = str_slice(scanner->text, start, scanner->at);
    return out->n > 0 && str_to_double(*out, &number);
}

static bool scan_key(JsonScanner *scanner, Str *key)
{
    return take(scanner, '"') && scan_string(scanner, key) && take(scanner, ':');
}

// container = open [ member { "," member } ] close
static bool scan_members(JsonScanner *scanner, JsonNode *node, char close, // NOLINT(misc-no-recursion): MAX_DEPTH
                         int depth)
{
    JsonNode **link = &node->first;
    if (take(scanner, close))
        return true;
    do {
        Str key = STR("");
        if (node->kind == JSON_OBJECT && !scan_key(scanner, &key))
            return fail(scanner, "a member is a name in quotes, a colon and a value");
        JsonNode *member = scan_value(scanner, depth + 1);
        if (!member)
            return false;
        member->key = key;
        *link = member;
        link = &member->next;
        node->count++;
    } while (take(scanner, ','));
    return take(scanner, close) || fail(scanner, "a comma or the closing bracket is expected");
}

static bool scan_into(JsonScanner *scanner, JsonNode *node, int depth) // NOLINT(misc-no-recursion): MAX_DEPTH
{
    if (depth > MAX_DEPTH)
        return fail(scanner, "more than 64 levels");
    if (!skip_space(scanner))
        return fail(scanner, "the text ends within a value");
    if (take(scanner, '{')) {
        node->kind = JSON_OBJECT;
        return scan_members(scanner, node, '}', depth);
    }
    if (take(scanner, '[')) {
        node->kind = JSON_ARRAY;
        return scan_members(scanner, node, ']', depth);
    }
    if (take(scanner, '"')) {
        node->kind = JSON_STRING;
        return scan_string(scanner, &node->text);
    }
    if (scan_word(scanner, STR("null")))
        node->kind = JSON_NULL;
    else if (scan_word(scanner, STR("true")))
        node->kind = JSON_TRUE;
    else if (scan_word(scanner, STR("false")))
        node->kind = JSON_FALSE;
    else if (scan_number(scanner, &node->text))
        node->kind = JSON_NUMBER;
    else
        return fail(scanner, "no JSON value");
    return true;
}

static JsonNode *scan_value(JsonScanner *scanner, int depth) // NOLINT(misc-no-recursion): MAX_DEPTH
{
    JsonNode *node = ARENA_NEW(scanner->arena, JsonNode);
    node->key = node->text = STR("");
    return scan_into(scanner, node, depth) ? node : NULL;
}

const JsonNode *json_scan(JsonScanner *scanner)
{
    return skip_space(scanner) ? scan_value(scanner, 0) : NULL;
}

const JsonNode *json_member(const JsonNode *object, const char *key)
{
    return json_member_named(object, str(key));
}

const JsonNode *json_member_named(const JsonNode *object, Str key)
{
    const JsonNode *member = object->kind == JSON_OBJECT ? object->first : NULL;
    while (member && !str_eq(member->key, key))
        member = member->next;
    return member;
}

void json_place(Str text, size_t offset, uint32_t *line, uint32_t *column)
{
    size_t start = 0;
    *line = 1;
    for (size_t i = 0; i < offset && i < text.n; i++)
        if (text.p[i] == '\n') {
            start = i + 1;
            (*line)++;
        }
    *column = (uint32_t)utf8_count(str_slice(text, start, offset)) + 1;
}
