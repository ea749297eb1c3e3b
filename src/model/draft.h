// Drafts: what one record says of one entity, before the records of all files are put together; and the plan of an
// estate: which drafts and files belong to which organization and server. Import makes the plan, estate_build the
// estate.
#ifndef EXAUDIT_MODEL_DRAFT_H
#define EXAUDIT_MODEL_DRAFT_H

#include "model/estate.h"

typedef struct Draft {
    const Kind *kind;
    int subtype;           // index in kind->subtypes, or -1
    unsigned from;         // index of the cmdlet in kind->cmdlets that exported it
    bool seen;             // false: only the expectation in a model document
    Str organization;      // key: "cn=…,dc=…"; "" when the record does not say
    Str organization_name; // as written
    Str server;            // short name as written; "" when the record does not say
    Origin origin;         // of the record
    Value *fields;         // kind->field_count values, value_absent() where this record says nothing
} Draft;

// What no record says. Only in drafts: an entity's fields are known, null or unknown for a reason.
Value value_absent(void);
bool value_is_absent(Value v);

typedef struct WebConfig {
    const IisFile *file;
    Str iis_path;   // that reads it, said by a manifest; "" when nothing said so
    Str name;       // of the file
    unsigned input; // 1-based
    bool used;      // out: a physical directory was found for it
    Str problem;    // out: why not
} WebConfig;

typedef struct HostFile {
    const IisFile *file;
    unsigned input; // 1-based
} HostFile;

// A server to be, with everything that belongs to it.
typedef struct ServerPlan {
    Str name;
    unsigned organization; // index in the plan
    bool guessed;          // only a folder's name says that it exists
    Value build;           // declared in a manifest, or absent
    Draft **drafts;        // in the order of their origins
    size_t draft_count, draft_capacity;
    HostFile *hosts; // applicationHost.config, in the order of inputs
    size_t host_count, host_capacity;
    WebConfig *web_configs;
    size_t web_config_count, web_config_capacity;
    bool web_configs_complete;
    bool *covered;        // [unit]: an export of it was seen
    const Unknown **gaps; // [unit]: why an export that was seen does not show all; NULL (also all of it): nothing
} ServerPlan;

typedef struct OrganizationPlan {
    Str key, name;
    Draft **drafts; // of kinds that belong to no server
    size_t draft_count, draft_capacity;
    bool *covered;        // [unit]
    const Unknown **gaps; // [unit]
} OrganizationPlan;

typedef struct EstatePlan {
    const Schema *schema;
    OrganizationPlan *organizations; // sorted by key; at least one
    size_t organization_count;
    ServerPlan *servers; // sorted by organization, folded name
    size_t server_count;
    Input *inputs; // estate_build sets the states of web.configs
    size_t input_count;
    const unsigned *input_organizations; // [input]: index
    Diags *diags;                        // of all files so far
    Arena *const *arenas;                // one per job: what the entities live in
    unsigned jobs;
} EstatePlan;

// Puts the drafts together, adds what must exist, joins, sorts and seals. `now` and its source are the caller's.
Estate *estate_build(Arena *arena, EstatePlan *plan);

// The name of a server in its own spelling → its identity: the first DNS label, folded.
Str server_identity(Arena *arena, Str name);

#endif
