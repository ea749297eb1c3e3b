// Attribution: whose a file or a record is (design §5, "Which server a file belongs to").
//
// Two passes, so that the order of files does not matter: first every name that anything mentions, then each file by
//   1 its records  2 --server  3 the manifest  4 a known name in its path  5 the other records of its folder  6 its
//   folder's name.
#ifndef EXAUDIT_IMPORT_ATTRIBUTION_H
#define EXAUDIT_IMPORT_ATTRIBUTION_H

#include "import/import_internal.h"
#include "import/name_map.h"

enum { NOBODY = -1, SEVERAL = -2 };

// What the records of a folder, and of all below it, name.
typedef struct FolderNames {
    int organization, server; // index, NOBODY or SEVERAL
    int home;                 // organization of its servers and of its own configuration: counts before `organization`
} FolderNames;

// How sure the spelling of a server's name is; the lower the better.
typedef enum NameRank { RANK_RECORD, RANK_OPTION, RANK_MANIFEST, RANK_GUESS } NameRank;

typedef struct ServerEntry {
    Str label, name; // identity; the spelling that is shown
    int organization;
    NameRank rank;
    Value build;
    int next;      // another server with the same label, in another organization; NOBODY
    size_t number; // in the plan
} ServerEntry;

typedef struct Attribution {
    Import *import;
    Arena *arena;
    const Schema *schema;
    const Kind *server_kind, *vdir_kind, *organization_kind;
    OrganizationPlan *organizations; // in the order in which they were met
    size_t organization_count, organization_capacity;
    ServerEntry *servers;
    size_t server_count, server_capacity;
    NameMap labels;  // label → first server
    NameMap folders; // folder with trailing slash → index in folder_names
    FolderNames *folder_names;
    size_t folder_count, folder_capacity;
} Attribution;

// Index of the organization with this key, made when it is new.
int attribution_organization(Attribution *attribution, Str key, Str name);
// The server with this name in the organization, or NOBODY.
int attribution_find(const Attribution *attribution, Str name, int organization);
// The same in any organization, rather in this one.
int attribution_known(const Attribution *attribution, Str name, int organization);
// Adds a mention of a server; its index.
int attribution_mention(Attribution *attribution, Str name, int organization, NameRank rank);

// The first pass: every organization and server that a record, an option or a manifest names, and where each file
// stands.
void attribution_meet(Attribution *attribution);
// Whether a file was read for something that belongs to an organization.
bool attribution_has_something(const ImportFile *file);
// The organization of a draft: its own, that of its server, or that of its file.
int attribution_of_draft(Attribution *attribution, const ImportFile *file, const Draft *draft);

// Whether a draft belongs to a server.
bool attribution_is_per_server(const Attribution *attribution, const Draft *draft);
// What the nearest folder of the file says that says one thing.
int attribution_folder_organization(const Attribution *attribution, Str file);
int attribution_folder_server(const Attribution *attribution, Str file);
// Notes what a draft says in all folders of its file.
void attribution_note(Attribution *attribution, Str file, int organization, int server, int home);

// The server of a file whose records do not say (steps 2 to 6; `guess`: also the last). NOBODY.
int attribution_of_file(Attribution *attribution, const ImportFile *file, bool guess, ServerFrom *from);

// The configuration files of each server, and whether what is not among them does not exist; `servers` as they were
// met.
void import_plan_iis(Attribution *attribution, ServerPlan *const *servers);

#endif
