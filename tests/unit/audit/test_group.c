// Consistency under unknown membership: what a group's verdict promises holds whatever the unknown turns out to be.
#include "audit/group.h"

#include "world.h"

enum { MAX_MEMBERS = 4, FIELDS = 3, ROUNDS = 3000 };

// A member: `when`, group key, value; each one of two texts or unknown ("").
typedef struct Guess {
    const char *fields[MAX_MEMBERS][FIELDS];
    size_t count;
} Guess;

static const char *const names[FIELDS] = {"Enabled", "Type", "Realm"};
static const char *const choices[FIELDS][2] = {{"true", "false"}, {"AzureAD", "ADFS"}, {"a", "b"}};
static const char policy_text[] = "policy: p\ntitle: P\nrules:\n" RULE_HEAD(
    "P-1") "    for: authServer\n    when: self.Enabled\n    consistent: {group: [self.Type], values: [self.Realm]}\n";

typedef struct Setting {
    Arena *arena;
    const PolicySet *policies;
} Setting;

static Setting setting;

static int start(void **state)
{
    (void)state;
    setting.arena = arena_new();
    setting.policies = world_policies(setting.arena, schema_load(setting.arena), str(policy_text));
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(setting.arena);
    return 0;
}

static Groups judge_guess(const Guess *guess, bool open, Arena *arena)
{
    StrBuf yaml = strbuf_new(arena);
    strbuf_add(&yaml, STR("authServer:\n"));
    for (size_t i = 0; i < guess->count; i++) {
        strbuf_printf(&yaml, "  - {Name: m%zu", i);
        for (size_t f = 0; f < FIELDS; f++)
            if (guess->fields[i][f][0])
                strbuf_printf(&yaml, ", %s: %s", names[f], guess->fields[i][f]);
        strbuf_add(&yaml, STR("}\n"));
    }
    const Rule *rule = setting.policies->rules[0];
    Estate *estate = world_estate(arena, setting.policies->schema, strbuf_str(&yaml));
    EntityList list = estate->by_kind[rule->kind->index];
    Arena *scratch = arena_new();
    Evaluator evaluator = evaluator_new(setting.policies, scratch, arena);
    const Scope scope = {.set = setting.policies, .collections = estate->collections};
    evaluator_scope(&evaluator, &scope);
    Groups groups = judge_groups(&evaluator, rule, value_bool(true), (Candidates){list.items, list.count, open}, arena);
    arena_free(scratch);
    return groups;
}

// The verdict of the group called `name`; not applicable if there is none.
static Verdict verdict_of(Groups groups, Str name)
{
    for (size_t i = 0; i < groups.count; i++)
        if (str_eq(groups.items[i].name, name))
            return groups.items[i].verdict;
    return VERDICT_NOT_APPLICABLE;
}

static size_t count_unknown(const Guess *guess)
{
    size_t count = 0;
    for (size_t i = 0; i < guess->count; i++)
        for (size_t f = 0; f < FIELDS; f++)
            count += guess->fields[i][f][0] == '\0';
    return count;
}

// The guess with its unknowns filled in by the bits of `number`.
static Guess complete(const Guess *guess, unsigned number)
{
    Guess full = *guess;
    for (size_t i = 0; i < full.count; i++) {
        for (size_t f = 0; f < FIELDS; f++) {
            if (full.fields[i][f][0])
                continue;
            full.fields[i][f] = choices[f][number & 1];
            number >>= 1;
        }
    }
    return full;
}

static unsigned pick(uint64_t *seed, unsigned count)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33) % count;
}

static Guess random_guess(uint64_t *seed)
{
    Guess guess = {.count = 1 + pick(seed, MAX_MEMBERS)};
    for (size_t i = 0; i < guess.count; i++)
        for (size_t f = 0; f < FIELDS; f++)
            guess.fields[i][f] = pick(seed, 4) == 0 ? "" : choices[f][pick(seed, f == 0 ? 3 : 2) % 2];
    return guess;
}

static bool promised(Verdict partial, Verdict full)
{
    return partial == VERDICT_UNKNOWN || partial == full;
}

static void a_verdict_holds_in_every_completion(void **state)
{
    (void)state;
    uint64_t seed = 1;
    size_t decided = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Guess guess = random_guess(&seed);
        size_t unknown = count_unknown(&guess);
        if (unknown > 5)
            continue;
        Arena *arena = arena_new();
        Groups partial = judge_guess(&guess, false, arena);
        for (unsigned number = 0; number < 1u << unknown; number++) {
            Guess full_guess = complete(&guess, number);
            Groups full = judge_guess(&full_guess, false, arena);
            for (size_t g = 0; g < partial.count; g++)
                if (!str_eq(partial.items[g].name, STR("not known")))
                    assert_true(promised(partial.items[g].verdict, verdict_of(full, partial.items[g].name)));
            // A group that nobody is known to be in is not lost: something unknown is reported.
            for (size_t g = 0; g < full.count; g++)
                if (full.items[g].verdict == VERDICT_FAIL &&
                    verdict_of(partial, full.items[g].name) == VERDICT_NOT_APPLICABLE)
                    assert_int_equal(verdict_of(partial, STR("not known")), VERDICT_UNKNOWN);
        }
        for (size_t g = 0; g < partial.count; g++)
            decided += unknown > 0 && partial.items[g].verdict != VERDICT_UNKNOWN;
        arena_free(arena);
    }
    assert_true(decided > ROUNDS / 10); // not by saying "unknown" always
}

static void certain_members_that_differ_fail_whatever_else_is_unknown(void **state)
{
    (void)state;
    const Guess guess = {.count = 4,
                         .fields = {{"true", "ADFS", "a"}, {"true", "ADFS", "b"}, {"", "", ""}, {"true", "", "a"}}};
    Arena *arena = arena_new();
    assert_int_equal(verdict_of(judge_guess(&guess, true, arena), STR("Type ADFS")), VERDICT_FAIL);
    arena_free(arena);
}

static void members_that_no_export_shows_make_a_pass_unknown(void **state)
{
    (void)state;
    const Guess guess = {.count = 2, .fields = {{"true", "ADFS", "a"}, {"true", "ADFS", "a"}}};
    Arena *arena = arena_new();
    assert_int_equal(verdict_of(judge_guess(&guess, false, arena), STR("Type ADFS")), VERDICT_PASS);
    assert_int_equal(verdict_of(judge_guess(&guess, true, arena), STR("Type ADFS")), VERDICT_UNKNOWN);
    arena_free(arena);
}

static void members_are_sorted_and_named_by_their_keys(void **state)
{
    (void)state;
    const Guess guess = {.count = 3,
                         .fields = {{"true", "AzureAD", "a"}, {"true", "ADFS", "a"}, {"true", "AzureAD", "b"}}};
    Arena *arena = arena_new();
    Groups groups = judge_guess(&guess, false, arena);
    assert_int_equal(groups.count, 2);
    assert_true(str_eq(groups.items[0].name, STR("Type ADFS")));
    assert_int_equal(groups.items[0].verdict, VERDICT_NOT_APPLICABLE);
    assert_int_equal(groups.items[1].count, 2);
    assert_true(str_cmp(groups.items[1].members[0]->id, groups.items[1].members[1]->id) < 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_holds_in_every_completion),
        cmocka_unit_test(certain_members_that_differ_fail_whatever_else_is_unknown),
        cmocka_unit_test(members_that_no_export_shows_make_a_pass_unknown),
        cmocka_unit_test(members_are_sorted_and_named_by_their_keys),
    };
    return cmocka_run_group_tests(tests, start, end);
}
