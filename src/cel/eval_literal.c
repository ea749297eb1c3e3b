// Lists and maps as they are written.
#include "cel/eval.h"

// What an entry written with `?` holds. false: it is left out, or *value is unknown or an error.
static bool optional_entry(Eval *e, Value *value)
{
    if (value->kind == VALUE_OPTIONAL && value->as.optional != NULL) {
        *value = *value->as.optional;
        return true;
    }
    if (is_known(value) && value->kind != VALUE_OPTIONAL)
        *value = value_error(e->arena, "an entry written with `?` must be an optional, not %s",
                             value_kind_name((ValueKind)value->kind));
    return false;
}

// [a, ?b]: unknown elements stay in the list; an error, or an unknown `?b`, becomes the value of the whole
Value eval_list(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value *items = ARENA_ARRAY(e->arena, Value, node->count);
    Value pending = value_null();
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        const CelExpr *element = node->children[i];
        Value v = eval(e, element);
        bool there = !element->optional || optional_entry(e, &v);
        if (v.kind == VALUE_ERROR)
            return v;
        if (there)
            items[count++] = v;
        else if (v.kind == VALUE_UNKNOWN)
            pending = value_join(e->arena, pending, v);
    }
    if (pending.kind == VALUE_UNKNOWN)
        return pending;
    Value made = value_list(e->arena, items, count, NULL);
    return eval_charge_tree(e, &made) ? made : eval_exhausted(e);
}

static Value check_key(Eval *e, const MapEntry *entries, size_t count, Value key)
{
    bool allowed =
        key.kind == VALUE_BOOL || key.kind == VALUE_INT || key.kind == VALUE_UINT || key.kind == VALUE_STRING;
    if (!allowed)
        return value_error(e->arena, "unsupported key type: %s", value_kind_name((ValueKind)key.kind));
    Map map = {.count = count, .entries = entries};
    if (!eval_charge(e, count / 16))
        return eval_exhausted(e);
    if (map_get(&map, key) != NULL)
        return value_error(e->arena, "repeated key in a map: " STR_FMT, STR_ARG(value_literal(e->arena, key)));
    return value_null();
}

// {k: v, ?k: v}: unknown values stay in the map; an error, an unknown key or an unknown `?` value becomes the value of
// the whole
Value eval_map(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    MapEntry *entries = ARENA_ARRAY(e->arena, MapEntry, node->count / 2);
    Value pending = value_null();
    size_t count = 0;
    for (size_t i = 0; i < node->count; i += 2) {
        Value key = eval(e, node->children[i]);
        Value value = eval(e, node->children[i + 1]);
        bool there = !node->children[i]->optional || optional_entry(e, &value);
        Value problem = is_known(&key) ? check_key(e, entries, count, key) : key;
        if (problem.kind == VALUE_ERROR || value.kind == VALUE_ERROR)
            return problem.kind == VALUE_ERROR ? problem : value;
        if (problem.kind == VALUE_UNKNOWN || (!there && value.kind == VALUE_UNKNOWN))
            pending = value_join(e->arena, pending, problem.kind == VALUE_UNKNOWN ? problem : value);
        else if (there)
            entries[count++] = (MapEntry){.key = key, .value = value};
    }
    if (pending.kind == VALUE_UNKNOWN)
        return pending;
    Value made = value_map(e->arena, entries, count, NULL);
    return eval_charge_tree(e, &made) ? made : eval_exhausted(e);
}
