// Numbers as text, without the locale.
#ifndef EXAUDIT_CEL_NUMBER_H
#define EXAUDIT_CEL_NUMBER_H

#include "support/str.h"

// The nearest double to a decimal number ("1.5", "-1e3", ".5"; also Infinity and NaN in any case); false when the text
// is none.
bool number_parse(Str text, double *out);

// printf's %.*f (style 'f') and %.*e (style 'e') with "." as the decimal point.
Str number_format(Arena *arena, double value, char style, unsigned precision);

#endif
