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

// --- what was recorded already ------------------------------------------------------------------------

static uint64_t mix(uint64_t hash, uint64_t more)
{
    return (hash ^ more) * 0x9E3779B97F4A7C15u;
}

static uint64_t hash_origin(Str path, Origin origin)
{
    return mix(mix(str_hash(path), origin.line), (uint64_t)origin.file << 32 | origin.column);
}

static uint64_t hash_evidence(const Evidence *item)
{
    uint64_t hash = hash_origin(item->path, item->value.origin);
    if (value_is(item->value, VALUE_STRING))
        return mix(hash, str_hash(*item->value.as.text));
    return value_is(item->value, VALUE_INT) ? mix(hash, item->value.as.uinteger) : hash;
}

static uint64_t hash_reason(const UnknownReason *item)
{
    return mix(mix(hash_origin(item->path, item->reason.origin), str_hash(item->reason.subject)),
               str_hash(item->reason.hint));
}

static bool same_origin(Origin a, Origin b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

static bool same_evidence(const Evidence *a, const Evidence *b)
{
    return str_eq(a->path, b->path) && same_origin(a->value.origin, b->value.origin) &&
           value_compare_any(a->value, b->value) == 0;
}

static bool same_reason(const Reason *a, const Reason *b)
{
    return str_eq(a->why, b->why) && str_eq(a->subject, b->subject) && str_eq(a->hint, b->hint) &&
           same_origin(a->origin, b->origin);
}

// Doubles a table that is more than half full. The slots of the items are given by their hashes again.
static void seen_reserve(Arena *arena, Seen *seen, size_t count,
                         uint64_t (*hash)(const Recorder *recorder, size_t index), const Recorder *recorder)
{
    if (count * 2 < seen->capacity)
        return;
    seen->capacity = seen->capacity ? seen->capacity * 2 : 64;
    seen->slots = ARENA_ARRAY(arena, uint32_t, seen->capacity);
    for (size_t i = 0; i < count; i++) {
        size_t at = hash(recorder, i) & (seen->capacity - 1);
        while (seen->slots[at])
            at = (at + 1) & (seen->capacity - 1);
        seen->slots[at] = (uint32_t)i + 1;
    }
}

static uint64_t hash_recorded(const Recorder *recorder, size_t index)
{
    return hash_evidence(&recorder->items[index]);
}

static uint64_t hash_unknown(const Recorder *recorder, size_t index)
{
    return hash_reason(&recorder->unknown[index]);
}

// The slot where the item is, or where it belongs (the slot is 0 then).
static uint32_t *find_evidence(Recorder *recorder, const Evidence *item)
{
    Seen *seen = &recorder->seen;
    seen_reserve(recorder->arena, seen, recorder->count, hash_recorded, recorder);
    size_t at = hash_evidence(item) & (seen->capacity - 1);
    while (seen->slots[at] && !same_evidence(&recorder->items[seen->slots[at] - 1], item))
        at = (at + 1) & (seen->capacity - 1);
    return &seen->slots[at];
}

static uint32_t *find_unknown(Recorder *recorder, const UnknownReason *item)
{
    Seen *seen = &recorder->unknown_seen;
    seen_reserve(recorder->arena, seen, recorder->unknown_count, hash_unknown, recorder);
    size_t at = hash_reason(item) & (seen->capacity - 1);
    for (; seen->slots[at]; at = (at + 1) & (seen->capacity - 1)) {
        const UnknownReason *other = &recorder->unknown[seen->slots[at] - 1];
        if (str_eq(other->path, item->path) && same_reason(&other->reason, &item->reason))
            break;
    }
    return &seen->slots[at];
}

// --- recording --------------------------------------------------------------------------------------

// An object says nothing that the leaves below it do not say better; an empty list of them does.
static bool is_telling(Value value)
{
    if (value_is(value, VALUE_OBJECT) || value_is(value, VALUE_ERROR))
        return false;
    if (!value_is(value, VALUE_LIST) || value.as.list->count == 0)
        return true;
    return !value_is(value.as.list->items[0], VALUE_OBJECT);
}

static void add_reasons(Recorder *recorder, Str path, const Unknown *unknown)
{
    for (size_t i = 0; i < unknown->count; i++) {
        const UnknownReason item = {path, *unknown->reasons[i]};
        uint32_t *slot = find_unknown(recorder, &item);
        if (*slot)
            continue;
        *slot = (uint32_t)recorder->unknown_count + 1;
        recorder->unknown = arena_grow(recorder->arena, recorder->unknown, &recorder->unknown_capacity,
                                       recorder->unknown_count + 1, sizeof *recorder->unknown);
        recorder->unknown[recorder->unknown_count++] = item;
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
    if (!is_telling(value))
        return;
    Evidence item = {.path = path, .value = value};
    uint32_t *slot = find_evidence(recorder, &item);
    if (*slot)
        return;
    *slot = (uint32_t)recorder->count + 1;
    if (recorder->count < EVIDENCE_MAX) // of the others only the values count
        item = evidence_of(recorder, path, value);
    recorder->items =
        arena_grow(recorder->arena, recorder->items, &recorder->capacity, recorder->count + 1, sizeof *recorder->items);
    recorder->items[recorder->count++] = item;
}

void recorder_attach(Recorder *recorder, Evaluator *evaluator)
{
    evaluator->observe = record;
    evaluator->observer = recorder;
}

// --- reasons ----------------------------------------------------------------------------------------

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
