#include "support/str.h"

#include <stdio.h>
#include <string.h>

Str str(const char *text)
{
    return text ? (Str){text, strlen(text)} : (Str){"", 0};
}

bool str_eq(Str a, Str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int str_cmp(Str a, Str b)
{
    size_t shorter = a.n < b.n ? a.n : b.n;
    int order = shorter ? memcmp(a.p, b.p, shorter) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix)
{
    return s.n >= prefix.n && str_eq((Str){s.p, prefix.n}, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.n >= suffix.n && str_eq((Str){s.p + (s.n - suffix.n), suffix.n}, suffix);
}

size_t str_find(Str s, Str needle)
{
    if (needle.n == 0)
        return 0;
    for (size_t from = 0; s.n - from >= needle.n;) {
        const char *hit = memchr(s.p + from, needle.p[0], s.n - from - needle.n + 1);
        if (!hit)
            break;
        if (memcmp(hit, needle.p, needle.n) == 0)
            return (size_t)(hit - s.p);
        from = (size_t)(hit - s.p) + 1;
    }
    return (size_t)-1;
}

Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    return from < to ? (Str){s.p + from, to - from} : (Str){"", 0};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
    while (s.n && is_space(s.p[0]))
        s = (Str){s.p + 1, s.n - 1};
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

// Eight bytes a step, each mixed by a multiplication and a shift (the finaliser of MurmurHash3).
static uint64_t hash_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    return hash ^ (hash >> 32);
}

uint64_t str_hash(Str s)
{
    uint64_t hash = hash_mix(0x9e3779b97f4a7c15u, s.n), word;
    for (; s.n >= sizeof word; s = (Str){s.p + sizeof word, s.n - sizeof word}) {
        memcpy(&word, s.p, sizeof word);
        hash = hash_mix(hash, word);
    }
    word = 0;
    for (size_t i = 0; i < s.n; i++)
        word = word << 8 | (unsigned char)s.p[i];
    return hash_mix(hash_mix(hash, word), 0);
}

Str str_dup(Arena *arena, Str s)
{
    char *copy = arena_bytes(arena, s.n + 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    return (Str){copy, s.n};
}

Str str_printf(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str text = str_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

Str str_vprintf(Arena *arena, const char *format, va_list arguments)
{
    char local[256];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(local, sizeof local, format, arguments);
    if (length < 0)
        die("a message cannot be formatted");
    char *text = arena_bytes(arena, (size_t)length + 1);
    if ((size_t)length < sizeof local)
        memcpy(text, local, (size_t)length);
    else
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (Str){text, (size_t)length};
}

bool str_to_int(Str s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX, value = 0;
    size_t i = negative;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

enum { DISTANCE_MAX = 128 }; // no name is longer

// The distance of Damerau and Levenshtein, one row at a time: row[j] is the distance of the part of `a` seen so far to
// the first j bytes of `b`. Two neighbours that changed places are one step.
size_t str_distance(Str a, Str b, size_t limit)
{
    size_t rows[3][DISTANCE_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (gap > limit || a.n > DISTANCE_MAX || b.n > DISTANCE_MAX)
        return str_eq(a, b) ? 0 : limit + 1;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = before[j] = j;
    for (size_t i = 0; i < a.n; i++) {
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
        row[0] = i + 1;
        for (size_t j = 0; j < b.n; j++) {
            size_t best = last[j] + (a.p[i] != b.p[j]);
            best = last[j + 1] + 1 < best ? last[j + 1] + 1 : best;
            best = row[j] + 1 < best ? row[j] + 1 : best;
            bool swapped = i > 0 && j > 0 && a.p[i] == b.p[j - 1] && a.p[i - 1] == b.p[j];
            row[j + 1] = swapped && before[j - 1] + 1 < best ? before[j - 1] + 1 : best;
        }
    }
    return row[b.n] <= limit ? row[b.n] : limit + 1;
}

Str str_nearest(Str name, const Str *names, size_t count)
{
    Str nearest = STR("");
    size_t limit = name.n / 3, best = limit + 1;
    for (size_t i = 0; i < count; i++) {
        if (str_eq_fold(name, names[i]))
            return names[i];
        size_t distance = str_distance(name, names[i], limit);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
