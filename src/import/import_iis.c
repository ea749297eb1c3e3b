// Which configuration files are whose, and of which servers all of them are there.
#include "import/attribution.h"

typedef struct IisPlanner {
    Attribution *attribution;
    ServerPlan *const *servers; // [server as met]
    NameMap hosts;              // folder with trailing slash that holds an applicationHost.config → server, SEVERAL
    bool *voided;               // [server as met]: a web.config that may be the server's does not serve it
} IisPlanner;

// --- whose ------------------------------------------------------------------------------------------------------

// Every file has a say in whether the server's web.configs are complete: they are when all of them say so.
static void add_iis(const IisPlanner *planner, ServerPlan *plan, ModelIis iis, Str name)
{
    Arena *arena = planner->attribution->import->arena; // the estate keeps them
    bool first = plan->host_count == 0 && plan->web_config_count == 0;
    plan->web_configs_complete = iis.complete && (first || plan->web_configs_complete);
    if (iis_file_kind(iis.file) == IIS_APPLICATION_HOST) {
        plan->hosts = arena_grow(arena, plan->hosts, &plan->host_capacity, plan->host_count + 1, sizeof(HostFile));
        plan->hosts[plan->host_count++] = (HostFile){iis.file, iis.input};
        return;
    }
    plan->web_configs =
        arena_grow(arena, plan->web_configs, &plan->web_config_capacity, plan->web_config_count + 1, sizeof(WebConfig));
    plan->web_configs[plan->web_config_count++] =
        (WebConfig){.file = iis.file, .iis_path = iis.iis_path, .name = name, .input = iis.input};
}

// `webConfigs: complete` says that what is not here does not exist; of a server whose files the manifest names and does
// not have, it cannot be believed.
static bool says_complete(const Attribution *attribution, const ImportFile *file)
{
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

static void plan_file(IisPlanner *planner, const ImportFile *file)
{
    Attribution *attribution = planner->attribution;
    const ImportFiles *files = &attribution->import->files;
    if (file->iis && file->server >= 0) {
        ModelIis iis = {.file = file->iis,
                        .input = (unsigned)(file - files->items) + 1,
                        .iis_path = file->entry ? file->entry->iis_path : STR(""),
                        .complete = says_complete(attribution, file)};
        add_iis(planner, planner->servers[file->server], iis, file->name);
    }
    for (size_t i = 0; file->content && i < file->content->iis_count; i++) {
        const ModelIis *iis = &file->content->iis[i];
        int organization = attribution_organization(attribution, iis->organization, STR(""));
        int server = attribution_find(attribution, iis->server, organization);
        add_iis(planner, planner->servers[server], *iis, files->items[iis->input - 1].name);
    }
}

// --- what stands in the folder of another server ---------------------------------------------------------------

static Str folder_of(Str path)
{
    size_t end = path.n;
    while (end > 0 && path.p[end - 1] != '/')
        end--;
    return str_slice(path, 0, end);
}

static void note_host(IisPlanner *planner, const ImportFile *file)
{
    if (!file->iis || file->server < 0 || iis_file_kind(file->iis) != IIS_APPLICATION_HOST)
        return;
    Str folder = folder_of(file->name);
    int known = name_map_get(&planner->hosts, folder);
    if (known != file->server)
        name_map_put(&planner->hosts, folder, known == NOBODY ? file->server : SEVERAL);
}

// The server whose applicationHost.config stands in the nearest folder above that has one; SEVERAL, NOBODY.
static int server_of_folder(const IisPlanner *planner, Str name)
{
    for (Str folder = folder_of(name);; folder = folder_of(str_slice(folder, 0, folder.n - 1))) {
        int found = name_map_get(&planner->hosts, folder);
        if (found != NOBODY || folder.n == 0)
            return found;
    }
}

// A web.config below a server's applicationHost.config that speaks for another server, or could not be opened, may be
// what the server is said not to have.
static void check_place(IisPlanner *planner, const ImportFile *file)
{
    const Attribution *attribution = planner->attribution;
    Str base = str_slice(file->name, folder_of(file->name).n, file->name.n);
    bool web = file->iis ? iis_file_kind(file->iis) == IIS_WEB_CONFIG : str_eq_fold(base, STR("web.config"));
    int owner = web && !file->is_source ? server_of_folder(planner, file->name) : NOBODY;
    if (owner < 0 || owner == file->server)
        return;
    planner->voided[owner] = true;
    if (file->server < 0)
        return;
    diag_input(&attribution->import->diags, DIAG_WARNING, "foreignWebConfig",
               (Origin){(uint32_t)(file - attribution->import->files.items) + 1, 1, 1},
               "this is taken for a file of server " STR_FMT
               ", but it stands below the applicationHost.config of " STR_FMT
               ": say in manifest.yaml or with --server whose it is",
               STR_ARG(attribution->servers[file->server].name), STR_ARG(attribution->servers[owner].name));
}

void import_plan_iis(Attribution *attribution, ServerPlan *const *servers)
{
    const ImportFiles *files = &attribution->import->files;
    IisPlanner planner = {.attribution = attribution,
                          .servers = servers,
                          .hosts = name_map_new(attribution->arena),
                          .voided = (bool *)arena_bytes(attribution->arena, attribution->server_count)};
    for (size_t i = 0; i < files->count; i++) {
        plan_file(&planner, &files->items[i]);
        note_host(&planner, &files->items[i]);
    }
    for (size_t i = 0; i < files->count; i++)
        check_place(&planner, &files->items[i]);
    for (size_t i = 0; i < attribution->server_count; i++)
        if (planner.voided[i])
            servers[i]->web_configs_complete = false;
}
