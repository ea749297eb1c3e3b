#include "cel/lexer.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(char c)
{
    return is_name_start(c) || is_digit(c);
}

// The byte `ahead` of the present one, NUL past the end.
static char peek(const Lexer *lexer, size_t ahead)
{
    if (lexer->at + ahead >= lexer->text.n)
        return '\0';
    return lexer->text.p[lexer->at + ahead];
}

static Token token(const Lexer *lexer, TokenKind kind, size_t start)
{
    return (Token){
        .kind = kind, .offset = start, .text = str_slice(lexer->text, start, lexer->at), .problem = "", .hint = ""};
}

static Token bad(const Lexer *lexer, size_t start, const char *problem, const char *hint)
{
    Token result = token(lexer, TOKEN_BAD, start);
    result.problem = problem;
    result.hint = hint;
    return result;
}

// WHITESPACE ::= [\t\n\f\r ]+ | "//" to the end of the line
static void skip_space(Lexer *lexer)
{
    for (;;) {
        char c = peek(lexer, 0);
        if (lexer->at < lexer->text.n && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            lexer->at++;
        } else if (c == '/' && peek(lexer, 1) == '/') {
            while (lexer->at < lexer->text.n && peek(lexer, 0) != '\n')
                lexer->at++;
        } else {
            return;
        }
    }
}

static void skip_digits(Lexer *lexer)
{
    while (is_digit(peek(lexer, 0)))
        lexer->at++;
}

// EXPONENT ::= [eE] [+-]? DIGIT+
static bool skip_exponent(Lexer *lexer)
{
    size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-' ? 1 : 0;
    if ((peek(lexer, 0) != 'e' && peek(lexer, 0) != 'E') || !is_digit(peek(lexer, 1 + sign)))
        return false;
    lexer->at += 1 + sign;
    skip_digits(lexer);
    return true;
}

// INT ::= DIGIT+ | "0x" HEXDIGIT+     UINT ::= INT [uU]     FLOAT ::= DIGIT* "." DIGIT+ EXPONENT? | DIGIT+ EXPONENT
static Token number(Lexer *lexer, size_t start)
{
    TokenKind kind = TOKEN_INT;
    if (peek(lexer, 0) == '0' && (peek(lexer, 1) == 'x' || peek(lexer, 1) == 'X') && is_hex(peek(lexer, 2))) {
        lexer->at += 2;
        while (is_hex(peek(lexer, 0)))
            lexer->at++;
    } else {
        skip_digits(lexer);
        if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
            kind = TOKEN_DOUBLE;
            lexer->at++;
            skip_digits(lexer);
        }
        if (skip_exponent(lexer))
            kind = TOKEN_DOUBLE;
    }
    if (kind == TOKEN_INT && (peek(lexer, 0) == 'u' || peek(lexer, 0) == 'U')) {
        kind = TOKEN_UINT;
        lexer->at++;
    }
    if (!is_name(peek(lexer, 0)))
        return token(lexer, kind, start);
    while (is_name(peek(lexer, 0)))
        lexer->at++;
    return bad(lexer, start, "this is neither a number nor a name", "put text in quotes");
}

// STRING ::= [rR]? (QUOTE … QUOTE | QUOTE QUOTE QUOTE … QUOTE QUOTE QUOTE)     BYTES ::= [bB] STRING
static Token string(Lexer *lexer, size_t start, TokenKind kind, bool raw)
{
    char quote = peek(lexer, 0);
    size_t quotes = peek(lexer, 1) == quote && peek(lexer, 2) == quote ? 3 : 1;
    lexer->at += quotes;
    while (lexer->at < lexer->text.n) {
        char c = peek(lexer, 0);
        if (c == quote && (quotes == 1 || (peek(lexer, 1) == quote && peek(lexer, 2) == quote))) {
            lexer->at += quotes;
            return token(lexer, kind, start);
        }
        if (quotes == 1 && (c == '\n' || c == '\r'))
            break;
        lexer->at += c == '\\' && !raw && lexer->at + 1 < lexer->text.n ? 2 : 1;
    }
    return bad(lexer, start, "this string has no end", "close it with the quote it began with");
}

// QUOTED ::= "`" [-_./ a-zA-Z0-9]+ "`"
static Token quoted(Lexer *lexer, size_t start)
{
    lexer->at++;
    while (is_name(peek(lexer, 0)) || (peek(lexer, 0) != '\0' && strchr("-./ ", peek(lexer, 0)) != NULL))
        lexer->at++;
    if (peek(lexer, 0) != '`' || lexer->at == start + 1)
        return bad(lexer, start, "this quoted name has no end",
                   "letters, digits, _ - . / and spaces stand between backquotes");
    lexer->at++;
    return token(lexer, TOKEN_QUOTED, start);
}

static const struct {
    Str text;
    TokenKind kind;
} words[] = {
    {STR_INIT("true"), TOKEN_TRUE},          {STR_INIT("false"), TOKEN_FALSE},
    {STR_INIT("null"), TOKEN_NULL},          {STR_INIT("in"), TOKEN_IN},
    {STR_INIT("as"), TOKEN_RESERVED},        {STR_INIT("break"), TOKEN_RESERVED},
    {STR_INIT("const"), TOKEN_RESERVED},     {STR_INIT("continue"), TOKEN_RESERVED},
    {STR_INIT("else"), TOKEN_RESERVED},      {STR_INIT("for"), TOKEN_RESERVED},
    {STR_INIT("function"), TOKEN_RESERVED},  {STR_INIT("if"), TOKEN_RESERVED},
    {STR_INIT("import"), TOKEN_RESERVED},    {STR_INIT("let"), TOKEN_RESERVED},
    {STR_INIT("loop"), TOKEN_RESERVED},      {STR_INIT("package"), TOKEN_RESERVED},
    {STR_INIT("namespace"), TOKEN_RESERVED}, {STR_INIT("return"), TOKEN_RESERVED},
    {STR_INIT("var"), TOKEN_RESERVED},       {STR_INIT("void"), TOKEN_RESERVED},
    {STR_INIT("while"), TOKEN_RESERVED},
};

// IDENT ::= [_a-zA-Z][_a-zA-Z0-9]*, or the prefix of a string
static Token word(Lexer *lexer, size_t start)
{
    while (is_name(peek(lexer, 0)))
        lexer->at++;
    Str text = str_slice(lexer->text, start, lexer->at);
    if (peek(lexer, 0) == '"' || peek(lexer, 0) == '\'') {
        bool bytes = text.p[0] == 'b' || text.p[0] == 'B';
        char last = text.p[text.n - 1];
        bool raw = last == 'r' || last == 'R';
        if (text.n == (bytes ? 1u : 0u) + (raw ? 1u : 0u))
            return string(lexer, start, bytes ? TOKEN_BYTES : TOKEN_STRING, raw);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].text.p[0] == text.p[0] && str_eq(text, words[i].text))
            return token(lexer, words[i].kind, start);
    return token(lexer, TOKEN_NAME, start);
}

// Longer operators stand before their prefixes.
static const struct {
    Str text;
    TokenKind kind;
} marks[] = {
    {STR_INIT("&&"), TOKEN_AND},        {STR_INIT("||"), TOKEN_OR},          {STR_INIT("=="), TOKEN_EQUAL},
    {STR_INIT("!="), TOKEN_NOT_EQUAL},  {STR_INIT("<="), TOKEN_LESS_EQUAL},  {STR_INIT(">="), TOKEN_GREATER_EQUAL},
    {STR_INIT("<"), TOKEN_LESS},        {STR_INIT(">"), TOKEN_GREATER},      {STR_INIT("("), TOKEN_LEFT_PAREN},
    {STR_INIT(")"), TOKEN_RIGHT_PAREN}, {STR_INIT("["), TOKEN_LEFT_BRACKET}, {STR_INIT("]"), TOKEN_RIGHT_BRACKET},
    {STR_INIT("{"), TOKEN_LEFT_BRACE},  {STR_INIT("}"), TOKEN_RIGHT_BRACE},  {STR_INIT("."), TOKEN_DOT},
    {STR_INIT(","), TOKEN_COMMA},       {STR_INIT(":"), TOKEN_COLON},        {STR_INIT("?"), TOKEN_QUESTION},
    {STR_INIT("!"), TOKEN_NOT},         {STR_INIT("-"), TOKEN_MINUS},        {STR_INIT("+"), TOKEN_PLUS},
    {STR_INIT("*"), TOKEN_STAR},        {STR_INIT("/"), TOKEN_SLASH},        {STR_INIT("%"), TOKEN_PERCENT},
};

// What people write who come from PowerShell, SQL or C.
static const struct {
    Str text;
    const char *problem, *hint;
} mistakes[] = {
    {STR_INIT("="), "found `=`, expected an operator", "write `==` to compare"},
    {STR_INIT("&"), "found `&`, expected an operator", "write `&&` for and"},
    {STR_INIT("|"), "found `|`, expected an operator", "write `||` for or"},
    {STR_INIT("$"), "found `$`, expected an expression", "names have no `$` here: write `true`, not `$true`"},
    {STR_INIT("\xE2\x80\x9C"), "found a typographic quote", "write \" or '"},
    {STR_INIT("\xE2\x80\x9D"), "found a typographic quote", "write \" or '"},
    {STR_INIT("\xE2\x80\x98"), "found a typographic quote", "write \" or '"},
    {STR_INIT("\xE2\x80\x99"), "found a typographic quote", "write \" or '"},
};

static Token mark(Lexer *lexer, size_t start)
{
    Str rest = str_slice(lexer->text, start, lexer->text.n);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (marks[i].text.p[0] == rest.p[0] && str_starts(rest, marks[i].text)) {
            lexer->at += marks[i].text.n;
            return token(lexer, marks[i].kind, start);
        }
    }
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        if (str_starts(rest, mistakes[i].text)) {
            lexer->at += mistakes[i].text.n;
            return bad(lexer, start, mistakes[i].problem, mistakes[i].hint);
        }
    }
    (void)utf8_next(lexer->text, &lexer->at);
    return bad(lexer, start, "this character has no meaning outside a string", "");
}

Token lexer_next(Lexer *lexer)
{
    skip_space(lexer);
    size_t start = lexer->at;
    if (start >= lexer->text.n)
        return token(lexer, TOKEN_END, start);
    char c = peek(lexer, 0);
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1))))
        return number(lexer, start);
    if (c == '"' || c == '\'')
        return string(lexer, start, TOKEN_STRING, false);
    if (c == '`')
        return quoted(lexer, start);
    return is_name_start(c) ? word(lexer, start) : mark(lexer, start);
}
