// The members of a group: what each holds, and who is odd.
#include "audit/detail.h"

// What the members hold in one of the rule's values.
typedef struct Column {
    Value *values; // [member]
    bool shown;    // two differ, or something is not known
    bool has_majority;
    size_t majority; // a member that holds the value of more than half of all
} Column;

static bool equal(Arena *arena, Value a, Value b, bool wanted)
{
    Value result = value_equals(arena, a, b);
    return value_is(result, VALUE_BOOL) && result.as.boolean == wanted;
}

// --- columns ----------------------------------------------------------------------------------------

// Candidates cancel out against others; only a value that more than half hold can be left, and is counted then.
static void find_majority(const DetailMaker *maker, Column *column, size_t count)
{
    size_t candidate = 0, lead = 0, votes = 0;
    for (size_t i = 0; i < count; i++) {
        if (lead == 0)
            candidate = i;
        bool same = equal(maker->arena, column->values[i], column->values[candidate], true);
        lead = same || lead == 0 ? lead + 1 : lead - 1;
    }
    for (size_t i = 0; i < count; i++)
        votes += equal(maker->arena, column->values[i], column->values[candidate], true);
    column->majority = candidate;
    column->has_majority = votes * 2 > count;
}

static Column read_column(DetailMaker *maker, const CelExpr *expr)
{
    const Finding *finding = maker->finding;
    Column column = {.values = ARENA_ARRAY(maker->arena, Value, finding->member_count)};
    for (size_t i = 0; i < finding->member_count; i++) {
        evaluator_self(&maker->evaluator, finding->rule->kind, value_object(&finding->members[i]->object));
        column.values[i] = evaluate(&maker->evaluator, finding->rule->policy, expr);
        column.shown = column.shown || !equal(maker->arena, column.values[0], column.values[i], true);
    }
    find_majority(maker, &column, finding->member_count);
    return column;
}

static Column *read_columns(DetailMaker *maker)
{
    const Rule *rule = maker->finding->rule;
    Column *columns = ARENA_ARRAY(maker->arena, Column, rule->value_count);
    bool any = false;
    for (size_t i = 0; i < rule->value_count; i++) {
        columns[i] = read_column(maker, rule->values[i]);
        any = any || columns[i].shown;
    }
    maker->detail->majority = any;
    for (size_t i = 0; i < rule->value_count; i++) {
        if (columns[i].shown && !columns[i].has_majority)
            maker->detail->majority = false;
        columns[i].shown = columns[i].shown || !any;
    }
    return columns;
}

// --- members ----------------------------------------------------------------------------------------

static Member make_member(DetailMaker *maker, const Column *columns, size_t index)
{
    const Rule *rule = maker->finding->rule;
    const Entity *entity = maker->finding->members[index];
    Evidence *values = ARENA_ARRAY(maker->arena, Evidence, rule->value_count);
    Member member = {.entity = entity, .values = values};
    maker->recorder.self = value_object(&entity->object);
    for (size_t i = 0; i < rule->value_count; i++) {
        const Column *column = &columns[i];
        if (!column->shown)
            continue;
        Str path = str_trim(cel_source(rule->values[i]));
        values[member.value_count++] = evidence_of(&maker->recorder, path, column->values[index]);
        record_reasons(&maker->recorder, path, column->values[index]);
        if (column->has_majority && equal(maker->arena, column->values[index], column->values[column->majority], false))
            member.odd = true;
    }
    return member;
}

// --- who may belong to it -----------------------------------------------------------------------------

static void record_membership(DetailMaker *maker, const Entity *entity)
{
    const Rule *rule = maker->finding->rule;
    evaluator_self(&maker->evaluator, rule->kind, value_object(&entity->object));
    if (rule->when)
        record_reasons(&maker->recorder, str_trim(cel_source(rule->when)),
                       evaluate(&maker->evaluator, rule->policy, rule->when));
    for (size_t i = 0; i < rule->group_count; i++)
        record_reasons(&maker->recorder, str_trim(cel_source(rule->group[i])),
                       evaluate(&maker->evaluator, rule->policy, rule->group[i]));
}

// The group of those whose keys are not known, if the rule has one.
static const Group *unplaced_group(const DetailMaker *maker)
{
    const AuditPlan *plan = maker->audit->plan;
    for (size_t i = 0; i < plan->task_count; i++) {
        const Task *task = &plan->tasks[i];
        if (task->rule != maker->finding->rule || task->scope != maker->scope)
            continue;
        for (size_t g = task->groups.count; g-- > 0;)
            if (str_eq(task->groups.items[g].name, GROUP_NOT_KNOWN))
                return &task->groups.items[g];
    }
    return NULL;
}

// Why it is not known who belongs to the group: `when` of a member, a key of those without a known group (some of them
// stand for all), or the kind's collection.
static void record_uncertain(DetailMaker *maker)
{
    const Finding *finding = maker->finding;
    const Rule *rule = finding->rule;
    const Gaps *gaps = plan_gaps(maker->audit->plan, maker->scope, rule->kind);
    const Unknown *open = collection_open(maker->scope, rule->kind);
    if (gaps->count && open)
        record_reasons(&maker->recorder, rule->kind->collection, value_unknown(open));
    for (size_t i = 0; i < finding->member_count; i++)
        record_membership(maker, finding->members[i]);
    const Group *unplaced = unplaced_group(maker);
    for (size_t i = 0; unplaced && unplaced->members != finding->members && i < unplaced->count && i < EVIDENCE_MAX;
         i++)
        record_membership(maker, unplaced->members[i]);
}

void detail_members(DetailMaker *maker)
{
    const Finding *finding = maker->finding;
    const Column *columns = read_columns(maker);
    Member *members = ARENA_ARRAY(maker->arena, Member, finding->member_count);
    for (size_t i = 0; i < finding->member_count; i++)
        members[i] = make_member(maker, columns, i);
    maker->detail->members = members;
    maker->detail->member_count = finding->member_count;
    if (finding->verdict == VERDICT_UNKNOWN)
        record_uncertain(maker);
}
