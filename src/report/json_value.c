#include "report/json_value.h"

enum { DEEPEST = 64 }; // levels of lists in lists; deeper ones are written as their literal text

static void add_base64(StrBuf *buffer, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t group = (uint32_t)bytes[0] << 16;
    group |= count > 1 ? (uint32_t)bytes[1] << 8 : 0;
    group |= count > 2 ? (uint32_t)bytes[2] : 0;
    for (size_t i = 0; i < 4; i++) {
        strbuf_char(buffer, (char)(i <= count ? digits[group >> (18 - 6 * i) & 63] : '='));
    }
}

static Str base64(Arena *arena, Str bytes)
{
    StrBuf buffer = strbuf_new(arena);
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t count = bytes.n - i < 3 ? bytes.n - i : 3;
        add_base64(&buffer, (const unsigned char *)bytes.p + i, count);
    }
    return strbuf_str(&buffer);
}

static Str unknown_why(const Unknown *unknown)
{
    return unknown->count > 0 ? unknown->reasons[0]->why : STR("unknown");
}

// What would export it stands once, in the finding's `unknown`.
static void write_unknown(JsonWriter *json, const Unknown *unknown)
{
    json_begin_object(json);
    json_key(json, "$unknown");
    json_string(json, unknown_why(unknown));
    json_end_object(json);
}

static void write_value(JsonWriter *json, Arena *arena, Value value, unsigned depth);

// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void write_list(JsonWriter *json, Arena *arena, const List *list, unsigned depth)
{
    if (list->open) {
        json_begin_object(json);
        json_key(json, "$open");
    }
    json_begin_array(json);
    for (size_t i = 0; i < list->count; i++) {
        write_value(json, arena, list->items[i], depth + 1);
    }
    json_end_array(json);
    if (list->open) {
        json_text_if(json, "why", unknown_why(list->open));
        json_end_object(json);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void write_map(JsonWriter *json, Arena *arena, const Map *map, unsigned depth)
{
    json_begin_object(json);
    for (size_t i = 0; i < map->count; i++) {
        json_key_str(json, value_text(arena, map->entries[i].key));
        write_value(json, arena, map->entries[i].value, depth + 1);
    }
    json_text_if(json, "$open", map->open ? unknown_why(map->open) : STR(""));
    json_end_object(json);
}

static void write_error(JsonWriter *json, Str message)
{
    json_begin_object(json);
    json_key(json, "$error");
    json_string(json, message);
    json_end_object(json);
}

// Everything that JSON has no type for, as its text.
static void write_scalar(JsonWriter *json, Arena *arena, Value value)
{
    switch ((ValueKind)value.kind) {
    case VALUE_NULL:
        json_null(json);
        return;
    case VALUE_BOOL:
        json_bool(json, value.as.boolean);
        return;
    case VALUE_INT:
        json_int(json, value.as.integer);
        return;
    case VALUE_UINT:
        json_uint(json, value.as.uinteger);
        return;
    case VALUE_DOUBLE:
        json_double(json, value.as.number);
        return;
    case VALUE_BYTES:
        json_string(json, base64(arena, *value.as.text));
        return;
    case VALUE_UNKNOWN:
        write_unknown(json, value.as.unknown);
        return;
    case VALUE_ERROR:
        write_error(json, *value.as.error);
        return;
    case VALUE_STRING:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_OBJECT:
    case VALUE_TYPE:
    case VALUE_TIMESTAMP:
    case VALUE_DURATION:
    case VALUE_VERSION:
    case VALUE_OPTIONAL:
        json_string(json, value_text(arena, value));
        return;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void write_value(JsonWriter *json, Arena *arena, Value value, unsigned depth)
{
    if (depth > DEEPEST) {
        json_string(json, STR("(nested too deep)"));
    } else if (value_is(value, VALUE_LIST)) {
        write_list(json, arena, value.as.list, depth);
    } else if (value_is(value, VALUE_MAP)) {
        write_map(json, arena, value.as.map, depth);
    } else if (value_is(value, VALUE_OPTIONAL)) {
        write_value(json, arena, value.as.optional ? *value.as.optional : value_null(), depth + 1);
    } else {
        write_scalar(json, arena, value);
    }
}

void json_value(JsonWriter *json, Arena *arena, Value value)
{
    write_value(json, arena, value, 0);
}

void json_origin(JsonWriter *json, const Estate *estate, Origin origin)
{
    if (origin.file == 0 || origin.file > estate->input_count) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "file");
    json_string(json, estate->inputs[origin.file - 1].file);
    json_key(json, "line");
    json_uint(json, origin.line);
    json_key(json, "column");
    json_uint(json, origin.column);
    json_end_object(json);
}

void json_text_member(JsonWriter *json, const char *key, Str value)
{
    json_key(json, key);
    if (value.n > 0) {
        json_string(json, value);
    } else {
        json_null(json);
    }
}

void json_text_if(JsonWriter *json, const char *key, Str value)
{
    if (value.n > 0) {
        json_text_member(json, key, value);
    }
}

void json_strings_member(JsonWriter *json, const char *key, const Str *items, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_string(json, items[i]);
    }
    json_end_array(json);
}

void json_begin_document(JsonWriter *json, const char *kind)
{
    json_begin_object(json);
    json_key(json, "exaudit");
    json_begin_object(json);
    json_text_member(json, "file", str(kind));
    json_key(json, "version");
    json_int(json, 1);
    json_text_member(json, "tool", STR(EXAUDIT_VERSION));
    json_end_object(json);
}

void json_end_document(JsonWriter *json)
{
    json_end_object(json);
    output_write(json->out, STR("\n"));
}

static const char *level_name(DiagLevel level)
{
    switch (level) {
    case DIAG_NOTE:
        return "note";
    case DIAG_WARNING:
        return "warning";
    case DIAG_ERROR:
        return "error";
    }
    return "";
}

static void write_diagnostic(JsonWriter *json, const Estate *estate, const Diag *diag)
{
    Str file = diag->file;
    if (file.n == 0 && estate && diag->origin.file > 0 && diag->origin.file <= estate->input_count) {
        file = estate->inputs[diag->origin.file - 1].file;
    }
    json_begin_object(json);
    json_text_member(json, "code", str(diag->code));
    json_text_member(json, "level", str(level_name(diag->level)));
    json_text_member(json, "file", file);
    json_key(json, "line");
    json_uint(json, diag->origin.line);
    json_key(json, "column");
    json_uint(json, diag->origin.column);
    json_text_member(json, "message", diag->message);
    json_text_if(json, "hint", diag->hint);
    json_end_object(json);
}

void json_diagnostics(JsonWriter *json, const Estate *estate, const Diags *diags)
{
    json_key(json, "diagnostics");
    json_begin_array(json);
    for (size_t i = 0; i < diags->count; i++) {
        write_diagnostic(json, estate, &diags->items[i]);
    }
    json_end_array(json);
}
