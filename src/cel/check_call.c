// Calls and macros: which overload a call means, what a macro's variables are.
#include "cel/check.h"
#include "cel/problems.h"
#include "cel/regex.h"

// --- functions ----------------------------------------------------------------------------------

// optional.of(x) and the like: what looks like a method of a variable is a function with a dotted name.
static void resolve_namespace(Checker *checker, CelExpr *node)
{
    if (!node->method || check_is_local(checker, node->children[0]))
        return;
    Str space = check_dotted(checker, node->children[0]);
    if (space.n == 0)
        return;
    Str name = str_printf(checker->arena, STR_FMT "." STR_FMT, STR_ARG(space), STR_ARG(node->name));
    if (!env_has_function(checker->env, name))
        return;
    node->name = name;
    node->method = false;
    node->children++;
    node->count--;
}

// The functions of this name, form and number of arguments.
static size_t find_candidates(Checker *checker, const CelExpr *node, const CelFunction **out)
{
    size_t found = 0;
    for (size_t i = 0; i < checker->env->function_count; i++) {
        const CelFunction *function = checker->env->functions[i];
        bool same =
            function->method == node->method && function->arity == node->count && function_named(function, node->name);
        if (same && out != NULL)
            out[found] = function;
        found += same ? 1 : 0;
    }
    return found;
}

// The signatures of all functions of this name: "string.contains(string) -> bool; …".
static Str signatures(Checker *checker, Str name)
{
    StrBuf out = strbuf_new(checker->arena);
    for (size_t i = 0; i < checker->env->function_count; i++)
        if (function_named(checker->env->functions[i], name))
            strbuf_printf(&out, "%s" STR_FMT, out.n == 0 ? "write " : " or ",
                          STR_ARG(cel_function_text(checker->arena, checker->env->functions[i])));
    return strbuf_str(&out);
}

static Str nearest_function(Checker *checker, Str name)
{
    const CelEnv *env = checker->env;
    Str *names = ARENA_ARRAY(checker->arena, Str, env->function_count + 1);
    for (size_t i = 0; i < env->function_count; i++)
        names[i] = str(env->functions[i]->name);
    return problems_nearest(checker->arena, name, names, env->function_count);
}

// No function of this name, form and number of arguments.
static void no_function(Checker *checker, CelExpr *node)
{
    if (!env_has_function(checker->env, node->name)) {
        check_fail(checker, node, str_printf(checker->arena, "no function `" STR_FMT "`", STR_ARG(node->name)),
                   nearest_function(checker, node->name));
        return;
    }
    Str message =
        str_printf(checker->arena, "`" STR_FMT "` is not called like this, with %d argument%s", STR_ARG(node->name),
                   node->count - (node->method ? 1 : 0), node->count - (node->method ? 1 : 0) == 1 ? "" : "s");
    check_fail(checker, node, message, signatures(checker, node->name));
}

// No overload takes these types.
static void no_match(Checker *checker, CelExpr *node)
{
    StrBuf types = strbuf_new(checker->arena);
    for (size_t i = 0; i < node->count; i++)
        strbuf_printf(&types, "%s" STR_FMT, i == 0 ? "" : ", ",
                      STR_ARG(type_text(checker->arena, node->children[i]->type)));
    check_problem(checker, node,
                  str_printf(checker->arena, "`" STR_FMT "` does not take (" STR_FMT ")", STR_ARG(node->name),
                             STR_ARG(strbuf_str(&types))),
                  signatures(checker, node->name));
}

// Whether a signature takes the arguments; *result is what it then gives.
static bool signature_fits(Checker *checker, const CelFunction *function, const CelExpr *node, Bindings *bindings)
{
    *bindings = (Bindings){.count = 0};
    for (size_t i = 0; i < node->count; i++)
        if (!types_match(checker->arena, function->arguments[i], node->children[i]->type, bindings))
            return false;
    return true;
}

static void check_enum_arguments(Checker *checker, const CelFunction *function, const CelExpr *node,
                                 const Bindings *bindings)
{
    for (size_t i = 0; i < node->count; i++)
        check_enum(checker, types_replace(checker->arena, function->arguments[i], bindings), node->children[i]);
}

// Keeps the candidates that fit; the type is their common result, else dyn.
static void choose(Checker *checker, CelExpr *node, const CelFunction **candidates, size_t count)
{
    size_t kept = 0;
    node->type = NULL;
    for (size_t i = 0; i < count; i++) {
        Bindings bindings;
        if (!signature_fits(checker, candidates[i], node, &bindings))
            continue;
        const Type *result = types_replace(checker->arena, candidates[i]->result, &bindings);
        node->type = node->type == NULL || type_equals(node->type, result) ? result : &t_dyn;
        check_enum_arguments(checker, candidates[i], node, &bindings);
        candidates[kept++] = candidates[i];
    }
    node->candidates = candidates;
    node->candidate_count = kept;
    if (kept == 0) {
        node->type = &t_dyn;
        no_match(checker, node);
    }
}

// matches() with a literal pattern: compiled once, its errors are problems of the expression.
static void compile_pattern(Checker *checker, CelExpr *node)
{
    if (node->count != 2 || !str_eq(node->name, STR("matches")))
        return;
    const CelExpr *pattern = node->children[1];
    if (pattern->kind != EXPR_CONST || pattern->value.kind != VALUE_STRING)
        return;
    Str problem = STR("");
    node->regex = regex_compile(checker->arena, *pattern->value.as.text, &problem);
    if (node->regex == NULL)
        check_problem(checker, pattern, problem, STR("the syntax is RE2's: no lookaround, no backreferences"));
}

void check_call(Checker *checker, CelExpr *node)
{
    resolve_namespace(checker, node);
    check_children(checker, node);
    size_t count = find_candidates(checker, node, NULL);
    if (count == 0) {
        no_function(checker, node);
        return;
    }
    const CelFunction **candidates = ARENA_ARRAY(checker->arena, const CelFunction *, count);
    (void)find_candidates(checker, node, candidates);
    choose(checker, node, candidates, count);
    compile_pattern(checker, node);
}

// --- macros -------------------------------------------------------------------------------------

static const Type *type_of(Checker *checker, TypeKind kind, const Type *element)
{
    Type *type = ARENA_NEW(checker->arena, Type);
    *type = (Type){.kind = kind, .element = element};
    return type;
}

// The variables of a macro over a list (member, or index and member), a map (key, or key and value) or an optional
// (value).
static void bind_variables(Checker *checker, const CelExpr *node, const Type *range, Scope *scope)
{
    *scope = (Scope){.outer = checker->scope, .count = node->names, .types = {&t_dyn, &t_dyn}};
    for (size_t i = 0; i < node->names; i++)
        scope->names[i] = node->variables[i];
    bool two = node->names == 2;
    if (range->kind == TYPE_LIST || range->kind == TYPE_OPTIONAL)
        scope->types[two ? 1 : 0] = range->element;
    if (range->kind == TYPE_LIST && two)
        scope->types[0] = &t_int;
    if (range->kind == TYPE_MAP)
        scope->types[0] = range->key;
    if (range->kind == TYPE_MAP && two)
        scope->types[1] = range->element;
}

static bool is_predicate(MacroKind macro, size_t child)
{
    switch (macro) {
    case MACRO_ALL:
    case MACRO_EXISTS:
    case MACRO_EXISTS_ONE:
    case MACRO_FILTER:
    case MACRO_MAP_FILTER:
    case MACRO_TRANSFORM_MAP_FILTER:
        return child == 1;
    case MACRO_MAP:
    case MACRO_TRANSFORM_MAP:
    case MACRO_OPT_MAP:
    case MACRO_OPT_FLAT_MAP:
    case MACRO_OR:
    case MACRO_OR_VALUE:
        break;
    }
    return false;
}

static void check_range(Checker *checker, const CelExpr *node, const Type *range)
{
    bool optional = node->macro >= MACRO_OPT_MAP;
    bool fits = optional ? range->kind == TYPE_OPTIONAL : range->kind == TYPE_LIST || range->kind == TYPE_MAP;
    if (fits || range->kind == TYPE_DYN)
        return;
    check_problem(checker, node,
                  str_printf(checker->arena, STR_FMT "() needs %s, this is of type " STR_FMT, STR_ARG(node->name),
                             optional ? "an optional" : "a list or a map", STR_ARG(type_text(checker->arena, range))),
                  optional ? STR("x.?field is an optional") : STR(""));
}

// or(), orValue() and optFlatMap(): what both sides have in common.
static const Type *common_result(Checker *checker, const CelExpr *node, const Type *a, const Type *b)
{
    const Type *joined = types_join(checker->arena, a, b);
    if (joined != NULL)
        return joined;
    check_problem(checker, node->children[1],
                  str_printf(checker->arena, "this is of type " STR_FMT ", expected " STR_FMT,
                             STR_ARG(type_text(checker->arena, b)), STR_ARG(type_text(checker->arena, a))),
                  STR(""));
    return &t_dyn;
}

static const Type *macro_type(Checker *checker, const CelExpr *node, const Type *range, const Scope *scope)
{
    const Type *last = node->children[node->count - 1]->type;
    const Type *held = range->kind == TYPE_OPTIONAL ? range->element : &t_dyn;
    switch ((MacroKind)node->macro) {
    case MACRO_ALL:
    case MACRO_EXISTS:
    case MACRO_EXISTS_ONE:
        return &t_bool;
    case MACRO_FILTER:
        return range->set ? range : type_list(checker->arena, scope->types[0]);
    case MACRO_MAP:
    case MACRO_MAP_FILTER:
        return type_list(checker->arena, last);
    case MACRO_TRANSFORM_MAP:
    case MACRO_TRANSFORM_MAP_FILTER:
        return type_map(checker->arena, scope->types[0], last);
    case MACRO_OPT_MAP:
        return type_of(checker, TYPE_OPTIONAL, last);
    case MACRO_OPT_FLAT_MAP:
        return last->kind == TYPE_OPTIONAL || last->kind == TYPE_DYN ? last
                                                                     : common_result(checker, node, &t_optional, last);
    case MACRO_OR:
        return common_result(checker, node, range, last);
    case MACRO_OR_VALUE:
        return common_result(checker, node, held, last);
    }
    return &t_dyn;
}

void check_macro(Checker *checker, CelExpr *node)
{
    check_node(checker, node->children[0]);
    const Type *range = types_strip(node->children[0]->type);
    check_range(checker, node, range);
    Scope scope;
    bind_variables(checker, node, range, &scope);
    if (node->names > 0)
        checker->scope = &scope;
    for (size_t i = 1; i < node->count; i++) {
        check_node(checker, node->children[i]);
        if (is_predicate((MacroKind)node->macro, i))
            check_is_bool(checker, node->children[i], "the condition of a macro");
    }
    checker->scope = scope.outer;
    node->type = macro_type(checker, node, range, &scope);
    if (node->macro == MACRO_OR_VALUE && range->kind == TYPE_OPTIONAL)
        check_enum(checker, range->element, node->children[1]);
}
