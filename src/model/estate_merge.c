// Two files, one object: records of the same thing become one entity.
#include "model/estate_internal.h"

Value value_absent(void)
{
    return (Value){.kind = VALUE_UNKNOWN};
}

bool value_is_absent(Value v)
{
    return v.kind == VALUE_UNKNOWN && !v.as.unknown;
}

Value estate_unknown(Arena *arena, const char *why, Str subject, Str hint, Origin origin)
{
    return value_unknown_because(arena, (Reason){str(why), subject, hint, origin});
}

void estate_set(Entity *entity, int field, Value value)
{
    if (field >= 0)
        entity->fields[field] = value;
}

void estate_append(Arena *arena, EntityVec *entities, Entity *entity)
{
    entities->items = arena_grow(arena, entities->items, &entities->capacity, entities->count + 1, sizeof(Entity *));
    entities->items[entities->count++] = entity;
}

static void entity_start(Entity *entity, const Kind *kind, int subtype, Value *fields)
{
    entity->object.class = &kind->class;
    entity->kind = kind;
    entity->subtype = subtype;
    entity->fields = fields;
}

static Value *absent_fields(Arena *arena, const Kind *kind)
{
    Value *fields = ARENA_ARRAY(arena, Value, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        fields[i] = value_absent();
    return fields;
}

Entity *estate_entity(Arena *arena, EntityVec *entities, const Kind *kind, int subtype)
{
    Entity *entity = ARENA_NEW(arena, Entity);
    entity_start(entity, kind, subtype, absent_fields(arena, kind));
    estate_append(arena, entities, entity);
    return entity;
}

// --- one field --------------------------------------------------------------------------------------------

static bool is_conflict(Value v)
{
    return v.kind == VALUE_UNKNOWN && v.as.unknown && str_eq(v.as.unknown->reasons[0]->why, STR("conflict"));
}

static bool is_open_list(Value v)
{
    return v.kind == VALUE_LIST && v.as.list->open;
}

// Whether everything that the open list shows is in the closed one: then the closed one says the same and more.
static bool list_within(const List *open, const List *closed)
{
    for (size_t i = 0; i < open->count; i++) {
        bool found = false;
        for (size_t j = 0; j < closed->count && !found; j++)
            found = value_compare_any(open->items[i], closed->items[j]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool values_agree(Value a, Value b)
{
    if (a.kind == VALUE_LIST && b.kind == VALUE_LIST && is_open_list(a) != is_open_list(b))
        return is_open_list(a) ? list_within(a.as.list, b.as.list) : list_within(b.as.list, a.as.list);
    return value_compare_any(a, b) == 0;
}

static Value conflict(Arena *arena, const Field *field, Value a, Value b)
{
    Str hint = STR("export it again, once, or say in manifest.yaml when each file was collected");
    Value first = estate_unknown(arena, "conflict", field->name, hint, a.origin);
    return value_at(value_join(arena, first, estate_unknown(arena, "conflict", field->name, hint, b.origin)), a.origin);
}

// Of two known values that differ the one collected later holds, if both say when: <0: a, >0: b, 0: neither.
static int compare_collected(const Build *build, const Draft *a, const Draft *b)
{
    const Input *x = a->origin.file > 0 ? &build->plan->inputs[a->origin.file - 1] : NULL;
    const Input *y = b->origin.file > 0 ? &build->plan->inputs[b->origin.file - 1] : NULL;
    if (!x || !y || !x->collected_known || !y->collected_known)
        return 0;
    if (x->collected.seconds != y->collected.seconds)
        return x->collected.seconds > y->collected.seconds ? -1 : 1;
    return y->collected.nanos - x->collected.nanos;
}

static bool better_unknown(Value candidate, Value present)
{
    return value_is_absent(present) || (is_conflict(candidate) && !is_conflict(present));
}

// The value of one field out of all drafts. Known beats unknown; a recorded conflict stays; two known values that
// differ: the later one if every draft with a value says when it was collected, else a conflict.
static Value merge_field(const Build *build, Arena *arena, Draft *const *drafts, size_t count, unsigned index)
{
    const Field *field = &drafts[0]->kind->fields[index];
    const Draft *holder = NULL;
    Value result = value_absent();
    for (size_t i = 0; i < count; i++) {
        Value v = drafts[i]->fields[index];
        if (v.kind == VALUE_UNKNOWN) {
            if (!holder && better_unknown(v, result))
                result = v;
            continue;
        }
        if (is_conflict(result))
            continue;
        if (!holder || values_agree(result, v)) {
            bool better = !holder || is_open_list(result);
            result = better ? v : result;
            holder = better ? drafts[i] : holder;
            continue;
        }
        int order = compare_collected(build, holder, drafts[i]);
        if (order == 0)
            return conflict(arena, field, result, v);
        result = order > 0 ? v : result;
        holder = order > 0 ? drafts[i] : holder;
    }
    return result;
}

void estate_merge_into(const Build *build, Arena *arena, Draft *const *drafts, size_t count, Entity *entity)
{
    for (size_t i = 0; i < count; i++)
        entity->seen = entity->seen || drafts[i]->seen;
    for (unsigned i = 0; i < entity->kind->field_count && count > 0; i++)
        entity->fields[i] = count == 1 ? drafts[0]->fields[i] : merge_field(build, arena, drafts, count, i);
}

// --- identity ---------------------------------------------------------------------------------------------

// A field of the identity as text; where a record does not show it, the place of the record stands for it.
static Str identity_part(const Build *build, Arena *arena, const Draft *draft, int field, const Entity *server)
{
    if (draft->kind->fields[field].join)
        return server ? str_slice(server->id, STR("server:").n, server->id.n) : STR("");
    Value v = draft->fields[field];
    if (v.kind == VALUE_STRING)
        return *v.as.text;
    if (v.kind != VALUE_UNKNOWN && v.kind != VALUE_NULL)
        return value_text(arena, v);
    Str file = draft->origin.file > 0 ? build->plan->inputs[draft->origin.file - 1].file : STR("");
    return str_printf(arena, "(" STR_FMT ":%u)", STR_ARG(file), draft->origin.line);
}

static Str draft_id(const Build *build, Arena *arena, const Draft *draft, const Entity *server,
                    const Entity *organization)
{
    const Kind *kind = draft->kind;
    StrBuf id = strbuf_new(arena);
    strbuf_add(&id, kind->name);
    for (size_t i = 0; i < kind->identity_count; i++) {
        strbuf_char(&id, i == 0 ? ':' : '/');
        int field = kind_field(kind, kind->identity[i]);
        strbuf_add(&id, identity_part(build, arena, draft, field, server));
    }
    if (kind->identity_count == 0) {
        Str owner = server ? server->id : organization->id;
        strbuf_add(&id, str_slice(owner, str_find(owner, STR(":")), owner.n));
    }
    return strbuf_str(&id);
}

typedef struct Identified {
    Str id, key; // as written, folded
    size_t order;
    Draft *draft;
} Identified;

static int compare_identified(const void *left, const void *right)
{
    const Identified *a = left, *b = right;
    int order = str_cmp(a->key, b->key);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

// Key fields are always known: one that no record shows is what stands for it in the id.
static void know_keys(Arena *arena, Entity *entity)
{
    const Kind *kind = entity->kind;
    for (size_t i = 0; i < kind->field_count && kind->identity_count == 1; i++) {
        const Field *field = &kind->fields[i];
        Value *v = &entity->fields[i];
        if (field->key && !field->derived && field->type->kind == TYPE_STRING && v->kind == VALUE_UNKNOWN)
            *v = value_string(arena, str_slice(entity->id, str_find(entity->id, STR(":")) + 1, entity->id.n));
    }
}

static void set_joins(Entity *entity, const Build *build)
{
    for (size_t i = 0; i < entity->kind->field_count; i++) {
        const Field *field = &entity->kind->fields[i];
        if (!field->join || field->join_list)
            continue;
        if (field->join == build->server_kind && entity->server)
            entity->fields[i] = value_object(&entity->server->object);
        else if (field->join == build->organization_kind && entity->organization)
            entity->fields[i] = value_object(&entity->organization->object);
    }
}

static void merge_group(const Build *build, Arena *arena, const Identified *group, size_t count, Entity *entity)
{
    Draft **drafts = ARENA_ARRAY(arena, Draft *, count);
    for (size_t i = 0; i < count; i++)
        drafts[i] = group[i].draft;
    if (count == 1)
        entity->fields = drafts[0]->fields; // a draft is used once
    else
        entity->fields = absent_fields(arena, entity->kind);
    estate_merge_into(build, arena, drafts, count, entity);
    entity->id = group[0].id;
    know_keys(arena, entity);
    set_joins(entity, build);
}

void estate_merge(const Build *build, Arena *arena, DraftList drafts, const Entity *server, const Entity *organization,
                  EntityVec *out)
{
    size_t count = drafts.count;
    Identified *items = ARENA_ARRAY(arena, Identified, count);
    for (size_t i = 0; i < count; i++) {
        Str id = draft_id(build, arena, drafts.items[i], server, organization);
        items[i] = (Identified){id, str_fold(arena, id), i, drafts.items[i]};
    }
    if (count > 1)
        qsort(items, count, sizeof *items, compare_identified);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && str_eq(items[end].key, items[i].key);)
            end++;
        Entity *entity = ARENA_NEW(arena, Entity);
        entity_start(entity, items[i].draft->kind, items[i].draft->subtype, NULL);
        entity->server = server;
        entity->organization = organization;
        merge_group(build, arena, &items[i], end - i, entity);
        estate_append(arena, out, entity);
    }
}

void estate_fill(const Build *build, Entity *entity)
{
    const Kind *kind = entity->kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        if (!value_is_absent(entity->fields[i]))
            continue;
        unsigned unit =
            kind->subtype_count > 0 && entity->subtype >= 0 ? (unsigned)entity->subtype : kind->fields[i].from;
        entity->fields[i] = entity_has(entity, (unsigned)i) ? build->not_exported[kind->unit + unit] : value_null();
    }
}
