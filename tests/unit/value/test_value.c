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

static void assert_str(Str s, const char *expected)
{
    if (!str_eq(s, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(s), expected);
}

static const Truth truths[] = {TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE};

static void kleenes_laws_hold_for_all_truths(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        Truth a = truths[i / 3], b = truths[i % 3];
        assert_int_equal(truth_and(a, b), truth_and(b, a));
        assert_int_equal(truth_or(a, b), truth_or(b, a));
        assert_int_equal(truth_not(truth_and(a, b)), truth_or(truth_not(a), truth_not(b)));
        assert_int_equal(truth_not(truth_not(a)), a);
        assert_int_equal(truth_and(a, truth_or(a, b)), a);
        assert_int_equal(truth_and(a, TRUTH_TRUE), a);
        assert_int_equal(truth_and(a, TRUTH_FALSE), TRUTH_FALSE);
        assert_int_equal(truth_or(a, TRUTH_TRUE), TRUTH_TRUE);
    }
    assert_int_equal(truth_not(TRUTH_UNKNOWN), TRUTH_UNKNOWN);
}

static void only_bools_are_true_or_false(void **state)
{
    (void)state;
    assert_int_equal(value_truth(value_bool(true)), TRUTH_TRUE);
    assert_int_equal(value_truth(value_bool(false)), TRUTH_FALSE);
    assert_int_equal(value_truth(value_null()), TRUTH_UNKNOWN);
    assert_int_equal(value_truth(value_int(1)), TRUTH_UNKNOWN);
    assert_int_equal(value_truth(value_unknown_because(arena, (Reason){0})), TRUTH_UNKNOWN);
}

static void values_hold_what_they_are_made_of(void **state)
{
    (void)state;
    Value inner = value_int(7);
    assert_true(value_is(value_null(), VALUE_NULL));
    assert_int_equal(value_int(INT64_MIN).as.integer, INT64_MIN);
    assert_true(value_uint(UINT64_MAX).as.uinteger == UINT64_MAX);
    assert_true(value_double(0.5).as.number == 0.5);
    assert_str(*value_string(arena, STR("x")).as.text, "x");
    assert_true(value_is(value_bytes(arena, STR("x")), VALUE_BYTES));
    assert_int_equal(value_list(arena, &inner, 1, NULL).as.list->items[0].as.integer, 7);
    assert_false(value_list(arena, &inner, 1, NULL).as.list->set);
    assert_int_equal(value_optional(arena, &inner).as.optional->as.integer, 7);
    assert_null(value_optional(arena, NULL).as.optional);
    assert_int_equal(value_timestamp(arena, (Timestamp){5, 6}).as.timestamp->nanos, 6);
    assert_int_equal(value_duration(arena, (Duration){5, 6}).as.duration->seconds, 5);
    assert_ptr_equal(value_type(type_simple(TYPE_INT)).as.type, type_simple(TYPE_INT));
    assert_str(*value_error(arena, "no %s", "way").as.error, "no way");
    assert_int_equal(value_at(inner, (Origin){1, 2, 3}).origin.column, 3);
    assert_int_equal(inner.origin.file, 0);
    assert_true(sizeof(Value) <= 32);
}

static void sets_are_sorted_and_without_duplicates(void **state)
{
    (void)state;
    Value items[] = {value_string(arena, STR("b")), value_int(1), value_string(arena, STR("a")), value_double(1.0),
                     value_string(arena, STR("b"))};
    Value set = value_set(arena, items, 5, NULL);
    assert_true(set.as.list->set);
    assert_int_equal(set.as.list->count, 3);
    assert_true(value_is(set.as.list->items[0], VALUE_INT) || value_is(set.as.list->items[0], VALUE_DOUBLE));
    assert_str(*set.as.list->items[1].as.text, "a");
    assert_str(*set.as.list->items[2].as.text, "b");
    assert_str(*items[0].as.text, "b"); // the original is not touched
    assert_int_equal(value_set(arena, NULL, 0, NULL).as.list->count, 0);
}

static void unknown_members_of_a_set_may_differ(void **state)
{
    (void)state;
    Value unknown = value_unknown_because(arena, (Reason){.why = STR("cutByLimit")});
    Value items[] = {unknown, value_int(1), unknown};
    assert_int_equal(value_set(arena, items, 3, NULL).as.list->count, 3);
}

static void joining_unknowns_unites_their_reasons(void **state)
{
    (void)state;
    Value a = value_unknown_because(arena, (Reason){.why = STR("notExported")});
    Value b = value_unknown_because(arena, (Reason){.why = STR("cutByDepth")});
    Value both = value_join(arena, a, b);
    assert_int_equal(both.as.unknown->count, 2);
    assert_str(both.as.unknown->reasons[0]->why, "notExported");
    assert_str(both.as.unknown->reasons[1]->why, "cutByDepth");
    assert_ptr_equal(value_join(arena, both, a).as.unknown, both.as.unknown);
    assert_int_equal(value_join(arena, a, both).as.unknown->count, 2);
    assert_ptr_equal(value_join(arena, a, value_int(1)).as.unknown, a.as.unknown);
    assert_ptr_equal(value_join(arena, value_int(1), a).as.unknown, a.as.unknown);
    assert_int_equal(value_join(arena, value_int(1), value_int(2)).as.integer, 1);
}

static void reasons_are_limited(void **state)
{
    (void)state;
    Value all = value_unknown_because(arena, (Reason){0});
    for (int i = 0; i < 40; i++)
        all = value_join(arena, all, value_unknown_because(arena, (Reason){0}));
    assert_int_equal(all.as.unknown->count, UNKNOWN_MAX_REASONS);
}

static void kinds_have_the_names_of_cel(void **state)
{
    (void)state;
    for (ValueKind kind = VALUE_NULL; kind <= VALUE_ERROR; kind++)
        assert_true(strlen(value_kind_name(kind)) > 0);
    assert_string_equal(value_kind_name(VALUE_NULL), "null_type");
    assert_string_equal(value_kind_name(VALUE_TIMESTAMP), "google.protobuf.Timestamp");
}

static void fields_are_found_by_name(void **state)
{
    (void)state;
    static const ObjectField fields[] = {{STR_INIT("type"), NULL, STR_INIT(""), false},
                                         {STR_INIT("Name"), NULL, STR_INIT(""), true}};
    static const ObjectClass class = {STR_INIT("server"), fields, 2, NULL, NULL};
    assert_int_equal(object_field(&class, STR("Name")), 1);
    assert_int_equal(object_field(&class, STR("name")), -1);
    assert_str(*object_no_field(arena, &class, STR("x")).as.error, "no such field `x` in server");
}

static void assert_version(const char *text, const char *expected)
{
    Value version;
    assert_true(version_parse(str(text), &version));
    assert_str(version_text(arena, version), expected);
}

static void versions_are_read_in_every_spelling(void **state)
{
    (void)state;
    assert_version("15.2.1118.25", "15.2.1118.25");
    assert_version("15.02.1118.025", "15.2.1118.25");
    assert_version("Version 15.2 (Build 1118.25)", "15.2.1118.25");
    assert_version("Version 15.2 (Build 31118.25)", "15.2.31118.25");
    assert_version("version 15.2 (build 1118)", "15.2.1118.0");
    assert_version(" 15.2 ", "15.2.0.0");
    assert_version("15", "15.0.0.0");
    assert_version("65535.65535.65535.65535", "65535.65535.65535.65535");
    assert_version("0", "0.0.0.0");
}

static void other_texts_are_no_versions(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      ".",
                                      "15.",
                                      ".2",
                                      "15..2",
                                      "15.2.1118.25.1",
                                      "65536",
                                      "15.99999999999999999999",
                                      "15.2 x",
                                      "-1",
                                      "v15",
                                      "Version",
                                      "Version 15.2 (Build 1118.25",
                                      "Version 15.2 (Build )",
                                      "Version 15.2.3 (Build 1118.25)",
                                      "Version 15 (Build 1118.25)",
                                      "Version 15.2 (Build 1118.25.3)"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Value version = value_null();
        assert_false(version_parse(str(bad[i]), &version));
        assert_true(value_is(version, VALUE_NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kleenes_laws_hold_for_all_truths),
        cmocka_unit_test(only_bools_are_true_or_false),
        cmocka_unit_test(values_hold_what_they_are_made_of),
        cmocka_unit_test(sets_are_sorted_and_without_duplicates),
        cmocka_unit_test(unknown_members_of_a_set_may_differ),
        cmocka_unit_test(joining_unknowns_unites_their_reasons),
        cmocka_unit_test(reasons_are_limited),
        cmocka_unit_test(kinds_have_the_names_of_cel),
        cmocka_unit_test(fields_are_found_by_name),
        cmocka_unit_test(versions_are_read_in_every_spelling),
        cmocka_unit_test(other_texts_are_no_versions),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
