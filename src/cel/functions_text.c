// The string extension: positions are code points, from 0.
#include "cel/functions.h"

// The byte offset of code point `index`; false with *problem when the string has not that many.
static bool offset_of(Arena *arena, Str text, int64_t index, size_t *offset, Value *problem)
{
    *offset = 0;
    int64_t left = index;
    while (left > 0 && *offset < text.n) {
        (void)utf8_next(text, offset);
        left--;
    }
    if (left == 0)
        return true;
    *problem = value_error(arena, "index out of range: %lld", (long long)index);
    return false;
}

static Str rest_of(Str text, size_t from)
{
    return str_slice(text, from, text.n);
}

static size_t next(Str text, size_t at)
{
    (void)utf8_next(text, &at);
    return at;
}

// --- parts --------------------------------------------------------------------------------------

static Value char_at(Arena *arena, const Value *a)
{
    size_t at = 0;
    Value problem;
    Str text = *a[0].as.text;
    if (!offset_of(arena, text, a[1].as.integer, &at, &problem))
        return problem;
    return value_string(arena, at < text.n ? str_slice(text, at, next(text, at)) : STR(""));
}

static Value substring_between(Arena *arena, Str text, int64_t from, int64_t to)
{
    size_t start = 0, end = 0;
    Value problem;
    if (!offset_of(arena, text, from, &start, &problem) || !offset_of(arena, text, to, &end, &problem))
        return problem;
    if (from > to)
        return value_error(arena, "invalid substring range. start: %lld, end: %lld", (long long)from, (long long)to);
    return value_string(arena, str_slice(text, start, end));
}

static Value substring(Arena *arena, const Value *a)
{
    return substring_between(arena, *a[0].as.text, a[1].as.integer, a[2].as.integer);
}

static Value substring_from(Arena *arena, const Value *a)
{
    size_t start = 0;
    Value problem;
    Str text = *a[0].as.text;
    return offset_of(arena, text, a[1].as.integer, &start, &problem) ? value_string(arena, rest_of(text, start))
                                                                     : problem;
}

// --- positions ----------------------------------------------------------------------------------

static Value position(Str text, size_t offset)
{
    return value_int((int64_t)utf8_count(str_slice(text, 0, offset)));
}

static Value index_of_from(Arena *arena, const Value *a)
{
    size_t from = 0;
    Value problem;
    Str text = *a[0].as.text;
    if (!offset_of(arena, text, a[2].as.integer, &from, &problem))
        return problem;
    size_t found = str_find(rest_of(text, from), *a[1].as.text);
    return found == (size_t)-1 ? value_int(-1) : position(text, from + found);
}

static Value index_of(Arena *arena, const Value *a)
{
    const Value arguments[] = {a[0], a[1], value_int(0)};
    return index_of_from(arena, arguments);
}

// The last occurrence that begins at `last` or before.
static Value last_before(Str text, Str part, size_t last)
{
    for (size_t at = last + 1; at-- > 0;)
        if (str_starts(rest_of(text, at), part))
            return position(text, at);
    return value_int(-1);
}

static Value last_index_of_from(Arena *arena, const Value *a)
{
    size_t last = 0;
    Value problem;
    Str text = *a[0].as.text;
    return offset_of(arena, text, a[2].as.integer, &last, &problem) ? last_before(text, *a[1].as.text, last) : problem;
}

static Value last_index_of(Arena *arena, const Value *a)
{
    (void)arena;
    return last_before(*a[0].as.text, *a[1].as.text, a[0].as.text->n);
}

// --- case and space -----------------------------------------------------------------------------

// A copy in which the letters from `first` to `first` + 25 are moved by `distance`.
static Value shift_letters(Arena *arena, Str text, int first, int distance)
{
    char *bytes = arena_alloc(arena, text.n);
    for (size_t i = 0; i < text.n; i++) {
        int c = (unsigned char)text.p[i];
        bool letter = c >= first && c <= first + 25;
        bytes[i] = (char)(letter ? c + distance : c);
    }
    return value_string(arena, (Str){.p = bytes, .n = text.n});
}

static Value lower_ascii(Arena *arena, const Value *a)
{
    return shift_letters(arena, *a->as.text, 'A', 'a' - 'A');
}

static Value upper_ascii(Arena *arena, const Value *a)
{
    return shift_letters(arena, *a->as.text, 'a', 'A' - 'a');
}

// Unicode's White_Space.
static bool is_space(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

static Value trim(Arena *arena, const Value *a)
{
    Str text = *a->as.text;
    size_t start = text.n, end = 0;
    for (size_t at = 0; at < text.n;) {
        size_t begin = at;
        if (is_space(utf8_next(text, &at)))
            continue;
        start = start < begin ? start : begin;
        end = at;
    }
    return value_string(arena, end > start ? str_slice(text, start, end) : STR(""));
}

static Value reverse(Arena *arena, const Value *a)
{
    Str text = *a->as.text;
    char *bytes = arena_alloc(arena, text.n);
    size_t to = text.n;
    for (size_t at = 0; at < text.n;) {
        size_t end = next(text, at);
        to -= end - at;
        memcpy(bytes + to, text.p + at, end - at);
        at = end;
    }
    return value_string(arena, (Str){.p = bytes, .n = text.n});
}

// --- replace, split, join -----------------------------------------------------------------------

// Where `part` next stands in text at `from` or later; an empty part stands before each code point and at the end.
static size_t find_part(Str text, Str part, size_t from, bool first)
{
    if (part.n > 0) {
        size_t found = str_find(rest_of(text, from), part);
        return found == (size_t)-1 ? found : from + found;
    }
    if (first)
        return from;
    return from < text.n ? next(text, from) : (size_t)-1;
}

static Value replace_some(Arena *arena, const Value *a, int64_t limit)
{
    Str text = *a[0].as.text, part = *a[1].as.text;
    StrBuf out = strbuf_new(arena);
    size_t from = 0;
    for (int64_t i = 0; limit < 0 || i < limit; i++) {
        size_t found = find_part(text, part, from, i == 0);
        if (found == (size_t)-1)
            break;
        strbuf_add(&out, str_slice(text, from, found));
        strbuf_add(&out, *a[2].as.text);
        from = found + part.n;
        if (out.n > FUNCTION_MAX_BYTES)
            return too_long(arena);
    }
    strbuf_add(&out, rest_of(text, from));
    return out.n > FUNCTION_MAX_BYTES ? too_long(arena) : value_string(arena, strbuf_str(&out));
}

static Value replace_all(Arena *arena, const Value *a)
{
    return replace_some(arena, a, -1);
}

static Value replace_limited(Arena *arena, const Value *a)
{
    return replace_some(arena, a, a[3].as.integer);
}

// The end of the part that begins at `from`: where the separator stands, or behind one code point when it is empty;
// (size_t)-1 for the last part.
static size_t part_end(Str text, Str separator, size_t from)
{
    if (separator.n > 0) {
        size_t found = str_find(rest_of(text, from), separator);
        return found == (size_t)-1 ? found : from + found;
    }
    size_t end = next(text, from);
    return end < text.n ? end : (size_t)-1;
}

// limit 0 gives no parts, a negative one all; an empty text has one empty part, or none between empty separators.
static Value split_some(Arena *arena, const Value *a, int64_t limit)
{
    Str text = *a[0].as.text, separator = *a[1].as.text;
    Value *items = NULL;
    size_t count = 0, capacity = 0, from = 0, end = 0;
    if (limit == 0 || (separator.n == 0 && text.n == 0))
        return value_list(arena, NULL, 0, NULL);
    while (end != (size_t)-1) {
        bool last = limit > 0 && (int64_t)count + 1 == limit;
        end = last ? (size_t)-1 : part_end(text, separator, from);
        items = arena_grow(arena, items, &capacity, count + 1, sizeof *items);
        items[count++] = value_string(arena, str_slice(text, from, end == (size_t)-1 ? text.n : end));
        from = end + separator.n;
        if (count > FUNCTION_MAX_ITEMS)
            return value_error(arena, "split() makes at most 100000 parts (limit: list length)");
    }
    return value_list(arena, items, count, NULL);
}

static Value split_all(Arena *arena, const Value *a)
{
    return split_some(arena, a, -1);
}

static Value split_limited(Arena *arena, const Value *a)
{
    return split_some(arena, a, a[2].as.integer);
}

static Value join_with(Arena *arena, const List *list, Str separator)
{
    StrBuf out = strbuf_new(arena);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != VALUE_STRING)
            return no_overload(arena, STR("join"), &list->items[i], 1);
        if (i > 0)
            strbuf_add(&out, separator);
        strbuf_add(&out, *list->items[i].as.text);
        if (out.n > FUNCTION_MAX_BYTES)
            return too_long(arena);
    }
    return value_string(arena, strbuf_str(&out));
}

static Value join(Arena *arena, const Value *a)
{
    return join_with(arena, a[0].as.list, STR(""));
}

static Value join_separated(Arena *arena, const Value *a)
{
    return join_with(arena, a[0].as.list, *a[1].as.text);
}

static const CelFunction rows[] = {
    {"charAt",
     true,
     2,
     {&t_string, &t_int},
     &t_string,
     char_at,
     1,
     false,
     "The character at a position; empty at the end."},
    {"substring", true, 2, {&t_string, &t_int}, &t_string, substring_from, 1, false, "The string from a position on."},
    {"substring",
     true,
     3,
     {&t_string, &t_int, &t_int},
     &t_string,
     substring,
     1,
     false,
     "The string from a position up to another."},
    {"indexOf",
     true,
     2,
     {&t_string, &t_string},
     &t_int,
     index_of,
     1,
     false,
     "The position of the first occurrence, or -1."},
    {"indexOf",
     true,
     3,
     {&t_string, &t_string, &t_int},
     &t_int,
     index_of_from,
     1,
     false,
     "The same, from a position on."},
    {"lastIndexOf",
     true,
     2,
     {&t_string, &t_string},
     &t_int,
     last_index_of,
     1,
     false,
     "The position of the last occurrence, or -1."},
    {"lastIndexOf",
     true,
     3,
     {&t_string, &t_string, &t_int},
     &t_int,
     last_index_of_from,
     1,
     false,
     "The same, from a position backwards."},
    {"lowerAscii", true, 1, {&t_string}, &t_string, lower_ascii, 1, false, "The string with A-Z in lower case."},
    {"upperAscii", true, 1, {&t_string}, &t_string, upper_ascii, 1, false, "The string with a-z in upper case."},
    {"trim", true, 1, {&t_string}, &t_string, trim, 1, false, "The string without white space around it."},
    {"reverse", true, 1, {&t_string}, &t_string, reverse, 1, false, "The characters in reverse order."},
    {"replace",
     true,
     3,
     {&t_string, &t_string, &t_string},
     &t_string,
     replace_all,
     1,
     false,
     "The string with every occurrence replaced."},
    {"replace",
     true,
     4,
     {&t_string, &t_string, &t_string, &t_int},
     &t_string,
     replace_limited,
     1,
     false,
     "The same for the first occurrences."},
    {"split", true, 2, {&t_string, &t_string}, &t_list_string, split_all, 1, false, "The parts between a separator."},
    {"split",
     true,
     3,
     {&t_string, &t_string, &t_int},
     &t_list_string,
     split_limited,
     1,
     false,
     "The same, at most so many parts."},
    {"join", true, 1, {&t_list_string}, &t_string, join, 1, false, "The strings of a list, one after the other."},
    {"join",
     true,
     2,
     {&t_list_string, &t_string},
     &t_string,
     join_separated,
     1,
     false,
     "The same with a separator between them."},
};

const FunctionTable text_functions = {rows, sizeof rows / sizeof *rows};
