// Settings as objects: a section or element is an object that remembers where it was asked for; its leaves resolve when
// they are read.
#include "model/iis_walk.h"

typedef struct ElementObject {
    Object object;
    const IisSettings *settings;
    const IisElement *element;
} ElementObject;

typedef struct ItemObject {
    Object object;
    const IisCollection *collection;
    const IisFile *file;
    uint32_t row;
} ItemObject;

static Value element_object(const IisSettings *settings, const IisElement *element, Arena *arena)
{
    ElementObject *object = ARENA_NEW(arena, ElementObject);
    *object = (ElementObject){{&element->class}, settings, element};
    return value_object(&object->object);
}

Value iis_settings_get(const Object *object, unsigned index, Arena *arena)
{
    const IisSettings *settings = (const IisSettings *)(const void *)object;
    return element_object(settings, settings->server->schema->sections[index].element, arena);
}

Value iis_element_get(const Object *object, unsigned index, Arena *arena)
{
    const ElementObject *self = (const ElementObject *)(const void *)object;
    const IisElement *element = self->element;
    IisSetting setting = {element, NULL};
    size_t member = 0;
    switch (iis_member(element, index, &member)) {
    case IIS_MEMBER_ATTRIBUTE:
        setting.attribute = &element->attributes[member];
        break;
    case IIS_MEMBER_ELEMENT:
        if (!element->children[member]->list)
            return element_object(self->settings, element->children[member], arena);
        setting.element = element->children[member];
        break;
    case IIS_MEMBER_COLLECTION:
        break;
    }
    return iis_resolve(self->settings->server, self->settings->node, setting, arena);
}

static Value item_value(const IisFile *file, uint32_t item, const IisCollection *collection, size_t attribute,
                        Arena *arena)
{
    const IisRow *row;
    Str text = iis_item_text(file, item, collection, attribute, &row);
    if (row == NULL)
        return collection->attributes[attribute].initial;
    Origin origin = iis_row_origin(file, row);
    if ((row->flags & IIS_ROW_ENCRYPTED) != 0)
        return value_at(value_unknown_because(arena, (Reason){.why = STR("encrypted"),
                                                              .subject = collection->attributes[attribute].name,
                                                              .hint = STR(""),
                                                              .origin = origin}),
                        origin);
    return iis_value(arena, &collection->attributes[attribute], text, origin);
}

Value iis_item_get(const Object *object, unsigned index, Arena *arena)
{
    const ItemObject *self = (const ItemObject *)(const void *)object;
    return item_value(self->file, self->row, self->collection, index, arena);
}

static Value item_object(const IisItem *item, const IisCollection *collection, Arena *arena)
{
    ItemObject *object = ARENA_NEW(arena, ItemObject);
    *object = (ItemObject){{&collection->item_class}, collection, item->file, item->row};
    return value_at(value_object(&object->object), iis_row_origin(item->file, &item->file->rows[item->row]));
}

static void put_items(const IisWalk *walk, size_t from, size_t to, Value *items, size_t *count)
{
    const IisCollection *collection = walk->setting.element->collection;
    for (size_t i = from; i < to; i++) {
        const IisItem *item = &walk->items[i];
        if (item->gone)
            continue;
        items[(*count)++] = collection->strings ? item_value(item->file, item->row, collection,
                                                             (size_t)collection->single_key, walk->arena)
                                                : item_object(item, collection, walk->arena);
    }
}

Value iis_walk_list(const IisWalk *walk)
{
    Value *items = ARENA_ARRAY(walk->arena, Value, walk->item_count);
    size_t count = 0;
    if (walk->setting.element->collection->prepend)
        for (size_t end = walk->item_count, from; end > 0; end = from) { // layer by layer, the last one first
            for (from = end - 1; from > 0 && walk->items[from - 1].group == walk->items[end - 1].group; from--)
                ;
            put_items(walk, from, end, items, &count);
        }
    else
        put_items(walk, 0, walk->item_count, items, &count);
    Value list = value_list(walk->arena, items, count, NULL);
    return walk->row == NULL ? list : value_at(list, iis_row_origin(walk->file, walk->row));
}
