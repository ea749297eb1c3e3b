// The plan of a run: which rules judge which entities, and where their verdicts are kept.
//
// Rules are indexed by kind and by the subtypes that their `when` can hold for, so an entity costs only the rules that
// may apply. One byte is kept per rule × entity; findings are made of them at the end.
#ifndef EXAUDIT_AUDIT_PLAN_H
#define EXAUDIT_AUDIT_PLAN_H

#include "audit/group.h"
#include "audit/scope.h"

typedef struct RuleList {
    const Rule **items;
    size_t count;
} RuleList;

typedef struct KindPlan {
    EntityList entities;  // of every organization
    RuleList rules;       // that judge entities one by one
    RuleList *by_subtype; // [subtype + 1] of them; [0]: subtype not known
    uint8_t *verdicts;    // [entity * rules.count + position of the rule]
} KindPlan;

// A piece of work: some entities of one kind and organization, or one consistency rule over all of them.
typedef struct Task {
    const AuditScope *scope;
    const Kind *kind;
    size_t from, to;  // in KindPlan.entities
    const Rule *rule; // NULL: all rules that judge one by one
    Groups groups;    // what a consistency rule came to
} Task;

// The things (an organization, or servers) on which it is said that entities of a kind are not known.
typedef struct Gaps {
    const Entity **items;
    size_t count;
} Gaps;

// A finding that is no verdict byte: a kind that no export shows.
typedef struct Missing {
    const Rule *rule;
    const Entity *entity; // the organization, or a server
    Verdict verdict;
} Missing;

// Items from .. to - 1 of a list.
typedef struct Span {
    size_t from, to;
} Span;

typedef struct AuditPlan {
    const AuditScope *scopes;
    size_t scope_count;
    KindPlan *kinds;    // [kind index]
    const Rule **order; // the selected rules by severity (critical first) and id
    size_t rule_count;
    unsigned *position; // [rule index] in KindPlan.rules
    Task *tasks;
    size_t task_count;
    Gaps *gaps; // [scope * kinds + kind index]
    size_t kind_count;
    Missing *missing; // by rule, in the order of `order`
    size_t missing_count;
    Span *missing_of; // [rule index] in `missing`
} AuditPlan;

AuditPlan *plan_new(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                    const AuditScope *scopes);

// Where entities of a kind are not known; `items`: those of the organization that are.
Gaps find_gaps(Arena *arena, const Estate *estate, const AuditScope *scope, const Kind *kind,
               const Entity *const *items, size_t count);
const Gaps *plan_gaps(const AuditPlan *plan, const AuditScope *scope, const Kind *kind);

// What the selected rules say about gaps (design §4), once the tasks are done: fills plan->missing.
void plan_missing(AuditPlan *plan, Arena *arena, const PolicySet *policies);
// Why the entities of a kind are not all known in an organization; NULL: they are.
const Unknown *collection_open(const AuditScope *scope, const Kind *kind);

// Makes the sorted findings and the summary of what the plan's tasks came to.
void collect_findings(Audit *audit, Arena *arena);

#endif
