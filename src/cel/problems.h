// Problems of one expression: collected in any order, reported in the order of the text.
#ifndef EXAUDIT_CEL_PROBLEMS_H
#define EXAUDIT_CEL_PROBLEMS_H

#include "cel/cel.h"

// Adds a problem about the `length` bytes at `offset`. `hint` may be empty.
void problems_add(Arena *arena, CelProblems *problems, size_t offset, size_t length, Str message, Str hint);

// Sorts by offset; problems of the same place keep their order, repeated ones are dropped.
void problems_sort(CelProblems *problems, size_t first);

// "did you mean `x`?" for the nearest of the names, or the empty string.
Str problems_nearest(Arena *arena, Str name, const Str *names, size_t count);

#endif
