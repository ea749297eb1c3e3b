// The schema: which kinds of things an estate has, which fields they have, what exports them and what sets them.
//
// It is data (schemas/model/*.yaml, built into the binary) and drives import, expression checking, generated commands
// and `exaudit help model`. Facts in it carry their source (cmdlet reference or article) in `source`.
#ifndef EXAUDIT_MODEL_SCHEMA_H
#define EXAUDIT_MODEL_SCHEMA_H

#include "value/value.h"

// An enumeration: names, and the numbers that ConvertTo-Json and old exports print instead.
typedef struct EnumDef {
    Str name; // "AuthenticationMethod"
    const Str *names;
    const int64_t *numbers; // parallel to names
    size_t count;
    bool flags;       // values are sets, written "A, B" or as the sum of the numbers
    const Type *type; // TYPE_ENUM
} EnumDef;

// What sets a field: a cmdlet parameter.
typedef struct Writes {
    Str cmdlet;      // "" : the set cmdlet of the entity's subtype or kind
    Str parameter;   // "OAuthAuthentication"; "" : nothing sets it
    const Str *also; // fields that the same call changes as well
    size_t also_count;
} Writes;

typedef struct Kind Kind;

typedef struct Field {
    Str name;
    const Type *type;           // nullable fields: TYPE_NULLABLE; secret ones: string
    const EnumDef *enumeration; // of the field or of its elements; NULL otherwise
    uint32_t subtypes;          // bit i: subtype i has it; all bits set when the kind has no subtypes
    bool derived;               // ours (keys, joins): no export holds it under this name
    bool key;                   // always known
    bool secret;                // only whether it is "encrypted", "clear", "present" or "absent" is kept
    bool iis;                   // cmdlets read it from IIS: no fact in an -ADPropertiesOnly export
    Str doc;
    Str source;         // where the documentation of this field is
    const Str *aliases; // other names under which exports print it
    size_t alias_count;
    unsigned from;    // index of the cmdlet in the kind's cmdlets that exports it
    const Kind *join; // a derived field that holds an entity of this kind, or a list of them
    bool join_list;
    Writes writes;
} Field;

typedef struct Subtype {
    Str name;       // "Owa"
    Str get_cmdlet; // "Get-OwaVirtualDirectory"
    Str set_cmdlet;
    Str class_name;     // last part of the .NET type: "ADOwaVirtualDirectory"
    const Str *classes; // others that it has had
    size_t class_count;
    const Str *distinctive; // properties that only this subtype has
    size_t distinctive_count;
    Str path;      // of a virtual directory: "owa"
    bool expected; // an entity exists for every server that is not known to be an Edge server
} Subtype;

struct Kind {
    Str name;       // "virtualDirectory"
    Str collection; // "virtualDirectories": the name of all of an organization's in expressions
    Str doc;
    unsigned index; // in Schema.kinds
    unsigned unit;  // its first coverage unit; it has one for each subtype, or else for each cmdlet (at least one)
    unsigned unit_count;
    const Str *cmdlets; // that export it (kinds with subtypes: see there)
    size_t cmdlet_count;
    const Str *classes; // last parts of .NET type names
    size_t class_count;
    Str set_cmdlet;
    bool per_server;     // its entities belong to a server
    bool singleton;      // one per organization (per_server: per server)
    const Str *identity; // fields that make up the entity id, in order
    size_t identity_count;
    const Str *distinctive; // properties by which a record without type name is recognised (any one of them)
    size_t distinctive_count;
    const Subtype *subtypes;
    size_t subtype_count;
    const Field *fields;
    size_t field_count;
    Str export;               // the command that exports it where the default is wrong; see schema_export_command
    const Type *subtype_type; // the enumeration of the subtypes' names, "virtualDirectory.type"; NULL without
    const uint16_t *slots;    // hash table of exported names (see kind_property): field index + 1, 0 where empty
    size_t slot_count;
    ObjectClass class; // fields[i] of the class is fields[i] of the kind
};

typedef struct IisSchema IisSchema; // model/iis.h

typedef struct Schema {
    const Kind *kinds;
    size_t kind_count;
    const EnumDef *enums;
    size_t enum_count;
    const IisSchema *iis;
    unsigned unit_count; // of all kinds
} Schema;

// Loads the built-in schema. Never fails: a broken built-in schema is a bug (die), its tests catch it.
const Schema *schema_load(Arena *arena);
// Loads a schema out of `count` YAML files, for tests. NULL after diagnostics.
struct EmbeddedFile;
const Schema *schema_parse(Arena *arena, const struct EmbeddedFile *files, size_t count, Diags *diags);

// Lookups, exact by name; NULL or -1 when there is none.
const Kind *schema_kind(const Schema *schema, Str name);
const Kind *schema_collection(const Schema *schema, Str collection);
int kind_field(const Kind *kind, Str name); // by name only
int kind_property(const Kind *kind,
                  Str property); // by name or alias, case-insensitively, not derived: what importers look up
int kind_subtype(const Kind *kind, Str name);
const EnumDef *schema_enum(const Schema *schema, Str name);
// Index of the name (case-insensitively) in an enumeration, or -1.
int enum_find(const EnumDef *enumeration, Str name);
// The last part of a .NET type name, without namespaces and type arguments.
Str schema_class_name(Str type_name);

// The kind (and subtype, or -1) that a .NET type name (with or without "Deserialized.", "Selected.", namespaces,
// "[[…]]") or a cmdlet name stands for; NULL when the schema has none.
const Kind *schema_by_class(const Schema *schema, Str type_name, int *subtype);
const Kind *schema_by_cmdlet(const Schema *schema, Str cmdlet, int *subtype);

// The command that exports this kind (subtype >= 0: this type of it), ready to paste: "Get-AuthServer | Export-Clixml
// AuthServer.xml".
Str schema_export_command(Arena *arena, const Kind *kind, int subtype);

#endif
