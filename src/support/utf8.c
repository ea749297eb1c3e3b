// Decoding, validation and writing of UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing beyond
// U+10FFFF.
#include "support/str.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

// Length of the sequence that `lead` begins, 0 when it begins none.
static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// The second byte narrows what E0, ED, F0 and F4 may begin: no overlong forms, surrogates, or code points beyond the
// last.
static bool second_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return is_continuation(second);
    }
}

// Length of the valid sequence at the beginning of `n` bytes, 0 when there is none.
static size_t sequence(const unsigned char *p, size_t n)
{
    size_t length = n ? sequence_length(p[0]) : 0;
    if (length > n || (length > 1 && !second_fits(p[0], p[1])))
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_continuation(p[i]))
            return 0;
    return length;
}

uint32_t utf8_next(Str s, size_t *offset)
{
    const unsigned char *p = (const unsigned char *)s.p + *offset;
    size_t length = sequence(p, s.n - *offset);
    *offset += length ? length : 1;
    switch (length) {
    case 1:
        return p[0];
    case 2:
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3:
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default:
        return 0xFFFD;
    }
}

size_t utf8_count(Str s)
{
    size_t count = 0;
    for (size_t offset = 0; offset < s.n; count++)
        (void)utf8_next(s, &offset);
    return count;
}

// Number of bytes at the beginning of s that are ASCII; most text is nothing else, so long stretches go first.
static size_t ascii_prefix(const char *p, size_t n)
{
    size_t i = 0;
#if defined(__SSE2__)
    for (; i + 64 <= n; i += 64) {
        const __m128i *at = (const __m128i *)(const void *)(p + i);
        __m128i a = _mm_or_si128(_mm_loadu_si128(at), _mm_loadu_si128(at + 1));
        __m128i b = _mm_or_si128(_mm_loadu_si128(at + 2), _mm_loadu_si128(at + 3));
        if (_mm_movemask_epi8(_mm_or_si128(a, b)))
            break;
    }
#endif
    for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    while (i < n && (unsigned char)p[i] < 0x80)
        i++;
    return i;
}

size_t utf8_valid_prefix(Str s)
{
    for (size_t offset = 0;;) {
        offset += ascii_prefix(s.p + offset, s.n - offset);
        size_t length = sequence((const unsigned char *)s.p + offset, s.n - offset);
        if (length == 0)
            return offset;
        offset += length;
    }
}

bool utf8_valid(Str s)
{
    return s.n == 0 || utf8_valid_prefix(s) == s.n;
}

bool utf8_incomplete(Str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n == 0 || sequence_length(p[0]) <= s.n || (s.n > 1 && !second_fits(p[0], p[1])))
        return false;
    return s.n < 3 || is_continuation(p[2]);
}

size_t utf8_cut(Str s, size_t limit)
{
    if (limit >= s.n)
        return s.n;
    while (limit > 0 && is_continuation((unsigned char)s.p[limit]))
        limit--;
    return limit;
}

size_t utf8_write(char *out, uint32_t code)
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = 0xFFFD;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00u >> length & 0xFF) | code);
    return length;
}

// Category Cf (format) of Unicode 15 and the line and paragraph separators: invisible, or they turn the order of what
// follows. Sorted.
static const struct {
    uint32_t first, last;
} invisible[] = {
    {0x00AD, 0x00AD},   {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x180E, 0x180E},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
};

bool utf8_unsafe(uint32_t code)
{
    if (code < 0xAD)
        return code < 0x20 || (code >= 0x7F && code < 0xA0);
    for (size_t i = 0; i < sizeof invisible / sizeof *invisible && invisible[i].first <= code; i++)
        if (code <= invisible[i].last)
            return true;
    return false;
}
