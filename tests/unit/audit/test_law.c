// The law (design §4) on the rules that we ship: taking away any value of any example, or opening any list, moves its
// verdict to unknown or not at all.
#include "world.h"

// One way of knowing less: item `target` in the order of a walk is left out, or list `target` opened.
typedef struct Loss {
    Arena *arena;
    size_t target, seen;
    bool open; // lists are opened instead of items removed
    Str what;  // what was taken away; empty: there is no such target
} Loss;

// NOLINTNEXTLINE(misc-no-recursion): nesting of the examples
static const YamlNode *lose(Loss *loss, const YamlNode *node, unsigned depth);

// Top level keys are the estate's parts: without `self` there is no example, and without `profiles` the policy counts
// as applying.
static bool may_go(const YamlNode *node, unsigned depth, Str key)
{
    bool part = str_eq(key, STR("self")) || str_eq(key, STR("members")) || str_eq(key, STR("profiles")) ||
                str_eq(key, STR("params"));
    return node->kind == YAML_MAPPING && !(depth == 0 && part);
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the examples
static const YamlNode *copy_node(Loss *loss, const YamlNode *node, unsigned depth)
{
    YamlNode *copy = ARENA_NEW(loss->arena, YamlNode);
    YamlItem *items = ARENA_ARRAY(loss->arena, YamlItem, node->count + 1);
    *copy = *node;
    copy->items = items;
    copy->count = 0;
    for (size_t i = 0; i < node->count; i++) {
        const YamlItem *item = &node->items[i];
        Str key = item->key ? item->key->text : (Str){"", 0};
        if (!loss->open && may_go(node, depth, key) && loss->seen++ == loss->target) {
            loss->what = key;
            continue;
        }
        bool constant = depth == 0 && str_eq(key, STR("params"));
        items[copy->count++] = (YamlItem){item->key, constant ? item->value : lose(loss, item->value, depth + 1)};
    }
    return copy;
}

static const YamlNode *open_mark(Arena *arena)
{
    YamlNode *mark = ARENA_NEW(arena, YamlNode);
    mark->text = STR("...");
    return mark;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the examples
static const YamlNode *lose(Loss *loss, const YamlNode *node, unsigned depth)
{
    if (node->kind == YAML_SCALAR)
        return node;
    const YamlNode *copy = copy_node(loss, node, depth);
    bool is_open = node->count > 0 && str_eq(node->items[node->count - 1].value->text, STR("..."));
    if (!loss->open || node->kind != YAML_SEQUENCE || is_open || loss->seen++ != loss->target)
        return copy;
    YamlNode *opened = ARENA_NEW(loss->arena, YamlNode);
    YamlItem *items = ARENA_ARRAY(loss->arena, YamlItem, copy->count + 1);
    *opened = *copy;
    memcpy(items, copy->items, copy->count * sizeof *items);
    items[opened->count++] = (YamlItem){NULL, open_mark(loss->arena)};
    opened->items = items;
    loss->what = STR("a list that may go on");
    return opened;
}

static Verdict verdict_with(Arena *arena, const PolicySet *policies, const Rule *rule, const Example *example,
                            Str *problem)
{
    Rule with = *rule;
    with.examples = example;
    with.example_count = 1;
    const Rule *rules[] = {&with};
    PolicySet alone = *policies;
    alone.rules = rules;
    alone.rule_count = 1;
    size_t count = 0;
    const ExampleResult *results = audit_examples(arena, &alone, NULL, 0, &count);
    assert_int_equal(count, 1);
    *problem = results[0].problem;
    return results[0].verdict;
}

// Members of a consistency example are entities: their list is what is compared, and is not opened.
static bool is_members(const Example *example, const YamlNode *changed)
{
    const YamlNode *before = yaml_get(example->data, STR("members")), *after = yaml_get(changed, STR("members"));
    return before && after && after->count != before->count;
}

static size_t check_losses(const PolicySet *policies, const Rule *rule, const Example *example, bool open)
{
    size_t checked = 0;
    for (size_t target = 0;; target++) {
        Arena *arena = arena_new();
        Loss loss = {.arena = arena, .target = target, .open = open};
        const YamlNode *less = copy_node(&loss, example->data, 0);
        Str before, after;
        if (loss.what.n == 0) {
            arena_free(arena);
            return checked;
        }
        if (!is_members(example, less)) {
            Verdict was = verdict_with(arena, policies, rule, example, &before);
            Verdict is = verdict_with(arena, policies, rule, &(Example){example->expect, less}, &after);
            if (is != was && is != VERDICT_UNKNOWN) {
                print_error(STR_FMT " line %u without " STR_FMT ": %s became %s\n" STR_FMT "\n", STR_ARG(rule->id),
                            example->data->origin.line, STR_ARG(loss.what), verdict_name(was), verdict_name(is),
                            STR_ARG(after));
                fail();
            }
            checked++;
        }
        arena_free(arena);
    }
}

static void knowing_less_never_flips_a_verdict(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const PolicySet *policies = world_builtin(arena, schema_load(arena));
    size_t checked = 0;
    for (size_t i = 0; i < policies->rule_count; i++) {
        const Rule *rule = policies->rules[i];
        for (size_t e = 0; e < rule->example_count; e++) {
            checked += check_losses(policies, rule, &rule->examples[e], false);
            checked += check_losses(policies, rule, &rule->examples[e], true);
        }
    }
    assert_true(checked > 500);
    arena_free(arena);
}

static void every_rule_proves_itself(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const PolicySet *policies = world_builtin(arena, schema_load(arena));
    size_t count = 0;
    const ExampleResult *results = audit_examples(arena, policies, NULL, 0, &count);
    for (size_t i = 0; i < count; i++) {
        if (!results[i].ok)
            print_error(STR_FMT "\n", STR_ARG(results[i].problem));
        assert_true(results[i].ok);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_proves_itself),
        cmocka_unit_test(knowing_less_never_flips_a_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
