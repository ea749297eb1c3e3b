// The tree of an expression, as the parser builds it, the checker resolves it and the evaluator walks it.
#ifndef EXAUDIT_CEL_EXPR_H
#define EXAUDIT_CEL_EXPR_H

#include "cel/cel.h"

#include <string.h>

// Limits of one expression (design §9); each is named in the problem that reports it.
enum { CEL_MAX_TEXT = 64 * 1024, CEL_MAX_DEPTH = 250, CEL_MAX_NODES = 10000 };

typedef enum ExprKind {
    EXPR_CONST,        // value
    EXPR_VARIABLE,     // slot
    EXPR_LOCAL,        // variable `slot` (0 or 1) of the macro `hops` macros further out
    EXPR_NAME,         // not resolved yet: name, absolute
    EXPR_FAIL,         // value is the error it always gives
    EXPR_SELECT,       // 0.name
    EXPR_HAS,          // has(0.name)
    EXPR_MAYBE_SELECT, // 0.?name
    EXPR_INDEX,        // 0[1]
    EXPR_MAYBE_INDEX,  // 0[?1]
    EXPR_CALL,         // name(0, …), 0.name(1, …) if method
    EXPR_LIST,         // [0, …]; an element that is `optional` is there when it has a value
    EXPR_MAP,          // {0: 1, …}; a key that is `optional`: the entry is there when its value has one
    EXPR_MACRO,        // macro over 0
    EXPR_NOT,          // !0
    EXPR_NEGATE,       // -0
    EXPR_AND,          // 0 && …
    EXPR_OR,           // 0 || …
    EXPR_CONDITIONAL,  // 0 ? 1 : 2
    EXPR_EQUAL,        // the binary operators: 0 op 1
    EXPR_NOT_EQUAL,
    EXPR_LESS,
    EXPR_LESS_EQUAL,
    EXPR_GREATER,
    EXPR_GREATER_EQUAL,
    EXPR_IN,
    EXPR_ADD,
    EXPR_SUBTRACT,
    EXPR_MULTIPLY,
    EXPR_DIVIDE,
    EXPR_REMAINDER,
} ExprKind;

typedef enum MacroKind {
    MACRO_ALL,                  // range, predicate
    MACRO_EXISTS,               // range, predicate
    MACRO_EXISTS_ONE,           // range, predicate
    MACRO_FILTER,               // range, predicate
    MACRO_MAP,                  // range, element
    MACRO_MAP_FILTER,           // range, predicate, element
    MACRO_TRANSFORM_MAP,        // range, value
    MACRO_TRANSFORM_MAP_FILTER, // range, predicate, value
    MACRO_OPT_MAP,              // optional, value
    MACRO_OPT_FLAT_MAP,         // optional, optional
    MACRO_OR,                   // optional, optional: the second is evaluated when the first has no value
    MACRO_OR_VALUE,             // optional, value
} MacroKind;

typedef struct Regex Regex;

struct CelExpr {
    uint8_t kind;                 // ExprKind
    uint8_t macro;                // MacroKind
    uint8_t names;                // EXPR_MACRO: how many variables it binds: 0, 1, 2
    bool method;                  // EXPR_CALL: the first child is the receiver
    bool absolute;                // EXPR_NAME: written with a leading dot
    bool optional;                // an entry of a list or map literal that was written with `?`
    bool grouped;                 // written in parentheses
    bool chain;                   // a variable, or fields of one
    bool leaf;                    // a chain that is not part of a longer one, or has() of a chain
    uint16_t height;              // 1 + the height of the highest child
    uint16_t count;               // of children
    int32_t slot;                 // variable; local; or field of `class`
    uint32_t hops;                // EXPR_LOCAL
    uint32_t token, token_length; // what problems point at, as an offset in the text
    CelExpr **children;
    const Type *type;
    Str source; // a slice of the text
    Str name;   // identifier, field or function
    union {
        Value value;              // EXPR_CONST, EXPR_FAIL
        const ObjectClass *class; // EXPR_SELECT, EXPR_HAS, EXPR_MAYBE_SELECT: whose field `slot` is; NULL: by name
        Str variables[2];         // EXPR_MACRO
        struct {
            const CelFunction *const *candidates; // EXPR_CALL: the overloads that may fit
            size_t candidate_count;
            const Regex *regex; // of a call of matches() with a constant pattern
        };
    };
};

// The environment an expression is compiled in.
typedef struct CelVariable {
    Str name;
    const Type *type;
} CelVariable;

struct CelEnv {
    Arena *arena;
    Str container;
    CelVariable *variables;
    size_t variable_count, variable_capacity;
    const CelFunction **functions;
    size_t function_count, function_capacity;
};

// The slot of the variable called exactly `name`, or -1.
int env_variable(const CelEnv *env, Str name);
// Whether a function is called `name`, which is not empty.
static inline bool function_named(const CelFunction *function, Str name)
{
    return function->name[0] == name.p[0] && strncmp(function->name, name.p, name.n) == 0 &&
           function->name[name.n] == '\0';
}
// Whether any function is called `name`.
bool env_has_function(const CelEnv *env, Str name);

#endif
