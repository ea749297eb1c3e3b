// The estate: every entity of every organization, joined, sorted and sealed, plus what was read and what was not.
#ifndef EXAUDIT_MODEL_ESTATE_H
#define EXAUDIT_MODEL_ESTATE_H

#include "model/entity.h"
#include "model/iis.h"

typedef enum InputState { INPUT_READ, INPUT_UNUSED, INPUT_IGNORED, INPUT_DAMAGED } InputState;
const char *input_state_name(InputState state); // "read", "unused", "ignored", "damaged"

typedef enum ServerFrom {
    FROM_NOTHING,
    FROM_RECORD,
    FROM_OPTION,
    FROM_MANIFEST,
    FROM_PATH,
    FROM_FOLDER_RECORDS,
    FROM_GUESS
} ServerFrom;
const char *server_from_name(ServerFrom from); // "none", "record", "option", "manifest", "path", "folder", "guessed"

// One file that was looked at. Origin.file n is inputs[n - 1].
typedef struct Input {
    Str file;   // as the user named it, "/" between components, valid UTF-8
    Str format; // "clixml", "iisConfig", "manifest", "model", "" when ignored
    Str cmdlet; // "Get-OwaVirtualDirectory"; "" when none applies
    Str encoding;
    InputState state;
    Str problem; // why it is unused, ignored or damaged
    Str server;  // short name as written; "" for none
    ServerFrom server_from;
    size_t records;
    uint64_t bytes;
    bool collected_known;
    Timestamp collected;
    Str sha256; // only with --hash-inputs
} Input;

// Whether an export was seen: per organization or server and kind (or subtype).
typedef struct Coverage {
    const Kind *kind;
    int subtype; // -1: all
    const Entity *organization;
    const Entity *server; // NULL: organization-wide
    unsigned unit;        // of the schema: kind->unit + subtype, or + index of the cmdlet
    bool present;
    const Unknown *gap; // why the export does not show all; NULL
    Str export;         // the command that would export it
} Coverage;

typedef struct EntityList {
    const Entity *const *items;
    size_t count;
} EntityList;

typedef struct Estate {
    Arena *arena;
    const Schema *schema;
    const Input *inputs;
    size_t input_count;
    EntityList all;            // sorted by organization key, kind index, id
    const EntityList *by_kind; // [kind index], same order
    EntityList organizations;
    const Coverage *coverage; // sorted
    size_t coverage_count;
    Diags diags; // about inputs, sorted by file, line, column
    bool now_known;
    Timestamp now;
    Str now_from; // "--as-of", "SOURCE_DATE_EPOCH", "manifest", ""
    // Makes the model document self-contained: configuration files by server, in the order of the entities.
    const struct EstateIis *iis;
    size_t iis_count;
    const Value *collections; // [organization index × kind count + kind index]; see estate_collection
} Estate;

// The configuration files of one server (model/draft.h).
typedef struct EstateIis {
    const Entity *server;
    const IisServer *iis; // NULL: its applicationHost.config is damaged
    const struct HostFile *hosts;
    size_t host_count;
    const struct WebConfig *web_configs;
    size_t web_config_count;
    bool web_configs_complete;
} EstateIis;

// The list value of a kind's collection for an organization: closed when an export showed it all, open or unknown (with
// reasons) otherwise.
Value estate_collection(const Estate *estate, const Entity *organization, const Kind *kind);

// The entities of a kind in an organization.
EntityList estate_entities(Arena *arena, const Estate *estate, const Entity *organization, const Kind *kind);

const Entity *estate_find(const Estate *estate, Str id);

// The key of the organization an entity belongs to ("cn=…,dc=…"; "" when no record said).
Str entity_organization_key(const Entity *entity);

#endif
