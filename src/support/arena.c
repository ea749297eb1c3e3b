#include "support/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SEPARATE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SEPARATE 1
#endif
#endif
#ifndef ARENA_SEPARATE
#define ARENA_SEPARATE 0
#endif

void die(const char *what)
{
    (void)fprintf(stderr, "exaudit: %s\n", what);
    _Exit(2);
}

static void *allocate(size_t size)
{
    void *memory = size <= PTRDIFF_MAX ? calloc(1, size) : NULL;
    if (!memory)
        die("out of memory");
    return memory;
}

#if ARENA_SEPARATE

// Under AddressSanitizer every allocation is its own, so that an overrun or a use after a rewind is seen.
typedef struct Block {
    struct Block *previous;
    size_t before; // bytes handed out by the earlier ones
    size_t size;
    alignas(max_align_t) char bytes[];
} Block;

struct Arena {
    Block *last;
};

Arena *arena_new(void)
{
    return allocate(sizeof(Arena));
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    arena_rewind(arena, (ArenaMark){NULL, 0});
    free(arena);
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(Block))
        die("out of memory");
    Block *block = allocate(sizeof(Block) + size);
    *block = (Block){.previous = arena->last, .before = arena_used(arena), .size = size};
    arena->last = block;
    return block->bytes;
}

char *arena_bytes(Arena *arena, size_t size)
{
    return arena_alloc(arena, size);
}

static int extend(Arena *arena, const void *array, size_t old, size_t new)
{
    (void)arena, (void)array, (void)old, (void)new;
    return 0;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){arena->last, arena_used(arena)};
}

void arena_rewind(Arena *arena, ArenaMark mark)
{
    while (arena->last != mark.block) {
        Block *block = arena->last;
        arena->last = block->previous;
        free(block);
    }
}

size_t arena_used(const Arena *arena)
{
    return arena->last ? arena->last->before + arena->last->size : 0;
}

#else

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

// A block of zeroed bytes. Those after the arena's current one are spare: a rewind left them, cleared.
typedef struct Block {
    struct Block *next;
    size_t before; // bytes handed out from earlier blocks
    size_t used, size;
    alignas(max_align_t) char bytes[];
} Block;

struct Arena {
    Block *first, *current;
};

static Block *new_block(size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(Block))
        die("out of memory");
    Block *block = allocate(sizeof(Block) + size);
    block->size = size;
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = allocate(sizeof(Arena));
    arena->first = arena->current = new_block(FIRST_BLOCK);
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (Block *block = arena->first, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

// Makes a block with room for `size` bytes the current one: the next spare block if it will do, else a new one.
static Block *next_block(Arena *arena, size_t size)
{
    Block *current = arena->current, *next = current->next;
    if (!next || next->size < size) {
        size_t usual = current->size < LARGEST_BLOCK / 2 ? current->size * 2 : LARGEST_BLOCK;
        next = new_block(size > usual ? size : usual);
        next->next = current->next;
        current->next = next;
    }
    next->before = current->before + current->used;
    arena->current = next;
    return next;
}

static char *take(Arena *arena, size_t size, size_t alignment)
{
    Block *block = arena->current;
    size_t start = (block->used + alignment - 1) & ~(alignment - 1);
    if (start > block->size || size > block->size - start) {
        block = next_block(arena, size);
        start = 0;
    }
    block->used = start + size;
    return block->bytes + start;
}

void *arena_alloc(Arena *arena, size_t size)
{
    return take(arena, size ? size : 1, alignof(max_align_t));
}

char *arena_bytes(Arena *arena, size_t size)
{
    return take(arena, size ? size : 1, 1);
}

// Lengthens the last allocation in place where its block has room: arrays under construction mostly grow so.
static int extend(Arena *arena, const void *array, size_t old, size_t new)
{
    Block *block = arena->current;
    if (!array || (const char *)array + old != block->bytes + block->used || new - old > block->size - block->used)
        return 0;
    block->used += new - old;
    return 1;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){arena->current, arena->current->used};
}

void arena_rewind(Arena *arena, ArenaMark mark)
{
    Block *block = mark.block;
    for (Block *later = block;; later = later->next) {
        size_t keep = later == block ? mark.used : 0;
        memset(later->bytes + keep, 0, later->used - keep);
        later->used = keep;
        if (later == arena->current)
            break;
    }
    arena->current = block;
}

size_t arena_used(const Arena *arena)
{
    return arena->current->before + arena->current->used;
}

#endif

void *arena_grow(Arena *arena, void *array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return array;
    size_t grown = *capacity < 4 ? 8 : *capacity * 2;
    if (grown < need)
        grown = need;
    if (grown > PTRDIFF_MAX / size)
        die("out of memory");
    size_t old = *capacity * size;
    *capacity = grown;
    if (extend(arena, array, old, grown * size))
        return array;
    void *moved = arena_alloc(arena, grown * size);
    if (old)
        memcpy(moved, array, old);
    return moved;
}
