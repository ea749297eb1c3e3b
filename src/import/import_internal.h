// What the parts of an import share: the files, in the order of their names, and what the workers found in them.
#ifndef EXAUDIT_IMPORT_IMPORT_INTERNAL_H
#define EXAUDIT_IMPORT_IMPORT_INTERNAL_H

#include "import/import.h"
#include "import/manifest.h"
#include "import/mapping.h"
#include "import/reader.h"
#include "support/platform.h"

// Whom a model document says its IIS files belong to.
typedef struct ModelIis {
    Str organization, server; // key, name
    const IisFile *file;
    unsigned input; // 1-based
    Str iis_path;
    bool complete; // web.configs that are not there do not exist
} ModelIis;

typedef struct ModelCover {
    Str organization, server; // server "": organization-wide
    unsigned unit;
    bool present;
    const Unknown *gap; // why it is not all; NULL
} ModelCover;

// What a model document brings beside drafts.
typedef struct ModelContent {
    ModelIis *iis;
    size_t iis_count, iis_capacity;
    ModelCover *covers;
    size_t cover_count, cover_capacity;
} ModelContent;

typedef struct ImportFile {
    Str name; // as the user named it, "/" between components, valid UTF-8
    Str raw;  // for opening; "" for standard input and for the sources of a model document
    FileInfo info;
    uint64_t folder_device, folder_inode;
    bool given;                // on the command line, not found in a folder
    bool is_model;             // a model document: `text` holds all of it, `sources` follow
    bool is_source;            // named by a model document: nothing to read
    bool is_manifest;          // has been read before the others
    Str text;                  // of standard input and model documents
    const Manifest *manifest;  // the nearest one, or NULL
    const ManifestFile *entry; // what it says of this file
    struct ModelHead *model;   // of a model document
    Str source_organization;   // of a source: key
    Input input;
    Diags diags;
    // what a worker found
    Draft **drafts;
    size_t draft_count;
    bool *covered; // [unit], NULL: nothing
    bool *failed;  // [unit], NULL: nothing; what it exports is not all, because the cmdlet reported an error
    const IisFile *iis;
    ModelContent *content;
    // where it belongs
    unsigned organization; // index in the plan
    int server;            // index in the plan, -1: none or several
} ImportFile;

// A file that a manifest names and that is not there.
typedef struct MissingFile {
    const Manifest *manifest;
    const ManifestFile *file;
} MissingFile;

typedef struct ImportFiles {
    ImportFile *items;
    size_t count, capacity;
    const Manifest **manifests; // sorted by folder
    size_t manifest_count;
    MissingFile *missing;
    size_t missing_count, missing_capacity;
} ImportFiles;

struct Import {
    Arena *arena;     // the caller's
    Arena *temporary; // until the estate is built
    const Schema *schema;
    const ImportOptions *options;
    ImportFiles files;
    Diags diags;    // about no file in particular
    Arena **arenas; // of the workers
    unsigned jobs;
    const Estate *estate;
};

// The files of the paths, sorted by name, each once; folders recursively. Unreadable ones have a state and a problem.
void import_enumerate(Import *import);
// Reads the manifests and what model documents say of their sources, sorts everything into its final order and numbers
// it.
void import_prepare(Import *import);
// Reads every file, on all workers.
void import_read(Import *import);
// Who owns what: organizations, servers, coverage (design §5).
EstatePlan *import_attribute(Import *import);

// The head of a model document (its first line): names and facts of its sources.
typedef struct ModelHead {
    Input *sources;
    const Str *organizations; // [source]: key
    size_t source_count;
    const unsigned *numbers;     // [source]: number in origins of this run
    const struct JsonNode *root; // of the first value
    size_t end;                  // where it ends in the text
} ModelHead;

// Whether a text begins as a model document does.
bool model_recognise(Str head);
// Reads the first line of a model document. NULL after a diagnostic.
ModelHead *model_read_head(Arena *arena, Str text, Origin file, Diags *diags);
// Reads the rest: drafts, IIS files, coverage. false after a diagnostic; what came before it counts.
typedef struct ModelReading {
    Arena *arena, *scratch;
    Interner *interner;
    const Schema *schema;
    const ModelHead *head;
    Str text;
    Origin file;
    Diags *diags;               // of the document
    ImportFile *const *sources; // [source]: their diagnostics go here
    Draft **drafts;
    size_t draft_count, draft_capacity;
    ModelContent content;
} ModelReading;
bool model_read_body(ModelReading *reading);

#endif
