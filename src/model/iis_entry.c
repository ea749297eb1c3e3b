// Configuration files as flat entries, for the model document: written by iis_entries, read back by iis_build.
#include "model/iis_file.h"

static const char *const row_ops[IIS_ROW_KINDS] = {"set",
                                                   "add",
                                                   "remove",
                                                   "clear",
                                                   "item",
                                                   "lockAttributes",
                                                   "lockAllAttributesExcept",
                                                   "lockElements",
                                                   "lockAllElementsExcept",
                                                   "lockItem",
                                                   "source",
                                                   "refused"};
static const char *const mapping_ops[IIS_MAPPING_KINDS] = {"site",    "application", "virtualDirectory", "subDirConfig",
                                                           "binding", "default",     "default"};
static const char *const file_kinds[] = {"applicationHost", "webConfig", "redirection"};
static const char *const modes[] = {"Inherit", "Allow", "Deny"};

// --- writing ----------------------------------------------------------------------------------------

typedef struct Writer {
    const IisFile *file;
    Arena *scratch;
    void (*entry)(void *context, const IisEntry *entry);
    void *context;
} Writer;

static void put(const Writer *writer, const char *op, Str name, Str value, uint32_t line, uint32_t column)
{
    IisEntry entry = {str(op), name, value, line, column};
    writer->entry(writer->context, &entry);
}

// "extendedProtection", "" for the section itself.
static Str element_path(Arena *arena, const IisElement *element)
{
    Str path = STR("");
    for (; element->parent != NULL; element = element->parent)
        path =
            path.n == 0 ? element->name : str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(element->name), STR_ARG(path));
    return path;
}

static Str attribute_path(Arena *arena, const IisElement *owner, Str name)
{
    Str path = element_path(arena, owner);
    return path.n == 0 ? name : str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(path), STR_ARG(name));
}

static void put_row(const Writer *writer, const IisRow *row, const IisElement **item)
{
    const IisSchema *schema = writer->file->schema;
    bool encrypted = (row->flags & IIS_ROW_ENCRYPTED) != 0;
    const char *op = row_ops[row->kind];
    Str name;
    if (row->kind == IIS_ROW_SET) {
        name = attribute_path(writer->scratch, schema->owners[row->what], schema->attributes[row->what]->name);
        op = encrypted ? "setEncrypted" : op;
    } else if (row->kind == IIS_ROW_ITEM && *item != NULL) {
        name = (*item)->collection->attributes[row->what].name;
        op = encrypted ? "itemEncrypted" : op;
    } else {
        *item = schema->elements[row->what];
        name = element_path(writer->scratch, *item);
        op = (row->flags & IIS_ROW_LOCKED) != 0 ? "addLocked" : op;
    }
    put(writer, op, name, iis_row_text(writer->file, row), row->line, row->column);
}

static void put_location(const Writer *writer, size_t index)
{
    const IisFile *file = writer->file;
    const IisLocation *location = &file->locations[index];
    if (index > 0) {
        Str value = str_printf(writer->scratch, "%s%s", modes[location->mode], location->here_only ? " noInherit" : "");
        put(writer, "location", location->path, value, location->line, location->column);
    }
    for (uint32_t i = location->first; i < location->first + location->count; i++) {
        const IisSectionUse *use = &file->uses[i];
        const IisElement *item = NULL;
        put(writer, "section", file->schema->sections[use->section].path, STR(""), use->line, use->column);
        for (uint32_t j = use->first; j < use->first + use->count; j++)
            put_row(writer, &file->rows[j], &item);
    }
}

static void put_declaration(const Writer *writer, size_t section)
{
    const IisDeclaration *declaration = &writer->file->declarations[section];
    Str value = str_printf(writer->scratch, "%s%s", declaration->deny ? "Deny" : "Allow",
                           declaration->app_host_only ? " AppHostOnly" : "");
    if (declaration->line > 0)
        put(writer, "declare", writer->file->schema->sections[section].path, value, declaration->line,
            declaration->column);
}

static Str mapping_name(const Writer *writer, const IisMapping *mapping)
{
    const char *site = mapping->name[0] == '\0' ? "" : "site.";
    if (mapping->kind == IIS_MAP_DEFAULT_POOL)
        return str_printf(writer->scratch, "%sapplicationPool", site);
    if (mapping->kind == IIS_MAP_DEFAULT_SUB_DIR_CONFIG)
        return str_printf(writer->scratch, "%ssubDirConfig", site);
    return str(mapping->name);
}

void iis_entries(const IisFile *file, Arena *scratch, void (*entry)(void *context, const IisEntry *entry),
                 void *context)
{
    Writer writer = {file, scratch, entry, context};
    Str flags = str_printf(scratch, "%s%s%s%s", file->damaged ? " damaged" : "", file->fragment ? " fragment" : "",
                           file->config_sections ? " configSections" : "", file->redirected ? " redirected" : "");
    put(&writer, "file", str(file_kinds[file->kind]), str_trim(flags), 1, 1);
    for (size_t i = 0; i < file->schema->section_count; i++)
        put_declaration(&writer, i);
    for (size_t i = 0; i < file->mapping_count; i++) {
        const IisMapping *mapping = &file->mappings[i];
        put(&writer, mapping_ops[mapping->kind], mapping_name(&writer, mapping), str(mapping->value), mapping->line,
            mapping->column);
    }
    for (size_t i = 0; i < file->location_count; i++)
        put_location(&writer, i);
}

// --- reading ----------------------------------------------------------------------------------------

// Whether `word` is one of the words of `text`.
static bool has_word(Str text, const char *word)
{
    while (text.n > 0) {
        size_t blank = str_find(text, STR(" "));
        if (str_eq(blank == (size_t)-1 ? text : str_slice(text, 0, blank), str(word)))
            return true;
        text = blank == (size_t)-1 ? STR("") : str_slice(text, blank + 1, text.n);
    }
    return false;
}

// Position of `name` among `count` names, or -1.
static int position(Str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(name, str(names[i])))
            return (int)i;
    return -1;
}

static bool build_file(IisBuilder *builder, const IisEntry *entry)
{
    IisFile *file = iis_builder_file(builder);
    int kind = position(entry->name, file_kinds, sizeof file_kinds / sizeof *file_kinds);
    if (kind < 0)
        return false;
    file->kind = (IisFileKind)kind;
    file->damaged = has_word(entry->value, "damaged");
    file->fragment = has_word(entry->value, "fragment");
    file->config_sections = has_word(entry->value, "configSections");
    file->redirected = has_word(entry->value, "redirected");
    return true;
}

static bool build_mapping(IisBuilder *builder, const IisEntry *entry, IisMappingKind kind)
{
    Str name = entry->name;
    if (kind == IIS_MAP_DEFAULT_POOL) { // the first of the two kinds that are written "default"
        kind = str_ends(name, STR("subDirConfig")) ? IIS_MAP_DEFAULT_SUB_DIR_CONFIG : kind;
        name = str_starts(name, STR("site.")) ? STR("site") : STR("");
    }
    iis_builder_map(builder, kind, name, entry->value, (Origin){0, entry->line, entry->column});
    return true;
}

// The element that a dotted path below the present section names; NULL: none.
static const IisElement *find_element(const IisBuilder *builder, Str path)
{
    int section = iis_builder_present(builder);
    const IisElement *element = section < 0 ? NULL : iis_builder_schema(builder)->sections[section].element;
    while (element != NULL && path.n > 0) {
        size_t dot = str_find(path, STR("."));
        int child = iis_child(element, dot == (size_t)-1 ? path : str_slice(path, 0, dot));
        path = dot == (size_t)-1 ? STR("") : str_slice(path, dot + 1, path.n);
        element = child < 0 ? NULL : element->children[child];
    }
    return element;
}

static IisRow entry_row(const IisEntry *entry, IisRowKind kind, uint16_t what, uint8_t flags)
{
    return (IisRow){.line = entry->line, .column = entry->column, .what = what, .kind = (uint8_t)kind, .flags = flags};
}

static bool build_set(IisBuilder *builder, const IisEntry *entry, uint8_t flags)
{
    Str name = entry->name;
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    const IisElement *element = find_element(builder, str_slice(name, 0, dot > 0 ? dot - 1 : 0));
    int attribute = element == NULL ? -1 : iis_attribute(element, str_slice(name, dot, name.n));
    if (attribute < 0)
        return false;
    iis_builder_row(builder, entry_row(entry, IIS_ROW_SET, element->attributes[attribute].id, flags), entry->value);
    return true;
}

static bool build_item(IisBuilder *builder, const IisEntry *entry, uint8_t flags)
{
    const IisElement *element = iis_builder_item(builder);
    int attribute = element == NULL ? -1 : iis_item_attribute(element->collection, entry->name);
    if (attribute < 0)
        return false;
    iis_builder_row(builder, entry_row(entry, IIS_ROW_ITEM, (uint16_t)attribute, flags), entry->value);
    return true;
}

static bool build_row(IisBuilder *builder, const IisEntry *entry, IisRowKind kind, uint8_t flags)
{
    const IisElement *element = find_element(builder, entry->name);
    bool directive = kind == IIS_ROW_ADD || kind == IIS_ROW_REMOVE || kind == IIS_ROW_CLEAR;
    if (element == NULL || (directive && element->collection == NULL))
        return false;
    iis_builder_row(builder, entry_row(entry, kind, element->id, flags), entry->value);
    return true;
}

static bool build_in_section(IisBuilder *builder, const IisEntry *entry)
{
    if (str_eq(entry->op, STR("setEncrypted")))
        return build_set(builder, entry, IIS_ROW_ENCRYPTED);
    if (str_eq(entry->op, STR("itemEncrypted")))
        return build_item(builder, entry, IIS_ROW_ENCRYPTED);
    if (str_eq(entry->op, STR("addLocked")))
        return build_row(builder, entry, IIS_ROW_ADD, IIS_ROW_LOCKED);
    int kind = position(entry->op, row_ops, IIS_ROW_KINDS);
    if (kind == IIS_ROW_SET)
        return build_set(builder, entry, 0);
    if (kind == IIS_ROW_ITEM)
        return build_item(builder, entry, 0);
    return kind >= 0 && build_row(builder, entry, (IisRowKind)kind, 0);
}

static bool build_declaration(IisBuilder *builder, const IisEntry *entry)
{
    int section = iis_section_by_path(iis_builder_schema(builder), entry->name);
    IisDeclaration declaration = {entry->line, entry->column, has_word(entry->value, "Deny"),
                                  has_word(entry->value, "AppHostOnly")};
    if (section >= 0)
        iis_builder_declare(builder, (unsigned)section, declaration);
    return section >= 0;
}

static bool build_location(IisBuilder *builder, const IisEntry *entry)
{
    IisMode mode = has_word(entry->value, "Deny")    ? IIS_MODE_DENY
                   : has_word(entry->value, "Allow") ? IIS_MODE_ALLOW
                                                     : IIS_MODE_INHERIT;
    iis_builder_location(builder, entry->name, mode, has_word(entry->value, "noInherit"),
                         (Origin){0, entry->line, entry->column});
    return true;
}

bool iis_build(IisBuilder *builder, const IisEntry *entry)
{
    if (str_eq(entry->op, STR("file")))
        return build_file(builder, entry);
    if (str_eq(entry->op, STR("declare")))
        return build_declaration(builder, entry);
    if (str_eq(entry->op, STR("location")))
        return build_location(builder, entry);
    if (str_eq(entry->op, STR("section"))) {
        int section = iis_section_by_path(iis_builder_schema(builder), entry->name);
        if (section >= 0)
            iis_builder_section(builder, (unsigned)section, (Origin){0, entry->line, entry->column});
        return section >= 0;
    }
    int mapping = position(entry->op, mapping_ops, IIS_MAPPING_KINDS);
    return mapping >= 0 ? build_mapping(builder, entry, (IisMappingKind)mapping) : build_in_section(builder, entry);
}
