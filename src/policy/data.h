// Data: YAML as typed values, for parameters and for the small estates of examples.
#ifndef EXAUDIT_POLICY_DATA_H
#define EXAUDIT_POLICY_DATA_H

#include "model/entity.h"
#include "support/yaml.h"

typedef struct DataReader {
    Arena *arena;
    const Schema *schema;
    Str file;
    Diags *diags;               // what does not fit its type, with its position
    const Entity *organization; // of the entities that are made; may be NULL
    unsigned entities;          // made so far: their ids are distinct
} DataReader;

// The value of a node as `type`. A list that ends in a plain `...` is open; fields that a mapping does not name are
// unknown. false after a diagnostic.
bool data_value(DataReader *reader, const YamlNode *node, const Type *type, Value *out);

// An entity of `kind` with the fields that the mapping names; the others are unknown. NULL after a diagnostic.
Entity *data_entity(DataReader *reader, const YamlNode *mapping, const Kind *kind);
// An entity of which nothing is known.
Entity *data_blank_entity(DataReader *reader, const Kind *kind);

// The type that a text names: "bool", "list<virtualDirectory.type>", "set<AuthenticationMethod>", "map<string, int>".
// NULL: none.
const Type *data_type(Arena *arena, const Schema *schema, Str text);

// Whether a known value fits a type, for values that expressions computed.
bool data_fits(Value value, const Type *type);

// "3600s", "1h30m", "1.5h" is not one: whole numbers with h, m, s, ms.
bool data_duration(Str text, Duration *out);

#endif
