// Values as text for people.
#include "value/value.h"

#include "support/output.h"

// NOLINTBEGIN(misc-no-recursion): bounded by the nesting of the values

static void add_text(StrBuf *out, Value v, bool nested);

static void separate(StrBuf *out, size_t index)
{
    if (index > 0)
        strbuf_add(out, STR(", "));
}

// Ends a list or map of `count` members: nothing, or the hint that there may be more.
static void add_rest(StrBuf *out, size_t count, const Unknown *open)
{
    separate(out, open ? count : 0);
    if (open)
        strbuf_add(out, STR("…"));
    else if (count == 0)
        strbuf_add(out, STR("(none)"));
}

static void add_list(StrBuf *out, const List *list)
{
    for (size_t i = 0; i < list->count; i++) {
        separate(out, i);
        add_text(out, list->items[i], true);
    }
    add_rest(out, list->count, list->open);
}

static void add_map(StrBuf *out, const Map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        separate(out, i);
        add_text(out, map->entries[i].key, true);
        strbuf_add(out, STR(": "));
        add_text(out, map->entries[i].value, true);
    }
    add_rest(out, map->count, map->open);
}

// The codes of the reasons, each once.
static void add_reasons(StrBuf *out, const Unknown *unknown)
{
    for (size_t i = 0; i < unknown->count; i++) {
        size_t earlier = 0;
        while (earlier < i && !str_eq(unknown->reasons[earlier]->why, unknown->reasons[i]->why))
            earlier++;
        if (earlier < i)
            continue;
        separate(out, i);
        strbuf_add(out, unknown->reasons[i]->why);
    }
}

static void add_bytes(StrBuf *out, Str bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        strbuf_printf(out, "%02x", (unsigned)(unsigned char)bytes.p[i]);
}

static void add_object(StrBuf *out, const Object *object)
{
    strbuf_add(out, object->class->identity ? object->class->identity(object) : object->class->name);
}

static void add_container(StrBuf *out, Value v, bool nested)
{
    bool list = v.kind == VALUE_LIST;
    if (nested)
        strbuf_char(out, list ? '[' : '{');
    if (list)
        add_list(out, v.as.list);
    else
        add_map(out, v.as.map);
    if (nested)
        strbuf_char(out, list ? ']' : '}');
}

// `nested`: inside a list or map, where another one needs brackets.
static void add_text(StrBuf *out, Value v, bool nested)
{
    switch ((ValueKind)v.kind) {
    case VALUE_NULL:
        strbuf_add(out, STR("(none)"));
        return;
    case VALUE_BOOL:
        strbuf_add(out, v.as.boolean ? STR("true") : STR("false"));
        return;
    case VALUE_INT:
        strbuf_printf(out, "%lld", (long long)v.as.integer);
        return;
    case VALUE_UINT:
        strbuf_printf(out, "%llu", (unsigned long long)v.as.uinteger);
        return;
    case VALUE_DOUBLE:
        strbuf_add(out, double_text(out->arena, v.as.number));
        return;
    case VALUE_STRING:
        strbuf_add(out, *v.as.text);
        return;
    case VALUE_BYTES:
        add_bytes(out, *v.as.text);
        return;
    case VALUE_LIST:
    case VALUE_MAP:
        add_container(out, v, nested);
        return;
    case VALUE_OBJECT:
        add_object(out, v.as.object);
        return;
    case VALUE_TYPE:
        strbuf_add(out, type_text(out->arena, v.as.type));
        return;
    case VALUE_TIMESTAMP:
        strbuf_add(out, timestamp_text(out->arena, *v.as.timestamp));
        return;
    case VALUE_DURATION:
        strbuf_add(out, duration_text(out->arena, *v.as.duration));
        return;
    case VALUE_VERSION:
        strbuf_add(out, version_text(out->arena, v));
        return;
    case VALUE_OPTIONAL:
        add_text(out, v.as.optional ? *v.as.optional : value_null(), nested);
        return;
    case VALUE_UNKNOWN:
        strbuf_add(out, STR("(unknown: "));
        add_reasons(out, v.as.unknown);
        strbuf_char(out, ')');
        return;
    case VALUE_ERROR:
        strbuf_printf(out, "(error: " STR_FMT ")", STR_ARG(*v.as.error));
        return;
    }
}
// NOLINTEND(misc-no-recursion)

Str value_text(Arena *arena, Value v)
{
    StrBuf out = strbuf_new(arena);
    add_text(&out, v, false);
    return strbuf_str(&out);
}
