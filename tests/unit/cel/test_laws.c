// The laws of the language: Kleene's, and the one that the product rests on: knowing less never flips a result.
#include "world.h"

// --- random expressions -------------------------------------------------------------------------

// A generator of well-typed expressions over the world, from a seed.
typedef struct Generator {
    StrBuf out;
    uint64_t state;
    unsigned locals; // x0, x1, … of the macros around, all ints
} Generator;

static unsigned pick(Generator *g, unsigned count)
{
    g->state = g->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(g->state >> 33) % count;
}

static void add(Generator *g, const char *text)
{
    strbuf_add(&g->out, str(text));
}

static void add_one_of(Generator *g, const char *const *texts, size_t count)
{
    add(g, texts[pick(g, (unsigned)count)]);
}

#define ADD_ONE_OF(g, ...)                                                                                             \
    add_one_of((g), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

typedef void (*Production)(Generator *g, unsigned depth);

static void boolean(Generator *g, unsigned depth);
static void number(Generator *g, unsigned depth);
static void text(Generator *g, unsigned depth);
static void list(Generator *g, unsigned depth);

static void binary(Generator *g, Production side, const char *operator, unsigned depth)
{
    add(g, "(");
    side(g, depth);
    add(g, operator);
    side(g, depth);
    add(g, ")");
}

static void conditional(Generator *g, Production branch, unsigned depth)
{
    add(g, "(");
    boolean(g, depth);
    add(g, " ? ");
    branch(g, depth);
    add(g, " : ");
    branch(g, depth);
    add(g, ")");
}

static void optional(Generator *g, Production otherwise, const char *access, unsigned depth)
{
    add(g, access);
    add(g, ".orValue(");
    otherwise(g, depth);
    add(g, ")");
}

// list.macro(xN, body)
static void macro(Generator *g, const char *name, Production body, unsigned depth)
{
    unsigned local = g->locals;
    list(g, depth);
    strbuf_printf(&g->out, ".%s(x%u, ", name, local);
    g->locals++;
    body(g, depth);
    g->locals--;
    add(g, ")");
}

static void local(Generator *g)
{
    if (g->locals == 0)
        add(g, "2");
    else
        strbuf_printf(&g->out, "x%u", pick(g, g->locals));
}

static void number_leaf(Generator *g)
{
    if (pick(g, 3) == 0)
        local(g);
    else
        ADD_ONE_OF(g, "0", "1", "3", "n", "k", "self.size", "m.a", "m['b']", "closed[0]", "closed[5]", "size(closed)",
                   "self.other.size", "m.zz");
}

static void number(Generator *g, unsigned depth)
{
    if (depth == 0) {
        number_leaf(g);
        return;
    }
    switch (pick(g, 8)) {
    case 0:
        binary(g, number, " + ", depth - 1);
        return;
    case 1:
        binary(g, number, " / ", depth - 1);
        return;
    case 2:
        conditional(g, number, depth - 1);
        return;
    case 3:
        add(g, "size(");
        list(g, depth - 1);
        add(g, ")");
        return;
    case 4:
        list(g, depth - 1);
        add(g, "[0]");
        return;
    case 5:
        optional(g, number, pick(g, 2) == 0 ? "m.?a" : "m.?c", depth - 1);
        return;
    case 6:
        add(g, "size(");
        text(g, depth - 1);
        add(g, ")");
        return;
    default:
        number_leaf(g);
    }
}

static void text(Generator *g, unsigned depth)
{
    if (depth == 0 || pick(g, 2) == 0) {
        ADD_ONE_OF(g, "'a'", "'EX'", "s", "self.name", "string(self.kind)", "'EX01'");
        return;
    }
    if (pick(g, 3) == 0)
        conditional(g, text, depth - 1);
    else
        binary(g, text, " + ", depth - 1);
}

static void list(Generator *g, unsigned depth)
{
    unsigned choice = depth == 0 ? 0 : pick(g, 7);
    if (choice == 1) {
        add(g, "[");
        number(g, depth - 1);
        add(g, ", ");
        number(g, depth - 1);
        add(g, "]");
    } else if (choice == 2) {
        macro(g, "filter", boolean, depth - 1);
    } else if (choice == 3) {
        macro(g, "map", number, depth - 1);
    } else if (choice == 4) {
        binary(g, list, " + ", depth - 1);
    } else if (choice == 5) {
        conditional(g, list, depth - 1);
    } else {
        ADD_ONE_OF(g, "closed", "[1, n, 3]", "[]", "longer");
    }
}

static void boolean_leaf(Generator *g)
{
    add(g, "(");
    ADD_ONE_OF(g, "t", "f", "b", "self.OAuthAuthentication == true", "has(self.gone)", "has(self.name)", "has(m.a)",
               "has(m.c)", "self.gone", "self.known", "'OAuth' in self.methods", "self.methods == ['OAuth', 'Basic']",
               "self.kind == 'Owa'", "'a' in m", "'c' in m", "m == {'a': 1, 'b': 2}",
               "sets.contains(self.methods, ['Basic'])", "self.?gone.hasValue()", "self.version >= version('15.2')",
               "sets.intersects(self.methods, ['Ntlm'])", "self.nothing == null", "s.matches('^E')",
               "self.methods.exists(q, q == 'Ntlm')", "m.all(q, q != 'c')", "m.exists(q, w, q == 'a' && w == 1)",
               "m.?c.hasValue()", "self.methods[0] == 'Basic'", "self.methods.map(q, q)[1] == 'OAuth'",
               "(self.methods + ['x'])[0] == 'Basic'", "self.methods.filter(q, q != 'Basic') == ['OAuth']",
               "size(self.methods) == 2", "size(self.methods + self.methods) == 2",
               "self.methods + self.methods == ['OAuth', 'Basic']", "self.methods.exists(i, q, i == 0 && q == 'Basic')",
               "self.methods.transformMap(i, q, q)[0] == 'Basic'", "closed.transformList(i, q, q + i) == [1, 3]",
               "m.transformMap(q, w, w + 1) == {'a': 2, 'b': 3}", "closed[?1].hasValue()");
    add(g, ")");
}

static void comparison(Generator *g, unsigned depth)
{
    static const char *const operators[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    const char *operator= operators[pick(g, 6)];
    unsigned kind = pick(g, 4);
    if (kind == 0)
        binary(g, text, operator, depth);
    else if (kind == 1)
        binary(g, list, pick(g, 2) == 0 ? " == " : " != ", depth);
    else
        binary(g, number, operator, depth);
}

static void member_test(Generator *g, unsigned depth)
{
    add(g, "(");
    number(g, depth);
    add(g, " in ");
    list(g, depth);
    add(g, ")");
}

static void boolean(Generator *g, unsigned depth)
{
    static const char *const quantifiers[] = {"all", "exists", "exists_one"};
    if (depth == 0) {
        boolean_leaf(g);
        return;
    }
    switch (pick(g, 9)) {
    case 0:
        binary(g, boolean, " && ", depth - 1);
        return;
    case 1:
        binary(g, boolean, " || ", depth - 1);
        return;
    case 2:
        add(g, "!");
        binary(g, boolean, " || ", depth - 1);
        return;
    case 3:
        conditional(g, boolean, depth - 1);
        return;
    case 4:
        macro(g, quantifiers[pick(g, 3)], boolean, depth - 1);
        return;
    case 5:
        member_test(g, depth - 1);
        return;
    case 6:
        binary(g, boolean, pick(g, 2) == 0 ? " == " : " != ", depth - 1);
        return;
    case 7:
        boolean_leaf(g);
        return;
    default:
        comparison(g, depth - 1);
    }
}

// --- a world in which something is forgotten -----------------------------------------------------

static void *copy_of(World *world, const void *items, size_t size)
{
    void *copy = arena_alloc(world->arena, size);
    memcpy(copy, items, size);
    return copy;
}

// The value with one member unknown, or with its members from `keep` on taken away and the end open.
static Value forget_member(World *world, Value v, size_t index)
{
    if (v.kind == VALUE_LIST && index < v.as.list->count) {
        Value *items = copy_of(world, v.as.list->items, v.as.list->count * sizeof *items);
        if (v.as.list->set) // a set is sorted, and what is unknown stands at its end
            memmove(items + index, items + index + 1, (v.as.list->count - index - 1) * sizeof *items);
        items[v.as.list->set ? v.as.list->count - 1 : index] = world_unknown(world, "member");
        List *list = ARENA_NEW(world->arena, List);
        *list = (List){v.as.list->count, items, v.as.list->open, v.as.list->set};
        v.as.list = list;
    } else if (v.kind == VALUE_MAP && index < v.as.map->count) {
        MapEntry *entries = copy_of(world, v.as.map->entries, v.as.map->count * sizeof *entries);
        entries[index].value = world_unknown(world, "entry");
        v = value_map(world->arena, entries, v.as.map->count, v.as.map->open);
    } else {
        v = world_unknown(world, "whole");
    }
    return v;
}

static Value forget_end(World *world, Value v, size_t keep)
{
    const Unknown *open = world_unknown(world, "end").as.unknown;
    if (v.kind == VALUE_LIST) {
        List *list = ARENA_NEW(world->arena, List);
        *list = (List){keep < v.as.list->count ? keep : v.as.list->count, v.as.list->items, open, v.as.list->set};
        v.as.list = list;
        return v;
    }
    if (v.kind == VALUE_MAP)
        return value_map(world->arena, v.as.map->entries, keep < v.as.map->count ? keep : v.as.map->count, open);
    return world_unknown(world, "whole");
}

// Forgets something about a variable or field: its value, a member of it, or where it ends.
static void forget(World *world, Value *v, unsigned how)
{
    if (how % 3 == 0)
        *v = world_unknown(world, "value");
    else
        *v = how % 3 == 1 ? forget_member(world, *v, how / 3 % 3) : forget_end(world, *v, how / 3 % 3);
}

static void add_known(World *world)
{
    const Value longer[] = {value_int(4), value_int(1), value_int(2)};
    MapEntry *entries = ARENA_ARRAY(world->arena, MapEntry, 2);
    entries[0] = (MapEntry){world_string(world, "a"), value_int(1)};
    entries[1] = (MapEntry){world_string(world, "b"), value_int(2)};
    world_add(world, "b", type_simple(TYPE_BOOL), value_bool(true));
    world_add(world, "k", type_simple(TYPE_INT), value_int(3));
    world_add(world, "s", type_simple(TYPE_STRING), world_string(world, "EX01"));
    world_add(world, "longer", type_list(world->arena, type_simple(TYPE_INT)), world_list(world, longer, 3, NULL));
    for (unsigned i = 0; i < world->count; i++)
        if (str_eq(world->names[i], STR("m")))
            world->values[i] = value_map(world->arena, entries, 2, NULL);
    // `hidden` is known in this world, under a name of its own
    ObjectField *fields = copy_of(world, world->class.fields, world->class.count * sizeof *fields);
    fields[4].name = STR("known");
    world->fields[4] = value_bool(false);
    world->class.fields = fields;
}

// Whether knowing less may turn `before` into `after`: a bool only into unknown. (An error may give way to a bool: a
// list with an unknown member has a size, one with an error is an error.)
static bool may_become(Value before, Value after)
{
    if (after.kind == VALUE_UNKNOWN || before.kind == VALUE_ERROR)
        return true;
    return before.kind == after.kind && before.as.boolean == after.as.boolean;
}

// Forgets one to three random things, evaluates, and puts them back.
static Value evaluate_with_less(World *world, Generator *g, const CelExpr *expr)
{
    Value values[WORLD_VARIABLES], fields[16];
    memcpy(values, world->values, sizeof values);
    memcpy(fields, world->fields, sizeof fields);
    for (unsigned i = 1 + pick(g, 3); i > 0; i--) {
        if (pick(g, 2) == 0)
            forget(world, &world->values[pick(g, world->count)], pick(g, 9));
        else
            forget(world, &world->fields[pick(g, 9)], pick(g, 9));
    }
    Value after = world_run(world, expr, WORLD_COST);
    memcpy(world->values, values, sizeof values);
    memcpy(world->fields, fields, sizeof fields);
    return after;
}

static void knowing_less_never_flips_a_result(void **state)
{
    (void)state;
    enum { EXPRESSIONS = 12000, WORLDS = 12 };
    World *world = world_new();
    Generator g = {.state = 20261120};
    unsigned known = 0, bools = 0, lost = 0;
    add_known(world);
    for (unsigned i = 0; i < EXPRESSIONS; i++) {
        ArenaMark mark = arena_mark(world->arena);
        CelProblems problems = {0};
        g.out = strbuf_new(world->arena);
        boolean(&g, 1 + i % 4);
        const CelExpr *expr = cel_compile(world->arena, world->env, strbuf_str(&g.out), CEL_CHECKED, &problems);
        if (expr == NULL)
            fail_msg(STR_FMT ": " STR_FMT, STR_ARG(strbuf_str(&g.out)), STR_ARG(problems.items[0].message));
        Value before = world_run(world, expr, WORLD_COST);
        known += before.kind != VALUE_UNKNOWN;
        bools += before.kind == VALUE_BOOL;
        for (unsigned k = 0; k < WORLDS; k++) {
            Value after = evaluate_with_less(world, &g, expr);
            lost += before.kind == VALUE_BOOL && after.kind == VALUE_UNKNOWN;
            if (!may_become(before, after))
                fail_msg(STR_FMT ": " STR_FMT " became " STR_FMT, STR_ARG(strbuf_str(&g.out)),
                         STR_ARG(world_text(world, before)), STR_ARG(world_text(world, after)));
        }
        arena_rewind(world->arena, mark);
    }
    print_message("%u expressions, %u known, %u of them bools; %u of %u worlds with less lost the answer\n",
                  EXPRESSIONS, known, bools, lost, bools * WORLDS);
    assert_true(bools > EXPRESSIONS / 2); // the generator still asks questions that have answers
    assert_true(lost > bools / 2);        // and forgetting still matters
    world_free(world);
}

// --- Kleene's laws ------------------------------------------------------------------------------

// Both sides give the same truth for all values of p, q, r in {false, true, unknown}.
static void the_laws_of_kleene_hold(void **state)
{
    (void)state;
    static const char *const laws[][2] = {
        {"p && q", "q && p"},
        {"p || q", "q || p"},
        {"(p && q) && r", "p && (q && r)"},
        {"(p || q) || r", "p || (q || r)"},
        {"p && (q || r)", "(p && q) || (p && r)"},
        {"p || (q && r)", "(p || q) && (p || r)"},
        {"!(p && q)", "!p || !q"},
        {"!(p || q)", "!p && !q"},
        {"!!p", "p"},
        {"p && p", "p"},
        {"p || p", "p"},
        {"p && (p || q)", "p"},
        {"p || (p && q)", "p"},
        {"p && true", "p"},
        {"p || false", "p"},
        {"p && false", "false"},
        {"p || true", "true"},
        {"[p, q, r].all(x, x)", "p && q && r"},
        {"[p, q, r].exists(x, x)", "p || q || r"},
        {"[p, q].all(x, !x)", "![p, q].exists(x, x)"},
        {"p == q", "q == p"},
        {"p != q", "!(p == q)"},
    };
    World *world = world_new();
    const Type *boolean_type = type_simple(TYPE_BOOL);
    const Value values[] = {value_bool(false), value_bool(true), world_unknown(world, "?")};
    unsigned first = world->count;
    world_add(world, "p", boolean_type, values[0]);
    world_add(world, "q", boolean_type, values[0]);
    world_add(world, "r", boolean_type, values[0]);
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        CelProblems problems = {0};
        const CelExpr *left = cel_compile(world->arena, world->env, str(laws[i][0]), CEL_CHECKED, &problems);
        const CelExpr *right = cel_compile(world->arena, world->env, str(laws[i][1]), CEL_CHECKED, &problems);
        assert_int_equal(problems.count, 0);
        for (unsigned n = 0; n < 27; n++) {
            for (unsigned k = 0, rest = n; k < 3; k++, rest /= 3)
                world->values[first + k] = values[rest % 3];
            Truth a = value_truth(world_run(world, left, WORLD_COST)),
                  b = value_truth(world_run(world, right, WORLD_COST));
            if (a != b)
                fail_msg("%s is not %s for case %u", laws[i][0], laws[i][1], n);
        }
    }
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_laws_of_kleene_hold),
        cmocka_unit_test(knowing_less_never_flips_a_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
