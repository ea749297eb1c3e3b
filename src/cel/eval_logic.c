// Logic: && || ! and the conditional, with unknown and errors.
#include "cel/eval.h"

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
Value eval_logic(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    bool decisive = node->kind == EXPR_OR;
    Value result = eval_bool(!decisive);
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
Value eval_not(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v = eval(e, node->children[0]);
    if (v.kind == VALUE_BOOL)
        return eval_bool(!v.as.boolean);
    return is_known(&v) ? not_bool(e, "!", v) : v;
}

// c ? a : b: unknown or an error when c is
Value eval_conditional(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value condition = eval(e, node->children[0]);
    if (condition.kind == VALUE_BOOL)
        return eval(e, node->children[condition.as.boolean ? 1 : 2]);
    return is_known(&condition) ? not_bool(e, "? :", condition) : condition;
}
