// Lexer: the text of an expression as tokens. Literals are recognised here and decoded in literal.c.
#ifndef EXAUDIT_CEL_LEXER_H
#define EXAUDIT_CEL_LEXER_H

#include "support/str.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_BAD, // `problem` says why
    TOKEN_INT,
    TOKEN_UINT,
    TOKEN_DOUBLE,
    TOKEN_STRING,
    TOKEN_BYTES,
    TOKEN_NAME,
    TOKEN_QUOTED,   // `name`
    TOKEN_RESERVED, // a word that may only follow a dot
    TOKEN_TRUE,
    TOKEN_FALSE,
    TOKEN_NULL,
    TOKEN_IN,
    TOKEN_LEFT_PAREN,
    TOKEN_RIGHT_PAREN,
    TOKEN_LEFT_BRACKET,
    TOKEN_RIGHT_BRACKET,
    TOKEN_LEFT_BRACE,
    TOKEN_RIGHT_BRACE,
    TOKEN_DOT,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_QUESTION,
    TOKEN_NOT,
    TOKEN_MINUS,
    TOKEN_PLUS,
    TOKEN_STAR,
    TOKEN_SLASH,
    TOKEN_PERCENT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_KINDS,
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t offset;
    Str text;            // as written
    const char *problem; // TOKEN_BAD: what was found and expected
    const char *hint;    // TOKEN_BAD: what to write; may be ""
} Token;

typedef struct Lexer {
    Str text;
    size_t at;
} Lexer;

// The next token; TOKEN_END for ever after the last one.
Token lexer_next(Lexer *lexer);

#endif
