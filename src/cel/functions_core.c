// Size, types and conversions.
#include "cel/functions.h"
#include "cel/network.h"
#include "cel/number.h"
#include "support/output.h"

static Value conversion_error(Arena *arena, Value v, const char *type)
{
    return value_error(arena, "type conversion error: " STR_FMT " is no %s", STR_ARG(value_literal(arena, v)), type);
}

static Value range_error(Arena *arena, Value v, const char *type)
{
    return value_error(arena, "range error: " STR_FMT " does not fit %s", STR_ARG(value_literal(arena, v)), type);
}

// --- size, type, dyn ----------------------------------------------------------------------------

static Value size_of_text(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int((int64_t)(a->kind == VALUE_STRING ? utf8_count(*a->as.text) : a->as.text->n));
}

static Value size_of_list(Arena *arena, const Value *a)
{
    (void)arena;
    return a->as.list->open != NULL ? value_unknown(a->as.list->open) : value_int((int64_t)a->as.list->count);
}

static Value size_of_map(Arena *arena, const Value *a)
{
    (void)arena;
    return a->as.map->open != NULL ? value_unknown(a->as.map->open) : value_int((int64_t)a->as.map->count);
}

static Value type_of(Arena *arena, const Value *a)
{
    return value_type(types_of_value(arena, *a));
}

static Value same(Arena *arena, const Value *a)
{
    (void)arena;
    return *a;
}

// --- to int, uint, double -----------------------------------------------------------------------

static Value uint_to_int(Arena *arena, const Value *a)
{
    return a->as.uinteger <= INT64_MAX ? value_int((int64_t)a->as.uinteger) : range_error(arena, *a, "int");
}

// Towards zero; both ends of the range are left out, since a double that large is no certain integer.
static Value double_to_int(Arena *arena, const Value *a)
{
    bool fits = a->as.number > -9223372036854775808.0 && a->as.number < 9223372036854775808.0;
    return fits ? value_int((int64_t)a->as.number) : range_error(arena, *a, "int");
}

static Value string_to_int(Arena *arena, const Value *a)
{
    int64_t number = 0;
    return str_to_int(*a->as.text, &number) ? value_int(number) : conversion_error(arena, *a, "int");
}

static Value timestamp_to_int(Arena *arena, const Value *a)
{
    (void)arena;
    return value_int(a->as.timestamp->seconds);
}

static Value int_to_uint(Arena *arena, const Value *a)
{
    return a->as.integer >= 0 ? value_uint((uint64_t)a->as.integer) : range_error(arena, *a, "uint");
}

static Value double_to_uint(Arena *arena, const Value *a)
{
    bool fits = a->as.number > -1.0 && a->as.number < 18446744073709551616.0;
    return fits ? value_uint((uint64_t)a->as.number) : range_error(arena, *a, "uint");
}

static Value string_to_uint(Arena *arena, const Value *a)
{
    uint64_t number = 0;
    Str text = *a->as.text;
    for (size_t i = 0; i < text.n; i++) {
        uint64_t digit = (uint64_t)(unsigned char)text.p[i] - '0';
        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            return conversion_error(arena, *a, "uint");
        number = number * 10 + digit;
    }
    return text.n > 0 ? value_uint(number) : conversion_error(arena, *a, "uint");
}

static Value int_to_double(Arena *arena, const Value *a)
{
    (void)arena;
    return value_double((double)a->as.integer);
}

static Value uint_to_double(Arena *arena, const Value *a)
{
    (void)arena;
    return value_double((double)a->as.uinteger);
}

static Value string_to_double(Arena *arena, const Value *a)
{
    double number = 0;
    return number_parse(*a->as.text, &number) ? value_double(number) : conversion_error(arena, *a, "double");
}

// --- to string, bytes, bool ---------------------------------------------------------------------

bool value_as_string(Arena *arena, Value v, Str *out)
{
    if (v.kind == VALUE_BOOL)
        *out = v.as.boolean ? STR("true") : STR("false");
    else if (v.kind == VALUE_INT)
        *out = str_printf(arena, "%lld", (long long)v.as.integer);
    else if (v.kind == VALUE_UINT)
        *out = str_printf(arena, "%llu", (unsigned long long)v.as.uinteger);
    else if (v.kind == VALUE_DOUBLE)
        *out = double_text(arena, v.as.number);
    else if (v.kind == VALUE_STRING)
        *out = *v.as.text;
    else if (v.kind == VALUE_TIMESTAMP)
        *out = timestamp_text(arena, *v.as.timestamp);
    else if (v.kind == VALUE_DURATION)
        *out = duration_text(arena, *v.as.duration);
    else if (v.kind == VALUE_VERSION)
        *out = version_text(arena, v);
    else if (v.kind == VALUE_OBJECT && v.as.object->class->identity != NULL)
        *out = v.as.object->class->identity(v.as.object);
    else
        return false;
    return true;
}

static Value to_string(Arena *arena, const Value *a)
{
    Str text = STR("");
    if (a->kind == VALUE_STRING)
        return *a;
    return value_as_string(arena, *a, &text) ? value_string(arena, text) : conversion_error(arena, *a, "string");
}

static Value bytes_to_string(Arena *arena, const Value *a)
{
    return utf8_valid(*a->as.text) ? value_string(arena, *a->as.text)
                                   : value_error(arena, "invalid UTF-8 in bytes, cannot convert to string");
}

static Value string_to_bytes(Arena *arena, const Value *a)
{
    return value_bytes(arena, *a->as.text);
}

static Value string_to_bool(Arena *arena, const Value *a)
{
    static const struct {
        Str text;
        bool value;
    } words[] = {
        {STR_INIT("true"), true},   {STR_INIT("True"), true}, {STR_INIT("TRUE"), true},   {STR_INIT("t"), true},
        {STR_INIT("T"), true},      {STR_INIT("1"), true},    {STR_INIT("false"), false}, {STR_INIT("False"), false},
        {STR_INIT("FALSE"), false}, {STR_INIT("f"), false},   {STR_INIT("F"), false},     {STR_INIT("0"), false},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(*a->as.text, words[i].text))
            return value_bool(words[i].value);
    return conversion_error(arena, *a, "bool");
}

static const CelFunction rows[] = {
    {"size", false, 1, {&t_string}, &t_int, size_of_text, 1, false, "The number of code points of a string."},
    {"size", false, 1, {&t_bytes}, &t_int, size_of_text, 1, false, "The number of bytes."},
    {"size", false, 1, {&t_list_a}, &t_int, size_of_list, 1, true, "The number of elements of a list."},
    {"size", false, 1, {&t_map_ab}, &t_int, size_of_map, 1, true, "The number of entries of a map."},
    {"size", true, 1, {&t_string}, &t_int, size_of_text, 1, false, "The number of code points of a string."},
    {"size", true, 1, {&t_bytes}, &t_int, size_of_text, 1, false, "The number of bytes."},
    {"size", true, 1, {&t_list_a}, &t_int, size_of_list, 1, true, "The number of elements of a list."},
    {"size", true, 1, {&t_map_ab}, &t_int, size_of_map, 1, true, "The number of entries of a map."},
    {"type",
     false,
     1,
     {&t_dyn},
     &t_type,
     type_of,
     1,
     true,
     "The type of a value, to compare with int, string, list and so on."},
    {"dyn", false, 1, {&t_dyn}, &t_dyn, same, 1, true, "The value itself; the checker leaves it alone."},
    {"int", false, 1, {&t_int}, &t_int, same, 1, false, "The int itself."},
    {"int", false, 1, {&t_uint}, &t_int, uint_to_int, 1, false, "The same number; an error beyond 2^63 - 1."},
    {"int", false, 1, {&t_double}, &t_int, double_to_int, 1, false, "The number without its fraction."},
    {"int", false, 1, {&t_string}, &t_int, string_to_int, 1, false, "The number that a string spells in decimal."},
    {"int", false, 1, {&t_timestamp}, &t_int, timestamp_to_int, 1, false, "Seconds since 1970-01-01T00:00:00Z."},
    {"uint", false, 1, {&t_uint}, &t_uint, same, 1, false, "The uint itself."},
    {"uint", false, 1, {&t_int}, &t_uint, int_to_uint, 1, false, "The same number; an error below 0."},
    {"uint", false, 1, {&t_double}, &t_uint, double_to_uint, 1, false, "The number without its fraction."},
    {"uint", false, 1, {&t_string}, &t_uint, string_to_uint, 1, false, "The number that a string spells in decimal."},
    {"double", false, 1, {&t_double}, &t_double, same, 1, false, "The double itself."},
    {"double", false, 1, {&t_int}, &t_double, int_to_double, 1, false, "The nearest double."},
    {"double", false, 1, {&t_uint}, &t_double, uint_to_double, 1, false, "The nearest double."},
    {"double", false, 1, {&t_string}, &t_double, string_to_double, 1, false, "The number that a string spells."},
    {"string", false, 1, {&t_string}, &t_string, same, 1, false, "The string itself."},
    {"string", false, 1, {&t_bool}, &t_string, to_string, 1, false, "true or false."},
    {"string", false, 1, {&t_int}, &t_string, to_string, 1, false, "The number in decimal."},
    {"string", false, 1, {&t_uint}, &t_string, to_string, 1, false, "The number in decimal."},
    {"string",
     false,
     1,
     {&t_double},
     &t_string,
     to_string,
     1,
     false,
     "The shortest text that reads back as the number."},
    {"string", false, 1, {&t_bytes}, &t_string, bytes_to_string, 1, false, "The text that the bytes are in UTF-8."},
    {"string", false, 1, {&t_timestamp}, &t_string, to_string, 1, false, "The timestamp in RFC 3339, in UTC."},
    {"string", false, 1, {&t_duration}, &t_string, to_string, 1, false, "The duration in seconds: 90s."},
    {"string", false, 1, {&t_version}, &t_string, to_string, 1, false, "The version: 15.2.1118.25."},
    {"string", false, 1, {&t_ip}, &t_string, to_string, 1, false, "The address in its canonical form."},
    {"string", false, 1, {&t_cidr}, &t_string, to_string, 1, false, "The network as address/length."},
    {"bytes", false, 1, {&t_bytes}, &t_bytes, same, 1, false, "The bytes themselves."},
    {"bytes", false, 1, {&t_string}, &t_bytes, string_to_bytes, 1, false, "The text in UTF-8."},
    {"bool", false, 1, {&t_bool}, &t_bool, same, 1, false, "The bool itself."},
    {"bool",
     false,
     1,
     {&t_string},
     &t_bool,
     string_to_bool,
     1,
     false,
     "true, True, TRUE, t, T, 1, or their opposites."},
};

const FunctionTable core_functions = {rows, sizeof rows / sizeof *rows};
