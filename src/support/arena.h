// Arena: memory that lives as long as its owner (a run, a worker, one evaluation) and is freed at once.
//
// Nothing built during a run is freed by hand. Allocation failure ends the process with one line on
// stderr and exit status 2 (see die), so callers never see NULL.
#ifndef EXAUDIT_SUPPORT_ARENA_H
#define EXAUDIT_SUPPORT_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

// A position in an arena, to which arena_rewind returns.
typedef struct ArenaMark {
    void *block;
    size_t used;
} ArenaMark;

// A new, empty arena; free it with arena_free.
Arena *arena_new(void);

// Frees the arena and everything allocated from it. NULL is allowed.
void arena_free(Arena *arena);

// `size` zeroed bytes, aligned for any type; valid until arena_free or a rewind past them.
// size 0 gives a unique valid pointer.
void *arena_alloc(Arena *arena, size_t size);

// `size` zeroed bytes without alignment: for text, of which there is much in small pieces.
char *arena_bytes(Arena *arena, size_t size);

// Grows an array of `*capacity` elements of `size` bytes to at least `need` elements: returns the
// (possibly moved) array, contents kept, new elements zeroed, and updates *capacity. The old copy stays in the arena.
void *arena_grow(Arena *arena, void *array, size_t *capacity, size_t need, size_t size);

// The present position; everything allocated after it is given back by arena_rewind (bytes, reused).
ArenaMark arena_mark(const Arena *arena);
void arena_rewind(Arena *arena, ArenaMark mark);

// Bytes handed out so far.
size_t arena_used(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc((arena), sizeof(Type) * (size_t)(count)))

// Ends the process: "exaudit: <what>" on stderr, exit status 2. For a resource that ran out and for broken invariants
// only.
_Noreturn void die(const char *what);

#endif
