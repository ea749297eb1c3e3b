#include "import/clixml_internal.h"

// --- the _xHHHH_ escape -----------------------------------------------------------------------------

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// An escape at `at`: `_x` or `_X`, four or eight hexadecimal digits, `_`. Returns its length and the number, or 0.
static size_t read_escape(Str text, size_t at, uint32_t *number)
{
    size_t i = at + 2;
    if (text.n - at < 7 || text.p[at] != '_' || (text.p[at + 1] | 0x20) != 'x')
        return 0;
    *number = 0;
    for (; i < text.n && i < at + 10 && hex_digit(text.p[i]) >= 0; i++)
        *number = *number << 4 | (uint32_t)hex_digit(text.p[i]);
    size_t digits = i - at - 2;
    bool complete = (digits == 4 || digits == 8) && i < text.n && text.p[i] == '_';
    return complete ? i + 1 - at : 0;
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

// The code point that begins at `at` with an escape, which may take a second escape for the other half of a surrogate
// pair.
static size_t read_code(Str text, size_t at, uint32_t *code)
{
    uint32_t low;
    size_t n = read_escape(text, at, code);
    if (!n || !is_high(*code))
        return n;
    size_t more = read_escape(text, at + n, &low);
    if (!more || low < 0xDC00 || low > 0xDFFF)
        return n;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return n + more;
}

Str clixml_decode(Arena *arena, Str text)
{
    uint32_t code;
    const char *first = text.n ? memchr(text.p, '_', text.n) : NULL;
    if (!first)
        return text;
    StrBuf out = strbuf_new(arena);
    size_t done = 0;
    for (size_t at = (size_t)(first - text.p); at < text.n;) {
        size_t n = text.p[at] == '_' ? read_code(text, at, &code) : 0;
        if (n) {
            strbuf_add(&out, str_slice(text, done, at));
            strbuf_code(&out, code);
            done = at + n;
        }
        at += n ? n : 1;
    }
    if (!done)
        return text;
    strbuf_add(&out, str_slice(text, done, text.n));
    return strbuf_str(&out);
}

// --- what -Depth has cut ------------------------------------------------------------------------------

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Length of `Word.Word.Word` at the beginning, with at least one dot; else 0.
static size_t dotted_words(Str text)
{
    size_t i = 0, dots = 0;
    for (;;) {
        size_t begin = i;
        while (i < text.n && is_word(text.p[i]))
            i++;
        if (i == begin || (text.p[begin] >= '0' && text.p[begin] <= '9'))
            return 0;
        if (i + 1 >= text.n || text.p[i] != '.')
            return dots ? i : 0;
        dots++;
        i++;
    }
}

// A host name has the same shape as a type name, so what has no array or generic suffix must begin with a root of .NET.
bool clixml_is_type_name(Str text)
{
    size_t n = dotted_words(text);
    Str suffix = str_slice(text, n, text.n);
    if (!n)
        return false;
    if (!suffix.n)
        return str_starts(text, STR("System.")) || str_starts(text, STR("Microsoft.")) ||
               str_starts(text, STR("Deserialized."));
    bool generic = suffix.n > 1 && suffix.p[0] == '`' && suffix.p[1] >= '0' && suffix.p[1] <= '9';
    return generic || str_eq(suffix, STR("[]"));
}

// --- scalars --------------------------------------------------------------------------------------------

static void set_text(Arena *arena, Raw *raw, RawKind kind, Str text)
{
    raw->kind = kind;
    raw->text = str_dup(arena, text);
}

static void set_unknown(Raw *raw, const char *why)
{
    raw->kind = RAW_UNKNOWN;
    raw->text = str(why);
}

static void set_bool(Raw *raw, Str text)
{
    bool yes = str_eq_fold(text, STR("true")) || str_eq(text, STR("1"));
    bool no = str_eq_fold(text, STR("false")) || str_eq(text, STR("0"));
    if (!yes && !no) {
        set_unknown(raw, "unreadable");
        return;
    }
    raw->kind = RAW_BOOL;
    raw->boolean = yes;
    raw->text = yes ? STR("true") : STR("false");
}

// A char is written as the decimal number of its UTF-16 unit.
static void set_char(Arena *arena, Raw *raw, Str text)
{
    int64_t unit;
    char bytes[4];
    if (str_to_int(text, &unit) && unit >= 0 && unit <= 0xFFFF)
        set_text(arena, raw, RAW_TEXT, (Str){bytes, utf8_write(bytes, (uint32_t)unit)});
    else
        set_unknown(raw, "unreadable");
}

static void set_number(Arena *arena, Raw *raw, Str text)
{
    set_text(arena, raw, RAW_NUMBER, str_trim(text));
    if (!raw->text.n)
        set_unknown(raw, "unreadable");
}

void clixml_scalar(Arena *arena, Node *node, ClixmlName element, Str text)
{
    if (element >= NAME_BY && element <= NAME_D)
        set_number(arena, &node->raw, text);
    else if (element == NAME_B)
        set_bool(&node->raw, str_trim(text));
    else if (element == NAME_C)
        set_char(arena, &node->raw, str_trim(text));
    else
        set_text(arena, &node->raw, RAW_TEXT, clixml_decode(arena, text));
}
