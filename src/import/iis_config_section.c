// Sections of IIS configuration files: attributes, collections and locks become rows.
#include "import/iis_config.h"

static bool is_true(Str text)
{
    return str_eq_fold(str_trim(text), STR("true"));
}

// The kind of row of an attribute that locks, or -1.
static int lock_of(const char *name, Str value)
{
    if (name[0] != 'l' || strncmp(name, "lock", 4) != 0)
        return -1;
    if (strcmp(name, "lockAttributes") == 0)
        return IIS_ROW_LOCK_ATTRIBUTES;
    if (strcmp(name, "lockAllAttributesExcept") == 0)
        return IIS_ROW_LOCK_ATTRIBUTES_EXCEPT;
    if (strcmp(name, "lockElements") == 0)
        return IIS_ROW_LOCK_ELEMENTS;
    if (strcmp(name, "lockAllElementsExcept") == 0)
        return IIS_ROW_LOCK_ELEMENTS_EXCEPT;
    return strcmp(name, "lockItem") == 0 && is_true(value) ? IIS_ROW_LOCK_ITEM : -1;
}

static IisRow row_at(Origin origin, IisRowKind kind, uint16_t what)
{
    return (IisRow){.line = origin.line, .column = origin.column, .what = what, .kind = (uint8_t)kind};
}

static bool is_unread(Str names, Str name)
{
    while (names.n > 0) {
        size_t blank = str_find(names, STR(" "));
        if (str_eq(blank == (size_t)-1 ? names : str_slice(names, 0, blank), name))
            return true;
        names = blank == (size_t)-1 ? STR("") : str_slice(names, blank + 1, names.n);
    }
    return false;
}

// A name that the schema does not have: IIS refuses one that differs from a known one only in its case; about others it
// may know more than we do.
static void take_unknown_name(IisConfig *config, const IisElement *element, const char *name, bool near, Origin origin)
{
    if (near)
        iis_builder_row(config->builder, row_at(origin, IIS_ROW_REFUSED, element->id), str(name));
    else if (!is_unread(element->unread, str(name)) && config->strange++ < MAX_STRANGE)
        (void)diag_input(config->diags, DIAG_WARNING, "unknownSetting", origin,
                         STR_FMT ": %s is not known in this section and not read", STR_ARG(element->name), name);
}

static bool near_attribute(const IisElement *element, const char *name)
{
    for (size_t i = 0; i < element->attribute_count; i++)
        if (str_eq_fold(element->attributes[i].name, str(name)))
            return true;
    return false;
}

static bool near_item_attribute(const IisCollection *collection, const char *name)
{
    for (size_t i = 0; i < collection->count; i++)
        if (str_eq_fold(collection->attributes[i].name, str(name)))
            return true;
    return false;
}

static bool near_element(const IisElement *element, const char *name)
{
    const IisCollection *collection = element->collection;
    for (size_t i = 0; i < element->child_count; i++)
        if (str_eq_fold(element->children[i]->name, str(name)))
            return true;
    return collection != NULL &&
           (str_eq_fold(collection->add, str(name)) || str_eq_fold(collection->remove, str(name)) ||
            str_eq_fold(collection->clear, str(name)));
}

// What stands on any element and no schema lists.
static bool is_general(const char *name)
{
    return strncmp(name, "lock", 4) == 0 || strncmp(name, "xmlns", 5) == 0 || strcmp(name, "configSource") == 0;
}

static void take_attribute(IisConfig *config, const XmlTag *tag, unsigned index, const IisElement *element)
{
    const char *name = xml_attribute_name(tag, index);
    int attribute = iis_attribute(element, str(name));
    if (attribute >= 0) {
        Origin origin = xml_attribute_origin(config->xml, tag, index);
        const IisAttribute *known = &element->attributes[attribute];
        iis_builder_value(config->builder, row_at(origin, IIS_ROW_SET, known->id), known,
                          xml_attribute_value(tag, index));
        return;
    }
    int lock = lock_of(name, xml_attribute_value(tag, index));
    bool source = element->parent == NULL && strcmp(name, "configSource") == 0;
    Origin origin = xml_attribute_origin(config->xml, tag, index);
    if (lock < 0 && !source) {
        if (!is_general(name))
            take_unknown_name(config, element, name, near_attribute(element, name), origin);
        return;
    }
    iis_builder_row(config->builder, row_at(origin, source ? IIS_ROW_SOURCE : (IisRowKind)lock, element->id),
                    xml_attribute_value(tag, index));
}

bool iis_config_near_section(IisConfig *config, const XmlTag *tag, int group)
{
    bool found = false;
    for (unsigned i = 0; i < config->schema->section_count; i++) {
        const IisSection *section = &config->schema->sections[i];
        if (section->group != group || !str_eq_fold(section->name, str(tag->name)))
            continue;
        found = true;
        iis_builder_section(config->builder, i, xml_origin(config->xml));
        take_unknown_name(config, section->element, tag->name, true, xml_origin(config->xml));
    }
    return found;
}

static void open_element(IisConfig *config, const XmlTag *tag, const IisElement *element)
{
    for (unsigned i = 0; i < tag->count; i++)
        if (xml_attribute_prefix(tag, i) == NULL)
            take_attribute(config, tag, i, element);
    iis_config_open(config, (IisFrame){.place = PLACE_ELEMENT, .element = element});
}

void iis_config_section(IisConfig *config, const XmlTag *tag, unsigned section)
{
    iis_builder_section(config->builder, section, xml_origin(config->xml));
    open_element(config, tag, config->schema->sections[section].element);
}

// What the attributes of an item are: positions in the collection, -1 for unknown ones. More attributes than this are
// unknown ones.
enum { MAX_ITEM_ATTRIBUTES = 32 };

typedef struct ItemTag {
    int known[MAX_ITEM_ATTRIBUTES];
    unsigned count;
    int key; // attribute of the tag that is the only key, or -1
    bool locked;
} ItemTag;

static ItemTag look_at(const XmlTag *tag, const IisCollection *collection)
{
    ItemTag item = {.count = tag->count < MAX_ITEM_ATTRIBUTES ? tag->count : MAX_ITEM_ATTRIBUTES, .key = -1};
    for (unsigned i = 0; i < item.count; i++) {
        const char *name = xml_attribute_name(tag, i);
        item.known[i] = xml_attribute_prefix(tag, i) == NULL ? iis_item_attribute(collection, str(name)) : -1;
        if (item.known[i] >= 0 && item.known[i] == collection->single_key)
            item.key = (int)i;
        else if (item.known[i] < 0 && lock_of(name, STR("true")) == IIS_ROW_LOCK_ITEM)
            item.locked = is_true(xml_attribute_value(tag, i));
    }
    return item;
}

// An item's row, with the key when it is one attribute, and rows for its other attributes; of what is removed only the
// key counts.
static void take_item(IisConfig *config, const XmlTag *tag, const IisElement *element, IisRowKind kind)
{
    const IisCollection *collection = element->collection;
    IisRow row = row_at(xml_origin(config->xml), kind, element->id);
    if (kind == IIS_ROW_CLEAR) {
        iis_builder_row(config->builder, row, STR(""));
        return;
    }
    ItemTag item = look_at(tag, collection);
    row.flags = item.locked && kind == IIS_ROW_ADD ? IIS_ROW_LOCKED : 0;
    if (item.key >= 0)
        iis_builder_value(config->builder, row, &collection->attributes[collection->single_key],
                          xml_attribute_value(tag, (unsigned)item.key));
    else
        iis_builder_row(config->builder, row, STR(""));
    for (unsigned i = 0; i < item.count; i++) {
        const IisAttribute *attribute =
            item.known[i] < 0 || (int)i == item.key ? NULL : &collection->attributes[item.known[i]];
        if (attribute == NULL || (kind == IIS_ROW_REMOVE && !attribute->key))
            continue;
        Origin origin = xml_attribute_origin(config->xml, tag, i);
        iis_builder_value(config->builder, row_at(origin, IIS_ROW_ITEM, (uint16_t)item.known[i]), attribute,
                          xml_attribute_value(tag, i));
    }
    for (unsigned i = 0; i < item.count; i++)
        if (item.known[i] < 0 && near_item_attribute(collection, xml_attribute_name(tag, i)))
            take_unknown_name(config, element, xml_attribute_name(tag, i), true,
                              xml_attribute_origin(config->xml, tag, i));
}

static bool is_directive(Str directive, const char *name)
{
    return directive.n > 0 && strcmp(directive.p, name) == 0;
}

void iis_config_element(IisConfig *config, const XmlTag *tag, const IisElement *parent)
{
    const IisCollection *collection = parent->collection;
    int child = iis_child(parent, str(tag->name));
    if (child >= 0) {
        open_element(config, tag, parent->children[child]);
        return;
    }
    if (collection != NULL && is_directive(collection->add, tag->name))
        take_item(config, tag, parent, IIS_ROW_ADD);
    else if (collection != NULL && is_directive(collection->remove, tag->name))
        take_item(config, tag, parent, IIS_ROW_REMOVE);
    else if (collection != NULL && is_directive(collection->clear, tag->name))
        take_item(config, tag, parent, IIS_ROW_CLEAR);
    else
        take_unknown_name(config, parent, tag->name, near_element(parent, tag->name), xml_origin(config->xml));
    xml_skip(config->xml);
}
