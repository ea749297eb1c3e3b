// Making values, asking them, and Kleene's logic.
#include "value/value.h"

#include <stdlib.h>
#include <string.h>

// --- truth ------------------------------------------------------------------------------------------

Truth truth_and(Truth a, Truth b)
{
    return a < b ? a : b;
}

Truth truth_or(Truth a, Truth b)
{
    return a > b ? a : b;
}

Truth truth_not(Truth a)
{
    return (Truth)(TRUTH_TRUE - a);
}

// --- making -----------------------------------------------------------------------------------------

static Value of_kind(ValueKind kind)
{
    return (Value){.kind = (uint8_t)kind};
}

Value value_null(void)
{
    return of_kind(VALUE_NULL);
}

Value value_bool(bool b)
{
    Value v = of_kind(VALUE_BOOL);
    v.as.boolean = b;
    return v;
}

Value value_int(int64_t i)
{
    Value v = of_kind(VALUE_INT);
    v.as.integer = i;
    return v;
}

Value value_uint(uint64_t u)
{
    Value v = of_kind(VALUE_UINT);
    v.as.uinteger = u;
    return v;
}

Value value_double(double d)
{
    Value v = of_kind(VALUE_DOUBLE);
    v.as.number = d;
    return v;
}

static Value of_text(Arena *arena, ValueKind kind, Str s)
{
    Str *text = ARENA_NEW(arena, Str);
    *text = s;
    Value v = of_kind(kind);
    v.as.text = text;
    return v;
}

Value value_string(Arena *arena, Str s)
{
    return of_text(arena, VALUE_STRING, s);
}

Value value_bytes(Arena *arena, Str s)
{
    return of_text(arena, VALUE_BYTES, s);
}

static Value of_list(Arena *arena, List list)
{
    List *copy = ARENA_NEW(arena, List);
    *copy = list;
    Value v = of_kind(VALUE_LIST);
    v.as.list = copy;
    return v;
}

Value value_list(Arena *arena, const Value *items, size_t count, const Unknown *open)
{
    return of_list(arena, (List){count, items, open, false});
}

static int by_value(const void *a, const void *b)
{
    return value_compare_any(*(const Value *)a, *(const Value *)b);
}

Value value_set(Arena *arena, const Value *items, size_t count, const Unknown *open)
{
    Value *sorted = ARENA_ARRAY(arena, Value, count);
    size_t kept = 0;
    if (count) {
        memcpy(sorted, items, count * sizeof *items);
        qsort(sorted, count, sizeof *sorted, by_value);
    }
    for (size_t i = 0; i < count; i++) {
        // Two unknown members may be two.
        bool again = kept > 0 && sorted[i].kind != VALUE_UNKNOWN && by_value(&sorted[kept - 1], &sorted[i]) == 0;
        if (!again)
            sorted[kept++] = sorted[i];
    }
    return of_list(arena, (List){kept, sorted, open, true});
}

Value value_map(Arena *arena, const MapEntry *entries, size_t count, const Unknown *open)
{
    Map *map = ARENA_NEW(arena, Map);
    *map = (Map){count, entries, open};
    Value v = of_kind(VALUE_MAP);
    v.as.map = map;
    return v;
}

Value value_object(const Object *object)
{
    Value v = of_kind(VALUE_OBJECT);
    v.as.object = object;
    return v;
}

Value value_type(const Type *type)
{
    Value v = of_kind(VALUE_TYPE);
    v.as.type = type;
    return v;
}

Value value_timestamp(Arena *arena, Timestamp t)
{
    Timestamp *copy = ARENA_NEW(arena, Timestamp);
    *copy = t;
    Value v = of_kind(VALUE_TIMESTAMP);
    v.as.timestamp = copy;
    return v;
}

Value value_duration(Arena *arena, Duration d)
{
    Duration *copy = ARENA_NEW(arena, Duration);
    *copy = d;
    Value v = of_kind(VALUE_DURATION);
    v.as.duration = copy;
    return v;
}

Value value_version(uint16_t major, uint16_t minor, uint16_t build, uint16_t revision)
{
    Value v = of_kind(VALUE_VERSION);
    v.as.uinteger = (uint64_t)major << 48 | (uint64_t)minor << 32 | (uint64_t)build << 16 | revision;
    return v;
}

Value value_optional(Arena *arena, const Value *value)
{
    Value v = of_kind(VALUE_OPTIONAL);
    if (value) {
        Value *copy = ARENA_NEW(arena, Value);
        *copy = *value;
        v.as.optional = copy;
    }
    return v;
}

Value value_unknown(const Unknown *unknown)
{
    Value v = of_kind(VALUE_UNKNOWN);
    v.as.unknown = unknown;
    return v;
}

Value value_unknown_because(Arena *arena, Reason reason)
{
    Reason *copy = ARENA_NEW(arena, Reason);
    const Reason **reasons = ARENA_NEW(arena, const Reason *);
    Unknown *unknown = ARENA_NEW(arena, Unknown);
    *copy = reason;
    *reasons = copy;
    *unknown = (Unknown){1, reasons};
    return value_unknown(unknown);
}

Value value_error(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str *message = ARENA_NEW(arena, Str);
    *message = str_vprintf(arena, format, arguments);
    va_end(arguments);
    Value v = of_kind(VALUE_ERROR);
    v.as.error = message;
    return v;
}

Value value_at(Value v, Origin origin)
{
    v.origin = origin;
    return v;
}

// --- asking -----------------------------------------------------------------------------------------

bool value_is(Value v, ValueKind kind)
{
    return v.kind == kind;
}

Truth value_truth(Value v)
{
    if (v.kind != VALUE_BOOL)
        return TRUTH_UNKNOWN;
    return v.as.boolean ? TRUTH_TRUE : TRUTH_FALSE;
}

const char *value_kind_name(ValueKind kind)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null_type",
        [VALUE_BOOL] = "bool",
        [VALUE_INT] = "int",
        [VALUE_UINT] = "uint",
        [VALUE_DOUBLE] = "double",
        [VALUE_STRING] = "string",
        [VALUE_BYTES] = "bytes",
        [VALUE_LIST] = "list",
        [VALUE_MAP] = "map",
        [VALUE_OBJECT] = "object",
        [VALUE_TYPE] = "type",
        [VALUE_TIMESTAMP] = "google.protobuf.Timestamp",
        [VALUE_DURATION] = "google.protobuf.Duration",
        [VALUE_VERSION] = "version",
        [VALUE_OPTIONAL] = "optional_type",
        [VALUE_UNKNOWN] = "unknown",
        [VALUE_ERROR] = "error",
    };
    return names[kind];
}

// --- unknown ----------------------------------------------------------------------------------------

static bool has_reason(const Unknown *unknown, const Reason *reason)
{
    for (size_t i = 0; i < unknown->count; i++)
        if (unknown->reasons[i] == reason)
            return true;
    return false;
}

static bool includes(const Unknown *a, const Unknown *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (!has_reason(a, b->reasons[i]))
            return false;
    return true;
}

Value value_join(Arena *arena, Value a, Value b)
{
    if (b.kind != VALUE_UNKNOWN)
        return a;
    if (a.kind != VALUE_UNKNOWN)
        return b;
    if (a.as.unknown->count == UNKNOWN_MAX_REASONS || includes(a.as.unknown, b.as.unknown))
        return a;
    const Reason **reasons = ARENA_ARRAY(arena, const Reason *, UNKNOWN_MAX_REASONS);
    Unknown *joined = ARENA_NEW(arena, Unknown);
    *joined = (Unknown){a.as.unknown->count, reasons};
    for (size_t i = 0; i < joined->count; i++)
        reasons[i] = a.as.unknown->reasons[i];
    for (size_t i = 0; i < b.as.unknown->count && joined->count < UNKNOWN_MAX_REASONS; i++)
        if (!has_reason(joined, b.as.unknown->reasons[i]))
            reasons[joined->count++] = b.as.unknown->reasons[i];
    return value_unknown(joined);
}

// --- objects ----------------------------------------------------------------------------------------

int object_field(const ObjectClass *class, Str name)
{
    for (size_t i = 0; i < class->count; i++)
        if (str_eq(class->fields[i].name, name))
            return (int)i;
    return -1;
}

Value object_no_field(Arena *arena, const ObjectClass *class, Str name)
{
    return value_error(arena, "no such field `" STR_FMT "` in " STR_FMT, STR_ARG(name), STR_ARG(class->name));
}
