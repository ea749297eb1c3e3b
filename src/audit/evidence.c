#include "audit/evidence.h"

// --- chains -----------------------------------------------------------------------------------------

static Str next_part(Str *rest)
{
    size_t dot = str_find(*rest, STR("."));
    Str part = dot == (size_t)-1 ? *rest : str_slice(*rest, 0, dot);
    *rest = dot == (size_t)-1 ? (Str){"", 0} : str_slice(*rest, dot + 1, rest->n);
    return part;
}

// Follows a path from self to the settings object on it; *rest is the setting within it.
static const Object *find_settings(const Recorder *recorder, Str *rest)
{
    const ObjectClass *settings = recorder->schema->iis ? iis_settings_class(recorder->schema->iis) : NULL;
    Value value = recorder->self;
    while (rest->n && value_is(value, VALUE_OBJECT)) {
        if (value.as.object->class == settings)
            return value.as.object;
        int field = object_field(value.as.object->class, next_part(rest));
        if (field < 0)
            return NULL;
        value = value.as.object->class->get(value.as.object, (unsigned)field, recorder->arena);
    }
    return NULL;
}

Evidence evidence_of(const Recorder *recorder, Str path, Value value)
{
    Evidence evidence = {.path = path, .value = value};
    Str rest = path;
    if (!str_starts(path, STR("self.")))
        return evidence;
    (void)next_part(&rest);
    const Object *settings = find_settings(recorder, &rest);
    if (settings)
        evidence.chain_count = iis_chain(settings, rest, recorder->arena, &evidence.chain);
    return evidence;
}

// --- recording --------------------------------------------------------------------------------------

static bool same_origin(Origin a, Origin b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

static bool is_recorded(const Recorder *recorder, Str path, Value value)
{
    for (size_t i = 0; i < recorder->count; i++) {
        const Evidence *item = &recorder->items[i];
        if (str_eq(item->path, path) && same_origin(item->value.origin, value.origin) &&
            value_compare_any(item->value, value) == 0)
            return true;
    }
    return false;
}

// An object says nothing that the leaves below it do not say better; an empty list of them does.
static bool is_telling(Value value)
{
    if (value_is(value, VALUE_OBJECT) || value_is(value, VALUE_ERROR))
        return false;
    if (!value_is(value, VALUE_LIST) || value.as.list->count == 0)
        return true;
    return !value_is(value.as.list->items[0], VALUE_OBJECT);
}

static bool has_reason(const Recorder *recorder, Str path, const Reason *reason)
{
    for (size_t i = 0; i < recorder->unknown_count; i++) {
        const Reason *other = &recorder->unknown[i].reason;
        if (str_eq(recorder->unknown[i].path, path) && str_eq(other->why, reason->why) &&
            str_eq(other->subject, reason->subject) && str_eq(other->hint, reason->hint) &&
            same_origin(other->origin, reason->origin))
            return true;
    }
    return false;
}

static void add_reasons(Recorder *recorder, Str path, const Unknown *unknown)
{
    for (size_t i = 0; i < unknown->count; i++) {
        if (has_reason(recorder, path, unknown->reasons[i]))
            continue;
        recorder->unknown = arena_grow(recorder->arena, recorder->unknown, &recorder->unknown_capacity,
                                       recorder->unknown_count + 1, sizeof *recorder->unknown);
        recorder->unknown[recorder->unknown_count++] = (UnknownReason){path, *unknown->reasons[i]};
    }
}

void record_reasons(Recorder *recorder, Str path, Value value)
{
    if (value_is(value, VALUE_UNKNOWN))
        add_reasons(recorder, path, value.as.unknown);
    if (!value_is(value, VALUE_LIST))
        return;
    if (value.as.list->open)
        add_reasons(recorder, path, value.as.list->open);
    for (size_t i = 0; i < value.as.list->count; i++)
        if (value_is(value.as.list->items[i], VALUE_UNKNOWN))
            add_reasons(recorder, path, value.as.list->items[i].as.unknown);
}

static void record(void *context, const CelExpr *node, bool leaf, Value value)
{
    Recorder *recorder = context;
    if (!leaf)
        return;
    Str path = str_trim(cel_source(node));
    record_reasons(recorder, path, value);
    if (!is_telling(value) || is_recorded(recorder, path, value))
        return;
    recorder->items =
        arena_grow(recorder->arena, recorder->items, &recorder->capacity, recorder->count + 1, sizeof *recorder->items);
    recorder->items[recorder->count++] = evidence_of(recorder, path, value);
}

void recorder_attach(Recorder *recorder, Evaluator *evaluator)
{
    evaluator->observe = record;
    evaluator->observer = recorder;
}

// --- reasons ----------------------------------------------------------------------------------------

static bool same_reason(const Reason *a, const Reason *b)
{
    return str_eq(a->why, b->why) && str_eq(a->subject, b->subject) && str_eq(a->hint, b->hint) &&
           same_origin(a->origin, b->origin);
}

// A variable's own leaves come before it and say more than it does.
static Str path_of(const Recorder *recorder, const Reason *reason)
{
    for (size_t i = 0; i < recorder->unknown_count; i++)
        if (same_reason(&recorder->unknown[i].reason, reason))
            return recorder->unknown[i].path;
    return (Str){"", 0};
}

size_t reasons_of(const Recorder *recorder, Value result, Arena *arena, const UnknownReason **reasons)
{
    size_t count = value_is(result, VALUE_UNKNOWN) ? result.as.unknown->count : 0;
    UnknownReason *items = ARENA_ARRAY(arena, UnknownReason, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const Reason *reason = result.as.unknown->reasons[i];
        bool again = false;
        for (size_t k = 0; k < kept; k++)
            again = again || same_reason(&items[k].reason, reason);
        if (!again)
            items[kept++] = (UnknownReason){path_of(recorder, reason), *reason};
    }
    *reasons = items;
    return kept;
}
