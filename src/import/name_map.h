// NameMap: names → numbers.
#ifndef EXAUDIT_IMPORT_NAME_MAP_H
#define EXAUDIT_IMPORT_NAME_MAP_H

#include "support/str.h"

typedef struct NameMap {
    Arena *arena;
    Str *keys;
    int *values;
    size_t count, slot_count;
} NameMap;

NameMap name_map_new(Arena *arena);
// The number of the name, or -1.
int name_map_get(const NameMap *map, Str name);
// Sets it; the name is borrowed.
void name_map_put(NameMap *map, Str name, int value);

#endif
