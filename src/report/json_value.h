// Values, origins and places as JSON (design §13), for every JSON document that this program writes but the model.
#ifndef EXAUDIT_REPORT_JSON_VALUE_H
#define EXAUDIT_REPORT_JSON_VALUE_H

#include "model/estate.h"
#include "support/json.h"

// Plain JSON where JSON has the type; timestamps, durations, versions and things as their text; bytes in base64. What
// is not known:
// {"$unknown": why}; a list that may have more members: {"$open": […], "why": why}; an error: {"$error": message}.
void json_value(JsonWriter *json, Arena *arena, Value value);

// {"file", "line", "column"}, or null for what was not read from a file.
void json_origin(JsonWriter *json, const Estate *estate, Origin origin);

// `key: value`, with null for the empty string (json_text_member) or left out altogether (json_text_if).
void json_text_member(JsonWriter *json, const char *key, Str value);
void json_text_if(JsonWriter *json, const char *key, Str value);
void json_strings_member(JsonWriter *json, const char *key, const Str *items, size_t count);

// The head of every document: {"exaudit": {"file": kind, "version": 1, "tool": …}} without the closing brace of the
// document.
void json_begin_document(JsonWriter *json, const char *kind);
// Closes the document and ends its last line.
void json_end_document(JsonWriter *json);

// `diagnostics: […]`.
void json_diagnostics(JsonWriter *json, const Estate *estate, const Diags *diags);

#endif
