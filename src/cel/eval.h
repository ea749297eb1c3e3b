// The evaluator: one function per kind of node.
#ifndef EXAUDIT_CEL_EVAL_H
#define EXAUDIT_CEL_EVAL_H

#include "cel/expr.h"

// The variables of a macro that is being evaluated.
typedef struct Frame Frame;
struct Frame {
    const Frame *outer;
    Value values[2];
};

typedef struct Eval {
    CelRun *run;
    Arena *arena;
    const Frame *frame;
    bool exhausted; // the cost budget: nothing is evaluated any more
} Eval;

// The value of a node.
Value eval(Eval *e, const CelExpr *node);

// Takes units off the budget; false when there are not enough, and from then on.
bool eval_charge(Eval *e, uint64_t units);
// The error of an exhausted budget.
Value eval_exhausted(const Eval *e);

// One function for each kind of node, or for kinds that are alike.
Value eval_logic(Eval *e, const CelExpr *node);        // && ||
Value eval_not(Eval *e, const CelExpr *node);          // !
Value eval_conditional(Eval *e, const CelExpr *node);  // ? :
Value eval_equality(Eval *e, const CelExpr *node);     // == !=
Value eval_order(Eval *e, const CelExpr *node);        // < <= > >=
Value eval_arithmetic(Eval *e, const CelExpr *node);   // + - * / %
Value eval_negate(Eval *e, const CelExpr *node);       // -
Value eval_in(Eval *e, const CelExpr *node);           // element in list, key in map
Value eval_select(Eval *e, const CelExpr *node);       // e.f
Value eval_has(Eval *e, const CelExpr *node);          // has(e.f)
Value eval_maybe_select(Eval *e, const CelExpr *node); // e.?f
Value eval_index(Eval *e, const CelExpr *node);        // e[k], e[?k]
Value eval_list(Eval *e, const CelExpr *node);         // [a, b]
Value eval_map(Eval *e, const CelExpr *node);          // {k: v}
Value eval_call(Eval *e, const CelExpr *node);
Value eval_macro(Eval *e, const CelExpr *node);

// The value of a child: constants are not copied, variables are read without a detour.
static inline const Value *eval_operand(Eval *e, const CelExpr *child, Value *storage)
{
    CelRun *run = e->run;
    bool plain = run->observe == NULL && run->cost > 0;
    if (plain && child->kind == EXPR_CONST) {
        run->cost--;
        return &child->value;
    }
    if (plain && child->kind == EXPR_VARIABLE) {
        run->cost--;
        *storage = run->variable(run->context, (unsigned)child->slot);
        return storage;
    }
    *storage = eval(e, child);
    return storage;
}

static inline Value eval_bool(bool b)
{
    return (Value){.kind = VALUE_BOOL, .as.boolean = b};
}

// What a strict operator gives for operands of which one is unknown or an error: error over unknown, the union of the
// reasons.
static inline Value eval_strict(Eval *e, Value a, Value b)
{
    if (a.kind == VALUE_ERROR || b.kind == VALUE_ERROR)
        return a.kind == VALUE_ERROR ? a : b;
    return value_join(e->arena, a, b);
}

static inline bool is_known(const Value *v)
{
    return v->kind < VALUE_UNKNOWN;
}

// An unknown for the reasons of everything unknown in v: members (at any depth) and openness. A known v has none: null
// kind.
Value value_pending(Arena *arena, Value v);

// An unknown when the positions in a list are not known: it is open, or a set of which a member is unknown (a set is
// sorted); else null.
Value list_disorder(Arena *arena, const List *list);

// How much work the top of a value is: bytes / 16, or elements.
uint64_t value_weight(const Value *v);

// Charges for a value and everything in it. What an expression makes is charged so, and what it compares: a list that
// holds another one twice is small, but a tree of such lists is not. false when the budget is exhausted.
bool eval_charge_tree(Eval *e, const Value *v);

#endif
