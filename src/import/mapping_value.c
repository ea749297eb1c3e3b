// What a property holds, as the type that the schema declares. What does not fit is unknown, never a guess.
#include "import/mapping.h"
#include "import/mapping_text.h"

enum { MAX_ITEMS = 100000 };

// The field that is being read, for messages and reasons.
typedef struct Reading {
    Mapper *mapper;
    const Kind *kind;
    const Field *field;
    int subtype;
} Reading;

static Value unknown_at(const Reading *reading, Str why, Origin origin)
{
    Arena *arena = reading->mapper->arena;
    Str hint = schema_export_command(arena, reading->kind, reading->subtype);
    if (str_eq(why, STR("cutByDepth")))
        hint = str_printf(arena, STR_FMT " -Depth 5", STR_ARG(hint));
    return value_at(value_unknown_because(arena, (Reason){why, reading->field->name, hint, origin}), origin);
}

// A reader's reason as reports name it (design §13): what is not among these (a dangling reference) is unreadable.
static Str reason_code(Str text)
{
    static const Str codes[] = {STR_INIT("cutByDepth"), STR_INIT("cutByLimit"), STR_INIT("encrypted"),
                                STR_INIT("secret"),     STR_INIT("localised"),  STR_INIT("limit"),
                                STR_INIT("notSelected")};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_eq(codes[i], text))
            return codes[i];
    return STR("unreadable");
}

static bool warned_before(Mapper *mapper, const Field *field)
{
    for (size_t i = 0; i < mapper->warned_count; i++)
        if (mapper->warned[i] == field)
            return true;
    if (mapper->warned_count == sizeof mapper->warned / sizeof(Field *))
        return true;
    mapper->warned[mapper->warned_count++] = field;
    return false;
}

// Once for each property of a file.
static void warn(const Reading *reading, const char *code, Origin origin, const char *what)
{
    if (!warned_before(reading->mapper, reading->field))
        diag_input(reading->mapper->diags, DIAG_WARNING, code, origin, "property `" STR_FMT "` %s",
                   STR_ARG(reading->field->name), what);
}

// A value that is there and is not what the schema says it is.
static Value misfit(const Reading *reading, const Raw *raw)
{
    if (raw->kind == RAW_TEXT && text_is_type_name(raw->text)) {
        warn(reading, "cutByDepth", raw->origin, "is cut off: only the name of its type was exported");
        return unknown_at(reading, STR("cutByDepth"), raw->origin);
    }
    warn(reading, "unreadable", raw->origin, "is not of the type that the schema declares");
    return unknown_at(reading, STR("unreadable"), raw->origin);
}

Str raw_text(const Raw *raw)
{
    static const Str names[] = {STR_INIT("Name"), STR_INIT("DistinguishedName")};
    if (raw->kind == RAW_BOOL)
        return raw->boolean ? STR("True") : STR("False");
    if (raw->text.n > 0 || raw->kind != RAW_OBJECT)
        return raw->kind == RAW_NULL || raw->kind == RAW_UNKNOWN || raw->kind == RAW_SECRET ? STR("") : raw->text;
    for (size_t i = 0; i < 2; i++) {
        const Raw *member = raw_member(raw, names[i]);
        if (member && member->kind == RAW_TEXT)
            return member->text;
    }
    return raw->text;
}

static Value text_value(const Reading *reading, Str text, Origin origin)
{
    enum { COMMON_LENGTH = 40 }; // longer texts (addresses, paths) are hardly ever the same on two servers
    Mapper *mapper = reading->mapper;
    Str kept = text.n <= COMMON_LENGTH ? intern(mapper->interner, text) : str_dup(mapper->arena, text);
    return value_at(value_string(mapper->arena, kept), origin);
}

// --- scalars ----------------------------------------------------------------------------------------------------

static Value read_bool(const Reading *reading, const Raw *raw)
{
    bool b = raw->boolean;
    if (raw->kind != RAW_BOOL && !text_bool(raw_text(raw), &b))
        return misfit(reading, raw);
    return value_at(value_bool(b), raw->origin);
}

// `Unlimited` is no number: null, where the field may be null.
static bool is_unlimited(const Raw *raw)
{
    if (raw->kind == RAW_OBJECT && raw->text.n == 0) {
        const Raw *flag = raw_member(raw, STR("IsUnlimited"));
        return flag && flag->kind == RAW_BOOL && flag->boolean;
    }
    return str_eq_fold(raw_text(raw), STR("Unlimited"));
}

static const Raw *unlimited_value(const Raw *raw)
{
    const Raw *value = raw->kind == RAW_OBJECT && raw->text.n == 0 ? raw_member(raw, STR("Value")) : NULL;
    return value ? value : raw;
}

static Str number_text(const Raw *raw)
{
    return raw->kind == RAW_ENUM && raw->number.n > 0 ? raw->number : raw_text(unlimited_value(raw));
}

static Value read_int(const Reading *reading, const Raw *raw)
{
    int64_t number;
    if (!text_integer(number_text(raw), &number))
        return misfit(reading, raw);
    return value_at(value_int(number), raw->origin);
}

static Value read_double(const Reading *reading, const Raw *raw)
{
    double number;
    if (!str_to_double(number_text(raw), &number))
        return misfit(reading, raw);
    return value_at(value_double(number), raw->origin);
}

static Value read_string(const Reading *reading, const Raw *raw)
{
    if (raw->kind == RAW_LIST || (raw->kind == RAW_OBJECT && raw_text(raw).n == 0 && raw->member_count > 0))
        return misfit(reading, raw);
    Str text = raw_text(raw);
    if (text_is_type_name(text) && raw->kind == RAW_TEXT)
        return misfit(reading, raw);
    return text_value(reading, text, raw->origin);
}

static bool version_part(const Raw *raw, Str name, uint16_t *part)
{
    const Raw *member = raw_member(raw, name);
    int64_t number;
    if (!member || member->kind != RAW_NUMBER || !str_to_int(member->text, &number) || number > UINT16_MAX)
        return false;
    *part = number < 0 ? 0 : (uint16_t)number;
    return true;
}

static Value read_version(const Reading *reading, const Raw *raw)
{
    static const Str names[] = {STR_INIT("Major"), STR_INIT("Minor"), STR_INIT("Build"), STR_INIT("Revision")};
    uint16_t parts[4];
    Value version;
    if (version_parse(raw_text(raw), &version))
        return value_at(version, raw->origin);
    for (size_t i = 0; i < 4; i++)
        if (raw->kind != RAW_OBJECT || !version_part(raw, names[i], &parts[i]))
            return misfit(reading, raw);
    return value_at(value_version(parts[0], parts[1], parts[2], parts[3]), raw->origin);
}

// A date without a zone, or as some language writes it, is no instant.
static Value read_timestamp(const Reading *reading, const Raw *raw)
{
    Arena *arena = reading->mapper->arena;
    Timestamp t;
    if (text_timestamp(arena, raw_text(raw), &t))
        return value_at(value_timestamp(arena, t), raw->origin);
    if (raw->kind == RAW_TEXT && !text_is_type_name(raw->text))
        return unknown_at(reading, STR("localised"), raw->origin);
    return misfit(reading, raw);
}

static Value read_duration(const Reading *reading, const Raw *raw)
{
    Duration d;
    if (!text_duration(raw_text(raw), &d))
        return misfit(reading, raw);
    return value_at(value_duration(reading->mapper->arena, d), raw->origin);
}

// --- enumerations -----------------------------------------------------------------------------------------------

static int enum_by_number(const EnumDef *enumeration, Str digits)
{
    int64_t number;
    if (!str_to_int(digits, &number))
        return -1;
    for (size_t i = 0; i < enumeration->count; i++)
        if (enumeration->numbers[i] == number)
            return (int)i;
    return -1;
}

// By name, else by number. -1: neither is known.
static int enum_lookup(const EnumDef *enumeration, const Raw *raw)
{
    Str text = str_trim(raw_text(raw));
    int index = enum_find(enumeration, text);
    if (index < 0 && raw->kind != RAW_BOOL)
        index = enum_by_number(enumeration, text);
    if (index < 0 && raw->kind == RAW_ENUM)
        index = enum_by_number(enumeration, raw->number);
    return index;
}

static Value enum_value(const EnumDef *enumeration, int index, Origin origin)
{
    return (Value){.kind = VALUE_STRING, .origin = origin, .as.text = &enumeration->names[index]};
}

static Value read_enum(const Reading *reading, const EnumDef *enumeration, const Raw *raw)
{
    int index = enum_lookup(enumeration, raw);
    if (index >= 0)
        return enum_value(enumeration, index, raw->origin);
    Str text = str_trim(raw_text(raw));
    if (text.n == 0 || raw->kind == RAW_LIST || text_is_type_name(text))
        return misfit(reading, raw);
    warn(reading, "enumValue", raw->origin, "has a value that this version does not know");
    return text_value(reading, text, raw->origin);
}

// --- collections ------------------------------------------------------------------------------------------------

static Value read_type(const Reading *reading, const Type *type, const Raw *raw);

static Value make_list(const Reading *reading, const Type *type, Value *items, size_t count, const Raw *raw)
{
    Arena *arena = reading->mapper->arena;
    const Unknown *open = NULL;
    if (raw->open) {
        warn(reading, "cutByLimit", raw->origin, "is a list that ends in an ellipsis ($FormatEnumerationLimit)");
        open = unknown_at(reading, STR("cutByLimit"), raw->origin).as.unknown;
    }
    Value list = type->set ? value_set(arena, items, count, open) : value_list(arena, items, count, open);
    return value_at(list, raw->origin);
}

// A set copies its members.
static Arena *item_arena(const Reading *reading, const Type *type)
{
    return type->set ? reading->mapper->scratch : reading->mapper->arena;
}

// The names in a text that was a list: joined by commas or blanks. false: something in it is no known name.
static bool split_names(const EnumDef *enumeration, Str text, Value *items, size_t *count, Origin origin)
{
    size_t at = 0;
    *count = 0;
    while (at < text.n) {
        size_t end = at;
        while (end < text.n && text.p[end] != ' ' && text.p[end] != ',')
            end++;
        Str name = str_slice(text, at, end);
        at = end + 1;
        if (name.n == 0)
            continue;
        int index = enum_find(enumeration, name);
        if (index < 0)
            return false;
        items[(*count)++] = enum_value(enumeration, index, origin);
    }
    return true;
}

static bool split_flags(const EnumDef *enumeration, int64_t number, Value *items, size_t *count, Origin origin)
{
    *count = 0;
    for (size_t i = 0; i < enumeration->count; i++)
        if (enumeration->numbers[i] != 0 && (number & enumeration->numbers[i]) == enumeration->numbers[i]) {
            items[(*count)++] = enum_value(enumeration, (int)i, origin);
            number &= ~enumeration->numbers[i];
        }
    return number == 0;
}

// A scalar where a list is declared: flags, or a list of enumeration names that an exporter joined (ConvertTo-Json at
// the end of its depth: "Ntlm OAuth"). Other lists that became one text cannot be taken apart again.
static Value read_joined(const Reading *reading, const Type *type, const Raw *raw)
{
    const EnumDef *enumeration = type->element->kind == TYPE_ENUM ? reading->field->enumeration : NULL;
    Str text = str_trim(raw_text(raw));
    size_t count = 0;
    int64_t number;
    if (!enumeration && text.n > 0)
        return misfit(reading, raw);
    if (!enumeration || text.n == 0)
        return make_list(reading, type, NULL, 0, raw);
    Value *items = ARENA_ARRAY(item_arena(reading, type), Value, enumeration->count + text.n);
    if (split_names(enumeration, text, items, &count, raw->origin)) {
        if (raw->kind == RAW_TEXT && !enumeration->flags && count > 1)
            warn(reading, "flattenedList", raw->origin, "is a list that was exported as one text");
        return make_list(reading, type, items, count, raw);
    }
    Str digits = raw->kind == RAW_ENUM ? raw->number : text;
    if (enumeration->flags && str_to_int(digits, &number) &&
        split_flags(enumeration, number, items, &count, raw->origin))
        return make_list(reading, type, items, count, raw);
    if (raw->kind == RAW_ENUM || raw->kind == RAW_NUMBER) {
        items[0] = read_enum(reading, enumeration, raw);
        return make_list(reading, type, items, 1, raw);
    }
    return misfit(reading, raw);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema's types
static Value read_list(const Reading *reading, const Type *type, const Raw *raw)
{
    if (raw->kind == RAW_NULL)
        return make_list(reading, type, NULL, 0, raw);
    if (raw->kind != RAW_LIST)
        return read_joined(reading, type, raw);
    if (raw->item_count > MAX_ITEMS)
        return unknown_at(reading, STR("limit"), raw->origin);
    Value *items = ARENA_ARRAY(item_arena(reading, type), Value, raw->item_count);
    for (size_t i = 0; i < raw->item_count; i++)
        items[i] = read_type(reading, type->element, raw->items[i]);
    return make_list(reading, type, items, raw->item_count, raw);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema's types
static Value read_map(const Reading *reading, const Type *type, const Raw *raw)
{
    Arena *arena = reading->mapper->arena;
    if (raw->kind == RAW_NULL)
        return value_at(value_map(arena, NULL, 0, NULL), raw->origin);
    if (raw->kind != RAW_OBJECT || raw->member_count > MAX_ITEMS)
        return misfit(reading, raw);
    MapEntry *entries = ARENA_ARRAY(arena, MapEntry, raw->member_count);
    for (size_t i = 0; i < raw->member_count; i++) {
        const RawMember *member = &raw->members[i];
        entries[i].key = text_value(reading, member->name, member->value->origin);
        entries[i].value = read_type(reading, type->element, member->value);
    }
    return value_at(value_map(arena, entries, raw->member_count, NULL), raw->origin);
}

// Whatever it is, for fields of no declared type: scalars as such, lists of them, objects as their text.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema's types
static Value read_dyn(const Reading *reading, const Raw *raw)
{
    static const Type any = {.kind = TYPE_DYN};
    static const Type list = {.kind = TYPE_LIST, .element = &any};
    int64_t number;
    if (raw->kind == RAW_LIST)
        return read_list(reading, &list, raw);
    if (raw->kind == RAW_BOOL)
        return read_bool(reading, raw);
    if (raw->kind == RAW_NUMBER)
        return str_to_int(raw->text, &number) ? read_int(reading, raw) : read_double(reading, raw);
    return read_string(reading, raw);
}

// --- any type -----------------------------------------------------------------------------------------------------

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema's types
static Value read_known(const Reading *reading, const Type *type, const Raw *raw)
{
    switch (type->kind) {
    case TYPE_BOOL:
        return read_bool(reading, raw);
    case TYPE_INT:
    case TYPE_UINT:
        return read_int(reading, raw);
    case TYPE_DOUBLE:
        return read_double(reading, raw);
    case TYPE_STRING:
        return read_string(reading, raw);
    case TYPE_TIMESTAMP:
        return read_timestamp(reading, raw);
    case TYPE_DURATION:
        return read_duration(reading, raw);
    case TYPE_VERSION:
        return read_version(reading, raw);
    case TYPE_LIST:
        return read_list(reading, type, raw);
    case TYPE_MAP:
        return read_map(reading, type, raw);
    case TYPE_ENUM:
        return read_enum(reading, reading->field->enumeration, raw);
    case TYPE_DYN:
        return read_dyn(reading, raw);
    case TYPE_NULL:
    case TYPE_BYTES:
    case TYPE_OBJECT:
    case TYPE_NULLABLE:
    case TYPE_OPTIONAL:
    case TYPE_TYPE:
    case TYPE_PARAM:
        break;
    }
    return misfit(reading, raw);
}

// Text formats print nothing for null: an empty text is null where only null can be meant.
static bool means_null(const Type *type, const Raw *raw)
{
    if (raw->kind == RAW_NULL)
        return true;
    bool empty = raw->kind == RAW_TEXT && raw->text.n == 0;
    return empty && type->kind != TYPE_STRING && type->kind != TYPE_LIST && type->kind != TYPE_DYN;
}

static bool is_number(const Type *type)
{
    return type->kind == TYPE_INT || type->kind == TYPE_DOUBLE || type->kind == TYPE_DURATION;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema's types
static Value read_type(const Reading *reading, const Type *type, const Raw *raw)
{
    bool nullable = type->kind == TYPE_NULLABLE;
    const Type *known = nullable ? type->element : type;
    if (raw->kind == RAW_UNKNOWN)
        return unknown_at(reading, reason_code(raw->text), raw->origin);
    if (raw->kind == RAW_SECRET)
        return unknown_at(reading, STR("secret"), raw->origin);
    if (nullable && (means_null(known, raw) || (is_number(known) && is_unlimited(raw))))
        return value_at(value_null(), raw->origin);
    if (means_null(known, raw) && known->kind != TYPE_LIST && known->kind != TYPE_MAP) {
        warn(reading, "unreadable", raw->origin, "is null, which the schema does not expect");
        return unknown_at(reading, STR("unreadable"), raw->origin);
    }
    return read_known(reading, known, raw);
}

// Of a secret only its state is kept: what protects it, or that there is none.
static Value read_secret(const Reading *reading, const Raw *raw)
{
    static const Str states[] = {STR_INIT("encrypted"), STR_INIT("clear"), STR_INIT("present"), STR_INIT("absent")};
    size_t state = 2;
    if (raw->kind == RAW_UNKNOWN)
        return unknown_at(reading, reason_code(raw->text), raw->origin);
    if (raw->kind == RAW_NULL || (raw->kind == RAW_TEXT && raw->text.n == 0) ||
        (raw->kind == RAW_LIST && raw->item_count == 0))
        state = 3;
    for (size_t i = 0; i < 3 && raw->kind == RAW_SECRET; i++)
        if (str_eq(raw->text, states[i]))
            state = i;
    (void)reading;
    return (Value){.kind = VALUE_STRING, .origin = raw->origin, .as.text = &states[state]};
}

Value mapping_value(Mapper *mapper, const Kind *kind, unsigned field, int subtype, const Raw *raw)
{
    Reading reading = {mapper, kind, &kind->fields[field], subtype};
    return reading.field->secret ? read_secret(&reading, raw) : read_type(&reading, reading.field->type, raw);
}
