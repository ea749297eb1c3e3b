// Joins between entities, the collections of each organization, what was exported and what was not.
#include "model/estate_internal.h"

// --- units of coverage --------------------------------------------------------------------------------------

Str estate_unit_cmdlet(const Kind *kind, unsigned unit)
{
    if (kind->subtype_count > 0)
        return kind->subtypes[unit].get_cmdlet;
    return unit < kind->cmdlet_count ? kind->cmdlets[unit] : STR("");
}

Str estate_unit_export(Arena *arena, const Kind *kind, unsigned unit)
{
    if (kind->subtype_count > 0)
        return schema_export_command(arena, kind, (int)unit);
    if (unit == 0)
        return schema_export_command(arena, kind, -1);
    Str cmdlet = kind->cmdlets[unit];
    return str_starts_fold(cmdlet, STR("Get-")) ? str_printf(arena, STR_FMT " | Export-Clixml " STR_FMT ".xml",
                                                             STR_ARG(cmdlet), (int)cmdlet.n - 4, cmdlet.p + 4)
                                                : cmdlet;
}

static bool server_is_edge(const Build *build, size_t server)
{
    int field = kind_field(build->server_kind, STR("edge"));
    return field >= 0 && value_truth(build->servers[server].fields[field]) == TRUTH_TRUE;
}

// Why the unit may hold more than was exported; absent: it does not.
static Value unit_gap(const Build *build, const bool *covered, const Unknown *const *gaps, unsigned unit)
{
    if (gaps && gaps[unit])
        return value_unknown(gaps[unit]);
    return covered[unit] ? value_absent() : build->not_exported[unit];
}

// Why entities of the kind may be missing on a server; absent: an export showed them all.
static Value server_gap(const Build *build, const Kind *kind, size_t server)
{
    const ServerPlan *plan = &build->plan->servers[server];
    const ServerResult *result = &build->results[server];
    if (kind != build->server_kind && server_is_edge(build, server))
        return value_absent();
    if (kind == build->path_kind)
        return result->iis_known ? value_absent() : result->iis_unknown;
    Value gap = value_absent();
    unsigned units = kind->subtype_count > 0 ? kind->unit_count : 1;
    for (unsigned i = 0; i < units; i++) {
        Value own = unit_gap(build, plan->covered, plan->gaps, kind->unit + i);
        if (!value_is_absent(own))
            gap = value_is_absent(gap) ? own : value_join(build->arena, gap, own);
    }
    return gap;
}

static Value organization_gap(const Build *build, const Kind *kind, size_t organization)
{
    const EstatePlan *plan = build->plan;
    const OrganizationPlan *own = &plan->organizations[organization];
    if (kind == build->organization_kind || kind == build->input_kind)
        return value_absent();
    if (!kind->per_server && kind != build->server_kind)
        return unit_gap(build, own->covered, own->gaps, kind->unit);
    Value gap = value_absent();
    bool any = false;
    for (size_t i = 0; i < plan->server_count; i++) {
        if (plan->servers[i].organization != organization)
            continue;
        any = true;
        Value missing = server_gap(build, kind, i);
        if (!value_is_absent(missing))
            gap = value_is_absent(gap) ? missing : value_join(build->arena, gap, missing);
    }
    return any ? gap : unit_gap(build, own->covered, own->gaps, kind->unit);
}

// --- collections --------------------------------------------------------------------------------------------

static Value collection_value(Arena *arena, const Entity *const *items, size_t count, Value gap)
{
    bool closed = value_is_absent(gap);
    if (count == 0 && !closed)
        return gap;
    Value *values = ARENA_ARRAY(arena, Value, count);
    for (size_t i = 0; i < count; i++)
        values[i] = value_object(&items[i]->object);
    return value_list(arena, values, count, closed ? NULL : gap.as.unknown);
}

static const Entity *organization_of(const Entity *entity)
{
    return entity->organization ? entity->organization : entity;
}

static void make_collections(const Build *build, Estate *estate)
{
    size_t kinds = build->schema->kind_count;
    Value *collections = ARENA_ARRAY(build->arena, Value, build->plan->organization_count * kinds);
    for (size_t k = 0; k < kinds; k++) {
        EntityList list = estate->by_kind[k];
        size_t start = 0;
        for (size_t o = 0; o < build->plan->organization_count; o++) {
            size_t end = start;
            while (end < list.count && organization_of(list.items[end]) == &build->organizations[o])
                end++;
            collections[o * kinds + k] = collection_value(build->arena, list.items + start, end - start,
                                                          organization_gap(build, &build->schema->kinds[k], o));
            start = end;
        }
    }
    estate->collections = collections;
}

// --- joins ----------------------------------------------------------------------------------------------------

// The one entity of a singleton kind: null when the export showed none.
static Value single_value(Value collection, const Field *field)
{
    if (collection.kind != VALUE_LIST)
        return collection;
    if (collection.as.list->count > 0)
        return collection.as.list->items[0];
    if (collection.as.list->open)
        return value_unknown(collection.as.list->open);
    return field->type->kind == TYPE_NULLABLE ? value_null() : value_absent();
}

static void join_organizations(const Build *build, const Estate *estate)
{
    const Kind *kind = build->organization_kind;
    for (size_t i = 0; i < kind->field_count; i++) {
        const Field *field = &kind->fields[i];
        if (!field->join)
            continue;
        for (size_t o = 0; o < build->plan->organization_count; o++) {
            Value collection = estate->collections[o * build->schema->kind_count + field->join->index];
            Value joined = field->join_list ? collection : single_value(collection, field);
            if (!value_is_absent(joined))
                build->organizations[o].fields[i] = joined;
        }
    }
}

// The entities of a kind sorted by server: offsets[s] .. offsets[s + 1] of the result are those of server s.
static const Entity **group_by_server(const Build *build, EntityList list, size_t *offsets)
{
    size_t servers = build->plan->server_count;
    const Entity **grouped = ARENA_ARRAY(build->temporary, const Entity *, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i]->server)
            offsets[list.items[i]->server - build->servers + 1]++;
    for (size_t s = 0; s < servers; s++)
        offsets[s + 1] += offsets[s];
    size_t *next = ARENA_ARRAY(build->temporary, size_t, servers + 1);
    memcpy(next, offsets, (servers + 1) * sizeof *next);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i]->server)
            grouped[next[list.items[i]->server - build->servers]++] = list.items[i];
    return grouped;
}

static void join_servers(const Build *build, const Estate *estate)
{
    const Kind *kind = build->server_kind;
    size_t servers = build->plan->server_count;
    for (size_t i = 0; i < kind->field_count; i++) {
        const Field *field = &kind->fields[i];
        if (!field->join || !field->join->per_server || field->join == kind)
            continue;
        size_t *offsets = ARENA_ARRAY(build->temporary, size_t, servers + 1);
        const Entity **grouped = group_by_server(build, estate->by_kind[field->join->index], offsets);
        for (size_t s = 0; s < servers; s++) {
            Value list = collection_value(build->arena, grouped + offsets[s], offsets[s + 1] - offsets[s],
                                          server_gap(build, field->join, s));
            Value joined = field->join_list ? list : single_value(list, field);
            if (!value_is_absent(joined))
                build->servers[s].fields[i] = joined;
        }
    }
}

void estate_join(const Build *build, Estate *estate)
{
    make_collections(build, estate);
    join_servers(build, estate);
    join_organizations(build, estate);
}

// --- coverage -------------------------------------------------------------------------------------------------

typedef struct CoverageVec {
    Coverage *items;
    size_t count, capacity;
} CoverageVec;

// What was exported of whom, by unit of coverage.
typedef struct Shown {
    const Entity *organization, *server;
    const bool *covered;
    const Unknown *const *gaps; // may be NULL
} Shown;

static void cover_kind(const Build *build, CoverageVec *rows, const Kind *kind, const Shown *shown)
{
    for (unsigned unit = 0; unit < kind->unit_count; unit++) {
        Str export = estate_unit_export(build->arena, kind, unit);
        if (export.n == 0)
            continue;
        rows->items = arena_grow(build->temporary, rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
        rows->items[rows->count++] = (Coverage){
            .kind = kind,
            .subtype = kind->subtype_count > 0 ? (int)unit : -1,
            .organization = shown->organization,
            .server = shown->server,
            .unit = kind->unit + unit,
            .present = shown->covered[kind->unit + unit],
            .gap = shown->gaps ? shown->gaps[kind->unit + unit] : NULL,
            .export = export,
        };
    }
}

static void cover_server(const Build *build, CoverageVec *rows, size_t server)
{
    const Entity *entity = &build->servers[server];
    const ServerPlan *plan = &build->plan->servers[server];
    const Shown shown = {entity->organization, entity, plan->covered, plan->gaps};
    for (size_t k = 0; k < build->schema->kind_count; k++) {
        const Kind *kind = &build->schema->kinds[k];
        if ((!kind->per_server && kind != build->server_kind) ||
            (kind != build->server_kind && server_is_edge(build, server)))
            continue;
        if (kind != build->path_kind) {
            cover_kind(build, rows, kind, &shown);
            continue;
        }
        rows->items = arena_grow(build->temporary, rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
        rows->items[rows->count++] = (Coverage){
            .kind = kind,
            .subtype = -1,
            .organization = entity->organization,
            .server = entity,
            .unit = kind->unit,
            .present = plan->host_count > 0,
            .export = build->iis_missing.as.unknown->reasons[0]->hint,
        };
    }
}

// Sorted by organization, then what is organization-wide, then by server, then in the order of the schema.
void estate_cover(const Build *build, Estate *estate)
{
    CoverageVec rows = {0};
    for (size_t o = 0; o < build->plan->organization_count; o++) {
        const OrganizationPlan *plan = &build->plan->organizations[o];
        const Shown shown = {&build->organizations[o], NULL, plan->covered, plan->gaps};
        for (size_t k = 0; k < build->schema->kind_count; k++) {
            const Kind *kind = &build->schema->kinds[k];
            if (!kind->per_server && kind != build->server_kind && kind != build->input_kind)
                cover_kind(build, &rows, kind, &shown);
        }
        for (size_t s = 0; s < build->plan->server_count; s++)
            if (build->plan->servers[s].organization == o)
                cover_server(build, &rows, s);
    }
    Coverage *kept = ARENA_ARRAY(build->arena, Coverage, rows.count);
    if (rows.count > 0)
        memcpy(kept, rows.items, rows.count * sizeof *kept);
    estate->coverage = kept;
    estate->coverage_count = rows.count;
}

// --- inputs ---------------------------------------------------------------------------------------------------

// Computed when it is read, as the paths of IIS are.
typedef struct InputEntity {
    Entity entity;
    const Build *build;
    const Input *input;
    const Diag *diags; // the file's
    size_t diag_count;
    uint32_t file;
} InputEntity;

static Value input_codes(const InputEntity *self, Arena *arena)
{
    Value *codes = ARENA_ARRAY(arena, Value, self->diag_count);
    size_t count = 0;
    for (size_t i = 0; i < self->diag_count; i++)
        if (self->diags[i].level != DIAG_NOTE)
            codes[count++] = value_string(arena, str(self->diags[i].code));
    return value_set(arena, codes, count, NULL);
}

static Value input_collected(const InputEntity *self, Arena *arena)
{
    if (self->input->collected_known)
        return value_timestamp(arena, self->input->collected);
    return estate_unknown(arena, "notExported", STR("collected"),
                          STR("say in manifest.yaml when the file was collected"), (Origin){self->file, 1, 1});
}

static Value input_text(const InputEntity *self, Str field, Arena *arena)
{
    const Input *input = self->input;
    const struct {
        Str name, text;
    } texts[] = {
        {STR("file"), input->file},         {STR("format"), input->format},
        {STR("cmdlet"), input->cmdlet},     {STR("state"), str(input_state_name(input->state))},
        {STR("problem"), input->problem},   {STR("encoding"), input->encoding},
        {STR("serverName"), input->server}, {STR("serverFrom"), str(server_from_name(input->server_from))},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_eq(texts[i].name, field))
            return value_string(arena, texts[i].text);
    return self->build->not_exported[self->entity.kind->unit];
}

static Value input_field(const InputEntity *self, unsigned index, Arena *arena)
{
    const Field *field = &self->entity.kind->fields[index];
    if (field->join == self->build->organization_kind)
        return value_object(&self->entity.organization->object);
    if (str_eq(field->name, STR("records")))
        return value_int((int64_t)self->input->records);
    if (str_eq(field->name, STR("collected")))
        return input_collected(self, arena);
    if (str_eq(field->name, STR("diagnostics")))
        return input_codes(self, arena);
    return input_text(self, field->name, arena);
}

static Value compute_input(const Entity *entity, unsigned index, Arena *arena)
{
    const InputEntity *self = (const InputEntity *)(const void *)entity;
    return value_at(input_field(self, index, arena), (Origin){self->file, 1, 1});
}

static void add_input(const Build *build, size_t index, const Diags *diags, size_t *next, EntityVec *out)
{
    InputEntity *self = ARENA_NEW(build->arena, InputEntity);
    const Input *input = &build->plan->inputs[index];
    *self = (InputEntity){.build = build, .input = input, .file = (uint32_t)index + 1};
    while (*next < diags->count && diags->items[*next].origin.file < self->file)
        (*next)++;
    self->diags = diags->items + *next;
    while (*next + self->diag_count < diags->count && self->diags[self->diag_count].origin.file == self->file)
        self->diag_count++;
    self->entity = (Entity){
        .object.class = &build->input_kind->class,
        .kind = build->input_kind,
        .subtype = -1,
        .seen = true,
        .id = str_printf(build->arena, STR_FMT ":" STR_FMT, STR_ARG(build->input_kind->name), STR_ARG(input->file)),
        .organization = &build->organizations[build->plan->input_organizations[index]],
        .compute = compute_input,
    };
    estate_append(build->temporary, out, &self->entity);
}

void estate_inputs(const Build *build, const Diags *diags, EntityVec *out)
{
    size_t next = 0;
    for (size_t i = 0; i < build->plan->input_count && build->input_kind; i++)
        add_input(build, i, diags, &next, out);
}
