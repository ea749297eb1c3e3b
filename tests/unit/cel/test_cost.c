// Cost: deterministic units, a budget that holds, and the limits of regular expressions and of what functions make.
#include "world.h"

static const CelExpr *compiled(World *world, const char *text)
{
    CelProblems problems = {0};
    const CelExpr *expr = cel_compile(world->arena, world->env, str(text), CEL_CHECKED, &problems);
    if (expr == NULL)
        fail_msg("%s: " STR_FMT, text, STR_ARG(problems.items[0].message));
    return expr;
}

static uint64_t cost_of(World *world, const char *text)
{
    (void)world_run(world, compiled(world, text), WORLD_COST);
    return WORLD_COST - world->cost;
}

static void each_node_and_each_member_costs_a_unit(void **state)
{
    (void)state;
    World *world = world_new();
    assert_int_equal(cost_of(world, "t"), 1);
    assert_int_equal(cost_of(world, "self.name"), 2);
    assert_int_equal(cost_of(world, "self.OAuthAuthentication == true"), 4);
    assert_int_equal(cost_of(world, "1 + 2 * 3 == 7"), 1); // folded
    assert_int_equal(cost_of(world, "f && self.other.other.other.name == 'x'"), 2);
    assert_int_equal(cost_of(world, "closed.all(x, x > 0)"), 2 + 2 * (1 + 3));
    world_free(world);
}

static void an_exhausted_budget_is_an_error_that_nothing_absorbs(void **state)
{
    (void)state;
    static const char *const exprs[] = {"self.name == 'x' || t", "closed.exists(x, x == 2)",
                                        "t || closed.all(x, x > 0)", "u && closed.all(x, x > 0)"};
    World *world = world_new();
    for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
        const CelExpr *expr = compiled(world, exprs[i]);
        Value whole = world_run(world, expr, WORLD_COST);
        uint64_t need = WORLD_COST - world->cost;
        for (uint64_t cost = 0; cost < need; cost++) {
            Value v = world_run(world, expr, cost);
            assert_int_equal(v.kind, VALUE_ERROR);
            assert_true(str_eq(*v.as.error, STR("cost budget exceeded")));
        }
        assert_true(str_eq(world_text(world, world_run(world, expr, need)), world_text(world, whole)));
        assert_int_equal(world->cost, 0);
    }
    world_free(world);
}

// Nested loops, a string that grows tenfold again and again: all end at the budget or at a limit, soon.
static void explosions_end(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, "
         "[1,2,3,4,5,6,7,8,9].all(g, a + b + c + d + g > 0)))))",
         "error"},
        {"size('aaaaaaaaaa'.replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', "
         "'aaaaaaaaaa').replace('a', "
         "'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa'))",
         "error"},
        {"('x' + string(n)).matches('^(x+x+)+y')", "false"},
    };
    EXPECT(rows);
}

// A list that holds the one before twice, forty times over, would have 2^40 members to compare.
static void trees_of_shared_lists_are_paid_for(void **state)
{
    (void)state;
    World *world = world_new();
    StrBuf text = strbuf_new(world->arena);
    strbuf_add(&text, STR("closed"));
    for (unsigned i = 0; i < 40; i++)
        strbuf_add(&text, STR(".map(a, [a, a])"));
    strbuf_add(&text, STR(" == []"));
    assert_true(str_eq(world_eval(world, str_dup(world->arena, strbuf_str(&text)).p), STR("error")));
    text = strbuf_new(world->arena);
    strbuf_add(&text, STR("optional.of(closed)"));
    for (unsigned i = 0; i < 40; i++)
        strbuf_add(&text, STR(".optMap(a, [a, a])"));
    strbuf_add(&text, STR(".value() in [[]]"));
    assert_true(str_eq(world_eval(world, str_dup(world->arena, strbuf_str(&text)).p), STR("error")));
    world_free(world);
}

static void a_regular_expression_that_goes_wild_meets_its_limit(void **state)
{
    (void)state;
    World *world = world_new();
    world_add(world, "long", type_simple(TYPE_STRING),
              world_string(world, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"));
    world_add(world, "pattern", type_simple(TYPE_STRING), world_string(world, "^(a+)+$"));
    const CelExpr *literal = compiled(world, "long.matches('^(a+)+$')"),
                  *dynamic = compiled(world, "long.matches(pattern)");
    Value v = world_run(world, literal, 1000000);
    assert_int_equal(v.kind, VALUE_ERROR);
    assert_true(str_find(*v.as.error, STR("limit: match")) != (size_t)-1);
    assert_true(world->cost < 1000000 - 100000); // its work was paid for
    v = world_run(world, dynamic, 1000);
    assert_true(str_eq(*v.as.error, STR("cost budget exceeded")));
    assert_int_equal(cost_of(world, "long.matches('^a+!$')"), 3 + 10 + 66 / 4);
    world_free(world);
}

// --- observing ----------------------------------------------------------------------------------

static char leaves[512];

static void note(void *context, const CelExpr *node, bool leaf, Value value)
{
    World *world = context;
    if (!leaf)
        return;
    size_t n = strlen(leaves);
    (void)snprintf(leaves + n, sizeof leaves - n, STR_FMT "=" STR_FMT ";", STR_ARG(cel_source(node)),
                   STR_ARG(world_text(world, value)));
}

static void leaves_are_reported_in_the_order_of_evaluation(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"self.other.name == 'x' || self.size > 3", "self.other.name=\"EX01\";self.size=7;"},
        {"f && self.name == 'x'", "f=false;"},
        {"has(self.gone) && self.gone", "has(self.gone)=false;"},
        {"closed.exists(x, x == 2)", "closed=[1, 2];"},
        {"[self].exists(a, a.size == 7)", "self=thing;a.size=7;"},
        {"(self.hidden || un > n)", "self.hidden=unknown hidden;un=unknown N;n=1;"},
    };
    World *world = world_new();
    world->observe = note;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        leaves[0] = '\0';
        (void)world_run(world, compiled(world, rows[i][0]), WORLD_COST);
        assert_string_equal(leaves, rows[i][1]);
    }
    world_free(world);
}

static void count_slot(void *context, unsigned slot)
{
    ((unsigned *)context)[slot]++;
}

static void the_tree_can_be_walked(void **state)
{
    (void)state;
    World *world = world_new();
    unsigned slots[WORLD_VARIABLES] = {0};
    const CelExpr *expr = compiled(world, "t && (n > 1 ? f : closed.all(x, x == n))");
    cel_variables(expr, count_slot, slots);
    assert_int_equal(slots[0], 1); // t
    assert_int_equal(slots[6], 2); // n
    assert_int_equal(slots[9], 1); // closed
    assert_int_equal(cel_children(expr), 2);
    assert_true(str_eq(cel_source(cel_child(expr, 1)), STR("n > 1 ? f : closed.all(x, x == n)")));
    assert_int_equal(cel_type(expr)->kind, TYPE_BOOL);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_node_and_each_member_costs_a_unit),
        cmocka_unit_test(an_exhausted_budget_is_an_error_that_nothing_absorbs),
        cmocka_unit_test(explosions_end),
        cmocka_unit_test(trees_of_shared_lists_are_paid_for),
        cmocka_unit_test(a_regular_expression_that_goes_wild_meets_its_limit),
        cmocka_unit_test(leaves_are_reported_in_the_order_of_evaluation),
        cmocka_unit_test(the_tree_can_be_walked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
