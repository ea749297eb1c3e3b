#include "report/escape.h"

// Printable ASCII needs no second look; it is nearly everything.
static bool plain_byte(char c)
{
    return c >= 0x20 && c < 0x7F;
}

static size_t plain_prefix(Str s)
{
    size_t n = 0;
    while (n < s.n && plain_byte(s.p[n])) {
        n++;
    }
    return n;
}

static void add_visible(StrBuf *buffer, uint32_t code)
{
    switch (code) {
    case '\n':
        strbuf_add(buffer, STR("\\n"));
        return;
    case '\r':
        strbuf_add(buffer, STR("\\r"));
        return;
    case '\t':
        strbuf_add(buffer, STR("\\t"));
        return;
    default: // the only open switch: code points are not an enumeration
        strbuf_printf(buffer, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)code);
    }
}

Str escape_terminal(Arena *arena, Str s)
{
    size_t offset = plain_prefix(s);
    if (offset == s.n) {
        return s;
    }
    StrBuf buffer = strbuf_new(arena);
    strbuf_add(&buffer, str_slice(s, 0, offset));
    while (offset < s.n) {
        uint32_t code = utf8_next(s, &offset);
        if (utf8_unsafe(code)) {
            add_visible(&buffer, code);
        } else {
            strbuf_code(&buffer, code);
        }
    }
    return strbuf_str(&buffer);
}
