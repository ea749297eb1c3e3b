// YAML → values, directed by types (see data.h). Recursion follows the nesting of the YAML, which its parser bounds.
#include "policy/data.h"

#include "policy/bind.h"

static bool wrong(DataReader *reader, const YamlNode *node, Str message, Str hint)
{
    Diag diag = {
        .level = DIAG_ERROR,
        .code = "data",
        .origin = {0, node->origin.line, node->origin.column},
        .file = reader->file,
        .message = message,
        .hint = hint,
    };
    return diag_add(reader->diags, diag);
}

static bool not_a(DataReader *reader, const YamlNode *node, const Type *type)
{
    static const char *const found[] = {[YAML_SCALAR] = "", [YAML_SEQUENCE] = "a list", [YAML_MAPPING] = "a mapping"};
    Str wanted = type_text(reader->arena, type);
    if (node->kind == YAML_SCALAR)
        return wrong(reader, node,
                     str_printf(reader->arena, "`" STR_FMT "` is no " STR_FMT, STR_ARG(node->text), STR_ARG(wanted)),
                     (Str){"", 0});
    return wrong(reader, node,
                 str_printf(reader->arena, "expected " STR_FMT ", found %s", STR_ARG(wanted), found[node->kind]),
                 (Str){"", 0});
}

static Str did_you_mean(Arena *arena, Str name, const Str *names, size_t count)
{
    Str nearest = str_nearest(name, names, count);
    return nearest.n ? str_printf(arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest)) : (Str){"", 0};
}

static bool is_null(const YamlNode *node)
{
    return node->kind == YAML_SCALAR && !node->quoted &&
           (node->text.n == 0 || str_eq(node->text, STR("null")) || str_eq(node->text, STR("~")));
}

// --- scalars --------------------------------------------------------------------------------------

static bool parse_bool(Str text, Value *out)
{
    *out = value_bool(str_eq(text, STR("true")));
    return out->as.boolean || str_eq(text, STR("false"));
}

static bool parse_int(Str text, Value *out)
{
    int64_t i = 0;
    bool ok = str_to_int(text, &i);
    *out = value_int(i);
    return ok;
}

static bool parse_double(Str text, Value *out)
{
    double d = 0;
    bool ok = str_to_double(text, &d);
    *out = value_double(d);
    return ok;
}

static bool parse_timestamp(Arena *arena, Str text, Value *out)
{
    Timestamp t = {0};
    bool ok = timestamp_parse(text, &t);
    *out = value_timestamp(arena, t);
    return ok;
}

bool data_duration(Str text, Duration *out)
{
    static const struct {
        Str unit;
        int64_t seconds;
    } units[] = {{STR_INIT("h"), 3600}, {STR_INIT("m"), 60}, {STR_INIT("s"), 1}};
    int64_t total = 0;
    bool negative = text.n > 0 && text.p[0] == '-';
    for (size_t i = negative; i < text.n;) {
        size_t from = i;
        int64_t number = 0;
        while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
            i++;
        if (!str_to_int(str_slice(text, from, i), &number) || number > INT32_MAX || i >= text.n)
            return false;
        size_t unit = 0;
        while (unit < 3 && units[unit].unit.p[0] != text.p[i])
            unit++;
        if (unit == 3)
            return false;
        total += number * units[unit].seconds;
        i++;
    }
    *out = (Duration){negative ? -total : total, 0};
    return text.n > negative;
}

static bool parse_duration(Arena *arena, Str text, Value *out)
{
    Duration d = {0};
    bool ok = data_duration(text, &d);
    *out = value_duration(arena, d);
    return ok;
}

static bool read_enum(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    *out = value_string(reader->arena, node->text);
    for (size_t i = 0; i < type->name_count; i++)
        if (str_eq(type->names[i], node->text))
            return true;
    Str message = str_printf(reader->arena, "`" STR_FMT "` is no " STR_FMT, STR_ARG(node->text), STR_ARG(type->name));
    return wrong(reader, node, message, did_you_mean(reader->arena, node->text, type->names, type->name_count));
}

// A scalar of a type that YAML alone decides.
static bool read_dynamic(DataReader *reader, const YamlNode *node, Value *out)
{
    if (is_null(node))
        *out = value_null();
    else if (node->quoted ||
             (!parse_bool(node->text, out) && !parse_int(node->text, out) && !parse_double(node->text, out)))
        *out = value_string(reader->arena, node->text);
    return true;
}

static bool parse_simple(DataReader *reader, Str text, TypeKind kind, Value *out)
{
    if (kind == TYPE_BOOL)
        return parse_bool(text, out);
    if (kind == TYPE_INT || kind == TYPE_UINT)
        return parse_int(text, out);
    if (kind == TYPE_DOUBLE)
        return parse_double(text, out);
    if (kind == TYPE_TIMESTAMP)
        return parse_timestamp(reader->arena, text, out);
    if (kind == TYPE_DURATION)
        return parse_duration(reader->arena, text, out);
    if (kind == TYPE_VERSION)
        return version_parse(text, out);
    *out = value_string(reader->arena, text);
    return kind == TYPE_STRING;
}

static bool read_scalar(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    if (node->kind != YAML_SCALAR)
        return not_a(reader, node, type);
    if (type->kind == TYPE_ENUM)
        return read_enum(reader, node, type, out);
    if (is_null(node) && (type->kind != TYPE_STRING || node->text.n))
        return wrong(reader, node, STR("this cannot be null"), STR("leave it out: what is not written is unknown"));
    return parse_simple(reader, node->text, type->kind, out) || not_a(reader, node, type);
}

// --- lists and maps -------------------------------------------------------------------------------

static const Unknown *not_written(DataReader *reader, Str subject)
{
    Reason reason = {.why = STR("notInExample"), .subject = subject};
    return value_unknown_because(reader->arena, reason).as.unknown;
}

static bool is_open_mark(const YamlNode *node)
{
    return node->kind == YAML_SCALAR && !node->quoted && str_eq(node->text, STR("..."));
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
static bool read_list(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    if (node->kind != YAML_SEQUENCE)
        return not_a(reader, node, type);
    size_t count = node->count;
    const Unknown *open = NULL;
    if (count > 0 && is_open_mark(node->items[count - 1].value)) {
        count--;
        open = not_written(reader, STR("further members"));
    }
    Value *items = ARENA_ARRAY(reader->arena, Value, count);
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok = data_value(reader, node->items[i].value, type->element, &items[i]) && ok;
    *out = type->set ? value_set(reader->arena, items, count, open) : value_list(reader->arena, items, count, open);
    return ok;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
static bool read_map(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    if (node->kind != YAML_MAPPING)
        return not_a(reader, node, type);
    MapEntry *entries = ARENA_ARRAY(reader->arena, MapEntry, node->count);
    bool ok = true;
    for (size_t i = 0; i < node->count; i++) {
        ok = data_value(reader, node->items[i].key, type->key, &entries[i].key) && ok;
        ok = data_value(reader, node->items[i].value, type->element, &entries[i].value) && ok;
    }
    *out = value_map(reader->arena, entries, node->count, NULL);
    return ok;
}

// --- objects ----------------------------------------------------------------------------------------

// Fills the values of the fields that the mapping names; `all` reports names that the class does not have.
// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
static bool read_fields(DataReader *reader, const YamlNode *mapping, const ObjectClass *class, Value *values)
{
    Str *names = ARENA_ARRAY(reader->arena, Str, class->count);
    for (size_t i = 0; i < class->count; i++) {
        names[i] = class->fields[i].name;
        values[i] = value_unknown(not_written(reader, names[i]));
    }
    bool ok = true;
    for (size_t i = 0; i < mapping->count; i++) {
        const YamlNode *key = mapping->items[i].key;
        int field = object_field(class, key->text);
        if (field >= 0) {
            ok = data_value(reader, mapping->items[i].value, class->fields[field].type, &values[field]) && ok;
            continue;
        }
        Str message =
            str_printf(reader->arena, "no field `" STR_FMT "` in " STR_FMT, STR_ARG(key->text), STR_ARG(class->name));
        ok = wrong(reader, key, message, did_you_mean(reader->arena, key->text, names, class->count));
    }
    return ok;
}

static void set_subtype(Entity *entity)
{
    int field = kind_field(entity->kind, STR("type"));
    if (field < 0 || entity->kind->subtype_count == 0 || !value_is(entity->fields[field], VALUE_STRING))
        return;
    entity->subtype = kind_subtype(entity->kind, *entity->fields[field].as.text);
}

static void set_server(Entity *entity)
{
    int field = kind_field(entity->kind, STR("server"));
    if (field < 0 || !value_is(entity->fields[field], VALUE_OBJECT))
        return;
    const Entity *server = (const Entity *)entity->fields[field].as.object;
    if (str_eq(server->kind->name, STR("server")))
        entity->server = server;
}

static bool check_subtype(DataReader *reader, const YamlNode *mapping, const Entity *entity)
{
    bool ok = true;
    for (size_t i = 0; entity->subtype >= 0 && i < mapping->count; i++) {
        const YamlNode *key = mapping->items[i].key;
        int field = kind_field(entity->kind, key->text);
        if (field < 0 || entity_has(entity, (unsigned)field))
            continue;
        Str subtype = entity->kind->subtypes[entity->subtype].name;
        Str message =
            str_printf(reader->arena, "`" STR_FMT "` has no field `" STR_FMT "`", STR_ARG(subtype), STR_ARG(key->text));
        ok = wrong(reader, key, message, (Str){"", 0});
    }
    return ok;
}

Entity *data_blank_entity(DataReader *reader, const Kind *kind)
{
    Entity *entity = ARENA_NEW(reader->arena, Entity);
    entity->object.class = &kind->class;
    entity->kind = kind;
    entity->subtype = -1;
    entity->seen = true;
    entity->id = str_printf(reader->arena, STR_FMT ":example/%04u", STR_ARG(kind->name), ++reader->entities);
    entity->organization = reader->organization;
    entity->fields = ARENA_ARRAY(reader->arena, Value, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        entity->fields[i] = value_unknown(not_written(reader, kind->fields[i].name));
    return entity;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
Entity *data_entity(DataReader *reader, const YamlNode *mapping, const Kind *kind)
{
    if (mapping->kind != YAML_MAPPING) {
        (void)wrong(reader, mapping,
                    str_printf(reader->arena, "expected the fields of a " STR_FMT, STR_ARG(kind->name)), (Str){"", 0});
        return NULL;
    }
    Entity *entity = data_blank_entity(reader, kind);
    bool ok = read_fields(reader, mapping, &kind->class, entity->fields);
    set_subtype(entity);
    set_server(entity);
    return check_subtype(reader, mapping, entity) && ok ? entity : NULL;
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
static bool read_object(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    if (node->kind != YAML_MAPPING)
        return not_a(reader, node, type);
    for (size_t i = 0; i < reader->schema->kind_count; i++) {
        const Kind *kind = &reader->schema->kinds[i];
        if (type->class != &kind->class)
            continue;
        const Entity *entity = data_entity(reader, node, kind);
        if (entity)
            *out = value_object(&entity->object);
        return entity != NULL;
    }
    Value *values = ARENA_ARRAY(reader->arena, Value, type->class->count);
    *out = value_object(fixed_object(reader->arena, type->class, values));
    return read_fields(reader, node, type->class, values);
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
static bool read_any(DataReader *reader, const YamlNode *node, Value *out)
{
    if (node->kind == YAML_SEQUENCE)
        return read_list(reader, node, type_simple(TYPE_LIST), out);
    if (node->kind == YAML_MAPPING)
        return read_map(reader, node, type_simple(TYPE_MAP), out);
    return read_dynamic(reader, node, out);
}

// NOLINTNEXTLINE(misc-no-recursion): nesting of the YAML
bool data_value(DataReader *reader, const YamlNode *node, const Type *type, Value *out)
{
    *out = value_null();
    if (type->kind == TYPE_NULLABLE && is_null(node))
        return true;
    if (type->kind == TYPE_NULLABLE)
        type = type->element;
    if (type->kind == TYPE_DYN)
        return read_any(reader, node, out);
    if (type->kind == TYPE_LIST)
        return read_list(reader, node, type, out);
    if (type->kind == TYPE_MAP)
        return read_map(reader, node, type, out);
    if (type->kind == TYPE_OBJECT)
        return read_object(reader, node, type, out);
    return read_scalar(reader, node, type, out);
}
