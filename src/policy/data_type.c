// Types by their names, and whether a value fits one.
#include "policy/data.h"

static const Type *simple_type(Str name)
{
    static const struct {
        Str name;
        TypeKind kind;
    } rows[] = {
        {STR_INIT("bool"), TYPE_BOOL},           {STR_INIT("int"), TYPE_INT},
        {STR_INIT("double"), TYPE_DOUBLE},       {STR_INIT("string"), TYPE_STRING},
        {STR_INIT("url"), TYPE_STRING},          {STR_INIT("version"), TYPE_VERSION},
        {STR_INIT("timestamp"), TYPE_TIMESTAMP}, {STR_INIT("duration"), TYPE_DURATION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].name, name))
            return type_simple(rows[i].kind);
    return NULL;
}

// An enumeration, or a field's type: "virtualDirectory.type".
static const Type *schema_type(const Schema *schema, Str name)
{
    for (size_t i = 0; i < schema->enum_count; i++)
        if (str_eq(schema->enums[i].name, name))
            return schema->enums[i].type;
    size_t dot = str_find(name, STR("."));
    if (dot == (size_t)-1)
        return NULL;
    const Kind *kind = schema_kind(schema, str_slice(name, 0, dot));
    int field = kind ? kind_field(kind, str_slice(name, dot + 1, name.n)) : -1;
    return field < 0 ? NULL : kind->fields[field].type;
}

// The text between "NAME<" and the last ">", or nothing.
static bool inside(Str text, Str name, Str *inner)
{
    if (!str_starts(text, name) || !str_ends(text, STR(">")))
        return false;
    *inner = str_trim(str_slice(text, name.n, text.n - 1));
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): each level takes at least five bytes of a type's name, and `depth` counts
static const Type *parse(Arena *arena, const Schema *schema, Str text, unsigned depth)
{
    Str inner;
    text = str_trim(text);
    if (depth > 8)
        return NULL;
    bool list = inside(text, STR("list<"), &inner), set = !list && inside(text, STR("set<"), &inner);
    if (list || set) {
        const Type *element = parse(arena, schema, inner, depth + 1);
        return !element ? NULL : list ? type_list(arena, element) : type_set(arena, element);
    }
    if (inside(text, STR("map<"), &inner)) {
        size_t comma = str_find(inner, STR(","));
        if (comma == (size_t)-1 || !str_eq(str_trim(str_slice(inner, 0, comma)), STR("string")))
            return NULL;
        const Type *element = parse(arena, schema, str_slice(inner, comma + 1, inner.n), depth + 1);
        return element ? type_map(arena, type_simple(TYPE_STRING), element) : NULL;
    }
    const Type *simple = simple_type(text);
    return simple ? simple : schema_type(schema, text);
}

const Type *data_type(Arena *arena, const Schema *schema, Str text)
{
    return parse(arena, schema, text, 0);
}

// --- fitting ------------------------------------------------------------------------------------------

static bool fits_enum(Value value, const Type *type)
{
    if (!value_is(value, VALUE_STRING))
        return false;
    for (size_t i = 0; i < type->name_count; i++)
        if (str_eq(type->names[i], *value.as.text))
            return true;
    return false;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the type
static bool fits_list(Value value, const Type *type)
{
    if (!value_is(value, VALUE_LIST))
        return false;
    for (size_t i = 0; i < value.as.list->count; i++)
        if (!data_fits(value.as.list->items[i], type->element))
            return false;
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the type
static bool fits_map(Value value, const Type *type)
{
    if (!value_is(value, VALUE_MAP))
        return false;
    for (size_t i = 0; i < value.as.map->count; i++)
        if (!data_fits(value.as.map->entries[i].key, type->key) ||
            !data_fits(value.as.map->entries[i].value, type->element))
            return false;
    return true;
}

static bool fits_simple(Value value, TypeKind kind)
{
    static const ValueKind kinds[] = {
        [TYPE_NULL] = VALUE_NULL,       [TYPE_BOOL] = VALUE_BOOL,           [TYPE_INT] = VALUE_INT,
        [TYPE_UINT] = VALUE_UINT,       [TYPE_DOUBLE] = VALUE_DOUBLE,       [TYPE_STRING] = VALUE_STRING,
        [TYPE_BYTES] = VALUE_BYTES,     [TYPE_TIMESTAMP] = VALUE_TIMESTAMP, [TYPE_DURATION] = VALUE_DURATION,
        [TYPE_VERSION] = VALUE_VERSION,
    };
    return (size_t)kind < sizeof kinds / sizeof *kinds && value_is(value, kinds[kind]);
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the type
bool data_fits(Value value, const Type *type)
{
    if (type->kind == TYPE_DYN)
        return true;
    if (type->kind == TYPE_NULLABLE)
        return value_is(value, VALUE_NULL) || data_fits(value, type->element);
    if (type->kind == TYPE_ENUM)
        return fits_enum(value, type);
    if (type->kind == TYPE_LIST)
        return fits_list(value, type);
    if (type->kind == TYPE_MAP)
        return fits_map(value, type);
    return fits_simple(value, type->kind);
}
