// Fields of objects and maps, elements of lists and maps, membership.
#include "cel/eval.h"

// What was found in the place of a field or element.
typedef enum Found {
    FOUND,   // the value
    ABSENT,  // there is none: the error of reading it
    PENDING, // it is not known whether there is one, or which: an unknown
    WRONG,   // the question makes no sense: an error
} Found;

static Found found_in_map(Eval *e, const Map *map, Value key, Value *out)
{
    const Value *value = map_get(map, key);
    if (value != NULL) {
        *out = *value;
        return value->kind == VALUE_UNKNOWN ? PENDING : FOUND;
    }
    if (map->open != NULL) {
        *out = value_unknown(map->open);
        return PENDING;
    }
    *out = value_error(e->arena, "no such key: " STR_FMT, STR_ARG(value_literal(e->arena, key)));
    return ABSENT;
}

static Found found_in_object(Eval *e, const CelExpr *node, const Object *object, Value *out)
{
    int slot = node->class == object->class ? node->slot : object_field(object->class, node->name);
    *out = slot < 0 ? object_no_field(e->arena, object->class, node->name)
                    : object->class->get(object, (unsigned)slot, e->arena);
    if (out->kind == VALUE_ERROR)
        return ABSENT;
    return out->kind == VALUE_UNKNOWN ? PENDING : FOUND;
}

// The field `node->name` of an object, a map or whatever an optional holds.
static Found find_field(Eval *e, const CelExpr *node, Value operand, Value *out)
{
    *out = operand;
    if (operand.kind == VALUE_OBJECT)
        return found_in_object(e, node, operand.as.object, out);
    if (operand.kind == VALUE_UNKNOWN)
        return PENDING;
    if (operand.kind == VALUE_ERROR)
        return WRONG;
    if (operand.kind == VALUE_MAP) {
        Value key = {.kind = VALUE_STRING, .as.text = &node->name};
        return found_in_map(e, operand.as.map, key, out);
    }
    *out = value_error(e->arena, "no such field `" STR_FMT "`: %s has no fields", STR_ARG(node->name),
                       operand.kind == VALUE_NULL ? "null" : value_kind_name((ValueKind)operand.kind));
    return WRONG;
}

// The answer of e.?f and e[?k].
static Value optional(Eval *e, Found found, Value v)
{
    if (found == FOUND)
        return value_optional(e->arena, &v);
    return found == ABSENT ? value_optional(e->arena, NULL) : v;
}

// The field of what an optional holds; none stays none.
static Value chained(Eval *e, const CelExpr *node, const Value *held)
{
    Value v;
    return held == NULL ? value_optional(e->arena, NULL) : optional(e, find_field(e, node, *held, &v), v);
}

// Maps, optionals, objects whose class was not known to the checker, and what has no fields.
static Value slow_select(Eval *e, const CelExpr *node, Value operand)
{
    Value v;
    if (operand.kind == VALUE_OPTIONAL)
        return chained(e, node, operand.as.optional);
    (void)find_field(e, node, operand, &v);
    return v;
}

Value eval_select(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value storage;
    const Value *operand = eval_operand(e, node->children[0], &storage);
    if (operand->kind == VALUE_OBJECT && operand->as.object->class == node->class && node->slot >= 0)
        return node->class->get(operand->as.object, (unsigned)node->slot, e->arena);
    return slow_select(e, node, *operand);
}

// has(e.f): true when it is known (also null), false when there is no such field, unknown otherwise
Value eval_has(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v, operand = eval(e, node->children[0]);
    if (operand.kind == VALUE_OPTIONAL && operand.as.optional == NULL)
        return eval_bool(false);
    Found found = find_field(e, node, operand.kind == VALUE_OPTIONAL ? *operand.as.optional : operand, &v);
    return found == FOUND || found == ABSENT ? eval_bool(found == FOUND) : v;
}

Value eval_maybe_select(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v, operand = eval(e, node->children[0]);
    if (operand.kind == VALUE_OPTIONAL)
        return chained(e, node, operand.as.optional);
    return optional(e, find_field(e, node, operand, &v), v);
}

// --- elements -----------------------------------------------------------------------------------

// A list index: an int, or a uint or double with the value of one.
static bool list_index(Value key, int64_t *index)
{
    if (key.kind == VALUE_INT)
        *index = key.as.integer;
    else if (key.kind == VALUE_UINT && key.as.uinteger <= INT64_MAX)
        *index = (int64_t)key.as.uinteger;
    else if (key.kind == VALUE_DOUBLE && key.as.number > -1e15 && key.as.number < 1e15 &&
             (double)(int64_t)key.as.number == key.as.number)
        *index = (int64_t)key.as.number;
    else
        return false;
    return true;
}

static Found found_in_list(Eval *e, const List *list, Value key, Value *out)
{
    int64_t index = 0;
    if (!list_index(key, &index)) {
        *out = value_error(e->arena, "invalid index: a list is indexed by an int, not by " STR_FMT,
                           STR_ARG(value_literal(e->arena, key)));
        return WRONG;
    }
    *out = list_disorder(e->arena, list);
    if (out->kind == VALUE_UNKNOWN)
        return PENDING;
    if (index < 0 || (uint64_t)index >= list->count) {
        *out = value_error(e->arena, "index %lld is out of range: the list has %zu elements", (long long)index,
                           list->count);
        return ABSENT;
    }
    *out = list->items[index];
    return out->kind == VALUE_UNKNOWN ? PENDING : FOUND;
}

static Found find_element(Eval *e, Value operand, Value key, Value *out)
{
    if (!is_known(&operand) || !is_known(&key)) {
        *out = eval_strict(e, operand, key);
        return out->kind == VALUE_ERROR ? WRONG : PENDING;
    }
    if (operand.kind == VALUE_LIST)
        return found_in_list(e, operand.as.list, key, out);
    if (operand.kind == VALUE_MAP) {
        *out = eval_exhausted(e);
        return eval_charge(e, operand.as.map->count / 16) ? found_in_map(e, operand.as.map, key, out) : WRONG;
    }
    *out = value_error(e->arena, "no such overload: %s has no elements", value_kind_name((ValueKind)operand.kind));
    return WRONG;
}

// e[k], e[?k]; an optional is indexed in what it holds
Value eval_index(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v, operand = eval(e, node->children[0]), key = eval(e, node->children[1]);
    bool chain = operand.kind == VALUE_OPTIONAL;
    if (chain && operand.as.optional == NULL)
        return is_known(&key) ? operand : key;
    Found found = find_element(e, chain ? *operand.as.optional : operand, key, &v);
    return chain || node->kind == EXPR_MAYBE_INDEX ? optional(e, found, v) : v;
}

// --- membership ---------------------------------------------------------------------------------

static bool has_string(const List *list, Str text)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == VALUE_STRING && str_eq(*list->items[i].as.text, text))
            return true;
    return false;
}

// The members are compared one after the other: true wins, then unknown. A string is looked for among the strings
// first.
static Value in_list(Eval *e, const Value *element, const List *list)
{
    Value result = list->open == NULL ? eval_bool(false) : value_unknown(list->open);
    bool nested = element->kind == VALUE_LIST || element->kind == VALUE_MAP || element->kind == VALUE_OPTIONAL;
    Value members = {.kind = VALUE_LIST, .as.list = list};
    if (!eval_charge(e, list->count / 4) || (nested && !eval_charge_tree(e, &members)))
        return eval_exhausted(e);
    if (element->kind == VALUE_STRING && has_string(list, *element->as.text))
        return eval_bool(true);
    for (size_t i = 0; i < list->count; i++) {
        const Value *item = &list->items[i];
        if (element->kind == VALUE_STRING && item->kind == VALUE_STRING)
            continue;
        Value equal = value_equals(e->arena, *element, *item);
        if (value_truth(equal) == TRUTH_TRUE)
            return equal;
        if (equal.kind == VALUE_UNKNOWN)
            result = value_join(e->arena, result, equal);
    }
    return result;
}

static Value in_map(Eval *e, const Value *key, const Map *map)
{
    if (!eval_charge(e, map->count / 16))
        return eval_exhausted(e);
    if (map_get(map, *key) != NULL)
        return eval_bool(true);
    return map->open == NULL ? eval_bool(false) : value_unknown(map->open);
}

Value eval_in(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value a, b;
    const Value *element = eval_operand(e, node->children[0], &a), *container = eval_operand(e, node->children[1], &b);
    if (!is_known(element) || !is_known(container))
        return eval_strict(e, *element, *container);
    if (container->kind == VALUE_LIST)
        return in_list(e, element, container->as.list);
    if (container->kind == VALUE_MAP)
        return in_map(e, element, container->as.map);
    return value_error(e->arena, "no such overload: `in` takes a list or a map, not %s",
                       value_kind_name((ValueKind)container->kind));
}
