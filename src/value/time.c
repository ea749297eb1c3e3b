// Timestamps and durations as text. The calendar is the proleptic Gregorian one, without leap seconds.
#include "value/value.h"

enum { DAY = 86400, NANO_DIGITS = 9, NANOS = 1000000000 };

static const int64_t first_second = -62135596800, last_second = 253402300799; // years 1 to 9999

bool timestamp_valid(Timestamp t)
{
    return t.seconds >= first_second && t.seconds <= last_second && t.nanos >= 0 && t.nanos < NANOS;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int64_t year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && is_leap(year));
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

// Days from 1970-01-01. A year begins in March here, so that the day that comes and goes is its last; an era is 400
// years.
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

Date timestamp_date(Timestamp t)
{
    Date date = {0};
    int64_t days = floor_divide(t.seconds, DAY), second = t.seconds - days * DAY;
    int64_t shifted = days + 719468, era = floor_divide(shifted, 146097), day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    date.day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    date.month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    date.year = year_of_era + era * 400 + (date.month <= 2);
    date.day_of_year = (int)(days - days_of(date.year, 1, 1)) + 1;
    date.weekday = (int)(days + 4 - floor_divide(days + 4, 7) * 7); // 1970-01-01 was a Thursday
    date.hour = (int)(second / 3600);
    date.minute = (int)(second / 60 % 60);
    date.second = (int)(second % 60);
    return date;
}

// ".5", without trailing zeros; nothing for 0.
static Str fraction_text(Arena *arena, int32_t nanos)
{
    if (nanos == 0)
        return STR("");
    Str text = str_printf(arena, ".%09d", (int)nanos);
    while (text.p[text.n - 1] == '0')
        text.n--;
    return text;
}

Str timestamp_text(Arena *arena, Timestamp t)
{
    Date d = timestamp_date(t);
    Str fraction = fraction_text(arena, t.nanos);
    return str_printf(arena, "%04lld-%02d-%02dT%02d:%02d:%02d" STR_FMT "Z", (long long)d.year, d.month, d.day, d.hour,
                      d.minute, d.second, STR_ARG(fraction));
}

Str duration_text(Arena *arena, Duration d)
{
    bool negative = d.seconds < 0 || d.nanos < 0;
    uint64_t seconds = d.seconds < 0 ? 0 - (uint64_t)d.seconds : (uint64_t)d.seconds;
    Str fraction = fraction_text(arena, d.nanos < 0 ? -d.nanos : d.nanos);
    return str_printf(arena, "%s%llu" STR_FMT "s", negative ? "-" : "", (unsigned long long)seconds, STR_ARG(fraction));
}

// --- reading ----------------------------------------------------------------------------------------

// Takes `count` digits whose number is at most `limit` off the front of *s.
static bool take_digits(Str *s, size_t count, int limit, int *out)
{
    int value = 0;
    if (s->n < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        value = value * 10 + (s->p[i] - '0');
    }
    *s = str_slice(*s, count, s->n);
    *out = value;
    return value <= limit;
}

static bool take_char(Str *s, const char *choices)
{
    if (str_find(str(choices), str_slice(*s, 0, 1)) == (size_t)-1 || s->n == 0)
        return false;
    *s = str_slice(*s, 1, s->n);
    return true;
}

// full-date = 4DIGIT "-" 2DIGIT "-" 2DIGIT
static bool take_date(Str *s, int64_t *days)
{
    int year, month, day;
    if (!take_digits(s, 4, 9999, &year) || !take_char(s, "-") || !take_digits(s, 2, 12, &month) || !take_char(s, "-") ||
        !take_digits(s, 2, 31, &day))
        return false;
    if (year == 0 || month == 0 || day == 0 || day > month_length(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

// [ "." 1*DIGIT ]; digits beyond the ninth are cut off
static bool take_fraction(Str *s, int32_t *nanos)
{
    int digit, count = 0;
    *nanos = 0;
    if (!take_char(s, "."))
        return true;
    for (; take_digits(s, 1, 9, &digit); count++)
        if (count < NANO_DIGITS)
            *nanos = *nanos * 10 + digit;
    for (int i = count; i < NANO_DIGITS; i++)
        *nanos *= 10;
    return count > 0;
}

// "Z" | ( "+" | "-" ) 2DIGIT ":" 2DIGIT
static bool take_offset(Str *s, int *seconds)
{
    int hours, minutes;
    *seconds = 0;
    if (take_char(s, "Zz"))
        return true;
    bool west = s->n > 0 && s->p[0] == '-';
    if (!take_char(s, "+-") || !take_digits(s, 2, 23, &hours) || !take_char(s, ":") || !take_digits(s, 2, 59, &minutes))
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
}

// full-date [ "T" 2DIGIT ":" 2DIGIT ":" 2DIGIT fraction offset ]
bool timestamp_parse(Str text, Timestamp *out)
{
    int64_t days;
    int hour = 0, minute = 0, second = 0, offset = 0;
    Timestamp t = {0, 0};
    if (!take_date(&text, &days))
        return false;
    if (text.n > 0 &&
        (!take_char(&text, "Tt") || !take_digits(&text, 2, 23, &hour) || !take_char(&text, ":") ||
         !take_digits(&text, 2, 59, &minute) || !take_char(&text, ":") || !take_digits(&text, 2, 59, &second) ||
         !take_fraction(&text, &t.nanos) || !take_offset(&text, &offset)))
        return false;
    t.seconds = days * DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second - offset;
    if (text.n > 0 || !timestamp_valid(t))
        return false;
    *out = t;
    return true;
}
