// What the parts of building an estate share.
#ifndef EXAUDIT_MODEL_ESTATE_INTERNAL_H
#define EXAUDIT_MODEL_ESTATE_INTERNAL_H

#include "model/draft.h"

typedef struct DraftList {
    Draft **items;
    size_t count;
} DraftList;

typedef struct EntityVec {
    Entity **items;
    size_t count, capacity;
} EntityVec;

// Indices of the fields that are computed here, -1 where the schema has none.
typedef struct VdirFields {
    int server, organization, type, site, path, front_end, iis, ad_only, name, metabase, web_site;
} VdirFields;

typedef struct IisPathFields {
    int server, organization, path, path_kind, site, site_id, physical, pool, front_end, iis, invalid;
} IisPathFields;

// What one server comes to; made by one worker.
typedef struct ServerResult {
    EntityVec entities; // without the server itself
    IisServer *iis;     // NULL: no applicationHost.config
    const IisFile *application_host;
    bool iis_known;    // what holds at a path can be told
    Value iis_unknown; // why it cannot: no file, a damaged one, several captures that disagree
    Value *refused;    // texts of iis_violations
    Diags diags;
} ServerResult;

typedef struct Build {
    Arena *arena;     // of the run
    Arena *temporary; // until the estate is built
    EstatePlan *plan;
    const Schema *schema;
    const Kind *organization_kind, *server_kind, *vdir_kind, *path_kind, *input_kind; // the last three may be NULL
    VdirFields vdir;
    IisPathFields path;
    Value *not_exported;   // [unit]: unknown, because the command of the unit was not run
    Value iis_missing;     // unknown, because applicationHost.config was not given
    Value build_missing;   // unknown, because no manifest declares it
    Entity *organizations; // [organization of the plan]
    Entity *servers;       // [server of the plan]
    ServerResult *results; // [server of the plan]
} Build;

// An unknown value with one reason.
Value estate_unknown(Arena *arena, const char *why, Str subject, Str hint, Origin origin);
// Sets a field by index; an index of -1 is a field that the schema does not have.
void estate_set(Entity *entity, int field, Value value);
// Appends a new entity whose fields are all absent.
Entity *estate_entity(Arena *arena, EntityVec *entities, const Kind *kind, int subtype);
void estate_append(Arena *arena, EntityVec *entities, Entity *entity);

// Puts the drafts of one server (NULL: of an organization) together, entity by entity, and appends them.
void estate_merge(const Build *build, Arena *arena, DraftList drafts, const Entity *server, const Entity *organization,
                  EntityVec *out);
// Puts drafts that are one thing (a server, an organization) into `entity`.
void estate_merge_into(const Build *build, Arena *arena, Draft *const *drafts, size_t count, Entity *entity);
// Fills what no record said: unknown, not exported.
void estate_fill(const Build *build, Entity *entity);

// The path of a draft of a virtual directory, before drafts are put together.
void vdir_place(const Build *build, Arena *arena, Draft *draft);
// Expected virtual directories, and the join of all with IIS.
void vdir_complete(const Build *build, Arena *arena, size_t server);
// The server's configuration and the entities of its paths.
void iis_complete(const Build *build, Arena *arena, size_t server);

// What a coverage unit of a kind stands for: the cmdlet ("" for none) and the command that exports it.
Str estate_unit_cmdlet(const Kind *kind, unsigned unit);
Str estate_unit_export(Arena *arena, const Kind *kind, unsigned unit);
// Joins between entities, collections and coverage of the sorted estate.
void estate_join(const Build *build, Estate *estate);
void estate_cover(const Build *build, Estate *estate);
// The entities of the inputs; `diags` is sorted by file.
void estate_inputs(const Build *build, const Diags *diags, EntityVec *out);

#endif
