// A small world for the tests of expressions: variables and an object in which things are known, unknown, missing and
// wrong.
#ifndef EXAUDIT_TESTS_CEL_WORLD_H
#define EXAUDIT_TESTS_CEL_WORLD_H

#include "cel/cel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { WORLD_VARIABLES = 32, WORLD_COST = 100000 };

typedef struct World World;

// The object `self`: a thing with fields of every sort; the value of field i is world->fields[i].
typedef struct Thing {
    Object object;
    const Value *fields;
} Thing;

struct World {
    Arena *arena;
    CelEnv *env;
    Value values[WORLD_VARIABLES];
    Str names[WORLD_VARIABLES];
    const Type *types[WORLD_VARIABLES];
    unsigned count;
    ObjectClass class;
    Value fields[16];
    Thing self;
    uint64_t cost;                                                               // left after the last evaluation
    void (*observe)(void *context, const CelExpr *node, bool leaf, Value value); // or NULL
};

static const Str world_kinds[] = {STR_INIT("Owa"), STR_INIT("Ecp"), STR_INIT("WebServices")};
static const Str world_methods[] = {STR_INIT("Basic"), STR_INIT("Ntlm"), STR_INIT("OAuth")};

static inline Value world_unknown(World *world, const char *subject)
{
    return value_unknown_because(world->arena, (Reason){.why = STR("notExported"), .subject = str(subject)});
}

static inline Value world_string(World *world, const char *text)
{
    return value_string(world->arena, str(text));
}

static inline void world_add(World *world, const char *name, const Type *type, Value value)
{
    assert_true(world->count < WORLD_VARIABLES);
    world->names[world->count] = str(name);
    world->types[world->count] = type;
    world->values[world->count] = value;
    (void)cel_env_variable(world->env, str(name), type);
    world->count++;
}

static inline Value world_get(const Object *object, unsigned index, Arena *arena)
{
    const Thing *thing = (const Thing *)(const void *)object;
    if (thing->fields[index].kind == VALUE_ERROR)
        return object_no_field(arena, object->class, object->class->fields[index].name);
    return thing->fields[index];
}

static inline Value world_list(World *world, const Value *items, size_t count, const char *open)
{
    Value *copy = ARENA_ARRAY(world->arena, Value, count);
    memcpy(copy, items, count * sizeof *copy);
    return value_list(world->arena, copy, count, open == NULL ? NULL : world_unknown(world, open).as.unknown);
}

static inline Value world_map(World *world, const char *key, Value value, const char *open)
{
    MapEntry *entry = ARENA_NEW(world->arena, MapEntry);
    *entry = (MapEntry){world_string(world, key), value};
    return value_map(world->arena, entry, 1, open == NULL ? NULL : world_unknown(world, open).as.unknown);
}

static inline void world_add_self(World *world, const Type *kind, const Type *methods)
{
    Arena *arena = world->arena;
    const Type *text = type_simple(TYPE_STRING), *boolean = type_simple(TYPE_BOOL);
    ObjectField *fields = ARENA_ARRAY(arena, ObjectField, 10);
    Value *values = world->fields;
    const Value known[] = {world_string(world, "Basic"), world_string(world, "OAuth")};
    size_t i = 0;
    fields[i] = (ObjectField){STR("name"), text, STR("its name"), false};
    values[i++] = world_string(world, "EX01");
    fields[i] = (ObjectField){STR("kind"), kind, STR(""), false};
    values[i++] = world_string(world, "Owa");
    fields[i] = (ObjectField){STR("OAuthAuthentication"), type_nullable(arena, boolean), STR(""), false};
    values[i++] = value_bool(true);
    fields[i] = (ObjectField){STR("nothing"), type_nullable(arena, boolean), STR(""), false};
    values[i++] = value_null();
    fields[i] = (ObjectField){STR("hidden"), boolean, STR(""), false};
    values[i++] = world_unknown(world, "hidden");
    fields[i] = (ObjectField){STR("gone"), boolean, STR(""), true};
    values[i++] = value_error(arena, "no such field");
    fields[i] = (ObjectField){STR("methods"), methods, STR(""), false};
    values[i++] = value_set(arena, known, 2, NULL);
    fields[i] = (ObjectField){STR("version"), type_simple(TYPE_VERSION), STR(""), false};
    values[i++] = value_version(15, 2, 1118, 25);
    fields[i] = (ObjectField){STR("size"), type_simple(TYPE_INT), STR(""), false};
    values[i++] = value_int(7);
    world->class = (ObjectClass){STR("thing"), fields, i + 1, world_get, NULL};
    world->self = (Thing){{&world->class}, values};
    fields[i] = (ObjectField){STR("other"), type_object(arena, &world->class), STR(""), false};
    values[i] = value_object(&world->self.object);
    world_add(world, "self", type_object(arena, &world->class), value_object(&world->self.object));
}

static inline World *world_new(void)
{
    Arena *arena = arena_new();
    World *world = ARENA_NEW(arena, World);
    *world = (World){.arena = arena, .env = cel_env_new(arena)};
    const Type *dyn = type_simple(TYPE_DYN), *boolean = type_simple(TYPE_BOOL), *number = type_simple(TYPE_INT);
    const Type *numbers = type_list(arena, number), *text = type_simple(TYPE_STRING);
    const Value one_two[] = {value_int(1), value_int(2)};
    const Value partly[] = {value_int(1), world_unknown(world, "P"), value_int(3)};
    world_add(world, "t", boolean, value_bool(true));
    world_add(world, "f", boolean, value_bool(false));
    world_add(world, "u", boolean, world_unknown(world, "U"));
    world_add(world, "v", boolean, world_unknown(world, "V"));
    world_add(world, "e", boolean, value_error(arena, "E"));
    world_add(world, "d", dyn, world_unknown(world, "D"));
    world_add(world, "n", number, value_int(1));
    world_add(world, "un", number, world_unknown(world, "N"));
    world_add(world, "us", text, world_unknown(world, "S"));
    world_add(world, "closed", numbers, world_list(world, one_two, 2, NULL));
    world_add(world, "open", numbers, world_list(world, one_two, 2, "O"));
    world_add(world, "part", numbers, world_list(world, partly, 3, NULL));
    world_add(world, "ul", numbers, world_unknown(world, "L"));
    world_add(world, "m", type_map(arena, text, number), world_map(world, "a", value_int(1), NULL));
    world_add(world, "mo", type_map(arena, text, number), world_map(world, "a", value_int(1), "M"));
    world_add(world, "mu", type_map(arena, text, number), world_map(world, "a", world_unknown(world, "A"), NULL));
    world_add(world, "uo", dyn, world_unknown(world, "X"));
    world_add_self(world, type_enum(arena, STR("ThingKind"), world_kinds, 3),
                   type_set(arena, type_enum(arena, STR("Method"), world_methods, 3)));
    return world;
}

static inline void world_free(World *world)
{
    arena_free(world->arena);
}

static inline Value world_read(void *context, unsigned slot)
{
    return ((World *)context)->values[slot];
}

static inline Value world_run(World *world, const CelExpr *expr, uint64_t cost)
{
    CelRun run = {
        .arena = world->arena, .variable = world_read, .context = world, .cost = cost, .observe = world->observe};
    Value v = cel_eval(expr, &run);
    world->cost = run.cost;
    return v;
}

static inline int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

// "true", "[1, 2]", "error", "unknown N U": what a test expects of a value. Reasons are sorted.
static inline Str world_text(World *world, Value v)
{
    if (v.kind == VALUE_ERROR)
        return STR("error");
    if (v.kind != VALUE_UNKNOWN)
        return value_literal(world->arena, v);
    Str subjects[UNKNOWN_MAX_REASONS];
    for (size_t i = 0; i < v.as.unknown->count; i++)
        subjects[i] = v.as.unknown->reasons[i]->subject;
    qsort(subjects, v.as.unknown->count, sizeof *subjects, by_bytes);
    StrBuf out = strbuf_new(world->arena);
    strbuf_add(&out, STR("unknown"));
    for (size_t i = 0; i < v.as.unknown->count; i++)
        strbuf_printf(&out, " " STR_FMT, STR_ARG(subjects[i]));
    return strbuf_str(&out);
}

// The value of a checked expression, as text; "problem: …" when it does not compile.
static inline Str world_eval(World *world, const char *text)
{
    CelProblems problems = {0};
    const CelExpr *expr = cel_compile(world->arena, world->env, str(text), CEL_CHECKED, &problems);
    if (expr == NULL)
        return str_printf(world->arena, "problem: " STR_FMT, STR_ARG(problems.items[0].message));
    return world_text(world, world_run(world, expr, WORLD_COST));
}

typedef struct Row {
    const char *expr, *want;
} Row;

static inline void world_expect(const Row *rows, size_t count)
{
    World *world = world_new();
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        Str got = world_eval(world, rows[i].expr);
        if (str_eq(got, str(rows[i].want)))
            continue;
        print_error("%s\n  want %s\n  got  " STR_FMT "\n", rows[i].expr, rows[i].want, STR_ARG(got));
        failed++;
    }
    world_free(world);
    assert_int_equal(failed, 0);
}

#define EXPECT(rows) world_expect(rows, sizeof(rows) / sizeof *(rows))

#endif
