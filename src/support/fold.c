// Simple case folding by the regularities of the code charts: the alphabets in which Windows names are written.
#include "support/str.h"

static bool within(uint32_t code, uint32_t first, uint32_t last)
{
    return code >= first && code <= last;
}

// Latin-1 and Latin Extended-A, where capital and small letters alternate.
static uint32_t fold_latin(uint32_t code)
{
    if (code == 0xB5)
        return 0x3BC; // micro sign: mu
    if (within(code, 0xC0, 0xDE) && code != 0xD7)
        return code + 0x20;
    if (code == 0x178)
        return 0xFF;
    if (code == 0x17F)
        return 's';
    if (within(code, 0x100, 0x12F) || within(code, 0x132, 0x137) || within(code, 0x14A, 0x177))
        return code | 1;
    if (within(code, 0x139, 0x148) || within(code, 0x179, 0x17E))
        return code + (code & 1);
    return code;
}

static uint32_t fold_greek(uint32_t code)
{
    if (within(code, 0x391, 0x3AB) && code != 0x3A2)
        return code + 0x20;
    if (within(code, 0x388, 0x38A))
        return code + 37;
    if (within(code, 0x3D8, 0x3EF))
        return code | 1;
    switch (code) {
    case 0x386:
        return 0x3AC;
    case 0x38C:
        return 0x3CC;
    case 0x38E:
    case 0x38F:
        return code + 63;
    case 0x3C2:
        return 0x3C3; // final sigma
    default:
        return code;
    }
}

static uint32_t fold_cyrillic(uint32_t code)
{
    if (code <= 0x40F)
        return code + 80;
    if (code <= 0x42F)
        return code + 32;
    if (code == 0x4C0)
        return 0x4CF;
    if (within(code, 0x4C1, 0x4CE))
        return code + (code & 1);
    if (within(code, 0x460, 0x481) || within(code, 0x48A, 0x52F))
        return code | 1;
    return code;
}

uint32_t utf8_fold(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code + 0x20 : code;
    if (code < 0x180)
        return fold_latin(code);
    if (within(code, 0x386, 0x3EF))
        return fold_greek(code);
    return within(code, 0x400, 0x52F) ? fold_cyrillic(code) : code;
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static unsigned char fold_ascii(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
}

// How many characters at the beginning of both are ASCII and the same.
static size_t same_ascii(Str a, Str b)
{
    size_t i = 0, limit = a.n < b.n ? a.n : b.n;
    while (i < limit && is_ascii(a.p[i]) && fold_ascii(a.p[i]) == fold_ascii(b.p[i]))
        i++;
    return i;
}

// Whether two ASCII characters show at once that the texts differ.
static bool differ_in_ascii(Str a, Str b, size_t i)
{
    return i < a.n && i < b.n && is_ascii(a.p[i]) && is_ascii(b.p[i]);
}

static bool same_folded(Str a, size_t *i, Str b, size_t *j)
{
    return utf8_fold(utf8_next(a, i)) == utf8_fold(utf8_next(b, j));
}

bool str_eq_fold(Str a, Str b)
{
    if (a.p == b.p && a.n == b.n) // interned texts often are one
        return true;
    size_t i = same_ascii(a, b), j = i;
    if (differ_in_ascii(a, b, i))
        return false;
    while (i < a.n && j < b.n)
        if (!same_folded(a, &i, b, &j))
            return false;
    return i == a.n && j == b.n;
}

bool str_starts_fold(Str s, Str prefix)
{
    size_t i = same_ascii(s, prefix), j = i;
    if (differ_in_ascii(s, prefix, i))
        return false;
    while (i < s.n && j < prefix.n)
        if (!same_folded(s, &i, prefix, &j))
            return false;
    return j == prefix.n;
}

Str str_fold(Arena *arena, Str s)
{
    // No letter grows when it is folded; a byte that is not UTF-8 does (it becomes U+FFFD).
    char *out = arena_bytes(arena, (utf8_valid(s) ? s.n : s.n * 3) + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        if (is_ascii(s.p[i]))
            out[n++] = (char)fold_ascii(s.p[i++]);
        else
            n += utf8_write(out + n, utf8_fold(utf8_next(s, &i)));
    }
    return (Str){out, n};
}
