// CEL's equality, three-valued.
#include "value/value.h"

// A conjunction under way: false ends it; unknown and error wait for a false to come.
typedef struct Conjunction {
    Arena *arena;
    Value value;
} Conjunction;

// value = value && next; as in CEL, false wins over unknown, and unknown over error. true as long as nothing is
// decided.
static bool conjoin(Conjunction *all, Value next)
{
    bool decides = value_truth(next) == TRUTH_FALSE,
         both_unknown = all->value.kind == VALUE_UNKNOWN && next.kind == VALUE_UNKNOWN;
    if (both_unknown)
        all->value = value_join(all->arena, all->value, next);
    else if (decides || next.kind == VALUE_UNKNOWN || (next.kind == VALUE_ERROR && all->value.kind == VALUE_BOOL))
        all->value = next;
    return value_truth(all->value) != TRUTH_FALSE;
}

// What an open list or map makes of ==: unknown for the reasons of both.
static Value open_equals(Arena *arena, const Unknown *a, const Unknown *b)
{
    if (a && b)
        return value_join(arena, value_unknown(a), value_unknown(b));
    return value_unknown(a ? a : b);
}

// NOLINTBEGIN(misc-no-recursion): bounded by the nesting of the values

static Value items_equal(Arena *arena, const List *a, const List *b)
{
    Conjunction all = {arena, value_bool(true)};
    if (a->count != b->count)
        return value_bool(false);
    for (size_t i = 0; i < a->count; i++)
        if (!conjoin(&all, value_equals(arena, a->items[i], b->items[i])))
            break;
    return all.value;
}

// item == members[0] || item == members[1] || …: true wins over unknown, and unknown over error.
static Value is_member(Arena *arena, Value item, const List *members)
{
    Value any = value_bool(false);
    for (size_t i = 0; i < members->count; i++) {
        Value equal = value_equals(arena, item, members->items[i]);
        if (value_truth(equal) == TRUTH_TRUE)
            return equal;
        if (equal.kind == VALUE_UNKNOWN)
            any = any.kind == VALUE_UNKNOWN ? value_join(arena, any, equal) : equal;
        else if (equal.kind == VALUE_ERROR && any.kind == VALUE_BOOL)
            any = equal;
    }
    return any;
}

static bool all_members(Conjunction *all, const List *a, const List *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!conjoin(all, is_member(all->arena, a->items[i], b)))
            return false;
    return true;
}

static bool all_known(const List *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == VALUE_UNKNOWN || list->items[i].kind == VALUE_ERROR)
            return false;
    return true;
}

static const List *sorted(Arena *arena, const List *list)
{
    return list->set ? list : value_set(arena, list->items, list->count, NULL).as.list;
}

// Known members are compared in canonical order. With unknown ones two sets are equal if each holds the members of the
// other.
static Value sets_equal(Arena *arena, const List *a, const List *b)
{
    if (all_known(a) && all_known(b)) {
        return items_equal(arena, sorted(arena, a), sorted(arena, b));
    }
    Conjunction all = {arena, value_bool(true)};
    if (all_members(&all, a, b))
        (void)all_members(&all, b, a);
    return all.value;
}

static Value lists_equal(Arena *arena, const List *a, const List *b)
{
    if (a->open || b->open)
        return open_equals(arena, a->open, b->open);
    return a->set || b->set ? sets_equal(arena, a, b) : items_equal(arena, a, b);
}

static Value maps_equal(Arena *arena, const Map *a, const Map *b)
{
    Conjunction all = {arena, value_bool(true)};
    if (a->open || b->open)
        return open_equals(arena, a->open, b->open);
    if (a->count != b->count)
        return value_bool(false);
    for (size_t i = 0; i < a->count; i++) {
        const Value *other = map_get(b, a->entries[i].key);
        if (!other)
            return value_bool(false);
        if (!conjoin(&all, value_equals(arena, a->entries[i].value, *other)))
            break;
    }
    return all.value;
}

static bool objects_equal(const Object *a, const Object *b)
{
    if (a == b)
        return true;
    return a->class == b->class && a->class->identity && str_eq(a->class->identity(a), b->class->identity(b));
}

static Value optionals_equal(Arena *arena, const Value *a, const Value *b)
{
    return a && b ? value_equals(arena, *a, *b) : value_bool(a == b);
}

Value value_equals(Arena *arena, Value a, Value b)
{
    int order;
    if (a.kind == VALUE_ERROR || b.kind == VALUE_ERROR)
        return a.kind == VALUE_ERROR ? a : b;
    if (a.kind == VALUE_UNKNOWN || b.kind == VALUE_UNKNOWN)
        return value_join(arena, a, b);
    if (value_compare(a, b, &order))
        return value_bool(order == 0);
    if (a.kind != b.kind)
        return value_bool(false);
    switch ((ValueKind)a.kind) {
    case VALUE_NULL:
        return value_bool(true);
    case VALUE_LIST:
        return lists_equal(arena, a.as.list, b.as.list);
    case VALUE_MAP:
        return maps_equal(arena, a.as.map, b.as.map);
    case VALUE_OBJECT:
        return value_bool(objects_equal(a.as.object, b.as.object));
    case VALUE_TYPE:
        return value_bool(type_equals(a.as.type, b.as.type));
    case VALUE_OPTIONAL:
        return optionals_equal(arena, a.as.optional, b.as.optional);
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_UINT:
    case VALUE_DOUBLE:
    case VALUE_STRING:
    case VALUE_BYTES:
    case VALUE_TIMESTAMP:
    case VALUE_DURATION:
    case VALUE_VERSION:
    case VALUE_UNKNOWN:
    case VALUE_ERROR:
        break;
    }
    return value_bool(false); // NaN
}
// NOLINTEND(misc-no-recursion)
