// Names of the IIS schema: sections, elements, attributes, settings.
#include "model/iis_schema.h"

const ObjectClass *iis_settings_class(const IisSchema *schema)
{
    return &schema->settings;
}

IisMemberKind iis_member(const IisElement *element, unsigned field, size_t *index)
{
    *index = field;
    if (field < element->attribute_count)
        return IIS_MEMBER_ATTRIBUTE;
    *index = field - element->attribute_count;
    return *index < element->child_count ? IIS_MEMBER_ELEMENT : IIS_MEMBER_COLLECTION;
}

// Equality for many unequal short names.
static inline bool same(Str a, Str b)
{
    return a.n == b.n && a.n > 0 && a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0;
}

int iis_section_in(const IisSchema *schema, int group, Str name)
{
    for (size_t i = 0; i < schema->section_count; i++)
        if (schema->sections[i].group == group && same(schema->sections[i].name, name))
            return (int)i;
    return -1;
}

int iis_group_in(const IisSchema *schema, int group, Str name)
{
    for (size_t i = 0; i < schema->group_count; i++)
        if (schema->groups[i].parent == group && same(schema->groups[i].name, name))
            return (int)i;
    return -1;
}

int iis_section_by_path(const IisSchema *schema, Str path)
{
    for (size_t i = 0; i < schema->section_count; i++)
        if (str_eq(schema->sections[i].path, path))
            return (int)i;
    return -1;
}

int iis_section_by_name(const IisSchema *schema, Str name)
{
    for (size_t i = 0; i < schema->section_count; i++)
        if (str_eq(schema->sections[i].name, name))
            return (int)i;
    return -1;
}

int iis_child(const IisElement *element, Str name)
{
    for (size_t i = 0; i < element->child_count; i++)
        if (same(element->children[i]->name, name))
            return (int)i;
    return -1;
}

int iis_attribute(const IisElement *element, Str name)
{
    for (size_t i = 0; i < element->attribute_count; i++)
        if (same(element->attributes[i].name, name))
            return (int)i;
    return -1;
}

int iis_item_attribute(const IisCollection *collection, Str name)
{
    for (size_t i = 0; i < collection->count; i++)
        if (same(collection->attributes[i].name, name))
            return (int)i;
    return -1;
}

// The part before the first dot of *rest, which then holds what follows it.
static Str next_part(Str *rest)
{
    size_t dot = str_find(*rest, STR("."));
    Str part = dot == (size_t)-1 ? *rest : str_slice(*rest, 0, dot);
    *rest = dot == (size_t)-1 ? STR("") : str_slice(*rest, dot + 1, rest->n);
    return part;
}

bool iis_setting(const IisSchema *schema, Str setting, IisSetting *out)
{
    int section = iis_section_by_name(schema, next_part(&setting));
    if (section < 0)
        return false;
    const IisElement *element = schema->sections[section].element;
    while (setting.n > 0) {
        Str part = next_part(&setting);
        int child = iis_child(element, part);
        if (child >= 0) {
            element = element->children[child];
            continue;
        }
        int attribute = iis_attribute(element, part);
        bool collection = element->collection != NULL && !element->list && str_eq(element->collection->field, part);
        *out = (IisSetting){element, attribute < 0 ? NULL : &element->attributes[attribute]};
        return setting.n == 0 && (attribute >= 0 || collection);
    }
    *out = (IisSetting){element, NULL};
    return element->list;
}

bool iis_setting_section(const IisSchema *schema, Str setting, Str *section, Str *attribute)
{
    IisSetting found;
    if (!iis_setting(schema, setting, &found))
        return false;
    (void)next_part(&setting);
    *section = schema->sections[found.element->section].path;
    *attribute = setting;
    return true;
}
