// Literals: the value of a token.
#ifndef EXAUDIT_CEL_LITERAL_H
#define EXAUDIT_CEL_LITERAL_H

#include "cel/lexer.h"
#include "value/value.h"

// The value of an INT, UINT, DOUBLE, STRING or BYTES token; false with *problem set. `negative`: a minus stands before
// the number.
bool literal_value(Arena *arena, Token token, bool negative, Value *out, Str *problem);

#endif
