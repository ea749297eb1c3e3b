#include "cel/types.h"

#include "cel/network.h"

const Type t_dyn = {.kind = TYPE_DYN};
const Type t_null = {.kind = TYPE_NULL};
const Type t_bool = {.kind = TYPE_BOOL};
const Type t_int = {.kind = TYPE_INT};
const Type t_uint = {.kind = TYPE_UINT};
const Type t_double = {.kind = TYPE_DOUBLE};
const Type t_string = {.kind = TYPE_STRING};
const Type t_bytes = {.kind = TYPE_BYTES};
const Type t_timestamp = {.kind = TYPE_TIMESTAMP};
const Type t_duration = {.kind = TYPE_DURATION};
const Type t_version = {.kind = TYPE_VERSION};
const Type t_type = {.kind = TYPE_TYPE, .element = &t_dyn};
const Type t_list = {.kind = TYPE_LIST, .element = &t_dyn};
const Type t_map = {.kind = TYPE_MAP, .key = &t_dyn, .element = &t_dyn};
const Type t_optional = {.kind = TYPE_OPTIONAL, .element = &t_dyn};
const Type t_a = {.kind = TYPE_PARAM, .name = STR_INIT("A")};
const Type t_b = {.kind = TYPE_PARAM, .name = STR_INIT("B")};
const Type t_list_a = {.kind = TYPE_LIST, .element = &t_a};
const Type t_list_string = {.kind = TYPE_LIST, .element = &t_string};
const Type t_map_ab = {.kind = TYPE_MAP, .key = &t_a, .element = &t_b};
const Type t_optional_a = {.kind = TYPE_OPTIONAL, .element = &t_a};

// Names of types in expressions.
static const struct {
    Str name;
    const Type *type;
} names[] = {
    {STR_INIT("bool"), &t_bool},
    {STR_INIT("int"), &t_int},
    {STR_INIT("uint"), &t_uint},
    {STR_INIT("double"), &t_double},
    {STR_INIT("string"), &t_string},
    {STR_INIT("bytes"), &t_bytes},
    {STR_INIT("list"), &t_list},
    {STR_INIT("map"), &t_map},
    {STR_INIT("type"), &t_type},
    {STR_INIT("null_type"), &t_null},
    {STR_INIT("optional_type"), &t_optional},
    {STR_INIT("version"), &t_version},
    {STR_INIT("google.protobuf.Timestamp"), &t_timestamp},
    {STR_INIT("google.protobuf.Duration"), &t_duration},
    {STR_INIT("net.IP"), &t_ip},
    {STR_INIT("net.CIDR"), &t_cidr},
};

const Type *types_named(Str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, names[i].name))
            return names[i].type;
    return NULL;
}

const Type *types_strip(const Type *type)
{
    return type->kind == TYPE_NULLABLE ? type->element : type;
}

bool types_numeric(const Type *type)
{
    return type->kind == TYPE_INT || type->kind == TYPE_UINT || type->kind == TYPE_DOUBLE;
}

static bool fit_same_kind(const Type *want, const Type *got);

bool types_fit(const Type *want, const Type *got) // NOLINT(misc-no-recursion): bounded by the nesting of the types
{
    if (want->kind == TYPE_DYN || got->kind == TYPE_DYN)
        return true;
    if (want->kind == TYPE_NULLABLE)
        return got->kind == TYPE_NULL || types_fit(want->element, types_strip(got));
    got = types_strip(got);
    if (got->kind == TYPE_NULL)
        return want->kind == TYPE_NULL || want->kind == TYPE_OBJECT || want->kind == TYPE_OPTIONAL;
    if (want->kind == TYPE_STRING || want->kind == TYPE_ENUM)
        return got->kind == TYPE_STRING ||
               (got->kind == TYPE_ENUM && (want->kind == TYPE_STRING || type_equals(want, got)));
    return want->kind == got->kind && fit_same_kind(want, got);
}

static bool fit_same_kind(const Type *want, const Type *got) // NOLINT(misc-no-recursion): see types_fit
{
    if (want->kind == TYPE_OBJECT)
        return want->class == got->class;
    if (want->kind == TYPE_MAP && !types_fit(want->key, got->key))
        return false;
    bool inner = want->kind == TYPE_LIST || want->kind == TYPE_MAP || want->kind == TYPE_OPTIONAL;
    return !inner || types_fit(want->element, got->element);
}

static bool share_a_name(const Type *a, const Type *b)
{
    for (size_t i = 0; i < a->name_count; i++)
        for (size_t k = 0; k < b->name_count; k++)
            if (str_eq(a->names[i], b->names[k]))
                return true;
    return false;
}

bool types_comparable(const Type *a, const Type *b) // NOLINT(misc-no-recursion): bounded by the nesting of the types
{
    if (a->kind == TYPE_NULLABLE && b->kind == TYPE_NULLABLE)
        return true;
    const Type *x = types_strip(a), *y = types_strip(b);
    if (x->kind == TYPE_ENUM && y->kind == TYPE_ENUM)
        return type_equals(x, y) || share_a_name(x, y);
    if (x->kind == TYPE_LIST && y->kind == TYPE_LIST)
        return types_comparable(x->element, y->element);
    if (x->kind == TYPE_MAP && y->kind == TYPE_MAP)
        return types_comparable(x->key, y->key) && types_comparable(x->element, y->element);
    return types_fit(a, b) || types_fit(b, a);
}

static const Type *with_element(Arena *arena, const Type *type, const Type *key, const Type *element)
{
    Type *result = ARENA_NEW(arena, Type);
    *result = *type;
    result->key = key;
    result->element = element;
    return result;
}

// Two types of the same kind that differ inside.
static const Type *join_inner(Arena *arena, const Type *a, const Type *b) // NOLINT(misc-no-recursion): see types_join
{
    if (a->kind != TYPE_LIST && a->kind != TYPE_MAP && a->kind != TYPE_OPTIONAL)
        return NULL;
    const Type *key = a->kind == TYPE_MAP ? types_join(arena, a->key, b->key) : NULL;
    const Type *element = types_join(arena, a->element, b->element);
    const Type *joined =
        with_element(arena, a, a->kind == TYPE_MAP && key == NULL ? &t_dyn : key, element == NULL ? &t_dyn : element);
    return a->set && !b->set ? type_list(arena, joined->element) : joined;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the nesting of the types
const Type *types_join(Arena *arena, const Type *a, const Type *b)
{
    if (type_equals(a, b))
        return a;
    if (a->kind == TYPE_DYN || b->kind == TYPE_DYN)
        return &t_dyn;
    if (a->kind == TYPE_NULL)
        return b->kind == TYPE_NULLABLE ? b : type_nullable(arena, b);
    if (b->kind == TYPE_NULL)
        return a->kind == TYPE_NULLABLE ? a : type_nullable(arena, a);
    if (a->kind == TYPE_NULLABLE || b->kind == TYPE_NULLABLE) {
        const Type *inner = types_join(arena, types_strip(a), types_strip(b));
        return inner == NULL || inner->kind == TYPE_DYN ? inner : type_nullable(arena, inner);
    }
    bool text = (a->kind == TYPE_STRING || a->kind == TYPE_ENUM) && (b->kind == TYPE_STRING || b->kind == TYPE_ENUM);
    if (text)
        return &t_string;
    return a->kind == b->kind ? join_inner(arena, a, b) : NULL;
}

static bool match_param(Arena *arena, Str name, const Type *got, Bindings *bindings)
{
    for (size_t i = 0; i < bindings->count; i++) {
        if (!str_eq(bindings->names[i], name))
            continue;
        const Type *joined = types_join(arena, bindings->types[i], got);
        if (joined == NULL || !types_comparable(bindings->types[i], got))
            return false;
        if (bindings->types[i]->kind != TYPE_ENUM)
            bindings->types[i] = joined;
        return true;
    }
    bindings->names[bindings->count] = name;
    bindings->types[bindings->count++] = got;
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the nesting of the types
bool types_match(Arena *arena, const Type *want, const Type *got, Bindings *bindings)
{
    if (want->kind == TYPE_PARAM)
        return match_param(arena, want->name, got, bindings);
    if (got->kind == TYPE_DYN)
        return true;
    got = types_strip(got);
    bool inner = want->kind == TYPE_LIST || want->kind == TYPE_MAP || want->kind == TYPE_OPTIONAL;
    if (!inner || got->kind != want->kind)
        return types_fit(want, got);
    return (want->kind != TYPE_MAP || types_match(arena, want->key, got->key, bindings)) &&
           types_match(arena, want->element, got->element, bindings);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the nesting of the types
const Type *types_replace(Arena *arena, const Type *type, const Bindings *bindings)
{
    if (type->kind == TYPE_PARAM) {
        for (size_t i = 0; i < bindings->count; i++)
            if (str_eq(bindings->names[i], type->name))
                return bindings->types[i];
        return &t_dyn;
    }
    if (type->kind != TYPE_LIST && type->kind != TYPE_MAP && type->kind != TYPE_OPTIONAL)
        return type;
    return with_element(arena, type, type->key == NULL ? NULL : types_replace(arena, type->key, bindings),
                        types_replace(arena, type->element, bindings));
}

// The kind of value that a kind of type stands for; VALUE_ERROR: more than one, or none.
static const uint8_t value_kinds[] = {
    [TYPE_DYN] = VALUE_ERROR,         [TYPE_NULL] = VALUE_NULL,         [TYPE_BOOL] = VALUE_BOOL,
    [TYPE_INT] = VALUE_INT,           [TYPE_UINT] = VALUE_UINT,         [TYPE_DOUBLE] = VALUE_DOUBLE,
    [TYPE_STRING] = VALUE_STRING,     [TYPE_BYTES] = VALUE_BYTES,       [TYPE_TIMESTAMP] = VALUE_TIMESTAMP,
    [TYPE_DURATION] = VALUE_DURATION, [TYPE_VERSION] = VALUE_VERSION,   [TYPE_LIST] = VALUE_LIST,
    [TYPE_MAP] = VALUE_MAP,           [TYPE_ENUM] = VALUE_STRING,       [TYPE_OBJECT] = VALUE_OBJECT,
    [TYPE_NULLABLE] = VALUE_ERROR,    [TYPE_OPTIONAL] = VALUE_OPTIONAL, [TYPE_TYPE] = VALUE_TYPE,
    [TYPE_PARAM] = VALUE_ERROR,
};

bool types_accept(const Type *type, const Value *v) // NOLINT(misc-no-recursion): one level
{
    if (type->kind == TYPE_DYN || type->kind == TYPE_PARAM)
        return true;
    if (type->kind == TYPE_NULLABLE)
        return v->kind == VALUE_NULL || types_accept(type->element, v);
    return v->kind == value_kinds[type->kind] && (type->kind != TYPE_OBJECT || v->as.object->class == type->class);
}

const Type *types_of_value(Arena *arena, Value v)
{
    if (v.kind == VALUE_OBJECT)
        return type_object(arena, v.as.object->class);
    static const Type *const all[] = {&t_null, &t_bool, &t_int,  &t_uint,      &t_double,   &t_string,  &t_bytes,
                                      &t_list, &t_map,  &t_type, &t_timestamp, &t_duration, &t_version, &t_optional};
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (value_kinds[all[i]->kind] == v.kind)
            return all[i];
    return &t_dyn;
}
