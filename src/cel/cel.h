// CEL, the Common Expression Language, with unknown as a value: parse, check against declared types, evaluate with
// bounded cost.
//
// A library of its own: it knows values and types (value/value.h) and nothing of what they describe. No global state;
// every result lives in the arena it was given. The language: https://github.com/google/cel-spec (doc/langdef.md).
#ifndef EXAUDIT_CEL_CEL_H
#define EXAUDIT_CEL_CEL_H

#include "value/value.h"

// --- the names an expression may use --------------------------------------------------------------

typedef struct CelEnv CelEnv;

// An environment with the standard functions and no variables.
CelEnv *cel_env_new(Arena *arena);

// Names resolve inside this container first: with container "a.b", `x` is a.b.x, then a.x, then x.
void cel_env_container(CelEnv *env, Str container);

// Declares a variable (its name may be dotted: "x.y") and returns its slot: 0, 1, 2, … in the order of declaration.
unsigned cel_env_variable(CelEnv *env, Str name, const Type *type);

// A function beside the standard ones. `signature` for the checker; `call` gets known arguments only
// (unknown and error operands have been dealt with: error over unknown).
typedef struct CelFunction {
    const char *name;
    bool method;    // receiver.name(…): the receiver is the first argument
    uint32_t arity; // with the receiver
    const Type *arguments[4];
    const Type *result;
    Value (*call)(Arena *arena, const Value *arguments); // four; those beyond the arity are null
    uint32_t cost;                                       // units per call, beside one per argument element
    bool partial;    // `call` also gets open lists and lists with unknown members, and answers with Kleene's logic
    const char *doc; // one sentence, for `help functions`
} CelFunction;
void cel_env_function(CelEnv *env, const CelFunction *function); // borrowed

// The functions of the environment, own ones last; NULL past the end. For `help functions` and completion.
const CelFunction *cel_env_function_at(const CelEnv *env, size_t index);
// "string.contains(string) -> bool"
Str cel_function_text(Arena *arena, const CelFunction *function);

// --- expressions ----------------------------------------------------------------------------------

// A checked expression, or a node of one.
typedef struct CelExpr CelExpr;

// What is wrong with an expression, by byte offset in its text.
typedef struct CelProblem {
    size_t offset, length;
    Str message; // "no field `OAuthAuthenticaton` in virtualDirectory"
    Str hint;    // "did you mean `OAuthAuthentication`?"; may be empty
} CelProblem;

typedef struct CelProblems {
    CelProblem *items; // in the order of their offsets
    size_t count, capacity;
} CelProblems;

typedef enum CelMode {
    CEL_CHECKED,   // names and types are checked; unknown names are problems
    CEL_UNCHECKED, // parsed only; whatever is wrong shows as an error when it is evaluated
} CelMode;

// Parses and (unless CEL_UNCHECKED) type-checks `text`, which is borrowed. NULL when there are problems: all that could
// be found, sorted. Limits: 64 KiB of text, 250 levels of nesting, 10,000 nodes.
const CelExpr *cel_compile(Arena *arena, const CelEnv *env, Str text, CelMode mode, CelProblems *problems);

// The type of an expression; TYPE_DYN when unchecked.
const Type *cel_type(const CelExpr *expr);

// Where the expression (or node) stands in the text it was compiled from: a slice of that text.
Str cel_source(const CelExpr *expr);

// The children of a node, in evaluation order, and their number; for walking a proof tree.
size_t cel_children(const CelExpr *expr);
const CelExpr *cel_child(const CelExpr *expr, size_t index);

// Calls visit for every variable slot that the expression reads (with repetition).
void cel_variables(const CelExpr *expr, void (*visit)(void *context, unsigned slot), void *context);

// --- evaluation -----------------------------------------------------------------------------------

typedef struct CelRun CelRun;
struct CelRun {
    Arena *arena; // for what the evaluation makes
    // The value of a variable; called each time it is read.
    Value (*variable)(void *context, unsigned slot);
    void *context;
    uint64_t cost; // units left; an evaluation that needs more ends with the error "cost budget exceeded"
    // If not NULL: told of every finished sub-expression, in evaluation order, with its value. `leaf`: it reads a
    // variable or a field chain of one ("self.iis.access.sslFlags" is one leaf, its inner selects are not reported as
    // leaves), also a field of a macro's variable ("a.Enabled", once per member); has(self.x) is a leaf, too.
    // Sub-expressions of constants only are reported once, as the constant they were folded to.
    void (*observe)(void *context, const CelExpr *node, bool leaf, Value value);
};

// The value of the expression: known, unknown (with the reasons of what it needed) or error. Deterministic in value and
// cost.
Value cel_eval(const CelExpr *expr, CelRun *run);

// --- messages -------------------------------------------------------------------------------------

// "text {expr} text": `{{` and `}}` are literal braces; the expression ends at its matching brace.
typedef struct CelTemplate CelTemplate;
const CelTemplate *cel_template(Arena *arena, const CelEnv *env, Str text, CelMode mode, CelProblems *problems);
// The text with each expression replaced by value_text of its value, passed through `quote` if that is not NULL.
Str cel_template_eval(const CelTemplate *template, CelRun *run, Str (*quote)(Arena *arena, Value value));

#endif
