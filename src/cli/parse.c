#include "cli/options.h"

typedef struct Parser {
    const Option *const *rows;
    int argc;
    char **argv;
    int at;        // next argument
    uint64_t seen; // bit per row
    Settings *settings;
    Str *problem;
} Parser;

static bool fail(Parser *parser, Str message)
{
    *parser->problem = message;
    return false;
}

static const Option *find_long(const Option *const *rows, Str name)
{
    for (; *rows; rows++) {
        if (str_eq(str((*rows)->name), name)) {
            return *rows;
        }
    }
    return NULL;
}

static const Option *find_letter(const Option *const *rows, char letter)
{
    for (; *rows; rows++) {
        if ((*rows)->letter == letter) {
            return *rows;
        }
    }
    return NULL;
}

static bool unknown_option(Parser *parser, Str name)
{
    Arena *arena = parser->settings->arena;
    StrList names = {0};
    for (const Option *const *row = parser->rows; *row; row++) {
        str_list_add(arena, &names, str((*row)->name));
    }
    Str nearest = str_nearest(name, names.items, names.count);
    if (nearest.n == 0) {
        return fail(parser, str_printf(arena, "there is no option --" STR_FMT, STR_ARG(name)));
    }
    return fail(parser, str_printf(arena, "there is no option --" STR_FMT "; did you mean --" STR_FMT "?",
                                   STR_ARG(name), STR_ARG(nearest)));
}

// Hands the value to the option's row.
static bool apply(Parser *parser, const Option *option, Str value)
{
    Arena *arena = parser->settings->arena;
    unsigned row = 0;
    while (parser->rows[row] != option) {
        row++;
    }
    if (parser->seen & (uint64_t)1 << row && !option->repeatable) {
        return fail(parser, str_printf(arena, "--%s is given twice", option->name));
    }
    parser->seen |= (uint64_t)1 << row;
    Str why;
    if (!option->set(parser->settings, value, &why)) {
        return fail(parser, str_printf(arena, "--%s: " STR_FMT, option->name, STR_ARG(why)));
    }
    return true;
}

// The value of an option that takes one: what is attached to it, else the next argument.
static bool take_value(Parser *parser, const Option *option, Str attached, bool has_attached, Str *value)
{
    *value = attached;
    if (has_attached) {
        return true;
    }
    if (parser->at == parser->argc) {
        return fail(parser,
                    str_printf(parser->settings->arena, "--%s needs a value: %s", option->name, option->argument));
    }
    *value = str(parser->argv[parser->at++]);
    return true;
}

// "--name", "--name=VALUE"
static bool parse_long(Parser *parser, Str text)
{
    size_t equals = str_find(text, STR("="));
    bool attached = equals != (size_t)-1;
    Str name = str_slice(text, 0, attached ? equals : text.n);
    Str value = attached ? str_slice(text, equals + 1, text.n) : STR("");
    const Option *option = find_long(parser->rows, name);
    if (!option) {
        return unknown_option(parser, name);
    }
    if (option->argument) {
        return take_value(parser, option, value, attached, &value) && apply(parser, option, value);
    }
    if (attached) {
        return fail(parser, str_printf(parser->settings->arena, "--%s takes no value", option->name));
    }
    return apply(parser, option, STR(""));
}

// "-q", "-qv", "-o VALUE", "-oVALUE"
static bool parse_letters(Parser *parser, Str letters)
{
    for (size_t i = 0; i < letters.n; i++) {
        const Option *option = find_letter(parser->rows, letters.p[i]);
        if (!option) {
            return fail(parser, str_printf(parser->settings->arena, "there is no option -%c", letters.p[i]));
        }
        if (option->argument) {
            Str value = str_slice(letters, i + 1, letters.n);
            return take_value(parser, option, value, value.n > 0, &value) && apply(parser, option, value);
        }
        if (!apply(parser, option, STR(""))) {
            return false;
        }
    }
    return true;
}

static bool parse_argument(Parser *parser, Str argument, bool *operands_only)
{
    if (*operands_only || argument.n < 2 || argument.p[0] != '-') {
        str_list_add(parser->settings->arena, &parser->settings->operands, argument);
        return true;
    }
    if (str_eq(argument, STR("--"))) {
        *operands_only = true;
        return true;
    }
    if (argument.p[1] == '-') {
        return parse_long(parser, str_slice(argument, 2, argument.n));
    }
    return parse_letters(parser, str_slice(argument, 1, argument.n));
}

bool options_parse(const Option *const *rows, int argc, char **argv, Settings *settings, Str *problem)
{
    Parser parser = {.rows = rows, .argc = argc, .argv = argv, .settings = settings, .problem = problem};
    bool operands_only = false;
    while (parser.at < argc) {
        Str argument = str(argv[parser.at++]);
        if (!parse_argument(&parser, argument, &operands_only)) {
            return false;
        }
    }
    return true;
}

Str option_synopsis(Arena *arena, const Option *option)
{
    StrBuf buffer = strbuf_new(arena);
    if (option->letter) {
        strbuf_printf(&buffer, "-%c, ", option->letter);
    }
    strbuf_printf(&buffer, "%s--%s", option->letter ? "" : "    ", option->name);
    if (option->argument) {
        strbuf_printf(&buffer, " %s", option->argument);
    }
    return strbuf_str(&buffer);
}
