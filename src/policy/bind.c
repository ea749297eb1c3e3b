// Values for the names of expressions (see bind.h).
#include "policy/bind.h"

// Variables read earlier variables; so deep, and the stack stays small.
enum { VARIABLE_DEPTH = 32 };

// What is remembered of one policy's variables.
typedef struct VariableMemo {
    Value *values;    // [variable index]
    uint32_t *serial; // under which it was computed; 0: never
} VariableMemo;

typedef struct VariablesObject {
    Object object;
    Evaluator *evaluator;
    const VariableSet *set;
} VariablesObject;

// --- fixed objects --------------------------------------------------------------------------------

Value fixed_object_get(const Object *object, unsigned index, Arena *arena)
{
    (void)arena;
    return ((const FixedObject *)object)->values[index];
}

const Object *fixed_object(Arena *arena, const ObjectClass *class, const Value *values)
{
    ObjectClass *copy = ARENA_NEW(arena, ObjectClass);
    *copy = *class;
    copy->get = fixed_object_get;
    copy->identity = NULL;
    FixedObject *object = ARENA_NEW(arena, FixedObject);
    object->object.class = copy;
    object->values = values;
    return &object->object;
}

static Value fixed_value(Arena *arena, const ObjectClass *class, const Value *values)
{
    FixedObject *object = ARENA_NEW(arena, FixedObject);
    object->object.class = class;
    object->values = values;
    return value_object(&object->object);
}

// --- variables ------------------------------------------------------------------------------------

static VariableMemo *memo_of(Evaluator *evaluator, const Policy *policy)
{
    VariableMemo *memo = &evaluator->memo[policy->index];
    if (!memo->values) {
        memo->values = ARENA_ARRAY(evaluator->lasting, Value, policy->variable_count);
        memo->serial = ARENA_ARRAY(evaluator->lasting, uint32_t, policy->variable_count);
    }
    return memo;
}

static Value variable_compute(Evaluator *evaluator, const CelExpr *expr, bool lasting)
{
    if (!expr) // only while a policy with mistakes is loaded
        return value_error(evaluator->arena, "the variable has a mistake");
    if (evaluator->depth >= VARIABLE_DEPTH)
        return value_error(evaluator->arena, "variables read each other more than %d deep", VARIABLE_DEPTH);
    Arena *arena = evaluator->arena;
    if (lasting)
        evaluator->arena = evaluator->lasting;
    evaluator->depth++;
    Value value = evaluate(evaluator, evaluator->policy, expr);
    evaluator->depth--;
    evaluator->arena = arena;
    return value;
}

Value variables_object_get(const Object *object, unsigned index, Arena *arena)
{
    (void)arena;
    const VariablesObject *variables = (const VariablesObject *)object;
    Evaluator *evaluator = variables->evaluator;
    const Policy *policy = evaluator->policy;
    unsigned variable = variables->set->variables[index];
    bool lasting = policy->variables[variable].value != NULL;
    uint32_t serial = lasting ? evaluator->scope_serial : evaluator->serial;
    VariableMemo *memo = memo_of(evaluator, policy);
    if (memo->serial[variable] != serial) {
        memo->values[variable] = variable_compute(evaluator, variables->set->values[index], lasting);
        memo->serial[variable] = serial;
    }
    return memo->values[variable];
}

static Value variables_value(Evaluator *evaluator)
{
    const VariableSet *set = policy_variables(evaluator->policy, evaluator->kind);
    VariablesObject *object = ARENA_NEW(evaluator->arena, VariablesObject);
    *object = (VariablesObject){{&set->class}, evaluator, set};
    return value_object(&object->object);
}

// --- slots ------------------------------------------------------------------------------------------

static Value params_value(const Evaluator *evaluator)
{
    const Policy *policy = evaluator->policy;
    const Value *values = evaluator->scope->params ? evaluator->scope->params[policy->index] : policy->param_values;
    return fixed_value(evaluator->arena, &policy->params_class, values);
}

static Value slot_value(void *context, unsigned slot)
{
    Evaluator *evaluator = context;
    const Scope *scope = evaluator->scope;
    switch (slot) {
    case SLOT_SELF:
        return evaluator->self;
    case SLOT_ORG:
        return scope->org;
    case SLOT_PARAMS:
        return params_value(evaluator);
    case SLOT_VARIABLES:
        return variables_value(evaluator);
    case SLOT_PROFILES:
        return fixed_value(evaluator->arena, &scope->set->profiles_class, scope->profiles);
    case SLOT_NOW:
        return scope->now;
    default:
        return scope->collections[slot - SLOT_COLLECTIONS];
    }
}

static void observe(void *context, const CelExpr *node, bool leaf, Value value)
{
    Evaluator *evaluator = context;
    evaluator->observe(evaluator->observer, node, leaf, value);
}

// --- evaluators -------------------------------------------------------------------------------------

Evaluator evaluator_new(const PolicySet *set, Arena *arena, Arena *lasting)
{
    return (Evaluator){
        .arena = arena,
        .lasting = lasting,
        .memo = ARENA_ARRAY(lasting, VariableMemo, set->policy_count),
    };
}

void evaluator_scope(Evaluator *evaluator, const Scope *scope)
{
    evaluator->scope = scope;
    evaluator->scope_serial++;
}

void evaluator_self(Evaluator *evaluator, const Kind *kind, Value self)
{
    evaluator->kind = kind;
    evaluator->self = self;
    evaluator->serial++;
}

CelRun evaluator_run(Evaluator *evaluator, const Policy *policy)
{
    evaluator->policy = policy;
    return (CelRun){
        .arena = evaluator->arena,
        .variable = slot_value,
        .context = evaluator,
        .cost = COST_BUDGET,
        .observe = evaluator->observe ? observe : NULL,
    };
}

Value evaluate(Evaluator *evaluator, const Policy *policy, const CelExpr *expr)
{
    CelRun run = evaluator_run(evaluator, policy);
    Value value = cel_eval(expr, &run);
    evaluator->cost += COST_BUDGET - run.cost;
    return value;
}

Str evaluate_template(Evaluator *evaluator, const Policy *policy, const CelTemplate *template,
                      Str (*quote)(Arena *arena, Value value))
{
    CelRun run = evaluator_run(evaluator, policy);
    return cel_template_eval(template, &run, quote);
}
