// The types of the language: what may stand where another is expected, what two of them have in common.
#ifndef EXAUDIT_CEL_TYPES_H
#define EXAUDIT_CEL_TYPES_H

#include "cel/cel.h"

// Constants for tables of functions and operators. A and B are type variables.
extern const Type t_dyn, t_null, t_bool, t_int, t_uint, t_double, t_string, t_bytes, t_timestamp, t_duration, t_version;
extern const Type t_type, t_list, t_map, t_optional; // of dyn
extern const Type t_a, t_b, t_list_a, t_list_string, t_map_ab, t_optional_a;

// Whether a value of type `got` may stand where `want` is expected. dyn fits everywhere, a nullable type like its
// element, an enumeration as a string, a string as an enumeration (literals are checked by name), null as an object or
// optional.
bool types_fit(const Type *want, const Type *got);

// Whether a value of the one type can equal one of the other.
bool types_comparable(const Type *a, const Type *b);

// The type of a place that holds both: dyn absorbs, null makes nullable; NULL when they have nothing in common.
const Type *types_join(Arena *arena, const Type *a, const Type *b);

// A nullable type's element, any other type itself.
const Type *types_strip(const Type *type);

bool types_numeric(const Type *type);

// What the type variables of a signature stand for.
typedef struct Bindings {
    size_t count;
    Str names[4];
    const Type *types[4];
} Bindings;

// Whether `got` fits the parameter `want`; binds the type variables in it.
bool types_match(Arena *arena, const Type *want, const Type *got, Bindings *bindings);
// `type` with its variables replaced (dyn for those that are not bound).
const Type *types_replace(Arena *arena, const Type *type, const Bindings *bindings);

// The type that type(v) gives: lists, maps and optionals without their parameters.
const Type *types_of_value(Arena *arena, Value v);
// Whether a known value may be passed for a parameter of this type.
bool types_accept(const Type *type, const Value *v);
// The type called `name` (int, list, net.IP, …), or NULL.
const Type *types_named(Str name);

#endif
