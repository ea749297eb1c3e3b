// The orders of values: CEL's, which holds between some kinds only, and a total one for canonical output.
#include "value/value.h"

#include <math.h>

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

// --- numbers across kinds, exactly ------------------------------------------------------------------

// 2^63 and 2^64 as doubles: beyond them a double is beyond every integer.
static const double int_end = 9223372036854775808.0, uint_end = 18446744073709551616.0;

// Both sides are compared as integers; a fraction decides between equals. `d` is not NaN.
static int compare_int_double(int64_t i, double d)
{
    if (d >= int_end)
        return -1;
    if (d < -int_end)
        return 1;
    int64_t whole = (int64_t)d;
    int order = ORDER(i, whole);
    return order ? order : ORDER((double)whole, d);
}

static int compare_uint_double(uint64_t u, double d)
{
    if (d >= uint_end)
        return -1;
    if (d < 0)
        return 1;
    uint64_t whole = (uint64_t)d;
    int order = ORDER(u, whole);
    return order ? order : ORDER((double)whole, d);
}

static int compare_int_uint(int64_t i, uint64_t u)
{
    return i < 0 ? -1 : ORDER((uint64_t)i, u);
}

static bool is_number(Value v)
{
    return v.kind == VALUE_INT || v.kind == VALUE_UINT || v.kind == VALUE_DOUBLE;
}

static bool is_nan(Value v)
{
    return v.kind == VALUE_DOUBLE && isnan(v.as.number);
}

// Two numbers that are not NaN, the kind of the first not after that of the second (int < uint < double).
static int compare_ordered(Value a, Value b)
{
    if (a.kind == VALUE_INT && b.kind == VALUE_INT)
        return ORDER(a.as.integer, b.as.integer);
    if (a.kind == VALUE_INT && b.kind == VALUE_UINT)
        return compare_int_uint(a.as.integer, b.as.uinteger);
    if (a.kind == VALUE_INT)
        return compare_int_double(a.as.integer, b.as.number);
    if (b.kind == VALUE_UINT)
        return ORDER(a.as.uinteger, b.as.uinteger);
    if (a.kind == VALUE_UINT)
        return compare_uint_double(a.as.uinteger, b.as.number);
    return ORDER(a.as.number, b.as.number);
}

static int compare_numbers(Value a, Value b)
{
    return a.kind <= b.kind ? compare_ordered(a, b) : -compare_ordered(b, a);
}

// --- CEL's order ------------------------------------------------------------------------------------

static int compare_times(int64_t seconds_a, int32_t nanos_a, int64_t seconds_b, int32_t nanos_b)
{
    int order = ORDER(seconds_a, seconds_b);
    return order ? order : ORDER(nanos_a, nanos_b);
}

static bool compare_same_kind(Value a, Value b, int *order)
{
    switch ((ValueKind)a.kind) {
    case VALUE_BOOL:
        *order = ORDER(a.as.boolean, b.as.boolean);
        return true;
    case VALUE_STRING:
    case VALUE_BYTES:
        *order = str_cmp(*a.as.text, *b.as.text);
        return true;
    case VALUE_TIMESTAMP:
        *order = compare_times(a.as.timestamp->seconds, a.as.timestamp->nanos, b.as.timestamp->seconds,
                               b.as.timestamp->nanos);
        return true;
    case VALUE_DURATION:
        *order =
            compare_times(a.as.duration->seconds, a.as.duration->nanos, b.as.duration->seconds, b.as.duration->nanos);
        return true;
    case VALUE_VERSION:
        *order = ORDER(a.as.uinteger, b.as.uinteger);
        return true;
    case VALUE_NULL:
    case VALUE_INT:
    case VALUE_UINT:
    case VALUE_DOUBLE:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_OBJECT:
    case VALUE_TYPE:
    case VALUE_OPTIONAL:
    case VALUE_UNKNOWN:
    case VALUE_ERROR:
        break;
    }
    return false;
}

bool value_compare(Value a, Value b, int *order)
{
    if (is_number(a) && is_number(b)) {
        if (is_nan(a) || is_nan(b))
            return false;
        *order = compare_numbers(a, b);
        return true;
    }
    return a.kind == b.kind && compare_same_kind(a, b, order);
}

const Value *map_get(const Map *map, Value key)
{
    int order;
    for (size_t i = 0; i < map->count; i++)
        if (value_compare(map->entries[i].key, key, &order) && order == 0)
            return &map->entries[i].value;
    return NULL;
}

// --- the total order --------------------------------------------------------------------------------
// NOLINTBEGIN(misc-no-recursion): bounded by the nesting of the values and types

static int compare_lists(const List *a, const List *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int order = value_compare_any(a->items[i], b->items[i]);
        if (order)
            return order;
    }
    return a->count != b->count ? ORDER(a->count, b->count) : ORDER(a->open != NULL, b->open != NULL);
}

// The entry with the smallest key that is greater than that of `after` (NULL: the smallest of all).
static const MapEntry *next_entry(const Map *map, const MapEntry *after)
{
    const MapEntry *next = NULL;
    for (size_t i = 0; i < map->count; i++) {
        const MapEntry *entry = &map->entries[i];
        if (after && value_compare_any(entry->key, after->key) <= 0)
            continue;
        if (!next || value_compare_any(entry->key, next->key) < 0)
            next = entry;
    }
    return next;
}

// As if their entries were sorted by key: the order in which a map was made has no meaning.
static int compare_maps(const Map *a, const Map *b)
{
    const MapEntry *x = next_entry(a, NULL), *y = next_entry(b, NULL);
    for (; x && y; x = next_entry(a, x), y = next_entry(b, y)) {
        int order = value_compare_any(x->key, y->key);
        if (order == 0)
            order = value_compare_any(x->value, y->value);
        if (order)
            return order;
    }
    return (x || y) ? ORDER(x != NULL, y != NULL) : ORDER(a->open != NULL, b->open != NULL);
}

static int compare_origins(Origin a, Origin b)
{
    if (a.file != b.file)
        return ORDER(a.file, b.file);
    return a.line != b.line ? ORDER(a.line, b.line) : ORDER(a.column, b.column);
}

static int compare_reasons(const Reason *a, const Reason *b)
{
    int order = str_cmp(a->why, b->why);
    if (order == 0)
        order = str_cmp(a->subject, b->subject);
    if (order == 0)
        order = str_cmp(a->hint, b->hint);
    return order ? order : compare_origins(a->origin, b->origin);
}

static int compare_unknowns(const Unknown *a, const Unknown *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int order = compare_reasons(a->reasons[i], b->reasons[i]);
        if (order)
            return order;
    }
    return ORDER(a->count, b->count);
}

// By class and identity. Objects without identity have no order of their own: equal unless they are different ones of
// one class, which stand in the order of their addresses.
static int compare_objects(const Object *a, const Object *b)
{
    if (a == b)
        return 0;
    int order = str_cmp(a->class->name, b->class->name);
    if (order == 0 && a->class->identity && b->class->identity)
        return str_cmp(a->class->identity(a), b->class->identity(b));
    return order ? order : ORDER((uintptr_t)a, (uintptr_t)b);
}

static int compare_types(const Type *a, const Type *b)
{
    if (!a || !b || a == b)
        return ORDER(a != NULL, b != NULL);
    int order = ORDER(a->kind, b->kind);
    if (order == 0)
        order = str_cmp(a->name, b->name);
    if (order == 0 && a->class && b->class)
        order = str_cmp(a->class->name, b->class->name);
    if (order == 0)
        order = compare_types(a->key, b->key);
    return order ? order : compare_types(a->element, b->element);
}

static int compare_optionals(const Value *a, const Value *b)
{
    return a && b ? value_compare_any(*a, *b) : ORDER(a != NULL, b != NULL);
}

// int, uint and double are one kind here: equal numbers are equal. NaN stands behind all others.
static int compare_numbers_any(Value a, Value b)
{
    return is_nan(a) || is_nan(b) ? ORDER(is_nan(a), is_nan(b)) : compare_numbers(a, b);
}

int value_compare_any(Value a, Value b)
{
    int order = 0;
    if (is_number(a) && is_number(b))
        return compare_numbers_any(a, b);
    if (a.kind != b.kind)
        return ORDER(a.kind, b.kind);
    if (compare_same_kind(a, b, &order))
        return order;
    switch ((ValueKind)a.kind) {
    case VALUE_LIST:
        return compare_lists(a.as.list, b.as.list);
    case VALUE_MAP:
        return compare_maps(a.as.map, b.as.map);
    case VALUE_OBJECT:
        return compare_objects(a.as.object, b.as.object);
    case VALUE_TYPE:
        return compare_types(a.as.type, b.as.type);
    case VALUE_OPTIONAL:
        return compare_optionals(a.as.optional, b.as.optional);
    case VALUE_UNKNOWN:
        return compare_unknowns(a.as.unknown, b.as.unknown);
    case VALUE_ERROR:
        return str_cmp(*a.as.error, *b.as.error);
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_UINT:
    case VALUE_DOUBLE:
    case VALUE_STRING:
    case VALUE_BYTES:
    case VALUE_TIMESTAMP:
    case VALUE_DURATION:
    case VALUE_VERSION:
        break;
    }
    return 0;
}
// NOLINTEND(misc-no-recursion)
