#include "import/model_value.h"

#include "import/mapping_text.h"

bool model_is_read(const Field *field)
{
    const Type *type = field->type->kind == TYPE_NULLABLE ? field->type->element : field->type;
    return !field->join && type->kind != TYPE_OBJECT;
}

Origin model_origin(const ModelReading *reading, const JsonNode *node)
{
    int64_t numbers[3];
    const JsonNode *part = node && node->kind == JSON_ARRAY ? node->first : NULL;
    for (size_t i = 0; i < 3; i++, part = part->next)
        if (!part || part->kind != JSON_NUMBER || !str_to_int(part->text, &numbers[i]) || numbers[i] < 0 ||
            numbers[i] > UINT32_MAX)
            return (Origin){0};
    if (numbers[0] == 0 || (size_t)numbers[0] > reading->head->source_count)
        return (Origin){0};
    return (Origin){reading->head->numbers[numbers[0] - 1], (uint32_t)numbers[1], (uint32_t)numbers[2]};
}

static Str member_text(const JsonNode *object, const char *key, Str otherwise)
{
    const JsonNode *member = json_member(object, key);
    return member && member->kind == JSON_STRING ? member->text : otherwise;
}

static Value text_value(ModelReading *reading, Str text)
{
    return value_string(reading->arena, intern(reading->interner, text));
}

// --- unknown ----------------------------------------------------------------------------------------------------

static Value one_reason(ModelReading *reading, const Field *field, const JsonNode *node, const char *key)
{
    Interner *interner = reading->interner;
    Reason reason = {intern(interner, member_text(node, key, STR("unreadable"))),
                     intern(interner, member_text(node, "subject", field->name)),
                     intern(interner, member_text(node, "export", STR(""))),
                     model_origin(reading, json_member(node, "at"))};
    return value_unknown_because(reading->arena, reason);
}

static Value unknown(ModelReading *reading, const Field *field, const JsonNode *node, const char *key)
{
    Value value = one_reason(reading, field, node, key);
    const JsonNode *also = json_member(node, "also");
    for (const JsonNode *other = also ? also->first : NULL; other; other = other->next)
        value = value_join(reading->arena, value, one_reason(reading, field, other, "why"));
    return value;
}

static Value misfit(ModelReading *reading, const Field *field)
{
    return value_unknown_because(reading->arena, (Reason){STR("unreadable"), field->name, STR(""), {0}});
}

// --- by type ----------------------------------------------------------------------------------------------------

static Value read_value(ModelReading *reading, const Field *field, const Type *type, const JsonNode *node);

static Value read_items(ModelReading *reading, const Field *field, const Type *type, // NOLINT(misc-no-recursion)
                        const JsonNode *node, const Unknown *open)
{
    Arena *arena = reading->arena;
    Value *items = ARENA_ARRAY(arena, Value, node->count);
    size_t count = 0;
    for (const JsonNode *item = node->first; item; item = item->next)
        items[count++] = read_value(reading, field, type->element, item);
    return type->set ? value_set(arena, items, count, open) : value_list(arena, items, count, open);
}

static Value read_list(ModelReading *reading, const Field *field, const Type *type, // NOLINT(misc-no-recursion)
                       const JsonNode *node)
{
    const JsonNode *open = json_member(node, "$open");
    if (open && open->kind == JSON_ARRAY)
        return read_items(reading, field, type, open, unknown(reading, field, node, "why").as.unknown);
    return node->kind == JSON_ARRAY ? read_items(reading, field, type, node, NULL) : misfit(reading, field);
}

static Value read_map(ModelReading *reading, const Field *field, const Type *type, // NOLINT(misc-no-recursion)
                      const JsonNode *node)
{
    if (node->kind != JSON_OBJECT)
        return misfit(reading, field);
    MapEntry *entries = ARENA_ARRAY(reading->arena, MapEntry, node->count);
    size_t count = 0;
    for (const JsonNode *member = node->first; member; member = member->next, count++) {
        entries[count].key = text_value(reading, member->key);
        entries[count].value = read_value(reading, field, type->element, member);
    }
    return value_map(reading->arena, entries, count, NULL);
}

// "21600s", "-0.5s"
static bool seconds_text(Str text, Duration *out)
{
    if (!str_ends(text, STR("s")))
        return false;
    bool negative = str_starts(text, STR("-"));
    Str number = str_slice(text, negative, text.n - 1);
    size_t dot = str_find(number, STR("."));
    Str fraction = dot == (size_t)-1 ? STR("") : str_slice(number, dot + 1, number.n);
    int32_t nanos = 0;
    for (size_t i = 0, unit = 100000000; i < fraction.n; i++, unit /= 10)
        nanos += (int32_t)unit * (fraction.p[i] - '0');
    int64_t seconds;
    if (!str_to_int(dot == (size_t)-1 ? number : str_slice(number, 0, dot), &seconds))
        return false;
    *out = negative ? (Duration){-seconds, -nanos} : (Duration){seconds, nanos};
    return true;
}

static Value read_text(ModelReading *reading, const Field *field, const Type *type, Str text)
{
    Timestamp t;
    Duration d;
    Value version;
    if (type->kind == TYPE_TIMESTAMP && timestamp_parse(text, &t))
        return value_timestamp(reading->arena, t);
    if (type->kind == TYPE_DURATION && seconds_text(text, &d))
        return value_duration(reading->arena, d);
    if (type->kind == TYPE_VERSION && version_parse(text, &version))
        return version;
    if (type->kind == TYPE_STRING || type->kind == TYPE_ENUM || type->kind == TYPE_DYN)
        return text_value(reading, text);
    return misfit(reading, field);
}

static Value read_number(ModelReading *reading, const Field *field, const Type *type, Str text)
{
    int64_t integer;
    double number;
    if (type->kind != TYPE_DOUBLE && str_to_int(text, &integer))
        return value_int(integer);
    if ((type->kind == TYPE_DOUBLE || type->kind == TYPE_DYN) && str_to_double(text, &number))
        return value_double(number);
    return misfit(reading, field);
}

static Value read_value(ModelReading *reading, const Field *field, // NOLINT(misc-no-recursion): the schema's types
                        const Type *type, const JsonNode *node)
{
    static const Type any = {.kind = TYPE_DYN};
    static const Type list = {.kind = TYPE_LIST, .element = &any};
    if (node->kind == JSON_OBJECT && json_member(node, "$unknown"))
        return unknown(reading, field, node, "$unknown");
    if (node->kind == JSON_OBJECT && json_member(node, "$secret"))
        return text_value(reading, member_text(node, "$secret", STR("present")));
    if (type->kind == TYPE_NULLABLE)
        return node->kind == JSON_NULL ? value_null() : read_value(reading, field, type->element, node);
    if (type->kind == TYPE_LIST)
        return read_list(reading, field, type, node);
    if (type->kind == TYPE_MAP)
        return read_map(reading, field, type, node);
    switch (node->kind) {
    case JSON_NULL:
        return value_null();
    case JSON_FALSE:
    case JSON_TRUE:
        return value_bool(node->kind == JSON_TRUE);
    case JSON_NUMBER:
        return read_number(reading, field, type, node->text);
    case JSON_STRING:
        return read_text(reading, field, type, node->text);
    case JSON_ARRAY:
        return type->kind == TYPE_DYN ? read_list(reading, field, &list, node) : misfit(reading, field);
    case JSON_OBJECT:
        break;
    }
    return misfit(reading, field);
}

const Unknown *model_unknown(ModelReading *reading, Str subject, const JsonNode *node)
{
    const Field field = {.name = subject};
    return unknown(reading, &field, node, "$unknown").as.unknown;
}

Value model_value(ModelReading *reading, const Field *field, const JsonNode *node)
{
    return read_value(reading, field, field->type, node);
}
