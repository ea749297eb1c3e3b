#include "support/transcode.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { CODE_MAX_BYTES = 4, REPLACEMENT = 0xFFFD };

static uint32_t unit_at(const unsigned char *p, bool big_endian)
{
    return big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

// Copies leading ASCII characters, 16 a step: exports are hardly anything else.
static void ascii_utf16le(Str in, char *out, size_t size, Transcoded *done)
{
#if defined(__SSE2__)
    const __m128i not_ascii = _mm_set1_epi16((short)0xFF80), zero = _mm_setzero_si128();
    while (in.n - done->read >= 32 && size - done->written >= 16) {
        const __m128i *p = (const __m128i *)(const void *)(in.p + done->read);
        __m128i a = _mm_loadu_si128(p), b = _mm_loadu_si128(p + 1);
        __m128i high = _mm_and_si128(_mm_or_si128(a, b), not_ascii);
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(high, zero)) != 0xFFFF)
            break;
        _mm_storeu_si128((__m128i *)(void *)(out + done->written), _mm_packus_epi16(a, b));
        done->read += 32;
        done->written += 16;
    }
#else
    (void)in, (void)out, (void)size, (void)done;
#endif
}

static bool is_high(uint32_t unit)
{
    return (unit & 0xFC00) == 0xD800;
}

static bool is_low(uint32_t unit)
{
    return (unit & 0xFC00) == 0xDC00;
}

// One character of `n` bytes at p; the number of bytes it takes, 0 when more are needed. Wrong: *code is REPLACEMENT
// and *wrong is set.
static size_t utf16_next(const unsigned char *p, size_t n, bool big_endian, bool last, uint32_t *code, bool *wrong)
{
    *wrong = false;
    if (n >= 2) {
        *code = unit_at(p, big_endian);
        if ((*code & 0xF800) != 0xD800)
            return 2;
        if (is_high(*code) && n >= 4 && is_low(unit_at(p + 2, big_endian))) {
            *code = 0x10000 + ((*code & 0x3FF) << 10) + (unit_at(p + 2, big_endian) & 0x3FF);
            return 4;
        }
        if (is_high(*code) && n < 4 && !last)
            return 0;
    } else if (!last) {
        return 0;
    }
    *wrong = true;
    *code = REPLACEMENT;
    return n >= 2 ? 2 : 1;
}

Transcoded transcode_utf16(Str in, bool big_endian, bool last, char *out, size_t size)
{
    enum { SCALAR_RUN = 16 }; // characters after which the fast path is tried again
    Transcoded done = {0};
    for (unsigned run = 0; done.read < in.n && size - done.written >= CODE_MAX_BYTES; run++) {
        uint32_t code;
        bool wrong;
        if (!big_endian && run % SCALAR_RUN == 0) {
            ascii_utf16le(in, out, size, &done);
            if (done.read == in.n || size - done.written < CODE_MAX_BYTES)
                break;
        }
        const unsigned char *p = (const unsigned char *)in.p + done.read;
        size_t used = utf16_next(p, in.n - done.read, big_endian, last, &code, &wrong);
        if (used == 0)
            break;
        done.read += used;
        done.replaced += wrong;
        if (code < 0x80)
            out[done.written++] = (char)code;
        else
            done.written += utf8_write(out + done.written, code);
    }
    return done;
}

// What 0x80..0x9F are, as Microsoft maps them (the undefined ones to themselves).
static const uint16_t windows1252_high[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

Transcoded transcode_windows1252(Str in, char *out, size_t size)
{
    Transcoded done = {0};
    for (; done.read < in.n && size - done.written >= CODE_MAX_BYTES; done.read++) {
        unsigned char byte = (unsigned char)in.p[done.read];
        uint32_t code = byte >= 0x80 && byte < 0xA0 ? windows1252_high[byte - 0x80] : byte;
        done.written += utf8_write(out + done.written, code);
    }
    return done;
}

Transcoded transcode_utf8_lossy(Str in, bool last, char *out, size_t size)
{
    Transcoded done = {0};
    while (done.read < in.n && size - done.written >= CODE_MAX_BYTES) {
        Str rest = str_slice(in, done.read, in.n);
        size_t space = size - done.written, valid = utf8_valid_prefix(str_slice(rest, 0, space));
        memcpy(out + done.written, rest.p, valid);
        done.read += valid;
        done.written += valid;
        if (valid > 0 || valid == rest.n)
            continue;
        if (!last && utf8_incomplete(rest))
            break;
        done.written += utf8_write(out + done.written, REPLACEMENT);
        done.read++;
        done.replaced++;
    }
    return done;
}
