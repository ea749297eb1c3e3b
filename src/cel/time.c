#include "cel/time.h"

enum { NANOS = 1000000000 };

// Durations are kept within what 64 bits of nanoseconds can hold: about 292 years.
static const int64_t duration_limit = 9223372036;

// --- making -------------------------------------------------------------------------------------

Value timestamp_or_error(Arena *arena, int64_t seconds, int64_t nanos)
{
    Timestamp t = {.seconds = seconds, .nanos = (int32_t)nanos};
    return timestamp_valid(t) ? value_timestamp(arena, t)
                              : value_error(arena, "range error: a timestamp lies in the years 1 to 9999");
}

// Seconds and nanoseconds of the same sign.
static bool make_duration(int64_t seconds, int64_t nanos, Duration *out)
{
    seconds += nanos / NANOS;
    nanos %= NANOS;
    if (seconds > 0 && nanos < 0) {
        seconds--;
        nanos += NANOS;
    } else if (seconds < 0 && nanos > 0) {
        seconds++;
        nanos -= NANOS;
    }
    *out = (Duration){.seconds = seconds, .nanos = (int32_t)nanos};
    return seconds <= duration_limit && seconds >= -duration_limit;
}

static Value duration_or_error(Arena *arena, int64_t seconds, int64_t nanos)
{
    Duration d;
    return make_duration(seconds, nanos, &d) ? value_duration(arena, d)
                                             : value_error(arena, "range error: a duration is at most 292 years");
}

static Value timestamp_plus(Arena *arena, const Timestamp *t, int64_t seconds, int64_t nanos)
{
    int64_t total = t->nanos + nanos, sum = 0;
    int64_t carry = total < 0 ? -1 : total >= NANOS ? 1 : 0;
    if (__builtin_add_overflow(t->seconds, seconds, &sum) || __builtin_add_overflow(sum, carry, &sum))
        return timestamp_or_error(arena, INT64_MAX, 0);
    return timestamp_or_error(arena, sum, total - carry * NANOS);
}

static Value durations_sum(Arena *arena, const Duration *a, const Duration *b, int64_t sign)
{
    int64_t sum = 0;
    if (__builtin_add_overflow(a->seconds, sign * b->seconds, &sum) || sum > INT64_MAX - 2 || sum < INT64_MIN + 2)
        return duration_or_error(arena, INT64_MAX - 2, 0);
    return duration_or_error(arena, sum, (int64_t)a->nanos + sign * b->nanos);
}

bool time_arithmetic(Arena *arena, bool subtract, Value a, Value b, Value *out)
{
    int64_t sign = subtract ? -1 : 1;
    if (a.kind == VALUE_DURATION && b.kind == VALUE_DURATION)
        *out = durations_sum(arena, a.as.duration, b.as.duration, sign);
    else if (a.kind == VALUE_TIMESTAMP && b.kind == VALUE_DURATION)
        *out = timestamp_plus(arena, a.as.timestamp, sign * b.as.duration->seconds, sign * b.as.duration->nanos);
    else if (a.kind == VALUE_DURATION && b.kind == VALUE_TIMESTAMP && !subtract)
        *out = timestamp_plus(arena, b.as.timestamp, a.as.duration->seconds, a.as.duration->nanos);
    else if (a.kind == VALUE_TIMESTAMP && b.kind == VALUE_TIMESTAMP && subtract)
        *out = duration_or_error(arena, a.as.timestamp->seconds - b.as.timestamp->seconds,
                                 (int64_t)a.as.timestamp->nanos - b.as.timestamp->nanos);
    else
        return false;
    return true;
}

// --- reading ------------------------------------------------------------------------------------

static const struct {
    Str name;
    int64_t nanos;
} units[] = {
    {STR_INIT("ns"), 1},
    {STR_INIT("us"), 1000},
    {STR_INIT("\xC2\xB5s"), 1000},
    {STR_INIT("\xCE\xBCs"), 1000},
    {STR_INIT("ms"), 1000000},
    {STR_INIT("s"), NANOS},
    {STR_INIT("m"), 60 * (int64_t)NANOS},
    {STR_INIT("h"), 3600 * (int64_t)NANOS},
};

static int64_t take_unit(Str *text)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        Str rest = str_slice(*text, units[i].name.n, text->n);
        bool ends = rest.n == 0 || rest.p[0] == '.' || (rest.p[0] >= '0' && rest.p[0] <= '9');
        if (str_starts(*text, units[i].name) && ends) {
            *text = rest;
            return units[i].nanos;
        }
    }
    return 0;
}

static bool is_digit(Str text)
{
    return text.n > 0 && text.p[0] >= '0' && text.p[0] <= '9';
}

// part ::= DIGIT* [ "." DIGIT* ] UNIT, with at least one digit; what a fraction has beyond nanoseconds is cut
static bool take_part(Str *text, int64_t *total)
{
    int64_t whole = 0, fraction = 0, scale = 1;
    size_t digits = 0;
    for (; is_digit(*text); *text = str_slice(*text, 1, text->n), digits++)
        if (__builtin_mul_overflow(whole, 10, &whole) || __builtin_add_overflow(whole, text->p[0] - '0', &whole))
            return false;
    if (text->n > 0 && text->p[0] == '.') {
        *text = str_slice(*text, 1, text->n);
        for (; is_digit(*text); *text = str_slice(*text, 1, text->n), digits++) {
            fraction = scale < NANOS ? fraction * 10 + (text->p[0] - '0') : fraction;
            scale = scale < NANOS ? scale * 10 : scale;
        }
    }
    int64_t unit = take_unit(text), nanos = 0;
    if (digits == 0 || unit == 0 || __builtin_mul_overflow(whole, unit, &nanos))
        return false;
    int64_t part = unit >= scale ? unit / scale * fraction : fraction / (scale / unit);
    return !__builtin_add_overflow(nanos, part, &nanos) && !__builtin_add_overflow(*total, nanos, total);
}

// duration ::= ["-" | "+"] ("0" | part { part })
bool duration_parse(Str text, Duration *out)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    int64_t total = 0;
    if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'))
        text = str_slice(text, 1, text.n);
    if (str_eq(text, STR("0")))
        return make_duration(0, 0, out);
    if (text.n == 0)
        return false;
    while (text.n > 0)
        if (!take_part(&text, &total))
            return false;
    return make_duration(0, negative ? -total : total, out);
}
