#include "support/json.h"

#include <stdio.h>

JsonWriter json_writer(Output *out, bool pretty)
{
    return (JsonWriter){.out = out, .pretty = pretty};
}

static void write_text(JsonWriter *json, const char *text)
{
    output_write(json->out, str(text));
}

// level: how deep the container is whose member or end comes next.
static void new_line(JsonWriter *json, uint32_t level)
{
    if (!json->pretty || (json->fold > 0 && level > json->fold))
        return;
    write_text(json, "\n");
    for (uint32_t i = 0; i < json->depth; i++)
        write_text(json, "  ");
}

// What stands before a key or a value: a comma after another member, and a new line inside a container.
static void before_member(JsonWriter *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0)
        return;
    if (json->comma)
        write_text(json, ",");
    new_line(json, json->depth);
}

static void begin(JsonWriter *json, const char *bracket)
{
    before_member(json);
    write_text(json, bracket);
    json->depth++;
    json->comma = false;
}

static void end(JsonWriter *json, const char *bracket)
{
    uint32_t level = json->depth--;
    if (json->comma)
        new_line(json, level);
    write_text(json, bracket);
    json->comma = true;
}

static void scalar(JsonWriter *json, Str text)
{
    before_member(json);
    output_write(json->out, text);
    json->comma = true;
}

void json_begin_object(JsonWriter *json)
{
    begin(json, "{");
}

void json_end_object(JsonWriter *json)
{
    end(json, "}");
}

void json_begin_array(JsonWriter *json)
{
    begin(json, "[");
}

void json_end_array(JsonWriter *json)
{
    end(json, "]");
}

static const char *short_escape(uint32_t code)
{
    switch (code) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

// Beyond four digits as a pair of surrogates.
static void write_escaped(JsonWriter *json, uint32_t code)
{
    const char *escape = short_escape(code);
    if (escape)
        write_text(json, escape);
    else if (code < 0x10000)
        output_printf(json->out, "\\u%04x", (unsigned)code);
    else
        output_printf(json->out, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (code >> 10)),
                      (unsigned)(0xDC00 + (code & 0x3FF)));
}

static bool is_plain_ascii(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F && c != '"' && c != '\\';
}

// Writes runs of harmless text at once, and what lies between them escaped.
static void write_quoted(JsonWriter *json, Str s)
{
    size_t start = 0;
    write_text(json, "\"");
    for (size_t offset = 0; offset < s.n;) {
        if (is_plain_ascii(s.p[offset])) {
            offset++;
            continue;
        }
        size_t at = offset;
        uint32_t code = utf8_next(s, &offset);
        bool invalid = code == 0xFFFD && offset == at + 1;
        if (!invalid && code >= 0x80 && !utf8_unsafe(code))
            continue;
        output_write(json->out, str_slice(s, start, at));
        if (invalid)
            output_write(json->out, STR("\xEF\xBF\xBD"));
        else
            write_escaped(json, code);
        start = offset;
    }
    output_write(json->out, str_slice(s, start, s.n));
    write_text(json, "\"");
}

void json_key(JsonWriter *json, const char *key)
{
    json_key_str(json, str(key));
}

void json_key_str(JsonWriter *json, Str key)
{
    before_member(json);
    write_quoted(json, key);
    write_text(json, json->pretty ? ": " : ":");
    json->after_key = true;
}

void json_string(JsonWriter *json, Str value)
{
    before_member(json);
    write_quoted(json, value);
    json->comma = true;
}

void json_int(JsonWriter *json, int64_t value)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)value);
    scalar(json, (Str){text, (size_t)length});
}

void json_uint(JsonWriter *json, uint64_t value)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    scalar(json, (Str){text, (size_t)length});
}

void json_double(JsonWriter *json, double value)
{
    char text[DOUBLE_TEXT_MAX];
    size_t length = double_write(text, value);
    bool number = text[length - 1] >= '0' && text[length - 1] <= '9'; // else NaN or an infinity
    (number ? scalar : json_string)(json, (Str){text, length});
}

void json_bool(JsonWriter *json, bool value)
{
    scalar(json, value ? STR("true") : STR("false"));
}

void json_null(JsonWriter *json)
{
    scalar(json, STR("null"));
}
