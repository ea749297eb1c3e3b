// Macros: all, exists, exists_one, filter, map, transformList, transformMap over lists and maps; optMap, optFlatMap,
// or, orValue over optionals. What is unknown about members or about a list's end is unknown about the result (design
// §4).
#include "cel/eval.h"

// What a macro goes over.
typedef struct Range {
    const List *list; // or NULL:
    const Map *map;
    size_t count;
    const Unknown *open;
    Value disorder; // unknown when the positions of the members are, else null
} Range;

// Makes a range of a list or map; false when *value is the result of the macro instead: unknown or an error.
static bool range_of(Eval *e, const CelExpr *node, Value *value, Range *range)
{
    *range = (Range){.count = 0};
    if (value->kind == VALUE_LIST) {
        range->list = value->as.list;
        range->count = range->list->count;
        range->open = range->list->open;
        range->disorder = list_disorder(e->arena, range->list);
        return true;
    }
    if (value->kind == VALUE_MAP) {
        range->map = value->as.map;
        range->count = range->map->count;
        range->open = range->map->open;
        return true;
    }
    if (is_known(value))
        *value = value_error(e->arena, "no such overload: " STR_FMT "() takes a list or a map, not %s",
                             STR_ARG(node->name), value_kind_name((ValueKind)value->kind));
    return false;
}

// Binds the variables of the macro to member `index`.
static void bind_member(const CelExpr *node, const Range *range, size_t index, Frame *frame)
{
    bool two = node->names == 2;
    if (range->map != NULL) {
        frame->values[0] = range->map->entries[index].key;
        frame->values[1] = range->map->entries[index].value;
    } else if (two) {
        frame->values[0] = range->disorder.kind == VALUE_UNKNOWN ? range->disorder : value_int((int64_t)index);
        frame->values[1] = range->list->items[index];
    } else {
        frame->values[0] = range->list->items[index];
    }
}

// Evaluates a child of the macro for the member that is bound in `frame`.
// NOLINTNEXTLINE(misc-no-recursion): bounded by CEL_MAX_DEPTH
static Value body(Eval *e, const CelExpr *node, size_t child, Frame *frame)
{
    frame->outer = e->frame;
    e->frame = frame;
    Value v = eval(e, node->children[child]);
    e->frame = frame->outer;
    return v;
}

// The predicate for member `index`: a bool, unknown or error.
// NOLINTNEXTLINE(misc-no-recursion): see body
static Value predicate(Eval *e, const CelExpr *node, const Range *range, size_t index, Frame *frame)
{
    if (!eval_charge(e, 1))
        return eval_exhausted(e);
    bind_member(node, range, index, frame);
    Value v = body(e, node, 1, frame);
    if (v.kind == VALUE_BOOL || !is_known(&v))
        return v;
    return value_error(e->arena, "no such overload: the condition of " STR_FMT "() must be a bool, not %s",
                       STR_ARG(node->name), value_kind_name((ValueKind)v.kind));
}

// all is && over the members, exists is ||, with the same absorption; an open list goes on with unknown.
// NOLINTNEXTLINE(misc-no-recursion): see body
static Value quantify(Eval *e, const CelExpr *node, const Range *range, bool decisive)
{
    Value result = eval_bool(!decisive);
    for (size_t i = 0; i < range->count && !e->exhausted; i++) {
        Frame frame;
        Value v = predicate(e, node, range, i, &frame);
        if (v.kind == VALUE_BOOL && v.as.boolean == decisive)
            return v;
        if (v.kind == VALUE_UNKNOWN)
            result = result.kind == VALUE_UNKNOWN ? value_join(e->arena, result, v) : v;
        else if (v.kind == VALUE_ERROR && result.kind == VALUE_BOOL)
            result = v;
    }
    return range->open == NULL ? result : value_join(e->arena, result, value_unknown(range->open));
}

// The members that make the predicate true, in `chosen`; the result is null, or an error, or unknown for what is not
// decided.
// NOLINTNEXTLINE(misc-no-recursion): see body
static Value choose(Eval *e, const CelExpr *node, const Range *range, size_t *chosen, size_t *count)
{
    Value pending = value_null();
    *count = 0;
    for (size_t i = 0; i < range->count; i++) {
        Frame frame;
        Value v = predicate(e, node, range, i, &frame);
        if (v.kind == VALUE_ERROR)
            return v;
        if (v.kind == VALUE_UNKNOWN)
            pending = value_join(e->arena, pending, v);
        else if (v.as.boolean)
            chosen[(*count)++] = i;
    }
    return pending;
}

// Member `index` as filter keeps it.
static Value member(const Range *range, size_t index)
{
    return range->map != NULL ? range->map->entries[index].key : range->list->items[index];
}

static Value filtered(Eval *e, const Range *range, const size_t *chosen, size_t count)
{
    Value *items = ARENA_ARRAY(e->arena, Value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = member(range, chosen[i]);
    Value result = value_list(e->arena, items, count, NULL);
    if (range->list == NULL || !range->list->set)
        return result;
    List *set = ARENA_NEW(e->arena, List); // what is left of a set is one, in the same order
    *set = (List){.count = count, .items = items, .set = true};
    result.as.list = set;
    return result;
}

// map, transformList: an unknown element stays in the list, an error becomes the value of the whole
// NOLINTNEXTLINE(misc-no-recursion): see body
static Value mapped(Eval *e, const CelExpr *node, const Range *range, const size_t *chosen, size_t count)
{
    Value *items = ARENA_ARRAY(e->arena, Value, count);
    for (size_t i = 0; i < count; i++) {
        Frame frame;
        bind_member(node, range, chosen[i], &frame);
        items[i] = eval_charge(e, 1) ? body(e, node, node->count - 1u, &frame) : eval_exhausted(e);
        if (items[i].kind == VALUE_ERROR)
            return items[i];
    }
    Value made = value_list(e->arena, items, count, NULL);
    return eval_charge_tree(e, &made) ? made : eval_exhausted(e);
}

// transformMap: the keys (or positions) stay
// NOLINTNEXTLINE(misc-no-recursion): see body
static Value mapped_map(Eval *e, const CelExpr *node, const Range *range, const size_t *chosen, size_t count)
{
    MapEntry *entries = ARENA_ARRAY(e->arena, MapEntry, count);
    for (size_t i = 0; i < count; i++) {
        Frame frame;
        bind_member(node, range, chosen[i], &frame);
        Value v = eval_charge(e, 1) ? body(e, node, node->count - 1u, &frame) : eval_exhausted(e);
        if (v.kind == VALUE_ERROR)
            return v;
        entries[i] = (MapEntry){.key = frame.values[0], .value = v};
    }
    Value made = value_map(e->arena, entries, count, NULL);
    return eval_charge_tree(e, &made) ? made : eval_exhausted(e);
}

// Everything that collects members: unknown over an open list, when a predicate is unknown, and when the result would
// have an order that is not known.
static Value collect(Eval *e, const CelExpr *node, const Range *range) // NOLINT(misc-no-recursion): see body
{
    MacroKind kind = (MacroKind)node->macro;
    if (range->open != NULL)
        return value_unknown(range->open);
    bool ordered = kind != MACRO_FILTER && kind != MACRO_EXISTS_ONE;
    if (ordered && range->disorder.kind == VALUE_UNKNOWN)
        return range->disorder;
    if (!eval_charge(e, range->count))
        return eval_exhausted(e);
    size_t *chosen = ARENA_ARRAY(e->arena, size_t, range->count), count = range->count;
    if (kind == MACRO_MAP || kind == MACRO_TRANSFORM_MAP) {
        for (size_t i = 0; i < count; i++)
            chosen[i] = i;
    } else {
        Value pending = choose(e, node, range, chosen, &count);
        if (!is_known(&pending))
            return pending;
    }
    if (kind == MACRO_EXISTS_ONE)
        return eval_bool(count == 1);
    if (kind == MACRO_FILTER)
        return filtered(e, range, chosen, count);
    return kind == MACRO_MAP || kind == MACRO_MAP_FILTER ? mapped(e, node, range, chosen, count)
                                                         : mapped_map(e, node, range, chosen, count);
}

// --- optionals ----------------------------------------------------------------------------------

static Value not_optional(Eval *e, const CelExpr *node, Value v)
{
    return value_error(e->arena, "no such overload: " STR_FMT "() takes an optional, not %s", STR_ARG(node->name),
                       value_kind_name((ValueKind)v.kind));
}

// optMap, optFlatMap: none stays none
static Value opt_map(Eval *e, const CelExpr *node, Value held) // NOLINT(misc-no-recursion): see body
{
    Frame frame;
    frame.values[0] = held;
    Value v = body(e, node, 1, &frame);
    if (!is_known(&v))
        return v;
    if (node->macro == MACRO_OPT_MAP)
        return value_optional(e->arena, &v);
    return v.kind == VALUE_OPTIONAL ? v : not_optional(e, node, v);
}

static Value on_optional(Eval *e, const CelExpr *node, Value v) // NOLINT(misc-no-recursion): see body
{
    if (!is_known(&v))
        return v;
    if (v.kind != VALUE_OPTIONAL)
        return not_optional(e, node, v);
    bool otherwise = node->macro == MACRO_OR || node->macro == MACRO_OR_VALUE;
    if (v.as.optional == NULL)
        return otherwise ? eval(e, node->children[1]) : v;
    if (!otherwise)
        return opt_map(e, node, *v.as.optional);
    return node->macro == MACRO_OR ? v : *v.as.optional;
}

Value eval_macro(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Range range;
    Value v = eval(e, node->children[0]);
    if (node->macro >= MACRO_OPT_MAP)
        return on_optional(e, node, v);
    if (!range_of(e, node, &v, &range))
        return v;
    if (node->macro == MACRO_ALL || node->macro == MACRO_EXISTS)
        return quantify(e, node, &range, node->macro == MACRO_EXISTS);
    return collect(e, node, &range);
}
