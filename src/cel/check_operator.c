// Operators: which types they take.
#include "cel/check.h"

static const char *const symbols[] = {
    [EXPR_NOT] = "!",      [EXPR_NEGATE] = "-",         [EXPR_AND] = "&&",   [EXPR_OR] = "||",
    [EXPR_EQUAL] = "==",   [EXPR_NOT_EQUAL] = "!=",     [EXPR_LESS] = "<",   [EXPR_LESS_EQUAL] = "<=",
    [EXPR_GREATER] = ">",  [EXPR_GREATER_EQUAL] = ">=", [EXPR_IN] = "in",    [EXPR_ADD] = "+",
    [EXPR_SUBTRACT] = "-", [EXPR_MULTIPLY] = "*",       [EXPR_DIVIDE] = "/", [EXPR_REMAINDER] = "%",
};

// Arithmetic: the kinds on both sides and the result.
static const struct {
    uint8_t kind;
    const Type *left, *right, *result;
} arithmetic[] = {
    {EXPR_ADD, &t_int, &t_int, &t_int},
    {EXPR_ADD, &t_uint, &t_uint, &t_uint},
    {EXPR_ADD, &t_double, &t_double, &t_double},
    {EXPR_ADD, &t_string, &t_string, &t_string},
    {EXPR_ADD, &t_bytes, &t_bytes, &t_bytes},
    {EXPR_ADD, &t_list_a, &t_list_a, &t_list_a},
    {EXPR_ADD, &t_timestamp, &t_duration, &t_timestamp},
    {EXPR_ADD, &t_duration, &t_timestamp, &t_timestamp},
    {EXPR_ADD, &t_duration, &t_duration, &t_duration},
    {EXPR_SUBTRACT, &t_int, &t_int, &t_int},
    {EXPR_SUBTRACT, &t_uint, &t_uint, &t_uint},
    {EXPR_SUBTRACT, &t_double, &t_double, &t_double},
    {EXPR_SUBTRACT, &t_timestamp, &t_timestamp, &t_duration},
    {EXPR_SUBTRACT, &t_timestamp, &t_duration, &t_timestamp},
    {EXPR_SUBTRACT, &t_duration, &t_duration, &t_duration},
    {EXPR_MULTIPLY, &t_int, &t_int, &t_int},
    {EXPR_MULTIPLY, &t_uint, &t_uint, &t_uint},
    {EXPR_MULTIPLY, &t_double, &t_double, &t_double},
    {EXPR_DIVIDE, &t_int, &t_int, &t_int},
    {EXPR_DIVIDE, &t_uint, &t_uint, &t_uint},
    {EXPR_DIVIDE, &t_double, &t_double, &t_double},
    {EXPR_REMAINDER, &t_int, &t_int, &t_int},
    {EXPR_REMAINDER, &t_uint, &t_uint, &t_uint},
};

// What to write instead when these two kinds meet.
static const struct {
    uint8_t one, other;
    const char *hint;
} hints[] = {
    {TYPE_VERSION, TYPE_STRING, "write version(\"…\")"},
    {TYPE_TIMESTAMP, TYPE_STRING, "write timestamp(\"…\")"},
    {TYPE_DURATION, TYPE_STRING, "write duration(\"…\")"},
    {TYPE_BOOL, TYPE_STRING, "write true or false without quotes"},
    {TYPE_BOOL, TYPE_ENUM, "write true or false without quotes"},
    {TYPE_INT, TYPE_STRING, "write the number without quotes, or convert: int(x), string(x)"},
    {TYPE_INT, TYPE_DOUBLE, "convert one: double(x), int(x)"},
    {TYPE_INT, TYPE_UINT, "convert one: int(x), uint(x)"},
    {TYPE_UINT, TYPE_DOUBLE, "convert one: double(x), uint(x)"},
    {TYPE_LIST, TYPE_STRING, "ask for a member: \"…\" in x, or x.exists(m, …m…)"},
    {TYPE_LIST, TYPE_ENUM, "ask for a member: \"…\" in x, or x.exists(m, …m…)"},
};

static Str mismatch_hint(const Type *a, const Type *b)
{
    TypeKind x = types_strip(a)->kind, y = types_strip(b)->kind;
    if (x == TYPE_NULL || y == TYPE_NULL)
        return STR("the other side is never null");
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if ((x == hints[i].one && y == hints[i].other) || (y == hints[i].one && x == hints[i].other))
            return str(hints[i].hint);
    return STR("");
}

static void mismatch(Checker *checker, const CelExpr *node, const char *verb)
{
    const Type *a = node->children[0]->type, *b = node->children[1]->type;
    Str message = str_printf(checker->arena, "`%s` cannot %s " STR_FMT " and " STR_FMT, symbols[node->kind], verb,
                             STR_ARG(type_text(checker->arena, a)), STR_ARG(type_text(checker->arena, b)));
    check_problem(checker, node, message, mismatch_hint(a, b));
}

// == and != take two types of which one value can equal another
static void check_equality(Checker *checker, CelExpr *node)
{
    const CelExpr *left = node->children[0], *right = node->children[1];
    node->type = &t_bool;
    if (!types_comparable(left->type, right->type)) {
        mismatch(checker, node, "compare");
        return;
    }
    check_enum(checker, left->type, right);
    check_enum(checker, right->type, left);
}

static bool is_ordered(const Type *type)
{
    TypeKind kind = type->kind;
    return types_numeric(type) || kind == TYPE_BOOL || kind == TYPE_STRING || kind == TYPE_BYTES || kind == TYPE_ENUM ||
           kind == TYPE_TIMESTAMP || kind == TYPE_DURATION || kind == TYPE_VERSION;
}

// < <= > >= take two numbers, or two bools, strings, bytes, timestamps, durations or versions
static void check_order(Checker *checker, CelExpr *node)
{
    const Type *a = types_strip(node->children[0]->type), *b = types_strip(node->children[1]->type);
    node->type = &t_bool;
    if (a->kind == TYPE_DYN || b->kind == TYPE_DYN)
        return;
    bool text = types_fit(&t_string, a) && types_fit(&t_string, b);
    if (!is_ordered(a) || !is_ordered(b) || (a->kind != b->kind && !text && !(types_numeric(a) && types_numeric(b))))
        mismatch(checker, node, "compare");
}

// x in list, key in map
static void check_in(Checker *checker, CelExpr *node)
{
    const CelExpr *element = node->children[0], *container = node->children[1];
    const Type *type = types_strip(container->type);
    node->type = &t_bool;
    if (type->kind == TYPE_DYN)
        return;
    if (type->kind != TYPE_LIST && type->kind != TYPE_MAP) {
        mismatch(checker, node, "take");
        return;
    }
    const Type *member = type->kind == TYPE_LIST ? type->element : type->key;
    if (!types_comparable(member, element->type)) {
        Str message =
            str_printf(checker->arena, "a value of type " STR_FMT " is never in " STR_FMT,
                       STR_ARG(type_text(checker->arena, element->type)), STR_ARG(type_text(checker->arena, type)));
        check_problem(checker, node, message, mismatch_hint(element->type, member));
        return;
    }
    check_enum(checker, member, element);
    if (container->kind == EXPR_LIST)
        for (size_t i = 0; i < container->count; i++)
            check_enum(checker, element->type, container->children[i]);
}

// list + list: a list of what both have in common, a set if both are
static const Type *list_sum(Checker *checker, const Type *a, const Type *b)
{
    const Type *element = types_join(checker->arena, a->element, b->element);
    if (element == NULL)
        element = &t_dyn;
    return a->set && b->set ? type_set(checker->arena, element) : type_list(checker->arena, element);
}

static void check_arithmetic(Checker *checker, CelExpr *node)
{
    const Type *a = types_strip(node->children[0]->type), *b = types_strip(node->children[1]->type);
    const Type *result = NULL;
    for (size_t i = 0; i < sizeof arithmetic / sizeof *arithmetic; i++) {
        Bindings bindings = {.count = 0};
        if (arithmetic[i].kind != node->kind || !types_match(checker->arena, arithmetic[i].left, a, &bindings) ||
            !types_match(checker->arena, arithmetic[i].right, b, &bindings))
            continue;
        bool lists = a->kind == TYPE_LIST && b->kind == TYPE_LIST;
        const Type *found =
            lists ? list_sum(checker, a, b) : types_replace(checker->arena, arithmetic[i].result, &bindings);
        result = result == NULL || type_equals(result, found) ? found : &t_dyn;
    }
    if (result == NULL)
        mismatch(checker, node, "take");
    node->type = result == NULL ? &t_dyn : result;
}

// !bool, -number
static void check_unary(Checker *checker, CelExpr *node)
{
    const Type *type = types_strip(node->children[0]->type);
    if (node->kind == EXPR_NOT) {
        check_is_bool(checker, node->children[0], "what follows `!`");
        node->type = &t_bool;
        return;
    }
    node->type = type;
    if (type->kind != TYPE_DYN && type->kind != TYPE_INT && type->kind != TYPE_DOUBLE)
        check_problem(checker, node,
                      str_printf(checker->arena, "`-` takes an int or a double, not " STR_FMT,
                                 STR_ARG(type_text(checker->arena, type))),
                      STR(""));
}

void check_operator(Checker *checker, CelExpr *node)
{
    ExprKind kind = (ExprKind)node->kind;
    if (kind == EXPR_NOT || kind == EXPR_NEGATE) {
        check_unary(checker, node);
    } else if (kind == EXPR_AND || kind == EXPR_OR) {
        for (size_t i = 0; i < node->count; i++)
            check_is_bool(checker, node->children[i], kind == EXPR_AND ? "an operand of `&&`" : "an operand of `||`");
        node->type = &t_bool;
    } else if (kind == EXPR_EQUAL || kind == EXPR_NOT_EQUAL) {
        check_equality(checker, node);
    } else if (kind == EXPR_IN) {
        check_in(checker, node);
    } else if (kind >= EXPR_ADD) {
        check_arithmetic(checker, node);
    } else {
        check_order(checker, node);
    }
}
