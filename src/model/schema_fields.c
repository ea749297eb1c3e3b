// The fields of a kind: their types, what exports them and what sets them.
#include "model/iis.h"
#include "model/schema_internal.h"

enum { TYPE_MAX_DEPTH = 4 };

// --- types ----------------------------------------------------------------------------------------------

typedef struct SimpleType {
    Str name;
    TypeKind kind;
} SimpleType;

static const SimpleType simple_types[] = {
    {STR_INIT("bool"), TYPE_BOOL},           {STR_INIT("string"), TYPE_STRING},     {STR_INIT("int"), TYPE_INT},
    {STR_INIT("double"), TYPE_DOUBLE},       {STR_INIT("url"), TYPE_STRING},        {STR_INIT("version"), TYPE_VERSION},
    {STR_INIT("timestamp"), TYPE_TIMESTAMP}, {STR_INIT("duration"), TYPE_DURATION}, {STR_INIT("dyn"), TYPE_DYN},
};

static const Type *simple_type(Str text)
{
    for (size_t i = 0; i < sizeof simple_types / sizeof *simple_types; i++)
        if (str_eq(simple_types[i].name, text))
            return type_simple(simple_types[i].kind);
    return NULL;
}

// A name that is no simple type: an enumeration, a kind, or the settings of IIS.
static const Type *named_type(SchemaLoader *loader, Field *field, Str text)
{
    for (size_t i = 0; i < loader->enum_count; i++)
        if (str_eq(loader->enums[i].name, text)) {
            field->enumeration = &loader->enums[i];
            return loader->enums[i].type;
        }
    for (size_t i = 0; i < loader->kind_count; i++)
        if (str_eq(loader->kinds[i].name, text)) {
            field->join = &loader->kinds[i];
            return type_object(loader->arena, &loader->kinds[i].class);
        }
    if (str_eq(text, STR("iis")))
        return loader->iis ? type_object(loader->arena, iis_settings_class(loader->iis)) : type_simple(TYPE_DYN);
    return NULL;
}

static bool parameterised(Str text, Str prefix, Str *inner)
{
    if (!str_starts(text, prefix) || !str_ends(text, STR(">")))
        return false;
    *inner = str_trim(str_slice(text, prefix.n, text.n - 1));
    return true;
}

// type = NAME | "list<" type ">" | "set<" type ">" | "map<" NAME "," type ">"
// NOLINTNEXTLINE(misc-no-recursion): depth ≤ TYPE_MAX_DEPTH
static const Type *parse_type(SchemaLoader *loader, Field *field, Str text, int depth)
{
    Str inner;
    if (depth > TYPE_MAX_DEPTH)
        return NULL;
    if (parameterised(text, STR("list<"), &inner) || parameterised(text, STR("set<"), &inner)) {
        const Type *element = parse_type(loader, field, inner, depth + 1);
        field->join_list = true;
        if (!element)
            return NULL;
        return text.p[0] == 's' ? type_set(loader->arena, element) : type_list(loader->arena, element);
    }
    if (parameterised(text, STR("map<"), &inner)) {
        size_t comma = str_find(inner, STR(","));
        if (comma == (size_t)-1)
            return NULL;
        const Type *key = simple_type(str_trim(str_slice(inner, 0, comma)));
        const Type *value = parse_type(loader, field, str_trim(str_slice(inner, comma + 1, inner.n)), depth + 1);
        return key && value ? type_map(loader->arena, key, value) : NULL;
    }
    const Type *simple = simple_type(text);
    return simple ? simple : named_type(loader, field, text);
}

static bool parse_field_type(SchemaLoader *loader, Field *field, const YamlNode *node)
{
    Str text = schema_text(loader, node, "type");
    if (field->secret) {
        field->type = type_simple(TYPE_STRING);
        return text.n == 0 || schema_error(loader, node, "a secret field has no type");
    }
    if (text.n == 0)
        return schema_error(loader, node, "`" STR_FMT "` has no `type`", STR_ARG(field->name));
    const Type *type = parse_type(loader, field, text, 0);
    if (!type)
        return schema_error(loader, schema_member(node, "type"), "there is no type `" STR_FMT "`", STR_ARG(text));
    field->type = schema_flag(loader, node, "nullable") ? type_nullable(loader->arena, type) : type;
    if (field->join && !field->derived)
        return schema_error(loader, node, "`" STR_FMT "` is a kind, so the field is derived", STR_ARG(text));
    return true;
}

// --- one field ------------------------------------------------------------------------------------------

static uint32_t parse_subtype_mask(SchemaLoader *loader, const Kind *kind, const YamlNode *node)
{
    const Str *names;
    size_t count = schema_texts(loader, node, "in", &names);
    uint32_t mask = count == 0 ? UINT32_MAX : 0;
    for (size_t i = 0; i < count; i++) {
        int index = kind_subtype(kind, names[i]);
        if (index < 0)
            schema_error(loader, schema_member(node, "in"), "there is no subtype `" STR_FMT "`", STR_ARG(names[i]));
        else
            mask |= (uint32_t)1 << index;
    }
    return mask;
}

static const char *const writes_keys[] = {"cmdlet", "parameter", "also", NULL};

static void parse_writes(SchemaLoader *loader, Field *field, const YamlNode *node)
{
    if (!node)
        return;
    if (node->kind == YAML_SCALAR) {
        if (str_eq(node->text, STR("true")))
            field->writes.parameter = field->name;
        else
            schema_error(loader, node, "`writes` is true or {cmdlet, parameter, also}");
        return;
    }
    yaml_known_keys(node, writes_keys, loader->file, loader->diags);
    field->writes.cmdlet = schema_text(loader, node, "cmdlet");
    field->writes.parameter = schema_text(loader, node, "parameter");
    if (field->writes.parameter.n == 0)
        field->writes.parameter = field->name;
    field->writes.also_count = schema_texts(loader, node, "also", &field->writes.also);
}

static void parse_from(SchemaLoader *loader, const Kind *kind, Field *field, const YamlNode *node)
{
    Str from = schema_text(loader, node, "from");
    if (from.n == 0)
        return;
    for (size_t i = 0; i < kind->cmdlet_count; i++)
        if (str_eq(kind->cmdlets[i], from)) {
            field->from = (unsigned)i;
            return;
        }
    schema_error(loader, schema_member(node, "from"), "`" STR_FMT "` is none of the kind's cmdlets", STR_ARG(from));
}

static const char *const field_keys[] = {"type", "doc",    "source",  "nullable", "in",     "derived", "key",
                                         "iis",  "secret", "aliases", "from",     "writes", NULL};

static bool parse_field(SchemaLoader *loader, const Kind *kind, Field *field, const YamlNode *node)
{
    if (node->kind != YAML_MAPPING)
        return schema_error(loader, node, "`" STR_FMT "` is a mapping {type, doc, …}", STR_ARG(field->name));
    bool known = yaml_known_keys(node, field_keys, loader->file, loader->diags);
    field->doc = schema_text(loader, node, "doc");
    field->source = schema_text(loader, node, "source");
    field->derived = schema_flag(loader, node, "derived");
    field->key = schema_flag(loader, node, "key");
    field->secret = schema_flag(loader, node, "secret");
    field->iis = schema_flag(loader, node, "iis");
    field->alias_count = schema_texts(loader, node, "aliases", &field->aliases);
    field->subtypes = parse_subtype_mask(loader, kind, node);
    parse_from(loader, kind, field, node);
    parse_writes(loader, field, schema_member(node, "writes"));
    if (field->doc.n == 0)
        return schema_error(loader, node, "`" STR_FMT "` has no `doc`", STR_ARG(field->name));
    return parse_field_type(loader, field, node) && known;
}

// --- all fields -----------------------------------------------------------------------------------------

uint32_t schema_hash(Str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (uint8_t)((uint8_t)name.p[i] | 0x20u)) * 16777619u;
    return hash;
}

static void put_slot(uint16_t *slots, size_t slot_count, Str name, size_t field)
{
    size_t at = schema_hash(name) & (slot_count - 1);
    while (slots[at] != 0)
        at = (at + 1) & (slot_count - 1);
    slots[at] = (uint16_t)(field + 1);
}

// At most half full, so that a search for what is not there ends soon.
static void make_slots(SchemaLoader *loader, Kind *kind)
{
    size_t names = 0;
    for (size_t i = 0; i < kind->field_count; i++)
        names += 1 + kind->fields[i].alias_count;
    size_t slot_count = 8;
    while (slot_count < 2 * names)
        slot_count *= 2;
    uint16_t *slots = ARENA_ARRAY(loader->arena, uint16_t, slot_count);
    for (size_t i = 0; i < kind->field_count; i++) {
        const Field *field = &kind->fields[i];
        if (field->derived)
            continue;
        put_slot(slots, slot_count, field->name, i);
        for (size_t j = 0; j < field->alias_count; j++)
            put_slot(slots, slot_count, field->aliases[j], i);
    }
    kind->slots = slots;
    kind->slot_count = slot_count;
}

static void make_class(SchemaLoader *loader, Kind *kind)
{
    ObjectField *fields = ARENA_ARRAY(loader->arena, ObjectField, kind->field_count);
    uint32_t every = kind->subtype_count == 0 ? 0 : UINT32_MAX >> (32 - kind->subtype_count);
    for (size_t i = 0; i < kind->field_count; i++) {
        const Field *field = &kind->fields[i];
        fields[i] = (ObjectField){field->name, field->type, field->doc, (field->subtypes & every) != every};
    }
    kind->class.fields = fields;
    kind->class.count = kind->field_count;
}

bool schema_parse_fields(SchemaLoader *loader, Kind *kind, const YamlNode *node)
{
    Field *fields = ARENA_ARRAY(loader->arena, Field, node->count);
    bool ok = node->count < UINT16_MAX;
    kind->fields = fields;
    for (size_t i = 0; i < node->count && ok; i++)
        fields[i].name = node->items[i].key->text;
    for (size_t i = 0; i < node->count && node->count < UINT16_MAX; i++)
        ok = parse_field(loader, kind, &fields[i], node->items[i].value) && ok;
    kind->field_count = node->count;
    if (!ok)
        return false;
    make_slots(loader, kind);
    make_class(loader, kind);
    return true;
}
