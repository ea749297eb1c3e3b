#include "import/name_map.h"

// A key of an empty slot has no bytes at all, not even an address.
static bool is_free(const NameMap *map, size_t slot)
{
    return !map->keys[slot].p;
}

static size_t find_slot(const NameMap *map, Str name)
{
    size_t slot = str_hash(name) & (map->slot_count - 1);
    while (!is_free(map, slot) && !str_eq(map->keys[slot], name))
        slot = (slot + 1) & (map->slot_count - 1);
    return slot;
}

NameMap name_map_new(Arena *arena)
{
    enum { FIRST = 64 };
    return (NameMap){arena, ARENA_ARRAY(arena, Str, FIRST), ARENA_ARRAY(arena, int, FIRST), 0, FIRST};
}

int name_map_get(const NameMap *map, Str name)
{
    size_t slot = find_slot(map, name);
    return is_free(map, slot) ? -1 : map->values[slot];
}

static void grow(NameMap *map)
{
    NameMap larger = {map->arena, ARENA_ARRAY(map->arena, Str, 2 * map->slot_count),
                      ARENA_ARRAY(map->arena, int, 2 * map->slot_count), map->count, 2 * map->slot_count};
    for (size_t i = 0; i < map->slot_count; i++)
        if (!is_free(map, i)) {
            size_t slot = find_slot(&larger, map->keys[i]);
            larger.keys[slot] = map->keys[i];
            larger.values[slot] = map->values[i];
        }
    *map = larger;
}

void name_map_put(NameMap *map, Str name, int value)
{
    if (2 * map->count >= map->slot_count)
        grow(map);
    size_t slot = find_slot(map, name);
    map->count += is_free(map, slot);
    map->keys[slot] = name.p ? name : STR("");
    map->values[slot] = value;
}
