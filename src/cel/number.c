#include "cel/number.h"

#include <math.h>

static bool special(Str text, double *out)
{
    if (str_eq_fold(text, STR("nan"))) {
        *out = (double)NAN;
        return true;
    }
    *out = (double)INFINITY;
    return str_eq_fold(text, STR("inf")) || str_eq_fold(text, STR("infinity"));
}

bool number_parse(Str text, double *out)
{
    size_t sign = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+') ? 1 : 0;
    if (!special(str_slice(text, sign, text.n), out))
        return str_to_double(text, out);
    *out = sign > 0 && text.p[0] == '-' ? -*out : *out;
    return true;
}

Str number_format(Arena *arena, double value, char style, unsigned precision)
{
    if (isnan(value))
        return STR("NaN");
    if (isinf(value))
        return value > 0 ? STR("Infinity") : STR("-Infinity");
    char buffer[512]; // 309 digits, the point and at most 100 more
    int length = style == 'e' ? snprintf(buffer, sizeof buffer, "%.*e", (int)precision, value)
                              : snprintf(buffer, sizeof buffer, "%.*f", (int)precision, value);
    StrBuf out = strbuf_new(arena);
    for (int i = 0; i < length && i < (int)sizeof buffer - 1; i++) {
        char c = buffer[i];
        bool kept = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e';
        if (kept)
            strbuf_char(&out, c);
        else if (out.n == 0 || out.p[out.n - 1] != '.') // the decimal point of the locale, of one byte or more
            strbuf_char(&out, '.');
    }
    return strbuf_str(&out);
}
