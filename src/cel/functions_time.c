// Timestamps and durations. Time zones are UTC and fixed offsets; names of the IANA database are an error.
#include "cel/functions.h"
#include "cel/time.h"

enum { NANOS = 1000000000 };

// Durations are kept within what 64 bits of nanoseconds can hold: about 292 years.
static const int64_t duration_limit = 9223372036;

// --- making -------------------------------------------------------------------------------------

static Value make_timestamp(Arena *arena, int64_t seconds, int64_t nanos)
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
        return make_timestamp(arena, INT64_MAX, 0);
    return make_timestamp(arena, sum, total - carry * NANOS);
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

static Value string_to_timestamp(Arena *arena, const Value *a)
{
    Timestamp t;
    return timestamp_parse(*a->as.text, &t) ? make_timestamp(arena, t.seconds, t.nanos)
                                            : value_error(arena,
                                                          "range or type conversion error: " STR_FMT
                                                          " is no RFC 3339 timestamp of the years 1 to 9999",
                                                          STR_ARG(value_literal(arena, *a)));
}

static Value int_to_timestamp(Arena *arena, const Value *a)
{
    return make_timestamp(arena, a->as.integer, 0);
}

static Value string_to_duration(Arena *arena, const Value *a)
{
    Duration d;
    return duration_parse(*a->as.text, &d) ? value_duration(arena, d)
                                           : value_error(arena,
                                                         "range or type conversion error: " STR_FMT
                                                         " is no duration like 1h30m or 90s, of at most 292 years",
                                                         STR_ARG(value_literal(arena, *a)));
}

static Value same(Arena *arena, const Value *a)
{
    (void)arena;
    return *a;
}

// --- parts --------------------------------------------------------------------------------------

static bool two_digits(Str text, int64_t *out)
{
    return text.n == 2 && str_to_int(text, out) && text.p[0] != '-' && text.p[0] != '+';
}

// zone ::= "" | "UTC" | "Z" | ["+" | "-"] HH ":" MM
static bool zone_offset(Str zone, int64_t *seconds)
{
    int64_t hours = 0, minutes = 0;
    *seconds = 0;
    if (zone.n == 0 || str_eq(zone, STR("UTC")) || str_eq(zone, STR("Z")))
        return true;
    bool negative = zone.p[0] == '-';
    if (zone.p[0] == '-' || zone.p[0] == '+')
        zone = str_slice(zone, 1, zone.n);
    if (zone.n != 5 || zone.p[2] != ':' || !two_digits(str_slice(zone, 0, 2), &hours) ||
        !two_digits(str_slice(zone, 3, 5), &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (negative ? -1 : 1);
    return true;
}

// The date of a timestamp in the zone of the second argument, if there is one; false with *problem set.
static bool local_date(Arena *arena, const Value *a, size_t count, Date *date, Value *problem)
{
    Timestamp t = *a[0].as.timestamp;
    int64_t offset = 0;
    if (count == 2 && !zone_offset(*a[1].as.text, &offset)) {
        *problem = value_error(arena, "time zone " STR_FMT " is not UTC or a fixed offset like +01:00",
                               STR_ARG(value_literal(arena, a[1])));
        return false;
    }
    t.seconds += offset;
    *date = timestamp_date(t);
    return true;
}

typedef enum Part {
    PART_YEAR,
    PART_MONTH,
    PART_DAY_OF_YEAR,
    PART_DATE,
    PART_DAY_OF_MONTH,
    PART_WEEKDAY,
    PART_HOURS,
    PART_MINUTES,
    PART_SECONDS
} Part;

static Value part_of(Arena *arena, const Value *a, size_t count, Part part)
{
    Date date;
    Value problem;
    if (!local_date(arena, a, count, &date, &problem))
        return problem;
    switch (part) {
    case PART_YEAR:
        return value_int(date.year);
    case PART_MONTH:
        return value_int(date.month - 1);
    case PART_DAY_OF_YEAR:
        return value_int(date.day_of_year - 1);
    case PART_DATE:
        return value_int(date.day);
    case PART_DAY_OF_MONTH:
        return value_int(date.day - 1);
    case PART_WEEKDAY:
        return value_int(date.weekday);
    case PART_HOURS:
        return value_int(date.hour);
    case PART_MINUTES:
        return value_int(date.minute);
    case PART_SECONDS:
        return value_int(date.second);
    }
    return value_null();
}

static Value full_year_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_YEAR);
}

static Value full_year_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_YEAR);
}

static Value month_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_MONTH);
}

static Value month_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_MONTH);
}

static Value day_of_year_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_DAY_OF_YEAR);
}

static Value day_of_year_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_DAY_OF_YEAR);
}

static Value date_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_DATE);
}

static Value date_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_DATE);
}

static Value day_of_month_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_DAY_OF_MONTH);
}

static Value day_of_month_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_DAY_OF_MONTH);
}

static Value weekday_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_WEEKDAY);
}

static Value weekday_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_WEEKDAY);
}

static Value hours_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_HOURS);
}

static Value hours_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_HOURS);
}

static Value minutes_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_MINUTES);
}

static Value minutes_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_MINUTES);
}

static Value seconds_utc(Arena *arena, const Value *a)
{
    return part_of(arena, a, 1, PART_SECONDS);
}

static Value seconds_in(Arena *arena, const Value *a)
{
    return part_of(arena, a, 2, PART_SECONDS);
}

static Value milliseconds_utc(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a[0].as.timestamp->nanos / 1000000);
}

static Value milliseconds_in(Arena *arena, const Value *a)
{
    Date date;
    Value problem;
    return local_date(arena, a, 2, &date, &problem) ? milliseconds_utc(arena, a) : problem;
}

static Value duration_hours(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a[0].as.duration->seconds / 3600);
}

static Value duration_minutes(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a[0].as.duration->seconds / 60);
}

static Value duration_seconds(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a[0].as.duration->seconds);
}

static Value duration_milliseconds(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a[0].as.duration->nanos / 1000000);
}

static const CelFunction rows[] = {
    {"timestamp",
     false,
     1,
     {&t_string},
     &t_timestamp,
     string_to_timestamp,
     1,
     "The instant that RFC 3339 text names.",
     false},
    {"timestamp",
     false,
     1,
     {&t_int},
     &t_timestamp,
     int_to_timestamp,
     1,
     "The instant so many seconds after 1970-01-01T00:00:00Z.",
     false},
    {"timestamp", false, 1, {&t_timestamp}, &t_timestamp, same, 1, "The timestamp itself.", false},
    {"duration",
     false,
     1,
     {&t_string},
     &t_duration,
     string_to_duration,
     1,
     "The span that text like 1h30m names.",
     false},
    {"duration", false, 1, {&t_duration}, &t_duration, same, 1, "The duration itself.", false},
    {"getFullYear", true, 1, {&t_timestamp}, &t_int, full_year_utc, 1, "The year.", false},
    {"getFullYear",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     full_year_in,
     1,
     "The year, in a zone: UTC or an offset like +01:00.",
     false},
    {"getMonth", true, 1, {&t_timestamp}, &t_int, month_utc, 1, "The month, 0 to 11.", false},
    {"getMonth",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     month_in,
     1,
     "The month, 0 to 11, in a zone: UTC or an offset like +01:00.",
     false},
    {"getDayOfYear", true, 1, {&t_timestamp}, &t_int, day_of_year_utc, 1, "The day of the year, from 0.", false},
    {"getDayOfYear",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     day_of_year_in,
     1,
     "The day of the year, from 0, in a zone: UTC or an offset like +01:00.",
     false},
    {"getDate", true, 1, {&t_timestamp}, &t_int, date_utc, 1, "The day of the month, from 1.", false},
    {"getDate",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     date_in,
     1,
     "The day of the month, from 1, in a zone: UTC or an offset like +01:00.",
     false},
    {"getDayOfMonth", true, 1, {&t_timestamp}, &t_int, day_of_month_utc, 1, "The day of the month, from 0.", false},
    {"getDayOfMonth",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     day_of_month_in,
     1,
     "The day of the month, from 0, in a zone: UTC or an offset like +01:00.",
     false},
    {"getDayOfWeek", true, 1, {&t_timestamp}, &t_int, weekday_utc, 1, "The day of the week, 0 for Sunday.", false},
    {"getDayOfWeek",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     weekday_in,
     1,
     "The day of the week, 0 for Sunday, in a zone: UTC or an offset like +01:00.",
     false},
    {"getHours", true, 1, {&t_timestamp}, &t_int, hours_utc, 1, "The hour, 0 to 23.", false},
    {"getHours",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     hours_in,
     1,
     "The hour, 0 to 23, in a zone: UTC or an offset like +01:00.",
     false},
    {"getMinutes", true, 1, {&t_timestamp}, &t_int, minutes_utc, 1, "The minute, 0 to 59.", false},
    {"getMinutes",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     minutes_in,
     1,
     "The minute, 0 to 59, in a zone: UTC or an offset like +01:00.",
     false},
    {"getSeconds", true, 1, {&t_timestamp}, &t_int, seconds_utc, 1, "The second, 0 to 59.", false},
    {"getSeconds",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     seconds_in,
     1,
     "The second, 0 to 59, in a zone: UTC or an offset like +01:00.",
     false},
    {"getMilliseconds", true, 1, {&t_timestamp}, &t_int, milliseconds_utc, 1, "The milliseconds of the second.", false},
    {"getMilliseconds",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     milliseconds_in,
     1,
     "The milliseconds of the second, in a zone: UTC or an offset like +01:00.",
     false},
    {"getHours", true, 1, {&t_duration}, &t_int, duration_hours, 1, "The whole duration in hours.", false},
    {"getMinutes", true, 1, {&t_duration}, &t_int, duration_minutes, 1, "The whole duration in minutes.", false},
    {"getSeconds", true, 1, {&t_duration}, &t_int, duration_seconds, 1, "The whole duration in seconds.", false},
    {"getMilliseconds",
     true,
     1,
     {&t_duration},
     &t_int,
     duration_milliseconds,
     1,
     "The milliseconds of the last second.",
     false},
};

const FunctionTable time_functions = {rows, sizeof rows / sizeof *rows};
