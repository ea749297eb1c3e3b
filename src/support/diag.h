// Diagnostics: what is wrong with an input, a policy or an option, where, and what to do about it.
//
// A diagnostic names element, attribute, property and position of an export, never the text around them
// (it may be a secret).
#ifndef EXAUDIT_SUPPORT_DIAG_H
#define EXAUDIT_SUPPORT_DIAG_H

#include "support/str.h"

// Where something stands in an original file. file: 1-based index into the run's list of files
// (0: nowhere), line: 1-based, column: 1-based in Unicode code points (0: unknown).
typedef struct Origin {
    uint32_t file, line, column;
} Origin;

typedef enum DiagLevel { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR } DiagLevel;

typedef struct Diag {
    DiagLevel level;
    const char *code; // stable, camelCase: "xmlSyntax", "danglingRef"
    Origin origin;    // of an input file
    Str file;         // set instead of origin.file for files that are not inputs (policies, manifests)
    Str message;      // what was found and what was expected
    Str hint;         // what to do; may be empty
    Str excerpt;      // source line and caret of an expression ("\n" between them); may be empty
} Diag;

typedef struct Diags {
    Arena *arena;
    Diag *items;
    size_t count, capacity;
    size_t errors;
} Diags;

Diags diags_new(Arena *arena);
// Appends a copy (the strings of `diag` must already live as long as the list's arena). Returns false, for `return
// diag_add(…)`.
bool diag_add(Diags *diags, Diag diag);
// Appends a diagnostic about a position of an input file; the message is formatted into the list's arena. Returns
// false.
bool diag_input(Diags *diags, DiagLevel level, const char *code, Origin origin, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
