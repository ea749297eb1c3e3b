#include "value/value.h"

const Type *type_simple(TypeKind kind)
{
    static const Type dyn = {.kind = TYPE_DYN};
    static const Type types[] = {
        [TYPE_DYN] = {.kind = TYPE_DYN},
        [TYPE_NULL] = {.kind = TYPE_NULL},
        [TYPE_BOOL] = {.kind = TYPE_BOOL},
        [TYPE_INT] = {.kind = TYPE_INT},
        [TYPE_UINT] = {.kind = TYPE_UINT},
        [TYPE_DOUBLE] = {.kind = TYPE_DOUBLE},
        [TYPE_STRING] = {.kind = TYPE_STRING},
        [TYPE_BYTES] = {.kind = TYPE_BYTES},
        [TYPE_TIMESTAMP] = {.kind = TYPE_TIMESTAMP},
        [TYPE_DURATION] = {.kind = TYPE_DURATION},
        [TYPE_VERSION] = {.kind = TYPE_VERSION},
        [TYPE_LIST] = {.kind = TYPE_LIST, .element = &dyn},
        [TYPE_MAP] = {.kind = TYPE_MAP, .key = &dyn, .element = &dyn},
        [TYPE_ENUM] = {.kind = TYPE_ENUM},
        [TYPE_OBJECT] = {.kind = TYPE_OBJECT},
        [TYPE_NULLABLE] = {.kind = TYPE_NULLABLE, .element = &dyn},
        [TYPE_OPTIONAL] = {.kind = TYPE_OPTIONAL, .element = &dyn},
        [TYPE_TYPE] = {.kind = TYPE_TYPE, .element = &dyn},
        [TYPE_PARAM] = {.kind = TYPE_PARAM},
    };
    return &types[kind];
}

static const Type *make(Arena *arena, Type type)
{
    Type *copy = ARENA_NEW(arena, Type);
    *copy = type;
    return copy;
}

const Type *type_list(Arena *arena, const Type *element)
{
    return make(arena, (Type){.kind = TYPE_LIST, .element = element});
}

const Type *type_set(Arena *arena, const Type *element)
{
    return make(arena, (Type){.kind = TYPE_LIST, .element = element, .set = true});
}

const Type *type_map(Arena *arena, const Type *key, const Type *value)
{
    return make(arena, (Type){.kind = TYPE_MAP, .key = key, .element = value});
}

const Type *type_nullable(Arena *arena, const Type *element)
{
    return make(arena, (Type){.kind = TYPE_NULLABLE, .element = element});
}

const Type *type_enum(Arena *arena, Str name, const Str *names, size_t count)
{
    return make(arena, (Type){.kind = TYPE_ENUM, .name = name, .names = names, .name_count = count});
}

const Type *type_object(Arena *arena, const ObjectClass *class)
{
    return make(arena, (Type){.kind = TYPE_OBJECT, .class = class});
}

// NOLINTBEGIN(misc-no-recursion): bounded by the nesting of the types

bool type_equals(const Type *a, const Type *b)
{
    if (a == b)
        return true;
    return a && b && a->kind == b->kind && a->class == b->class && str_eq(a->name, b->name) &&
           type_equals(a->key, b->key) && type_equals(a->element, b->element);
}

static const char *simple_name(TypeKind kind)
{
    static const char *const names[] = {
        [TYPE_DYN] = "dyn",
        [TYPE_NULL] = "null_type",
        [TYPE_BOOL] = "bool",
        [TYPE_INT] = "int",
        [TYPE_UINT] = "uint",
        [TYPE_DOUBLE] = "double",
        [TYPE_STRING] = "string",
        [TYPE_BYTES] = "bytes",
        [TYPE_TIMESTAMP] = "google.protobuf.Timestamp",
        [TYPE_DURATION] = "google.protobuf.Duration",
        [TYPE_VERSION] = "version",
        [TYPE_LIST] = "list",
        [TYPE_MAP] = "map",
        [TYPE_ENUM] = "string",
        [TYPE_OBJECT] = "object",
        [TYPE_NULLABLE] = "nullable",
        [TYPE_OPTIONAL] = "optional_type",
        [TYPE_TYPE] = "type",
        [TYPE_PARAM] = "dyn",
    };
    return names[kind];
}

static void add_type(StrBuf *out, const Type *type);

// name(key, element)
static void add_parameters(StrBuf *out, const char *name, const Type *key, const Type *element)
{
    strbuf_printf(out, "%s(", name);
    if (key) {
        add_type(out, key);
        strbuf_add(out, STR(", "));
    }
    add_type(out, element);
    strbuf_char(out, ')');
}

static void add_type(StrBuf *out, const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_OPTIONAL:
    case TYPE_TYPE:
        add_parameters(out, type->set ? "set" : simple_name(type->kind), type->key, type->element);
        return;
    case TYPE_NULLABLE:
        add_type(out, type->element);
        strbuf_add(out, STR(" or null"));
        return;
    case TYPE_OBJECT:
        strbuf_add(out, type->class ? type->class->name : str(simple_name(type->kind)));
        return;
    case TYPE_DYN:
    case TYPE_NULL:
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_UINT:
    case TYPE_DOUBLE:
    case TYPE_STRING:
    case TYPE_BYTES:
    case TYPE_TIMESTAMP:
    case TYPE_DURATION:
    case TYPE_VERSION:
    case TYPE_ENUM:
    case TYPE_PARAM:
        strbuf_add(out, type->name.n ? type->name : str(simple_name(type->kind)));
        return;
    }
}
// NOLINTEND(misc-no-recursion)

Str type_text(Arena *arena, const Type *type)
{
    StrBuf out = strbuf_new(arena);
    add_type(&out, type);
    return strbuf_str(&out);
}
