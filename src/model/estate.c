#include "model/estate.h"

const char *input_state_name(InputState state)
{
    switch (state) {
    case INPUT_READ:
        return "read";
    case INPUT_UNUSED:
        return "unused";
    case INPUT_IGNORED:
        return "ignored";
    case INPUT_DAMAGED:
        return "damaged";
    }
    return "";
}

const char *server_from_name(ServerFrom from)
{
    switch (from) {
    case FROM_NOTHING:
        return "none";
    case FROM_RECORD:
        return "record";
    case FROM_OPTION:
        return "option";
    case FROM_MANIFEST:
        return "manifest";
    case FROM_PATH:
        return "path";
    case FROM_FOLDER_RECORDS:
        return "folder";
    case FROM_GUESS:
        return "guessed";
    }
    return "";
}

static const Entity *organization_of(const Entity *entity)
{
    return entity->organization ? entity->organization : entity;
}

Value estate_collection(const Estate *estate, const Entity *organization, const Kind *kind)
{
    size_t index = 0;
    while (estate->organizations.items[index] != organization)
        index++;
    return estate->collections[index * estate->schema->kind_count + kind->index];
}

EntityList estate_entities(Arena *arena, const Estate *estate, const Entity *organization, const Kind *kind)
{
    (void)arena; // they stand together, because everything is sorted by organization first
    EntityList list = estate->by_kind[kind->index];
    size_t start = 0, end;
    while (start < list.count && organization_of(list.items[start]) != organization)
        start++;
    for (end = start; end < list.count && organization_of(list.items[end]) == organization;)
        end++;
    return (EntityList){list.items + start, end - start};
}

const Entity *estate_find(const Estate *estate, Str id)
{
    for (size_t i = 0; i < estate->all.count; i++)
        if (str_eq_fold(estate->all.items[i]->id, id))
            return estate->all.items[i];
    return NULL;
}

Str entity_organization_key(const Entity *entity)
{
    const Entity *organization = organization_of(entity);
    int key = kind_field(organization->kind, STR("key"));
    Value v = key >= 0 ? organization->fields[key] : value_null();
    return v.kind == VALUE_STRING ? *v.as.text : STR("");
}
