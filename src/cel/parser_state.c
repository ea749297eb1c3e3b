// The parser's footing: nodes, tokens, problems and how it goes on after one.
#include "cel/parser.h"

#include "cel/problems.h"

// Words of other languages that stand where an operator is expected.
static const struct {
    Str word;
    const char *hint;
} words[] = {
    {STR_INIT("and"), "write `&&`"},
    {STR_INIT("or"), "write `||`"},
    {STR_INIT("not"), "write `!`"},
    {STR_INIT("is"), "write `==`"},
    {STR_INIT("eq"), "write `==`"},
    {STR_INIT("ne"), "write `!=`"},
    {STR_INIT("like"), "write `x.contains(…)` or `x.matches(…)`"},
    {STR_INIT("match"), "write `x.matches(…)`"},
};

// --- nodes and problems -------------------------------------------------------------------------

void parser_problem(Parser *parser, size_t offset, size_t length, Str message, Str hint)
{
    if (!parser->silent && !parser->stopped)
        problems_add(parser->arena, parser->problems, offset, length, message, hint);
    parser->silent = true;
}

static void stop(Parser *parser, Str message, Str hint)
{
    parser->silent = false;
    parser_problem(parser, parser->token.offset, parser->token.text.n, message, hint);
    parser->stopped = true;
    parser->lexer.at = parser->lexer.text.n;
    parser->token = lexer_next(&parser->lexer);
}

CelExpr *parser_node(Parser *parser, ExprKind kind, Str source, size_t count)
{
    CelExpr *node = ARENA_NEW(parser->arena, CelExpr);
    node->kind = (uint8_t)kind;
    node->source = source;
    node->token = (uint32_t)(source.p - parser->lexer.text.p);
    node->token_length = (uint32_t)source.n;
    node->count = (uint16_t)count;
    node->height = 1;
    node->slot = -1;
    if (count > 0)
        node->children = ARENA_ARRAY(parser->arena, CelExpr *, count);
    if (++parser->nodes > CEL_MAX_NODES && !parser->stopped)
        stop(parser, STR("this expression has more than 10000 parts"), STR("split it into variables"));
    return node;
}

void parser_child(Parser *parser, CelExpr *node, size_t index, CelExpr *child)
{
    node->children[index] = child;
    if (node->height <= child->height)
        node->height = (uint16_t)(child->height + 1);
    if (node->height > CEL_MAX_DEPTH && !parser->stopped)
        stop(parser, STR("this expression is nested more than 250 levels deep"), STR("split it into variables"));
}

// A node that stands for what could not be parsed.
CelExpr *parser_failed(Parser *parser, size_t start)
{
    size_t end = parser->end > start ? parser->end : start;
    return parser_node(parser, EXPR_FAIL, str_slice(parser->lexer.text, start, end), 0);
}

Str parser_since(const Parser *parser, size_t start)
{
    return str_slice(parser->lexer.text, start, parser->end);
}

// --- tokens -------------------------------------------------------------------------------------

void parser_advance(Parser *parser)
{
    parser->end = parser->token.offset + parser->token.text.n;
    parser->token = lexer_next(&parser->lexer);
}

bool parser_at(const Parser *parser, TokenKind kind)
{
    return parser->token.kind == kind;
}

bool parser_accept(Parser *parser, TokenKind kind)
{
    if (!parser_at(parser, kind))
        return false;
    parser_advance(parser);
    return true;
}

static Str word_hint(Str word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_fold(word, words[i].word))
            return str(words[i].hint);
    return STR("");
}

// "found `x`, expected …" about the present token.
void parser_unexpected(Parser *parser, const char *expected)
{
    Token token = parser->token;
    if (token.kind == TOKEN_BAD) {
        parser_problem(parser, token.offset, token.text.n, str(token.problem), str(token.hint));
        return;
    }
    if (token.kind == TOKEN_END) {
        parser_problem(parser, token.offset, 0,
                       str_printf(parser->arena, "the expression ends here, expected %s", expected), STR(""));
        return;
    }
    Str shown = str_slice(token.text, 0, token.text.n < 40 ? token.text.n : 40);
    Str hint = word_hint(token.text);
    if (token.kind == TOKEN_RESERVED)
        hint = STR("this word is reserved: write a field of this name as x.name or x[\"name\"]");
    parser_problem(parser, token.offset, token.text.n,
                   str_printf(parser->arena, "found `" STR_FMT "`, expected %s", STR_ARG(shown), expected), hint);
}

// Skips to the token that closes what was opened, or to a comma on the same level, and ends the silence.
void parser_recover(Parser *parser)
{
    unsigned open = 0;
    for (; !parser_at(parser, TOKEN_END); parser_advance(parser)) {
        TokenKind kind = parser->token.kind;
        bool closing = kind == TOKEN_RIGHT_PAREN || kind == TOKEN_RIGHT_BRACKET || kind == TOKEN_RIGHT_BRACE;
        if (open == 0 && (closing || kind == TOKEN_COMMA))
            break;
        if (kind == TOKEN_LEFT_PAREN || kind == TOKEN_LEFT_BRACKET || kind == TOKEN_LEFT_BRACE)
            open++;
        else if (closing)
            open--;
    }
    parser->silent = false;
}

// Consumes the token that closes a construct, after recovering from whatever stands before it.
void parser_close(Parser *parser, TokenKind kind, const char *expected)
{
    if (!parser_at(parser, kind))
        parser_unexpected(parser, expected);
    while (parser->silent && !parser_at(parser, TOKEN_END)) {
        parser_recover(parser);
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
        parser->silent = true;
    }
    (void)parser_accept(parser, kind);
}

bool parser_enter(Parser *parser)
{
    if (++parser->depth > CEL_MAX_DEPTH && !parser->stopped)
        stop(parser, STR("this expression is nested more than 250 levels deep"), STR("split it into variables"));
    return !parser->stopped;
}

void parser_leave(Parser *parser)
{
    parser->depth--;
}
