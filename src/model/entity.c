#include "model/entity.h"

bool entity_has(const Entity *entity, unsigned index)
{
    return entity->subtype < 0 || (entity->kind->fields[index].subtypes >> entity->subtype & 1) != 0;
}

Value entity_field(const Entity *entity, unsigned index, Arena *arena)
{
    if (!entity_has(entity, index))
        return object_no_field(arena, &entity->kind->class, entity->kind->fields[index].name);
    return entity->compute ? entity->compute(entity, index, arena) : entity->fields[index];
}

Value entity_get(const Entity *entity, Str name, Arena *arena)
{
    int index = kind_field(entity->kind, name);
    if (index < 0)
        return object_no_field(arena, &entity->kind->class, name);
    return entity_field(entity, (unsigned)index, arena);
}

// An entity begins with its Object.
static const Entity *entity_of(const Object *object)
{
    return (const Entity *)(const void *)object;
}

Value entity_class_get(const Object *object, unsigned index, Arena *arena)
{
    return entity_field(entity_of(object), index, arena);
}

Str entity_class_identity(const Object *object)
{
    return entity_of(object)->id;
}
