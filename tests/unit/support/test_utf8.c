#include "support/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_code_point_round_trips(void **state)
{
    (void)state;
    char text[4];
    for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 37) {
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        size_t offset = 0, n = utf8_write(text, code);
        assert_true(utf8_valid((Str){text, n}));
        assert_int_equal(utf8_next((Str){text, n}, &offset), surrogate ? 0xFFFD : code);
        assert_int_equal(offset, n);
    }
    assert_int_equal(utf8_write(text, 0x110000), 3);
}

static const char *const wrong[] = {
    "\x80",             // a continuation without a lead
    "\xBF",             //
    "\xC0\xAF",         // overlong
    "\xC1\xBF",         //
    "\xE0\x9F\xBF",     //
    "\xF0\x8F\xBF\xBF", //
    "\xED\xA0\x80",     // surrogates
    "\xED\xBF\xBF",     //
    "\xF4\x90\x80\x80", // beyond U+10FFFF
    "\xF5\x80\x80\x80", //
    "\xFF",             //
    "\xC3",             // cut
    "\xE2\x82",         //
    "\xF0\x9F\x98",     //
    "\xC3(",            // a lead without its continuation
    "\xE2\x82(",        //
    "\xF0\x9F\x98(",    //
};

static void what_is_not_utf8_is_told(void **state)
{
    (void)state;
    char padded[64];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(utf8_valid(str(wrong[i])));
        for (size_t before = 0; before < 40; before++) {
            memset(padded, 'x', sizeof padded);
            memcpy(padded + before, wrong[i], strlen(wrong[i]));
            assert_int_equal(utf8_valid_prefix((Str){padded, sizeof padded}), before);
        }
        size_t offset = 0;
        assert_int_equal(utf8_next(str(wrong[i]), &offset), 0xFFFD);
        assert_int_equal(offset, 1);
    }
}

static void valid_text_is_valid_at_any_length(void **state)
{
    (void)state;
    static const char text[] = "plain text, äöü, €, 😀, \xEF\xBB\xBF and more plain text to fill a few vectors of bytes";
    Str all = {text, sizeof text - 1};
    assert_true(utf8_valid(all));
    assert_true(utf8_valid(STR("")));
    assert_true(utf8_valid(STR("a\0b")));
    for (size_t n = 0; n <= all.n; n++) {
        Str part = str_slice(all, 0, n);
        size_t valid = utf8_valid_prefix(part);
        assert_int_equal(valid, utf8_cut(all, n));
        assert_int_equal(utf8_incomplete(str_slice(part, valid, n)), valid < n);
    }
}

static void incomplete_is_only_what_may_be_completed(void **state)
{
    (void)state;
    assert_true(utf8_incomplete(STR("\xF0\x9F")));
    assert_true(utf8_incomplete(STR("\xF4\x8F\xBF")));
    assert_false(utf8_incomplete(STR("\xF4\x90")));
    assert_false(utf8_incomplete(STR("\xF0\x9F(")));
    assert_false(utf8_incomplete(STR("\x80")));
    assert_false(utf8_incomplete(STR("a")));
    assert_false(utf8_incomplete(STR("")));
}

static void characters_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(STR("aä€😀")), 4);
    assert_int_equal(utf8_count(STR("\xFF\xE2\x82")), 3);
    assert_int_equal(utf8_count(STR("")), 0);
}

static void harmful_characters_are_told(void **state)
{
    (void)state;
    static const uint32_t unsafe[] = {0,      0x1B,   0x7F,   0x80,   0x9F,   0xAD,   0x61C,  0x200B, 0x200D,
                                      0x200E, 0x2028, 0x202E, 0x2060, 0x2066, 0x2069, 0x206F, 0xFEFF, 0xE0041};
    static const uint32_t safe[] = {' ',    '~',    0xA0,   0xE9,   0x301,  0x5D0,
                                    0x2027, 0x202F, 0x2070, 0x4E00, 0xFFFD, 0x1F600};
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_true(utf8_unsafe(unsafe[i]));
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        assert_false(utf8_unsafe(safe[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_round_trips),
        cmocka_unit_test(what_is_not_utf8_is_told),
        cmocka_unit_test(valid_text_is_valid_at_any_length),
        cmocka_unit_test(incomplete_is_only_what_may_be_completed),
        cmocka_unit_test(characters_are_counted),
        cmocka_unit_test(harmful_characters_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
