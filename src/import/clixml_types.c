#include "import/clixml_internal.h"

void types_begin(Builder *builder, const XmlTag *tag)
{
    int id = xml_attribute(tag, builder->names[NAME_REFID]);
    builder->types_key = id < 0 ? UINT64_MAX : clixml_key(xml_attribute_value(tag, (unsigned)id));
    builder->type_count = 0;
    builder->in_types = true;
}

void types_add(Builder *builder, Str text)
{
    Clixml *file = builder->file;
    Str name = clixml_decode(builder->arena, text);
    if (str_starts(name, STR("Deserialized.")))
        name = str_slice(name, 13, name.n);
    builder->types = arena_grow(file->context->scratch, builder->types, &builder->type_capacity,
                                builder->type_count + 1, sizeof *builder->types);
    NameSlot *slot = kept_slot(builder->kept, &builder->kept->types, name);
    builder->types[builder->type_count++] = slot ? slot->name : intern(file->context->interner, name);
}

// The chain outlives the object in which it stands: every later one may use it.
const TypeChain *types_end(Builder *builder)
{
    Clixml *file = builder->file;
    Arena *arena = file->context->scratch;
    TypeChain *chain = ARENA_NEW(arena, TypeChain);
    Str *types = ARENA_ARRAY(arena, Str, builder->type_count);
    for (size_t i = 0; i < builder->type_count; i++) {
        types[i] = builder->types[i];
        chain->is_enum |= str_eq(types[i], STR("System.Enum"));
    }
    chain->types = types;
    chain->count = builder->type_count;
    builder->in_types = false;
    if (!builder->again)
        refmap_put(&file->types, arena, builder->types_key, chain);
    return chain;
}

const TypeChain types_missing;

const TypeChain *types_find(Builder *builder, const XmlTag *tag, Origin origin)
{
    int id = xml_attribute(tag, builder->names[NAME_REFID]);
    RefKey key = id < 0 ? UINT64_MAX : clixml_key(xml_attribute_value(tag, (unsigned)id));
    const TypeChain *chain = refmap_get(&builder->file->types, key);
    if (chain)
        return chain;
    incident(&builder->file->dangling, origin);
    return &types_missing;
}

void incident(Incident *incident, Origin origin)
{
    if (incident->count++ == 0)
        incident->first = origin;
}
