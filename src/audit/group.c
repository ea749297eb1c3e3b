#include "audit/group.h"

// Pairs of values that are only partly known and are compared with each other, per group and value.
enum { MAX_PAIRS = 100000 };

// The members of one group, certain ones first.
typedef struct Sides {
    const Membership **items;
    size_t certain, count;
    bool open; // there may be members that no export shows
} Sides;

// What the values of a group have in common.
typedef struct Comparison {
    bool differ;  // two certain members certainly
    bool unknown; // something is not known, or the certain ones could differ from the possible ones
    bool error;
} Comparison;

typedef struct Judging {
    Evaluator *evaluator;
    const Rule *rule;
    Arena *scratch; // of the task
    ArenaMark mark; // of the evaluator's arena
} Judging;

// --- comparing ------------------------------------------------------------------------------------

// A value that some member has.
typedef struct Distinct {
    Str text; // as a literal: what prints the same is never known to differ
    const Membership *member;
    bool complete;
} Distinct;

static Value member_value(const Judging *judging, const Membership *member, size_t value)
{
    evaluator_self(judging->evaluator, judging->rule->kind, value_object(&member->entity->object));
    return evaluate(judging->evaluator, judging->rule->policy, judging->rule->values[value]);
}

// Whether two members are known to have different values; both are evaluated again, since nothing else is kept.
static bool certainly_differ(const Judging *judging, const Distinct *a, const Distinct *b, size_t value)
{
    if (a->complete && b->complete)
        return true;
    Arena *arena = judging->evaluator->arena;
    ArenaMark mark = arena_mark(arena);
    Value left = member_value(judging, a->member, value);
    Value equal = value_equals(arena, left, member_value(judging, b->member, value));
    bool differ = value_is(equal, VALUE_BOOL) && !equal.as.boolean;
    arena_rewind(arena, mark);
    return differ;
}

static bool find_distinct(const Distinct *items, size_t count, Str text)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(items[i].text, text))
            return true;
    return false;
}

// Compares a new value with all others. Two complete ones that print differently differ, so at most one complete value
// gets past this; MAX_PAIRS bounds the partly known ones.
static void compare_with_others(const Judging *judging, const Distinct *items, size_t count, size_t value,
                                Comparison *comparison)
{
    if (count > 1 && count > MAX_PAIRS / count)
        comparison->error = true;
    for (size_t i = 0; i < count && !comparison->differ && !comparison->error; i++)
        comparison->differ = certainly_differ(judging, &items[i], &items[count], value);
}

static void compare_value(const Judging *judging, const Sides *sides, size_t value, Comparison *comparison)
{
    Arena *arena = judging->evaluator->arena;
    Distinct *items = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < sides->count && !comparison->differ; i++) {
        bool certain = i < sides->certain;
        Value found = member_value(judging, sides->items[i], value);
        bool complete = value_complete(arena, found);
        comparison->error = comparison->error || value_is(found, VALUE_ERROR);
        comparison->unknown = comparison->unknown || !complete;
        if (!value_is(found, VALUE_UNKNOWN) && !value_is(found, VALUE_ERROR)) {
            Str text = value_literal(arena, found);
            if (!find_distinct(items, count, text)) {
                items = arena_grow(judging->scratch, items, &capacity, count + 1, sizeof *items);
                items[count] = (Distinct){str_dup(judging->scratch, text), sides->items[i], complete};
                comparison->unknown = comparison->unknown || (!certain && count > 0);
                if (certain)
                    compare_with_others(judging, items, count, value, comparison);
                count++;
            }
        }
        arena_rewind(arena, judging->mark);
    }
}

static Verdict judge_sides(const Judging *judging, const Sides *sides)
{
    Comparison comparison = {.unknown = sides->open || sides->certain < 2};
    if (sides->count + sides->open < 2)
        return VERDICT_NOT_APPLICABLE;
    for (size_t i = 0; i < sides->count; i++)
        comparison.error = comparison.error || sides->items[i]->error;
    for (size_t i = 0; i < judging->rule->value_count && !comparison.differ; i++)
        compare_value(judging, sides, i, &comparison);
    if (comparison.differ)
        return VERDICT_FAIL;
    if (comparison.error)
        return VERDICT_ERROR;
    return comparison.unknown ? VERDICT_UNKNOWN : VERDICT_PASS;
}

// --- grouping -------------------------------------------------------------------------------------

static int compare_members(const void *left, const void *right)
{
    const Membership *a = *(const Membership *const *)left, *b = *(const Membership *const *)right;
    if (a->keys_known != b->keys_known)
        return a->keys_known ? -1 : 1; // those of no known group last
    int order = str_cmp(a->name, b->name);
    if (order == 0)
        order = (b->in == TRUTH_TRUE) - (a->in == TRUTH_TRUE); // certain ones first
    return order != 0 ? order : (a < b ? -1 : a > b);          // then as they stand in the estate
}

// Those that may be members, sorted by group.
static const Membership **read_members(const Judging *judging, Candidates candidates, size_t *count)
{
    Membership *all = ARENA_ARRAY(judging->scratch, Membership, candidates.count);
    const Membership **members = ARENA_ARRAY(judging->scratch, const Membership *, candidates.count);
    *count = 0;
    for (size_t i = 0; i < candidates.count; i++) {
        all[i] = membership(judging->evaluator, judging->rule, candidates.items[i], judging->scratch);
        if (all[i].in != TRUTH_FALSE)
            members[(*count)++] = &all[i];
        arena_rewind(judging->evaluator->arena, judging->mark);
    }
    if (*count)
        qsort(members, *count, sizeof(const Membership *), compare_members);
    return members;
}

static int compare_entities(const void *left, const void *right)
{
    const Entity *a = *(const Entity *const *)left, *b = *(const Entity *const *)right;
    return str_cmp(a->id, b->id);
}

static Group new_group(Arena *result, const Membership *const *members, size_t count)
{
    const Entity **entities = ARENA_ARRAY(result, const Entity *, count);
    for (size_t i = 0; i < count; i++)
        entities[i] = members[i]->entity;
    qsort(entities, count, sizeof(const Entity *), compare_entities);
    return (Group){str_dup(result, members[0]->name), entities, count, VERDICT_UNKNOWN};
}

// Members [from, to) have one name; `rest` (to the end) have keys that are not known and may belong here too.
static Sides group_sides(const Judging *judging, const Membership **members, size_t from, size_t to, size_t known,
                         size_t count)
{
    Sides sides = {ARENA_ARRAY(judging->scratch, const Membership *, to - from + count - known), 0, 0, false};
    for (size_t i = from; i < to; i++) {
        sides.items[sides.count++] = members[i];
        sides.certain += members[i]->in == TRUTH_TRUE;
    }
    for (size_t i = known; i < count; i++)
        if (may_be_in(judging->rule, members[i], members[from]))
            sides.items[sides.count++] = members[i];
    return sides;
}

static size_t group_end(const Membership **members, size_t from, size_t known)
{
    size_t to = from;
    while (to < known && str_eq(members[to]->name, members[from]->name))
        to++;
    return to;
}

static Verdict under_applies(Verdict verdict, Value applies)
{
    if (value_is(applies, VALUE_BOOL) || verdict == VERDICT_NOT_APPLICABLE)
        return verdict;
    return value_is(applies, VALUE_UNKNOWN) ? VERDICT_UNKNOWN : VERDICT_ERROR;
}

// Members whose keys are not known are a group of their own, so that they never go unmentioned.
static Group unplaced(const Membership **members, size_t count, bool open, Arena *result)
{
    Group group = new_group(result, members, count);
    group.verdict = count > 1 || open ? VERDICT_UNKNOWN : VERDICT_NOT_APPLICABLE;
    for (size_t i = 0; i < count; i++)
        if (members[i]->error)
            group.verdict = VERDICT_ERROR;
    return group;
}

Groups judge_groups(Evaluator *evaluator, const Rule *rule, Value applies, Candidates candidates, Arena *result)
{
    Groups groups = {NULL, 0};
    if (value_is(applies, VALUE_BOOL) && !applies.as.boolean)
        return groups;
    Judging judging = {evaluator, rule, arena_new(), arena_mark(evaluator->arena)};
    size_t count = 0, known = 0;
    const Membership **members = read_members(&judging, candidates, &count);
    while (known < count && members[known]->keys_known)
        known++;
    groups.items = ARENA_ARRAY(result, Group, count + 1);
    for (size_t from = 0, to; from < known; from = to) {
        to = group_end(members, from, known);
        Sides sides = group_sides(&judging, members, from, to, known, count);
        sides.open = candidates.open;
        Group group = new_group(result, members + from, to - from);
        group.verdict = under_applies(judge_sides(&judging, &sides), applies);
        groups.items[groups.count++] = group;
    }
    if (known < count) {
        Group group = unplaced(members + known, count - known, candidates.open, result);
        group.verdict = under_applies(group.verdict, applies);
        groups.items[groups.count++] = group;
    }
    arena_rewind(evaluator->arena, judging.mark);
    arena_free(judging.scratch);
    return groups;
}
