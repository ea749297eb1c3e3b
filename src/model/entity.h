// Entities: the things of the estate in the normal form, each an object whose fields the schema declares.
#ifndef EXAUDIT_MODEL_ENTITY_H
#define EXAUDIT_MODEL_ENTITY_H

#include "model/schema.h"

typedef struct Entity Entity;
struct Entity {
    Object object; // object.class is &kind->class: an entity is a value for expressions
    const Kind *kind;
    int subtype;                // index in kind->subtypes, or -1
    bool seen;                  // some record or file showed it (false: only expected)
    Str id;                     // "virtualDirectory:EX01/Default Web Site/owa"
    const Entity *organization; // NULL only for organizations
    const Entity *server;       // NULL when it belongs to none
    Value *fields;              // kind->field_count values; see entity_field
    Value (*compute)(const Entity *entity, unsigned index, Arena *arena); // not NULL: instead of `fields`
};

// The value of a field: known, null, unknown with reasons, or the error "no such field" when the entity's subtype has
// none.
Value entity_field(const Entity *entity, unsigned index, Arena *arena);
Value entity_get(const Entity *entity, Str name, Arena *arena);
// Whether the entity's subtype has the field.
bool entity_has(const Entity *entity, unsigned index);

// The ObjectClass functions of every kind's class.
Value entity_class_get(const Object *object, unsigned index, Arena *arena);
Str entity_class_identity(const Object *object);

#endif
