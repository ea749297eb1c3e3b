#include "cel/expr.h"
#include "cel/functions.h"

static void add_function(CelEnv *env, const CelFunction *function)
{
    env->functions = arena_grow(env->arena, env->functions, &env->function_capacity, env->function_count + 1,
                                sizeof(const CelFunction *)); // NOLINT(bugprone-sizeof-expression): of pointers
    env->functions[env->function_count++] = function;
}

CelEnv *cel_env_new(Arena *arena)
{
    static const FunctionTable *const tables[] = {
        &core_functions,     &string_functions, &text_functions,    &format_functions,  &time_functions,
        &optional_functions, &set_functions,    &network_functions, &version_functions,
    };
    enum { TABLES = 9, ROOM_FOR_OWN = 8 };
    CelEnv *env = ARENA_NEW(arena, CelEnv);
    env->arena = arena;
    env->function_capacity = ROOM_FOR_OWN;
    for (size_t i = 0; i < TABLES; i++)
        env->function_capacity += tables[i]->count;
    env->functions = ARENA_ARRAY(arena, const CelFunction *, env->function_capacity);
    for (size_t i = 0; i < TABLES; i++)
        for (size_t row = 0; row < tables[i]->count; row++)
            env->functions[env->function_count++] = &tables[i]->rows[row];
    return env;
}

void cel_env_container(CelEnv *env, Str container)
{
    env->container = str_dup(env->arena, container);
}

unsigned cel_env_variable(CelEnv *env, Str name, const Type *type)
{
    env->variables =
        arena_grow(env->arena, env->variables, &env->variable_capacity, env->variable_count + 1, sizeof(CelVariable));
    env->variables[env->variable_count] = (CelVariable){.name = str_dup(env->arena, name), .type = type};
    return (unsigned)env->variable_count++;
}

void cel_env_function(CelEnv *env, const CelFunction *function)
{
    add_function(env, function);
}

const CelFunction *cel_env_function_at(const CelEnv *env, size_t index)
{
    return index < env->function_count ? env->functions[index] : NULL;
}

Str cel_function_text(Arena *arena, const CelFunction *function)
{
    StrBuf out = strbuf_new(arena);
    size_t first = function->method ? 1 : 0;
    if (function->method)
        strbuf_printf(&out, STR_FMT ".", STR_ARG(type_text(arena, function->arguments[0])));
    strbuf_printf(&out, "%s(", function->name);
    for (size_t i = first; i < function->arity; i++)
        strbuf_printf(&out, "%s" STR_FMT, i == first ? "" : ", ", STR_ARG(type_text(arena, function->arguments[i])));
    strbuf_printf(&out, ") -> " STR_FMT, STR_ARG(type_text(arena, function->result)));
    return strbuf_str(&out);
}

int env_variable(const CelEnv *env, Str name)
{
    for (size_t i = env->variable_count; i-- > 0;)
        if (str_eq(env->variables[i].name, name))
            return (int)i;
    return -1;
}

bool env_has_function(const CelEnv *env, Str name)
{
    for (size_t i = 0; i < env->function_count; i++)
        if (function_named(env->functions[i], name))
            return true;
    return false;
}
