#include "audit/plan.h"

// Entities of one task: enough to make the hand-over between threads cheap, few enough to share the end of the work
// evenly.
enum { TASK_ENTITIES = 64 };

// --- selection ------------------------------------------------------------------------------------

static bool any_matches(const Rule *rule, const Str *globs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rule_matches(rule, globs[i]))
            return true;
    return false;
}

static bool selected(const Rule *rule, const AuditOptions *options)
{
    return (options->rule_count == 0 || any_matches(rule, options->rules, options->rule_count)) &&
           !any_matches(rule, options->skip, options->skip_count);
}

static int compare_rules(const void *left, const void *right)
{
    const Rule *a = *(const Rule *const *)left, *b = *(const Rule *const *)right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index; // rules are numbered by id
}

static void select_rules(AuditPlan *plan, Arena *arena, const PolicySet *policies, const AuditOptions *options)
{
    plan->order = ARENA_ARRAY(arena, const Rule *, policies->rule_count);
    for (size_t i = 0; i < policies->rule_count; i++)
        if (selected(policies->rules[i], options))
            plan->order[plan->rule_count++] = policies->rules[i];
    if (plan->rule_count)
        qsort(plan->order, plan->rule_count, sizeof(const Rule *), compare_rules);
}

// --- by kind and subtype --------------------------------------------------------------------------

static bool may_hold(const Rule *rule, int subtype)
{
    return subtype < 0 || subtype >= 32 || (rule->subtypes >> subtype & 1);
}

static RuleList rules_of_subtype(Arena *arena, RuleList rules, int subtype)
{
    RuleList list = {ARENA_ARRAY(arena, const Rule *, rules.count), 0};
    for (size_t i = 0; i < rules.count; i++)
        if (may_hold(rules.items[i], subtype))
            list.items[list.count++] = rules.items[i];
    return list;
}

static void plan_kind(AuditPlan *plan, Arena *arena, const Estate *estate, const Kind *kind)
{
    KindPlan *result = &plan->kinds[kind->index];
    result->entities = estate->by_kind[kind->index];
    result->rules.items = ARENA_ARRAY(arena, const Rule *, plan->rule_count);
    for (size_t i = 0; i < plan->rule_count; i++) {
        const Rule *rule = plan->order[i];
        if (rule->kind != kind || !rule->require)
            continue;
        plan->position[rule->index] = (unsigned)result->rules.count;
        result->rules.items[result->rules.count++] = rule;
    }
    result->by_subtype = ARENA_ARRAY(arena, RuleList, kind->subtype_count + 1);
    for (int subtype = -1; subtype < (int)kind->subtype_count; subtype++)
        result->by_subtype[subtype + 1] = rules_of_subtype(arena, result->rules, subtype);
    size_t pairs = result->entities.count * result->rules.count;
    result->verdicts = (uint8_t *)arena_bytes(arena, pairs);
    if (pairs)
        memset(result->verdicts, VERDICT_NOT_APPLICABLE, pairs);
}

// --- tasks ----------------------------------------------------------------------------------------

static const Entity *organization_of(const Entity *entity)
{
    return entity->organization ? entity->organization : entity;
}

// The entities of an organization stand together; `from` is where those of the organizations before it end.
static Span range_of(EntityList list, const AuditScope *scope, size_t from)
{
    Span range = {from, from};
    while (range.to < list.count && organization_of(list.items[range.to]) == scope->organization)
        range.to++;
    return range;
}

static void add_task(AuditPlan *plan, Arena *arena, size_t *capacity, Task task)
{
    plan->tasks = arena_grow(arena, plan->tasks, capacity, plan->task_count + 1, sizeof *plan->tasks);
    plan->tasks[plan->task_count++] = task;
}

static void add_group_tasks(AuditPlan *plan, Arena *arena, size_t *capacity, Task all)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        all.rule = plan->order[i];
        if (all.rule->kind == all.kind && !all.rule->require && all.to > all.from)
            add_task(plan, arena, capacity, all);
    }
}

static void add_entity_tasks(AuditPlan *plan, Arena *arena, size_t *capacity, Task all)
{
    if (plan->kinds[all.kind->index].rules.count == 0)
        return;
    for (size_t from = all.from; from < all.to; from += TASK_ENTITIES) {
        Task task = all;
        task.from = from;
        task.to = from + TASK_ENTITIES < all.to ? from + TASK_ENTITIES : all.to;
        add_task(plan, arena, capacity, task);
    }
}

const Gaps *plan_gaps(const AuditPlan *plan, const AuditScope *scope, const Kind *kind)
{
    return &plan->gaps[(size_t)(scope - plan->scopes) * plan->kind_count + kind->index];
}

// The tasks of one organization, the long ones first: consistency rules see all entities of a kind.
// `start`: by kind, where the entities of the organizations before it end.
static void plan_scope(AuditPlan *plan, Arena *arena, const Estate *estate, const AuditScope *scope, size_t *start,
                       size_t *capacity)
{
    const Schema *schema = estate->schema;
    Task *all = ARENA_ARRAY(arena, Task, schema->kind_count);
    for (size_t k = 0; k < schema->kind_count; k++) {
        const Kind *kind = &schema->kinds[k];
        const KindPlan *kind_plan = &plan->kinds[k];
        Span range = range_of(kind_plan->entities, scope, start[k]);
        start[k] = range.to;
        all[k] = (Task){.scope = scope, .kind = kind, .from = range.from, .to = range.to};
        plan->gaps[(size_t)(scope - plan->scopes) * plan->kind_count + k] =
            find_gaps(arena, estate, scope, kind, kind_plan->entities.items + range.from, range.to - range.from);
        add_group_tasks(plan, arena, capacity, all[k]);
    }
    for (size_t k = 0; k < schema->kind_count; k++)
        add_entity_tasks(plan, arena, capacity, all[k]);
}

AuditPlan *plan_new(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                    const AuditScope *scopes)
{
    const Schema *schema = estate->schema;
    AuditPlan *plan = ARENA_NEW(arena, AuditPlan);
    plan->scopes = scopes;
    plan->scope_count = estate->organizations.count;
    plan->kinds = ARENA_ARRAY(arena, KindPlan, schema->kind_count);
    plan->position = ARENA_ARRAY(arena, unsigned, policies->rule_count);
    select_rules(plan, arena, policies, options);
    for (size_t i = 0; i < schema->kind_count; i++)
        plan_kind(plan, arena, estate, &schema->kinds[i]);
    plan->kind_count = schema->kind_count;
    plan->gaps = ARENA_ARRAY(arena, Gaps, plan->scope_count * schema->kind_count);
    size_t *start = ARENA_ARRAY(arena, size_t, schema->kind_count), capacity = 0;
    for (size_t s = 0; s < plan->scope_count; s++)
        plan_scope(plan, arena, estate, &scopes[s], start, &capacity);
    return plan;
}
