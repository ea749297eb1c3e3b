// YAML as this program uses it: a tree of scalars, sequences and mappings in which every node knows its place.
//
// Tags, anchors, aliases, merge keys and duplicate keys are errors with a position (design §7).
#ifndef EXAUDIT_SUPPORT_YAML_H
#define EXAUDIT_SUPPORT_YAML_H

#include "support/diag.h"

typedef enum YamlKind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING } YamlKind;

typedef struct YamlNode YamlNode;

// A member of a sequence (key NULL) or of a mapping.
typedef struct YamlItem {
    const YamlNode *key, *value;
} YamlItem;

struct YamlNode {
    YamlKind kind;
    bool quoted;           // a scalar in quotes or in block style: never null, bool or number
    Str text;              // of a scalar, decoded
    const YamlItem *items; // of a sequence or mapping, in file order
    size_t count;
    Origin origin;         // line and column of the first character; file is what yaml_parse was given
    uint32_t end_line;     // last line of the node
    uint32_t block_indent; // column (1-based) at which the lines of a block scalar start; 0 for other styles
    uint32_t block_line;   // line of the first content line of a block scalar
    Str raw; // of a quoted single-line scalar with escapes: as it is written, with the quotes; empty otherwise
};

// Parses one document. NULL after a diagnostic (code "yaml") with `file` as its file name. An empty document gives an
// empty mapping.
const YamlNode *yaml_parse(Arena *arena, Str text, Str file, Diags *diags);

// The value of `key` in a mapping, or NULL.
const YamlNode *yaml_get(const YamlNode *mapping, Str key);

// The position of byte `offset` of a scalar's decoded text in the file (exact for plain, single-line quoted without
// escapes, and literal block scalars).
Origin yaml_position(const YamlNode *scalar, size_t offset);

// Reports every key of `mapping` that is not in `keys` (NULL-terminated) as an error with "did you mean". true when all
// are known.
bool yaml_known_keys(const YamlNode *mapping, const char *const *keys, Str file, Diags *diags);

#endif
