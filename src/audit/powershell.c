#include "audit/powershell.h"

#include "support/output.h"

// Stands for a refused value: a control character, which no literal contains.
#define REFUSED STR("\x01")

static bool ends_literal(uint32_t code)
{
    return code == '\'' || (code >= 0x2018 && code <= 0x201B);
}

bool powershell_string(Arena *arena, Str text, Str *out)
{
    StrBuf buffer = strbuf_new(arena);
    strbuf_char(&buffer, '\'');
    for (size_t i = 0; i < text.n;) {
        uint32_t code = utf8_next(text, &i);
        if (utf8_unsafe(code))
            return false;
        strbuf_code(&buffer, code);
        if (ends_literal(code))
            strbuf_code(&buffer, code);
    }
    strbuf_char(&buffer, '\'');
    *out = strbuf_str(&buffer);
    return true;
}

// As [TimeSpan] reads it: d.hh:mm:ss
static Str duration_literal(Arena *arena, const Duration *duration)
{
    int64_t seconds = duration->seconds < 0 ? -duration->seconds : duration->seconds;
    return str_printf(arena, "'%s%lld.%02d:%02d:%02d'", duration->seconds < 0 ? "-" : "", (long long)(seconds / 86400),
                      (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

// NOLINTNEXTLINE(misc-no-recursion): lists in lists are refused
static bool list_literal(Arena *arena, const List *list, Str *out)
{
    if (list->open)
        return false;
    StrBuf buffer = strbuf_new(arena);
    for (size_t i = 0; i < list->count; i++) {
        Str item;
        if (value_is(list->items[i], VALUE_LIST) || !powershell_literal(arena, list->items[i], &item))
            return false;
        strbuf_printf(&buffer, "%s" STR_FMT, i ? "," : "", STR_ARG(item));
    }
    *out = list->count ? strbuf_str(&buffer) : STR("$null"); // an empty multi-valued parameter
    return true;
}

static bool scalar_literal(Arena *arena, Value value, Str *out)
{
    if (value_is(value, VALUE_NULL))
        *out = STR("$null");
    else if (value_is(value, VALUE_BOOL))
        *out = value.as.boolean ? STR("$true") : STR("$false");
    else if (value_is(value, VALUE_INT))
        *out = str_printf(arena, "%lld", (long long)value.as.integer);
    else if (value_is(value, VALUE_UINT))
        *out = str_printf(arena, "%llu", (unsigned long long)value.as.uinteger);
    else if (value_is(value, VALUE_DOUBLE))
        *out = double_text(arena, value.as.number);
    else if (value_is(value, VALUE_DURATION))
        *out = duration_literal(arena, value.as.duration);
    else
        return false;
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): see list_literal
bool powershell_literal(Arena *arena, Value value, Str *out)
{
    if (value_is(value, VALUE_LIST))
        return list_literal(arena, value.as.list, out);
    if (value_is(value, VALUE_STRING))
        return powershell_string(arena, *value.as.text, out);
    if (value_is(value, VALUE_VERSION))
        return powershell_string(arena, version_text(arena, value), out);
    if (value_is(value, VALUE_TIMESTAMP))
        return powershell_string(arena, timestamp_text(arena, *value.as.timestamp), out);
    return scalar_literal(arena, value, out);
}

Str powershell_quote(Arena *arena, Value value)
{
    Str literal;
    return powershell_literal(arena, value, &literal) ? literal : REFUSED;
}

bool powershell_refused(Str text)
{
    return str_find(text, REFUSED) != (size_t)-1;
}
