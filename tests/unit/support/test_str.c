#include "support/str.h"

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

static void slices_compare_by_bytes(void **state)
{
    (void)state;
    assert_true(str_eq(STR("a\0b"), (Str){"a\0b", 3}));
    assert_true(str_eq(str(NULL), STR("")));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("ab"), STR("a")) > 0);
    assert_true(str_cmp(STR("z"), STR("ä")) < 0);
    assert_int_equal(str_cmp(STR("x"), STR("x")), 0);
    assert_true(str_starts(STR("web.config"), STR("web")));
    assert_false(str_starts(STR("we"), STR("web")));
    assert_true(str_ends(STR("web.config"), STR(".config")));
    assert_false(str_ends(STR("g"), STR(".config")));
}

static void finding_and_slicing_stay_inside(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("aab"), STR("ab")), 1);
    assert_int_equal(str_find(STR("aab"), STR("")), 0);
    assert_int_equal(str_find(STR("aab"), STR("abc")), (size_t)-1);
    assert_int_equal(str_find(STR("aab"), STR("aabb")), (size_t)-1);
    assert_int_equal(str_find(STR(""), STR("a")), (size_t)-1);
    assert_str(str_slice(STR("abcdef"), 2, 4), "cd");
    assert_str(str_slice(STR("abc"), 2, 100), "c");
    assert_str(str_slice(STR("abc"), 5, 9), "");
    assert_str(str_slice(STR("abc"), 2, 1), "");
    assert_str(str_trim(STR(" \t\r\n x y \v\f")), "x y");
    assert_str(str_trim(STR("   ")), "");
}

static void copies_end_with_nul(void **state)
{
    (void)state;
    Str copy = str_dup(arena, str_slice(STR("abcdef"), 0, 3));
    assert_string_equal(copy.p, "abc");
    assert_int_equal(str_dup(arena, (Str){NULL, 0}).n, 0);
    assert_str(str_printf(arena, "%d %s", 7, "x"), "7 x");
    Str large = str_printf(arena, "%01000d", 5);
    assert_int_equal(large.n, 1000);
    assert_int_equal(large.p[999], '5');
    assert_int_equal(large.p[1000], 0);
}

static void case_is_folded_in_latin_greek_and_cyrillic(void **state)
{
    (void)state;
    assert_true(str_eq_fold(STR("EX01"), STR("ex01")));
    assert_true(str_eq_fold(STR("MÜNCHEN"), STR("münchen")));
    assert_true(str_eq_fold(STR("ŁÓDŹ"), STR("łódź")));
    assert_true(str_eq_fold(STR("ŸŽŇ"), STR("ÿžň")));
    assert_true(str_eq_fold(STR("ΑΘΉΝΑΣ"), STR("αθήνας")));
    assert_true(str_eq_fold(STR("ΆΈΉΊΌΎΏΪ"), STR("άέήίόύώϊ")));
    assert_true(str_eq_fold(STR("МОСКВА ЁЖ ҐЁӐӁ Ѡ"), STR("москва ёж ґёӑӂ ѡ")));
    assert_false(str_eq_fold(STR("×"), STR("÷")));
    assert_false(str_eq_fold(STR("a"), STR("ä")));
    assert_false(str_eq_fold(STR("a"), STR("ab")));
    assert_str(str_fold(arena, STR("Straße ÄÖÜ İı ſ µ Ӏ")), "straße äöü İı s μ ӏ");
    assert_str(str_fold(arena, STR("A\xFF")), "a\xEF\xBF\xBD");
    assert_true(str_starts_fold(STR("Version 15"), STR("VERSION ")));
    assert_false(str_starts_fold(STR("Ver"), STR("VERSION ")));
}

static void folding_is_idempotent_and_agrees_with_comparing(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x600; code++) {
        char text[4], folded[4];
        Str s = {text, utf8_write(text, code)}, f = {folded, utf8_write(folded, utf8_fold(code))};
        assert_int_equal(utf8_fold(utf8_fold(code)), utf8_fold(code));
        assert_true(str_eq_fold(s, f));
        assert_true(str_eq(str_fold(arena, s), f));
    }
}

static void integers_are_whole_strings_in_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = 0;
        assert_int_equal(str_to_int(str(cases[i].text), &value), cases[i].good);
        assert_int_equal(value, cases[i].value);
    }
}

static void the_distance_counts_steps_up_to_the_limit(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 5), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 2), 3);
    assert_int_equal(str_distance(STR(""), STR("abc"), 3), 3);
    assert_int_equal(str_distance(STR("abc"), STR("abc"), 0), 0);
    assert_int_equal(str_distance(STR("abc"), STR("abcdefgh"), 2), 3);
    assert_int_equal(str_distance(STR("audti"), STR("audit"), 3), 1);
    assert_int_equal(str_distance(STR("ba"), STR("ab"), 1), 1);
    assert_int_equal(str_distance(STR("abcd"), STR("badc"), 4), 2);
    Str large = str_printf(arena, "%0500d", 1);
    assert_int_equal(str_distance(large, large, 3), 0);
    assert_int_equal(str_distance(large, STR("1"), 3), 4);
}

static void the_nearest_name_is_within_a_third(void **state)
{
    (void)state;
    static const Str names[] = {STR_INIT("OAuthAuthentication"), STR_INIT("BasicAuthentication"), STR_INIT("type")};
    assert_str(str_nearest(STR("OAuthAuthenticaton"), names, 3), "OAuthAuthentication");
    assert_str(str_nearest(STR("TYPE"), names, 3), "type");
    assert_str(str_nearest(STR("tyep"), names, 3), "type");
    assert_str(str_nearest(STR("something else"), names, 3), "");
    assert_str(str_nearest(STR(""), names, 3), "");
}

static void a_buffer_grows_by_all_means(void **state)
{
    (void)state;
    StrBuf buffer = strbuf_new(arena);
    assert_str(strbuf_str(&buffer), "");
    for (int i = 0; i < 1000; i++) {
        strbuf_add(&buffer, STR("ab"));
        strbuf_char(&buffer, '-');
        strbuf_code(&buffer, 0x20AC);
        strbuf_printf(&buffer, "%d", i % 10);
    }
    Str text = strbuf_str(&buffer);
    assert_int_equal(text.n, 7000);
    assert_str(str_slice(text, 0, 14), "ab-€0ab-€1");
    assert_int_equal(text.p[text.n], 0);
    strbuf_printf(&buffer, "%0500d", 1);
    assert_int_equal(strbuf_str(&buffer).n, 7500);
}

static void a_hash_depends_on_every_byte(void **state)
{
    (void)state;
    char text[] = "0123456789abcdefghi";
    uint64_t hash = str_hash(str(text));
    for (size_t i = 0; i < sizeof text - 1; i++) {
        text[i] ^= 1;
        assert_true(str_hash(str(text)) != hash);
        text[i] ^= 1;
        assert_true(str_hash((Str){text, i}) != hash);
    }
    assert_true(str_hash(str(text)) == hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_compare_by_bytes),
        cmocka_unit_test(finding_and_slicing_stay_inside),
        cmocka_unit_test(copies_end_with_nul),
        cmocka_unit_test(case_is_folded_in_latin_greek_and_cyrillic),
        cmocka_unit_test(folding_is_idempotent_and_agrees_with_comparing),
        cmocka_unit_test(integers_are_whole_strings_in_range),
        cmocka_unit_test(the_distance_counts_steps_up_to_the_limit),
        cmocka_unit_test(the_nearest_name_is_within_a_third),
        cmocka_unit_test(a_buffer_grows_by_all_means),
        cmocka_unit_test(a_hash_depends_on_every_byte),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
