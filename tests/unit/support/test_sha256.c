#include "support/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_hash(Arena *arena, Str text, const char *expected)
{
    Str hash = sha256_of(arena, text);
    if (!str_eq(hash, str(expected)))
        fail_msg(STR_FMT " is not %s", STR_ARG(hash), expected);
}

static void the_examples_of_the_standard_hold(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_hash(arena, STR(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash(arena, STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash(arena, STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *million = arena_bytes(arena, 1000000);
    memset(million, 'a', 1000000);
    assert_hash(arena, (Str){million, 1000000}, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    arena_free(arena);
}

static void pieces_of_any_size_give_the_hash_of_the_whole(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char text[300];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 26);
    for (size_t length = 0; length < sizeof text; length += 7)
        for (size_t piece = 1; piece < 130; piece += 9) {
            Sha256 hash = sha256_start();
            for (size_t at = 0; at < length; at += piece)
                sha256_add(&hash, text + at, length - at < piece ? length - at : piece);
            Str whole = sha256_of(arena, (Str){text, length});
            assert_true(str_eq(sha256_end(&hash, arena), whole));
        }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_hold),
        cmocka_unit_test(pieces_of_any_size_give_the_hash_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
