// Str: a slice of UTF-8 bytes with a length. It may hold NUL; it need not end with one.
#ifndef EXAUDIT_SUPPORT_STR_H
#define EXAUDIT_SUPPORT_STR_H

#include "support/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *p;
    size_t n;
} Str;

#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                                              \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    } // for static initialisers
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

// The bytes of a C string, without copying. NULL gives the empty string.
Str str(const char *text);

bool str_eq(Str a, Str b);
// Equality after ASCII and simple Unicode case folding (names, paths, keys of Windows compare so).
bool str_eq_fold(Str a, Str b);
// Byte order: negative, zero, positive. Independent of the locale.
int str_cmp(Str a, Str b);
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_starts_fold(Str s, Str prefix);
// Offset of the first occurrence, or (size_t)-1.
size_t str_find(Str s, Str needle);
Str str_slice(Str s, size_t from, size_t to);
// Without leading and trailing ASCII white space.
Str str_trim(Str s);
uint64_t str_hash(Str s);

// A copy in the arena, with a NUL after its last byte (not counted), so `.p` can go to C interfaces.
Str str_dup(Arena *arena, Str s);
// Case-folded copy (ASCII lower case and simple folding of Latin, Greek and Cyrillic letters).
Str str_fold(Arena *arena, Str s);
// printf into the arena. Independent of the locale for integers and strings; never use %f or %g.
Str str_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_vprintf(Arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

// Decimal int64, whole string; false when it is not one (overflow included).
bool str_to_int(Str s, int64_t *out);
// A decimal number with optional fraction and exponent, whole string, "." whatever the locale, correctly rounded; false
// when it is none. No hexadecimal, no names of infinities; what is too large gives an infinity.
bool str_to_double(Str s, double *out);
// The edit distance of a and b if it is at most `limit`, else limit + 1: for "did you mean".
size_t str_distance(Str a, Str b, size_t limit);
// The nearest of `count` names within a third of the length of `name`, or the empty string.
Str str_nearest(Str name, const Str *names, size_t count);

// StrBuf: a string under construction in an arena.
typedef struct StrBuf {
    Arena *arena;
    char *p;
    size_t n, capacity;
} StrBuf;

StrBuf strbuf_new(Arena *arena);
void strbuf_add(StrBuf *buffer, Str s);
void strbuf_char(StrBuf *buffer, char c);
// Appends one code point as UTF-8 (a surrogate or one beyond U+10FFFF becomes U+FFFD).
void strbuf_code(StrBuf *buffer, uint32_t code);
void strbuf_printf(StrBuf *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vprintf(StrBuf *buffer, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
// The text so far (NUL-terminated); valid until the next addition.
Str strbuf_str(const StrBuf *buffer);

// Decodes the code point at *offset and moves past it; an invalid byte gives U+FFFD and moves by one.
uint32_t utf8_next(Str s, size_t *offset);
// Number of code points in s (an invalid byte counts as one).
size_t utf8_count(Str s);
bool utf8_valid(Str s);
// Length of the longest valid prefix of s. Stops before the first wrong byte and before an incomplete last code point.
size_t utf8_valid_prefix(Str s);
// Whether the bytes of s may begin a code point of which more bytes are to come.
bool utf8_incomplete(Str s);
// Length of the longest prefix of at most `limit` bytes that does not split a code point of the valid text s.
size_t utf8_cut(Str s, size_t limit);
// Writes a code point (a surrogate or one beyond U+10FFFF: U+FFFD) and returns its length, 1..4.
size_t utf8_write(char *out, uint32_t code);
// Whether a code point can harm who looks at it: controls (C0, DEL, C1), line and paragraph separators, and what is
// invisible or turns the direction (category Cf). Every output escapes these.
bool utf8_unsafe(uint32_t code);
// Simple case folding of one code point: Latin, Greek and Cyrillic letters.
uint32_t utf8_fold(uint32_t code);

#endif
