// Builds the rows of one configuration file.
#include "model/iis_file.h"

// A text that some row has, found again by its interned address.
typedef struct TextSlot {
    const char *text;
    uint32_t index;
} TextSlot;

struct IisBuilder {
    Arena *arena, *scratch;
    Interner *interner;
    IisFile *file;
    IisDeclaration *declarations;
    IisMapping *mappings;
    IisLocation *locations;
    IisSectionUse *uses;
    IisRow *rows;
    const char **texts;
    uint32_t *hashes;
    TextSlot *slots; // open addressing, a power of two
    size_t mapping_capacity, location_capacity, use_capacity, row_capacity, text_capacity, hash_capacity, slot_count;
    uint32_t location; // present
};

enum { IIS_MAX_LOCATIONS = 0xFFFF };

bool iis_file_damaged(const IisFile *file)
{
    return file->damaged;
}

bool iis_file_redirected(const IisFile *file)
{
    return file->redirected;
}

IisFileKind iis_file_kind(const IisFile *file)
{
    return file->kind;
}

uint32_t iis_text_hash(Str text)
{
    uint32_t hash = 0x811C9DC5u;
    for (size_t i = 0; i < text.n;) {
        uint32_t code = (unsigned char)text.p[i];
        if (code < 0x80) {
            code |= (uint32_t)(code >= 'A' && code <= 'Z') << 5;
            i++;
        } else {
            code = utf8_fold(utf8_next(text, &i));
        }
        hash = (hash ^ code) * 0x01000193u;
    }
    return hash;
}

Str iis_row_text(const IisFile *file, const IisRow *row)
{
    return str(file->texts[row->value]);
}

Origin iis_row_origin(const IisFile *file, const IisRow *row)
{
    return (Origin){file->file, row->line, row->column};
}

Origin iis_use_origin(const IisFile *file, const IisSectionUse *use)
{
    return (Origin){file->file, use->line, use->column};
}

// Appends one element to an array of the file under construction and returns it.
#define APPEND(builder, array, count, capacity)                                                                        \
    ((builder)->array = arena_grow((builder)->scratch, (void *)(builder)->array, &(builder)->capacity,                 \
                                   (builder)->file->count + 1, sizeof *(builder)->array),                              \
     &(builder)->array[(builder)->file->count++])

static const char *text_of(IisBuilder *builder, Str text)
{
    return intern(builder->interner, text).p;
}

static size_t slot_of(const IisBuilder *builder, const char *text)
{
    size_t mask = builder->slot_count - 1;
    size_t i = (size_t)(((uintptr_t)text >> 3) * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (builder->slots[i].text != NULL && builder->slots[i].text != text)
        i = (i + 1) & mask;
    return i;
}

static void grow_slots(IisBuilder *builder)
{
    builder->slot_count = builder->slot_count == 0 ? 64 : builder->slot_count * 4;
    builder->slots = ARENA_ARRAY(builder->scratch, TextSlot, builder->slot_count);
    for (size_t i = 0; i < builder->file->text_count; i++)
        builder->slots[slot_of(builder, builder->texts[i])] = (TextSlot){builder->texts[i], (uint32_t)i};
}

static uint32_t text_index(IisBuilder *builder, Str value)
{
    if (value.n == 0)
        return 0;
    if ((builder->file->text_count + 1) * 2 > builder->slot_count)
        grow_slots(builder);
    const char *text = text_of(builder, value);
    TextSlot *slot = &builder->slots[slot_of(builder, text)];
    if (slot->text == NULL) {
        *slot = (TextSlot){text, (uint32_t)builder->file->text_count};
        builder->hashes = arena_grow(builder->scratch, builder->hashes, &builder->hash_capacity,
                                     builder->file->text_count + 1, sizeof(uint32_t));
        *APPEND(builder, texts, text_count, text_capacity) = text;
    }
    return slot->index;
}

IisBuilder *iis_builder_new(Arena *arena, Arena *scratch, Interner *interner, const IisSchema *schema, uint32_t file)
{
    IisBuilder *builder = ARENA_NEW(scratch, IisBuilder);
    builder->arena = arena;
    builder->scratch = scratch;
    builder->interner = interner;
    builder->file = ARENA_NEW(arena, IisFile);
    builder->file->schema = schema;
    builder->file->kind = IIS_WEB_CONFIG;
    builder->file->file = file;
    builder->declarations = ARENA_ARRAY(arena, IisDeclaration, schema->section_count);
    builder->hashes = arena_grow(scratch, builder->hashes, &builder->hash_capacity, 1, sizeof(uint32_t));
    *APPEND(builder, texts, text_count, text_capacity) = "";
    *APPEND(builder, locations, location_count, location_capacity) = (IisLocation){.path = STR("")};
    return builder;
}

IisFile *iis_builder_file(IisBuilder *builder)
{
    return builder->file;
}

void iis_builder_declare(IisBuilder *builder, unsigned section, IisDeclaration declaration)
{
    builder->declarations[section] = declaration;
    builder->file->config_sections = true;
}

void iis_builder_map(IisBuilder *builder, IisMappingKind kind, Str name, Str value, Origin origin)
{
    *APPEND(builder, mappings, mapping_count, mapping_capacity) =
        (IisMapping){text_of(builder, name), text_of(builder, value), origin.line, origin.column, kind};
}

// "." and "./" are this level; a trailing slash means nothing.
static Str location_path(Str path)
{
    path = str_trim(path);
    while (str_starts(path, STR("./")))
        path = str_slice(path, 2, path.n);
    while (str_ends(path, STR("/")))
        path.n--;
    return str_eq(path, STR(".")) ? STR("") : path;
}

void iis_builder_location(IisBuilder *builder, Str path, IisMode mode, bool here_only, Origin origin)
{
    if (builder->file->location_count >= IIS_MAX_LOCATIONS) {
        builder->file->damaged = true;
        return;
    }
    builder->location = (uint32_t)builder->file->location_count;
    *APPEND(builder, locations, location_count, location_capacity) =
        (IisLocation){.path = intern(builder->interner, location_path(path)),
                      .line = origin.line,
                      .column = origin.column,
                      .mode = (uint8_t)mode,
                      .here_only = here_only};
}

void iis_builder_outside(IisBuilder *builder)
{
    builder->location = 0;
}

void iis_builder_section(IisBuilder *builder, unsigned section, Origin origin)
{
    *APPEND(builder, uses, use_count, use_capacity) = (IisSectionUse){.first = (uint32_t)builder->file->row_count,
                                                                      .line = origin.line,
                                                                      .column = origin.column,
                                                                      .section = (uint16_t)section,
                                                                      .location = (uint16_t)builder->location};
}

void iis_builder_row(IisBuilder *builder, IisRow row, Str value)
{
    row.value = text_index(builder, value);
    bool key = row.kind == IIS_ROW_ADD || row.kind == IIS_ROW_REMOVE;
    if (key && builder->hashes[row.value] == 0)
        builder->hashes[row.value] = iis_text_hash(value);
    *APPEND(builder, rows, row_count, row_capacity) = row;
    builder->uses[builder->file->use_count - 1].count++;
}

const IisSchema *iis_builder_schema(const IisBuilder *builder)
{
    return builder->file->schema;
}

int iis_builder_present(const IisBuilder *builder)
{
    return builder->file->use_count == 0 ? -1 : builder->uses[builder->file->use_count - 1].section;
}

const IisElement *iis_builder_item(const IisBuilder *builder)
{
    const IisFile *file = builder->file;
    if (file->use_count == 0)
        return NULL;
    for (size_t i = file->row_count; i > builder->uses[file->use_count - 1].first; i--) {
        const IisRow *row = &builder->rows[i - 1];
        if (row->kind == IIS_ROW_ADD || row->kind == IIS_ROW_REMOVE)
            return file->schema->elements[row->what];
        if (row->kind != IIS_ROW_ITEM)
            return NULL;
    }
    return NULL;
}

// What may be told of a secret: "[enc:provider::enc]" is the encryption of nothing.
static Str secret_state(Str value)
{
    if (value.n == 0 || (str_starts_fold(value, STR("[enc:")) && str_ends(value, STR("::enc]"))))
        return STR("absent");
    return str_starts_fold(value, STR("[enc:")) ? STR("encrypted") : STR("clear");
}

void iis_builder_value(IisBuilder *builder, IisRow row, const IisAttribute *attribute, Str value)
{
    if (attribute->type == IIS_SECRET) {
        value = secret_state(value);
    } else if (value.n > 4 && (value.p[0] == '[' || value.p[0] <= ' ') &&
               str_starts_fold(str_trim(value), STR("[enc:"))) {
        row.flags |= IIS_ROW_ENCRYPTED;
        value = STR("");
    }
    iis_builder_row(builder, row, value);
}

// Sections outside any location may stand before and after the locations: brings the uses into the order of their
// locations.
static void order_uses(IisBuilder *builder)
{
    IisFile *file = builder->file;
    IisSectionUse *ordered = ARENA_ARRAY(builder->arena, IisSectionUse, file->use_count);
    for (size_t i = 0; i < file->use_count; i++)
        builder->locations[builder->uses[i].location].count++;
    uint32_t first = 0;
    for (size_t i = 0; i < file->location_count; i++) {
        builder->locations[i].first = first;
        first += builder->locations[i].count;
        builder->locations[i].count = 0;
    }
    for (size_t i = 0; i < file->use_count; i++) {
        IisLocation *location = &builder->locations[builder->uses[i].location];
        ordered[location->first + location->count++] = builder->uses[i];
    }
    file->uses = ordered;
}

// A copy of exactly `size` bytes in the arena of the results.
static void *kept(IisBuilder *builder, const void *from, size_t size)
{
    void *copy = arena_alloc(builder->arena, size);
    memcpy(copy, from == NULL ? "" : from, from == NULL ? 0 : size);
    return copy;
}

const IisFile *iis_builder_finish(IisBuilder *builder)
{
    IisFile *file = builder->file;
    if (file->damaged) { // what was read before the damage may contradict what was lost
        file->use_count = file->row_count = file->mapping_count = 0;
        file->location_count = 1;
    }
    order_uses(builder);
    file->declarations = builder->declarations;
    file->mappings = kept(builder, builder->mappings, file->mapping_count * sizeof(IisMapping));
    file->locations = kept(builder, builder->locations, file->location_count * sizeof(IisLocation));
    file->rows = kept(builder, builder->rows, file->row_count * sizeof(IisRow));
    file->hashes = kept(builder, builder->hashes, file->text_count * sizeof(uint32_t));
    file->texts = kept(builder, (const void *)builder->texts, file->text_count * sizeof(char *));
    return file;
}
