#include "model/schema.h"

#include "model/entity.h"
#include "model/iis.h"
#include "model/schema_internal.h"
#include "support/embedded.h"

bool schema_error(SchemaLoader *loader, const YamlNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(loader->diags->arena, format, arguments);
    va_end(arguments);
    return diag_add(loader->diags, (Diag){DIAG_ERROR, "schema", node->origin, loader->file, message, STR(""), STR("")});
}

const YamlNode *schema_member(const YamlNode *mapping, const char *key)
{
    return yaml_get(mapping, str(key));
}

Str schema_text(SchemaLoader *loader, const YamlNode *mapping, const char *key)
{
    const YamlNode *node = schema_member(mapping, key);
    if (!node)
        return STR("");
    if (node->kind == YAML_SCALAR)
        return node->text;
    schema_error(loader, node, "`%s` is a text", key);
    return STR("");
}

bool schema_flag(SchemaLoader *loader, const YamlNode *mapping, const char *key)
{
    const YamlNode *node = schema_member(mapping, key);
    if (!node)
        return false;
    if (node->kind == YAML_SCALAR && str_eq(node->text, STR("true")))
        return true;
    if (node->kind != YAML_SCALAR || !str_eq(node->text, STR("false")))
        schema_error(loader, node, "`%s` is true or false", key);
    return false;
}

size_t schema_texts(SchemaLoader *loader, const YamlNode *mapping, const char *key, const Str **out)
{
    const YamlNode *node = schema_member(mapping, key);
    if (!node)
        return 0;
    bool one = node->kind == YAML_SCALAR;
    size_t count = one ? 1 : node->count;
    Str *texts = ARENA_ARRAY(loader->arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        const YamlNode *item = one ? node : node->items[i].value;
        if (node->kind == YAML_MAPPING || item->kind != YAML_SCALAR)
            schema_error(loader, item, "`%s` is a list of texts", key);
        else
            texts[i] = item->text;
    }
    *out = texts;
    return count;
}

// --- enumerations ---------------------------------------------------------------------------------------

static const char *const enum_keys[] = {"doc", "source", "flags", "values", NULL};

static void parse_enum(SchemaLoader *loader, Str name, const YamlNode *node)
{
    const YamlNode *values = node->kind == YAML_MAPPING ? schema_member(node, "values") : NULL;
    if (!values || values->kind != YAML_MAPPING) {
        schema_error(loader, node, "an enumeration has `values: {Name: number, …}`");
        return;
    }
    yaml_known_keys(node, enum_keys, loader->file, loader->diags);
    Str *names = ARENA_ARRAY(loader->arena, Str, values->count);
    int64_t *numbers = ARENA_ARRAY(loader->arena, int64_t, values->count);
    for (size_t i = 0; i < values->count; i++) {
        names[i] = values->items[i].key->text;
        if (!str_to_int(values->items[i].value->text, &numbers[i]))
            schema_error(loader, values->items[i].value, "the number of `" STR_FMT "` is an integer",
                         STR_ARG(names[i]));
    }
    loader->enums[loader->enum_count++] = (EnumDef){
        .name = name,
        .names = names,
        .numbers = numbers,
        .count = values->count,
        .flags = schema_flag(loader, node, "flags"),
        .type = type_enum(loader->arena, name, names, values->count),
    };
}

static void parse_enums(SchemaLoader *loader, const YamlNode *enumerations)
{
    for (size_t i = 0; i < enumerations->count && enumerations->kind == YAML_MAPPING; i++)
        parse_enum(loader, enumerations->items[i].key->text, enumerations->items[i].value);
}

// --- kinds ----------------------------------------------------------------------------------------------

static const char *const subtype_keys[] = {"get",      "set",         "class", "classes", "path",
                                           "expected", "distinctive", "doc",   NULL};

static void parse_subtype(SchemaLoader *loader, Subtype *subtype, const YamlNode *node)
{
    yaml_known_keys(node, subtype_keys, loader->file, loader->diags);
    subtype->get_cmdlet = schema_text(loader, node, "get");
    subtype->set_cmdlet = schema_text(loader, node, "set");
    subtype->class_name = schema_text(loader, node, "class");
    subtype->class_count = schema_texts(loader, node, "classes", &subtype->classes);
    subtype->path = schema_text(loader, node, "path");
    subtype->expected = schema_flag(loader, node, "expected");
    subtype->distinctive_count = schema_texts(loader, node, "distinctive", &subtype->distinctive);
}

// The names of the subtypes are an enumeration too: "virtualDirectory.type".
static void parse_subtypes(SchemaLoader *loader, Kind *kind, const YamlNode *subtypes)
{
    if (!subtypes)
        return;
    if (subtypes->kind != YAML_MAPPING || subtypes->count > 32) {
        schema_error(loader, subtypes, "`subtypes` is a mapping of at most 32");
        return;
    }
    Subtype *items = ARENA_ARRAY(loader->arena, Subtype, subtypes->count);
    Str *names = ARENA_ARRAY(loader->arena, Str, subtypes->count);
    int64_t *numbers = ARENA_ARRAY(loader->arena, int64_t, subtypes->count);
    for (size_t i = 0; i < subtypes->count; i++) {
        items[i].name = names[i] = subtypes->items[i].key->text;
        numbers[i] = -1;
        if (subtypes->items[i].value->kind == YAML_MAPPING)
            parse_subtype(loader, &items[i], subtypes->items[i].value);
    }
    kind->subtypes = items;
    kind->subtype_count = subtypes->count;
    Str name = str_printf(loader->arena, STR_FMT ".type", STR_ARG(kind->name));
    kind->subtype_type = type_enum(loader->arena, name, names, subtypes->count);
    loader->enums[loader->enum_count++] = (EnumDef){name, names, numbers, subtypes->count, false, kind->subtype_type};
}

static const char *const kind_keys[] = {"kind",        "collection", "doc",       "source",    "cmdlets",
                                        "classes",     "set",        "perServer", "singleton", "identity",
                                        "distinctive", "export",     "subtypes",  "fields",    NULL};

// Everything of a kind but its fields, whose types may name other kinds.
static void parse_head(SchemaLoader *loader, Kind *kind, const YamlNode *root)
{
    yaml_known_keys(root, kind_keys, loader->file, loader->diags);
    kind->name = schema_text(loader, root, "kind");
    kind->collection = schema_text(loader, root, "collection");
    kind->doc = schema_text(loader, root, "doc");
    kind->cmdlet_count = schema_texts(loader, root, "cmdlets", &kind->cmdlets);
    kind->class_count = schema_texts(loader, root, "classes", &kind->classes);
    kind->set_cmdlet = schema_text(loader, root, "set");
    kind->per_server = schema_flag(loader, root, "perServer");
    kind->singleton = schema_flag(loader, root, "singleton");
    kind->identity_count = schema_texts(loader, root, "identity", &kind->identity);
    kind->distinctive_count = schema_texts(loader, root, "distinctive", &kind->distinctive);
    kind->export = schema_text(loader, root, "export");
    kind->class = (ObjectClass){.name = kind->name, .get = entity_class_get, .identity = entity_class_identity};
    parse_subtypes(loader, kind, schema_member(root, "subtypes"));
    if (kind->collection.n == 0)
        schema_error(loader, root, "a kind has a `collection`");
}

static void check_kind(SchemaLoader *loader, const Kind *kind, const YamlNode *root)
{
    for (size_t i = 0; i < kind->identity_count; i++)
        if (kind_field(kind, kind->identity[i]) < 0)
            schema_error(loader, schema_member(root, "identity"), "`" STR_FMT "` is no field",
                         STR_ARG(kind->identity[i]));
    for (size_t i = 0; i < kind->field_count; i++)
        for (size_t j = 0; j < kind->fields[i].writes.also_count; j++)
            if (kind_field(kind, kind->fields[i].writes.also[j]) < 0)
                schema_error(loader, schema_member(root, "fields"), "`" STR_FMT "` is no field",
                             STR_ARG(kind->fields[i].writes.also[j]));
    if (kind->subtype_count > 0 && kind_field(kind, STR("type")) < 0)
        schema_error(loader, root, "a kind with subtypes has a field `type`");
}

static void parse_kind_fields(SchemaLoader *loader, Kind *kind, const YamlNode *root)
{
    const YamlNode *fields = schema_member(root, "fields");
    if (!fields || fields->kind != YAML_MAPPING)
        schema_error(loader, root, "a kind has `fields`");
    else if (schema_parse_fields(loader, kind, fields))
        check_kind(loader, kind, root);
}

// --- files ----------------------------------------------------------------------------------------------

static size_t count_enums(const YamlNode *const *roots, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        const YamlNode *enumerations = schema_member(roots[i], "enumerations");
        total += enumerations ? enumerations->count : 1;
    }
    return total;
}

// Enumerations and sections first, then the kinds' names, then their fields.
static void parse_roots(SchemaLoader *loader, const YamlNode **roots, const EmbeddedFile *files, size_t count)
{
    loader->enums = ARENA_ARRAY(loader->arena, EnumDef, count_enums(roots, count));
    loader->kinds = ARENA_ARRAY(loader->arena, Kind, count);
    for (size_t i = 0; i < count; i++) {
        loader->file = files[i].name;
        if (schema_member(roots[i], "enumerations"))
            parse_enums(loader, schema_member(roots[i], "enumerations"));
        else if (schema_member(roots[i], "sections"))
            loader->iis = iis_schema_parse(loader->arena, roots[i], files[i].name, loader->diags);
    }
    for (size_t i = 0; i < count; i++) {
        loader->file = files[i].name;
        if (schema_member(roots[i], "kind")) {
            loader->kinds[loader->kind_count].index = (unsigned)loader->kind_count;
            parse_head(loader, &loader->kinds[loader->kind_count++], roots[i]);
        }
    }
    size_t kind = 0;
    for (size_t i = 0; i < count; i++) {
        loader->file = files[i].name;
        if (schema_member(roots[i], "kind"))
            parse_kind_fields(loader, &loader->kinds[kind++], roots[i]);
        else if (!schema_member(roots[i], "enumerations") && !schema_member(roots[i], "sections"))
            schema_error(loader, roots[i], "a schema file begins with `kind`, `enumerations` or `sections`");
    }
}

// What is exported by one command is one unit of coverage.
static unsigned number_units(SchemaLoader *loader)
{
    unsigned units = 0;
    for (size_t i = 0; i < loader->kind_count; i++) {
        Kind *kind = &loader->kinds[i];
        size_t count = kind->subtype_count > 0 ? kind->subtype_count : kind->cmdlet_count;
        kind->unit = units;
        kind->unit_count = count > 0 ? (unsigned)count : 1;
        units += kind->unit_count;
    }
    return units;
}

const Schema *schema_parse(Arena *arena, const EmbeddedFile *files, size_t count, Diags *diags)
{
    size_t errors = diags->errors;
    const YamlNode **roots = ARENA_ARRAY(arena, const YamlNode *, count);
    for (size_t i = 0; i < count; i++) {
        roots[i] = yaml_parse(arena, files[i].text, files[i].name, diags);
        if (roots[i] && roots[i]->kind != YAML_MAPPING)
            diag_add(diags, (Diag){DIAG_ERROR, "schema", roots[i]->origin, files[i].name,
                                   STR("a schema file is a mapping"), STR(""), STR("")});
    }
    SchemaLoader loader = {.arena = arena, .diags = diags};
    if (diags->errors == errors)
        parse_roots(&loader, roots, files, count);
    if (diags->errors > errors)
        return NULL;
    Schema *schema = ARENA_NEW(arena, Schema);
    unsigned units = number_units(&loader);
    *schema = (Schema){loader.kinds, loader.kind_count, loader.enums, loader.enum_count, loader.iis, units};
    return schema;
}

const Schema *schema_load(Arena *arena)
{
    Diags diags = diags_new(arena);
    const Schema *schema = schema_parse(arena, embedded_schemas, embedded_schemas_count, &diags);
    if (schema)
        return schema;
    Diag first = diags.items[0];
    die(str_printf(arena, "built-in schema: " STR_FMT ":%u:%u: " STR_FMT, STR_ARG(first.file), first.origin.line,
                   first.origin.column, STR_ARG(first.message))
            .p);
}
