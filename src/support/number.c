// Doubles as text and back, without the locale.
#include "support/output.h"
#include "support/platform.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { DIGITS_SAFE = 15, DIGITS_ALL = 17 };

static size_t write_name(char *out, Str name)
{
    memcpy(out, name.p, name.n);
    return name.n;
}

size_t double_write(char out[DOUBLE_TEXT_MAX], double value)
{
    if (isnan(value))
        return write_name(out, STR("NaN"));
    if (isinf(value))
        return write_name(out, value > 0 ? STR("Infinity") : STR("-Infinity"));
    // %g leaves out trailing zeros, so 15 digits are already the shortest form of whatever has one; subnormal numbers
    // hold fewer digits.
    int precision = fabs(value) < DBL_MIN ? 1 : DIGITS_SAFE;
    for (;; precision++) {
        const char *end;
        size_t length = platform_format_double(out, DOUBLE_TEXT_MAX, precision, value);
        double back = platform_parse_double(out, &end);
        if (precision == DIGITS_ALL || back == value)
            return length;
    }
}

Str double_text(Arena *arena, double value)
{
    char text[DOUBLE_TEXT_MAX];
    size_t length = double_write(text, value);
    return str_dup(arena, (Str){text, length});
}

static size_t skip_digits(Str s, size_t from)
{
    while (from < s.n && s.p[from] >= '0' && s.p[from] <= '9')
        from++;
    return from;
}

// number = [ "-" | "+" ] ( digits [ "." { digit } ] | "." digits ) [ ( "e" | "E" ) [ "-" | "+" ] digits ]
static bool is_number(Str s)
{
    size_t start = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
    size_t end = skip_digits(s, start), digits = end - start;
    if (end < s.n && s.p[end] == '.') {
        start = end + 1;
        end = skip_digits(s, start);
        digits += end - start;
    }
    if (digits == 0)
        return false;
    if (end < s.n && (s.p[end] == 'e' || s.p[end] == 'E')) {
        start = end + 1;
        start += start < s.n && (s.p[start] == '-' || s.p[start] == '+');
        end = skip_digits(s, start);
        if (end == start)
            return false;
    }
    return end == s.n;
}

bool str_to_double(Str s, double *out)
{
    enum { LENGTH_MAX = 1100 }; // a double's exact decimal has at most 1076 characters
    char text[LENGTH_MAX + 1];
    const char *end;
    if (s.n > LENGTH_MAX || !is_number(s))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    *out = platform_parse_double(text, &end);
    return *end == '\0';
}
