#include "cel/literal.h"

#include "cel/number.h"

static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 99;
}

// `text` in the given base; false when it does not fit 64 bits.
static bool whole_number(Str text, unsigned base, uint64_t *out)
{
    uint64_t result = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned digit = hex_digit(text.p[i]);
        if (result > (UINT64_MAX - digit) / base)
            return false;
        result = result * base + digit;
    }
    *out = result;
    return true;
}

static bool integer(Arena *arena, Token token, bool negative, Value *out, Str *problem)
{
    bool is_uint = token.kind == TOKEN_UINT;
    Str digits = str_slice(token.text, 0, token.text.n - (is_uint ? 1 : 0));
    bool hex = digits.n > 2 && (digits.p[1] == 'x' || digits.p[1] == 'X');
    uint64_t number = 0;
    bool fits = whole_number(hex ? str_slice(digits, 2, digits.n) : digits, hex ? 16 : 10, &number);
    if (is_uint) {
        if (negative)
            *problem = STR("an unsigned number cannot be negative");
        else if (!fits)
            *problem = STR("this number is larger than 18446744073709551615");
        *out = value_uint(number);
        return fits && !negative;
    }
    if (!fits || number > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
        *problem = str_printf(arena, "this number is %s",
                              negative ? "smaller than -9223372036854775808" : "larger than 9223372036854775807");
        return false;
    }
    *out = value_int(negative ? (int64_t)(0 - number) : (int64_t)number);
    return true;
}

// The content of a quoted token, and whether it is raw and bytes.
static Str inside_quotes(Str text, bool *raw)
{
    size_t start = 0;
    *raw = false;
    while (text.p[start] != '"' && text.p[start] != '\'') {
        *raw = *raw || text.p[start] == 'r' || text.p[start] == 'R';
        start++;
    }
    size_t quotes =
        text.n - start >= 6 && text.p[start + 1] == text.p[start] && text.p[start + 2] == text.p[start] ? 3 : 1;
    return str_slice(text, start + quotes, text.n - quotes);
}

// `digits` digits of `base` at *at; false when there are fewer or the code is not a character (in a string) or a byte.
static bool numeric_escape(Str text, size_t *at, unsigned digits, unsigned base, uint32_t *code)
{
    *code = 0;
    for (unsigned i = 0; i < digits; i++, (*at)++) {
        unsigned digit = *at < text.n ? hex_digit(text.p[*at]) : 99;
        if (digit >= base || *code > 0x1FFFFF)
            return false;
        *code = *code * base + digit;
    }
    return true;
}

static bool is_character(uint32_t code)
{
    return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

static const char escapes[] = "abfnrtv\\?\"'`";
static const char escaped[] = "\a\b\f\n\r\t\v\\?\"'`";

// ESCAPE ::= \ [abfnrtv\?"'`] | \ [xX] HEX{2} | \u HEX{4} | \U HEX{8} | \ [0-3] [0-7]{2}; *at is behind the backslash.
static bool add_escape(StrBuf *out, Str text, size_t *at, bool bytes)
{
    char c = '\0';
    if (*at < text.n)
        c = text.p[*at];
    const char *plain = c == '\0' ? NULL : strchr(escapes, c);
    if (plain != NULL) {
        strbuf_char(out, escaped[plain - escapes]);
        (*at)++;
        return true;
    }
    uint32_t code = 0;
    bool good = false;
    if (c >= '0' && c <= '3') {
        good = numeric_escape(text, at, 3, 8, &code);
    } else if (c == 'x' || c == 'X') {
        (*at)++;
        good = numeric_escape(text, at, 2, 16, &code);
    } else if (!bytes && (c == 'u' || c == 'U')) {
        (*at)++;
        good = numeric_escape(text, at, c == 'u' ? 4 : 8, 16, &code);
    }
    if (!good || !is_character(code))
        return false;
    if (bytes)
        strbuf_char(out, (char)(unsigned char)code);
    else
        strbuf_code(out, code);
    return true;
}

// A line end is one line feed, whatever the file has: a policy means the same after a trip through Windows.
static bool unescape(Arena *arena, Str text, bool raw, bool bytes, Str *out)
{
    StrBuf buffer = strbuf_new(arena);
    size_t at = 0;
    while (at < text.n) {
        char c = text.p[at++];
        if (c == '\\' && !raw) {
            if (!add_escape(&buffer, text, &at, bytes))
                return false;
        } else {
            bool line_end = c == '\r' && at < text.n && text.p[at] == '\n';
            if (!line_end)
                strbuf_char(&buffer, c);
        }
    }
    *out = strbuf_str(&buffer);
    return true;
}

static bool text_literal(Arena *arena, Token token, Value *out, Str *problem)
{
    bool bytes = token.kind == TOKEN_BYTES, raw = false;
    Str text = inside_quotes(token.text, &raw);
    bool plain = memchr(text.p, '\\', text.n) == NULL && memchr(text.p, '\r', text.n) == NULL;
    if (!plain && !unescape(arena, text, raw, bytes, &text)) {
        *problem = STR("this string has an escape sequence that does not exist");
        return false;
    }
    *out = bytes ? value_bytes(arena, text) : value_string(arena, text);
    return true;
}

bool literal_value(Arena *arena, Token token, bool negative, Value *out, Str *problem)
{
    if (token.kind == TOKEN_INT || token.kind == TOKEN_UINT)
        return integer(arena, token, negative, out, problem);
    if (token.kind != TOKEN_DOUBLE)
        return text_literal(arena, token, out, problem);
    double number = 0;
    if (!number_parse(token.text, &number)) {
        *problem = STR("this is not a number");
        return false;
    }
    *out = value_double(negative ? -number : number);
    return true;
}
