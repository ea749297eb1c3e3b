// One IIS configuration file as override rows: what the reader makes and the resolver reads.
//
// A file is a list of locations (the first is what stands outside any <location>), each with the known sections in it,
// each with rows: the attributes, collection items and locks that the section sets, in file order. Only sections of
// iis.yaml are kept.
//
// To write a file out and build it back (the model document): iis_entries() visits it as a flat list of entries, every
// one of which is an operation, a name, a value and a position; iis_builder_new(), iis_build() for every entry in the
// same order, and iis_builder_finish() make an equal file. Entries hold no secrets: rows never do. The operations, in
// the order in which they come:
//
//   file              name: applicationHost | webConfig | redirection; value: words out of damaged, fragment,
//   configSections, redirected declare           name: section path; value: Allow | Deny, and AppHostOnly (the file's
//   <configSections>) site              name: its name; value: its id         application       name: path; value:
//   application pool (may be empty) virtualDirectory  name: path; value: physical path, below the last application
//   subDirConfig      value: true | false, of the last virtual directory
//   binding           name: protocol; value: bindingInformation, of the last site
//   default           name: applicationPool | subDirConfig, of all sites; site.applicationPool | site.subDirConfig, of
//   the last site; value location          name: path; value: Inherit | Allow | Deny, and noInherit section name:
//   section path, in the last location (before the first location: outside any) set               name: attribute
//   ("extendedProtection.tokenChecking"); value. setEncrypted: the value was encrypted add, addLocked, remove, clear
//   name: element of the collection ("providers", "" for the section itself); value: the key, if it is one item name:
//   attribute of the last added or removed item; value. itemEncrypted: the value was encrypted lockAttributes,
//   lockAllAttributesExcept, lockElements, lockAllElementsExcept, lockItem    name: element; value: the names source
//   value: the file that holds the section's content (configSource)
//   refused           value: a name in the element that is a known one except for its case
#ifndef EXAUDIT_MODEL_IIS_FILE_H
#define EXAUDIT_MODEL_IIS_FILE_H

#include "model/iis_schema.h"

typedef enum IisRowKind {
    IIS_ROW_SET,    // what: attribute
    IIS_ROW_ADD,    // what: element that has the collection; value: the key when it is a single attribute
    IIS_ROW_REMOVE, // likewise
    IIS_ROW_CLEAR,
    IIS_ROW_ITEM, // what: attribute of the item before
    IIS_ROW_LOCK_ATTRIBUTES,
    IIS_ROW_LOCK_ATTRIBUTES_EXCEPT,
    IIS_ROW_LOCK_ELEMENTS,
    IIS_ROW_LOCK_ELEMENTS_EXCEPT,
    IIS_ROW_LOCK_ITEM, // what: element
    IIS_ROW_SOURCE,
    IIS_ROW_REFUSED, // what: element that holds it; value: a name that is right except for its case
} IisRowKind;
enum { IIS_ROW_KINDS = IIS_ROW_REFUSED + 1 };

enum {
    IIS_ROW_ENCRYPTED = 1, // the file holds [enc:…]; the row has no value
    IIS_ROW_LOCKED = 2,    // an item with lockItem="true"
};

typedef struct IisRow {
    uint32_t value; // index in IisFile.texts; 0 is the empty text
    uint32_t line, column;
    uint16_t what;
    uint8_t kind; // IisRowKind
    uint8_t flags;
} IisRow;

// A section element in a location.
typedef struct IisSectionUse {
    uint32_t first, count; // rows
    uint32_t line, column;
    uint16_t section, location;
} IisSectionUse;

typedef enum IisMode { IIS_MODE_INHERIT, IIS_MODE_ALLOW, IIS_MODE_DENY } IisMode;

typedef struct IisLocation {
    Str path; // as the file writes it, without trailing slash; "" for "." and for none
    uint32_t line, column;
    uint32_t first, count; // section uses
    uint8_t mode;          // IisMode
    bool here_only;        // inheritInChildApplications="false"
} IisLocation;

// What <configSections> says of a section.
typedef struct IisDeclaration {
    uint32_t line, column; // line 0: it does not name the section
    bool deny;             // overrideModeDefault
    bool app_host_only;    // allowDefinition
} IisDeclaration;

typedef enum IisMappingKind {
    IIS_MAP_SITE,
    IIS_MAP_APPLICATION,
    IIS_MAP_VDIR,
    IIS_MAP_SUB_DIR_CONFIG,
    IIS_MAP_BINDING,
    IIS_MAP_DEFAULT_POOL,
    IIS_MAP_DEFAULT_SUB_DIR_CONFIG,
} IisMappingKind;
enum { IIS_MAPPING_KINDS = IIS_MAP_DEFAULT_SUB_DIR_CONFIG + 1 };

// A line of <sites>: what the operations above say. name of a default: "site" when it is one of the site, else "".
typedef struct IisMapping {
    const char *name, *value;
    uint32_t line, column;
    IisMappingKind kind;
} IisMapping;

struct IisFile {
    const IisSchema *schema;
    IisFileKind kind;
    uint32_t file;                      // of origins
    bool damaged;                       // cut or malformed: nothing in it is used, and what it could say is unknown
    bool fragment;                      // only a part of a file: what it does not say is unknown
    bool config_sections;               // it declares which sections may be overridden
    bool redirected;                    // redirection.config: the configuration in use is elsewhere
    const IisDeclaration *declarations; // by section
    const IisMapping *mappings;
    size_t mapping_count;
    const IisLocation *locations;
    size_t location_count;
    const IisSectionUse *uses; // by location
    size_t use_count;
    const IisRow *rows;
    size_t row_count;
    const char *const *texts;
    const uint32_t *hashes; // of the texts that are keys of items, case folded
    size_t text_count;
};

// Whether redirection.config says that the configuration in use is elsewhere.
bool iis_file_redirected(const IisFile *file);
// Whether two captures say the same, wherever in the file; of damaged ones that cannot be said.
bool iis_file_same(const IisFile *a, const IisFile *b);

uint32_t iis_text_hash(Str text);
Str iis_row_text(const IisFile *file, const IisRow *row);
Origin iis_row_origin(const IisFile *file, const IisRow *row);
Origin iis_use_origin(const IisFile *file, const IisSectionUse *use);

// --- building ---------------------------------------------------------------------------------------

typedef struct IisBuilder IisBuilder;

// A builder of the file with number `file` (Origin.file). Texts are interned; the file is put together in `scratch` and
// lives in `arena`.
IisBuilder *iis_builder_new(Arena *arena, Arena *scratch, Interner *interner, const IisSchema *schema, uint32_t file);
// The file under construction, for its kind and flags.
IisFile *iis_builder_file(IisBuilder *builder);

void iis_builder_declare(IisBuilder *builder, unsigned section, IisDeclaration declaration);
void iis_builder_map(IisBuilder *builder, IisMappingKind kind, Str name, Str value, Origin origin);
// Begins a <location>; the sections that follow are in it until iis_builder_outside.
void iis_builder_location(IisBuilder *builder, Str path, IisMode mode, bool here_only, Origin origin);
void iis_builder_outside(IisBuilder *builder);
void iis_builder_section(IisBuilder *builder, unsigned section, Origin origin);
void iis_builder_row(IisBuilder *builder, IisRow row, Str value);
// The row of an attribute (kind IIS_ROW_SET or IIS_ROW_ITEM): secrets become "encrypted", "clear" or "absent",
// encrypted text is dropped.
void iis_builder_value(IisBuilder *builder, IisRow row, const IisAttribute *attribute, Str value);
const IisFile *iis_builder_finish(IisBuilder *builder);

// What is under construction: the schema, the present section (-1: none), the element whose item the last row belongs
// to (NULL: none).
const IisSchema *iis_builder_schema(const IisBuilder *builder);
int iis_builder_present(const IisBuilder *builder);
const IisElement *iis_builder_item(const IisBuilder *builder);

// --- as entries -------------------------------------------------------------------------------------

typedef struct IisEntry {
    Str op, name, value;
    uint32_t line, column;
} IisEntry;

void iis_entries(const IisFile *file, Arena *scratch, void (*entry)(void *context, const IisEntry *entry),
                 void *context);
// false: the entry is none of the above, or does not fit what came before.
bool iis_build(IisBuilder *builder, const IisEntry *entry);

#endif
