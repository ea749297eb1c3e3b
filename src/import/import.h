// Import: paths on the command line → the estate.
#ifndef EXAUDIT_IMPORT_IMPORT_H
#define EXAUDIT_IMPORT_IMPORT_H

#include "model/estate.h"

typedef struct ServerOption { // --server NAME=PATH
    Str name, path;
} ServerOption;

typedef struct ImportOptions {
    const Str *paths; // files and folders; "-" is stdin
    size_t path_count;
    const ServerOption *servers;
    size_t server_count;
    unsigned jobs; // worker threads, at least 1
    bool hash_inputs;
    bool as_of_known; // --as-of
    Timestamp as_of;
    bool source_date_known; // SOURCE_DATE_EPOCH
    Timestamp source_date;
    void (*progress)(void *context, size_t done, size_t total); // may be NULL
    void *progress_context;
} ImportOptions;

// Reads everything and builds the estate in `arena`. Never fails as a whole: what could not be read is in
// estate->inputs and estate->diags. The same inputs give the same estate whatever the order of the paths' files and the
// number of jobs. The worker arenas live as long as `arena`'s estate: they are freed by import_free.
typedef struct Import Import;
Import *import_run(Arena *arena, const Schema *schema, const ImportOptions *options);
const Estate *import_estate(const Import *import);
// The first --server whose path none of the inputs is at or below; NULL.
const ServerOption *import_idle_server(Arena *arena, const Estate *estate, const ImportOptions *options);
void import_free(Import *import);

#endif
