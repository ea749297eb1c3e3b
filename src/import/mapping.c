#include "import/mapping.h"

#include "model/schema_internal.h"

// --- which properties matter --------------------------------------------------------------------------------

typedef struct IndexSlot {
    Str name;
    int needed; // NeededProperty, -1: only the schema wants it
} IndexSlot;

struct MappingIndex {
    IndexSlot *slots; // open addressing, at most half full
    size_t slot_count;
};

static const Str needed_names[] = {
    [NEEDED_SERVER] = STR_INIT("Server"),
    [NEEDED_SERVER_NAME] = STR_INIT("ServerName"),
    [NEEDED_IDENTITY] = STR_INIT("Identity"),
    [NEEDED_NAME] = STR_INIT("Name"),
    [NEEDED_DISTINGUISHED_NAME] = STR_INIT("DistinguishedName"),
    [NEEDED_METABASE_PATH] = STR_INIT("MetabasePath"),
    [NEEDED_PATH] = STR_INIT("Path"),
    [NEEDED_WEB_SITE] = STR_INIT("WebSite"),
    [NEEDED_FQDN] = STR_INIT("Fqdn"),
};

static IndexSlot *find_slot(const MappingIndex *index, Str name)
{
    size_t mask = index->slot_count - 1, at = schema_hash(name) & mask;
    while (index->slots[at].name.n > 0 && !str_eq(index->slots[at].name, name) &&
           !str_eq_fold(index->slots[at].name, name))
        at = (at + 1) & mask;
    return &index->slots[at];
}

static void put_names(MappingIndex *index, const Str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        IndexSlot *slot = find_slot(index, names[i]);
        if (slot->name.n == 0)
            *slot = (IndexSlot){names[i], -1};
    }
}

static void put_kind(MappingIndex *index, const Kind *kind)
{
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].derived)
            continue;
        put_names(index, &kind->fields[i].name, 1);
        put_names(index, kind->fields[i].aliases, kind->fields[i].alias_count);
    }
    put_names(index, kind->distinctive, kind->distinctive_count);
    for (size_t i = 0; i < kind->subtype_count; i++)
        put_names(index, kind->subtypes[i].distinctive, kind->subtypes[i].distinctive_count);
}

static size_t count_names(const Kind *kind)
{
    size_t count = kind->field_count + kind->distinctive_count;
    for (size_t i = 0; i < kind->field_count; i++)
        count += kind->fields[i].alias_count;
    for (size_t i = 0; i < kind->subtype_count; i++)
        count += kind->subtypes[i].distinctive_count;
    return count;
}

const MappingIndex *mapping_index_new(Arena *arena, const Schema *schema)
{
    MappingIndex *index = ARENA_NEW(arena, MappingIndex);
    size_t names = NEEDED_COUNT;
    for (size_t i = 0; i < schema->kind_count; i++)
        names += count_names(&schema->kinds[i]);
    for (index->slot_count = 16; index->slot_count < 2 * names;)
        index->slot_count *= 2;
    index->slots = ARENA_ARRAY(arena, IndexSlot, index->slot_count);
    for (int i = 0; i < NEEDED_COUNT; i++)
        *find_slot(index, needed_names[i]) = (IndexSlot){needed_names[i], i};
    for (size_t i = 0; i < schema->kind_count; i++)
        put_kind(index, &schema->kinds[i]);
    return index;
}

bool mapping_index_wants(const MappingIndex *index, Str property)
{
    return find_slot(index, property)->name.n > 0;
}

// --- unknown for one reason -----------------------------------------------------------------------------------

static unsigned unit_of(const Kind *kind, const Field *field, int subtype)
{
    return kind->unit + (kind->subtype_count > 0 ? (unsigned)(subtype < 0 ? 0 : subtype) : field->from);
}

static Value make_shared(Mapper *mapper, SharedWhy why, const Kind *kind, const Field *field, int subtype)
{
    Str command = schema_export_command(mapper->arena, kind, subtype);
    if (why == WHY_NOT_SELECTED)
        return value_unknown_because(mapper->arena, (Reason){STR("notSelected"), field->name, command, {0}});
    return value_unknown_because(
        mapper->arena, (Reason){STR("adPropertiesOnly"),
                                field->name,
                                str_printf(mapper->arena, "without -ADPropertiesOnly: " STR_FMT, STR_ARG(command)),
                                {0}});
}

Value mapping_shared_unknown(Mapper *mapper, SharedWhy why, const Kind *kind, unsigned field, int subtype)
{
    unsigned unit = unit_of(kind, &kind->fields[field], subtype);
    Value **row = &mapper->shared[why][unit];
    if (!*row)
        *row = ARENA_ARRAY(mapper->arena, Value, kind->field_count);
    if (!(*row)[field].as.unknown)
        (*row)[field] = make_shared(mapper, why, kind, &kind->fields[field], subtype);
    return (*row)[field];
}

// --- one record -----------------------------------------------------------------------------------------------

static bool is_empty(const Raw *raw)
{
    return raw && (raw->kind == RAW_NULL || (raw->kind == RAW_TEXT && raw->text.n == 0));
}

// Get-*VirtualDirectory -ADPropertiesOnly does not look at IIS: what it prints then for Path and WebSite is empty, and
// what it prints for the other settings of IIS is the default of the property, not a fact.
static bool is_ad_properties_only(const Needed needed)
{
    const Raw *path = needed[NEEDED_PATH], *site = needed[NEEDED_WEB_SITE];
    return (path || site) && (!path || is_empty(path)) && (!site || is_empty(site));
}

static void mark_ad_properties_only(Mapper *mapper, Draft *draft, const Needed needed)
{
    const Kind *kind = draft->kind;
    int derived = kind_field(kind, STR("adPropertiesOnly"));
    bool only = is_ad_properties_only(needed);
    if (derived < 0)
        return;
    if (needed[NEEDED_PATH] || needed[NEEDED_WEB_SITE])
        draft->fields[derived] = value_at(value_bool(only), draft->origin);
    else
        draft->fields[derived] =
            mapping_shared_unknown(mapper, WHY_NOT_SELECTED, kind, (unsigned)derived, draft->subtype);
    for (unsigned i = 0; i < kind->field_count && only; i++)
        if (kind->fields[i].iis)
            draft->fields[i] = value_at(mapping_shared_unknown(mapper, WHY_AD_PROPERTIES_ONLY, kind, i, draft->subtype),
                                        draft->origin);
}

// The directory tells the web site that clients reach from the one behind it, whatever they are called.
static void mark_front_end(Draft *draft, const Needed needed)
{
    int derived = kind_field(draft->kind, STR("frontEnd"));
    const Raw *path = needed[NEEDED_PATH];
    if (derived < 0 || !path || path->kind != RAW_TEXT)
        return;
    bool front = str_find(path->text, STR("\\FrontEnd\\HttpProxy")) != (size_t)-1;
    if (front || str_find(path->text, STR("\\ClientAccess\\")) != (size_t)-1)
        draft->fields[derived] = value_at(value_bool(front), path->origin);
}

// The member before number `at` that has the same name and counts; NULL.
static const RawMember *earlier_member(const Record *record, size_t at)
{
    const RawMember *found = NULL;
    for (size_t i = 0; i < at; i++)
        if (str_eq_fold(record->members[i].name, record->members[at].name) && (!found || !found->extended))
            found = &record->members[i];
    return found;
}

static Value two_values(Mapper *mapper, const Draft *draft, unsigned index, Value a, Value b)
{
    Str name = draft->kind->fields[index].name,
        hint = schema_export_command(mapper->arena, draft->kind, draft->subtype);
    if (!mapper->told_twice)
        diag_input(mapper->diags, DIAG_WARNING, "duplicateProperty", b.origin,
                   "property `" STR_FMT "` is there twice in one object, with different values: it is unknown",
                   STR_ARG(name));
    mapper->told_twice = true;
    Value first = value_unknown_because(mapper->arena, (Reason){STR("conflict"), name, hint, a.origin});
    Value second = value_unknown_because(mapper->arena, (Reason){STR("conflict"), name, hint, b.origin});
    return value_at(value_join(mapper->arena, first, second), a.origin);
}

// A field that has a value already: an extended member hides the object's own, as PowerShell has it; the same name a
// second time must say the same. Of different names for one property the first counts.
static void fill_again(Mapper *mapper, Draft *draft, const Record *record, size_t at, unsigned field)
{
    const RawMember *member = &record->members[at], *before = earlier_member(record, at);
    if (!before || (before->extended && !member->extended))
        return;
    Value v = mapping_value(mapper, draft->kind, field, draft->subtype, member->value);
    if (member->extended && !before->extended)
        draft->fields[field] = v;
    else if (value_compare_any(draft->fields[field], v) != 0)
        draft->fields[field] =
            two_values(mapper, draft, field, value_at(draft->fields[field], before->value->origin), v);
}

static void fill_fields(Mapper *mapper, Draft *draft, const Record *record, const Needed needed)
{
    const Kind *kind = draft->kind;
    for (size_t i = 0; i < kind->field_count; i++)
        draft->fields[i] = value_absent();
    for (size_t i = 0; i < record->member_count; i++) {
        int field = kind_property(kind, record->members[i].name);
        if (field >= 0 && !value_is_absent(draft->fields[field]))
            fill_again(mapper, draft, record, i, (unsigned)field);
        else if (field >= 0)
            draft->fields[field] =
                mapping_value(mapper, kind, (unsigned)field, draft->subtype, record->members[i].value);
    }
    mark_ad_properties_only(mapper, draft, needed);
    mark_front_end(draft, needed);
    for (unsigned i = 0; i < kind->field_count; i++)
        if (!kind->fields[i].derived && kind->fields[i].from == draft->from && value_is_absent(draft->fields[i]))
            draft->fields[i] =
                value_at(mapping_shared_unknown(mapper, WHY_NOT_SELECTED, kind, i, draft->subtype), draft->origin);
}

static void place_record(Mapper *mapper, Draft *draft, const Needed needed)
{
    const Raw *names[] = {needed[NEEDED_DISTINGUISHED_NAME], needed[NEEDED_IDENTITY]};
    draft->organization = draft->organization_name = draft->server = STR("");
    for (size_t i = 0; i < 2 && draft->organization.n == 0; i++) {
        const Raw *raw = names[i];
        if (raw && raw->kind == RAW_OBJECT)
            raw = raw_member(raw, STR("DistinguishedName"));
        if (raw)
            mapping_organization(mapper, raw_text(raw), &draft->organization, &draft->organization_name);
    }
    draft->server = intern(mapper->interner, mapping_server(draft->kind, needed));
    if (draft->kind->per_server && mapping_server_differs(needed, draft->server))
        diag_input(mapper->diags, DIAG_WARNING, "serverDiffers", needed[NEEDED_METABASE_PATH]->origin,
                   "MetabasePath is of another server than the record, which is taken for one of " STR_FMT,
                   STR_ARG(draft->server));
}

// The first of each name counts, but an extended member before the object's own.
static void find_needed(const MappingIndex *index, const Record *record, Needed needed)
{
    for (size_t i = 0; i < record->member_count; i++) {
        const IndexSlot *slot = find_slot(index, record->members[i].name);
        if (slot->name.n == 0 || slot->needed < 0)
            continue;
        const RawMember *before =
            needed[slot->needed] && record->members[i].extended ? earlier_member(record, i) : NULL;
        if (!needed[slot->needed] || (before && !before->extended))
            needed[slot->needed] = record->members[i].value;
    }
}

static void take_record(void *context, const Record *record)
{
    Mapper *mapper = context;
    mapper->records++;
    int subtype;
    unsigned from;
    const Kind *kind = record->scalar ? NULL : mapping_kind(mapper, record, &subtype, &from);
    if (!kind || (kind->subtype_count > 0 && subtype < 0))
        return;
    Draft *draft = ARENA_NEW(mapper->arena, Draft);
    *draft = (Draft){.kind = kind, .subtype = subtype, .from = from, .seen = true, .origin = record->origin};
    draft->fields = ARENA_ARRAY(mapper->arena, Value, kind->field_count);
    Needed needed = {0};
    find_needed(mapper->index, record, needed);
    place_record(mapper, draft, needed);
    fill_fields(mapper, draft, record, needed);
    mapper->covered[kind->unit + (kind->subtype_count > 0 ? (unsigned)subtype : from)] = true;
    mapper->drafts =
        arena_grow(mapper->arena, mapper->drafts, &mapper->draft_capacity, mapper->draft_count + 1, sizeof(Draft *));
    mapper->drafts[mapper->draft_count++] = draft;
}

static bool wanted(void *context, Str member)
{
    const Mapper *mapper = context;
    return mapping_index_wants(mapper->index, member);
}

RecordSink mapper_sink(Mapper *mapper)
{
    return (RecordSink){take_record, mapper, wanted};
}

Mapper mapper_new(Arena *arena, Arena *scratch, Interner *interner, const Schema *schema, const MappingIndex *index)
{
    Mapper mapper = {.arena = arena, .scratch = scratch, .interner = interner, .schema = schema, .index = index};
    for (size_t i = 0; i < 2; i++)
        mapper.shared[i] = ARENA_ARRAY(arena, Value *, schema->unit_count);
    return mapper;
}

void mapper_start(Mapper *mapper, Diags *diags, Str cmdlet, bool cmdlet_declared)
{
    mapper->diags = diags;
    mapper->cmdlet = cmdlet;
    mapper->cmdlet_declared = cmdlet_declared;
    mapper->drafts = NULL;
    mapper->told_twice = false;
    mapper->draft_count = mapper->draft_capacity = mapper->records = mapper->warned_count = 0;
    mapper->covered = (bool *)arena_bytes(mapper->arena, mapper->schema->unit_count * sizeof(bool));
}
