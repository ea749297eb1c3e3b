// Binding: gives the names of a policy's expressions their values, and evaluates within a cost budget.
//
// One evaluator per worker. What depends on `self` is remembered for one entity, everything else for one organization,
// so a shared variable costs once however many rules read it.
#ifndef EXAUDIT_POLICY_BIND_H
#define EXAUDIT_POLICY_BIND_H

#include "policy/policy.h"

// Units that one expression (or one variable) may spend; an example of what it buys: `all` over 100,000 members.
enum { COST_BUDGET = 1000000 };

// What expressions of one organization see beside `self`.
typedef struct Scope {
    const PolicySet *set;
    Value org;
    const Value *collections; // [kind index]
    const Value *profiles;    // [profile index]: bool or unknown
    Value now;
    const Value *const *params; // [policy index]; NULL: as the policies say
} Scope;

// An object whose fields are values that are simply there.
typedef struct FixedObject {
    Object object;
    const Value *values; // one per field of the class
} FixedObject;
// An object with the fields of `class` and these values; its class is a copy that differs in how fields are read, so
// that expressions checked against `class` read it.
const Object *fixed_object(Arena *arena, const ObjectClass *class, const Value *values);
// The `get` of such classes.
Value fixed_object_get(const Object *object, unsigned index, Arena *arena);

// The `get` of the classes of `variables`.
Value variables_object_get(const Object *object, unsigned index, Arena *arena);

typedef struct Evaluator {
    const Scope *scope;
    const Policy *policy; // whose params and variables are seen; NULL: none
    const Kind *kind;     // of self; NULL: none
    Value self;
    Arena *arena;   // for values about self; rewound by the owner after evaluator_self with another entity
    Arena *lasting; // for values about the organization
    // Told of every finished sub-expression, also within variables when they are computed. NULL: nobody.
    void (*observe)(void *context, const CelExpr *node, bool leaf, Value value);
    void *observer;
    uint64_t cost; // spent so far

    struct VariableMemo *memo; // [policy index]
    uint32_t serial;           // of self: what was remembered under another number is stale
    uint32_t scope_serial;
    unsigned depth;
} Evaluator;

Evaluator evaluator_new(const PolicySet *set, Arena *arena, Arena *lasting);
// Another organization.
void evaluator_scope(Evaluator *evaluator, const Scope *scope);
// Another entity.
void evaluator_self(Evaluator *evaluator, const Kind *kind, Value self);
// The value of an expression of `policy`: known, unknown, or an error.
Value evaluate(Evaluator *evaluator, const Policy *policy, const CelExpr *expr);
// The text of a template; `quote` as in cel_template_eval.
Str evaluate_template(Evaluator *evaluator, const Policy *policy, const CelTemplate *template,
                      Str (*quote)(Arena *arena, Value value));
// The run with which cel_eval and cel_template_eval see the names of `policy`.
CelRun evaluator_run(Evaluator *evaluator, const Policy *policy);

#endif
