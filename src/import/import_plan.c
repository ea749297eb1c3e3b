// The plan of the estate: every draft and file with its organization and server, and what was exported for whom.
#include "import/attribution.h"

// --- first pass: who is mentioned -----------------------------------------------------------------------------------

// What an organization has one of, beside itself: its Get-HybridConfiguration, its Get-AuthConfig.
static bool is_detail(const Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    return draft->kind->singleton && !attribution_is_per_server(attribution, draft) && !file->is_model &&
           draft->kind != attribution->organization_kind && draft->organization.n > 0;
}

static void meet_organizations(Attribution *attribution, const ImportFile *file)
{
    for (size_t i = 0; i < file->draft_count; i++) {
        const Draft *draft = file->drafts[i];
        if (draft->organization.n == 0 || is_detail(attribution, file, draft))
            continue;
        int organization = attribution_organization(attribution, draft->organization, draft->organization_name);
        bool home = attribution_is_per_server(attribution, draft) || draft->kind == attribution->organization_kind;
        if (!file->is_model)
            attribution_note(attribution, file->name, organization, NOBODY, home ? organization : NOBODY);
    }
    for (size_t i = 0; file->content && i < file->content->iis_count; i++)
        attribution_organization(attribution, file->content->iis[i].organization, STR(""));
    for (size_t i = 0; file->content && i < file->content->cover_count; i++)
        attribution_organization(attribution, file->content->covers[i].organization, STR(""));
}

static bool is_known(const Attribution *attribution, Str organization)
{
    for (size_t i = 0; i < attribution->organization_count; i++)
        if (str_eq(attribution->organizations[i].key, organization))
            return true;
    return false;
}

// A detail of an organization of which nothing else was exported has strayed in from elsewhere: it is left out, with a
// warning, instead of making one more organization of which everything is unknown.
static void settle_details(Attribution *attribution, ImportFile *file, bool alone)
{
    size_t kept = 0;
    for (size_t i = 0; i < file->draft_count; i++) {
        Draft *draft = file->drafts[i];
        if (is_detail(attribution, file, draft) && alone)
            attribution_organization(attribution, draft->organization, draft->organization_name);
        if (!is_detail(attribution, file, draft) || is_known(attribution, draft->organization))
            file->drafts[kept++] = draft;
    }
    if (kept == file->draft_count)
        return;
    file->draft_count = kept;
    file->covered = kept > 0 ? file->covered : NULL;
    file->input.state = kept > 0 ? file->input.state : INPUT_UNUSED;
    file->input.problem = STR("of an organization of which nothing else was exported");
    diag_input(&attribution->import->diags, DIAG_WARNING, "strayOrganization",
               (Origin){(uint32_t)(file - attribution->import->files.items) + 1, 1, 1},
               "this is of an organization of which nothing else was exported, and is left out: export it from the "
               "organization that is audited");
}

static bool has_something(const ImportFile *file)
{
    return file->draft_count > 0 || file->iis || file->covered;
}

// In a model document everything says its organization, unless the run that made it knew of none.
static bool needs_organization(const ImportFile *file)
{
    for (size_t i = 0; i < file->draft_count && file->is_model; i++)
        if (file->drafts[i]->organization.n == 0)
            return true;
    return !file->is_model && has_something(file);
}

// The organization of what a file's records do not say: the only one of the run, else the one of the nearest folder,
// else one of its own without a name.
static void place_file(Attribution *attribution, ImportFile *file)
{
    int found = NOBODY;
    if (file->is_source && file->source_organization.p)
        found = attribution_organization(attribution, file->source_organization, STR(""));
    else if (attribution->organization_count == 1)
        found = 0;
    else if (attribution->organization_count > 1)
        found = attribution_folder_organization(attribution, file->name);
    if (found == NOBODY && needs_organization(file))
        found = attribution_organization(attribution, STR(""), STR(""));
    file->organization = found < 0 ? 0 : (unsigned)found;
}

static int draft_organization(Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    if (draft->organization.n > 0)
        return attribution_organization(attribution, draft->organization, draft->organization_name);
    int known = draft->server.n > 0 ? attribution_known(attribution, draft->server, (int)file->organization) : NOBODY;
    return known >= 0 ? attribution->servers[known].organization : (int)file->organization;
}

// A model document says of each server whether it was guessed; what else it names is on one of these.
static NameRank mention_rank(const Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    int guessed = kind_field(draft->kind, STR("guessed"));
    if (!file->is_model)
        return RANK_RECORD;
    if (draft->kind != attribution->server_kind)
        return RANK_GUESS;
    return guessed >= 0 && value_truth(draft->fields[guessed]) == TRUTH_TRUE ? RANK_GUESS : RANK_RECORD;
}

// Records that say their organization first: the others follow them by the server's name.
static void meet_servers(Attribution *attribution, const ImportFile *file, bool with_organization)
{
    for (size_t i = 0; i < file->draft_count; i++) {
        const Draft *draft = file->drafts[i];
        if (!attribution_is_per_server(attribution, draft) || draft->server.n == 0 ||
            (draft->organization.n > 0) != with_organization)
            continue;
        int organization = draft_organization(attribution, file, draft);
        int server =
            attribution_mention(attribution, draft->server, organization, mention_rank(attribution, file, draft));
        bool tells = draft->kind == attribution->server_kind || draft->kind == attribution->vdir_kind;
        if (tells && !file->is_model)
            attribution_note(attribution, file->name, NOBODY, server, NOBODY);
    }
    for (size_t i = 0; file->content && with_organization && i < file->content->iis_count; i++) {
        const ModelIis *iis = &file->content->iis[i];
        attribution_mention(attribution, iis->server, attribution_organization(attribution, iis->organization, STR("")),
                            RANK_RECORD);
    }
}

// A name that an option or a manifest gives: of a server that records know, or of one more.
static int named_server(Attribution *attribution, Str name, Str place, NameRank rank)
{
    int organization = attribution->organization_count > 1 ? attribution_folder_organization(attribution, place) : 0;
    int known = attribution_known(attribution, name, organization);
    if (known >= 0)
        return known;
    if (organization < 0)
        organization = attribution_organization(attribution, STR(""), STR(""));
    return attribution_mention(attribution, name, organization, rank);
}

static void named_by_manifest(Attribution *attribution, const Manifest *manifest)
{
    if (manifest->server.n > 0)
        named_server(attribution, manifest->server, manifest->folder, RANK_MANIFEST);
    for (size_t i = 0; i < manifest->file_count; i++)
        if (manifest->files[i].server.n > 0)
            named_server(attribution, manifest->files[i].server, manifest->files[i].file, RANK_MANIFEST);
    for (size_t i = 0; i < manifest->server_count; i++) {
        int server = named_server(attribution, manifest->servers[i].name, manifest->folder, RANK_MANIFEST);
        if (value_is_absent(attribution->servers[server].build))
            attribution->servers[server].build = manifest->servers[i].build;
    }
}

static void first_pass(Attribution *attribution)
{
    ImportFiles *files = &attribution->import->files;
    const ImportOptions *options = attribution->import->options;
    for (size_t i = 0; i < files->count; i++)
        meet_organizations(attribution, &files->items[i]);
    bool alone = attribution->organization_count == 0;
    for (size_t i = 0; i < files->count; i++)
        settle_details(attribution, &files->items[i], alone);
    if (attribution->organization_count == 0)
        attribution_organization(attribution, STR(""), STR(""));
    for (size_t i = 0; i < files->count; i++)
        place_file(attribution, &files->items[i]);
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < files->count; i++)
            meet_servers(attribution, &files->items[i], pass == 0);
    for (size_t i = 0; i < options->server_count; i++)
        named_server(attribution, options->servers[i].name, path_normal(attribution->arena, options->servers[i].path),
                     RANK_OPTION);
    for (size_t i = 0; i < files->manifest_count; i++)
        named_by_manifest(attribution, files->manifests[i]);
}

// --- second pass: each file
// -------------------------------------------------------------------------------------------

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
        int server = attribution_find(attribution, draft->server, draft_organization(attribution, file, draft));
        found = found == NOBODY || found == server ? server : SEVERAL;
    }
    return found;
}

static void find_server(Attribution *attribution, ImportFile *file)
{
    if (file->is_source || file->is_model || !has_something(file))
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
// -----------------------------------------------------------------------------------------------------------

typedef struct Planner {
    Attribution *attribution;
    EstatePlan *plan;
    unsigned *organization_numbers; // [organization as met]
    ServerPlan **servers;           // [server as met]
} Planner;

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
    int organization = draft_organization(attribution, file, draft);
    OrganizationPlan *owner = &planner->plan->organizations[planner->organization_numbers[organization]];
    bool counts = file->covered && !file->is_model;
    if (!attribution_is_per_server(attribution, draft)) {
        add_draft(&owner->drafts, &owner->draft_count, &owner->draft_capacity, arena, draft);
        owner->covered[draft_unit(draft)] |= counts;
        return;
    }
    int server = draft->server.n > 0 ? attribution_find(attribution, draft->server, organization) : file->server;
    if (server < 0)
        return;
    ServerPlan *plan = planner->servers[server];
    add_draft(&plan->drafts, &plan->draft_count, &plan->draft_capacity, arena, draft);
    plan->covered[draft_unit(draft)] |= counts;
}

static const Kind *kind_of_unit(const Schema *schema, unsigned unit)
{
    size_t i = schema->kind_count - 1;
    while (schema->kinds[i].unit > unit)
        i--;
    return &schema->kinds[i];
}

// An export without records: of the server it is attributed to, else of all servers of its organization.
static void plan_empty(Planner *planner, const ImportFile *file)
{
    const Attribution *attribution = planner->attribution;
    unsigned organization = planner->organization_numbers[file->organization];
    if (!file->covered || file->draft_count > 0 || file->is_model)
        return;
    for (unsigned unit = 0; unit < attribution->schema->unit_count; unit++) {
        if (!file->covered[unit])
            continue;
        const Kind *kind = kind_of_unit(attribution->schema, unit);
        bool per_server = kind->per_server || kind == attribution->server_kind;
        if (!per_server || file->server < 0)
            planner->plan->organizations[organization].covered[unit] = true;
        for (size_t i = 0; i < planner->plan->server_count && per_server; i++) {
            ServerPlan *plan = &planner->plan->servers[i];
            if (file->server >= 0 ? plan == planner->servers[file->server] : plan->organization == organization)
                plan->covered[unit] = true;
        }
    }
}

static void add_iis(Planner *planner, ServerPlan *plan, const IisFile *iis, unsigned input, Str iis_path, Str name)
{
    Arena *arena = planner->attribution->import->arena; // the estate keeps them
    if (iis_file_kind(iis) == IIS_APPLICATION_HOST) {
        plan->hosts = arena_grow(arena, plan->hosts, &plan->host_capacity, plan->host_count + 1, sizeof(HostFile));
        plan->hosts[plan->host_count++] = (HostFile){iis, input};
        return;
    }
    plan->web_configs =
        arena_grow(arena, plan->web_configs, &plan->web_config_capacity, plan->web_config_count + 1, sizeof(WebConfig));
    plan->web_configs[plan->web_config_count++] =
        (WebConfig){.file = iis, .iis_path = iis_path, .name = name, .input = input};
}

// `webConfigs: complete` says that what is not here does not exist; of a server whose files the manifest names and does
// not have, it cannot be believed.
static bool web_configs_complete(const Planner *planner, const ImportFile *file)
{
    const Attribution *attribution = planner->attribution;
    const ImportFiles *files = &attribution->import->files;
    if (!file->manifest || !file->manifest->web_configs_complete)
        return false;
    for (size_t i = 0; i < files->missing_count; i++) {
        Str name = files->missing[i].file->server.n > 0 ? files->missing[i].file->server : file->manifest->server;
        bool other = name.n > 0 && attribution_known(attribution, name, (int)file->organization) != file->server;
        if (files->missing[i].manifest == file->manifest && !other)
            return false;
    }
    return true;
}

static void plan_iis(Planner *planner, const ImportFile *file)
{
    const ImportFiles *files = &planner->attribution->import->files;
    if (file->iis && file->server >= 0) {
        ServerPlan *plan = planner->servers[file->server];
        add_iis(planner, plan, file->iis, (unsigned)(file - files->items) + 1,
                file->entry ? file->entry->iis_path : STR(""), file->name);
        plan->web_configs_complete |= web_configs_complete(planner, file);
    }
    for (size_t i = 0; file->content && i < file->content->iis_count; i++) {
        const ModelIis *iis = &file->content->iis[i];
        int organization = attribution_organization(planner->attribution, iis->organization, STR(""));
        ServerPlan *plan = planner->servers[attribution_find(planner->attribution, iis->server, organization)];
        add_iis(planner, plan, iis->file, iis->input, iis->iis_path, files->items[iis->input - 1].name);
        plan->web_configs_complete |= iis->complete;
    }
}

static void plan_covers(Planner *planner, const ImportFile *file)
{
    Attribution *attribution = planner->attribution;
    for (size_t i = 0; file->content && i < file->content->cover_count; i++) {
        const ModelCover *cover = &file->content->covers[i];
        int organization = attribution_organization(attribution, cover->organization, STR(""));
        int server = cover->server.n > 0 ? attribution_find(attribution, cover->server, organization) : NOBODY;
        if (server >= 0)
            planner->servers[server]->covered[cover->unit] = true;
        else if (cover->server.n == 0)
            planner->plan->organizations[planner->organization_numbers[organization]].covered[cover->unit] = true;
    }
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
    first_pass(&attribution);
    for (size_t i = 0; i < files->count; i++)
        find_server(&attribution, &files->items[i]);
    Planner planner = {.attribution = &attribution, .plan = ARENA_NEW(arena, EstatePlan)};
    *planner.plan = (EstatePlan){.schema = import->schema, .arenas = import->arenas, .jobs = import->jobs};
    plan_organizations(&planner);
    plan_servers(&planner);
    for (size_t i = 0; i < files->count; i++) {
        for (size_t j = 0; j < files->items[i].draft_count; j++)
            plan_draft(&planner, &files->items[i], files->items[i].drafts[j]);
        plan_empty(&planner, &files->items[i]);
        plan_iis(&planner, &files->items[i]);
        plan_covers(&planner, &files->items[i]);
    }
    tell_organizations(import, planner.plan);
    plan_inputs(&planner);
    return planner.plan;
}
