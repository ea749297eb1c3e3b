#include "import/clixml_internal.h"

enum {
    MOST_AGAIN = 4 * 1024 * 1024, // bytes that are looked at again in one file, beside twice what has been read
    MOST_SHARED = 100000,         // nodes that references may add to one record
    FIRST_MAP = 32,
};

// An id that is a plain number below this is an index of the table.
static const RefKey first_other = (RefKey)1 << 32;

typedef struct RefEntry {
    RefKey key;
    void *value; // NULL: free
} RefEntry;

// --- keys and maps --------------------------------------------------------------------------------------

// PowerShell compares ids as strings: "7" and "07" are two.
RefKey clixml_key(Str text)
{
    RefKey number = 0;
    bool plain = text.n > 0 && text.n < 10 && (text.p[0] != '0' || text.n == 1);
    for (size_t i = 0; plain && i < text.n; i++) {
        plain = text.p[i] >= '0' && text.p[i] <= '9';
        number = number * 10 + (RefKey)(text.p[i] - '0');
    }
    return plain ? number : str_hash(text) | first_other;
}

static RefEntry *find(const RefMap *map, RefKey key)
{
    size_t mask = map->capacity - 1;
    size_t i = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & mask;
    while (map->entries[i].value && map->entries[i].key != key)
        i = (i + 1) & mask;
    return &map->entries[i];
}

void *refmap_get(const RefMap *map, RefKey key)
{
    return map->capacity ? find(map, key)->value : NULL;
}

static void refmap_enlarge(RefMap *map, Arena *arena)
{
    RefMap larger = {.count = map->count, .capacity = map->capacity ? map->capacity * 2 : FIRST_MAP};
    larger.entries = ARENA_ARRAY(arena, RefEntry, larger.capacity);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->entries[i].value)
            *find(&larger, map->entries[i].key) = map->entries[i];
    *map = larger;
}

void refmap_put(RefMap *map, Arena *arena, RefKey key, void *value)
{
    if (map->count * 2 >= map->capacity)
        refmap_enlarge(map, arena);
    RefEntry *entry = find(map, key);
    map->count += !entry->value;
    *entry = (RefEntry){key, value};
}

// --- where objects are ------------------------------------------------------------------------------------

// The place for the offset of an object; NULL where the table holds none and `make` is false.
static uint32_t *object_slot(Clixml *file, RefKey key, bool make)
{
    ObjectTable *table = &file->objects;
    Arena *arena = file->context->scratch;
    bool dense = key < 4 * (RefKey)table->seen + 1024;
    if (make && dense)
        table->offsets = arena_grow(arena, table->offsets, &table->capacity, (size_t)key + 1, sizeof *table->offsets);
    if (key < table->capacity && (make || table->offsets[key]))
        return &table->offsets[key];
    uint32_t *slot = refmap_get(&table->others, key);
    if (!slot && make)
        refmap_put(&table->others, arena, key, slot = ARENA_NEW(arena, uint32_t));
    return slot;
}

static void note_object(Builder *builder, RefKey key)
{
    Clixml *file = builder->file;
    uint64_t offset = xml_offset(builder->xml);
    uint32_t *slot = object_slot(file, key, true);
    file->objects.seen++;
    if (*slot)
        incident(&file->duplicates, xml_origin(builder->xml));
    // Offsets beyond 4 GiB cannot be found again, but they are known.
    *slot = offset < UINT32_MAX ? (uint32_t)offset : UINT32_MAX;
}

void object_pass(Builder *builder, const XmlTag *tag)
{
    int id = builder->again ? -1 : xml_attribute(tag, builder->names[NAME_REFID]);
    if (id >= 0)
        note_object(builder, clixml_key(xml_attribute_value(tag, (unsigned)id)));
}

void object_register(Builder *builder, const XmlTag *tag, Node *node)
{
    int id = xml_attribute(tag, builder->names[NAME_REFID]);
    if (id < 0)
        return;
    RefKey key = clixml_key(xml_attribute_value(tag, (unsigned)id));
    refmap_put(&builder->ids, builder->arena, key, node);
    if (!builder->again)
        note_object(builder, key);
}

// --- references -------------------------------------------------------------------------------------------

// A tree that is finished may be shared, as long as whoever walks the whole record does not drown in it.
static Node *share(Builder *builder, Node *node, Origin origin)
{
    bool deep = node->height + builder->objects > DEEPEST_OBJECT;
    if (node->open)
        return builder_unknown(builder, origin, "cycle");
    if (deep || node->weight > MOST_SHARED - builder->shared) {
        incident(&builder->file->limits, origin);
        return builder_unknown(builder, origin, "limit");
    }
    builder->shared += node->weight;
    return node;
}

static Builder *reader_again(Clixml *file)
{
    if (!file->reader)
        file->reader = ARENA_NEW(file->context->scratch, Builder);
    return file->reader;
}

// Reads the object at `offset` again, which nobody wanted when it was passed; NULL when it is no longer there.
static Node *read_again(Builder *builder, uint32_t offset, Arena *arena)
{
    static const XmlHandler handler = {.start = builder_start, .end = builder_end};
    Clixml *file = builder->file;
    Str text;
    Origin origin;
    bool too_much = file->again_bytes > MOST_AGAIN + 2 * xml_offset(builder->xml);
    if (too_much || !xml_retained(builder->xml, offset, &text, &origin))
        return NULL;
    Builder *again = reader_again(file);
    builder_open(again, file, xml_inner(builder->xml), arena);
    again->again = true;
    bool whole = xml_parse_element(again->xml, text, origin, &handler, again);
    file->again_bytes += text.n + xml_bytes(again->xml);
    return whole ? again->root : NULL;
}

// The node lives as long as its object would have: as the record at hand, or, when it stands in an earlier one, as the
// file.
static Node *find_again(Builder *builder, uint32_t offset, Origin origin)
{
    Clixml *file = builder->file;
    bool here = offset >= builder->started;
    Arena *arena = here ? builder->arena : file->context->scratch;
    RefMap *known = here ? &builder->passed : &file->again;
    Node *node = refmap_get(known, offset);
    if (!node)
        node = read_again(builder, offset, arena);
    if (!node) {
        incident(&file->limits, origin);
        return builder_unknown(builder, origin, "limit");
    }
    refmap_put(known, arena, offset, node);
    return share(builder, node, origin);
}

Node *reference_resolve(Builder *builder, const XmlTag *tag, Origin origin)
{
    int id = xml_attribute(tag, builder->names[NAME_REFID]);
    RefKey key = id < 0 ? UINT64_MAX : clixml_key(xml_attribute_value(tag, (unsigned)id));
    Node *node = refmap_get(&builder->ids, key);
    if (node)
        return share(builder, node, origin);
    uint32_t *offset = object_slot(builder->file, key, false);
    if (!offset || !*offset) {
        incident(&builder->file->dangling, origin);
        return builder_unknown(builder, origin, "danglingRef");
    }
    // One level only: what a passed object refers to in its turn is not followed.
    return builder->again ? builder_unknown(builder, origin, "limit") : find_again(builder, *offset, origin);
}
