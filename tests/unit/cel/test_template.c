// Messages with expressions in braces.
#include "world.h"

static Str brackets(Arena *arena, Value value)
{
    return str_printf(arena, "<" STR_FMT ">", STR_ARG(value_text(arena, value)));
}

static Str fill(World *world, const char *text, Str (*quote)(Arena *arena, Value value))
{
    CelProblems problems = {0};
    const CelTemplate *template = cel_template(world->arena, world->env, str(text), CEL_CHECKED, &problems);
    if (template == NULL) {
        const CelProblem *problem = &problems.items[0];
        return str_printf(world->arena, "%zu+%zu: " STR_FMT, problem->offset, problem->length,
                          STR_ARG(problem->message));
    }
    CelRun run = {.arena = world->arena, .variable = world_read, .context = world, .cost = WORLD_COST};
    return cel_template_eval(template, &run, quote);
}

static void expressions_are_filled_in(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"OAuth is off on {self.name}: no challenge", "OAuth is off on EX01: no challenge"},
        {"{self.size}{self.size}", "77"},
        {"{{literal}} {t}", "{literal} true"},
        {"{ {'a': '}'}['a'] }", "}"},
        {"{self.methods}", "Basic, OAuth"},
        {"{self.nothing}, {[]}", "(none), (none)"},
        {"{self.nam}", "6+3: no field `nam` in thing"},
        {"a {t} b {slef}", "9+4: no variable `slef`"},
        {"a { t", "2+1: this `{` has no matching `}`"},
        {"a } t", "2+1: this `}` closes nothing"},
        {"{}", "1+0: the expression ends here, expected an expression"},
    };
    World *world = world_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str got = fill(world, rows[i].expr, NULL);
        if (!str_eq(got, str(rows[i].want)))
            fail_msg("%s: " STR_FMT, rows[i].expr, STR_ARG(got));
    }
    world_free(world);
}

static void values_go_through_the_quote(void **state)
{
    (void)state;
    World *world = world_new();
    assert_true(str_eq(fill(world, "<b>{self.name}", brackets), STR("<b><EX01>")));
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_are_filled_in),
        cmocka_unit_test(values_go_through_the_quote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
