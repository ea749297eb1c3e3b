// Collections: add, remove and clear, by key, in the order in which levels are merged.
//
// Source: "Configuration Collections", IIS_schema.xml (mergeAppend): adding a key that is there is an error
// (0x800700b7) unless it was removed or cleared before; removing one that is not there is none.
#include "model/iis_walk.h"

Str iis_item_text(const IisFile *file, uint32_t item, const IisCollection *collection, size_t attribute,
                  const IisRow **row)
{
    *row = &file->rows[item];
    if ((int)attribute == collection->single_key)
        return iis_row_text(file, *row);
    for (uint32_t i = item + 1; i < file->row_count && file->rows[i].kind == IIS_ROW_ITEM; i++) {
        *row = &file->rows[i];
        if ((*row)->what == attribute)
            return iis_row_text(file, *row);
    }
    *row = NULL;
    return collection->attributes[attribute].text;
}

static uint32_t hash_key(const IisCollection *collection, const IisFile *file, uint32_t item)
{
    const IisRow *row;
    uint32_t hash = 0;
    if (collection->single_key >= 0)
        return file->hashes[file->rows[item].value];
    for (size_t i = 0; i < collection->count; i++) {
        if (!collection->attributes[i].key)
            continue;
        Str text = iis_item_text(file, item, collection, i, &row);
        hash = hash * 31 + iis_text_hash(text);
    }
    return hash;
}

static bool same_text(const IisCollection *collection, Str a, Str b)
{
    return collection->case_sensitive ? str_eq(a, b) : str_eq_fold(a, b);
}

static bool same_key(const IisCollection *collection, const IisItem *a, const IisItem *b)
{
    const IisRow *row;
    for (size_t i = 0; i < collection->count; i++) {
        if (!collection->attributes[i].key)
            continue;
        Str x = iis_item_text(a->file, a->row, collection, i, &row);
        Str y = iis_item_text(b->file, b->row, collection, i, &row);
        if (!same_text(collection, x, y))
            return false;
    }
    return true;
}

static uint64_t key_bit(const IisItem *item)
{
    return (uint64_t)1 << (item->hash & 63);
}

static uint64_t *key_word(IisWalk *walk, const IisItem *item)
{
    return &walk->keys[(item->hash >> 6) % (sizeof walk->keys / sizeof *walk->keys)];
}

// Collections up to this length are searched from end to end, longer ones through an index.
enum { SHORT_COLLECTION = 256 };

static void index_items(IisWalk *walk)
{
    if (walk->item_count * 2 > walk->slot_count) {
        walk->slot_count = walk->slot_count < SHORT_COLLECTION ? (size_t)4 * SHORT_COLLECTION : walk->slot_count;
        while (walk->item_count * 2 > walk->slot_count)
            walk->slot_count *= 2;
        walk->slot_count *= 2;
        walk->slots = ARENA_ARRAY(walk->arena, uint32_t, walk->slot_count);
        walk->indexed = 0;
    }
    for (; walk->indexed < walk->item_count; walk->indexed++) {
        size_t slot = walk->items[walk->indexed].hash & (walk->slot_count - 1);
        while (walk->slots[slot] != 0)
            slot = (slot + 1) & (walk->slot_count - 1);
        walk->slots[slot] = (uint32_t)walk->indexed + 1;
    }
}

static bool is_item(const IisWalk *walk, size_t at, const IisItem *item)
{
    const IisItem *there = &walk->items[at];
    return there->hash == item->hash && !there->gone && same_key(walk->setting.element->collection, there, item);
}

static size_t find_in_index(IisWalk *walk, const IisItem *item)
{
    index_items(walk);
    size_t slot = item->hash & (walk->slot_count - 1);
    for (; walk->slots[slot] != 0; slot = (slot + 1) & (walk->slot_count - 1))
        if (is_item(walk, walk->slots[slot] - 1, item))
            return walk->slots[slot] - 1;
    return walk->item_count;
}

static size_t find_item(IisWalk *walk, const IisItem *item)
{
    if ((*key_word(walk, item) & key_bit(item)) == 0)
        return walk->item_count;
    if (walk->item_count > SHORT_COLLECTION)
        return find_in_index(walk, item);
    for (size_t i = 0; i < walk->item_count; i++)
        if (is_item(walk, i, item))
            return i;
    return walk->item_count;
}

static Origin item_origin(const IisItem *item)
{
    return iis_row_origin(item->file, &item->file->rows[item->row]);
}

// An item that an outer file locks must stay. false: the directive at `override` would take it away.
static bool may_take(IisWalk *walk, const IisItem *item, Origin override)
{
    if (!item->locked || item->level >= walk->layer->level)
        return true;
    iis_walk_conflict(walk, IIS_VIOLATION_LOCK, override, item_origin(item));
    return false;
}

static void add_item(IisWalk *walk, IisItem item)
{
    size_t found = find_item(walk, &item);
    if (found < walk->item_count) {
        iis_walk_conflict(walk, IIS_VIOLATION_DUPLICATE_ITEM, item_origin(&item), item_origin(&walk->items[found]));
        return;
    }
    walk->items = arena_grow(walk->arena, walk->items, &walk->item_capacity, walk->item_count + 1, sizeof(IisItem));
    walk->items[walk->item_count++] = item;
    *key_word(walk, &item) |= key_bit(&item);
}

static void remove_item(IisWalk *walk, IisItem item)
{
    size_t found = find_item(walk, &item);
    if (found == walk->item_count || !may_take(walk, &walk->items[found], item_origin(&item)))
        return;
    walk->items[found].gone = true;
}

static void clear_items(IisWalk *walk, Origin override)
{
    for (size_t i = 0; i < walk->item_count; i++)
        if (!walk->items[i].gone && !may_take(walk, &walk->items[i], override))
            return;
    walk->item_count = walk->slot_count = walk->indexed = 0;
    walk->reason_count = 0;
}

void iis_walk_directive(IisWalk *walk, uint32_t index)
{
    const IisFile *file = walk->layer->file;
    const IisRow *row = &file->rows[index];
    if (row->kind == IIS_ROW_CLEAR) {
        clear_items(walk, iis_row_origin(file, row));
        return;
    }
    uint32_t hash = hash_key(walk->setting.element->collection, file, index);
    IisItem item = {.file = file,
                    .row = index,
                    .hash = hash,
                    .level = walk->layer->level,
                    .locked = (row->flags & IIS_ROW_LOCKED) != 0,
                    .group = walk->group};
    if (row->kind == IIS_ROW_ADD)
        add_item(walk, item);
    else
        remove_item(walk, item);
}
