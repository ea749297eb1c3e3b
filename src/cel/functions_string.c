// Strings: the functions of the standard, and comparison without case.
#include "cel/functions.h"

Value too_long(Arena *arena)
{
    return value_error(arena, "a string may not be longer than 1 MiB (limit: string length)");
}

static Value contains(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(str_find(*a[0].as.text, *a[1].as.text) != (size_t)-1);
}

static Value starts_with(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(str_starts(*a[0].as.text, *a[1].as.text));
}

static Value ends_with(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(str_ends(*a[0].as.text, *a[1].as.text));
}

static Value equals_ignore_case(Arena *arena, const Value *a)
{
    (void)arena;
    return value_bool(str_eq_fold(*a[0].as.text, *a[1].as.text));
}

// The evaluator recognises this row and searches itself, because the cost of a search is counted.
Value matches_call(Arena *arena, const Value *arguments)
{
    return no_overload(arena, STR("matches"), arguments, 2);
}

static const CelFunction rows[] = {
    {"contains",
     true,
     2,
     {&t_string, &t_string},
     &t_bool,
     contains,
     1,
     false,
     "Whether the argument is part of the string."},
    {"startsWith",
     true,
     2,
     {&t_string, &t_string},
     &t_bool,
     starts_with,
     1,
     false,
     "Whether the string begins with the argument."},
    {"endsWith",
     true,
     2,
     {&t_string, &t_string},
     &t_bool,
     ends_with,
     1,
     false,
     "Whether the string ends with the argument."},
    {"matches",
     true,
     2,
     {&t_string, &t_string},
     &t_bool,
     matches_call,
     10,
     false,
     "Whether a regular expression (RE2) matches anywhere in the string."},
    {"matches",
     false,
     2,
     {&t_string, &t_string},
     &t_bool,
     matches_call,
     10,
     false,
     "Whether a regular expression (RE2) matches anywhere in the string."},
    {"equalsIgnoreCase",
     true,
     2,
     {&t_string, &t_string},
     &t_bool,
     equals_ignore_case,
     1,
     false,
     "Whether two strings are equal but for the case of their letters, as Windows compares names."},
};

const FunctionTable string_functions = {rows, sizeof rows / sizeof *rows};
