#include "import/mapping_text.h"

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

static void spans_of_both_writings_are_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t nanos;
    } cases[] = {
        {"06:00:00", 21600, 0},
        {"30.00:00:00", 2592000, 0},
        {"-1.02:03:04.5000000", -93784, -500000000},
        {"00:00:00.0000001", 0, 100},
        {"PT6H", 21600, 0},
        {"P1DT2H3M4.5S", 93784, 500000000},
        {"PT2M", 120, 0},
        {"-PT1S", -1, 0},
        {"P30D", 2592000, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Duration d;
        if (!text_duration(str(cases[i].text), &d) || d.seconds != cases[i].seconds || d.nanos != cases[i].nanos)
            fail_msg("%s is not %lld.%09d", cases[i].text, (long long)cases[i].seconds, (int)cases[i].nanos);
    }
}

static void what_is_no_span_is_none(void **state)
{
    (void)state;
    static const char *const cases[] = {"",
                                        "6",
                                        "06:00",
                                        "25:00:00",
                                        "00:61:00",
                                        "1:2:3x",
                                        "P",
                                        "PT1X",
                                        "PT1S2",
                                        "P1H1D",
                                        "Unlimited",
                                        "::",
                                        "P-1D",
                                        "1.2.3:4:5",
                                        "99999999999999999999.00:00:00",
                                        "P99999999999999D"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Duration d;
        if (text_duration(str(cases[i]), &d))
            fail_msg("%s is no span", cases[i]);
    }
}

static void instants_have_a_zone(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"2019-12-03T14:59:04-08:00", "2019-12-03T22:59:04Z"},
                                           {"2024-09-29 17:40:49Z", "2024-09-29T17:40:49Z"},
                                           {"/Date(1575413944000)/", "2019-12-03T22:59:04Z"},
                                           {"/Date(1575413944000-0800)/", "2019-12-03T22:59:04Z"},
                                           {"/Date(-1)/", "1969-12-31T23:59:59.999Z"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Timestamp t;
        assert_true(text_timestamp(arena, str(cases[i][0]), &t));
        if (!str_eq(timestamp_text(arena, t), str(cases[i][1])))
            fail_msg("%s is " STR_FMT, cases[i][0], STR_ARG(timestamp_text(arena, t)));
    }
    static const char *const none[] = {
        "04.04.2016 10:50:11", "2/9/2021 4:34:33 PM",         "2019-12-03",      "0001-01-01T00:00:00", "",
        "/Date(x)/",           "Tuesday, December 3, 2019 2", "2019-12-03 14:59"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        Timestamp t;
        if (text_timestamp(arena, str(none[i]), &t))
            fail_msg("%s is no instant", none[i]);
    }
}

static void sizes_are_their_bytes(void **state)
{
    (void)state;
    int64_t n;
    assert_true(text_integer(STR("36 MB (37,748,736 bytes)"), &n) && n == 37748736);
    assert_true(text_integer(STR("36 MB (37.748.736 bytes)"), &n) && n == 37748736);
    assert_true(text_integer(STR("9223372036854775807"), &n) && n == INT64_MAX);
    assert_false(text_integer(STR("Unlimited"), &n));
    assert_false(text_integer(STR("1 ( bytes)"), &n));
    assert_false(text_integer(STR("(99999999999999999999999999 bytes)"), &n));
}

static void names_of_types_are_told_from_values(void **state)
{
    (void)state;
    static const char *const types[] = {
        "System.Object[]", "System.Collections.Hashtable", "Microsoft.IIs.PowerShell.Framework.ConfigurationElement",
        "System.Collections.Generic.List`1[System.String]", "Microsoft.Exchange.Data.A Microsoft.Exchange.Data.A"};
    static const char *const values[] = {"mail.contoso.com",        "System", "Systemic failure", "Microsoft Exchange",
                                         "System.Object: a remark", ""};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_true(text_is_type_name(str(types[i])));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_false(text_is_type_name(str(values[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spans_of_both_writings_are_durations, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_span_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(instants_have_a_zone, setup, teardown),
        cmocka_unit_test_setup_teardown(sizes_are_their_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(names_of_types_are_told_from_values, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
