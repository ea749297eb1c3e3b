// Text from exports on its way to a terminal: nothing in it may move the cursor, change colours or reorder the line.
#ifndef EXAUDIT_REPORT_ESCAPE_H
#define EXAUDIT_REPORT_ESCAPE_H

#include "support/str.h"

// `s` with every control (C0, DEL, C1), line separator and bidirectional control made visible: "\n", "\t", "\x1b",
// "\u202e". An invalid byte becomes U+FFFD. Returns `s` itself where there is nothing to do.
Str escape_terminal(Arena *arena, Str s);

#endif
