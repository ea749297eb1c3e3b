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

static CelExpr *expression(Parser *parser);

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
static CelExpr *failed(Parser *parser, size_t start)
{
    size_t end = parser->end > start ? parser->end : start;
    return parser_node(parser, EXPR_FAIL, str_slice(parser->lexer.text, start, end), 0);
}

static Str since(const Parser *parser, size_t start)
{
    return str_slice(parser->lexer.text, start, parser->end);
}

// --- tokens -------------------------------------------------------------------------------------

static void advance(Parser *parser)
{
    parser->end = parser->token.offset + parser->token.text.n;
    parser->token = lexer_next(&parser->lexer);
}

static bool at(const Parser *parser, TokenKind kind)
{
    return parser->token.kind == kind;
}

static bool accept(Parser *parser, TokenKind kind)
{
    if (!at(parser, kind))
        return false;
    advance(parser);
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
static void unexpected(Parser *parser, const char *expected)
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
static void recover(Parser *parser)
{
    unsigned open = 0;
    for (; !at(parser, TOKEN_END); advance(parser)) {
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
static void close(Parser *parser, TokenKind kind, const char *expected)
{
    if (!at(parser, kind))
        unexpected(parser, expected);
    while (parser->silent && !at(parser, TOKEN_END)) {
        recover(parser);
        if (!accept(parser, TOKEN_COMMA))
            break;
        parser->silent = true;
    }
    (void)accept(parser, kind);
}

static bool enter(Parser *parser)
{
    if (++parser->depth > CEL_MAX_DEPTH && !parser->stopped)
        stop(parser, STR("this expression is nested more than 250 levels deep"), STR("split it into variables"));
    return !parser->stopped;
}

static void leave(Parser *parser)
{
    parser->depth--;
}

// --- primaries ----------------------------------------------------------------------------------

// A growing list of children, copied into their node when its number is known.
typedef struct Children {
    CelExpr **items;
    size_t count, capacity;
} Children;

static void children_add(Parser *parser, Children *children, CelExpr *child)
{
    children->items =
        arena_grow(parser->arena, children->items, &children->capacity, children->count + 1, sizeof child);
    children->items[children->count++] = child;
}

static CelExpr *node_of(Parser *parser, ExprKind kind, size_t start, const Children *children)
{
    size_t count = children->count <= CEL_MAX_NODES ? children->count : CEL_MAX_NODES;
    CelExpr *node = parser_node(parser, kind, since(parser, start), count);
    for (size_t i = 0; i < count; i++)
        parser_child(parser, node, i, children->items[i]);
    return node;
}

// literal ::= INT | UINT | FLOAT | STRING | BYTES, with the minus that stands before a number
static CelExpr *literal(Parser *parser, size_t start, bool negative)
{
    Token token = parser->token;
    advance(parser);
    CelExpr *node = parser_node(parser, EXPR_CONST, since(parser, start), 0);
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
    advance(parser);
    CelExpr *node = parser_node(parser, EXPR_CONST, since(parser, start), 0);
    node->value = value;
    return node;
}

// arguments ::= [ expression { "," expression } ] ")"
static void arguments(Parser *parser, Children *children) // NOLINT(misc-no-recursion): bounded by enter()
{
    while (!at(parser, TOKEN_RIGHT_PAREN) && !at(parser, TOKEN_END)) {
        children_add(parser, children, expression(parser));
        if (parser->silent)
            recover(parser);
        if (!accept(parser, TOKEN_COMMA))
            break;
    }
    close(parser, TOKEN_RIGHT_PAREN, "`,` or `)`");
}

// call ::= name "(" arguments
static CelExpr *call(Parser *parser, size_t start, Token name,
                     CelExpr *receiver) // NOLINT(misc-no-recursion): bounded by enter()
{
    Children children = {0};
    if (receiver != NULL)
        children_add(parser, &children, receiver);
    advance(parser);
    arguments(parser, &children);
    CelExpr *node = node_of(parser, EXPR_CALL, start, &children);
    node->name = name.text;
    node->method = receiver != NULL;
    node->token = (uint32_t)name.offset;
    node->token_length = (uint32_t)name.text.n;
    return parser->stopped ? node : macro_expand(parser, node);
}

// name ::= ["."] IDENT
static CelExpr *name(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    bool absolute = accept(parser, TOKEN_DOT);
    if (!at(parser, TOKEN_NAME)) {
        unexpected(parser, "a name");
        return failed(parser, start);
    }
    Token token = parser->token;
    advance(parser);
    if (at(parser, TOKEN_LEFT_PAREN)) {
        CelExpr *node = call(parser, start, token, NULL);
        node->absolute = absolute;
        return node;
    }
    CelExpr *node = parser_node(parser, EXPR_NAME, since(parser, start), 0);
    node->name = token.text;
    node->absolute = absolute;
    return node;
}

// list ::= "[" [ ["?"] expression { "," ["?"] expression } [","] ] "]"
static CelExpr *list(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    Children children = {0};
    advance(parser);
    while (!at(parser, TOKEN_RIGHT_BRACKET) && !at(parser, TOKEN_END)) {
        bool optional = accept(parser, TOKEN_QUESTION);
        CelExpr *element = expression(parser);
        element->optional = optional;
        children_add(parser, &children, element);
        if (parser->silent)
            recover(parser);
        if (!accept(parser, TOKEN_COMMA))
            break;
    }
    close(parser, TOKEN_RIGHT_BRACKET, "`,` or `]`");
    return node_of(parser, EXPR_LIST, start, &children);
}

// map ::= "{" [ ["?"] expression ":" expression { "," … } [","] ] "}"
static CelExpr *map(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    Children children = {0};
    advance(parser);
    while (!at(parser, TOKEN_RIGHT_BRACE) && !at(parser, TOKEN_END)) {
        bool optional = accept(parser, TOKEN_QUESTION);
        CelExpr *key = expression(parser);
        key->optional = optional;
        children_add(parser, &children, key);
        if (!accept(parser, TOKEN_COLON))
            unexpected(parser, "`:` and the value of this key");
        children_add(parser, &children, parser->silent ? failed(parser, parser->end) : expression(parser));
        if (parser->silent)
            recover(parser);
        if (!accept(parser, TOKEN_COMMA))
            break;
    }
    close(parser, TOKEN_RIGHT_BRACE, "`,` or `}`");
    return node_of(parser, EXPR_MAP, start, &children);
}

// group ::= "(" expression ")"
static CelExpr *group(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    advance(parser);
    CelExpr *node = expression(parser);
    close(parser, TOKEN_RIGHT_PAREN, "`)`");
    node->grouped = true;
    return node;
}

// primary ::= literal | "true" | "false" | "null" | name | call | list | map | group
static CelExpr *primary(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
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
    unexpected(parser, "an expression");
    return failed(parser, start);
}

// --- postfix, unary, binary, conditional ---------------------------------------------------------

static bool is_selector(TokenKind kind)
{
    return kind == TOKEN_NAME || kind == TOKEN_QUOTED || kind == TOKEN_RESERVED;
}

// select ::= "." ["?"] (IDENT | QUOTED) [ "(" arguments ]
static CelExpr *select_field(Parser *parser, size_t start,
                             CelExpr *operand) // NOLINT(misc-no-recursion): bounded by enter()
{
    bool optional = accept(parser, TOKEN_QUESTION);
    Token field = parser->token;
    if (!is_selector(field.kind)) {
        unexpected(parser, "the name of a field or function");
        return operand;
    }
    advance(parser);
    if (!optional && field.kind != TOKEN_QUOTED && at(parser, TOKEN_LEFT_PAREN))
        return call(parser, start, field, operand);
    CelExpr *node = parser_node(parser, optional ? EXPR_MAYBE_SELECT : EXPR_SELECT, since(parser, start), 1);
    parser_child(parser, node, 0, operand);
    node->name = field.kind == TOKEN_QUOTED ? str_slice(field.text, 1, field.text.n - 1) : field.text;
    node->token = (uint32_t)field.offset;
    node->token_length = (uint32_t)field.text.n;
    return node;
}

// index ::= "[" ["?"] expression "]"
static CelExpr *index_of(Parser *parser, size_t start,
                         CelExpr *operand) // NOLINT(misc-no-recursion): bounded by enter()
{
    bool optional = accept(parser, TOKEN_QUESTION);
    CelExpr *key = expression(parser);
    close(parser, TOKEN_RIGHT_BRACKET, "`]`");
    CelExpr *node = parser_node(parser, optional ? EXPR_MAYBE_INDEX : EXPR_INDEX, since(parser, start), 2);
    parser_child(parser, node, 0, operand);
    parser_child(parser, node, 1, key);
    return node;
}

// member ::= primary { select | index }
static CelExpr *member(Parser *parser, size_t start, CelExpr *node) // NOLINT(misc-no-recursion): bounded by enter()
{
    while (!parser->silent && !parser->stopped) {
        if (accept(parser, TOKEN_DOT))
            node = select_field(parser, start, node);
        else if (accept(parser, TOKEN_LEFT_BRACKET))
            node = index_of(parser, start, node);
        else
            break;
    }
    return node;
}

// unary ::= ("!" | "-") unary | "-" NUMBER member | member
static CelExpr *unary(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    TokenKind kind = parser->token.kind;
    if (kind != TOKEN_NOT && kind != TOKEN_MINUS)
        return member(parser, start, primary(parser));
    advance(parser);
    TokenKind next = parser->token.kind;
    if (kind == TOKEN_MINUS && (next == TOKEN_INT || next == TOKEN_UINT || next == TOKEN_DOUBLE))
        return member(parser, start, literal(parser, start, true));
    CelExpr *operand = enter(parser) ? unary(parser) : failed(parser, start);
    leave(parser);
    CelExpr *node = parser_node(parser, kind == TOKEN_NOT ? EXPR_NOT : EXPR_NEGATE, since(parser, start), 1);
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
        left->source = since(parser, start);
        return append(parser, left, right);
    }
    CelExpr *node = parser_node(parser, kind, since(parser, start), 2);
    parser_child(parser, node, 0, left);
    parser_child(parser, node, 1, right);
    node->token = (uint32_t)token.offset;
    node->token_length = (uint32_t)token.text.n;
    return node;
}

// binary(n) ::= unary { operator of precedence p >= n, binary(p + 1) }
static CelExpr *binary_expression(Parser *parser, unsigned lowest) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    CelExpr *left = unary(parser);
    while (!parser->silent && !parser->stopped) {
        Token token = parser->token;
        unsigned precedence = binary[token.kind].precedence;
        if (precedence == 0 || precedence < lowest)
            break;
        advance(parser);
        CelExpr *right = binary_expression(parser, precedence + 1);
        left = join(parser, token, start, left, right);
    }
    return left;
}

// expression ::= binary [ "?" binary ":" expression ]
static CelExpr *conditional(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    size_t start = parser->token.offset;
    CelExpr *condition = binary_expression(parser, 1);
    size_t question = parser->token.offset;
    if (parser->silent || !accept(parser, TOKEN_QUESTION))
        return condition;
    CelExpr *then = binary_expression(parser, 1);
    if (!parser->silent && !accept(parser, TOKEN_COLON))
        unexpected(parser, "`:` and what holds otherwise");
    CelExpr *otherwise = parser->silent ? failed(parser, parser->end) : expression(parser);
    CelExpr *node = parser_node(parser, EXPR_CONDITIONAL, since(parser, start), 3);
    parser_child(parser, node, 0, condition);
    parser_child(parser, node, 1, then);
    parser_child(parser, node, 2, otherwise);
    node->token = (uint32_t)question;
    node->token_length = 1;
    return node;
}

static CelExpr *expression(Parser *parser) // NOLINT(misc-no-recursion): bounded by enter()
{
    CelExpr *node = enter(parser) ? conditional(parser) : failed(parser, parser->end);
    leave(parser);
    return node;
}

CelExpr *parse(Arena *arena, Str text, CelProblems *problems)
{
    Parser parser = {.arena = arena, .lexer = {.text = text}, .problems = problems};
    if (text.n > CEL_MAX_TEXT) {
        parser_problem(&parser, 0, 0, STR("this expression is longer than 64 KiB"), STR("split it into variables"));
        return failed(&parser, 0);
    }
    parser.token = lexer_next(&parser.lexer);
    CelExpr *node = expression(&parser);
    if (!at(&parser, TOKEN_END))
        unexpected(&parser, "an operator or the end of the expression");
    return node;
}
