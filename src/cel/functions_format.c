// "…%s…".format([…]) and strings.quote.
#include "cel/functions.h"
#include "cel/number.h"

enum { PRECISION_DEFAULT = 6, PRECISION_MAX = 100 };

// A format string being filled in. After a problem nothing more is added.
typedef struct Format {
    Arena *arena;
    StrBuf out;
    Value problem; // null: none
} Format;

static void refuse(Format *format, const char *clause, const char *takes, Value v)
{
    format->problem = value_error(format->arena, "error during formatting: %s takes %s, was given %s", clause, takes,
                                  value_kind_name((ValueKind)v.kind));
}

// --- %s -----------------------------------------------------------------------------------------

static void add_value(Format *format, Value v);

static void add_list(Format *format, const List *list) // NOLINT(misc-no-recursion): bounded by the nesting of the value
{
    strbuf_char(&format->out, '[');
    for (size_t i = 0; i < list->count && format->out.n <= FUNCTION_MAX_BYTES; i++) {
        if (i > 0)
            strbuf_add(&format->out, STR(", "));
        add_value(format, list->items[i]);
    }
    strbuf_char(&format->out, ']');
}

typedef struct Named {
    Str name;
    Value value;
} Named;

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const Named *)a)->name, ((const Named *)b)->name);
}

// The entries in the order of the text of their keys.
static void add_map(Format *format, const Map *map) // NOLINT(misc-no-recursion): bounded by the nesting of the value
{
    Named *named = ARENA_ARRAY(format->arena, Named, map->count);
    for (size_t i = 0; i < map->count; i++) {
        (void)value_as_string(format->arena, map->entries[i].key, &named[i].name);
        named[i].value = map->entries[i].value;
    }
    if (map->count > 0)
        qsort(named, map->count, sizeof *named, by_name);
    strbuf_char(&format->out, '{');
    for (size_t i = 0; i < map->count && format->out.n <= FUNCTION_MAX_BYTES; i++) {
        strbuf_printf(&format->out, "%s" STR_FMT ": ", i > 0 ? ", " : "", STR_ARG(named[i].name));
        add_value(format, named[i].value);
    }
    strbuf_char(&format->out, '}');
}

static Str type_name(Arena *arena, const Type *type)
{
    Str name = type_text(arena, type);
    const char *end = memchr(name.p, '(', name.n);
    return end == NULL ? name : str_slice(name, 0, (size_t)(end - name.p));
}

static void add_value(Format *format, Value v) // NOLINT(misc-no-recursion): bounded by the nesting of the value
{
    Str text = STR("");
    if (v.kind == VALUE_LIST)
        add_list(format, v.as.list);
    else if (v.kind == VALUE_MAP)
        add_map(format, v.as.map);
    else if (v.kind == VALUE_NULL)
        strbuf_add(&format->out, STR("null"));
    else if (v.kind == VALUE_BYTES)
        strbuf_add(&format->out, *v.as.text);
    else if (v.kind == VALUE_TYPE)
        strbuf_add(&format->out, type_name(format->arena, v.as.type));
    else if (value_as_string(format->arena, v, &text))
        strbuf_add(&format->out, text);
    else
        refuse(format, "%s", "no such values", v);
}

// --- %d %f %e -----------------------------------------------------------------------------------

static bool is_special(Value v)
{
    return v.kind == VALUE_DOUBLE && (v.as.number - v.as.number != 0.0); // NaN or infinite
}

static void add_decimal(Format *format, Value v)
{
    if (v.kind == VALUE_INT || v.kind == VALUE_UINT || is_special(v))
        add_value(format, v);
    else
        refuse(format, "the decimal clause %d", "an int or uint", v);
}

static void add_double(Format *format, Value v, char style, unsigned precision)
{
    double number = v.as.number;
    if (v.kind == VALUE_INT)
        number = (double)v.as.integer;
    else if (v.kind == VALUE_UINT)
        number = (double)v.as.uinteger;
    else if (v.kind != VALUE_DOUBLE)
        refuse(format, style == 'e' ? "the scientific clause %e" : "the fixed-point clause %f", "a number", v);
    if (format->problem.kind == VALUE_NULL)
        strbuf_add(&format->out, number_format(format->arena, number, style, precision));
}

// --- %x %X %o %b --------------------------------------------------------------------------------

static const char *const digits_lower = "0123456789abcdef", *const digits_upper = "0123456789ABCDEF";

static void add_base(Format *format, Value v, unsigned base, const char *digits)
{
    char text[64];
    size_t at = sizeof text;
    bool negative = v.kind == VALUE_INT && v.as.integer < 0;
    uint64_t number = v.kind == VALUE_BOOL ? v.as.boolean : negative ? 0 - (uint64_t)v.as.integer : v.as.uinteger;
    do {
        text[--at] = digits[number % base];
        number /= base;
    } while (number > 0);
    if (negative)
        strbuf_char(&format->out, '-');
    strbuf_add(&format->out, (Str){.p = text + at, .n = sizeof text - at});
}

static void add_hex(Format *format, Value v, const char *digits)
{
    if (v.kind == VALUE_INT || v.kind == VALUE_UINT) {
        add_base(format, v, 16, digits);
        return;
    }
    if (v.kind != VALUE_STRING && v.kind != VALUE_BYTES) {
        refuse(format, "the hexadecimal clause", "an int, uint, string or bytes", v);
        return;
    }
    for (size_t i = 0; i < v.as.text->n; i++) {
        unsigned char byte = (unsigned char)v.as.text->p[i];
        strbuf_char(&format->out, digits[byte >> 4]);
        strbuf_char(&format->out, digits[byte & 15]);
    }
}

static void add_binary_or_octal(Format *format, Value v, char clause)
{
    bool fits = v.kind == VALUE_INT || v.kind == VALUE_UINT || (clause == 'b' && v.kind == VALUE_BOOL);
    if (!fits)
        refuse(format, clause == 'b' ? "the binary clause %b" : "the octal clause %o",
               clause == 'b' ? "an int, uint or bool" : "an int or uint", v);
    else
        add_base(format, v, clause == 'b' ? 2 : 8, digits_lower);
}

// --- clauses ------------------------------------------------------------------------------------

static void add_clause(Format *format, char clause, unsigned precision, Value v)
{
    if (clause == 's')
        add_value(format, v);
    else if (clause == 'd')
        add_decimal(format, v);
    else if (clause == 'f' || clause == 'e')
        add_double(format, v, clause, precision);
    else if (clause == 'x' || clause == 'X')
        add_hex(format, v, clause == 'x' ? digits_lower : digits_upper);
    else if (clause == 'o' || clause == 'b')
        add_binary_or_octal(format, v, clause);
    else
        format->problem =
            value_error(format->arena, "could not parse formatting clause: unrecognized formatting clause \"%c\"",
                        clause >= ' ' && clause <= '~' ? clause : '?');
}

// precision ::= [ "." DIGIT+ ]
static unsigned take_precision(Str text, size_t *at)
{
    unsigned precision = 0;
    if (*at >= text.n || text.p[*at] != '.')
        return PRECISION_DEFAULT;
    for ((*at)++; *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9'; (*at)++)
        precision = precision > PRECISION_MAX ? precision : precision * 10 + (unsigned)(text.p[*at] - '0');
    return precision;
}

// clause ::= "%%" | "%" precision [sdfexXob]; *at is behind the first "%"
static void take_clause(Format *format, Str text, size_t *at, const List *arguments, size_t *used)
{
    if (*at < text.n && text.p[*at] == '%') {
        (*at)++;
        strbuf_char(&format->out, '%');
        return;
    }
    unsigned precision = take_precision(text, at);
    if (*at >= text.n)
        format->problem = value_error(format->arena, "could not parse formatting clause: the text ends in it");
    else if (precision > PRECISION_MAX)
        format->problem = value_error(format->arena, "a precision is at most 100 (limit: precision)");
    else if (*used >= arguments->count)
        format->problem =
            value_error(format->arena, "index %zu out of range: the list has %zu elements", *used, arguments->count);
    else
        add_clause(format, text.p[(*at)++], precision, arguments->items[(*used)++]);
}

static Value format_text(Arena *arena, const Value *a)
{
    Str text = *a[0].as.text;
    Format format = {.arena = arena, .out = strbuf_new(arena), .problem = value_null()};
    size_t used = 0;
    for (size_t at = 0; at < text.n && format.problem.kind == VALUE_NULL && format.out.n <= FUNCTION_MAX_BYTES;) {
        char c = text.p[at++];
        if (c == '%')
            take_clause(&format, text, &at, a[1].as.list, &used);
        else
            strbuf_char(&format.out, c);
    }
    if (format.problem.kind != VALUE_NULL)
        return format.problem;
    return format.out.n > FUNCTION_MAX_BYTES ? too_long(arena) : value_string(arena, strbuf_str(&format.out));
}

// --- quote --------------------------------------------------------------------------------------

static Value quote(Arena *arena, const Value *a)
{
    static const char special[] = "\a\b\f\n\r\t\v\\\"", letters[] = "abfnrtv\\\"";
    Str text = *a->as.text;
    StrBuf out = strbuf_new(arena);
    strbuf_char(&out, '"');
    for (size_t at = 0; at < text.n;) {
        uint32_t code = utf8_next(text, &at);
        const char *found = code == 0 || code > 0x7F ? NULL : strchr(special, (int)code);
        if (found != NULL) {
            strbuf_char(&out, '\\');
            strbuf_char(&out, letters[found - special]);
        } else {
            strbuf_code(&out, code);
        }
    }
    strbuf_char(&out, '"');
    return value_string(arena, strbuf_str(&out));
}

static const CelFunction rows[] = {
    {"format",
     true,
     2,
     {&t_string, &t_list},
     &t_string,
     format_text,
     2,
     false,
     "The string with its clauses %s %d %f %e %x %X %o %b filled in from a list."},
    {"strings.quote", false, 1, {&t_string}, &t_string, quote, 1, false, "The string as a literal in double quotes."},
};

const FunctionTable format_functions = {rows, sizeof rows / sizeof *rows};
