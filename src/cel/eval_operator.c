// Arithmetic and order.
#include "cel/eval.h"
#include "cel/functions.h"
#include "cel/time.h"

static Value overflow(Eval *e, const char *kind)
{
    return value_error(e->arena, "%s overflow", kind);
}

static Value no_operator(Eval *e, ExprKind kind, Value a, Value b)
{
    static const char *const symbols[] = {
        [EXPR_LESS] = "<",           [EXPR_LESS_EQUAL] = "<=", [EXPR_GREATER] = ">",
        [EXPR_GREATER_EQUAL] = ">=", [EXPR_ADD] = "+",         [EXPR_SUBTRACT] = "-",
        [EXPR_MULTIPLY] = "*",       [EXPR_DIVIDE] = "/",      [EXPR_REMAINDER] = "%",
    };
    return value_error(e->arena, "no such overload: %s %s %s", value_kind_name((ValueKind)a.kind), symbols[kind],
                       value_kind_name((ValueKind)b.kind));
}

// --- numbers ------------------------------------------------------------------------------------

static Value int_division(Eval *e, ExprKind kind, int64_t a, int64_t b)
{
    if (b == 0)
        return value_error(e->arena, kind == EXPR_DIVIDE ? "division by zero" : "remainder of a division by zero");
    if (a == INT64_MIN && b == -1)
        return overflow(e, "int");
    return value_int(kind == EXPR_DIVIDE ? a / b : a % b);
}

static Value int_arithmetic(Eval *e, ExprKind kind, int64_t a, int64_t b)
{
    int64_t result = 0;
    bool over = false;
    if (kind == EXPR_ADD)
        over = __builtin_add_overflow(a, b, &result);
    else if (kind == EXPR_SUBTRACT)
        over = __builtin_sub_overflow(a, b, &result);
    else if (kind == EXPR_MULTIPLY)
        over = __builtin_mul_overflow(a, b, &result);
    else
        return int_division(e, kind, a, b);
    return over ? overflow(e, "int") : value_int(result);
}

static Value uint_arithmetic(Eval *e, ExprKind kind, uint64_t a, uint64_t b)
{
    uint64_t result = 0;
    bool over = false;
    if (kind == EXPR_ADD)
        over = __builtin_add_overflow(a, b, &result);
    else if (kind == EXPR_SUBTRACT)
        over = __builtin_sub_overflow(a, b, &result);
    else if (kind == EXPR_MULTIPLY)
        over = __builtin_mul_overflow(a, b, &result);
    else if (b == 0)
        return value_error(e->arena, kind == EXPR_DIVIDE ? "division by zero" : "remainder of a division by zero");
    else
        result = kind == EXPR_DIVIDE ? a / b : a % b;
    return over ? overflow(e, "uint") : value_uint(result);
}

static Value double_arithmetic(Eval *e, ExprKind kind, Value a, Value b)
{
    double x = a.as.number, y = b.as.number;
    if (kind == EXPR_ADD)
        return value_double(x + y);
    if (kind == EXPR_SUBTRACT)
        return value_double(x - y);
    if (kind == EXPR_MULTIPLY)
        return value_double(x * y);
    return kind == EXPR_DIVIDE ? value_double(x / y) : no_operator(e, kind, a, b);
}

// --- text and lists -----------------------------------------------------------------------------

static Value concatenate(Eval *e, Value a, Value b)
{
    size_t first = a.as.text->n, total = first + b.as.text->n;
    if (total > FUNCTION_MAX_BYTES)
        return value_error(e->arena, "a string may not be longer than 1 MiB (limit: string length)");
    if (!eval_charge(e, total / 16))
        return eval_exhausted(e);
    char *bytes = arena_alloc(e->arena, total);
    if (first > 0)
        memcpy(bytes, a.as.text->p, first);
    if (total > first)
        memcpy(bytes + first, b.as.text->p, total - first);
    Str joined = {.p = bytes, .n = total};
    return a.kind == VALUE_STRING ? value_string(e->arena, joined) : value_bytes(e->arena, joined);
}

// list + list: unknown when one of them is open, or a set with unknown members; otherwise unknown elements stay. Two
// sets give a set.
static Value append(Eval *e, const List *a, const List *b)
{
    size_t count = a->count + b->count;
    Value pending = value_join(e->arena, list_disorder(e->arena, a), list_disorder(e->arena, b));
    if (pending.kind == VALUE_UNKNOWN)
        return pending;
    if (!eval_charge(e, count))
        return eval_exhausted(e);
    Value *items = ARENA_ARRAY(e->arena, Value, count);
    if (a->count > 0)
        memcpy(items, a->items, a->count * sizeof *items);
    if (b->count > 0)
        memcpy(items + a->count, b->items, b->count * sizeof *items);
    Value made = value_list(e->arena, items, count, NULL);
    if (!eval_charge_tree(e, &made))
        return eval_exhausted(e);
    return a->set && b->set ? value_set(e->arena, items, count, NULL) : made;
}

static Value same_kind(Eval *e, ExprKind kind, Value a, Value b)
{
    if (a.kind == VALUE_INT)
        return int_arithmetic(e, kind, a.as.integer, b.as.integer);
    if (a.kind == VALUE_UINT)
        return uint_arithmetic(e, kind, a.as.uinteger, b.as.uinteger);
    if (a.kind == VALUE_DOUBLE)
        return double_arithmetic(e, kind, a, b);
    if (kind == EXPR_ADD && (a.kind == VALUE_STRING || a.kind == VALUE_BYTES))
        return concatenate(e, a, b);
    if (kind == EXPR_ADD && a.kind == VALUE_LIST)
        return append(e, a.as.list, b.as.list);
    return no_operator(e, kind, a, b);
}

Value eval_arithmetic(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    ExprKind kind = (ExprKind)node->kind;
    Value result, a = eval(e, node->children[0]), b = eval(e, node->children[1]);
    if (!is_known(&a) || !is_known(&b))
        return eval_strict(e, a, b);
    if ((kind == EXPR_ADD || kind == EXPR_SUBTRACT) && time_arithmetic(e->arena, kind == EXPR_SUBTRACT, a, b, &result))
        return result;
    return a.kind == b.kind ? same_kind(e, kind, a, b) : no_operator(e, kind, a, b);
}

Value eval_negate(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value v = eval(e, node->children[0]);
    if (!is_known(&v))
        return v;
    if (v.kind == VALUE_DOUBLE)
        return value_double(-v.as.number);
    if (v.kind != VALUE_INT)
        return value_error(e->arena, "no such overload: -%s", value_kind_name((ValueKind)v.kind));
    return v.as.integer == INT64_MIN ? overflow(e, "int") : value_int(-v.as.integer);
}

// --- equality and order -------------------------------------------------------------------------

// Two sets in canonical order that hold the same strings: what a rule hopes to find. false: they have to be compared
// otherwise.
static bool same_strings(const List *a, const List *b)
{
    if (!a->set || !b->set || a->count != b->count || a->open != NULL || b->open != NULL)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].kind != VALUE_STRING || b->items[i].kind != VALUE_STRING ||
            !str_eq(*a->items[i].as.text, *b->items[i].as.text))
            return false;
    return true;
}

// Values that are compared element by element, with unknown and errors.
static Value equality_of(Eval *e, const Value *a, const Value *b, bool negate)
{
    if (!eval_charge_tree(e, a))
        return eval_exhausted(e);
    if (a->kind == VALUE_LIST && b->kind == VALUE_LIST && same_strings(a->as.list, b->as.list))
        return eval_bool(!negate);
    Value equal = value_equals(e->arena, *a, *b);
    if (equal.kind == VALUE_BOOL)
        equal.as.boolean = equal.as.boolean != negate;
    return equal;
}

// The kinds that rules compare most are compared here, without a call.
Value eval_equality(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value x, y;
    bool negate = node->kind == EXPR_NOT_EQUAL;
    const Value *a = eval_operand(e, node->children[0], &x), *b = eval_operand(e, node->children[1], &y);
    if (a->kind == VALUE_BOOL && b->kind == VALUE_BOOL)
        return eval_bool((a->as.boolean == b->as.boolean) != negate);
    if (a->kind == VALUE_STRING && b->kind == VALUE_STRING)
        return eval_bool(str_eq(*a->as.text, *b->as.text) != negate);
    return equality_of(e, a, b, negate);
}

static bool is_number(const Value *v)
{
    return v->kind == VALUE_INT || v->kind == VALUE_UINT || v->kind == VALUE_DOUBLE;
}

static double as_double(const Value *v)
{
    if (v->kind == VALUE_DOUBLE)
        return v->as.number;
    return v->kind == VALUE_INT ? (double)v->as.integer : (double)v->as.uinteger;
}

// An integer and a double are ordered as doubles, as CEL does it; NaN has no order: *nan.
static bool order_of(const Value *a, const Value *b, int *order, bool *nan)
{
    *nan = false;
    bool numbers = is_number(a) && is_number(b);
    if (!numbers || (a->kind != VALUE_DOUBLE && b->kind != VALUE_DOUBLE))
        return value_compare(*a, *b, order);
    double x = as_double(a), y = as_double(b);
    *nan = x != x || y != y;
    *order = (x > y) - (x < y);
    return true;
}

Value eval_order(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    ExprKind kind = (ExprKind)node->kind;
    int order = 0;
    bool nan = false;
    Value x, y;
    const Value *a = eval_operand(e, node->children[0], &x), *b = eval_operand(e, node->children[1], &y);
    if (!is_known(a) || !is_known(b))
        return eval_strict(e, *a, *b);
    if (!order_of(a, b, &order, &nan))
        return no_operator(e, kind, *a, *b);
    if (!eval_charge(e, value_weight(a)))
        return eval_exhausted(e);
    bool holds = (kind == EXPR_LESS && order < 0) || (kind == EXPR_LESS_EQUAL && order <= 0) ||
                 (kind == EXPR_GREATER && order > 0) || (kind == EXPR_GREATER_EQUAL && order >= 0);
    return eval_bool(holds && !nan);
}
