// The texts of configuration files as values.
#include "model/iis_schema.h"

// What the file holds is no value of the attribute: IIS refuses it too.
static Value unreadable(Arena *arena, const IisAttribute *attribute, Origin origin)
{
    return value_at(
        value_unknown_because(arena, (Reason){.why = STR("unreadable"),
                                              .subject = attribute->name,
                                              .hint = STR("the value is not one that IIS knows for this attribute"),
                                              .origin = origin}),
        origin);
}

static bool bool_value(Str text, Value *out)
{
    bool on = str_eq_fold(text, STR("true"));
    *out = value_bool(on);
    return on || str_eq_fold(text, STR("false"));
}

// Names are matched without regard to case and kept as the schema writes them; a number stands for the name that has
// it.
static int enum_index(const IisAttribute *attribute, Str text)
{
    int64_t number = 0;
    bool numeric = str_to_int(text, &number);
    for (size_t i = 0; i < attribute->count; i++)
        if (numeric ? attribute->numbers[i] == number : str_eq_fold(attribute->names[i], text))
            return (int)i;
    return -1;
}

static bool enum_value(Arena *arena, const IisAttribute *attribute, Str text, Value *out)
{
    int index = enum_index(attribute, str_trim(text));
    if (index >= 0)
        *out = value_string(arena, attribute->names[index]);
    return index >= 0;
}

// The bits of "Ssl, Ssl128", "Ssl,Ssl128", "" or "264".
static bool flag_bits(const IisAttribute *attribute, Str text, int64_t *bits)
{
    *bits = 0;
    if (str_to_int(str_trim(text), bits))
        return *bits >= 0;
    while (str_trim(text).n > 0) {
        size_t comma = str_find(text, STR(","));
        Str part = str_trim(comma == (size_t)-1 ? text : str_slice(text, 0, comma));
        text = comma == (size_t)-1 ? STR("") : str_slice(text, comma + 1, text.n);
        int index = part.n == 0 ? -1 : enum_index(attribute, part);
        if (index < 0)
            return false;
        *bits |= attribute->numbers[index];
    }
    return true;
}

static bool flags_value(Arena *arena, const IisAttribute *attribute, Str text, Value *out)
{
    int64_t bits = 0;
    if (!flag_bits(attribute, text, &bits))
        return false;
    Value *items = ARENA_ARRAY(arena, Value, attribute->count);
    size_t count = 0;
    for (size_t i = 0; i < attribute->count; i++) {
        if (attribute->numbers[i] == 0 || (bits & attribute->numbers[i]) == 0)
            continue;
        items[count++] = value_string(arena, attribute->names[i]);
        bits &= ~attribute->numbers[i];
    }
    *out = value_set(arena, items, count, NULL);
    return bits == 0;
}

static bool typed(Arena *arena, const IisAttribute *attribute, Str text, Value *out)
{
    int64_t number = 0;
    switch (attribute->type) {
    case IIS_BOOL:
        return bool_value(str_trim(text), out);
    case IIS_INT:
        if (!str_to_int(str_trim(text), &number))
            return false;
        *out = value_int(number);
        return true;
    case IIS_STRING:
    case IIS_SECRET:
        *out = value_string(arena, text);
        return true;
    case IIS_ENUM:
        return enum_value(arena, attribute, text, out);
    case IIS_FLAGS:
        return flags_value(arena, attribute, text, out);
    }
    return false;
}

Value iis_value(Arena *arena, const IisAttribute *attribute, Str text, Origin origin)
{
    Value value = value_null();
    return typed(arena, attribute, text, &value) ? value_at(value, origin) : unreadable(arena, attribute, origin);
}
