#include "support/intern.h"

typedef struct Slot {
    uint64_t hash;
    Str text; // p NULL: free
} Slot;

// A hash table with open addressing and linear probing, at most half full.
struct Interner {
    Arena *arena;
    Slot *slots;
    size_t count, capacity; // capacity: a power of two
};

enum { FIRST_CAPACITY = 256 };

Interner *interner_new(Arena *arena)
{
    Interner *interner = ARENA_NEW(arena, Interner);
    interner->arena = arena;
    interner->capacity = FIRST_CAPACITY;
    interner->slots = ARENA_ARRAY(arena, Slot, FIRST_CAPACITY);
    return interner;
}

// The slot that holds s, or the free one where it belongs.
static Slot *find_slot(const Interner *interner, uint64_t hash, Str s)
{
    size_t mask = interner->capacity - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        Slot *slot = &interner->slots[i];
        if (!slot->text.p || (slot->hash == hash && str_eq(slot->text, s)))
            return slot;
    }
}

static void grow(Interner *interner)
{
    Slot *old = interner->slots;
    size_t old_capacity = interner->capacity;
    interner->capacity *= 2;
    interner->slots = ARENA_ARRAY(interner->arena, Slot, interner->capacity);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].text.p)
            *find_slot(interner, old[i].hash, old[i].text) = old[i];
}

Str intern(Interner *interner, Str s)
{
    uint64_t hash = str_hash(s);
    Slot *slot = find_slot(interner, hash, s);
    if (slot->text.p)
        return slot->text;
    if (interner->count >= interner->capacity / 2) {
        grow(interner);
        slot = find_slot(interner, hash, s);
    }
    interner->count++;
    *slot = (Slot){hash, str_dup(interner->arena, s)};
    return slot->text;
}
