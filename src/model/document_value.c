#include "model/document_value.h"

void document_origin(JsonWriter *json, Origin origin)
{
    json_begin_array(json);
    json_uint(json, origin.file);
    json_uint(json, origin.line);
    json_uint(json, origin.column);
    json_end_array(json);
}

// subject, export and place of a reason, in the object at hand
static void reason_members(JsonWriter *json, Str subject, const Reason *reason)
{
    if (!str_eq(subject, reason->subject)) {
        json_key(json, "subject");
        json_string(json, reason->subject);
    }
    if (reason->hint.n > 0) {
        json_key(json, "export");
        json_string(json, reason->hint);
    }
    if (reason->origin.file > 0) {
        json_key(json, "at");
        document_origin(json, reason->origin);
    }
}

// key: why, …, "also": [the other reasons]
static void reasons(JsonWriter *json, const char *key, Str subject, const Unknown *unknown)
{
    json_key(json, key);
    json_string(json, unknown->reasons[0]->why);
    reason_members(json, subject, unknown->reasons[0]);
    if (unknown->count == 1)
        return;
    json_key(json, "also");
    json_begin_array(json);
    for (size_t i = 1; i < unknown->count; i++) {
        json_begin_object(json);
        json_key(json, "why");
        json_string(json, unknown->reasons[i]->why);
        reason_members(json, subject, unknown->reasons[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_items(JsonWriter *json, Arena *scratch, Str subject, const List *list) // NOLINT(misc-no-recursion)
{
    json_begin_array(json);
    for (size_t i = 0; i < list->count; i++)
        document_value(json, scratch, subject, list->items[i]);
    json_end_array(json);
}

static void write_list(JsonWriter *json, Arena *scratch, Str subject, const List *list) // NOLINT(misc-no-recursion)
{
    if (!list->open) {
        write_items(json, scratch, subject, list);
        return;
    }
    json_begin_object(json);
    json_key(json, "$open");
    write_items(json, scratch, subject, list);
    reasons(json, "why", subject, list->open);
    json_end_object(json);
}

static void write_map(JsonWriter *json, Arena *scratch, Str subject, const Map *map) // NOLINT(misc-no-recursion)
{
    json_begin_object(json);
    for (size_t i = 0; i < map->count; i++) {
        json_key_str(json, value_text(scratch, map->entries[i].key));
        document_value(json, scratch, subject, map->entries[i].value);
    }
    json_end_object(json);
}

// Bounded by the depth of the schema's types (lists and maps of at most four levels).
void document_value(JsonWriter *json, Arena *scratch, Str subject, Value v) // NOLINT(misc-no-recursion)
{
    switch ((ValueKind)v.kind) {
    case VALUE_NULL:
        json_null(json);
        return;
    case VALUE_BOOL:
        json_bool(json, v.as.boolean);
        return;
    case VALUE_INT:
        json_int(json, v.as.integer);
        return;
    case VALUE_UINT:
        json_uint(json, v.as.uinteger);
        return;
    case VALUE_DOUBLE:
        json_double(json, v.as.number);
        return;
    case VALUE_LIST:
        write_list(json, scratch, subject, v.as.list);
        return;
    case VALUE_MAP:
        write_map(json, scratch, subject, v.as.map);
        return;
    case VALUE_OBJECT: // a reference: the identity of what it refers to
        json_string(json, v.as.object->class->identity ? v.as.object->class->identity(v.as.object) : STR(""));
        return;
    case VALUE_UNKNOWN:
        json_begin_object(json);
        reasons(json, "$unknown", subject, v.as.unknown);
        json_end_object(json);
        return;
    case VALUE_STRING:
    case VALUE_BYTES:
    case VALUE_TYPE:
    case VALUE_TIMESTAMP:
    case VALUE_DURATION:
    case VALUE_VERSION:
    case VALUE_OPTIONAL:
    case VALUE_ERROR:
        json_string(json, value_text(scratch, v));
        return;
    }
}
