#include "support/json.h"

#include <locale.h>
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

static void write_sample(JsonWriter *json)
{
    json_begin_object(json);
    json_key(json, "list");
    json_begin_array(json);
    json_int(json, INT64_MIN);
    json_uint(json, UINT64_MAX);
    json_begin_array(json);
    json_end_array(json);
    json_null(json);
    json_end_array(json);
    json_key_str(json, STR("object"));
    json_begin_object(json);
    json_end_object(json);
    json_key(json, "last");
    json_bool(json, true);
    json_end_object(json);
}

static void compact_json_has_no_white_space(void **state)
{
    (void)state;
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, false);
    write_sample(&json);
    assert_str(output_memory_text(out),
               "{\"list\":[-9223372036854775808,18446744073709551615,[],null],\"object\":{},\"last\":true}");
}

static void pretty_json_is_indented(void **state)
{
    (void)state;
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, true);
    write_sample(&json);
    assert_str(output_memory_text(out), "{\n"
                                        "  \"list\": [\n"
                                        "    -9223372036854775808,\n"
                                        "    18446744073709551615,\n"
                                        "    [],\n"
                                        "    null\n"
                                        "  ],\n"
                                        "  \"object\": {},\n"
                                        "  \"last\": true\n"
                                        "}");
}

static void documents_of_a_stream_are_not_separated(void **state)
{
    (void)state;
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, false);
    for (int i = 0; i < 2; i++) {
        json_begin_object(&json);
        json_end_object(&json);
        output_write(out, STR("\n"));
    }
    assert_str(output_memory_text(out), "{}\n{}\n");
}

static void containers_may_nest_deeply(void **state)
{
    (void)state;
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, false);
    for (int i = 0; i < 1000; i++)
        json_begin_array(&json);
    for (int i = 0; i < 1000; i++)
        json_end_array(&json);
    assert_int_equal(output_memory_text(out).n, 2000);
}

static Str string_of(Str value)
{
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, false);
    json_string(&json, value);
    return output_memory_text(out);
}

static void deep_containers_stand_on_one_line(void **state)
{
    (void)state;
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, true);
    json.fold = 2;
    json_begin_object(&json);
    json_key(&json, "a");
    json_begin_array(&json);
    for (int i = 0; i < 2; i++) {
        json_begin_object(&json);
        json_key(&json, "b");
        json_begin_array(&json);
        json_int(&json, i);
        json_int(&json, i);
        json_end_array(&json);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    assert_str(output_memory_text(out), "{\n  \"a\": [\n    {\"b\": [0,0]},\n    {\"b\": [1,1]}\n  ]\n}");
}

static void strings_are_escaped(void **state)
{
    (void)state;
    assert_str(string_of(STR("")), "\"\"");
    assert_str(string_of(STR("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
    assert_str(string_of(STR("\b\f\n\r\t\0\x1B\x7F")), "\"\\b\\f\\n\\r\\t\\u0000\\u001b\\u007f\"");
    assert_str(string_of(STR("ä€😀")), "\"ä€😀\"");
    assert_str(string_of(STR("\xC2\x85\xE2\x80\xA8\xE2\x80\xAE\xE2\x81\xA6")), "\"\\u0085\\u2028\\u202e\\u2066\"");
    assert_str(string_of(STR("\u200b\xF3\xA0\x81\x81")), "\"\\u200b\\udb40\\udc41\"");
    assert_str(string_of(STR("a\xFFz\xE2\x82")), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_str(string_of(STR("\xEF\xBF\xBD")), "\"\xEF\xBF\xBD\"");
}

static Str double_of(double value)
{
    Output *out = output_memory(arena);
    JsonWriter json = json_writer(out, false);
    json_double(&json, value);
    return output_memory_text(out);
}

static void doubles_are_shortest_and_read_back(void **state)
{
    (void)state;
    static const double doubles[] = {0.1,   1.0 / 3,           1e300, 5e-324, 2.2250738585072014e-308, 123456789.125,
                                     -1e-7, 9007199254740993.0};
    assert_str(double_of(0.1), "0.1");
    assert_str(double_of(3), "3");
    assert_str(double_of(-0.0), "-0");
    assert_str(double_of(5e-324), "5e-324");
    assert_str(double_of(1e21), "1e+21");
    assert_str(double_of(0.30000000000000004), "0.30000000000000004");
    assert_str(double_of((double)NAN), "\"NaN\"");
    assert_str(double_of((double)INFINITY), "\"Infinity\"");
    assert_str(double_of((double)-INFINITY), "\"-Infinity\"");
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        double back = 0;
        assert_true(str_to_double(double_text(arena, doubles[i]), &back));
        assert_memory_equal(&back, &doubles[i], sizeof back);
    }
}

static void only_decimal_numbers_are_read(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "-",  ".",  "1e",  "1e+", "0x10", "nan",
                                      "inf", "1 ", " 1", "1,5", "1_0", "--1",  "e5"};
    static const char *const good[] = {"1", "-1", "+1", "1.", ".5", "1e5", "1E-5", "1.25e+3", "00012"};
    double value;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_to_double(str(bad[i]), &value));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(str_to_double(str(good[i]), &value));
    assert_true(str_to_double(STR("1e999"), &value));
    assert_true(isinf(value));
    assert_true(str_to_double(str_slice(STR("1.5xyz"), 0, 3), &value));
    assert_true(value == 1.5);
    assert_false(str_to_double(str_printf(arena, "%02000d", 1), &value));
}

static void the_locale_changes_nothing(void **state)
{
    (void)state;
    double value = 0;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "de_DE") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        print_message("skipped in part: no locale with a decimal comma is installed\n");
    assert_str(double_of(1.5), "1.5");
    assert_true(str_to_double(STR("2.5"), &value));
    assert_true(value == 2.5);
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_json_has_no_white_space),
        cmocka_unit_test(pretty_json_is_indented),
        cmocka_unit_test(documents_of_a_stream_are_not_separated),
        cmocka_unit_test(containers_may_nest_deeply),
        cmocka_unit_test(deep_containers_stand_on_one_line),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(doubles_are_shortest_and_read_back),
        cmocka_unit_test(only_decimal_numbers_are_read),
        cmocka_unit_test(the_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
