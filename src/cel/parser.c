#include "cel/parser.h"

#include "cel/literal.h"
#include "cel/problems.h"

// Binary operators by token: how tightly they bind (0: not one) and the node they make. All are left-associative.
static const struct {
    uint8_t precedence, kind;
} binary[TOKEN_KINDS] = {
    [TOKEN_OR] = {1, EXPR_OR},           [TOKEN_AND] = {2, EXPR_AND},
    [TOKEN_EQUAL] = {3, EXPR_EQUAL},     [TOKEN_NOT_EQUAL] = {3, EXPR_NOT_EQUAL},
    [TOKEN_LESS] = {3, EXPR_LESS},       [TOKEN_LESS_EQUAL] = {3, EXPR_LESS_EQUAL},
    [TOKEN_GREATER] = {3, EXPR_GREATER}, [TOKEN_GREATER_EQUAL] = {3, EXPR_GREATER_EQUAL},
    [TOKEN_IN] = {3, EXPR_IN},           [TOKEN_PLUS] = {4, EXPR_ADD},
    [TOKEN_MINUS] = {4, EXPR_SUBTRACT},  [TOKEN_STAR] = {5, EXPR_MULTIPLY},
    [TOKEN_SLASH] = {5, EXPR_DIVIDE},    [TOKEN_PERCENT] = {5, EXPR_REMAINDER},
};

static CelExpr *expression(Parser *parser);

// --- primaries ----------------------------------------------------------------------------------

// A growing list of children, copied into their node when its number is known.
typedef struct Children {
    CelExpr **items;
    size_t count, capacity;
} Children;

static void children_add(Parser *parser, Children *children, CelExpr *child)
{
    children->items = arena_grow(parser->arena, children->items, &children->capacity, children->count + 1,
                                 sizeof(CelExpr *)); // NOLINT(bugprone-sizeof-expression): of pointers
    children->items[children->count++] = child;
}

static CelExpr *node_of(Parser *parser, ExprKind kind, size_t start, const Children *children)
{
    size_t count = children->count <= CEL_MAX_NODES ? children->count : CEL_MAX_NODES;
    CelExpr *node = parser_node(parser, kind, parser_since(parser, start), count);
    for (size_t i = 0; i < count; i++)
        parser_child(parser, node, i, children->items[i]);
    return node;
}

// literal ::= INT | UINT | FLOAT | STRING | BYTES, with the minus that stands before a number
static CelExpr *literal(Parser *parser, size_t start, bool negative)
{
    Token token = parser->token;
    parser_advance(parser);
    CelExpr *node = parser_node(parser, EXPR_CONST, parser_since(parser, start), 0);
    Str problem = STR("");
    if (!literal_value(parser->arena, token, negative, &node->value, &problem)) {
        node->kind = EXPR_FAIL;
        parser_problem(parser, token.offset, token.text.n, problem, STR(""));
        parser->silent = false;
    }
    return node;
}

static CelExpr *constant(Parser *parser, Value value)
{
    size_t start = parser->token.offset;
    parser_advance(parser);
    CelExpr *node = parser_node(parser, EXPR_CONST, parser_since(parser, start), 0);
    node->value = value;
    return node;
}

// arguments ::= [ expression { "," expression } ] ")"
static void arguments(Parser *parser, Children *children) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    while (!parser_at(parser, TOKEN_RIGHT_PAREN) && !parser_at(parser, TOKEN_END)) {
        children_add(parser, children, expression(parser));
        if (parser->silent)
            parser_recover(parser);
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    parser_close(parser, TOKEN_RIGHT_PAREN, "`,` or `)`");
}

// call ::= name "(" arguments
// NOLINTNEXTLINE(misc-no-recursion): bounded by parser_enter()
static CelExpr *call(Parser *parser, size_t start, Token name, CelExpr *receiver)
{
    Children children = {0};
    if (receiver != NULL)
        children_add(parser, &children, receiver);
    parser_advance(parser);
    arguments(parser, &children);
    CelExpr *node = node_of(parser, EXPR_CALL, start, &children);
    node->name = name.text;
    node->method = receiver != NULL;
    node->token = (uint32_t)name.offset;
    node->token_length = (uint32_t)name.text.n;
    return parser->stopped ? node : macro_expand(parser, node);
}

// name ::= ["."] IDENT
static CelExpr *name(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    bool absolute = parser_accept(parser, TOKEN_DOT);
    if (!parser_at(parser, TOKEN_NAME)) {
        parser_unexpected(parser, "a name");
        return parser_failed(parser, start);
    }
    Token token = parser->token;
    parser_advance(parser);
    if (parser_at(parser, TOKEN_LEFT_PAREN)) {
        CelExpr *node = call(parser, start, token, NULL);
        node->absolute = absolute;
        return node;
    }
    CelExpr *node = parser_node(parser, EXPR_NAME, parser_since(parser, start), 0);
    node->name = token.text;
    node->absolute = absolute;
    return node;
}

// list ::= "[" [ ["?"] expression { "," ["?"] expression } [","] ] "]"
static CelExpr *list(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    Children children = {0};
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_RIGHT_BRACKET) && !parser_at(parser, TOKEN_END)) {
        bool optional = parser_accept(parser, TOKEN_QUESTION);
        CelExpr *element = expression(parser);
        element->optional = optional;
        children_add(parser, &children, element);
        if (parser->silent)
            parser_recover(parser);
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    parser_close(parser, TOKEN_RIGHT_BRACKET, "`,` or `]`");
    return node_of(parser, EXPR_LIST, start, &children);
}

// map ::= "{" [ ["?"] expression ":" expression { "," … } [","] ] "}"
static CelExpr *map(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    Children children = {0};
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_RIGHT_BRACE) && !parser_at(parser, TOKEN_END)) {
        bool optional = parser_accept(parser, TOKEN_QUESTION);
        CelExpr *key = expression(parser);
        key->optional = optional;
        children_add(parser, &children, key);
        if (!parser_accept(parser, TOKEN_COLON))
            parser_unexpected(parser, "`:` and the value of this key");
        children_add(parser, &children, parser->silent ? parser_failed(parser, parser->end) : expression(parser));
        if (parser->silent)
            parser_recover(parser);
        if (!parser_accept(parser, TOKEN_COMMA))
            break;
    }
    parser_close(parser, TOKEN_RIGHT_BRACE, "`,` or `}`");
    return node_of(parser, EXPR_MAP, start, &children);
}

// group ::= "(" expression ")"
static CelExpr *group(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    parser_advance(parser);
    CelExpr *node = expression(parser);
    parser_close(parser, TOKEN_RIGHT_PAREN, "`)`");
    node->grouped = true;
    return node;
}

// primary ::= literal | "true" | "false" | "null" | name | call | list | map | group
static CelExpr *primary(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    TokenKind kind = parser->token.kind;
    if (kind >= TOKEN_INT && kind <= TOKEN_BYTES)
        return literal(parser, start, false);
    if (kind == TOKEN_TRUE || kind == TOKEN_FALSE)
        return constant(parser, value_bool(kind == TOKEN_TRUE));
    if (kind == TOKEN_NULL)
        return constant(parser, value_null());
    if (kind == TOKEN_NAME || kind == TOKEN_DOT)
        return name(parser);
    if (kind == TOKEN_LEFT_BRACKET)
        return list(parser);
    if (kind == TOKEN_LEFT_BRACE)
        return map(parser);
    if (kind == TOKEN_LEFT_PAREN)
        return group(parser);
    parser_unexpected(parser, "an expression");
    return parser_failed(parser, start);
}

// --- postfix, unary, binary, conditional ---------------------------------------------------------

static bool is_selector(TokenKind kind)
{
    return kind == TOKEN_NAME || kind == TOKEN_QUOTED || kind == TOKEN_RESERVED;
}

// select ::= "." ["?"] (IDENT | QUOTED) [ "(" arguments ]
// NOLINTNEXTLINE(misc-no-recursion): bounded by parser_enter()
static CelExpr *select_field(Parser *parser, size_t start, CelExpr *operand)
{
    bool optional = parser_accept(parser, TOKEN_QUESTION);
    Token field = parser->token;
    if (!is_selector(field.kind)) {
        parser_unexpected(parser, "the name of a field or function");
        return operand;
    }
    parser_advance(parser);
    if (!optional && field.kind != TOKEN_QUOTED && parser_at(parser, TOKEN_LEFT_PAREN))
        return call(parser, start, field, operand);
    CelExpr *node = parser_node(parser, optional ? EXPR_MAYBE_SELECT : EXPR_SELECT, parser_since(parser, start), 1);
    parser_child(parser, node, 0, operand);
    node->name = field.kind == TOKEN_QUOTED ? str_slice(field.text, 1, field.text.n - 1) : field.text;
    node->token = (uint32_t)field.offset;
    node->token_length = (uint32_t)field.text.n;
    return node;
}

// index ::= "[" ["?"] expression "]"
// NOLINTNEXTLINE(misc-no-recursion): bounded by parser_enter()
static CelExpr *index_of(Parser *parser, size_t start, CelExpr *operand)
{
    bool optional = parser_accept(parser, TOKEN_QUESTION);
    CelExpr *key = expression(parser);
    parser_close(parser, TOKEN_RIGHT_BRACKET, "`]`");
    CelExpr *node = parser_node(parser, optional ? EXPR_MAYBE_INDEX : EXPR_INDEX, parser_since(parser, start), 2);
    parser_child(parser, node, 0, operand);
    parser_child(parser, node, 1, key);
    return node;
}

// member ::= primary { select | index }
// NOLINTNEXTLINE(misc-no-recursion): bounded by parser_enter()
static CelExpr *member(Parser *parser, size_t start, CelExpr *node)
{
    while (!parser->silent && !parser->stopped) {
        if (parser_accept(parser, TOKEN_DOT))
            node = select_field(parser, start, node);
        else if (parser_accept(parser, TOKEN_LEFT_BRACKET))
            node = index_of(parser, start, node);
        else
            break;
    }
    return node;
}

// unary ::= ("!" | "-") unary | "-" NUMBER member | member
static CelExpr *unary(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    TokenKind kind = parser->token.kind;
    if (kind != TOKEN_NOT && kind != TOKEN_MINUS)
        return member(parser, start, primary(parser));
    parser_advance(parser);
    TokenKind next = parser->token.kind;
    if (kind == TOKEN_MINUS && (next == TOKEN_INT || next == TOKEN_UINT || next == TOKEN_DOUBLE))
        return member(parser, start, literal(parser, start, true));
    CelExpr *operand = parser_enter(parser) ? unary(parser) : parser_failed(parser, start);
    parser_leave(parser);
    CelExpr *node = parser_node(parser, kind == TOKEN_NOT ? EXPR_NOT : EXPR_NEGATE, parser_since(parser, start), 1);
    parser_child(parser, node, 0, operand);
    node->token_length = 1;
    return node;
}

// `a && b && c` is one node with three children, so that a long conjunction is not deep.
static bool continues(const CelExpr *left, ExprKind kind)
{
    return left->kind == kind && !left->grouped && (kind == EXPR_AND || kind == EXPR_OR);
}

// One child more; the array doubles when it is full, which is when the count is a power of two.
static CelExpr *append(Parser *parser, CelExpr *node, CelExpr *child)
{
    if ((node->count & (node->count - 1)) == 0) {
        CelExpr **children = ARENA_ARRAY(parser->arena, CelExpr *, 2 * (size_t)node->count);
        // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
        memcpy(children, node->children, node->count * sizeof *children);
        node->children = children;
    }
    node->count++;
    parser_child(parser, node, node->count - 1u, child);
    return node;
}

static CelExpr *join(Parser *parser, Token token, size_t start, CelExpr *left, CelExpr *right)
{
    ExprKind kind = (ExprKind)binary[token.kind].kind;
    if (continues(left, kind)) {
        left->source = parser_since(parser, start);
        return append(parser, left, right);
    }
    CelExpr *node = parser_node(parser, kind, parser_since(parser, start), 2);
    parser_child(parser, node, 0, left);
    parser_child(parser, node, 1, right);
    node->token = (uint32_t)token.offset;
    node->token_length = (uint32_t)token.text.n;
    return node;
}

// binary(n) ::= unary { operator of precedence p >= n, binary(p + 1) }
// NOLINTNEXTLINE(misc-no-recursion): bounded by parser_enter()
static CelExpr *binary_expression(Parser *parser, unsigned lowest)
{
    size_t start = parser->token.offset;
    CelExpr *left = unary(parser);
    while (!parser->silent && !parser->stopped) {
        Token token = parser->token;
        unsigned precedence = binary[token.kind].precedence;
        if (precedence == 0 || precedence < lowest)
            break;
        parser_advance(parser);
        CelExpr *right = binary_expression(parser, precedence + 1);
        left = join(parser, token, start, left, right);
    }
    return left;
}

// expression ::= binary [ "?" binary ":" expression ]
static CelExpr *conditional(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    size_t start = parser->token.offset;
    CelExpr *condition = binary_expression(parser, 1);
    size_t question = parser->token.offset;
    if (parser->silent || !parser_accept(parser, TOKEN_QUESTION))
        return condition;
    CelExpr *then = binary_expression(parser, 1);
    if (!parser->silent && !parser_accept(parser, TOKEN_COLON))
        parser_unexpected(parser, "`:` and what holds otherwise");
    CelExpr *otherwise = parser->silent ? parser_failed(parser, parser->end) : expression(parser);
    CelExpr *node = parser_node(parser, EXPR_CONDITIONAL, parser_since(parser, start), 3);
    parser_child(parser, node, 0, condition);
    parser_child(parser, node, 1, then);
    parser_child(parser, node, 2, otherwise);
    node->token = (uint32_t)question;
    node->token_length = 1;
    return node;
}

static CelExpr *expression(Parser *parser) // NOLINT(misc-no-recursion): bounded by parser_enter()
{
    CelExpr *node = parser_enter(parser) ? conditional(parser) : parser_failed(parser, parser->end);
    parser_leave(parser);
    return node;
}

CelExpr *parse(Arena *arena, Str text, CelProblems *problems)
{
    Parser parser = {.arena = arena, .lexer = {.text = text}, .problems = problems};
    if (text.n > CEL_MAX_TEXT) {
        parser_problem(&parser, 0, 0, STR("this expression is longer than 64 KiB"), STR("split it into variables"));
        return parser_failed(&parser, 0);
    }
    parser.token = lexer_next(&parser.lexer);
    CelExpr *node = expression(&parser);
    if (!parser_at(&parser, TOKEN_END))
        parser_unexpected(&parser, "an operator or the end of the expression");
    return node;
}
