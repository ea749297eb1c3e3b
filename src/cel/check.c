#include "cel/check.h"

#include "cel/parser.h"
#include "cel/problems.h"

void check_problem(Checker *checker, const CelExpr *node, Str message, Str hint)
{
    if (checker->typed)
        problems_add(checker->arena, checker->problems, node->token, node->token_length, message, hint);
}

void check_fail(Checker *checker, CelExpr *node, Str message, Str hint)
{
    check_problem(checker, node, message, hint);
    node->kind = EXPR_FAIL;
    node->value = value_error(checker->arena, STR_FMT, STR_ARG(message));
    node->type = &t_dyn;
}

void check_is_bool(Checker *checker, const CelExpr *node, const char *role)
{
    TypeKind kind = types_strip(node->type)->kind;
    if (kind == TYPE_BOOL || kind == TYPE_DYN)
        return;
    Str message = str_printf(checker->arena, "%s must be a bool, this is of type " STR_FMT, role,
                             STR_ARG(type_text(checker->arena, node->type)));
    check_problem(checker, node, message, STR("compare it with something: `== …`"));
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by CEL_MAX_DEPTH
void check_enum(Checker *checker, const Type *type, const CelExpr *node)
{
    type = types_strip(type);
    if (type->kind == TYPE_LIST && node->kind == EXPR_LIST)
        for (size_t i = 0; i < node->count; i++)
            check_enum(checker, type->element, node->children[i]);
    if (type->kind != TYPE_ENUM)
        return;
    if (node->kind == EXPR_CONDITIONAL) {
        check_enum(checker, type, node->children[1]);
        check_enum(checker, type, node->children[2]);
    }
    if (node->kind != EXPR_CONST || node->value.kind != VALUE_STRING)
        return;
    for (size_t i = 0; i < type->name_count; i++)
        if (str_eq(*node->value.as.text, type->names[i]))
            return;
    Str hint = problems_nearest(checker->arena, *node->value.as.text, type->names, type->name_count);
    Str message = str_printf(checker->arena, "\"" STR_FMT "\" is no value of " STR_FMT, STR_ARG(*node->value.as.text),
                             STR_ARG(type->name.n > 0 ? type->name : STR("this enumeration")));
    check_problem(checker, node, message, hint);
}

void check_children(Checker *checker, CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    for (size_t i = 0; i < node->count; i++)
        check_node(checker, node->children[i]);
}

// What an element of a literal contributes: one written with `?` counts with what it holds.
static const Type *held_type(const CelExpr *element, bool optional)
{
    if (!optional)
        return element->type;
    return element->type->kind == TYPE_OPTIONAL ? element->type->element : &t_dyn;
}

// The type that the children first, first + step, … of a literal have in common; dyn if there is none.
static const Type *common_type(Checker *checker, const CelExpr *node, size_t first, size_t step)
{
    const Type *common = NULL;
    for (size_t i = first; i < node->count; i += step) {
        bool value = step == 1 || first == 1; // the `?` of a map entry stands at its key and is about its value
        const Type *type = held_type(node->children[i], value && node->children[i - first]->optional);
        common = common == NULL ? type : types_join(checker->arena, common, type);
        if (common == NULL)
            return &t_dyn;
    }
    return common == NULL ? &t_dyn : common;
}

// [a, b]: a list of what its elements have in common, else of dyn
static void check_list(Checker *checker, CelExpr *node)
{
    node->type = type_list(checker->arena, common_type(checker, node, 0, 1));
}

// {k: v}: keys are bool, int, uint or string
static void check_map(Checker *checker, CelExpr *node)
{
    for (size_t i = 0; i < node->count; i += 2) {
        TypeKind kind = node->children[i]->type->kind;
        bool key =
            kind == TYPE_BOOL || kind == TYPE_INT || kind == TYPE_UINT || kind == TYPE_STRING || kind == TYPE_ENUM;
        if (!key && kind != TYPE_DYN)
            check_problem(checker, node->children[i],
                          str_printf(checker->arena, "the key of a map is a bool, int, uint or string, not " STR_FMT,
                                     STR_ARG(type_text(checker->arena, node->children[i]->type))),
                          STR(""));
    }
    node->type = type_map(checker->arena, common_type(checker, node, 0, 2), common_type(checker, node, 1, 2));
}

// c ? a : b: both have a type in common
static void check_conditional(Checker *checker, CelExpr *node)
{
    const Type *a = node->children[1]->type, *b = node->children[2]->type;
    check_is_bool(checker, node->children[0], "the condition");
    node->type = types_join(checker->arena, a, b);
    if (node->type != NULL)
        return;
    Str message = str_printf(checker->arena, "the two branches differ: " STR_FMT " and " STR_FMT,
                             STR_ARG(type_text(checker->arena, a)), STR_ARG(type_text(checker->arena, b)));
    check_problem(checker, node, message, STR("make both the same type, or wrap one in dyn(…)"));
    node->type = &t_dyn;
}

static const Type *constant_type(Arena *arena, Value v)
{
    return v.kind == VALUE_TYPE ? &t_type : types_of_value(arena, v);
}

void check_node(Checker *checker, CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    ExprKind kind = (ExprKind)node->kind;
    bool own = kind == EXPR_CALL || kind == EXPR_MACRO || kind == EXPR_SELECT;
    if (!own)
        check_children(checker, node);
    node->type = &t_dyn;
    if (kind == EXPR_CONST)
        node->type = constant_type(checker->arena, node->value);
    else if (kind == EXPR_NAME)
        check_name(checker, node);
    else if (kind == EXPR_SELECT || kind == EXPR_HAS || kind == EXPR_MAYBE_SELECT)
        check_select(checker, node);
    else if (kind == EXPR_INDEX || kind == EXPR_MAYBE_INDEX)
        check_index(checker, node);
    else if (kind == EXPR_CALL)
        check_call(checker, node);
    else if (kind == EXPR_MACRO)
        check_macro(checker, node);
    else if (kind == EXPR_LIST)
        check_list(checker, node);
    else if (kind == EXPR_MAP)
        check_map(checker, node);
    else if (kind == EXPR_CONDITIONAL)
        check_conditional(checker, node);
    else if (kind >= EXPR_NOT)
        check_operator(checker, node);
    if (!checker->typed)
        node->type = &t_dyn;
}

const CelExpr *cel_compile(Arena *arena, const CelEnv *env, Str text, CelMode mode, CelProblems *problems)
{
    size_t first = problems->count;
    CelExpr *root = parse(arena, text, problems);
    if (root->height <= CEL_MAX_DEPTH && (mode == CEL_CHECKED || problems->count == first)) {
        Checker checker = {.arena = arena, .env = env, .problems = problems, .typed = mode == CEL_CHECKED};
        check_node(&checker, root);
    }
    problems_sort(problems, first);
    if (problems->count > first)
        return NULL;
    fold(arena, root);
    return root;
}
