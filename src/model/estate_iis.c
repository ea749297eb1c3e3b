// The configuration of a server, and an entity for each of its paths.
#include "model/estate_internal.h"
#include "model/iis_server.h"

static const Input *input_of(const Build *build, unsigned input)
{
    return &build->plan->inputs[input - 1];
}

static Origin file_origin(unsigned input)
{
    return (Origin){input, 1, 1};
}

static bool all_same(const ServerPlan *plan)
{
    for (size_t i = 1; i < plan->host_count; i++)
        if (!iis_file_same(plan->hosts[0].file, plan->hosts[i].file))
            return false;
    return true;
}

// The one of several captures that counts: any where all say the same, else the newest, if every one says when it was
// taken and none that differs is as new; else -1: they disagree.
static int newest_host(const Build *build, const ServerPlan *plan)
{
    int newest = 0;
    bool tie = false;
    if (all_same(plan))
        return 0;
    for (size_t i = 0; i < plan->host_count; i++) {
        const Input *input = input_of(build, plan->hosts[i].input);
        const Input *best = input_of(build, plan->hosts[newest].input);
        if (!input->collected_known)
            return -1;
        if (i == 0 || input->collected.seconds < best->collected.seconds)
            continue;
        bool later = input->collected.seconds > best->collected.seconds;
        tie = !later && (tie || !iis_file_same(plan->hosts[i].file, plan->hosts[newest].file));
        newest = later ? (int)i : newest;
    }
    return tie ? -1 : newest;
}

static Value hosts_disagree(Arena *arena, const ServerPlan *plan)
{
    Str what = STR("applicationHost.config");
    Str hint = STR("keep one, or say in manifest.yaml when each was collected");
    Value joined = estate_unknown(arena, "conflict", what, hint, file_origin(plan->hosts[0].input));
    for (size_t i = 1; i < plan->host_count; i++)
        joined =
            value_join(arena, joined, estate_unknown(arena, "conflict", what, hint, file_origin(plan->hosts[i].input)));
    return joined;
}

// --- web.config ---------------------------------------------------------------------------------------------

static void web_config_unused(ServerResult *result, WebConfig *web, Str why)
{
    web->problem = why;
    diag_input(&result->diags, DIAG_WARNING, "unmatchedWebConfig", file_origin(web->input), STR_FMT, STR_ARG(why));
}

static void add_web_config(ServerResult *result, const ServerPlan *plan, WebConfig *web)
{
    Arena *arena = result->diags.arena;
    Str candidates = STR("");
    if (result->iis && iis_file_kind(web->file) == IIS_REDIRECTION) {
        iis_add_redirection(result->iis, web->file);
        web->used = true;
    } else if (!result->iis)
        web_config_unused(result, web,
                          str_printf(arena, "no applicationHost.config of server " STR_FMT " says which path reads it",
                                     STR_ARG(plan->name)));
    else if (iis_add_web_config(result->iis, web->file, web->iis_path, web->name, &candidates))
        web->used = true;
    else if (web->iis_path.n > 0)
        web_config_unused(result, web,
                          str_printf(arena, "server " STR_FMT " has no path \"" STR_FMT "\" with a directory",
                                     STR_ARG(plan->name), STR_ARG(web->iis_path)));
    else if (candidates.n > 0)
        web_config_unused(
            result, web,
            str_printf(arena, "it could be in several directories: " STR_FMT "; say which in manifest.yaml (iisPath)",
                       STR_ARG(candidates)));
    else
        web_config_unused(result, web,
                          str_printf(arena,
                                     "no directory of server " STR_FMT
                                     " has its path; say which path reads it in manifest.yaml (iisPath)",
                                     STR_ARG(plan->name)));
}

// Files that differ and are of one directory: which of them is in use is not known.
static void tell_conflicts(const Build *build, ServerResult *result)
{
    for (size_t i = 0; i < result->iis->directory_count; i++) {
        const IisDirectory *directory = &result->iis->directories[i];
        if (directory->other)
            diag_input(&result->diags, DIAG_WARNING, "webConfigConflict", file_origin(directory->other->file),
                       "it is of the directory of " STR_FMT
                       " and says something else: neither is believed; keep the one that is in use",
                       STR_ARG(input_of(build, directory->file->file)->file));
    }
}

// --- entities -----------------------------------------------------------------------------------------------

static const Str path_kinds[] = {STR_INIT("root"), STR_INIT("site"), STR_INIT("application"),
                                 STR_INIT("virtualDirectory"), STR_INIT("location")};

// The text stays where the configuration keeps it.
static Value text_at(const Str *text, Origin origin)
{
    return (Value){.kind = VALUE_STRING, .origin = origin, .as.text = text};
}

// There are many paths and few of their fields are read: they are computed when they are.
typedef struct PathEntity {
    Entity entity;
    const Build *build;
    size_t server;
    int path; // index in iis_paths; -1: the server-wide level of a server whose configuration was not given
} PathEntity;

static Str place_of(const Build *build, Arena *arena, Origin origin)
{
    Str file = origin.file == 0 ? STR("") : input_of(build, origin.file)->file;
    return str_printf(arena, STR_FMT ":%u:%u", STR_ARG(file), origin.line, origin.column);
}

static Value violation_text(const Build *build, Arena *arena, const IisViolation *violation)
{
    Str here = place_of(build, arena, violation->override), there = place_of(build, arena, violation->lock);
    Str text = str_printf(arena, STR_FMT " (%s) at " STR_FMT ", against " STR_FMT, STR_ARG(violation->what),
                          iis_violation_name(violation->kind), STR_ARG(here), STR_ARG(there));
    return value_at(value_string(arena, text), violation->override);
}

// While the names of the inputs are at hand.
static void note_violations(const Build *build, Arena *arena, ServerResult *result)
{
    const IisViolation *violations;
    size_t count = iis_violations(result->iis, &violations);
    result->refused = count == 0 ? NULL : ARENA_ARRAY(arena, Value, count);
    for (size_t i = 0; i < count; i++)
        result->refused[i] = violation_text(build, arena, &violations[i]);
}

static Value invalid_at(const ServerResult *result, Arena *arena, unsigned path)
{
    const IisServer *iis = result->iis;
    const IisViolation *violations;
    size_t count = iis_violations(iis, &violations), found = 0;
    Value *items = NULL;
    for (size_t i = 0; i < count; i++) {
        if (violations[i].path != path)
            continue;
        if (!items)
            items = ARENA_ARRAY(arena, Value, count);
        items[found++] = result->refused[i];
    }
    Value list = value_list(arena, items, found, iis_violations_open(iis, path, arena));
    return value_at(list, found > 0 ? items[0].origin : (Origin){0});
}

static Value front_end_of(Arena *arena, const IisPath *path)
{
    if (path->front_end_known)
        return value_at(value_bool(path->front_end), path->origin);
    return estate_unknown(arena, "unreadable", STR("frontEnd"), STR("the site's bindings and directories do not tell"),
                          path->origin);
}

static Value settings_of(const ServerResult *result, const IisPath *path, unsigned index)
{
    return result->iis_known ? value_at(value_object(iis_settings(result->iis, index)), path->origin)
                             : result->iis_unknown;
}

static const Str no_text = STR_INIT("");

static const Str *text_or_nothing(const Str *text)
{
    return text->p ? text : &no_text;
}

static Value field_of_path(const PathEntity *self, int index, Arena *arena)
{
    const IisPathFields *at = &self->build->path;
    const ServerResult *result = &self->build->results[self->server];
    size_t count;
    const IisPath *path = &iis_paths(result->iis, &count)[self->path];
    const Reason *partial = path->kind == IIS_LOCATION ? iis_partial(result->iis) : NULL;
    if (index == at->path)
        return text_at(&path->path, path->origin);
    if (index == at->iis)
        return settings_of(result, path, (unsigned)self->path);
    if (index == at->invalid && result->iis_known)
        return invalid_at(result, arena, (unsigned)self->path);
    if (path->ambiguous)
        return value_unknown_because(arena, *path->ambiguous);
    if (partial) // the rest of the file may say that an application or a virtual directory is here
        return value_unknown_because(arena, *partial);
    if (index == at->path_kind)
        return text_at(&path_kinds[path->kind], path->origin);
    if (index == at->site)
        return text_at(text_or_nothing(&path->site), path->origin);
    if (index == at->site_id)
        return value_at(value_int(path->site_id), path->origin);
    if (index == at->physical)
        return text_at(text_or_nothing(&path->physical_path), path->origin);
    if (index == at->pool)
        return text_at(text_or_nothing(&path->application_pool), path->origin);
    if (index == at->front_end)
        return front_end_of(arena, path);
    return result->iis_unknown;
}

static Value field_of_root(const PathEntity *self, int index)
{
    const IisPathFields *at = &self->build->path;
    if (index == at->path || index == at->site)
        return text_at(&no_text, (Origin){0});
    if (index == at->path_kind)
        return text_at(&path_kinds[IIS_ROOT], (Origin){0});
    if (index == at->site_id)
        return value_int(-1);
    if (index == at->front_end)
        return value_bool(false);
    return self->build->results[self->server].iis_unknown;
}

static Value compute_path(const Entity *entity, unsigned index, Arena *arena)
{
    const PathEntity *self = (const PathEntity *)(const void *)entity;
    const IisPathFields *at = &self->build->path;
    if ((int)index == at->server)
        return value_object(&entity->server->object);
    if ((int)index == at->organization)
        return value_object(&entity->organization->object);
    return self->path < 0 ? field_of_root(self, (int)index) : field_of_path(self, (int)index, arena);
}

static void add_path(const Build *build, Arena *arena, size_t server, Str path, int index)
{
    PathEntity *self = ARENA_NEW(arena, PathEntity);
    const Entity *owner = &build->servers[server];
    *self = (PathEntity){.build = build, .server = server, .path = index};
    self->entity = (Entity){
        .object.class = &build->path_kind->class,
        .kind = build->path_kind,
        .subtype = -1,
        .seen = index >= 0,
        .id = str_printf(arena, STR_FMT ":" STR_FMT "/" STR_FMT, STR_ARG(build->path_kind->name),
                         STR_ARG(build->plan->servers[server].name), STR_ARG(path)),
        .organization = owner->organization,
        .server = owner,
        .compute = compute_path,
    };
    estate_append(arena, &build->results[server].entities, &self->entity);
}

static void make_paths(const Build *build, Arena *arena, size_t server)
{
    size_t count;
    const IisPath *paths = iis_paths(build->results[server].iis, &count);
    for (size_t i = 0; i < count; i++)
        add_path(build, arena, server, paths[i].path, (int)i);
}

// The server-wide level exists on every server that has IIS, exported or not.
static void make_root(const Build *build, Arena *arena, size_t server)
{
    int edge = kind_field(build->server_kind, STR("edge"));
    if (edge < 0 || value_truth(build->servers[server].fields[edge]) != TRUTH_TRUE)
        add_path(build, arena, server, no_text, -1);
}

static void choose_host(const Build *build, Arena *arena, const ServerPlan *plan, ServerResult *result)
{
    int newest = newest_host(build, plan);
    const HostFile *host = &plan->hosts[newest < 0 ? 0 : newest];
    result->application_host = host->file;
    result->iis = iis_server_new(arena, build->schema->iis, host->file);
    result->iis_known = result->iis && newest >= 0;
    if (!result->iis)
        result->iis_unknown = estate_unknown(arena, "unreadable", STR("applicationHost.config"),
                                             STR("export it again: the file is damaged"), file_origin(host->input));
    else if (newest < 0)
        result->iis_unknown = hosts_disagree(arena, plan);
}

void iis_complete(const Build *build, Arena *arena, size_t server)
{
    ServerPlan *plan = &build->plan->servers[server];
    ServerResult *result = &build->results[server];
    result->iis_unknown = build->iis_missing;
    if (plan->host_count > 0)
        choose_host(build, arena, plan, result);
    for (size_t i = 0; i < plan->web_config_count; i++)
        add_web_config(result, plan, &plan->web_configs[i]);
    for (size_t i = 0; i < plan->web_config_count; i++)
        plan->web_configs_complete = plan->web_configs_complete && plan->web_configs[i].used;
    if (result->iis) {
        tell_conflicts(build, result);
        if (plan->web_configs_complete) // each that is there speaks somewhere: none is what another path seems to lack
            iis_web_configs_complete(result->iis);
        iis_seal(result->iis, &result->diags);
        note_violations(build, arena, result);
    }
    if (build->path_kind && result->iis)
        make_paths(build, arena, server);
    else if (build->path_kind)
        make_root(build, arena, server);
}
