#include "cel/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// RE2 needs no such limits; these keep PCRE2 near its behaviour.
enum { DEPTH_LIMIT = 20000, HEAP_LIMIT_KIB = 8192, PATTERN_MAX = 4096, REPEAT_MAX = 1000 };

struct Regex {
    pcre2_code *code;
};

static void *allocate(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void release(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

// --- what RE2 does not have ---------------------------------------------------------------------

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

// What may follow "(?" in RE2: flags, a group without number, a name.
static const char *group_problem(Str pattern, size_t at)
{
    Str rest = str_slice(pattern, at, pattern.n);
    if (rest.n >= 2 && rest.p[0] == 'P' && rest.p[1] == '<')
        return NULL;
    if (rest.n >= 2 && rest.p[0] == '<' && rest.p[1] != '=' && rest.p[1] != '!')
        return NULL;
    size_t flags = 0;
    while (flags < rest.n && is_one_of(rest.p[flags], "imsU-"))
        flags++;
    if (flags < rest.n && (rest.p[flags] == ':' || (rest.p[flags] == ')' && flags > 0)))
        return NULL;
    if (rest.n >= 1 && (rest.p[0] == '=' || rest.p[0] == '!' || rest.p[0] == '<'))
        return "lookaround is not supported";
    return "this kind of group is not supported";
}

static const char *escape_problem(char c)
{
    if (c >= '1' && c <= '9')
        return "backreferences are not supported";
    if (c == 'k' || c == 'g')
        return "backreferences are not supported";
    return is_one_of(c, "KRXGHhVNZoce") ? "this escape sequence is not supported" : NULL;
}

static const char *repeat_problem(Str pattern, size_t at)
{
    unsigned number = 0;
    for (size_t i = at + 1; i < pattern.n && pattern.p[i] != '}'; i++) {
        if (pattern.p[i] >= '0' && pattern.p[i] <= '9')
            number = number < 100000 ? number * 10 + (unsigned)(pattern.p[i] - '0') : number;
        else if (pattern.p[i] == ',')
            number = 0;
        else
            return NULL;
        if (number > REPEAT_MAX)
            return "a part may be repeated at most 1000 times";
    }
    return NULL;
}

// The character class that opens at `at` up to its `]`; escapes in it are checked, too.
static size_t skip_class(Str pattern, size_t at, const char **problem)
{
    size_t i = at + 1;
    if (i < pattern.n && pattern.p[i] == '^')
        i++;
    if (i < pattern.n && pattern.p[i] == ']')
        i++;
    for (; i < pattern.n && pattern.p[i] != ']'; i++) {
        if (pattern.p[i] == '[' && i + 1 < pattern.n && pattern.p[i + 1] == ':') {
            size_t end = str_find(str_slice(pattern, i, pattern.n), STR(":]"));
            if (end != (size_t)-1)
                i += end + 1;
        } else if (pattern.p[i] == '\\' && i + 1 < pattern.n) {
            *problem = escape_problem(pattern.p[++i]);
            if (*problem != NULL)
                return i;
        }
    }
    return i;
}

// What follows a repetition: RE2 knows `?` (lazy), not `+` (possessive).
static const char *after_repeat(Str pattern, size_t at)
{
    bool repeat = at < pattern.n && is_one_of(pattern.p[at], "*+?}");
    return repeat && at + 1 < pattern.n && pattern.p[at + 1] == '+' ? "possessive repetition is not supported" : NULL;
}

// The first thing in the pattern that RE2 does not have, or NULL. *at is its offset.
static const char *unsupported(Str pattern, size_t *at)
{
    const char *problem = NULL;
    size_t i = 0;
    for (; i < pattern.n && problem == NULL; i++) {
        char c = pattern.p[i];
        *at = i;
        if (c == '\\' && i + 1 < pattern.n)
            problem = escape_problem(pattern.p[++i]);
        else if (c == '[')
            i = skip_class(pattern, i, &problem);
        else if (c == '(' && i + 1 < pattern.n && pattern.p[i + 1] == '*')
            problem = "verbs are not supported";
        else if (c == '(' && i + 1 < pattern.n && pattern.p[i + 1] == '?')
            problem = group_problem(pattern, i + 2);
        else if (c == '{')
            problem = repeat_problem(pattern, i);
        else
            problem = after_repeat(pattern, i);
    }
    return problem;
}

// --- compiling ----------------------------------------------------------------------------------

static Str compile_problem(Arena *arena, int code, size_t offset)
{
    PCRE2_UCHAR text[128] = {0};
    (void)pcre2_get_error_message(code, text, sizeof text);
    return str_printf(arena, "this regular expression is wrong at character %zu: %s", offset + 1, (const char *)text);
}

// \v is the vertical tab in RE2 and a class in PCRE2.
static Str translate(Arena *arena, Str pattern)
{
    if (str_find(pattern, STR("\\v")) == (size_t)-1)
        return pattern;
    StrBuf out = strbuf_new(arena);
    for (size_t i = 0; i < pattern.n; i++) {
        bool escape = pattern.p[i] == '\\' && i + 1 < pattern.n;
        if (escape && pattern.p[i + 1] == 'v') {
            strbuf_add(&out, STR("\\x0b"));
            i++;
            continue;
        }
        strbuf_char(&out, pattern.p[i]);
        if (escape)
            strbuf_char(&out, pattern.p[++i]);
    }
    return strbuf_str(&out);
}

const Regex *regex_compile(Arena *arena, Str pattern, Str *problem)
{
    size_t at = 0;
    if (pattern.n > PATTERN_MAX) {
        *problem = STR("this regular expression is longer than 4096 bytes (limit: pattern length)");
        return NULL;
    }
    const char *found = unsupported(pattern, &at);
    if (found != NULL) {
        *problem = str_printf(arena, "%s, at character %zu of this regular expression", found, at + 1);
        return NULL;
    }
    pcre2_general_context *general = pcre2_general_context_create(allocate, release, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    (void)pcre2_set_parens_nest_limit(context, 100);
    Str translated = translate(arena, pattern);
    int code = 0;
    PCRE2_SIZE offset = 0;
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE;
    Regex *regex = ARENA_NEW(arena, Regex);
    regex->code = pcre2_compile((PCRE2_SPTR)translated.p, translated.n, options, &code, &offset, context);
    if (regex->code == NULL) {
        *problem = compile_problem(arena, code, offset);
        return NULL;
    }
    return regex;
}

// --- matching -----------------------------------------------------------------------------------

// What a search needs comes from the stack first: PCRE2 asks for 20 KiB, and an arena would clear them each time.
typedef struct Scratch {
    Arena *arena;
    size_t used;
    _Alignas(16) unsigned char bytes[24 * 1024];
} Scratch;

static void *allocate_scratch(size_t size, void *memory)
{
    Scratch *scratch = memory;
    size_t rounded = (size + 15) / 16 * 16;
    if (rounded > sizeof scratch->bytes - scratch->used)
        return arena_alloc(scratch->arena, size);
    void *result = scratch->bytes + scratch->used;
    scratch->used += rounded;
    return result;
}

static RegexResult search(Scratch *scratch, const Regex *regex, Str text, uint32_t steps)
{
    pcre2_general_context *general = pcre2_general_context_create(allocate_scratch, release, scratch);
    pcre2_match_context *context = pcre2_match_context_create(general);
    pcre2_match_data *data = pcre2_match_data_create(1, general);
    (void)pcre2_set_match_limit(context, steps);
    (void)pcre2_set_depth_limit(context, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(context, HEAP_LIMIT_KIB);
    int code = pcre2_match(regex->code, (PCRE2_SPTR)(text.n > 0 ? text.p : ""), text.n, 0, 0, data, context);
    if (code >= 0)
        return REGEX_MATCH;
    if (code == PCRE2_ERROR_NOMATCH)
        return REGEX_NO_MATCH;
    if (code == PCRE2_ERROR_MATCHLIMIT)
        return REGEX_TOO_LONG;
    return code == PCRE2_ERROR_DEPTHLIMIT || code == PCRE2_ERROR_HEAPLIMIT ? REGEX_TOO_DEEP : REGEX_NOT_TEXT;
}

RegexResult regex_match(Arena *arena, const Regex *regex, Str text, uint32_t steps)
{
    Scratch scratch; // its bytes stay uninitialised
    scratch.arena = arena;
    scratch.used = 0;
    ArenaMark mark = arena_mark(arena);
    RegexResult result = search(&scratch, regex, text, steps);
    arena_rewind(arena, mark);
    return result;
}
