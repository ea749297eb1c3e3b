// Checker: resolves names to slots, fields to indices and calls to overloads, and finds what can never work.
//
// Without types (CEL_UNCHECKED) it only resolves: every type is dyn, and what cannot be resolved becomes an error
// value.
#ifndef EXAUDIT_CEL_CHECK_H
#define EXAUDIT_CEL_CHECK_H

#include "cel/expr.h"
#include "cel/types.h"

// The variables of the macros around a node, innermost first.
typedef struct Scope Scope;
struct Scope {
    const Scope *outer;
    size_t count;
    Str names[2];
    const Type *types[2];
};

typedef struct Checker {
    Arena *arena;
    const CelEnv *env;
    CelProblems *problems;
    const Scope *scope;
    bool typed;
} Checker;

// Resolves and checks a node and what is below it; sets its type.
void check_node(Checker *checker, CelExpr *node);
void check_children(Checker *checker, CelExpr *node);

// The parts of check_node that stand in files of their own; children of operators have been checked.
void check_name(Checker *checker, CelExpr *node);
void check_select(Checker *checker, CelExpr *node);
void check_index(Checker *checker, CelExpr *node);
void check_call(Checker *checker, CelExpr *node);
void check_operator(Checker *checker, CelExpr *node);
void check_macro(Checker *checker, CelExpr *node);

// Reports a problem at a node's token.
void check_problem(Checker *checker, const CelExpr *node, Str message, Str hint);
// The node cannot work: a problem, or without types an error whenever it is evaluated.
void check_fail(Checker *checker, CelExpr *node, Str message, Str hint);
// Reports a problem unless the node may be a bool.
void check_is_bool(Checker *checker, const CelExpr *node, const char *role);
// Reports string literals that are no names of the enumeration they are compared with (directly or in lists).
void check_enum(Checker *checker, const Type *type, const CelExpr *node);

// "a.b.c" of a node that is a plain chain of names, or the empty string.
Str check_dotted(Checker *checker, const CelExpr *node);
// Whether the first name of a chain is a macro's variable.
bool check_is_local(const Checker *checker, const CelExpr *node);

// Evaluates what is constant once and for all, and marks the leaves.
void fold(Arena *arena, CelExpr *root);

#endif
