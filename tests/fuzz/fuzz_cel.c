// Fuzz target: any bytes as an expression and as a message template, checked and unchecked, evaluated against a small
// fixed world. Oracle: no crash, problems inside the text, the same value and cost every time, and within the budget.
#include "cel/cel.h"

enum { FUZZ_COST = 20000, FUZZ_MAX = 4096 };

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

// The variables of the world, in the order of their slots.
typedef struct FuzzWorld {
    Arena *arena;
    Value values[6];
} FuzzWorld;

static Value read_variable(void *context, unsigned slot)
{
    return ((FuzzWorld *)context)->values[slot];
}

static CelEnv *fuzz_environment(FuzzWorld *world)
{
    Arena *arena = world->arena;
    CelEnv *env = cel_env_new(arena);
    const Type *number = type_simple(TYPE_INT), *text = type_simple(TYPE_STRING);
    Value *items = ARENA_ARRAY(arena, Value, 3);
    MapEntry *entry = ARENA_NEW(arena, MapEntry);
    Value unknown = value_unknown_because(arena, (Reason){.why = STR("notExported"), .subject = STR("u")});
    items[0] = value_int(1);
    items[1] = value_int(2);
    items[2] = unknown;
    *entry = (MapEntry){value_string(arena, STR("k")), value_string(arena, STR("v"))};
    (void)cel_env_variable(env, STR("n"), number);
    (void)cel_env_variable(env, STR("s"), text);
    (void)cel_env_variable(env, STR("list"), type_list(arena, number));
    (void)cel_env_variable(env, STR("open"), type_list(arena, number));
    (void)cel_env_variable(env, STR("m"), type_map(arena, text, text));
    (void)cel_env_variable(env, STR("u"), type_simple(TYPE_DYN));
    const Value values[] = {value_int(7),
                            value_string(arena, STR("EX01")),
                            value_list(arena, items, 3, NULL),
                            value_list(arena, items, 2, unknown.as.unknown),
                            value_map(arena, entry, 1, NULL),
                            unknown};
    memcpy(world->values, values, sizeof values);
    return env;
}

static void check_problems(const CelProblems *problems, size_t size)
{
    for (size_t i = 0; i < problems->count; i++) {
        must(problems->items[i].offset + problems->items[i].length <= size);
        must(problems->items[i].message.n > 0);
        must(i == 0 || problems->items[i - 1].offset <= problems->items[i].offset);
    }
}

static void evaluate_twice(FuzzWorld *world, const CelExpr *expr)
{
    CelRun first = {.arena = world->arena, .variable = read_variable, .context = world, .cost = FUZZ_COST},
           second = first;
    Value a = cel_eval(expr, &first), b = cel_eval(expr, &second);
    must(first.cost == second.cost);
    must(str_eq(value_literal(world->arena, a), value_literal(world->arena, b)));
}

static void compile_and_evaluate(FuzzWorld *world, const CelEnv *env, Str text, CelMode mode)
{
    CelProblems problems = {0};
    const CelExpr *expr = cel_compile(world->arena, env, text, mode, &problems);
    must((expr == NULL) == (problems.count > 0));
    check_problems(&problems, text.n);
    if (expr != NULL)
        evaluate_twice(world, expr);
    problems = (CelProblems){0};
    const CelTemplate *template = cel_template(world->arena, env, text, mode, &problems);
    check_problems(&problems, text.n);
    CelRun run = {.arena = world->arena, .variable = read_variable, .context = world, .cost = FUZZ_COST};
    if (template != NULL)
        (void)cel_template_eval(template, &run, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > FUZZ_MAX)
        return 0;
    FuzzWorld world = {.arena = arena_new()};
    CelEnv *env = fuzz_environment(&world);
    Str text = str_dup(world.arena, (Str){(const char *)data, size});
    compile_and_evaluate(&world, env, text, CEL_CHECKED);
    compile_and_evaluate(&world, env, text, CEL_UNCHECKED);
    arena_free(world.arena);
    return 0;
}
