// Files of this repository that are part of the binary, so that it works when it is copied alone.
#ifndef EXAUDIT_SUPPORT_EMBEDDED_H
#define EXAUDIT_SUPPORT_EMBEDDED_H

#include "support/str.h"

typedef struct EmbeddedFile {
    Str name; // "hma.yaml"
    Str text;
} EmbeddedFile;

extern const EmbeddedFile embedded_schemas[]; // schemas/model/*.yaml, sorted by name
extern const size_t embedded_schemas_count;
extern const EmbeddedFile embedded_policies[]; // policies/*.yaml
extern const size_t embedded_policies_count;

#endif
