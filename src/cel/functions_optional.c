// Optionals: optional.of and its kin. or, orValue, optMap and optFlatMap are macros, because they evaluate what they
// need only.
#include "cel/functions.h"

static Value of(Arena *arena, const Value *a)
{
    return value_optional(arena, a);
}

static Value none(Arena *arena, const Value *a)
{
    (void)a;
    return value_optional(arena, NULL);
}

// Whether a value is the zero of its type: false, 0, "", empty, null, none.
static bool is_zero(const Value *v)
{
    switch ((ValueKind)v->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_BOOL:
        return !v->as.boolean;
    case VALUE_INT:
        return v->as.integer == 0;
    case VALUE_UINT:
    case VALUE_VERSION:
        return v->as.uinteger == 0;
    case VALUE_DOUBLE:
        return v->as.number == 0.0;
    case VALUE_STRING:
    case VALUE_BYTES:
        return v->as.text->n == 0;
    case VALUE_LIST:
        return v->as.list->count == 0;
    case VALUE_MAP:
        return v->as.map->count == 0;
    case VALUE_DURATION:
        return v->as.duration->seconds == 0 && v->as.duration->nanos == 0;
    case VALUE_TIMESTAMP:
        return v->as.timestamp->seconds == 0 && v->as.timestamp->nanos == 0;
    case VALUE_OPTIONAL:
        return v->as.optional == NULL;
    case VALUE_OBJECT:
    case VALUE_TYPE:
    case VALUE_UNKNOWN:
    case VALUE_ERROR:
        break;
    }
    return false;
}

// An open list or map without known members may be empty or not.
static Value of_non_zero(Arena *arena, const Value *a)
{
    if (!is_zero(a))
        return value_optional(arena, a);
    if (a->kind == VALUE_LIST && a->as.list->open != NULL)
        return value_unknown(a->as.list->open);
    if (a->kind == VALUE_MAP && a->as.map->open != NULL)
        return value_unknown(a->as.map->open);
    return value_optional(arena, NULL);
}

static Value has_value(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(a->as.optional != NULL);
}

static Value value_of(Arena *arena, const Value *a)
{
    return a->as.optional != NULL ? *a->as.optional : value_error(arena, "optional.none() has no value");
}

static const CelFunction rows[] = {
    {"optional.of", false, 1, {&t_a}, &t_optional_a, of, 1, true, "An optional that holds the value."},
    {"optional.none", false, 0, {NULL}, &t_optional, none, 1, true, "An optional that holds nothing."},
    {"optional.ofNonZeroValue",
     false,
     1,
     {&t_a},
     &t_optional_a,
     of_non_zero,
     1,
     true,
     "An optional that holds the value unless it is false, 0, empty or null."},
    {"hasValue", true, 1, {&t_optional_a}, &t_bool, has_value, 1, true, "Whether an optional holds a value."},
    {"value",
     true,
     1,
     {&t_optional_a},
     &t_a,
     value_of,
     1,
     true,
     "What an optional holds; an error if that is nothing."},
};

const FunctionTable optional_functions = {rows, sizeof rows / sizeof *rows};
