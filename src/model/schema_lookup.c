// Looking things up in the schema.
#include "model/schema_internal.h"

const Kind *schema_kind(const Schema *schema, Str name)
{
    for (size_t i = 0; i < schema->kind_count; i++)
        if (str_eq(schema->kinds[i].name, name))
            return &schema->kinds[i];
    return NULL;
}

const Kind *schema_collection(const Schema *schema, Str collection)
{
    for (size_t i = 0; i < schema->kind_count; i++)
        if (str_eq(schema->kinds[i].collection, collection))
            return &schema->kinds[i];
    return NULL;
}

const EnumDef *schema_enum(const Schema *schema, Str name)
{
    for (size_t i = 0; i < schema->enum_count; i++)
        if (str_eq(schema->enums[i].name, name))
            return &schema->enums[i];
    return NULL;
}

int enum_find(const EnumDef *enumeration, Str name)
{
    for (size_t i = 0; i < enumeration->count; i++)
        if (enumeration->names[i].n == name.n && str_eq_fold(enumeration->names[i], name))
            return (int)i;
    return -1;
}

int kind_field(const Kind *kind, Str name)
{
    for (size_t i = 0; i < kind->field_count; i++)
        if (str_eq(kind->fields[i].name, name))
            return (int)i;
    return -1;
}

static bool field_is_called(const Field *field, Str name)
{
    if (str_eq(field->name, name) || str_eq_fold(field->name, name))
        return true;
    for (size_t i = 0; i < field->alias_count; i++)
        if (str_eq_fold(field->aliases[i], name))
            return true;
    return false;
}

int kind_property(const Kind *kind, Str property)
{
    if (kind->slot_count == 0)
        return -1;
    size_t mask = kind->slot_count - 1;
    for (size_t at = schema_hash(property) & mask; kind->slots[at] != 0; at = (at + 1) & mask)
        if (field_is_called(&kind->fields[kind->slots[at] - 1], property))
            return kind->slots[at] - 1;
    return -1;
}

int kind_subtype(const Kind *kind, Str name)
{
    for (size_t i = 0; i < kind->subtype_count; i++)
        if (str_eq(kind->subtypes[i].name, name))
            return (int)i;
    return -1;
}

static bool is_separator(char c)
{
    return c == '.' || c == '+' || c == '#' || c == '/' || c == '\\';
}

// "Deserialized.Selected.A.B.C`1[[…]]" → "C"; "…CimInstance#root/cimv2/Win32_Service" → "Win32_Service".
Str schema_class_name(Str type_name)
{
    size_t end = 0, start = 0;
    while (end < type_name.n && type_name.p[end] != '`' && type_name.p[end] != '[')
        end++;
    for (size_t i = 0; i < end; i++)
        if (is_separator(type_name.p[i]))
            start = i + 1;
    return str_slice(type_name, start, end);
}

static bool among(const Str *names, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(names[i], name))
            return true;
    return false;
}

static bool subtype_is_class(const Subtype *subtype, Str name)
{
    return (subtype->class_name.n > 0 && str_eq_fold(subtype->class_name, name)) ||
           among(subtype->classes, subtype->class_count, name);
}

const Kind *schema_by_class(const Schema *schema, Str type_name, int *subtype)
{
    Str name = schema_class_name(type_name);
    *subtype = -1;
    if (name.n == 0)
        return NULL;
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        for (size_t j = 0; j < kind->subtype_count; j++)
            if (subtype_is_class(&kind->subtypes[j], name)) {
                *subtype = (int)j;
                return kind;
            }
        if (among(kind->classes, kind->class_count, name))
            return kind;
    }
    return NULL;
}

const Kind *schema_by_cmdlet(const Schema *schema, Str cmdlet, int *subtype)
{
    *subtype = -1;
    if (cmdlet.n == 0)
        return NULL;
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        for (size_t j = 0; j < kind->subtype_count; j++)
            if (str_eq_fold(kind->subtypes[j].get_cmdlet, cmdlet)) {
                *subtype = (int)j;
                return kind;
            }
        if (among(kind->cmdlets, kind->cmdlet_count, cmdlet))
            return kind;
    }
    return NULL;
}

Str schema_export_command(Arena *arena, const Kind *kind, int subtype)
{
    Str cmdlet = STR("");
    if (subtype >= 0)
        cmdlet = kind->subtypes[subtype].get_cmdlet;
    else if (kind->export.n > 0)
        return kind->export;
    else if (kind->cmdlet_count > 0)
        cmdlet = kind->cmdlets[0];
    else if (kind->subtype_count > 0)
        cmdlet = kind->subtypes[0].get_cmdlet;
    if (!str_starts_fold(cmdlet, STR("Get-")))
        return cmdlet;
    return str_printf(arena, STR_FMT " | Export-Clixml " STR_FMT ".xml", STR_ARG(cmdlet), (int)cmdlet.n - 4,
                      cmdlet.p + 4);
}
