#include "import/mapping_text.h"

enum { NANOS = 1000000000, DAY = 86400 };

// --- scanning -------------------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A run of at most 12 digits at *at; false when there is none.
static bool scan_number(Str s, size_t *at, int64_t *out)
{
    size_t start = *at;
    *out = 0;
    while (*at < s.n && is_digit(s.p[*at]) && *at - start < 12)
        *out = *out * 10 + (s.p[(*at)++] - '0');
    return *at > start && (*at == s.n || !is_digit(s.p[*at]));
}

static bool scan_char(Str s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c)
        return false;
    (*at)++;
    return true;
}

// "." digits → nanoseconds; what is beyond the ninth digit is cut off.
static int32_t scan_fraction(Str s, size_t *at)
{
    int32_t nanos = 0;
    int32_t unit = NANOS / 10;
    if (!scan_char(s, at, '.'))
        return 0;
    for (; *at < s.n && is_digit(s.p[*at]); (*at)++, unit /= 10)
        nanos += unit * (s.p[*at] - '0');
    return nanos;
}

static Duration signed_duration(bool negative, int64_t seconds, int32_t nanos)
{
    return negative ? (Duration){-seconds, -nanos} : (Duration){seconds, nanos};
}

// --- durations ------------------------------------------------------------------------------------------------

// [ "-" ] [ days "." ] hh ":" mm ":" ss [ "." fraction ]
static bool span_text(Str s, Duration *out)
{
    size_t at = 0;
    bool negative = scan_char(s, &at, '-');
    int64_t days = 0, hours, minutes, seconds;
    if (!scan_number(s, &at, &hours))
        return false;
    if (scan_char(s, &at, '.')) {
        days = hours;
        if (!scan_number(s, &at, &hours))
            return false;
    }
    if (!scan_char(s, &at, ':') || !scan_number(s, &at, &minutes) || !scan_char(s, &at, ':') ||
        !scan_number(s, &at, &seconds))
        return false;
    int32_t nanos = scan_fraction(s, &at);
    if (at != s.n || hours > 23 || minutes > 59 || seconds > 59 || days > 10675199)
        return false;
    *out = signed_duration(negative, days * DAY + hours * 3600 + minutes * 60 + seconds, nanos);
    return true;
}

// [ "-" ] "P" [ n "D" ] [ "T" [ n "H" ] [ n "M" ] [ n [ "." fraction ] "S" ] ]
static bool iso_text(Str s, Duration *out)
{
    static const char units[] = "DHMS";
    static const int64_t lengths[] = {DAY, 3600, 60, 1};
    size_t at = 0, next = 0;
    int64_t total = 0;
    int32_t nanos = 0;
    bool negative = scan_char(s, &at, '-');
    if (!scan_char(s, &at, 'P') || at == s.n)
        return false;
    while (at < s.n) {
        int64_t number;
        if (scan_char(s, &at, 'T')) {
            next = next < 1 ? 1 : next;
            continue;
        }
        if (!scan_number(s, &at, &number) || number > 100000000000)
            return false;
        nanos = scan_fraction(s, &at);
        while (next < 4 && (at >= s.n || s.p[at] != units[next]))
            next++;
        if (next == 4)
            return false;
        at++;
        total += number * lengths[next++];
    }
    *out = signed_duration(negative, total, nanos);
    return true;
}

bool text_duration(Str text, Duration *out)
{
    return span_text(text, out) || iso_text(text, out);
}

// --- instants -------------------------------------------------------------------------------------------------

// "/Date(" milliseconds [ offset ] ")/": the offset is for display only.
static bool json_date(Str s, Timestamp *out)
{
    if (!str_starts(s, STR("/Date(")) || !str_ends(s, STR(")/")))
        return false;
    Str inner = str_slice(s, 6, s.n - 2);
    size_t end = 0;
    int64_t milliseconds;
    if (end < inner.n && inner.p[0] == '-')
        end++;
    while (end < inner.n && is_digit(inner.p[end]))
        end++;
    if (!str_to_int(str_slice(inner, 0, end), &milliseconds))
        return false;
    int64_t rest = (milliseconds % 1000 + 1000) % 1000;
    *out = (Timestamp){(milliseconds - rest) / 1000, (int32_t)rest * 1000000};
    return true;
}

bool text_timestamp(Arena *arena, Str text, Timestamp *out)
{
    if (json_date(text, out))
        return true;
    if (text.n < 20 || (text.p[10] != 'T' && text.p[10] != ' '))
        return false; // without time and zone it is no instant
    if (text.p[10] == 'T')
        return timestamp_parse(text, out);
    return timestamp_parse(str_printf(arena, "%.*sT%.*s", 10, text.p, (int)(text.n - 11), text.p + 11), out);
}

// --- others ---------------------------------------------------------------------------------------------------

// The digits in "(37,748,736 bytes)".
static bool byte_count(Str text, int64_t *out)
{
    size_t open = str_find(text, STR("("));
    char digits[24];
    size_t n = 0;
    if (open == (size_t)-1 || !str_ends(text, STR(" bytes)")))
        return false;
    for (size_t i = open + 1; i < text.n - STR(" bytes)").n; i++)
        if (is_digit(text.p[i])) {
            if (n == sizeof digits)
                return false;
            digits[n++] = text.p[i];
        }
    return str_to_int((Str){digits, n}, out);
}

bool text_integer(Str text, int64_t *out)
{
    return str_to_int(text, out) || byte_count(text, out);
}

bool text_bool(Str text, bool *out)
{
    if (str_starts(text, STR("$")))
        text = str_slice(text, 1, text.n);
    *out = str_eq_fold(text, STR("true")) || str_eq(text, STR("1"));
    return *out || str_eq_fold(text, STR("false")) || str_eq(text, STR("0"));
}

static bool is_type_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '+';
}

bool text_is_type_name(Str text)
{
    static const Str roots[] = {STR_INIT("System."), STR_INIT("Microsoft.Exchange."), STR_INIT("Microsoft.IIs."),
                                STR_INIT("Deserialized."), STR_INIT("Microsoft.Windows.")};
    bool known = false;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        known = known || str_starts(text, roots[i]);
    if (!known)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!is_type_char(text.p[i]))
            return text.p[i] == '[' || text.p[i] == '`' || text.p[i] == ' ';
    return true;
}
