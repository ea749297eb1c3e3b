// From the plan to the estate: the drafts of each server are put together by the workers, the rest here.
#include "model/estate_internal.h"
#include "support/platform.h"

Str server_identity(Arena *arena, Str name)
{
    size_t dot = str_find(name, STR("."));
    return str_fold(arena, dot == (size_t)-1 ? name : str_slice(name, 0, dot));
}

// --- preparation --------------------------------------------------------------------------------------------

static int field_at(const Kind *kind, Str name)
{
    return kind ? kind_field(kind, name) : -1;
}

static void find_fields(Build *build)
{
    const Kind *vdir = build->vdir_kind, *path = build->path_kind;
    build->vdir = (VdirFields){
        .server = field_at(vdir, STR("server")),
        .organization = field_at(vdir, STR("organization")),
        .type = field_at(vdir, STR("type")),
        .site = field_at(vdir, STR("site")),
        .path = field_at(vdir, STR("path")),
        .front_end = field_at(vdir, STR("frontEnd")),
        .iis = field_at(vdir, STR("iis")),
        .ad_only = field_at(vdir, STR("adPropertiesOnly")),
        .name = field_at(vdir, STR("Name")),
        .metabase = field_at(vdir, STR("MetabasePath")),
        .web_site = field_at(vdir, STR("WebSite")),
    };
    build->path = (IisPathFields){
        .server = field_at(path, STR("server")),
        .organization = field_at(path, STR("organization")),
        .path = field_at(path, STR("path")),
        .path_kind = field_at(path, STR("pathKind")),
        .site = field_at(path, STR("site")),
        .site_id = field_at(path, STR("siteId")),
        .physical = field_at(path, STR("physicalPath")),
        .pool = field_at(path, STR("applicationPool")),
        .front_end = field_at(path, STR("frontEnd")),
        .iis = field_at(path, STR("iis")),
        .invalid = field_at(path, STR("invalid")),
    };
}

static void make_reasons(Build *build)
{
    const Schema *schema = build->schema;
    build->not_exported = ARENA_ARRAY(build->arena, Value, schema->unit_count);
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        for (unsigned j = 0; j < kind->unit_count; j++) {
            Str cmdlet = estate_unit_cmdlet(kind, j);
            Str subject = cmdlet.n > 0 ? cmdlet : kind->name;
            build->not_exported[kind->unit + j] = estate_unknown(
                build->arena, "notExported", subject, estate_unit_export(build->arena, kind, j), (Origin){0});
        }
    }
    Str copy = build->path_kind ? build->path_kind->export : STR("");
    build->iis_missing = estate_unknown(build->arena, "notExported", STR("applicationHost.config"), copy, (Origin){0});
}

static void make_build_reason(Build *build)
{
    build->build_missing = estate_unknown(build->arena, "notExported", STR("build"),
                                          STR("say it in manifest.yaml: servers: {NAME: {build: …}}"), (Origin){0});
}

static Entity *new_entities(Build *build, const Kind *kind, size_t count)
{
    Entity *entities = ARENA_ARRAY(build->arena, Entity, count);
    for (size_t i = 0; i < count; i++) {
        Value *fields = ARENA_ARRAY(build->arena, Value, kind->field_count);
        for (size_t j = 0; j < kind->field_count; j++)
            fields[j] = value_absent();
        entities[i] = (Entity){.object.class = &kind->class, .kind = kind, .subtype = -1, .fields = fields};
    }
    return entities;
}

// --- organizations ------------------------------------------------------------------------------------------

// The drafts of the server or organization itself, and those of what belongs to it.
typedef struct DraftSplit {
    Draft **own, **others;
    size_t own_count, other_count;
} DraftSplit;

static DraftSplit split_drafts(Arena *arena, Draft *const *drafts, size_t count, const Kind *kind)
{
    DraftSplit split = {.own = ARENA_ARRAY(arena, Draft *, count), .others = ARENA_ARRAY(arena, Draft *, count)};
    for (size_t i = 0; i < count; i++)
        if (drafts[i]->kind == kind)
            split.own[split.own_count++] = drafts[i];
        else
            split.others[split.other_count++] = drafts[i];
    return split;
}

static void build_organization(Build *build, size_t index, EntityVec *out)
{
    const OrganizationPlan *plan = &build->plan->organizations[index];
    Entity *entity = &build->organizations[index];
    DraftSplit split = split_drafts(build->arena, plan->drafts, plan->draft_count, build->organization_kind);
    Str name = plan->name.n > 0 ? plan->name : STR("organization");
    entity->id = str_printf(build->arena, STR_FMT ":" STR_FMT, STR_ARG(entity->kind->name), STR_ARG(name));
    estate_merge_into(build, build->arena, split.own, split.own_count, entity);
    estate_set(entity, kind_field(entity->kind, STR("name")), value_string(build->arena, name));
    estate_set(entity, kind_field(entity->kind, STR("key")), value_string(build->arena, plan->key));
    estate_append(build->temporary, out, entity);
    estate_merge(build, build->arena, (DraftList){split.others, split.other_count}, NULL, entity, out);
}

// --- servers ------------------------------------------------------------------------------------------------

static bool names_edge(Value role)
{
    return role.kind == VALUE_STRING && str_find(*role.as.text, STR("Edge")) != (size_t)-1;
}

static Truth role_is_edge(Value role)
{
    if (role.kind == VALUE_STRING)
        return names_edge(role) ? TRUTH_TRUE : TRUTH_FALSE;
    if (role.kind != VALUE_LIST)
        return TRUTH_UNKNOWN;
    for (size_t i = 0; i < role.as.list->count; i++)
        if (names_edge(role.as.list->items[i]))
            return TRUTH_TRUE;
    return role.as.list->open ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

// Whether it is an Edge server: IsEdgeServer, else the roles; the reason of not knowing is theirs.
static Value server_edge(const Entity *entity)
{
    int edge = kind_field(entity->kind, STR("IsEdgeServer")), role = kind_field(entity->kind, STR("ServerRole"));
    if (edge >= 0 && entity->fields[edge].kind == VALUE_BOOL)
        return entity->fields[edge];
    Value v = role >= 0 ? entity->fields[role] : value_absent();
    Truth truth = role_is_edge(v);
    if (truth != TRUTH_UNKNOWN)
        return value_at(value_bool(truth == TRUTH_TRUE), v.origin);
    return v.kind == VALUE_UNKNOWN ? v : value_absent();
}

static void build_server(Build *build, size_t index)
{
    const ServerPlan *plan = &build->plan->servers[index];
    Entity *entity = &build->servers[index];
    const Kind *kind = entity->kind;
    entity->organization = &build->organizations[plan->organization];
    entity->id = str_printf(build->arena, STR_FMT ":" STR_FMT, STR_ARG(kind->name), STR_ARG(plan->name));
    DraftSplit split = split_drafts(build->arena, plan->drafts, plan->draft_count, kind);
    estate_merge_into(build, build->arena, split.own, split.own_count, entity);
    estate_set(entity, kind_field(kind, STR("name")), value_string(build->arena, plan->name));
    estate_set(entity, kind_field(kind, STR("organization")), value_object(&entity->organization->object));
    estate_set(entity, kind_field(kind, STR("guessed")), value_bool(plan->guessed));
    estate_set(entity, kind_field(kind, STR("edge")), server_edge(entity));
    int build_field = kind_field(kind, STR("build")), shown = kind_field(kind, STR("AdminDisplayVersion"));
    if (build_field >= 0 && value_is_absent(entity->fields[build_field]))
        entity->fields[build_field] = plan->build;
    if (build_field >= 0 && value_is_absent(entity->fields[build_field]))
        entity->fields[build_field] = build->build_missing;
    bool declared = build_field >= 0 && entity->fields[build_field].kind != VALUE_UNKNOWN;
    estate_set(entity, kind_field(kind, STR("version")),
               declared     ? entity->fields[build_field]
               : shown >= 0 ? entity->fields[shown]
                            : value_absent());
}

// The part of a server that workers do: everything but the server entity itself.
static void complete_server(void *context, unsigned worker, size_t index)
{
    const Build *build = context;
    Arena *arena = build->plan->arenas[worker];
    ServerPlan *plan = &build->plan->servers[index];
    ServerResult *result = &build->results[index];
    result->diags = diags_new(arena);
    DraftSplit split = split_drafts(arena, plan->drafts, plan->draft_count, build->server_kind);
    for (size_t i = 0; i < split.other_count; i++)
        if (split.others[i]->kind == build->vdir_kind)
            vdir_place(build, arena, split.others[i]);
    iis_complete(build, arena, index);
    estate_merge(build, arena, (DraftList){split.others, split.other_count}, &build->servers[index],
                 &build->organizations[plan->organization], &result->entities);
    vdir_complete(build, arena, index);
    for (size_t i = 0; i < result->entities.count; i++)
        if (result->entities.items[i]->fields)
            estate_fill(build, result->entities.items[i]);
}

// --- sorting and sealing ------------------------------------------------------------------------------------

// Organizations are in one array, sorted by key: their order is that of their addresses.
static int compare_entities(const void *left, const void *right)
{
    const Entity *a = *(const Entity *const *)left, *b = *(const Entity *const *)right;
    const Entity *x = a->organization ? a->organization : a, *y = b->organization ? b->organization : b;
    if (x != y)
        return x < y ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind->index < b->kind->index ? -1 : 1;
    return str_cmp(a->id, b->id);
}

static void sort_entities(Build *build, Estate *estate, EntityVec *all)
{
    qsort(all->items, all->count, sizeof(Entity *), compare_entities);
    const Entity **sorted = ARENA_ARRAY(build->arena, const Entity *, all->count);
    memcpy(sorted, all->items, all->count * sizeof(Entity *));
    estate->all = (EntityList){sorted, all->count};
    size_t kinds = build->schema->kind_count;
    EntityList *by_kind = ARENA_ARRAY(build->arena, EntityList, kinds);
    const Entity ***lists = ARENA_ARRAY(build->arena, const Entity **, kinds);
    for (size_t i = 0; i < all->count; i++)
        by_kind[all->items[i]->kind->index].count++;
    for (size_t i = 0; i < kinds; i++) {
        lists[i] = ARENA_ARRAY(build->arena, const Entity *, by_kind[i].count);
        by_kind[i] = (EntityList){lists[i], 0};
    }
    for (size_t i = 0; i < all->count; i++) {
        unsigned kind = all->items[i]->kind->index;
        lists[kind][by_kind[kind].count++] = all->items[i];
    }
    estate->by_kind = by_kind;
    estate->organizations = by_kind[build->organization_kind->index];
}

static int compare_diags(const void *left, const void *right)
{
    const Diag *a = left, *b = right;
    if (a->origin.file != b->origin.file)
        return a->origin.file < b->origin.file ? -1 : 1;
    if (a->origin.line != b->origin.line)
        return a->origin.line < b->origin.line ? -1 : 1;
    if (a->origin.column != b->origin.column)
        return a->origin.column < b->origin.column ? -1 : 1;
    int order = strcmp(a->code, b->code);
    return order != 0 ? order : str_cmp(a->message, b->message);
}

// Sorted, each once.
static void collect_diags(Build *build, Estate *estate)
{
    const EstatePlan *plan = build->plan;
    estate->diags = diags_new(build->arena);
    for (size_t i = 0; i < plan->diags->count; i++)
        diag_add(&estate->diags, plan->diags->items[i]);
    for (size_t i = 0; i < plan->server_count; i++)
        for (size_t j = 0; j < build->results[i].diags.count; j++)
            diag_add(&estate->diags, build->results[i].diags.items[j]);
    if (estate->diags.count < 2)
        return;
    qsort(estate->diags.items, estate->diags.count, sizeof *estate->diags.items, compare_diags);
    size_t kept = 1; // what a model document tells and what is found again is one
    for (size_t i = 1; i < estate->diags.count; i++)
        if (compare_diags(&estate->diags.items[kept - 1], &estate->diags.items[i]) != 0)
            estate->diags.items[kept++] = estate->diags.items[i];
    estate->diags.count = kept;
}

static void web_config_states(EstatePlan *plan)
{
    for (size_t i = 0; i < plan->server_count; i++)
        for (size_t j = 0; j < plan->servers[i].web_config_count; j++) {
            const WebConfig *web = &plan->servers[i].web_configs[j];
            Input *input = &plan->inputs[web->input - 1];
            if (web->used || input->state != INPUT_READ)
                continue; // damaged, or another thing than its name says: that is the first thing to tell
            input->state = INPUT_UNUSED;
            input->problem = web->problem;
        }
}

static void keep_iis(Build *build, Estate *estate)
{
    const EstatePlan *plan = build->plan;
    EstateIis *iis = ARENA_ARRAY(build->arena, EstateIis, plan->server_count);
    for (size_t i = 0; i < plan->server_count; i++)
        if (plan->servers[i].host_count > 0)
            iis[estate->iis_count++] = (EstateIis){
                .server = &build->servers[i],
                .iis = build->results[i].iis,
                .hosts = plan->servers[i].hosts,
                .host_count = plan->servers[i].host_count,
                .web_configs = plan->servers[i].web_configs,
                .web_config_count = plan->servers[i].web_config_count,
                .web_configs_complete = plan->servers[i].web_configs_complete,
            };
    estate->iis = iis;
}

static const Kind *need_kind(const Schema *schema, Str name)
{
    const Kind *kind = schema_kind(schema, name);
    if (!kind)
        die("the schema lacks the kinds `organization` and `server`");
    return kind;
}

static void gather(Build *build, const Diags *diags, EntityVec *all)
{
    Arena *arena = build->temporary;
    for (size_t i = 0; i < build->plan->server_count; i++) {
        estate_append(arena, all, &build->servers[i]);
        for (size_t j = 0; j < build->results[i].entities.count; j++)
            estate_append(arena, all, build->results[i].entities.items[j]);
    }
    estate_inputs(build, diags, all);
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->fields && (!all->items[i]->server || all->items[i]->kind == build->server_kind))
            estate_fill(build, all->items[i]);
}

Estate *estate_build(Arena *arena, EstatePlan *plan)
{
    const Schema *schema = plan->schema;
    Build *build = ARENA_NEW(arena, Build);
    *build = (Build){
        .arena = arena,
        .temporary = arena_new(),
        .plan = plan,
        .schema = schema,
        .organization_kind = need_kind(schema, STR("organization")),
        .server_kind = need_kind(schema, STR("server")),
        .vdir_kind = schema_kind(schema, STR("virtualDirectory")),
        .path_kind = schema_kind(schema, STR("iisPath")),
        .input_kind = schema_kind(schema, STR("input")),
        .results = ARENA_ARRAY(arena, ServerResult, plan->server_count),
    };
    find_fields(build);
    make_reasons(build);
    make_build_reason(build);
    build->organizations = new_entities(build, build->organization_kind, plan->organization_count);
    build->servers = new_entities(build, build->server_kind, plan->server_count);
    EntityVec all = {0};
    for (size_t i = 0; i < plan->organization_count; i++)
        build_organization(build, i, &all);
    for (size_t i = 0; i < plan->server_count; i++)
        build_server(build, i);
    platform_parallel(plan->jobs, plan->server_count, complete_server, build);
    web_config_states(plan);
    Estate *estate = ARENA_NEW(arena, Estate);
    *estate = (Estate){.arena = arena, .schema = schema, .inputs = plan->inputs, .input_count = plan->input_count};
    collect_diags(build, estate);
    gather(build, &estate->diags, &all);
    sort_entities(build, estate, &all);
    estate_join(build, estate);
    estate_cover(build, estate);
    keep_iis(build, estate);
    arena_free(build->temporary);
    build->temporary = NULL;
    return estate;
}
