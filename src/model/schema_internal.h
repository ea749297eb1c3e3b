// What the parts of the schema loader share.
#ifndef EXAUDIT_MODEL_SCHEMA_INTERNAL_H
#define EXAUDIT_MODEL_SCHEMA_INTERNAL_H

#include "model/schema.h"
#include "support/yaml.h"

// The state of loading; `kinds` and `enums` have their final addresses from the start, because types point to them.
typedef struct SchemaLoader {
    Arena *arena;
    Diags *diags;
    Str file; // the one at hand, for messages
    Kind *kinds;
    size_t kind_count;
    EnumDef *enums;
    size_t enum_count, enum_capacity;
    const IisSchema *iis;
} SchemaLoader;

// Reports what is wrong at `node`; returns false.
bool schema_error(SchemaLoader *loader, const YamlNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The text of a scalar member, empty when there is none.
Str schema_text(SchemaLoader *loader, const YamlNode *mapping, const char *key);
bool schema_flag(SchemaLoader *loader, const YamlNode *mapping, const char *key);
// A scalar or a sequence of scalars; empty when there is none.
size_t schema_texts(SchemaLoader *loader, const YamlNode *mapping, const char *key, const Str **out);
// As a C string or NUL-terminated literal: key of yaml_get.
const YamlNode *schema_member(const YamlNode *mapping, const char *key);

// The members of a YAML `fields:` mapping → kind->fields and the class.
bool schema_parse_fields(SchemaLoader *loader, Kind *kind, const YamlNode *fields);

// The slot hash of an exported name: ASCII case does not matter.
uint32_t schema_hash(Str name);

#endif
