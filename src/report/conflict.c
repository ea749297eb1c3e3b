#include "report/conflict.h"

#include "report/index.h"
#include "report/subject.h"

bool reason_is_conflict(const Reason *reason)
{
    return str_eq(reason->why, STR("conflict"));
}

Str conflict_places(Arena *arena, const Estate *estate, const Unknown *unknown)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < unknown->count; i++) {
        Str place = subject_origin(arena, estate, unknown->reasons[i]->origin);
        if (place.n > 0 && reason_is_conflict(unknown->reasons[i])) {
            strbuf_printf(&text, "%s" STR_FMT, text.n > 0 ? " and " : "", STR_ARG(place));
        }
    }
    return strbuf_str(&text);
}

typedef struct Conflicts {
    Arena *arena;
    const Estate *estate;
    Index places;
    Conflict *items;
    size_t capacity;
} Conflicts;

static bool is_conflict(Value value)
{
    return value_is(value, VALUE_UNKNOWN) && value.as.unknown->count > 0 &&
           reason_is_conflict(value.as.unknown->reasons[0]);
}

static void add_conflict(Conflicts *conflicts, const Entity *entity, const Unknown *unknown)
{
    Str subject = unknown->reasons[0]->subject;
    Str where = conflict_places(conflicts->arena, conflicts->estate, unknown);
    bool added;
    Str key = str_printf(conflicts->arena, STR_FMT " " STR_FMT, STR_ARG(subject), STR_ARG(where));
    size_t number = index_add(&conflicts->places, key, &added);
    conflicts->items =
        arena_grow(conflicts->arena, conflicts->items, &conflicts->capacity, number + 1, sizeof(Conflict));
    if (added) {
        conflicts->items[number] = (Conflict){entity, subject, unknown};
    }
}

static void add_entity(Conflicts *conflicts, const Entity *entity)
{
    for (unsigned field = 0; field < entity->kind->field_count; field++) {
        ArenaMark mark = arena_mark(conflicts->arena);
        Value value = entity_field(entity, field, conflicts->arena);
        if (is_conflict(value)) {
            add_conflict(conflicts, entity, value.as.unknown);
        } else {
            arena_rewind(conflicts->arena, mark);
        }
    }
}

const Conflict *estate_conflicts(Arena *arena, const Estate *estate, size_t *count)
{
    Conflicts conflicts = {.arena = arena, .estate = estate, .places = index_new(arena)};
    for (size_t i = 0; i < estate->all.count; i++) {
        add_entity(&conflicts, estate->all.items[i]);
    }
    *count = conflicts.places.count;
    return conflicts.items;
}
