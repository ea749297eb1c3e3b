// The tables of functions, one per file; an environment begins with all of them.
#ifndef EXAUDIT_CEL_FUNCTIONS_H
#define EXAUDIT_CEL_FUNCTIONS_H

#include "cel/types.h"

typedef struct FunctionTable {
    const CelFunction *rows;
    size_t count;
} FunctionTable;

// A string or list that a function makes may not be longer; the error is LIMIT_ERROR.
enum { FUNCTION_MAX_BYTES = 1024 * 1024, FUNCTION_MAX_ITEMS = 100 * 1000 };

extern const FunctionTable core_functions;     // size, type, dyn, conversions
extern const FunctionTable string_functions;   // contains, startsWith, endsWith, matches, equalsIgnoreCase
extern const FunctionTable text_functions;     // the string extension: charAt, split, …
extern const FunctionTable format_functions;   // format, strings.quote
extern const FunctionTable time_functions;     // timestamps and durations
extern const FunctionTable optional_functions; // optional.of, value, …
extern const FunctionTable set_functions;      // sets.contains, …
extern const FunctionTable network_functions;  // ip, cidr, url parts
extern const FunctionTable version_functions;  // version

// The implementation of matches(); the evaluator calls the regular expressions itself, because their cost is counted.
Value matches_call(Arena *arena, const Value *arguments);

// The error of a function whose result would be too long.
Value too_long(Arena *arena);

// The error of a call that has no overload for its arguments.
Value no_overload(Arena *arena, Str name, const Value *arguments, size_t count);

// The text of a conversion to string: as `string(v)` gives it; NULL text when there is none.
bool value_as_string(Arena *arena, Value v, Str *out);

#endif
