#include "cel/eval.h"

#include "cel/functions.h"

bool eval_charge(Eval *e, uint64_t units)
{
    if (units > e->run->cost) {
        e->run->cost = 0;
        e->exhausted = true;
    }
    if (e->exhausted)
        return false;
    e->run->cost -= units;
    return true;
}

Value eval_exhausted(const Eval *e)
{
    return value_error(e->arena, "cost budget exceeded");
}

static Value not_bool(Eval *e, const char *operator, Value v)
{
    return value_error(e->arena, "no such overload: `%s` takes bools, not %s", operator,
                       value_kind_name((ValueKind)v.kind));
}

// `decisive` ends the evaluation: false for &&, true for ||. Operands are commutative: whatever does not decide waits.
//
//   &&   F T U E     ||   F T U E      F false, T true, U unknown, E error
//   F    F F F F     F    F T U E
//   T    F T U E     T    T T T T
//   U    F U U U     U    U T U U
//   E    F E U E     E    E T U E
static Value logic(Eval *e, const CelExpr *node, bool decisive) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value result = value_bool(!decisive);
    for (size_t i = 0; i < node->count; i++) {
        Value v = eval(e, node->children[i]);
        if (v.kind == VALUE_BOOL) {
            if (v.as.boolean == decisive)
                return v;
        } else if (v.kind == VALUE_UNKNOWN) {
            result = result.kind == VALUE_UNKNOWN ? value_join(e->arena, result, v) : v;
        } else if (result.kind == VALUE_BOOL) {
            result = v.kind == VALUE_ERROR ? v : not_bool(e, decisive ? "||" : "&&", v);
        }
    }
    return result;
}

//   !   F → T, T → F, U → U, E → E
static Value not(Eval * e, Value v)
{
    if (v.kind == VALUE_BOOL)
        return value_bool(!v.as.boolean);
    return is_known(&v) ? not_bool(e, "!", v) : v;
}

// c ? a : b: unknown or an error when c is
static Value conditional(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value condition = eval(e, node->children[0]);
    if (condition.kind == VALUE_BOOL)
        return eval(e, node->children[condition.as.boolean ? 1 : 2]);
    return is_known(&condition) ? not_bool(e, "? :", condition) : condition;
}

// a == b, a != b: the kinds that rules compare most are compared here, without a call
static Value equality(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    bool negate = node->kind == EXPR_NOT_EQUAL;
    Value a = eval(e, node->children[0]), b = eval(e, node->children[1]);
    if (a.kind == b.kind && a.kind == VALUE_BOOL)
        return value_bool((a.as.boolean == b.as.boolean) != negate);
    if (a.kind == b.kind && a.kind == VALUE_STRING)
        return value_bool(str_eq(*a.as.text, *b.as.text) != negate);
    if (!eval_charge(e, value_weight(&a)))
        return eval_exhausted(e);
    Value equal = value_equals(e->arena, a, b);
    if (equal.kind == VALUE_BOOL)
        return value_bool(equal.as.boolean != negate);
    return equal;
}

static Value local(const Eval *e, const CelExpr *node)
{
    const Frame *frame = e->frame;
    for (uint32_t i = 0; i < node->hops; i++)
        frame = frame->outer;
    return frame->values[node->slot];
}

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
static Value list(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
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
    return pending.kind == VALUE_UNKNOWN ? pending : value_list(e->arena, items, count, NULL);
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
static Value map(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
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
    return pending.kind == VALUE_UNKNOWN ? pending : value_map(e->arena, entries, count, NULL);
}

static Value of_kind(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    CelExpr *const *child = node->children;
    switch ((ExprKind)node->kind) {
    case EXPR_CONST:
    case EXPR_FAIL:
        return node->value;
    case EXPR_VARIABLE:
        return e->run->variable(e->run->context, (unsigned)node->slot);
    case EXPR_LOCAL:
        return local(e, node);
    case EXPR_SELECT:
        return eval_select(e, node, eval(e, child[0]));
    case EXPR_HAS:
        return eval_has(e, node, eval(e, child[0]));
    case EXPR_MAYBE_SELECT:
        return eval_maybe_select(e, node, eval(e, child[0]));
    case EXPR_AND:
        return logic(e, node, false);
    case EXPR_OR:
        return logic(e, node, true);
    case EXPR_NOT:
        return not(e, eval(e, child[0]));
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return equality(e, node);
    case EXPR_CONDITIONAL:
        return conditional(e, node);
    case EXPR_CALL:
        return eval_call(e, node);
    case EXPR_MACRO:
        return eval_macro(e, node);
    case EXPR_LIST:
        return list(e, node);
    case EXPR_MAP:
        return map(e, node);
    case EXPR_NEGATE:
        return eval_negate(e, eval(e, child[0]));
    case EXPR_INDEX:
    case EXPR_MAYBE_INDEX:
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_GREATER:
    case EXPR_GREATER_EQUAL:
    case EXPR_IN:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_REMAINDER:
    case EXPR_NAME:
        break;
    }
    Value a = eval(e, child[0]), b = eval(e, child[1]);
    if (node->kind == EXPR_INDEX)
        return eval_index(e, a, b);
    if (node->kind == EXPR_MAYBE_INDEX)
        return eval_maybe_index(e, a, b);
    if (node->kind == EXPR_IN)
        return eval_in(e, a, b);
    return node->kind >= EXPR_ADD ? eval_arithmetic(e, (ExprKind)node->kind, a, b)
                                  : eval_order(e, (ExprKind)node->kind, a, b);
}

Value eval(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    if (!eval_charge(e, 1))
        return eval_exhausted(e);
    Value v = of_kind(e, node);
    if (e->run->observe != NULL)
        e->run->observe(e->run->context, node, node->leaf, v);
    return v;
}

Value cel_eval(const CelExpr *expr, CelRun *run)
{
    Eval e = {.run = run, .arena = run->arena};
    Value v = eval(&e, expr);
    return e.exhausted ? eval_exhausted(&e) : v;
}

// --- weights ------------------------------------------------------------------------------------

uint64_t value_weight(const Value *v)
{
    if (v->kind == VALUE_STRING || v->kind == VALUE_BYTES)
        return v->as.text->n / 16;
    if (v->kind == VALUE_LIST)
        return v->as.list->count;
    return v->kind == VALUE_MAP ? v->as.map->count : 0;
}

Value list_disorder(Arena *arena, const List *list)
{
    Value pending = list->open == NULL ? value_null() : value_unknown(list->open);
    for (size_t i = 0; list->set && i < list->count; i++)
        pending = value_join(arena, pending, list->items[i]);
    return pending;
}

Value value_pending(Arena *arena, Value v) // NOLINT(misc-no-recursion): bounded by the nesting of the value
{
    Value pending = value_null();
    if (v.kind == VALUE_UNKNOWN)
        return v;
    if (v.kind == VALUE_LIST) {
        if (v.as.list->open != NULL)
            pending = value_unknown(v.as.list->open);
        for (size_t i = 0; i < v.as.list->count; i++)
            pending = value_join(arena, pending, value_pending(arena, v.as.list->items[i]));
    } else if (v.kind == VALUE_MAP) {
        if (v.as.map->open != NULL)
            pending = value_unknown(v.as.map->open);
        for (size_t i = 0; i < v.as.map->count; i++)
            pending = value_join(arena, pending, value_pending(arena, v.as.map->entries[i].value));
    } else if (v.kind == VALUE_OPTIONAL && v.as.optional != NULL) {
        pending = value_pending(arena, *v.as.optional);
    }
    return pending;
}
