// Messages: text with expressions in braces.
#include "cel/cel.h"
#include "cel/lexer.h"
#include "cel/problems.h"

// A piece of a message: text, or an expression.
typedef struct Piece {
    Str text;
    const CelExpr *expr;
} Piece;

struct CelTemplate {
    Piece *pieces;
    size_t count, capacity;
};

typedef struct Reader {
    Arena *arena;
    const CelEnv *env;
    CelMode mode;
    CelProblems *problems;
    Str text;
    CelTemplate *result;
} Reader;

static void add_piece(Reader *reader, Piece piece)
{
    CelTemplate *result = reader->result;
    result->pieces = arena_grow(reader->arena, result->pieces, &result->capacity, result->count + 1, sizeof piece);
    result->pieces[result->count++] = piece;
}

// The offset of the brace that closes the one before `start`: strings and braces inside are skipped. (size_t)-1: none.
static size_t closing_brace(Str text, size_t start)
{
    Lexer lexer = {.text = text, .at = start};
    unsigned open = 0;
    for (Token token = lexer_next(&lexer); token.kind != TOKEN_END; token = lexer_next(&lexer)) {
        if (token.kind == TOKEN_LEFT_BRACE)
            open++;
        if (token.kind == TOKEN_RIGHT_BRACE && open-- == 0)
            return token.offset;
    }
    return (size_t)-1;
}

// expression ::= "{" CEL "}"; returns the offset behind it
static size_t read_expression(Reader *reader, size_t open)
{
    size_t close = closing_brace(reader->text, open + 1);
    if (close == (size_t)-1) {
        problems_add(reader->arena, reader->problems, open, 1, STR("this `{` has no matching `}`"),
                     STR("a literal brace is written `{{`"));
        return reader->text.n;
    }
    size_t first = reader->problems->count;
    Str text = str_slice(reader->text, open + 1, close);
    add_piece(reader, (Piece){.expr = cel_compile(reader->arena, reader->env, text, reader->mode, reader->problems)});
    for (size_t i = first; i < reader->problems->count; i++)
        reader->problems->items[i].offset += open + 1;
    return close + 1;
}

// A `}` that closes nothing: doubled it is literal.
static size_t read_brace(Reader *reader, size_t at)
{
    bool doubled = at + 1 < reader->text.n && reader->text.p[at + 1] == '}';
    if (!doubled)
        problems_add(reader->arena, reader->problems, at, 1, STR("this `}` closes nothing"),
                     STR("a literal brace is written `}}`"));
    add_piece(reader, (Piece){.text = str_slice(reader->text, at, at + 1)});
    return at + (doubled ? 2 : 1);
}

const CelTemplate *cel_template(Arena *arena, const CelEnv *env, Str text, CelMode mode, CelProblems *problems)
{
    size_t first = problems->count, at = 0;
    Reader reader = {.arena = arena, .env = env, .mode = mode, .problems = problems, .text = text};
    reader.result = ARENA_NEW(arena, CelTemplate);
    while (at < text.n) {
        size_t end = at;
        while (end < text.n && text.p[end] != '{' && text.p[end] != '}')
            end++;
        if (end > at)
            add_piece(&reader, (Piece){.text = str_slice(text, at, end)});
        at = end;
        if (at + 1 < text.n && text.p[at] == '{' && text.p[at + 1] == '{') {
            add_piece(&reader, (Piece){.text = STR("{")});
            at += 2;
        } else if (at < text.n) {
            at = text.p[at] == '{' ? read_expression(&reader, at) : read_brace(&reader, at);
        }
    }
    problems_sort(problems, first);
    return problems->count > first ? NULL : reader.result;
}

Str cel_template_eval(const CelTemplate *template, CelRun *run, Str (*quote)(Arena *arena, Value value))
{
    StrBuf out = strbuf_new(run->arena);
    for (size_t i = 0; i < template->count; i++) {
        const Piece *piece = &template->pieces[i];
        if (piece->expr == NULL) {
            strbuf_add(&out, piece->text);
            continue;
        }
        Value v = cel_eval(piece->expr, run);
        strbuf_add(&out, quote == NULL ? value_text(run->arena, v) : quote(run->arena, v));
    }
    return strbuf_str(&out);
}
