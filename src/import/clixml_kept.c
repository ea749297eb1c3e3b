#include "import/clixml_internal.h"

const char *const clixml_names[NAME_COUNT] = {
    "Objs",
    "Obj",
    "TN",
    "T",
    "TNRef",
    "ToString",
    "Props",
    "MS",
    "Ref",
    "Nil",
    "LST",
    "IE",
    "QUE",
    "STK",
    "DCT",
    "En",
    "S",
    "URI",
    "G",
    "DT",
    "TS",
    "Version",
    "SemanticVersion",
    "SBK",
    "BA",
    "C",
    "B",
    "By",
    "SB",
    "I16",
    "U16",
    "I32",
    "U32",
    "I64",
    "U64",
    "Sg",
    "Db",
    "D",
    "XD",
    "SS",
    "N",
    "RefId",
};

#define SPREAD 0x9E3779B97F4A7C15u

// --- names of elements and attributes -----------------------------------------------------------------------

static size_t entry_of(const char *name)
{
    return (size_t)((uintptr_t)name * SPREAD >> 56) % NAME_ENTRIES;
}

ClixmlName kept_id(const Kept *kept, const char *name)
{
    size_t i = entry_of(name);
    while (kept->entries[i].name && kept->entries[i].name != name)
        i = (i + 1) % NAME_ENTRIES;
    return kept->entries[i].name ? kept->entries[i].id : NAME_NONE;
}

static void index_names(Kept *kept)
{
    for (ClixmlName id = 0; id < NAME_COUNT; id++) {
        size_t i = entry_of(kept->names[id]);
        while (kept->entries[i].name)
            i = (i + 1) % NAME_ENTRIES;
        kept->entries[i] = (NameEntry){kept->names[id], id};
    }
}

Kept *kept_open(XmlParser *xml, const RecordSink *sink)
{
    Kept *kept = xml_keep(xml, &reader_clixml, sizeof *kept);
    if (!kept->names) {
        kept->names = xml_names(xml, clixml_names, NAME_COUNT);
        kept->arena = xml_keep_arena(xml);
        index_names(kept);
    }
    bool same = kept->sink.wanted == sink->wanted && kept->sink.context == sink->context;
    kept->generation += !same || !kept->generation;
    kept->sink = *sink;
    return kept;
}

// --- names of members and types -----------------------------------------------------------------------------

static uint64_t load(const char *p, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, p, n < sizeof word ? n : sizeof word);
    return word;
}

// Names differ in their length, their middle or their end.
static size_t hash(Str name)
{
    uint64_t middle = load(name.p + name.n / 2, name.n - name.n / 2);
    uint64_t end = name.n > 8 ? load(name.p + name.n - 8, 8) : load(name.p, name.n);
    return (size_t)(((end * SPREAD ^ middle) + name.n) * SPREAD >> 40);
}

NameSlot *kept_slot(Kept *kept, NameTable *table, Str name)
{
    size_t i = hash(name) % NAME_SLOTS;
    while (table->slots[i].name.p && !str_eq(table->slots[i].name, name))
        i = (i + 1) % NAME_SLOTS;
    NameSlot *slot = &table->slots[i];
    if (slot->name.p)
        return slot;
    if (name.n > LONGEST_KEPT || table->count >= NAME_SLOTS * 3 / 4)
        return NULL;
    table->count++;
    slot->name = str_dup(kept->arena, name);
    return slot;
}
