#include "support/intern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void allocations_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char *before = NULL;
    for (size_t size = 0; size < 3000; size = size * 2 + 1) {
        char *p = arena_alloc(arena, size);
        assert_non_null(p);
        assert_ptr_not_equal(p, before);
        assert_int_equal((uintptr_t)p % sizeof(max_align_t) % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 'x', size);
        before = p;
    }
    arena_free(arena);
}

static void a_large_allocation_gets_its_own_block(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char *large = arena_alloc(arena, 5000000);
    large[0] = large[4999999] = 'x';
    assert_true(arena_used(arena) >= 5000000);
    char *small = arena_alloc(arena, 10);
    small[9] = 'y';
    assert_int_equal(large[4999999], 'x');
    arena_free(arena);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    arena_free(NULL);
}

static void a_rewind_gives_back_all_later_bytes_zeroed(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char *kept = arena_bytes(arena, 100);
    memset(kept, 'k', 100);
    size_t used = arena_used(arena);
    ArenaMark mark = arena_mark(arena);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
            char *p = arena_bytes(arena, 10000);
            assert_int_equal(p[0], 0);
            assert_int_equal(p[9999], 0);
            memset(p, 'x', 10000);
        }
        assert_int_equal(arena_used(arena), used + 400000);
        arena_rewind(arena, mark);
        assert_int_equal(arena_used(arena), used);
    }
    assert_int_equal(kept[99], 'k');
    arena_free(arena);
}

static void a_rewind_to_an_empty_arena_is_possible(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    ArenaMark mark = arena_mark(arena);
    memset(arena_alloc(arena, 64), 1, 64);
    arena_rewind(arena, mark);
    assert_int_equal(arena_used(arena), 0);
    assert_int_equal(*(char *)arena_alloc(arena, 1), 0);
    arena_free(arena);
}

static void an_array_grows_with_its_contents_and_zeroes_the_rest(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    int *array = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 10000; i++) {
        array = arena_grow(arena, array, &capacity, (size_t)i + 1, sizeof *array);
        assert_true(capacity > (size_t)i);
        assert_int_equal(array[i], 0);
        array[i] = i + 1;
        if (i % 1000 == 0)
            (void)arena_alloc(arena, 1); // something that stands in the way
    }
    for (int i = 0; i < 10000; i++)
        assert_int_equal(array[i], i + 1);
    arena_free(arena);
}

static void an_array_that_is_large_enough_stays(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t capacity = 0;
    int *array = arena_grow(arena, NULL, &capacity, 5, sizeof *array);
    size_t before = capacity;
    assert_ptr_equal(arena_grow(arena, array, &capacity, before, sizeof *array), array);
    assert_int_equal(capacity, before);
    arena_free(arena);
}

static void equal_strings_are_interned_once(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Interner *interner = interner_new(arena);
    Str first[2000];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2000; i++) {
            Str text = intern(interner, str_printf(arena, "Default Web Site/%d", i));
            if (round == 0)
                first[i] = text;
            assert_ptr_equal(text.p, first[i].p);
            assert_int_equal(text.p[text.n], 0);
        }
    }
    assert_ptr_not_equal(first[0].p, first[1].p);
    assert_true(str_eq(first[1999], STR("Default Web Site/1999")));
    arena_free(arena);
}

static void the_empty_string_and_nuls_can_be_interned(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Interner *interner = interner_new(arena);
    Str empty = intern(interner, (Str){NULL, 0});
    assert_non_null(empty.p);
    assert_ptr_equal(empty.p, intern(interner, STR("")).p);
    assert_ptr_not_equal(intern(interner, STR("a\0b")).p, intern(interner, STR("a\0c")).p);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_large_allocation_gets_its_own_block),
        cmocka_unit_test(freeing_nothing_is_allowed),
        cmocka_unit_test(a_rewind_gives_back_all_later_bytes_zeroed),
        cmocka_unit_test(a_rewind_to_an_empty_arena_is_possible),
        cmocka_unit_test(an_array_grows_with_its_contents_and_zeroes_the_rest),
        cmocka_unit_test(an_array_that_is_large_enough_stays),
        cmocka_unit_test(equal_strings_are_interned_once),
        cmocka_unit_test(the_empty_string_and_nuls_can_be_interned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
