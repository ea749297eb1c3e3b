// A tree of one JSON value, as the model document needs it: integers exact, every node with its place. A text may hold
// several values one after the other (NDJSON).
#ifndef EXAUDIT_IMPORT_JSON_TREE_H
#define EXAUDIT_IMPORT_JSON_TREE_H

#include "support/str.h"

typedef enum JsonKind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;

typedef struct JsonNode JsonNode;
struct JsonNode {
    JsonKind kind;
    Str key;         // as a member of an object
    Str text;        // of a string, decoded; of a number, as written
    JsonNode *first; // of an array or object
    JsonNode *next;  // in the same container
    size_t count;
};

typedef struct JsonScanner {
    Arena *arena;
    Str text;
    size_t at;
    const char *problem; // what is wrong at `at`, after a failure
} JsonScanner;

// The next value of the text; NULL at its end (problem NULL) and after an error (problem set). Limits: 64 levels.
const JsonNode *json_scan(JsonScanner *scanner);
// The member of an object, or NULL.
const JsonNode *json_member(const JsonNode *object, const char *key);
const JsonNode *json_member_named(const JsonNode *object, Str key);
bool json_is_space(char c);
// Line (1-based) and column (code points, 1-based) of an offset.
void json_place(Str text, size_t offset, uint32_t *line, uint32_t *column);

#endif
