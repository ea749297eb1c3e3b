// Timestamps and durations. Time zones are UTC and fixed offsets; names of the IANA database are an error.
#include "cel/functions.h"
#include "cel/time.h"

static Value string_to_timestamp(Arena *arena, const Value *a)
{
    Timestamp t;
    return timestamp_parse(*a->as.text, &t) ? timestamp_or_error(arena, t.seconds, t.nanos)
                                            : value_error(arena,
                                                          "range or type conversion error: " STR_FMT
                                                          " is no RFC 3339 timestamp of the years 1 to 9999",
                                                          STR_ARG(value_literal(arena, *a)));
}

static Value int_to_timestamp(Arena *arena, const Value *a)
{
    return timestamp_or_error(arena, a->as.integer, 0);
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

// The date of a timestamp in the zone of the second argument (null: UTC); false with *problem set.
static bool local_date(Arena *arena, const Value *a, Date *date, Value *problem)
{
    Timestamp t = *a[0].as.timestamp;
    int64_t offset = 0;
    if (a[1].kind == VALUE_STRING && !zone_offset(*a[1].as.text, &offset)) {
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

static Value part_of(Arena *arena, const Value *a, Part part)
{
    Date date;
    Value problem;
    if (!local_date(arena, a, &date, &problem))
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

static Value full_year(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_YEAR);
}

static Value month(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_MONTH);
}

static Value day_of_year(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_DAY_OF_YEAR);
}

static Value date(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_DATE);
}

static Value day_of_month(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_DAY_OF_MONTH);
}

static Value weekday(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_WEEKDAY);
}

static Value hours(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_HOURS);
}

static Value minutes(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_MINUTES);
}

static Value seconds(Arena *arena, const Value *a)
{
    return part_of(arena, a, PART_SECONDS);
}

static Value milliseconds(Arena *arena, const Value *a)
{
    Date date;
    Value problem;
    return local_date(arena, a, &date, &problem) ? value_int(a[0].as.timestamp->nanos / 1000000) : problem;
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
     false,
     "The instant that RFC 3339 text names."},
    {"timestamp",
     false,
     1,
     {&t_int},
     &t_timestamp,
     int_to_timestamp,
     1,
     false,
     "The instant so many seconds after 1970-01-01T00:00:00Z."},
    {"timestamp", false, 1, {&t_timestamp}, &t_timestamp, same, 1, false, "The timestamp itself."},
    {"duration",
     false,
     1,
     {&t_string},
     &t_duration,
     string_to_duration,
     1,
     false,
     "The span that text like 1h30m names."},
    {"duration", false, 1, {&t_duration}, &t_duration, same, 1, false, "The duration itself."},
    {"getFullYear", true, 1, {&t_timestamp}, &t_int, full_year, 1, false, "The year."},
    {"getFullYear",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     full_year,
     1,
     false,
     "The year, in a zone: UTC or an offset like +01:00."},
    {"getMonth", true, 1, {&t_timestamp}, &t_int, month, 1, false, "The month, 0 to 11."},
    {"getMonth",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     month,
     1,
     false,
     "The month, 0 to 11, in a zone: UTC or an offset like +01:00."},
    {"getDayOfYear", true, 1, {&t_timestamp}, &t_int, day_of_year, 1, false, "The day of the year, from 0."},
    {"getDayOfYear",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     day_of_year,
     1,
     false,
     "The day of the year, from 0, in a zone: UTC or an offset like +01:00."},
    {"getDate", true, 1, {&t_timestamp}, &t_int, date, 1, false, "The day of the month, from 1."},
    {"getDate",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     date,
     1,
     false,
     "The day of the month, from 1, in a zone: UTC or an offset like +01:00."},
    {"getDayOfMonth", true, 1, {&t_timestamp}, &t_int, day_of_month, 1, false, "The day of the month, from 0."},
    {"getDayOfMonth",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     day_of_month,
     1,
     false,
     "The day of the month, from 0, in a zone: UTC or an offset like +01:00."},
    {"getDayOfWeek", true, 1, {&t_timestamp}, &t_int, weekday, 1, false, "The day of the week, 0 for Sunday."},
    {"getDayOfWeek",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     weekday,
     1,
     false,
     "The day of the week, 0 for Sunday, in a zone: UTC or an offset like +01:00."},
    {"getHours", true, 1, {&t_timestamp}, &t_int, hours, 1, false, "The hour, 0 to 23."},
    {"getHours",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     hours,
     1,
     false,
     "The hour, 0 to 23, in a zone: UTC or an offset like +01:00."},
    {"getMinutes", true, 1, {&t_timestamp}, &t_int, minutes, 1, false, "The minute, 0 to 59."},
    {"getMinutes",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     minutes,
     1,
     false,
     "The minute, 0 to 59, in a zone: UTC or an offset like +01:00."},
    {"getSeconds", true, 1, {&t_timestamp}, &t_int, seconds, 1, false, "The second, 0 to 59."},
    {"getSeconds",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     seconds,
     1,
     false,
     "The second, 0 to 59, in a zone: UTC or an offset like +01:00."},
    {"getMilliseconds", true, 1, {&t_timestamp}, &t_int, milliseconds, 1, false, "The milliseconds of the second."},
    {"getMilliseconds",
     true,
     2,
     {&t_timestamp, &t_string},
     &t_int,
     milliseconds,
     1,
     false,
     "The milliseconds of the second, in a zone: UTC or an offset like +01:00."},
    {"getHours", true, 1, {&t_duration}, &t_int, duration_hours, 1, false, "The whole duration in hours."},
    {"getMinutes", true, 1, {&t_duration}, &t_int, duration_minutes, 1, false, "The whole duration in minutes."},
    {"getSeconds", true, 1, {&t_duration}, &t_int, duration_seconds, 1, false, "The whole duration in seconds."},
    {"getMilliseconds",
     true,
     1,
     {&t_duration},
     &t_int,
     duration_milliseconds,
     1,
     false,
     "The milliseconds of the last second."},
};

const FunctionTable time_functions = {rows, sizeof rows / sizeof *rows};
