// The plan of the estate: every draft and file with its organization and server, and what was exported for whom.
#include "import/import_plan.h"

// --- second pass: each file ------------------------------------------------------------------------------------------

static bool needs_server(const Attribution *attribution, const ImportFile *file)
{
    if (file->iis)
        return true;
    for (size_t i = 0; i < file->draft_count; i++)
        if (attribution_is_per_server(attribution, file->drafts[i]) && file->drafts[i]->server.n == 0)
            return true;
    return false;
}

// The one server that all records name; NOBODY when they name none, SEVERAL when they differ.
static int named_by_records(Attribution *attribution, const ImportFile *file)
{
    int found = NOBODY;
    for (size_t i = 0; i < file->draft_count && found != SEVERAL; i++) {
        const Draft *draft = file->drafts[i];
        if (!attribution_is_per_server(attribution, draft) || draft->server.n == 0)
            continue;
        int server = attribution_find(attribution, draft->server, attribution_of_draft(attribution, file, draft));
        found = found == NOBODY || found == server ? server : SEVERAL;
    }
    return found;
}

static void find_server(Attribution *attribution, ImportFile *file)
{
    if (file->is_source || file->is_model || !attribution_has_something(file))
        return;
    int named = named_by_records(attribution, file);
    ServerFrom from = FROM_RECORD;
    if (named == NOBODY || needs_server(attribution, file))
        file->server = attribution_of_file(attribution, file, needs_server(attribution, file), &from);
    if (named != NOBODY) {
        file->input.server_from = FROM_RECORD;
        file->input.server = named == SEVERAL ? STR("") : attribution->servers[named].name;
    } else if (file->server >= 0) {
        file->input.server_from = from;
        file->input.server = attribution->servers[file->server].name;
    }
    if (from == FROM_GUESS)
        diag_input(&attribution->import->diags, DIAG_WARNING, "guessedServer",
                   (Origin){(uint32_t)(file - attribution->import->files.items) + 1, 1, 1},
                   "nothing says which server this is of; the folder's name is taken for it");
}

// --- the plan
// ---------------------------------------------------------------------------------------------------------

static int compare_organizations(const void *left, const void *right)
{
    return str_cmp(((const OrganizationPlan *)left)->key, ((const OrganizationPlan *)right)->key);
}

static void plan_organizations(Planner *planner)
{
    Attribution *attribution = planner->attribution;
    size_t count = attribution->organization_count;
    OrganizationPlan *sorted = ARENA_ARRAY(attribution->arena, OrganizationPlan, count);
    memcpy(sorted, attribution->organizations, count * sizeof *sorted);
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, compare_organizations);
    planner->organization_numbers = ARENA_ARRAY(attribution->arena, unsigned, count);
    for (size_t i = 0; i < count; i++) {
        sorted[i].covered = (bool *)arena_bytes(attribution->arena, attribution->schema->unit_count);
        sorted[i].gaps = ARENA_ARRAY(attribution->arena, const Unknown *, attribution->schema->unit_count);
        for (size_t j = 0; j < count; j++)
            if (str_eq(attribution->organizations[j].key, sorted[i].key))
                planner->organization_numbers[j] = (unsigned)i;
    }
    planner->plan->organizations = sorted;
    planner->plan->organization_count = count;
}

typedef struct ServerOrder {
    unsigned organization;
    Str label;
    size_t index;
} ServerOrder;

static int compare_servers(const void *left, const void *right)
{
    const ServerOrder *a = left, *b = right;
    if (a->organization != b->organization)
        return a->organization < b->organization ? -1 : 1;
    return str_cmp(a->label, b->label);
}

static void plan_servers(Planner *planner)
{
    Attribution *attribution = planner->attribution;
    size_t count = attribution->server_count;
    ServerOrder *order = ARENA_ARRAY(attribution->arena, ServerOrder, count);
    ServerPlan *plans = ARENA_ARRAY(attribution->arena, ServerPlan, count);
    for (size_t i = 0; i < count; i++) {
        const ServerEntry *server = &attribution->servers[i];
        order[i] = (ServerOrder){planner->organization_numbers[server->organization], server->label, i};
    }
    if (count > 1)
        qsort(order, count, sizeof *order, compare_servers);
    planner->servers = ARENA_ARRAY(attribution->arena, ServerPlan *, count);
    for (size_t i = 0; i < count; i++) {
        ServerEntry *server = &attribution->servers[order[i].index];
        server->number = i;
        plans[i] = (ServerPlan){
            .name = server->name,
            .organization = order[i].organization,
            .guessed = server->rank == RANK_GUESS,
            .build = server->build,
            .covered = (bool *)arena_bytes(attribution->arena, attribution->schema->unit_count),
            .gaps = ARENA_ARRAY(attribution->arena, const Unknown *, attribution->schema->unit_count),
        };
        planner->servers[order[i].index] = &plans[i];
    }
    planner->plan->servers = plans;
    planner->plan->server_count = count;
}

static unsigned draft_unit(const Draft *draft)
{
    return draft->kind->unit + (draft->subtype >= 0 ? (unsigned)draft->subtype : draft->from);
}

static void add_draft(Draft ***drafts, size_t *count, size_t *capacity, Arena *arena, Draft *draft)
{
    *drafts = arena_grow(arena, *drafts, capacity, *count + 1, sizeof(Draft *));
    (*drafts)[(*count)++] = draft;
}

static void plan_draft(Planner *planner, const ImportFile *file, Draft *draft)
{
    Attribution *attribution = planner->attribution;
    Arena *arena = attribution->arena;
    int organization = attribution_of_draft(attribution, file, draft);
    OrganizationPlan *owner = &planner->plan->organizations[planner->organization_numbers[organization]];
    bool counts = file->covered && !file->is_model;
    if (!attribution_is_per_server(attribution, draft)) {
        add_draft(&owner->drafts, &owner->draft_count, &owner->draft_capacity, arena, draft);
        owner->covered[draft_unit(draft)] |= counts;
        cover_filled(planner, file, draft, draft_unit(draft), NOBODY);
        return;
    }
    int server = draft->server.n > 0 ? attribution_find(attribution, draft->server, organization) : file->server;
    if (server < 0)
        return;
    ServerPlan *plan = planner->servers[server];
    add_draft(&plan->drafts, &plan->draft_count, &plan->draft_capacity, arena, draft);
    plan->covered[draft_unit(draft)] |= counts;
    cover_filled(planner, file, draft, draft_unit(draft), server);
}

static void tell_organizations(Import *import, const EstatePlan *plan)
{
    StrBuf names = strbuf_new(import->arena);
    if (plan->organization_count < 2)
        return;
    for (size_t i = 0; i < plan->organization_count; i++) {
        Str name = plan->organizations[i].name.n > 0 ? plan->organizations[i].name : STR("(no record says)");
        strbuf_printf(&names, "%s" STR_FMT " (" STR_FMT ")", i == 0 ? "" : ", ", STR_ARG(name),
                      STR_ARG(plan->organizations[i].key));
    }
    diag_input(&import->diags, DIAG_WARNING, "severalOrganizations", (Origin){0},
               "the exports are of %zu organizations, which are judged apart: " STR_FMT, plan->organization_count,
               STR_ARG(strbuf_str(&names)));
}

// Where a whole model document was read, its sources stand for it.
static size_t shown_inputs(const ImportFiles *files)
{
    size_t shown = files->count;
    for (size_t i = files->count; i > 0 && files->items[i - 1].is_model; i--) {
        if (files->items[i - 1].input.state == INPUT_DAMAGED)
            return files->count;
        shown = i - 1;
    }
    return shown;
}

static void plan_inputs(Planner *planner)
{
    Import *import = planner->attribution->import;
    const ImportFiles *files = &import->files;
    EstatePlan *plan = planner->plan;
    plan->input_count = shown_inputs(files);
    plan->inputs = ARENA_ARRAY(import->arena, Input, files->count);
    unsigned *organizations = ARENA_ARRAY(import->arena, unsigned, files->count);
    for (size_t i = 0; i < files->count; i++) {
        plan->inputs[i] = files->items[i].input;
        organizations[i] = planner->organization_numbers[files->items[i].organization];
        for (size_t j = 0; j < files->items[i].diags.count; j++)
            diag_add(&import->diags, files->items[i].diags.items[j]);
    }
    plan->input_organizations = organizations;
    plan->diags = &import->diags;
}

EstatePlan *import_attribute(Import *import)
{
    Arena *arena = import->temporary;
    Attribution attribution = {.import = import,
                               .arena = arena,
                               .schema = import->schema,
                               .server_kind = schema_kind(import->schema, STR("server")),
                               .vdir_kind = schema_kind(import->schema, STR("virtualDirectory")),
                               .organization_kind = schema_kind(import->schema, STR("organization")),
                               .labels = name_map_new(arena),
                               .folders = name_map_new(arena)};
    ImportFiles *files = &import->files;
    attribution_meet(&attribution);
    for (size_t i = 0; i < files->count; i++)
        find_server(&attribution, &files->items[i]);
    Planner planner = {.attribution = &attribution, .plan = ARENA_NEW(arena, EstatePlan)};
    *planner.plan = (EstatePlan){.schema = import->schema, .arenas = import->arenas, .jobs = import->jobs};
    plan_organizations(&planner);
    plan_servers(&planner);
    cover_start(&planner);
    for (size_t i = 0; i < files->count; i++) {
        for (size_t j = 0; j < files->items[i].draft_count; j++)
            plan_draft(&planner, &files->items[i], files->items[i].drafts[j]);
        cover_units(&planner, &files->items[i]);
    }
    cover_gaps(&planner);
    import_plan_iis(&attribution, planner.servers);
    tell_organizations(import, planner.plan);
    plan_inputs(&planner);
    return planner.plan;
}
