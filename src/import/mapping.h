// Mapping: records of any PowerShell serialisation → drafts of entities, decided once, by the schema.
#ifndef EXAUDIT_IMPORT_MAPPING_H
#define EXAUDIT_IMPORT_MAPPING_H

#include "import/record.h"
#include "model/draft.h"

// What is looked up for every property of every record; made once, read by all workers.
typedef struct MappingIndex MappingIndex;
const MappingIndex *mapping_index_new(Arena *arena, const Schema *schema);
// Whether some kind has the property, or import needs it to say whose the record is.
bool mapping_index_wants(const MappingIndex *index, Str property);

// A type name and what it stands for.
typedef struct KnownType {
    Str name;
    const Kind *kind;
    int subtype;
    unsigned from;
} KnownType;

// The state of a worker; the fields after `diags` are those of the file at hand (see mapper_start).
typedef struct Mapper {
    Arena *arena;
    Arena *scratch; // for what is needed while a list is made
    Interner *interner;
    const Schema *schema;
    const MappingIndex *index;
    Value **shared[2];   // [why][unit]: unknown values that many entities have in common, by field
    KnownType types[32]; // types that records have had
    size_t type_count;
    Str organization_tail, organization_key, organization_name; // of the record before
    Diags *diags;
    Str cmdlet;           // that exported the file, as its manifest or name says; "" when unknown
    bool cmdlet_declared; // by the manifest: counts before type names
    Draft **drafts;
    size_t draft_count, draft_capacity;
    size_t records; // seen, of use or not
    bool *covered;  // [unit]: something of it was seen
    const Field *warned[16];
    size_t warned_count;
    bool told_twice; // that an object has a property twice
} Mapper;

Mapper mapper_new(Arena *arena, Arena *scratch, Interner *interner, const Schema *schema, const MappingIndex *index);
void mapper_start(Mapper *mapper, Diags *diags, Str cmdlet, bool cmdlet_declared);
// The RecordSink of a mapper.
RecordSink mapper_sink(Mapper *mapper);

// The Get- cmdlet that a file's name names ("GetOwaVirtualDirectory.xml", "EX01_Get-AuthServer.xml"), or "".
Str mapping_cmdlet_of_name(const Schema *schema, Str file);

// Which kind a record is (type name, else cmdlet, else distinctive properties); NULL: none.
const Kind *mapping_kind(Mapper *mapper, const Record *record, int *subtype, unsigned *from);

// The value of a field as its declared type.
Value mapping_value(Mapper *mapper, const Kind *kind, unsigned field, int subtype, const Raw *raw);

// The text of a scalar, or what an object of the directory is called. Empty for null.
Str raw_text(const Raw *raw);

// "CN=…,CN=Org,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=…" → the key and name of the organization. false:
// none.
bool mapping_organization(Mapper *mapper, Str distinguished_name, Str *key, Str *name);
// Properties that say whose a record is, beside those of the schema.
typedef enum NeededProperty {
    NEEDED_SERVER,
    NEEDED_SERVER_NAME,
    NEEDED_IDENTITY,
    NEEDED_NAME,
    NEEDED_DISTINGUISHED_NAME,
    NEEDED_METABASE_PATH,
    NEEDED_PATH,
    NEEDED_WEB_SITE,
    NEEDED_FQDN,
} NeededProperty;
enum { NEEDED_COUNT = NEEDED_FQDN + 1 };
typedef const Raw *Needed[NEEDED_COUNT]; // NULL: the record does not have it

// The server that a record of a kind itself names, as written; "" when it does not.
Str mapping_server(const Kind *kind, const Needed needed);

bool mapping_server_differs(const Needed needed, Str server);

// An unknown value of a field, shared between the records of a worker.
typedef enum SharedWhy { WHY_NOT_SELECTED, WHY_AD_PROPERTIES_ONLY } SharedWhy;
Value mapping_shared_unknown(Mapper *mapper, SharedWhy why, const Kind *kind, unsigned field, int subtype);

#endif
