// Effective IIS configuration: what holds at a path, and the chain of values that made it so (design §6).
//
// Resolved on demand from the override rows of the files: schema default, then for each segment of the path the
// parent's result, the locations for exactly this segment (outermost file first), this segment's own web.config.
// Sources: IIS_schema.xml; "How to use locking in IIS configuration", "Configuration reference"
// (learn.microsoft.com/iis).
#ifndef EXAUDIT_MODEL_IIS_H
#define EXAUDIT_MODEL_IIS_H

#include "support/intern.h"
#include "value/value.h"

// --- the sections the auditor knows (schemas/model/iis.yaml) -----------------------------------------

typedef struct IisSchema IisSchema;

// Parses the `sections:` of iis.yaml. NULL after diagnostics.
struct YamlNode;
const IisSchema *iis_schema_parse(Arena *arena, const struct YamlNode *root, Str file, Diags *diags);

// The class of `self.iis`: one field per section ("access", "windowsAuthentication", …), attributes and collections
// below.
const ObjectClass *iis_settings_class(const IisSchema *schema);

// --- one file -----------------------------------------------------------------------------------------

typedef enum IisFileKind {
    IIS_APPLICATION_HOST,
    IIS_WEB_CONFIG,
    IIS_REDIRECTION, // redirection.config: the real configuration is elsewhere when it is enabled
} IisFileKind;

// One configuration file as override rows; made by the reader (import/iis_config.c) through iis_file.h, immutable
// afterwards.
typedef struct IisFile IisFile;
IisFileKind iis_file_kind(const IisFile *file);
// Whether it was cut or malformed. Such a file holds nothing; added as a web.config it makes unknown what it could have
// set.
bool iis_file_damaged(const IisFile *file);

// --- one server -----------------------------------------------------------------------------------------

typedef struct IisServer IisServer;

typedef enum IisPathKind { IIS_ROOT, IIS_SITE, IIS_APPLICATION, IIS_VDIR, IIS_LOCATION } IisPathKind;

// A path that applicationHost.config names, or "" for the server-wide level.
typedef struct IisPath {
    Str path; // "Default Web Site/owa", as the file writes it
    IisPathKind kind;
    Str site;          // name of its site
    int64_t site_id;   // -1: none
    Str physical_path; // of the directory it maps to; empty when it has none of its own (a location)
    Str application_pool;
    Origin origin;
    bool front_end; // of the site that Exchange's front end uses (design §5), see front_end_known
    bool front_end_known;
    const Reason *ambiguous; // why nothing is known here: the file names this path, or one above it, twice
} IisPath;

// A server's configuration from its applicationHost.config. The files stay referenced. NULL when that file is damaged:
// nothing is known then. Diagnostics come with iis_seal: invalid configuration, odd paths.
IisServer *iis_server_new(Arena *arena, const IisSchema *schema, const IisFile *application_host);

// Adds a web.config for the physical directory of `iis_path`, or (iis_path empty) for the one physical directory whose
// tail matches the file's own path `file_path` best (design §14). false: no or several directories match, *candidates
// lists them.
bool iis_add_web_config(IisServer *server, const IisFile *file, Str iis_path, Str file_path, Str *candidates);

// Takes redirection.config into account: when it is enabled (or damaged), the configuration in use is elsewhere and
// every setting is unknown.
void iis_add_redirection(IisServer *server, const IisFile *file);

// Says that web.configs which were not added do not exist (manifest `webConfigs: complete`).
void iis_web_configs_complete(IisServer *server);

// Why the server may have paths that iis_paths lacks: only a part of its applicationHost.config was supplied. NULL: it
// is whole. After iis_seal.
const Reason *iis_partial(const IisServer *server);

// Ends building: nothing is added afterwards, and reading is thread-safe.
void iis_seal(IisServer *server, Diags *diags);

// Every path, sorted by case-folded path; the first is "".
const IisPath *iis_paths(const IisServer *server, size_t *count);
// Index of the path (case-insensitive), or -1.
int iis_find(const IisServer *server, Str path);
// Index of the path of site `site_id` and virtual path ("/EWS"), or -1: the join key of MetabasePath.
int iis_find_metabase(const IisServer *server, Str metabase_path);
// The site named `name` is the front end? By site id, bindings (443 against 444) and physical paths, because sites get
// renamed.

// The settings that hold at a path, as an object of iis_settings_class; its fields resolve when they are read.
const Object *iis_settings(const IisServer *server, unsigned path);

// One level of the chain behind a setting, nearest first; the last is the schema default.
typedef struct IisLevel {
    Str level; // "Default Web Site/owa", "web.config of …", "server", "schema default"
    Value value;
} IisLevel;
// The chain of the setting at `setting` ("access.sslFlags", "windowsAuthentication.extendedProtection.tokenChecking")
// of a settings object; count 0 when there is no such setting.
size_t iis_chain(const Object *settings, Str setting, Arena *arena, const IisLevel **levels);

// The full section path of a setting ("system.webServer/security/access") and the attribute ("sslFlags"), for appcmd
// commands. false: none.
bool iis_setting_section(const IisSchema *schema, Str setting, Str *section, Str *attribute);

// Configuration that IIS refuses: it answers 500.19 at `path` and below.
//
// What is refused is unknown ("conflict") until a nearer level sets it, as if its file were missing; a section that an
// outer file locks is unknown from there on down.
typedef enum IisViolationKind {
    IIS_VIOLATION_SECTION,        // a web.config holds a section that is locked against it
    IIS_VIOLATION_LOCK,           // a locked attribute, element or item is overridden
    IIS_VIOLATION_DUPLICATE,      // two places of one file set the same thing for one path, differently
    IIS_VIOLATION_DUPLICATE_ITEM, // a collection item is added a second time
    IIS_VIOLATION_MISSPELT,       // a name that is a known one except for its case
    IIS_VIOLATION_DUPLICATE_PATH, // a site, application or virtual directory is there twice
} IisViolationKind;
// "lockedSection", "lockedSetting", "duplicateLocation", "duplicateItem", "duplicatePath", "misspelt": also the
// diagnostic's code.
const char *iis_violation_name(IisViolationKind kind);

typedef struct IisViolation {
    unsigned path;
    IisViolationKind kind;
    Str what;              // "system.webServer/security/access"
    Origin override, lock; // lock: where it is locked, or set for the first time
} IisViolation;
size_t iis_violations(const IisServer *server, const IisViolation **violations);

// Why more violations may exist at a path than iis_violations shows: the web.configs that were not supplied. NULL:
// there are none.
const Unknown *iis_violations_open(const IisServer *server, unsigned path, Arena *arena);

#endif
