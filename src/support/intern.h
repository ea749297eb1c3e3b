// Interner: one copy of each distinct string, so that ten thousand "Default Web Site" cost one.
#ifndef EXAUDIT_SUPPORT_INTERN_H
#define EXAUDIT_SUPPORT_INTERN_H

#include "support/str.h"

typedef struct Interner Interner;

// An interner whose strings live in `arena`. One thread uses it at a time.
Interner *interner_new(Arena *arena);

// The one copy of s (NUL-terminated). Equal strings of one interner have equal pointers; never compare ids for order.
Str intern(Interner *interner, Str s);

#endif
