// How many columns of a terminal a text takes. Our own tables: wcwidth() depends on the locale and on the system.
#ifndef EXAUDIT_REPORT_WIDTH_H
#define EXAUDIT_REPORT_WIDTH_H

#include "support/str.h"

// 0 for combining and zero-width characters, 2 for East Asian wide and fullwidth ones (and emoji), 1 for all others.
unsigned char_width(uint32_t code);

// Columns of a line. Colour sequences ("ESC [ … m") take none: an escaped text holds no others than our own.
size_t text_width(Str s);

#endif
