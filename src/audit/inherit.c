#include "audit/inherit.h"

// Whether one of the levels is this one, or is unknown and might be.
static bool speaks(const IisLevel *levels, size_t count, Str level)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(levels[i].level, level) || value_is(levels[i].value, VALUE_UNKNOWN))
            return true;
    return false;
}

// Whether the level sets something of the object at `path` ("access", "windowsAuthentication.extendedProtection").
// NOLINTNEXTLINE(misc-no-recursion): nesting of the IIS schema
static bool sets_any(const Object *settings, const ObjectClass *class, Str path, Str level, Arena *arena)
{
    for (size_t i = 0; i < class->count; i++) {
        const ObjectField *field = &class->fields[i];
        Str name = str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(path), STR_ARG(field->name));
        const IisLevel *levels;
        size_t count = iis_chain(settings, name, arena, &levels);
        if (speaks(levels, count, level))
            return true;
        if (count == 0 && field->type->kind == TYPE_OBJECT &&
            sets_any(settings, field->type->class, name, level, arena))
            return true;
    }
    return false;
}

Inherit inherit_of(const Object *settings, Str setting, Str level, Arena *arena, Str *from)
{
    const IisLevel *levels;
    size_t count = iis_chain(settings, setting, arena, &levels);
    if (count == 0)
        return INHERIT_NO;
    *from = levels[0].level;
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(levels[i].level, level))
            return INHERIT_NO;
    size_t dot = str_find(setting, STR("."));
    Str section = str_slice(setting, 0, dot == (size_t)-1 ? setting.n : dot);
    int field = object_field(settings->class, section);
    if (field < 0 || settings->class->fields[field].type->kind != TYPE_OBJECT)
        return INHERIT_SHARED;
    return sets_any(settings, settings->class->fields[field].type->class, section, level, arena) ? INHERIT_SHARED
                                                                                                 : INHERIT_ALL;
}
