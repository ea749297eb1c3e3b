// manifest.yaml: what a folder says of its files (design §12).
#ifndef EXAUDIT_IMPORT_MANIFEST_H
#define EXAUDIT_IMPORT_MANIFEST_H

#include "value/value.h"

typedef struct ManifestFile {
    Str file;                     // as inputs are named: the manifest's folder and its path
    Str server, iis_path, cmdlet; // "" where it does not say
    bool collected_known;
    Timestamp collected;
    Origin origin;
} ManifestFile;

typedef struct ManifestServer {
    Str name;
    Value build; // a version
} ManifestServer;

typedef struct Manifest {
    Str folder; // with a trailing slash; "" for the working folder
    Str server; // for every file that does not say; "" for none
    bool collected_known;
    Timestamp collected;
    bool web_configs_complete;
    const ManifestFile *files;
    size_t file_count;
    const ManifestServer *servers;
    size_t server_count;
} Manifest;

// Whether a file's name is that of a manifest.
bool manifest_is_name(Str file);
// Parses the text of the input `file` (its number in origins is `input`). NULL after diagnostics, or (with *other set
// and no diagnostic) when it is some other program's manifest.yaml.
const Manifest *manifest_parse(Arena *arena, Str text, Str file, uint32_t input, Diags *diags, bool *other);
// What the manifest says of a file by name; NULL: nothing.
const ManifestFile *manifest_entry(const Manifest *manifest, Str file);

// A path without "./", "//" and "x/..", with "/" for "\".
Str path_normal(Arena *arena, Str path);

#endif
