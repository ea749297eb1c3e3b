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

static Value string(const char *text)
{
    return value_string(arena, str(text));
}

static Value unknown(const char *why)
{
    return value_unknown_because(arena, (Reason){.why = str(why)});
}

static Value ab(const Unknown *open)
{
    Value *items = ARENA_ARRAY(arena, Value, 2);
    items[0] = string("Ntlm");
    items[1] = string("OAuth");
    return value_list(arena, items, 2, open);
}

static Str identity_of(const Object *object)
{
    (void)object;
    return STR("server:EX01");
}

static const ObjectClass server_class = {STR_INIT("server"), NULL, 0, NULL, identity_of};
static const ObjectClass iis_class = {STR_INIT("iis"), NULL, 0, NULL, NULL};

static void every_value_has_a_text_and_a_literal(void **state)
{
    (void)state;
    static const Object server = {&server_class}, iis = {&iis_class};
    const Unknown *open = unknown("cutByLimit").as.unknown;
    Value one = value_int(1), nested = ab(NULL);
    MapEntry entries[] = {{string("k"), one}, {string("l"), nested}};
    const struct {
        Value value;
        const char *text, *literal;
    } rows[] = {
        {value_null(), "(none)", "null"},
        {value_bool(true), "true", "true"},
        {value_bool(false), "false", "false"},
        {value_int(INT64_MIN), "-9223372036854775808", "-9223372036854775808"},
        {value_uint(UINT64_MAX), "18446744073709551615", "18446744073709551615u"},
        {value_double(3), "3", "3.0"},
        {value_double(-0.5), "-0.5", "-0.5"},
        {value_double(1e100), "1e+100", "1e+100"},
        {value_double((double)NAN), "NaN", "NaN"},
        {string("a \"b\""), "a \"b\"", "\"a \\\"b\\\"\""},
        {string(""), "", "\"\""},
        {string("\a\b\f\n\r\t\v\\\x1B\x7Fé\xC2\x85\xE2\x80\xAE"), "\a\b\f\n\r\t\v\\\x1B\x7Fé\xC2\x85\xE2\x80\xAE",
         "\"\\a\\b\\f\\n\\r\\t\\v\\\\\\u001b\\u007fé\\u0085\\u202e\""},
        {value_bytes(arena, STR("a\0\xFF\"")), "6100ff22", "b\"a\\x00\\xff\\x22\""},
        {ab(NULL), "Ntlm, OAuth", "[\"Ntlm\", \"OAuth\"]"},
        {ab(open), "Ntlm, OAuth, …", "[\"Ntlm\", \"OAuth\", …]"},
        {value_list(arena, NULL, 0, NULL), "(none)", "[]"},
        {value_list(arena, NULL, 0, open), "…", "[…]"},
        {value_list(arena, &nested, 1, NULL), "[Ntlm, OAuth]", "[[\"Ntlm\", \"OAuth\"]]"},
        {value_map(arena, entries, 2, NULL), "k: 1, l: [Ntlm, OAuth]", "{\"k\": 1, \"l\": [\"Ntlm\", \"OAuth\"]}"},
        {value_map(arena, entries, 1, open), "k: 1, …", "{\"k\": 1, …}"},
        {value_map(arena, NULL, 0, NULL), "(none)", "{}"},
        {value_object(&server), "server:EX01", "server:EX01"},
        {value_object(&iis), "iis", "iis"},
        {value_type(type_simple(TYPE_INT)), "int", "int"},
        {value_timestamp(arena, (Timestamp){0, 0}), "1970-01-01T00:00:00Z", "timestamp(\"1970-01-01T00:00:00Z\")"},
        {value_duration(arena, (Duration){3600, 0}), "3600s", "duration(\"3600s\")"},
        {value_version(15, 2, 1118, 25), "15.2.1118.25", "version(\"15.2.1118.25\")"},
        {value_optional(arena, &one), "1", "optional.of(1)"},
        {value_optional(arena, NULL), "(none)", "optional.none()"},
        {unknown("notExported"), "(unknown: notExported)", "unknown(notExported)"},
        {value_error(arena, "no \"x\""), "(error: no \"x\")", "error(\"no \\\"x\\\"\")"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_str(value_text(arena, rows[i].value), rows[i].text);
        assert_str(value_literal(arena, rows[i].value), rows[i].literal);
    }
}

static void each_reason_is_named_once(void **state)
{
    (void)state;
    Value all = value_join(arena, unknown("b"), value_join(arena, unknown("a"), unknown("b")));
    assert_str(value_text(arena, all), "(unknown: b, a)");
    assert_str(value_literal(arena, all), "unknown(b, a)");
}

static void types_are_written_as_in_messages(void **state)
{
    (void)state;
    const Type *text = type_simple(TYPE_STRING), *number = type_simple(TYPE_INT);
    static const Str names[] = {STR_INIT("Ntlm"), STR_INIT("OAuth")};
    const Type parameter = {.kind = TYPE_PARAM, .name = STR_INIT("T")};
    const struct {
        const Type *type;
        const char *text;
    } rows[] = {
        {type_simple(TYPE_DYN), "dyn"},
        {type_simple(TYPE_NULL), "null_type"},
        {type_simple(TYPE_TIMESTAMP), "google.protobuf.Timestamp"},
        {type_simple(TYPE_LIST), "list(dyn)"},
        {type_simple(TYPE_TYPE), "type(dyn)"},
        {type_list(arena, text), "list(string)"},
        {type_set(arena, text), "set(string)"},
        {type_map(arena, text, type_list(arena, number)), "map(string, list(int))"},
        {type_nullable(arena, number), "int or null"},
        {type_enum(arena, STR("AuthenticationMethod"), names, 2), "AuthenticationMethod"},
        {type_enum(arena, STR(""), names, 2), "string"},
        {type_object(arena, &server_class), "server"},
        {type_simple(TYPE_OBJECT), "object"},
        {&parameter, "T"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(type_text(arena, rows[i].type), rows[i].text);
}

static void types_are_equal_by_structure(void **state)
{
    (void)state;
    const Type *text = type_simple(TYPE_STRING), *number = type_simple(TYPE_INT);
    assert_true(type_equals(type_list(arena, text), type_list(arena, text)));
    assert_true(type_equals(type_list(arena, text), type_set(arena, text)));
    assert_false(type_equals(type_list(arena, text), type_list(arena, number)));
    assert_false(type_equals(type_map(arena, text, text), type_map(arena, number, text)));
    assert_true(type_equals(type_enum(arena, STR("E"), NULL, 0), type_enum(arena, STR("E"), NULL, 0)));
    assert_false(type_equals(type_enum(arena, STR("E"), NULL, 0), type_enum(arena, STR("F"), NULL, 0)));
    assert_true(type_equals(type_object(arena, &server_class), type_object(arena, &server_class)));
    assert_false(type_equals(type_object(arena, &server_class), type_object(arena, &iis_class)));
    assert_false(type_equals(text, number));
    assert_false(type_equals(text, NULL));
    for (TypeKind kind = TYPE_DYN; kind <= TYPE_PARAM; kind++) {
        assert_int_equal(type_simple(kind)->kind, kind);
        assert_true(type_equals(type_simple(kind), type_simple(kind)));
    }
}

static void timestamps_round_trip(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        int64_t seconds;
    } rows[] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 0},
        {"2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z", 1795168800},
        {"2026-11-20", "2026-11-20T00:00:00Z", 1795132800},
        {"2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00Z", 1795161600},
        {"2026-11-20T22:30:00-05:30", "2026-11-21T04:00:00Z", 1795233600},
        {"2026-11-20t10:00:00.5z", "2026-11-20T10:00:00.5Z", 1795168800},
        {"2026-11-20T10:00:00.1234567Z", "2026-11-20T10:00:00.1234567Z", 1795168800},
        {"2026-11-20T10:00:00.1234567899Z", "2026-11-20T10:00:00.123456789Z", 1795168800},
        {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z", 1709251199},
        {"1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z", -1},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", -62135596800},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 253402300799},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Timestamp t;
        assert_true(timestamp_parse(str(rows[i].in), &t));
        assert_true(t.seconds == rows[i].seconds);
        assert_str(timestamp_text(arena, t), rows[i].out);
    }
}

static void other_texts_are_no_timestamps(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-11",
                                      "2026-13-01",
                                      "2026-00-01",
                                      "2026-02-29",
                                      "2026-04-31",
                                      "2026-11-20T",
                                      "2026-11-20T10:00Z",
                                      "2026-11-20T10:00:00",
                                      "2026-11-20T24:00:00Z",
                                      "2026-11-20T10:60:00Z",
                                      "2026-11-20T10:00:60Z",
                                      "2026-11-20T10:00:00.Z",
                                      "2026-11-20T10:00:00+2:00",
                                      "2026-11-20T10:00:00+25:00",
                                      "2026-11-20T10:00:00Zx",
                                      " 2026-11-20",
                                      "2026-11-20 ",
                                      "0000-01-01",
                                      "0001-01-01T00:00:00+01:00",
                                      "9999-12-31T23:59:59-01:00",
                                      "20.11.2026"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Timestamp t;
        if (timestamp_parse(str(bad[i]), &t))
            fail_msg("%s", bad[i]);
    }
}

static void dates_go_on_day_by_day(void **state)
{
    (void)state;
    Date before = timestamp_date((Timestamp){-86400, 0});
    assert_int_equal(before.year, 1969);
    assert_int_equal(before.day_of_year, 365);
    assert_int_equal(before.weekday, 3);
    for (int64_t day = 0; day < 60000; day++) {
        Date date = timestamp_date((Timestamp){day * 86400 + 86399, 0});
        bool new_year = date.year != before.year, new_month = date.month != before.month;
        assert_int_equal(date.weekday, (before.weekday + 1) % 7);
        assert_int_equal(date.day, new_month ? 1 : before.day + 1);
        assert_int_equal(date.day_of_year, new_year ? 1 : before.day_of_year + 1);
        assert_int_equal(date.month, new_year ? 1 : before.month + new_month);
        assert_int_equal(date.hour * 3600 + date.minute * 60 + date.second, 86399);
        before = date;
    }
    assert_int_equal(before.year, 2134);
    assert_false(timestamp_valid((Timestamp){253402300800, 0}));
    assert_false(timestamp_valid((Timestamp){-62135596801, 0}));
    assert_false(timestamp_valid((Timestamp){0, 1000000000}));
    assert_false(timestamp_valid((Timestamp){0, -1}));
}

static void durations_are_seconds(void **state)
{
    (void)state;
    assert_str(duration_text(arena, (Duration){0, 0}), "0s");
    assert_str(duration_text(arena, (Duration){3600, 0}), "3600s");
    assert_str(duration_text(arena, (Duration){1, 500000000}), "1.5s");
    assert_str(duration_text(arena, (Duration){-1, -500000000}), "-1.5s");
    assert_str(duration_text(arena, (Duration){0, -1}), "-0.000000001s");
    assert_str(duration_text(arena, (Duration){INT64_MIN, 0}), "-9223372036854775808s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_has_a_text_and_a_literal),
        cmocka_unit_test(each_reason_is_named_once),
        cmocka_unit_test(types_are_written_as_in_messages),
        cmocka_unit_test(types_are_equal_by_structure),
        cmocka_unit_test(timestamps_round_trip),
        cmocka_unit_test(other_texts_are_no_timestamps),
        cmocka_unit_test(dates_go_on_day_by_day),
        cmocka_unit_test(durations_are_seconds),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
