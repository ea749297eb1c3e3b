#include "value/value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static Value string(const char *text)
{
    return value_string(arena, str(text));
}

static Value unknown(const char *why)
{
    return value_unknown_because(arena, (Reason){.why = str(why)});
}

static const Unknown *open_because(const char *why)
{
    return unknown(why).as.unknown;
}

static Value list_of(size_t count, const Value *items)
{
    Value *copy = ARENA_ARRAY(arena, Value, count);
    memcpy(copy, items, count * sizeof *copy);
    return value_list(arena, copy, count, NULL);
}

#define LIST(...) list_of(sizeof((Value[]){__VA_ARGS__}) / sizeof(Value), (Value[]){__VA_ARGS__})

static Value set_of(Value list)
{
    return value_set(arena, list.as.list->items, list.as.list->count, NULL);
}

static Value opened(Value list, const char *why)
{
    return value_list(arena, list.as.list->items, list.as.list->count, open_because(why));
}

static Value map_of(size_t count, const Value *keys_and_values)
{
    MapEntry *entries = ARENA_ARRAY(arena, MapEntry, count / 2);
    for (size_t i = 0; i < count / 2; i++)
        entries[i] = (MapEntry){keys_and_values[2 * i], keys_and_values[2 * i + 1]};
    return value_map(arena, entries, count / 2, NULL);
}

#define MAP(...) map_of(sizeof((Value[]){__VA_ARGS__}) / sizeof(Value), (Value[]){__VA_ARGS__})

// 'T', 'F', 'U' or 'E'. Equality is symmetric, whatever it says.
static char equality(Value a, Value b)
{
    Value one = value_equals(arena, a, b), other = value_equals(arena, b, a);
    assert_int_equal(one.kind, other.kind);
    assert_int_equal(value_truth(one), value_truth(other));
    if (one.kind == VALUE_ERROR)
        return 'E';
    return "FUT"[value_truth(one)];
}

#define assert_equality(a, b, expected) assert_int_equal(equality(a, b), expected)

static void numbers_are_equal_by_value_whatever_their_kind(void **state)
{
    (void)state;
    assert_equality(value_int(1), value_uint(1), 'T');
    assert_equality(value_int(1), value_double(1), 'T');
    assert_equality(value_uint(1), value_double(1), 'T');
    assert_equality(value_int(-1), value_uint(UINT64_MAX), 'F');
    assert_equality(value_int(1), value_double(1.5), 'F');
    assert_equality(value_double(0.0), value_double(-0.0), 'T');
    assert_equality(value_int(9007199254740993), value_double(9007199254740992.0), 'F');
    assert_equality(value_int(INT64_MAX), value_double(9223372036854775808.0), 'F');
    assert_equality(value_int(INT64_MIN), value_double(-9223372036854775808.0), 'T');
    assert_equality(value_uint(UINT64_MAX), value_double(18446744073709551616.0), 'F');
    assert_equality(value_double((double)NAN), value_double((double)NAN), 'F');
    assert_equality(value_double((double)NAN), value_int(0), 'F');
}

static void different_kinds_are_unequal(void **state)
{
    (void)state;
    Value values[] = {value_null(),
                      value_bool(true),
                      value_int(1),
                      string("1"),
                      value_bytes(arena, STR("1")),
                      LIST(value_int(1)),
                      MAP(value_int(1), value_int(1)),
                      value_type(type_simple(TYPE_INT)),
                      value_timestamp(arena, (Timestamp){1, 0}),
                      value_duration(arena, (Duration){1, 0}),
                      value_version(1, 0, 0, 0),
                      value_optional(arena, NULL)};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t j = 0; j < sizeof values / sizeof *values; j++)
            assert_equality(values[i], values[j], i == j ? 'T' : 'F');
}

static void unknown_and_error_pass_through(void **state)
{
    (void)state;
    Value error = value_error(arena, "broken");
    assert_equality(unknown("a"), value_int(1), 'U');
    assert_equality(unknown("a"), unknown("a"), 'U');
    assert_equality(unknown("a"), error, 'E');
    assert_equality(error, value_int(1), 'E');
    assert_int_equal(value_equals(arena, unknown("a"), unknown("b")).as.unknown->count, 2);
}

static void lists_are_equal_element_by_element(void **state)
{
    (void)state;
    Value one = value_int(1), two = value_int(2), u = unknown("u");
    assert_equality(LIST(one, two), LIST(one, two), 'T');
    assert_equality(LIST(one, two), LIST(two, one), 'F');
    assert_equality(LIST(one), LIST(one, two), 'F');
    assert_equality(LIST(u), LIST(one, two), 'F');
    assert_equality(LIST(u, two), LIST(one, two), 'U');
    assert_equality(LIST(u, two), LIST(one, one), 'F');
    assert_equality(LIST(LIST(u)), LIST(LIST(u)), 'U');
    assert_equality(LIST(value_error(arena, "x"), two), LIST(one, two), 'E');
    assert_equality(LIST(value_error(arena, "x"), two), LIST(one, one), 'F');
    assert_equality(LIST(value_error(arena, "x"), u), LIST(one, one), 'U');
    assert_equality(value_list(arena, NULL, 0, NULL), value_list(arena, NULL, 0, NULL), 'T');
    assert_int_equal(value_equals(arena, LIST(u, unknown("v")), LIST(one, two)).as.unknown->count, 2);
}

static void open_lists_are_neither(void **state)
{
    (void)state;
    Value one = LIST(value_int(1)), open = opened(one, "cutByLimit");
    assert_equality(open, one, 'U');
    assert_equality(open, LIST(value_int(2)), 'U');
    assert_equality(open, value_list(arena, NULL, 0, NULL), 'U');
    assert_equality(open, open, 'U');
    assert_int_equal(value_equals(arena, open, opened(one, "other")).as.unknown->count, 2);
    assert_equality(open, value_int(1), 'F');
}

static void sets_forget_order_and_repetition(void **state)
{
    (void)state;
    Value a = string("a"), b = string("b"), c = string("c"), u = unknown("u");
    Value ab = set_of(LIST(a, b));
    assert_equality(ab, set_of(LIST(b, a, a)), 'T');
    assert_equality(ab, LIST(b, a), 'T');
    assert_equality(ab, LIST(b, a, b), 'T');
    assert_equality(ab, LIST(a), 'F');
    assert_equality(ab, LIST(a, c), 'F');
    assert_equality(ab, LIST(a, b, c), 'F');
    assert_equality(ab, LIST(a, u), 'U');
    assert_equality(ab, LIST(c, u), 'F');
    assert_equality(set_of(LIST(a, u)), set_of(LIST(a)), 'U');
    assert_equality(set_of(LIST(a, u)), set_of(LIST(a, b, c)), 'U');
    assert_equality(ab, value_set(arena, LIST(a).as.list->items, 1, open_because("x")), 'U');
    assert_equality(set_of(LIST(value_double((double)NAN))), set_of(LIST(value_double((double)NAN))), 'F');
    assert_equality(set_of(LIST(a, value_error(arena, "x"))), ab, 'E');
}

static void maps_are_equal_entry_by_entry(void **state)
{
    (void)state;
    Value k = string("k"), l = string("l"), one = value_int(1), two = value_int(2), u = unknown("u");
    assert_equality(MAP(k, one, l, two), MAP(l, two, k, one), 'T');
    assert_equality(MAP(k, one), MAP(k, two), 'F');
    assert_equality(MAP(k, one), MAP(l, one), 'F');
    assert_equality(MAP(k, one), MAP(k, one, l, two), 'F');
    assert_equality(MAP(k, u, l, two), MAP(k, one, l, two), 'U');
    assert_equality(MAP(k, u, l, two), MAP(k, one, l, one), 'F');
    assert_equality(MAP(one, k), MAP(value_uint(1), k), 'T');
    MapEntry entry = {k, one};
    assert_equality(value_map(arena, &entry, 1, open_because("x")), MAP(k, one), 'U');
}

static void map_members_are_found_by_equal_keys(void **state)
{
    (void)state;
    const Map *map =
        MAP(value_int(1), string("one"), value_bool(true), string("yes"), string("1"), string("text")).as.map;
    assert_string_equal(map_get(map, value_double(1))->as.text->p, "one");
    assert_string_equal(map_get(map, value_bool(true))->as.text->p, "yes");
    assert_string_equal(map_get(map, string("1"))->as.text->p, "text");
    assert_null(map_get(map, value_int(2)));
    assert_null(map_get(map, value_null()));
}

static Str identity_of(const Object *object)
{
    (void)object;
    return STR("server:EX01");
}

static void objects_are_equal_by_identity(void **state)
{
    (void)state;
    static const ObjectClass named = {STR_INIT("server"), NULL, 0, NULL, identity_of};
    static const ObjectClass bare = {STR_INIT("iis"), NULL, 0, NULL, NULL};
    Object a = {&named}, b = {&named}, c = {&bare}, d = {&bare};
    assert_equality(value_object(&a), value_object(&b), 'T');
    assert_equality(value_object(&a), value_object(&c), 'F');
    assert_equality(value_object(&c), value_object(&c), 'T');
    assert_equality(value_object(&c), value_object(&d), 'F');
    assert_int_equal(value_compare_any(value_object(&a), value_object(&b)), 0);
    assert_true(value_compare_any(value_object(&a), value_object(&c)) > 0);
}

static void optionals_are_equal_by_content(void **state)
{
    (void)state;
    Value one = value_int(1), two = value_int(2);
    assert_equality(value_optional(arena, &one), value_optional(arena, &one), 'T');
    assert_equality(value_optional(arena, &one), value_optional(arena, &two), 'F');
    assert_equality(value_optional(arena, &one), value_optional(arena, NULL), 'F');
}

// Each row is greater than the one before, across kinds of numbers.
static void numbers_are_ordered_exactly(void **state)
{
    (void)state;
    Value rows[] = {value_double((double)-INFINITY),
                    value_double(-9223372036854777856.0),
                    value_int(INT64_MIN),
                    value_double(-1.5),
                    value_int(-1),
                    value_double(-0.5),
                    value_uint(0),
                    value_double(5e-324),
                    value_int(1),
                    value_double(1.5),
                    value_double(9007199254740992.0),
                    value_int(9007199254740993),
                    value_int(INT64_MAX),
                    value_double(9223372036854775808.0),
                    value_uint(9223372036854775809u),
                    value_uint(UINT64_MAX),
                    value_double(18446744073709551616.0),
                    value_double((double)INFINITY)};
    size_t count = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int order = 9;
            assert_true(value_compare(rows[i], rows[j], &order));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
            assert_int_equal(value_compare_any(rows[i], rows[j]), order);
        }
        int order;
        assert_false(value_compare(rows[i], value_double((double)NAN), &order));
        assert_true(value_compare_any(rows[i], value_double((double)NAN)) < 0);
    }
}

static void other_kinds_are_ordered_among_themselves(void **state)
{
    (void)state;
    const struct {
        Value less, greater;
    } rows[] = {
        {value_bool(false), value_bool(true)},
        {string("Z"), string("a")},
        {string("a"), string("aa")},
        {value_bytes(arena, STR("\x7F")), value_bytes(arena, STR("\xFF"))},
        {value_timestamp(arena, (Timestamp){1, 999}), value_timestamp(arena, (Timestamp){2, 0})},
        {value_timestamp(arena, (Timestamp){1, 1}), value_timestamp(arena, (Timestamp){1, 2})},
        {value_duration(arena, (Duration){-1, -5}), value_duration(arena, (Duration){-1, 0})},
        {value_version(15, 2, 1118, 25), value_version(15, 2, 1118, 100)},
        {value_version(15, 1, 65535, 0), value_version(15, 2, 0, 0)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int order;
        assert_true(value_compare(rows[i].less, rows[i].greater, &order) && order < 0);
        assert_true(value_compare(rows[i].greater, rows[i].less, &order) && order > 0);
        assert_true(value_compare(rows[i].less, rows[i].less, &order) && order == 0);
    }
}

static void what_has_no_order_says_so(void **state)
{
    (void)state;
    int order;
    assert_false(value_compare(value_null(), value_null(), &order));
    assert_false(value_compare(value_int(1), string("1"), &order));
    assert_false(value_compare(LIST(value_int(1)), LIST(value_int(1)), &order));
    assert_false(value_compare(unknown("a"), value_int(1), &order));
    assert_false(value_compare(value_version(1, 0, 0, 0), string("1.0.0.0"), &order));
}

static void the_total_order_is_one(void **state)
{
    (void)state;
    Value one = value_int(1), two = value_int(2), k = string("k"), l = string("l");
    Value values[] = {value_null(),
                      value_bool(false),
                      one,
                      value_uint(2),
                      value_double(2.5),
                      value_double((double)NAN),
                      string("a"),
                      value_bytes(arena, STR("a")),
                      value_list(arena, NULL, 0, NULL),
                      LIST(one),
                      opened(LIST(one), "x"),
                      LIST(one, two),
                      LIST(two),
                      MAP(k, one),
                      MAP(k, one, l, two),
                      MAP(k, two),
                      MAP(l, one),
                      value_type(type_simple(TYPE_INT)),
                      value_type(type_list(arena, type_simple(TYPE_INT))),
                      value_type(type_list(arena, type_simple(TYPE_STRING))),
                      value_timestamp(arena, (Timestamp){1, 1}),
                      value_duration(arena, (Duration){1, 1}),
                      value_version(1, 2, 3, 4),
                      value_optional(arena, NULL),
                      value_optional(arena, &one),
                      unknown("a"),
                      value_join(arena, unknown("a"), unknown("a")),
                      unknown("b"),
                      value_error(arena, "x"),
                      value_error(arena, "y")};
    size_t count = sizeof values / sizeof *values;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order = value_compare_any(values[i], values[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    assert_int_equal(value_compare_any(MAP(k, one, l, two), MAP(l, two, k, one)), 0);
}

static void reasons_are_ordered_by_all_they_say(void **state)
{
    (void)state;
    Reason less = {STR_INIT("why"), STR_INIT("a"), STR_INIT("hint"), {1, 1, 1}};
    for (int i = 0; i < 5; i++) {
        Reason greater = less;
        greater.subject = i == 0 ? STR("b") : less.subject;
        greater.hint = i == 1 ? STR("hint2") : less.hint;
        greater.origin.file += i == 2;
        greater.origin.line += i == 3;
        greater.origin.column += i == 4;
        assert_true(value_compare_any(value_unknown_because(arena, less), value_unknown_because(arena, greater)) < 0);
    }
    assert_int_equal(value_compare_any(value_unknown_because(arena, less), value_unknown_because(arena, less)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_equal_by_value_whatever_their_kind),
        cmocka_unit_test(different_kinds_are_unequal),
        cmocka_unit_test(unknown_and_error_pass_through),
        cmocka_unit_test(lists_are_equal_element_by_element),
        cmocka_unit_test(open_lists_are_neither),
        cmocka_unit_test(sets_forget_order_and_repetition),
        cmocka_unit_test(maps_are_equal_entry_by_entry),
        cmocka_unit_test(map_members_are_found_by_equal_keys),
        cmocka_unit_test(objects_are_equal_by_identity),
        cmocka_unit_test(optionals_are_equal_by_content),
        cmocka_unit_test(numbers_are_ordered_exactly),
        cmocka_unit_test(other_kinds_are_ordered_among_themselves),
        cmocka_unit_test(what_has_no_order_says_so),
        cmocka_unit_test(the_total_order_is_one),
        cmocka_unit_test(reasons_are_ordered_by_all_they_say),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
