// Parses the sections of iis.yaml into tables and classes.
#include "model/iis_schema.h"

typedef struct Parser {
    Arena *arena;
    Str file;
    Diags *diags;
    unsigned section;
    const IisElement **elements;
    size_t element_count, element_capacity;
    const IisAttribute **attributes;
    const IisElement **owners;
    size_t attribute_count, attribute_capacity, owner_capacity;
    bool ok;
} Parser;

static void problem(Parser *parser, const YamlNode *node, const char *what)
{
    parser->ok = diag_add(
        parser->diags,
        (Diag){
            .level = DIAG_ERROR, .code = "schema", .origin = node->origin, .file = parser->file, .message = str(what)});
}

static void known_keys(Parser *parser, const YamlNode *node, const char *const *keys)
{
    if (node->kind != YAML_MAPPING)
        problem(parser, node, "a mapping is expected");
    else if (!yaml_known_keys(node, keys, parser->file, parser->diags))
        parser->ok = false;
}

// The text of a scalar member, or the empty string.
static Str text_of(Parser *parser, const YamlNode *node, const char *key)
{
    const YamlNode *value = yaml_get(node, str(key));
    if (value == NULL)
        return STR("");
    if (value->kind != YAML_SCALAR)
        problem(parser, value, "a text is expected");
    return str_dup(parser->arena, value->text);
}

static Str required(Parser *parser, const YamlNode *node, const char *key)
{
    Str text = text_of(parser, node, key);
    if (text.n == 0)
        problem(parser, node, str_printf(parser->arena, "\"%s\" is missing", key).p);
    return text;
}

static bool truth_of(Parser *parser, const YamlNode *node, const char *key, bool otherwise)
{
    Str text = text_of(parser, node, key);
    return text.n == 0 ? otherwise : str_eq(text, STR("true"));
}

static const YamlNode *mapping_of(Parser *parser, const YamlNode *node, const char *key)
{
    const YamlNode *value = yaml_get(node, str(key));
    if (value != NULL && value->kind != YAML_MAPPING) {
        problem(parser, value, "a mapping is expected");
        return NULL;
    }
    return value;
}

static IisType type_of(Parser *parser, const YamlNode *node)
{
    static const Str names[IIS_TYPES] = {STR_INIT("bool"), STR_INIT("int"),   STR_INIT("string"),
                                         STR_INIT("enum"), STR_INIT("flags"), STR_INIT("secret")};
    Str text = required(parser, node, "type");
    for (size_t i = 0; i < IIS_TYPES; i++)
        if (str_eq(text, names[i]))
            return (IisType)i;
    problem(parser, node, "\"type\" is one of bool, int, string, enum, flags, secret");
    return IIS_STRING;
}

static void parse_values(Parser *parser, const YamlNode *node, IisAttribute *attribute)
{
    const YamlNode *values = mapping_of(parser, node, "values");
    size_t count = values == NULL ? 0 : values->count;
    Str *names = ARENA_ARRAY(parser->arena, Str, count);
    int64_t *numbers = ARENA_ARRAY(parser->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = str_dup(parser->arena, values->items[i].key->text);
        if (!str_to_int(values->items[i].value->text, &numbers[i]))
            problem(parser, values->items[i].value, "a number is expected");
    }
    attribute->names = names;
    attribute->numbers = numbers;
    attribute->count = count;
}

// The names of a flags type without the name of the empty set.
static const Type *enumeration(Arena *arena, const IisAttribute *attribute)
{
    Str *names = ARENA_ARRAY(arena, Str, attribute->count);
    size_t count = 0;
    for (size_t i = 0; i < attribute->count; i++)
        if (attribute->type == IIS_ENUM || attribute->numbers[i] != 0)
            names[count++] = attribute->names[i];
    return type_enum(arena, attribute->name, names, count);
}

static const Type *type_for(Arena *arena, const IisAttribute *attribute)
{
    switch (attribute->type) {
    case IIS_BOOL:
        return type_simple(TYPE_BOOL);
    case IIS_INT:
        return type_simple(TYPE_INT);
    case IIS_STRING:
    case IIS_SECRET:
        return type_simple(TYPE_STRING);
    case IIS_ENUM:
        return enumeration(arena, attribute);
    case IIS_FLAGS:
        return type_set(arena, enumeration(arena, attribute));
    }
    return type_simple(TYPE_DYN);
}

static IisAttribute parse_attribute(Parser *parser, const YamlItem *item)
{
    static const char *const keys[] = {"type", "values", "default", "doc", NULL};
    const YamlNode *node = item->value;
    known_keys(parser, node, keys);
    IisAttribute attribute = {.name = str_dup(parser->arena, item->key->text), .type = type_of(parser, node)};
    attribute.doc = required(parser, node, "doc");
    attribute.text = attribute.type == IIS_SECRET ? STR("absent") : text_of(parser, node, "default");
    parse_values(parser, node, &attribute);
    attribute.value_type = type_for(parser->arena, &attribute);
    attribute.initial =
        value_at(iis_value(parser->arena, &attribute, attribute.text, (Origin){0, 0, 0}), (Origin){0, 0, 0});
    if (value_is(attribute.initial, VALUE_UNKNOWN))
        problem(parser, node, "the default is no value of the type");
    return attribute;
}

static IisAttribute *parse_attributes(Parser *parser, const YamlNode *node, size_t *count)
{
    const YamlNode *attributes = mapping_of(parser, node, "attributes");
    *count = attributes == NULL ? 0 : attributes->count;
    IisAttribute *out = ARENA_ARRAY(parser->arena, IisAttribute, *count);
    for (size_t i = 0; i < *count; i++) {
        out[i] = parse_attribute(parser, &attributes->items[i]);
        out[i].id = (uint16_t)i;
    }
    return out;
}

// Marks the key attributes; false when one of them does not exist.
static bool parse_key(Parser *parser, const YamlNode *node, IisCollection *collection, IisAttribute *attributes)
{
    const YamlNode *keys = yaml_get(node, STR("key"));
    if (keys == NULL || keys->kind != YAML_SEQUENCE || keys->count == 0)
        return false;
    for (size_t i = 0; i < keys->count; i++) {
        int index = -1;
        for (size_t j = 0; j < collection->count; j++)
            if (str_eq(attributes[j].name, keys->items[i].value->text))
                index = (int)j;
        if (index < 0)
            return false;
        attributes[index].key = true;
        collection->single_key = keys->count == 1 ? index : -1;
    }
    (void)parser;
    return true;
}

static void item_class(Parser *parser, IisCollection *collection, Str name)
{
    ObjectField *fields = ARENA_ARRAY(parser->arena, ObjectField, collection->count);
    for (size_t i = 0; i < collection->count; i++) {
        const IisAttribute *attribute = &collection->attributes[i];
        fields[i] = (ObjectField){.name = attribute->name, .type = attribute->value_type, .doc = attribute->doc};
    }
    collection->item_class = (ObjectClass){.name = str_printf(parser->arena, STR_FMT " item", STR_ARG(name)),
                                           .fields = fields,
                                           .count = collection->count,
                                           .get = iis_item_get};
}

static const IisCollection *parse_collection(Parser *parser, const YamlNode *node, Str name)
{
    static const char *const keys[] = {"field",   "add",           "remove",      "clear",      "key",
                                       "strings", "caseSensitive", "mergeAppend", "attributes", NULL};
    known_keys(parser, node, keys);
    IisCollection *collection = ARENA_NEW(parser->arena, IisCollection);
    *collection = (IisCollection){.field = text_of(parser, node, "field"),
                                  .add = required(parser, node, "add"),
                                  .remove = text_of(parser, node, "remove"),
                                  .clear = text_of(parser, node, "clear"),
                                  .single_key = -1,
                                  .case_sensitive = truth_of(parser, node, "caseSensitive", false),
                                  .prepend = !truth_of(parser, node, "mergeAppend", true),
                                  .strings = truth_of(parser, node, "strings", false)};
    IisAttribute *attributes = parse_attributes(parser, node, &collection->count);
    collection->attributes = attributes;
    if (!parse_key(parser, node, collection, attributes))
        problem(parser, node, "\"key\" lists attributes of the items");
    if (collection->strings && collection->single_key < 0)
        problem(parser, node, "\"strings\" needs one key");
    item_class(parser, collection, name);
    const Type *item =
        collection->strings ? type_simple(TYPE_STRING) : type_object(parser->arena, &collection->item_class);
    collection->type = type_list(parser->arena, item);
    return collection;
}

// The class of an element: attributes, then child elements, then the collection.
static void element_class(Parser *parser, IisElement *element)
{
    size_t count = element->attribute_count + element->child_count + (element->collection != NULL && !element->list);
    ObjectField *fields = ARENA_ARRAY(parser->arena, ObjectField, count);
    size_t n = 0;
    for (size_t i = 0; i < element->attribute_count; i++) {
        const IisAttribute *attribute = &element->attributes[i];
        fields[n++] = (ObjectField){.name = attribute->name, .type = attribute->value_type, .doc = attribute->doc};
    }
    for (size_t i = 0; i < element->child_count; i++) {
        const IisElement *child = element->children[i];
        const Type *type = child->list ? child->collection->type : type_object(parser->arena, &child->class);
        fields[n++] = (ObjectField){.name = child->name, .type = type, .doc = child->doc};
    }
    if (element->collection != NULL && !element->list)
        fields[n++] =
            (ObjectField){.name = element->collection->field, .type = element->collection->type, .doc = element->doc};
    element->class = (ObjectClass){.name = element->name, .fields = fields, .count = n, .get = iis_element_get};
}

static void number_attributes(Parser *parser, const IisElement *element, IisAttribute *attributes)
{
    for (size_t i = 0; i < element->attribute_count; i++) {
        size_t id = parser->attribute_count++;
        attributes[i].id = (uint16_t)id;
        parser->attributes =
            (const IisAttribute **)arena_grow(parser->arena, (void *)parser->attributes, &parser->attribute_capacity,
                                              parser->attribute_count, sizeof(IisAttribute *));
        parser->owners = (const IisElement **)arena_grow(parser->arena, (void *)parser->owners, &parser->owner_capacity,
                                                         parser->attribute_count, sizeof(IisElement *));
        parser->attributes[id] = &attributes[i];
        parser->owners[id] = element;
    }
}

static const IisElement *parse_element(Parser *parser, const YamlItem *item, const IisElement *parent, unsigned depth);

// NOLINTNEXTLINE(misc-no-recursion): elements nest at most IIS_MAX_ELEMENT_DEPTH deep
static void parse_children(Parser *parser, const YamlNode *node, IisElement *element, unsigned depth)
{
    const YamlNode *elements = mapping_of(parser, node, "elements");
    size_t count = elements == NULL ? 0 : elements->count;
    const IisElement **children = ARENA_ARRAY(parser->arena, const IisElement *, count);
    if (count > 0 && depth >= IIS_MAX_ELEMENT_DEPTH) {
        problem(parser, elements, "elements nest too deep");
        return;
    }
    for (size_t i = 0; i < count; i++)
        children[i] = parse_element(parser, &elements->items[i], element, depth + 1);
    element->children = children;
    element->child_count = count;
}

// NOLINTNEXTLINE(misc-no-recursion): elements nest at most IIS_MAX_ELEMENT_DEPTH deep
static const IisElement *parse_element(Parser *parser, const YamlItem *item, const IisElement *parent, unsigned depth)
{
    static const char *const keys[] = {"path", "doc", "source", "unread", "attributes", "elements", "collection", NULL};
    const YamlNode *node = item->value;
    known_keys(parser, node, keys);
    IisElement *element = ARENA_NEW(parser->arena, IisElement);
    element->name = str_dup(parser->arena, item->key->text);
    element->parent = parent;
    element->section = parser->section;
    element->doc = required(parser, node, "doc");
    element->unread = text_of(parser, node, "unread");
    element->id = (uint16_t)parser->element_count++;
    parser->elements =
        (const IisElement **)arena_grow(parser->arena, (void *)parser->elements, &parser->element_capacity,
                                        parser->element_count, sizeof(IisElement *));
    parser->elements[element->id] = element;
    IisAttribute *attributes = parse_attributes(parser, node, &element->attribute_count);
    element->attributes = attributes;
    number_attributes(parser, element, attributes);
    parse_children(parser, node, element, depth);
    const YamlNode *collection = mapping_of(parser, node, "collection");
    if (collection != NULL)
        element->collection = parse_collection(parser, collection, element->name);
    element->list = collection != NULL && element->collection->field.n == 0;
    if (element->list && (parent == NULL || element->attribute_count + element->child_count > 0))
        problem(parser, node, "a collection beside attributes and that of a section need a \"field\"");
    element_class(parser, element);
    return element;
}

static IisSection parse_section(Parser *parser, const YamlItem *item)
{
    IisSection section = {.path = required(parser, item->value, "path"),
                          .element = parse_element(parser, item, NULL, 0)};
    section.name = section.element->name;
    if (required(parser, item->value, "source").n > 0 && !str_ends(section.path, section.name))
        problem(parser, item->value, "the key of a section is the last part of its path");
    return section;
}

// The group that a section's path names, added where it is new.
static int group_of(Parser *parser, IisGroup *groups, size_t *count, Str path)
{
    int parent = -1;
    for (size_t slash = str_find(path, STR("/")); slash != (size_t)-1; slash = str_find(path, STR("/"))) {
        Str name = str_dup(parser->arena, str_slice(path, 0, slash));
        int found = -1;
        for (size_t i = 0; i < *count; i++)
            if (groups[i].parent == parent && str_eq(groups[i].name, name))
                found = (int)i;
        if (found < 0 && *count < IIS_MAX_SECTIONS) {
            groups[*count] = (IisGroup){name, parent};
            found = (int)(*count)++;
        }
        parent = found;
        path = str_slice(path, slash + 1, path.n);
    }
    return parent;
}

static void settings_class(Parser *parser, IisSchema *schema)
{
    ObjectField *fields = ARENA_ARRAY(parser->arena, ObjectField, schema->section_count);
    for (size_t i = 0; i < schema->section_count; i++) {
        const IisSection *section = &schema->sections[i];
        fields[i] = (ObjectField){.name = section->name,
                                  .type = type_object(parser->arena, &section->element->class),
                                  .doc = section->element->doc};
    }
    schema->settings =
        (ObjectClass){.name = STR("iis"), .fields = fields, .count = schema->section_count, .get = iis_settings_get};
}

const IisSchema *iis_schema_parse(Arena *arena, const YamlNode *root, Str file, Diags *diags)
{
    static const char *const keys[] = {"sections", NULL};
    Parser parser = {.arena = arena, .file = file, .diags = diags, .ok = true};
    known_keys(&parser, root, keys);
    const YamlNode *sections = parser.ok ? mapping_of(&parser, root, "sections") : NULL;
    if (sections == NULL || sections->count > IIS_MAX_SECTIONS) {
        problem(&parser, root, "1 to 64 sections are expected");
        return NULL;
    }
    IisSection *table = ARENA_ARRAY(arena, IisSection, sections->count);
    IisGroup *groups = ARENA_ARRAY(arena, IisGroup, IIS_MAX_SECTIONS);
    size_t group_count = 0;
    for (size_t i = 0; i < sections->count; i++) {
        parser.section = (unsigned)i;
        table[i] = parse_section(&parser, &sections->items[i]);
        table[i].group = group_of(&parser, groups, &group_count, table[i].path);
    }
    IisSchema *schema = ARENA_NEW(arena, IisSchema);
    *schema = (IisSchema){.sections = table,
                          .section_count = sections->count,
                          .groups = groups,
                          .group_count = group_count,
                          .elements = parser.elements,
                          .element_count = parser.element_count,
                          .attributes = parser.attributes,
                          .owners = parser.owners,
                          .attribute_count = parser.attribute_count};
    settings_class(&parser, schema);
    return parser.ok ? schema : NULL;
}
