// Values as an expression would write them.
#include "value/value.h"

#include "support/output.h"

// CEL's escapes of one character, or 0.
static char short_escape(uint32_t code)
{
    switch (code) {
    case '\a':
        return 'a';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '\v':
        return 'v';
    case '"':
    case '\\':
        return (char)code;
    default:
        return '\0';
    }
}

static void add_string(StrBuf *out, Str s)
{
    strbuf_char(out, '"');
    for (size_t offset = 0; offset < s.n;) {
        uint32_t code = utf8_next(s, &offset);
        char escape = short_escape(code);
        if (escape)
            strbuf_printf(out, "\\%c", escape);
        else if (utf8_unsafe(code))
            strbuf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)code);
        else
            strbuf_code(out, code);
    }
    strbuf_char(out, '"');
}

static void add_bytes(StrBuf *out, Str s)
{
    strbuf_add(out, STR("b\""));
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\')
            strbuf_char(out, (char)byte);
        else
            strbuf_printf(out, "\\x%02x", (unsigned)byte);
    }
    strbuf_char(out, '"');
}

// A double is told from an int by its point or exponent.
static void add_double(StrBuf *out, double d)
{
    Str text = double_text(out->arena, d);
    size_t digits = text.n > 0 && text.p[0] == '-';
    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    strbuf_add(out, text);
    if (digits == text.n)
        strbuf_add(out, STR(".0"));
}

// name("text")
static void add_call(StrBuf *out, const char *name, Str text)
{
    strbuf_printf(out, "%s(", name);
    add_string(out, text);
    strbuf_char(out, ')');
}

// NOLINTBEGIN(misc-no-recursion): bounded by the nesting of the values

static void add_literal(StrBuf *out, Value v);

// Stands before the member number `index`, and before the sign that there may be more.
static void separate(StrBuf *out, size_t index)
{
    if (index > 0)
        strbuf_add(out, STR(", "));
}

static void add_rest(StrBuf *out, size_t count, const Unknown *open)
{
    if (!open)
        return;
    separate(out, count);
    strbuf_add(out, STR("…"));
}

static void add_list(StrBuf *out, const List *list)
{
    strbuf_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        separate(out, i);
        add_literal(out, list->items[i]);
    }
    add_rest(out, list->count, list->open);
    strbuf_char(out, ']');
}

static void add_map(StrBuf *out, const Map *map)
{
    strbuf_char(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        separate(out, i);
        add_literal(out, map->entries[i].key);
        strbuf_add(out, STR(": "));
        add_literal(out, map->entries[i].value);
    }
    add_rest(out, map->count, map->open);
    strbuf_char(out, '}');
}

static void add_optional(StrBuf *out, const Value *value)
{
    if (!value) {
        strbuf_add(out, STR("optional.none()"));
        return;
    }
    strbuf_add(out, STR("optional.of("));
    add_literal(out, *value);
    strbuf_char(out, ')');
}

static void add_literal(StrBuf *out, Value v)
{
    switch ((ValueKind)v.kind) {
    case VALUE_NULL:
        strbuf_add(out, STR("null"));
        return;
    case VALUE_DOUBLE:
        add_double(out, v.as.number);
        return;
    case VALUE_UINT:
        strbuf_printf(out, "%lluu", (unsigned long long)v.as.uinteger);
        return;
    case VALUE_STRING:
        add_string(out, *v.as.text);
        return;
    case VALUE_BYTES:
        add_bytes(out, *v.as.text);
        return;
    case VALUE_LIST:
        add_list(out, v.as.list);
        return;
    case VALUE_MAP:
        add_map(out, v.as.map);
        return;
    case VALUE_TIMESTAMP:
        add_call(out, "timestamp", value_text(out->arena, v));
        return;
    case VALUE_DURATION:
        add_call(out, "duration", value_text(out->arena, v));
        return;
    case VALUE_VERSION:
        add_call(out, "version", value_text(out->arena, v));
        return;
    case VALUE_OPTIONAL:
        add_optional(out, v.as.optional);
        return;
    case VALUE_ERROR:
        add_call(out, "error", *v.as.error);
        return;
    case VALUE_UNKNOWN: { // unknown(why), as for people but for the parentheses around it
        Str text = value_text(out->arena, v);
        Str why = str_slice(text, STR("(unknown: ").n, text.n);
        strbuf_printf(out, "unknown(" STR_FMT, STR_ARG(why));
        return;
    }
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_OBJECT:
    case VALUE_TYPE:
        strbuf_add(out, value_text(out->arena, v));
        return;
    }
}
// NOLINTEND(misc-no-recursion)

Str value_literal(Arena *arena, Value v)
{
    StrBuf out = strbuf_new(arena);
    add_literal(&out, v);
    return strbuf_str(&out);
}
