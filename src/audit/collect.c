// From verdict bytes, groups and gaps to the sorted list of findings.
#include "audit/plan.h"

// The findings of one rule while they are counted (items NULL) and then written.
typedef struct Collector {
    Audit *audit;
    Finding *items;
    size_t count;
} Collector;

static void add(Collector *collector, Finding finding)
{
    if (collector->items)
        collector->items[collector->count] = finding;
    else
        collector->audit->summary[finding.verdict]++;
    collector->count++;
}

// Pairs that do not apply are counted only.
static void add_entities(Collector *collector, const KindPlan *kind, const Rule *rule, size_t position)
{
    for (size_t i = 0; i < kind->entities.count; i++) {
        Verdict verdict = (Verdict)kind->verdicts[i * kind->rules.count + position];
        if (verdict != VERDICT_NOT_APPLICABLE)
            add(collector, (Finding){.rule = rule, .entity = kind->entities.items[i], .verdict = verdict});
        else if (!collector->items)
            collector->audit->summary[verdict]++;
    }
}

static void add_groups(Collector *collector, const AuditPlan *plan, const Rule *rule)
{
    for (size_t t = 0; t < plan->task_count; t++) {
        const Task *task = &plan->tasks[t];
        if (task->rule != rule)
            continue;
        for (size_t i = 0; i < task->groups.count; i++) {
            const Group *group = &task->groups.items[i];
            add(collector,
                (Finding){rule, task->scope->organization, group->members, group->count, group->name, group->verdict});
        }
    }
}

static void add_missing(Collector *collector, const AuditPlan *plan, const Rule *rule)
{
    Span span = plan->missing_of[rule->index];
    for (size_t i = span.from; i < span.to; i++) {
        const Missing *missing = &plan->missing[i];
        if (missing->verdict != VERDICT_NOT_APPLICABLE)
            add(collector, (Finding){.rule = rule, .entity = missing->entity, .verdict = missing->verdict});
        else if (!collector->items)
            collector->audit->summary[missing->verdict]++;
    }
}

static int compare_findings(const void *left, const void *right)
{
    const Finding *a = left, *b = right;
    int order = str_cmp(entity_organization_key(a->entity), entity_organization_key(b->entity));
    if (order == 0)
        order = str_cmp(a->entity->id, b->entity->id);
    return order != 0 ? order : str_cmp(a->group, b->group);
}

// Entities come in the order of the estate, which is the order of findings; what else there is has to be put between
// them.
static void collect_rule(Collector *collector, const AuditPlan *plan, const Rule *rule)
{
    size_t start = collector->count;
    const KindPlan *kind = &plan->kinds[rule->kind->index];
    if (rule->require)
        add_entities(collector, kind, rule, plan->position[rule->index]);
    size_t entities = collector->count;
    if (!rule->require)
        add_groups(collector, plan, rule);
    add_missing(collector, plan, rule);
    if (collector->items && collector->count > entities)
        qsort(collector->items + start, collector->count - start, sizeof *collector->items, compare_findings);
}

void collect_findings(Audit *audit, Arena *arena)
{
    const AuditPlan *plan = audit->plan;
    Collector collector = {.audit = audit};
    for (size_t i = 0; i < plan->rule_count; i++)
        collect_rule(&collector, plan, plan->order[i]);
    collector.items = ARENA_ARRAY(arena, Finding, collector.count);
    collector.count = 0;
    for (size_t i = 0; i < plan->rule_count; i++)
        collect_rule(&collector, plan, plan->order[i]);
    audit->findings = collector.items;
    audit->count = collector.count;
}

EntityList audit_not_applicable(const Audit *audit, const Rule *rule, Arena *arena)
{
    const AuditPlan *plan = audit->plan;
    const KindPlan *kind = &plan->kinds[rule->kind->index];
    Span span = plan->missing_of[rule->index];
    const Entity **items = ARENA_ARRAY(arena, const Entity *, kind->entities.count + span.to - span.from);
    size_t count = 0, position = plan->position[rule->index];
    bool planned = position < kind->rules.count && kind->rules.items[position] == rule;
    for (size_t i = 0; planned && i < kind->entities.count; i++)
        if (kind->verdicts[i * kind->rules.count + position] == VERDICT_NOT_APPLICABLE)
            items[count++] = kind->entities.items[i];
    for (size_t i = span.from; i < span.to; i++)
        if (plan->missing[i].verdict == VERDICT_NOT_APPLICABLE)
            items[count++] = plan->missing[i].entity;
    return (EntityList){items, count};
}
