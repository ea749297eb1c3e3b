// Macros: calls whose arguments are not evaluated before they are. They are part of the syntax, so the parser expands
// them.
#include "cel/parser.h"

static const struct {
    Str name;
    uint8_t kind, names, arguments; // names: variables it binds; arguments: of the call, without the receiver
} macros[] = {
    {STR_INIT("all"), MACRO_ALL, 1, 2},
    {STR_INIT("all"), MACRO_ALL, 2, 3},
    {STR_INIT("exists"), MACRO_EXISTS, 1, 2},
    {STR_INIT("exists"), MACRO_EXISTS, 2, 3},
    {STR_INIT("exists_one"), MACRO_EXISTS_ONE, 1, 2},
    {STR_INIT("exists_one"), MACRO_EXISTS_ONE, 2, 3},
    {STR_INIT("existsOne"), MACRO_EXISTS_ONE, 1, 2},
    {STR_INIT("existsOne"), MACRO_EXISTS_ONE, 2, 3},
    {STR_INIT("filter"), MACRO_FILTER, 1, 2},
    {STR_INIT("map"), MACRO_MAP, 1, 2},
    {STR_INIT("map"), MACRO_MAP_FILTER, 1, 3},
    {STR_INIT("transformList"), MACRO_MAP, 2, 3},
    {STR_INIT("transformList"), MACRO_MAP_FILTER, 2, 4},
    {STR_INIT("transformMap"), MACRO_TRANSFORM_MAP, 2, 3},
    {STR_INIT("transformMap"), MACRO_TRANSFORM_MAP_FILTER, 2, 4},
    {STR_INIT("optMap"), MACRO_OPT_MAP, 1, 2},
    {STR_INIT("optFlatMap"), MACRO_OPT_FLAT_MAP, 1, 2},
    {STR_INIT("or"), MACRO_OR, 0, 1},
    {STR_INIT("orValue"), MACRO_OR_VALUE, 0, 1},
};

// has(e.f) asks for the field instead of reading it.
static CelExpr *expand_has(Parser *parser, CelExpr *call)
{
    CelExpr *select = call->children[0];
    if (select->kind == EXPR_FAIL)
        return select;
    if (select->kind != EXPR_SELECT) {
        parser_problem(parser, select->token, select->token_length, STR("has() asks for a field, this is none"),
                       STR("write has(x.name); for a key that is no name, `\"key\" in x`"));
        parser->silent = false;
        return parser_node(parser, EXPR_FAIL, call->source, 0);
    }
    CelExpr *node = parser_node(parser, EXPR_HAS, call->source, 1);
    parser_child(parser, node, 0, select->children[0]);
    node->name = select->name;
    node->token = select->token;
    node->token_length = select->token_length;
    return node;
}

static bool is_variable(Parser *parser, const CelExpr *node, Str macro)
{
    if (node->kind == EXPR_NAME && !node->absolute)
        return true;
    parser_problem(parser, node->token, node->token_length,
                   str_printf(parser->arena, STR_FMT "() expects a name for the member here", STR_ARG(macro)),
                   str_printf(parser->arena, "write x." STR_FMT "(m, …m…)", STR_ARG(macro)));
    parser->silent = false;
    return false;
}

// receiver.macro(names…, bodies…) → a node with the children receiver, bodies…
static CelExpr *expand(Parser *parser, CelExpr *call, size_t row)
{
    uint8_t names = macros[row].names;
    size_t first = (size_t)1 + names;
    for (size_t i = 1; i < first; i++)
        if (call->children[i]->kind == EXPR_FAIL || !is_variable(parser, call->children[i], call->name))
            return parser_node(parser, EXPR_FAIL, call->source, 0);
    CelExpr *node = parser_node(parser, EXPR_MACRO, call->source, call->count - names);
    node->macro = macros[row].kind;
    node->names = names;
    node->name = call->name;
    node->token = call->token;
    node->token_length = call->token_length;
    for (size_t i = 0; i < names; i++)
        node->variables[i] = call->children[1 + i]->name;
    parser_child(parser, node, 0, call->children[0]);
    for (size_t i = first; i < call->count; i++)
        parser_child(parser, node, i - names, call->children[i]);
    if (names == 2 && str_eq(node->variables[0], node->variables[1]))
        parser_problem(parser, call->children[2]->token, call->children[2]->token_length,
                       STR("the two names of a macro must differ"), STR(""));
    return node;
}

CelExpr *macro_expand(Parser *parser, CelExpr *call)
{
    if (!call->method)
        return call->count == 1 && str_eq(call->name, STR("has")) ? expand_has(parser, call) : call;
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        if (macros[i].arguments == call->count - 1u && str_eq(call->name, macros[i].name))
            return expand(parser, call, i);
    return call;
}
