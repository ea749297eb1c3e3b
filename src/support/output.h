// Output: bytes on their way to a file, to stdout or to memory; files are written whole or not at all.
#ifndef EXAUDIT_SUPPORT_OUTPUT_H
#define EXAUDIT_SUPPORT_OUTPUT_H

#include "support/str.h"

typedef struct Output Output;

// A file: written to a temporary beside it, then fsync and rename onto a regular file or nothing; symlinks are
// followed, the mode is kept; devices and FIFOs are written through. NULL with *problem set (in the arena) when it
// cannot be created.
Output *output_file(Arena *arena, Str path, Str *problem);
// Standard output.
Output *output_stdout(Arena *arena);
// Memory: the bytes are what output_memory_text returns.
Output *output_memory(Arena *arena);
Str output_memory_text(const Output *out);

// Never fails in place: the first error is kept and reported by output_close.
void output_write(Output *out, Str bytes);
void output_printf(Output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Flushes, and for a file publishes it (or removes the temporary after an error). true when every byte arrived;
// else *problem says what failed ("No space left on device"). Must be called once.
bool output_close(Output *out, Str *problem);

// The shortest decimal text that reads back as `value`, with "." whatever the locale: for every place that prints a
// double.
Str double_text(Arena *arena, double value);
enum { DOUBLE_TEXT_MAX = 40 };
// The same into a buffer; the length.
size_t double_write(char out[DOUBLE_TEXT_MAX], double value);

#endif
