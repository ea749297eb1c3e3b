#include "report/index.h"

Index index_new(Arena *arena)
{
    return (Index){.arena = arena};
}

// The slot of `name`, or the free one where it belongs. The table is never full.
static size_t find_slot(const Index *index, Str name)
{
    size_t mask = index->slot_count - 1;
    size_t slot = (size_t)str_hash(name) & mask;
    while (index->slots[slot] != 0 && !str_eq(index->store[index->slots[slot] - 1], name)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

// Keeps the table at most half full.
static void grow_slots(Index *index)
{
    if (index->slot_count > 2 * index->count) {
        return;
    }
    index->slot_count = index->slot_count ? 2 * index->slot_count : 16;
    index->slots = ARENA_ARRAY(index->arena, uint32_t, index->slot_count);
    for (size_t i = 0; i < index->count; i++) {
        index->slots[find_slot(index, index->store[i])] = (uint32_t)(i + 1);
    }
}

size_t index_add(Index *index, Str name, bool *added)
{
    grow_slots(index);
    size_t slot = find_slot(index, name);
    bool fresh = index->slots[slot] == 0;
    if (added) {
        *added = fresh;
    }
    if (!fresh) {
        return index->slots[slot] - 1;
    }
    index->store = arena_grow(index->arena, index->store, &index->capacity, index->count + 1, sizeof *index->store);
    index->names = index->store;
    index->store[index->count] = str_dup(index->arena, name);
    index->slots[slot] = (uint32_t)++index->count;
    return index->count - 1;
}

size_t index_find(const Index *index, Str name)
{
    if (index->slot_count == 0) {
        return (size_t)-1;
    }
    uint32_t number = index->slots[find_slot(index, name)];
    return number ? number - 1 : (size_t)-1;
}
