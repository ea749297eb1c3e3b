// The names that the expressions of a policy may use, in the order of the slots (policy.h).
#include "policy/policy.h"

const VariableSet *policy_variables(const Policy *policy, const Kind *kind)
{
    for (size_t i = 0; i < policy->variable_set_count; i++)
        if (policy->variable_sets[i].kind == kind)
            return &policy->variable_sets[i];
    return &policy->variable_sets[0];
}

// Keeps the numbering of the slots where a name is not available: no expression can spell this.
static void declare_nothing(CelEnv *env)
{
    (void)cel_env_variable(env, STR(" "), type_simple(TYPE_DYN));
}

static void declare_object(Arena *arena, CelEnv *env, Str name, const ObjectClass *class)
{
    if (class)
        (void)cel_env_variable(env, name, type_object(arena, class));
    else
        declare_nothing(env);
}

CelEnv *policy_env(Arena *arena, const PolicySet *set, const Policy *policy, const Kind *kind)
{
    CelEnv *env = cel_env_new(arena);
    const Kind *organization = schema_kind(set->schema, STR("organization"));
    declare_object(arena, env, STR("self"), kind ? &kind->class : NULL);
    declare_object(arena, env, STR("org"), organization ? &organization->class : NULL);
    declare_object(arena, env, STR("params"), policy ? &policy->params_class : NULL);
    declare_object(arena, env, STR("variables"), policy ? &policy_variables(policy, kind)->class : NULL);
    declare_object(arena, env, STR("profiles"), &set->profiles_class);
    (void)cel_env_variable(env, STR("now"), type_simple(TYPE_TIMESTAMP));
    for (size_t i = 0; i < set->schema->kind_count; i++) {
        const Kind *each = &set->schema->kinds[i];
        if (each->collection.n)
            (void)cel_env_variable(env, each->collection, type_list(arena, type_object(arena, &each->class)));
        else
            declare_nothing(env);
    }
    return env;
}
