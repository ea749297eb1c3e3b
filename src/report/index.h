// Index: numbers distinct strings 0, 1, 2, … in the order of their first appearance, in constant time.
#ifndef EXAUDIT_REPORT_INDEX_H
#define EXAUDIT_REPORT_INDEX_H

#include "support/str.h"

typedef struct Index {
    Arena *arena;
    const Str *names; // [0 .. count-1]
    size_t count;
    Str *store;
    size_t capacity;
    uint32_t *slots; // open addressing; number + 1, 0: free
    size_t slot_count;
} Index;

Index index_new(Arena *arena);
// The number of `name`; *added tells whether it is new (may be NULL). The text of a new name is copied.
size_t index_add(Index *index, Str name, bool *added);
// The number of `name`, or (size_t)-1.
size_t index_find(const Index *index, Str name);

#endif
