// Folding: what an expression says about constants only is computed once, when it is compiled.
#include "cel/check.h"
#include "cel/eval.h"

// Units that one folded node may cost; what is dearer is computed when it is needed.
enum { FOLD_COST = 10000 };

static bool is_chain(const CelExpr *node)
{
    if (node->kind == EXPR_VARIABLE || node->kind == EXPR_LOCAL)
        return true;
    return node->kind == EXPR_SELECT && node->children[0]->chain;
}

// A variable, or a chain of fields that is not part of a longer one; of a macro's variable only a chain of fields.
static void mark_leaves(CelExpr *node)
{
    bool over_chain = node->kind == EXPR_SELECT || node->kind == EXPR_HAS;
    node->chain = is_chain(node);
    node->leaf = (node->chain && node->kind != EXPR_LOCAL) || (node->kind == EXPR_HAS && node->children[0]->chain);
    if (over_chain && node->children[0]->chain)
        node->children[0]->leaf = false;
}

static bool is_constant(const CelExpr *node)
{
    ExprKind kind = (ExprKind)node->kind;
    if (kind == EXPR_CONST || kind == EXPR_FAIL || kind == EXPR_VARIABLE || kind == EXPR_LOCAL || kind == EXPR_NAME)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (node->children[i]->kind != EXPR_CONST)
            return false;
    return true;
}

static bool is_set(const Type *type)
{
    return type->set || (type->kind == TYPE_NULLABLE && type->element->set);
}

// A literal list that is compared with a set becomes one: it is put in order once.
static void order_literal(Arena *arena, CelExpr *node)
{
    if (node->kind != EXPR_EQUAL && node->kind != EXPR_NOT_EQUAL)
        return;
    for (unsigned i = 0; i < 2; i++) {
        CelExpr *literal = node->children[i];
        bool list = literal->kind == EXPR_CONST && literal->value.kind == VALUE_LIST;
        if (list && is_set(node->children[1 - i]->type))
            literal->value = value_set(arena, literal->value.as.list->items, literal->value.as.list->count, NULL);
    }
}

static Value no_variable(void *context, unsigned slot)
{
    (void)context;
    (void)slot;
    return value_null();
}

void fold(Arena *arena, CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    for (size_t i = 0; i < node->count; i++)
        fold(arena, node->children[i]);
    mark_leaves(node);
    order_literal(arena, node);
    if (!is_constant(node))
        return;
    CelRun run = {.arena = arena, .variable = no_variable, .cost = FOLD_COST};
    Value v = cel_eval(node, &run);
    if (!is_known(&v))
        return;
    node->kind = EXPR_CONST;
    node->value = v;
}

// --- walking ------------------------------------------------------------------------------------

const Type *cel_type(const CelExpr *expr)
{
    return expr->type;
}

Str cel_source(const CelExpr *expr)
{
    return expr->source;
}

size_t cel_children(const CelExpr *expr)
{
    return expr->count;
}

const CelExpr *cel_child(const CelExpr *expr, size_t index)
{
    return expr->children[index];
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by CEL_MAX_DEPTH
void cel_variables(const CelExpr *expr, void (*visit)(void *context, unsigned slot), void *context)
{
    if (expr->kind == EXPR_VARIABLE)
        visit(context, (unsigned)expr->slot);
    for (size_t i = 0; i < expr->count; i++)
        cel_variables(expr->children[i], visit, context);
}
