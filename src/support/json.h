// JSON writing: compact or pretty, keys in the order of the calls, the same bytes for the same calls.
// (JSON reading is cJSON's.)
#ifndef EXAUDIT_SUPPORT_JSON_H
#define EXAUDIT_SUPPORT_JSON_H

#include "support/output.h"

typedef struct JsonWriter {
    Output *out;
    bool pretty;
    uint32_t fold; // pretty: containers deeper than this stand on one line; 0: none do
    uint32_t depth;
    bool comma;     // whether the container at hand already has a member
    bool after_key; // whether a key waits for its value
} JsonWriter;

JsonWriter json_writer(Output *out, bool pretty);
void json_begin_object(JsonWriter *json);
void json_end_object(JsonWriter *json);
void json_begin_array(JsonWriter *json);
void json_end_array(JsonWriter *json);
void json_key(JsonWriter *json, const char *key);
void json_key_str(JsonWriter *json, Str key);
// Escapes quotes, backslash and what utf8_unsafe tells of; invalid UTF-8 becomes U+FFFD.
void json_string(JsonWriter *json, Str value);
void json_int(JsonWriter *json, int64_t value);
void json_uint(JsonWriter *json, uint64_t value);
void json_double(JsonWriter *json, double value); // shortest form that reads back; NaN and infinities as strings
void json_bool(JsonWriter *json, bool value);
void json_null(JsonWriter *json);

#endif
