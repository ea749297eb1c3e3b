// Names and fields: which variable, type or field an identifier means.
#include "cel/check.h"
#include "cel/problems.h"

// --- macro variables ----------------------------------------------------------------------------

// Finds the variable `name` of the macros around; how many macros out, and which of its variables.
static const Type *find_local(const Checker *checker, Str name, unsigned *hops, int *slot)
{
    *hops = 0;
    for (const Scope *scope = checker->scope; scope != NULL; scope = scope->outer, (*hops)++) {
        for (*slot = 0; (size_t)*slot < scope->count; (*slot)++)
            if (str_eq(scope->names[*slot], name))
                return scope->types[*slot];
    }
    return NULL;
}

bool check_is_local(const Checker *checker, const CelExpr *node)
{
    while (node->kind == EXPR_SELECT)
        node = node->children[0];
    unsigned hops = 0;
    int slot = 0;
    return node->kind == EXPR_NAME && !node->absolute && find_local(checker, node->name, &hops, &slot) != NULL;
}

// --- dotted names -------------------------------------------------------------------------------

static void add_dotted(StrBuf *out, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    if (node->kind == EXPR_SELECT) {
        add_dotted(out, node->children[0]);
        strbuf_char(out, '.');
    }
    strbuf_add(out, node->name);
}

Str check_dotted(Checker *checker, const CelExpr *node)
{
    const CelExpr *head = node;
    while (head->kind == EXPR_SELECT)
        head = head->children[0];
    if (head->kind != EXPR_NAME)
        return STR("");
    if (head == node)
        return node->name;
    StrBuf out = strbuf_new(checker->arena);
    add_dotted(&out, node);
    return strbuf_str(&out);
}

static bool is_absolute(const CelExpr *node)
{
    while (node->kind == EXPR_SELECT)
        node = node->children[0];
    return node->absolute;
}

// Makes the node a variable or a type if `name` is one.
static bool resolve_exact(Checker *checker, CelExpr *node, Str name)
{
    int slot = env_variable(checker->env, name);
    if (slot >= 0) {
        node->kind = EXPR_VARIABLE;
        node->slot = slot;
        node->count = 0;
        node->type = checker->env->variables[slot].type;
        return true;
    }
    const Type *type = types_named(name);
    if (type == NULL)
        return false;
    node->kind = EXPR_CONST;
    node->count = 0;
    node->value = value_type(type);
    node->type = &t_type;
    return true;
}

// Tries a dotted name inside the container, then inside each of the container's parents, then alone.
static bool resolve(Checker *checker, CelExpr *node, Str name, bool absolute)
{
    Str container = absolute ? STR("") : checker->env->container;
    while (container.n > 0) {
        Str inside = str_printf(checker->arena, STR_FMT "." STR_FMT, STR_ARG(container), STR_ARG(name));
        if (resolve_exact(checker, node, inside))
            return true;
        size_t dot = container.n;
        while (dot > 0 && container.p[dot - 1] != '.')
            dot--;
        container = str_slice(container, 0, dot > 0 ? dot - 1 : 0);
    }
    return resolve_exact(checker, node, name);
}

static Str nearest_name(Checker *checker, Str name)
{
    const CelEnv *env = checker->env;
    Str *names = ARENA_ARRAY(checker->arena, Str, env->variable_count + 1);
    for (size_t i = 0; i < env->variable_count; i++)
        names[i] = env->variables[i].name;
    return problems_nearest(checker->arena, name, names, env->variable_count);
}

// What a bare word probably meant to be.
static Str name_hint(Checker *checker, Str name)
{
    if (str_eq_fold(name, STR("true")) || str_eq_fold(name, STR("false")) || str_eq_fold(name, STR("null")))
        return str_printf(checker->arena, "write `" STR_FMT "`", STR_ARG(str_fold(checker->arena, name)));
    if (env_has_function(checker->env, name))
        return STR("this is a function: it needs parentheses");
    Str hint = nearest_name(checker, name);
    return hint.n > 0 ? hint : STR("a text stands in quotes");
}

void check_name(Checker *checker, CelExpr *node)
{
    unsigned hops = 0;
    int slot = 0;
    const Type *type = node->absolute ? NULL : find_local(checker, node->name, &hops, &slot);
    if (type != NULL) {
        node->kind = EXPR_LOCAL;
        node->hops = hops;
        node->slot = slot;
        node->type = type;
    } else if (!resolve(checker, node, node->name, node->absolute)) {
        check_fail(checker, node, str_printf(checker->arena, "no variable `" STR_FMT "`", STR_ARG(node->name)),
                   name_hint(checker, node->name));
    }
}

// --- fields -------------------------------------------------------------------------------------

static const Type *object_field_type(Checker *checker, CelExpr *node, const ObjectClass *class)
{
    int index = object_field(class, node->name);
    node->class = class;
    node->slot = index;
    if (index >= 0)
        return class->fields[index].type;
    Str *names = ARENA_ARRAY(checker->arena, Str, class->count + 1);
    for (size_t i = 0; i < class->count; i++)
        names[i] = class->fields[i].name;
    Str message =
        str_printf(checker->arena, "no field `" STR_FMT "` in " STR_FMT, STR_ARG(node->name), STR_ARG(class->name));
    check_problem(checker, node, message, problems_nearest(checker->arena, node->name, names, class->count));
    return &t_dyn;
}

// The type of a field of something of type `operand`; optionals pass the question on to what they hold.
static const Type *field_type(Checker *checker, CelExpr *node, const Type *operand)
{
    operand = types_strip(operand);
    if (operand->kind == TYPE_DYN)
        return &t_dyn;
    if (operand->kind == TYPE_OBJECT)
        return object_field_type(checker, node, operand->class);
    if (operand->kind == TYPE_MAP && types_fit(operand->key, &t_string))
        return operand->element;
    Str message = str_printf(checker->arena, STR_FMT " has no fields", STR_ARG(type_text(checker->arena, operand)));
    Str hint = operand->kind == TYPE_LIST ? STR("for its members write x.exists(m, …m…) or x.all(m, …m…)") : STR("");
    check_problem(checker, node, message, hint);
    return &t_dyn;
}

static const Type *optional_of(Checker *checker, const Type *element)
{
    Type *type = ARENA_NEW(checker->arena, Type);
    *type = (Type){.kind = TYPE_OPTIONAL, .element = element};
    return type;
}

// e.f, has(e.f), e.?f. A chain of names may be one dotted name: the longest one that is declared.
void check_select(Checker *checker, CelExpr *node)
{
    if (node->kind == EXPR_SELECT) {
        Str dotted = check_is_local(checker, node) ? STR("") : check_dotted(checker, node);
        if (dotted.n > 0 && resolve(checker, node, dotted, is_absolute(node)))
            return;
        check_children(checker, node);
    }
    const Type *operand = types_strip(node->children[0]->type);
    bool chained = operand->kind == TYPE_OPTIONAL;
    const Type *type = field_type(checker, node, chained ? operand->element : operand);
    if (node->kind == EXPR_HAS)
        type = &t_bool;
    else if (chained || node->kind == EXPR_MAYBE_SELECT)
        type = optional_of(checker, type);
    node->type = type;
}

// The type of e[k] for something of type `operand`.
static const Type *element_type(Checker *checker, const CelExpr *node, const Type *operand)
{
    const CelExpr *key = node->children[1];
    if (operand->kind == TYPE_DYN)
        return &t_dyn;
    if (operand->kind != TYPE_LIST && operand->kind != TYPE_MAP) {
        check_problem(checker, node->children[0],
                      str_printf(checker->arena, STR_FMT " has no elements to index",
                                 STR_ARG(type_text(checker->arena, operand))),
                      STR(""));
        return &t_dyn;
    }
    const Type *want = operand->kind == TYPE_LIST ? &t_int : operand->key;
    if (!types_comparable(want, key->type))
        check_problem(checker, key,
                      str_printf(checker->arena, "the index is of type " STR_FMT ", expected " STR_FMT,
                                 STR_ARG(type_text(checker->arena, key->type)),
                                 STR_ARG(type_text(checker->arena, want))),
                      STR(""));
    else
        check_enum(checker, want, key);
    return operand->element;
}

// e[k], e[?k]
void check_index(Checker *checker, CelExpr *node)
{
    const Type *operand = types_strip(node->children[0]->type);
    bool chained = operand->kind == TYPE_OPTIONAL;
    const Type *type = element_type(checker, node, chained ? types_strip(operand->element) : operand);
    node->type = chained || node->kind == EXPR_MAYBE_INDEX ? optional_of(checker, type) : type;
}
