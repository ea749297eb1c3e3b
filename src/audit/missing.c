// Kinds that no export shows: silence is never a pass (design §4).
#include "audit/plan.h"

const Unknown *collection_open(const AuditScope *scope, const Kind *kind)
{
    Value collection = scope->names.collections[kind->index];
    if (value_is(collection, VALUE_UNKNOWN))
        return collection.as.unknown;
    return value_is(collection, VALUE_LIST) ? collection.as.list->open : NULL;
}

// --- gaps -------------------------------------------------------------------------------------------

static int compare_pointers(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t) * (const Entity *const *)left, b = (uintptr_t) * (const Entity *const *)right;
    return a < b ? -1 : a > b;
}

// The servers on which entities of the list are; sorted by address, only to be looked up.
static Gaps servers_of(Arena *arena, const Entity *const *items, size_t count)
{
    Gaps servers = {ARENA_ARRAY(arena, const Entity *, count), 0};
    for (size_t i = 0; i < count; i++)
        if (servers.count == 0 || servers.items[servers.count - 1] != items[i]->server)
            servers.items[servers.count++] = items[i]->server;
    if (servers.count > 1)
        qsort(servers.items, servers.count, sizeof(const Entity *), compare_pointers);
    return servers;
}

// Servers that did not export the kind and show nothing of it, in the order of the coverage.
static void add_uncovered(Gaps *gaps, const Estate *estate, const AuditScope *scope, const Kind *kind, const Gaps *seen)
{
    for (size_t i = 0; i < estate->coverage_count; i++) {
        const Coverage *row = &estate->coverage[i];
        if (row->kind != kind || row->organization != scope->organization || !row->server || row->present)
            continue;
        bool again = gaps->count > 0 && gaps->items[gaps->count - 1] == row->server;
        if (!again && !bsearch(&row->server, seen->items, seen->count, sizeof(const Entity *), compare_pointers))
            gaps->items[gaps->count++] = row->server;
    }
}

// Whether an entity exists for everything of the kind that must exist: what was not exported shows there.
static bool is_expected(const Estate *estate, const Kind *kind)
{
    for (size_t i = 0; i < kind->subtype_count; i++)
        if (kind->subtypes[i].expected)
            return true;
    return kind == schema_kind(estate->schema, STR("server"));
}

// No entity at all: the organization. Some: each server that did not export them; if there is none of these, the
// organization, because something else (a filtered export) leaves the collection open.
Gaps find_gaps(Arena *arena, const Estate *estate, const AuditScope *scope, const Kind *kind,
               const Entity *const *items, size_t count)
{
    Gaps gaps = {NULL, 0};
    if (!collection_open(scope, kind) || (count > 0 && is_expected(estate, kind)))
        return gaps;
    gaps.items = ARENA_ARRAY(arena, const Entity *, estate->coverage_count + 1);
    if (count > 0 && kind->per_server) {
        Gaps seen = servers_of(arena, items, count);
        add_uncovered(&gaps, estate, scope, kind, &seen);
    }
    if (gaps.count == 0)
        gaps.items[gaps.count++] = scope->organization;
    return gaps;
}

// --- findings on gaps -------------------------------------------------------------------------------

// What a rule says of an entity that nobody has seen: nothing when its guard is false without it, else unknown.
static Verdict judge_unseen(Evaluator *evaluator, const Rule *rule, const AuditScope *scope)
{
    evaluator_self(evaluator, rule->kind, value_unknown(collection_open(scope, rule->kind)));
    Value guard = judge_guard(evaluator, rule, scope->applies[rule->policy->index]);
    if (value_is(guard, VALUE_BOOL) && !guard.as.boolean)
        return VERDICT_NOT_APPLICABLE;
    return value_is(guard, VALUE_ERROR) ? VERDICT_ERROR : VERDICT_UNKNOWN;
}

static void add_missing(AuditPlan *plan, Arena *arena, size_t *capacity, Missing missing)
{
    plan->missing = arena_grow(arena, plan->missing, capacity, plan->missing_count + 1, sizeof *plan->missing);
    plan->missing[plan->missing_count++] = missing;
}

// A consistency rule of which nothing is a member says so of the organization.
static bool has_groups(const AuditPlan *plan, const AuditScope *scope, const Rule *rule)
{
    for (size_t i = 0; i < plan->task_count; i++)
        if (plan->tasks[i].rule == rule && plan->tasks[i].scope == scope && plan->tasks[i].groups.count > 0)
            return true;
    return false;
}

static void judge_gaps(AuditPlan *plan, Arena *arena, size_t *capacity, Evaluator *evaluator, const AuditScope *scope,
                       const Rule *rule)
{
    const Gaps *gaps = plan_gaps(plan, scope, rule->kind);
    Verdict verdict = gaps->count ? judge_unseen(evaluator, rule, scope) : VERDICT_NOT_APPLICABLE;
    for (size_t g = 0; g < gaps->count; g++)
        add_missing(plan, arena, capacity, (Missing){rule, gaps->items[g], verdict});
    if (!rule->require && gaps->count == 0 && !has_groups(plan, scope, rule))
        add_missing(plan, arena, capacity, (Missing){rule, scope->organization, verdict});
}

void plan_missing(AuditPlan *plan, Arena *arena, const PolicySet *policies)
{
    size_t capacity = 0;
    Evaluator *evaluators = ARENA_ARRAY(arena, Evaluator, plan->scope_count);
    for (size_t s = 0; s < plan->scope_count; s++) {
        evaluators[s] = evaluator_new(policies, arena, arena);
        evaluator_scope(&evaluators[s], &plan->scopes[s].names);
    }
    plan->missing_of = ARENA_ARRAY(arena, Span, policies->rule_count);
    for (size_t i = 0; i < plan->rule_count; i++) {
        const Rule *rule = plan->order[i];
        plan->missing_of[rule->index].from = plan->missing_count;
        for (size_t s = 0; s < plan->scope_count; s++)
            judge_gaps(plan, arena, &capacity, &evaluators[s], &plan->scopes[s], rule);
        plan->missing_of[rule->index].to = plan->missing_count;
    }
}
