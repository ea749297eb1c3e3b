// Parser: text → tree. Recovers from errors, so that one pass reports what can be reported.
#ifndef EXAUDIT_CEL_PARSER_H
#define EXAUDIT_CEL_PARSER_H

#include "cel/expr.h"
#include "cel/lexer.h"

typedef struct Parser {
    Arena *arena;
    Lexer lexer;
    Token token; // not consumed yet
    size_t end;  // of the last consumed token
    CelProblems *problems;
    unsigned depth; // of the recursion
    size_t nodes;
    bool silent;  // between a problem and the place where parsing resumes
    bool stopped; // a limit was exceeded: nothing more is read
} Parser;

// The tree of the whole text; parts that could not be parsed are EXPR_FAIL nodes. Never NULL.
CelExpr *parse(Arena *arena, Str text, CelProblems *problems);

// A node with room for `count` children, at the given place.
CelExpr *parser_node(Parser *parser, ExprKind kind, Str source, size_t count);
// Sets a child and the height that follows from it.
void parser_child(Parser *parser, CelExpr *node, size_t index, CelExpr *child);
// A node that stands for what could not be parsed.
CelExpr *parser_failed(Parser *parser, size_t start);
// The text from `start` to the last consumed token.
Str parser_since(const Parser *parser, size_t start);

// Reports a problem about a place; nothing while recovering from another.
void parser_problem(Parser *parser, size_t offset, size_t length, Str message, Str hint);
// "found `x`, expected …" about the present token.
void parser_unexpected(Parser *parser, const char *expected);
// Skips to the token that closes what was opened, or to a comma on the same level, and ends the silence.
void parser_recover(Parser *parser);

void parser_advance(Parser *parser);
bool parser_at(const Parser *parser, TokenKind kind);
bool parser_accept(Parser *parser, TokenKind kind);
// Consumes the token that closes a construct, after recovering from whatever stands before it.
void parser_close(Parser *parser, TokenKind kind, const char *expected);

// Brackets the recursive productions: false beyond CEL_MAX_DEPTH, after a problem.
bool parser_enter(Parser *parser);
void parser_leave(Parser *parser);

// Turns a call that names a macro (`has`, `all`, …) into its node; returns other calls as they are.
CelExpr *macro_expand(Parser *parser, CelExpr *call);

#endif
