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

static Value local(const Eval *e, const CelExpr *node)
{
    const Frame *frame = e->frame;
    for (uint32_t i = 0; i < node->hops; i++)
        frame = frame->outer; // NOLINT(clang-analyzer-core.NullDereference): the checker counted the macros around
    return frame->values[node->slot]; // NOLINT(clang-analyzer-core.NullDereference): see above
}

// The handlers are called in tail position: a node costs one frame.
static Value dispatch(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    switch ((ExprKind)node->kind) {
    case EXPR_NAME: // does not survive the checker
    case EXPR_CONST:
    case EXPR_FAIL:
        return node->value;
    case EXPR_VARIABLE:
        return e->run->variable(e->run->context, (unsigned)node->slot);
    case EXPR_LOCAL:
        return local(e, node);
    case EXPR_SELECT:
        return eval_select(e, node);
    case EXPR_HAS:
        return eval_has(e, node);
    case EXPR_MAYBE_SELECT:
        return eval_maybe_select(e, node);
    case EXPR_INDEX:
    case EXPR_MAYBE_INDEX:
        return eval_index(e, node);
    case EXPR_AND:
    case EXPR_OR:
        return eval_logic(e, node);
    case EXPR_NOT:
        return eval_not(e, node);
    case EXPR_CONDITIONAL:
        return eval_conditional(e, node);
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return eval_equality(e, node);
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_GREATER:
    case EXPR_GREATER_EQUAL:
        return eval_order(e, node);
    case EXPR_IN:
        return eval_in(e, node);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_REMAINDER:
        return eval_arithmetic(e, node);
    case EXPR_NEGATE:
        return eval_negate(e, node);
    case EXPR_CALL:
        return eval_call(e, node);
    case EXPR_MACRO:
        return eval_macro(e, node);
    case EXPR_LIST:
        return eval_list(e, node);
    case EXPR_MAP:
        return eval_map(e, node);
    }
    return value_null();
}

static Value observed(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v = dispatch(e, node);
    e->run->observe(e->run->context, node, node->leaf, v);
    return v;
}

Value eval(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    if (e->run->cost == 0) {
        e->exhausted = true;
        return eval_exhausted(e);
    }
    e->run->cost--;
    return e->run->observe == NULL ? dispatch(e, node) : observed(e, node);
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

bool eval_charge_tree(Eval *e, const Value *v) // NOLINT(misc-no-recursion): bounded by the nesting of the value
{
    bool good = eval_charge(e, value_weight(v));
    if (v->kind == VALUE_LIST)
        for (size_t i = 0; good && i < v->as.list->count; i++)
            good = eval_charge_tree(e, &v->as.list->items[i]);
    if (v->kind == VALUE_MAP)
        for (size_t i = 0; good && i < v->as.map->count; i++)
            good = eval_charge_tree(e, &v->as.map->entries[i].value);
    if (v->kind == VALUE_OPTIONAL && v->as.optional != NULL)
        good = eval_charge(e, 1) && eval_charge_tree(e, v->as.optional);
    return good;
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
