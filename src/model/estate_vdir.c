// Virtual directories: where a record's stands, which ones must exist, and what IIS does there.
#include "model/estate_internal.h"

static Str text_of(Value v)
{
    return v.kind == VALUE_STRING ? *v.as.text : STR("");
}

static Str draft_text(const Draft *draft, int field)
{
    return field < 0 ? STR("") : text_of(draft->fields[field]);
}

static size_t find_last(Str s, char c)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != c)
        i--;
    return i == 0 ? (size_t)-1 : i - 1;
}

// "EWS (Default Web Site)" → leaf "EWS", site "Default Web Site". false: not of this form.
static bool split_name(Str name, Str *leaf, Str *site)
{
    size_t backslash = find_last(name, '\\');
    if (backslash != (size_t)-1)
        name = str_slice(name, backslash + 1, name.n);
    size_t open = str_find(name, STR(" ("));
    if (open == (size_t)-1 || !str_ends(name, STR(")")))
        return false;
    *leaf = str_slice(name, 0, open);
    *site = str_slice(name, open + 2, name.n - 1);
    return leaf->n > 0 && site->n > 0;
}

// "IIS://host/W3SVC/1/ROOT/EWS" → "1", "EWS".
static bool split_metabase(Str path, Str *site_id, Str *leaf)
{
    size_t service = str_find(path, STR("/W3SVC/"));
    if (service == (size_t)-1)
        return false;
    Str rest = str_slice(path, service + STR("/W3SVC/").n, path.n);
    size_t root = str_find(rest, STR("/ROOT"));
    if (root == (size_t)-1)
        return false;
    *site_id = str_slice(rest, 0, root);
    *leaf = str_slice(rest, root + STR("/ROOT").n, rest.n);
    if (str_starts(*leaf, STR("/")))
        *leaf = str_slice(*leaf, 1, leaf->n);
    return true;
}

// Whether the number of a site and its name tell of different sites, as far as installed Exchange numbers them.
static bool sites_contradict(Str site_id, Str site)
{
    return (str_eq(site_id, STR("2")) && str_eq_fold(site, STR("Default Web Site"))) ||
           (str_eq(site_id, STR("1")) && str_eq_fold(site, STR("Exchange Back End")));
}

// What the record says of the site beside its directory: the site's number, the site's original name. Absent: nothing.
static Value front_end_evidence(Str site_id, Str site)
{
    if (str_eq(site_id, STR("1")) || str_eq(site_id, STR("2")))
        return value_bool(str_eq(site_id, STR("1")));
    if (str_eq_fold(site, STR("Default Web Site")))
        return value_bool(true);
    if (str_eq_fold(site, STR("Exchange Back End")))
        return value_bool(false);
    return value_absent();
}

static void place(const VdirFields *at, Draft *draft, int field, Value value)
{
    (void)at;
    if (field >= 0 && value_is_absent(draft->fields[field]))
        draft->fields[field] = value;
}

// The path is that of the Name or Identity, else of MetabasePath, else the usual one of its type: every record of a
// virtual directory has one of these, so that taking away the others does not change what it is.
void vdir_place(const Build *build, Arena *arena, Draft *draft)
{
    const VdirFields *at = &build->vdir;
    Str site_id = STR(""), metabase_leaf = STR("");
    Str leaf = draft->subtype >= 0 ? draft->kind->subtypes[draft->subtype].path : STR("");
    Str site = STR("Default Web Site");
    bool known = split_metabase(draft_text(draft, at->metabase), &site_id, &metabase_leaf);
    int identity = kind_field(draft->kind, STR("Identity"));
    if (!split_name(draft_text(draft, at->name), &leaf, &site) &&
        !split_name(draft_text(draft, identity), &leaf, &site)) {
        if (known)
            leaf = metabase_leaf;
        if (draft_text(draft, at->web_site).n > 0)
            site = draft_text(draft, at->web_site);
        else if (str_eq(site_id, STR("2")))
            site = STR("Exchange Back End");
    }
    place(at, draft, at->front_end,
          sites_contradict(site_id, site)
              ? estate_unknown(arena, "conflict", STR("frontEnd"), STR("MetabasePath and Name tell of different sites"),
                               (Origin){0})
              : front_end_evidence(site_id, site));
    place(at, draft, at->site, value_string(arena, site));
    place(at, draft, at->path,
          value_string(arena, str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(site), STR_ARG(leaf))));
}

// --- what must exist --------------------------------------------------------------------------------------

static Value field_of(const Entity *entity, int field)
{
    return field < 0 ? value_absent() : entity->fields[field];
}

// The front end's virtual directory of this type is among them, as far as anybody can tell.
static bool has_type(const Build *build, const EntityVec *entities, int subtype)
{
    Str path = build->vdir_kind->subtypes[subtype].path;
    for (size_t i = 0; i < entities->count; i++) {
        const Entity *entity = entities->items[i];
        if (entity->kind != build->vdir_kind || entity->subtype != subtype)
            continue;
        Str own = text_of(field_of(entity, build->vdir.path));
        Str leaf = str_slice(own, find_last(own, '/') + 1, own.n);
        Value front_end = field_of(entity, build->vdir.front_end);
        if (str_eq_fold(leaf, path) && !(front_end.kind == VALUE_BOOL && !front_end.as.boolean))
            return true;
    }
    return false;
}

static bool is_edge(const Build *build, const Entity *server)
{
    int field = kind_field(build->server_kind, STR("edge"));
    return field >= 0 && value_truth(server->fields[field]) == TRUTH_TRUE;
}

static void expect(const Build *build, Arena *arena, size_t server, int subtype)
{
    const Subtype *type = &build->vdir_kind->subtypes[subtype];
    Entity *entity = estate_entity(arena, &build->results[server].entities, build->vdir_kind, subtype);
    Draft draft = {.kind = build->vdir_kind, .subtype = subtype, .fields = entity->fields};
    vdir_place(build, arena, &draft);
    entity->server = &build->servers[server];
    entity->organization = entity->server->organization;
    entity->id = str_printf(arena, STR_FMT ":" STR_FMT "/Default Web Site/" STR_FMT, STR_ARG(build->vdir_kind->name),
                            STR_ARG(build->plan->servers[server].name), STR_ARG(type->path));
    estate_set(entity, build->vdir.server, value_object(&entity->server->object));
    estate_set(entity, build->vdir.organization, value_object(&entity->organization->object));
}

// --- the join with IIS --------------------------------------------------------------------------------------

// The path of the front end whose last segment is `leaf`: for sites that were renamed.
static int find_front_end(const IisServer *iis, Str leaf)
{
    size_t count;
    const IisPath *paths = iis_paths(iis, &count);
    for (size_t i = 0; i < count; i++) {
        Str path = paths[i].path;
        if (paths[i].front_end && str_eq_fold(str_slice(path, find_last(path, '/') + 1, path.n), leaf) &&
            str_eq_fold(str_slice(path, 0, find_last(path, '/')), paths[i].site))
            return (int)i;
    }
    return -1;
}

// Whether MetabasePath and the path out of the Name are of different things: another directory, or both are there and
// differ.
static bool places_contradict(const IisServer *iis, Str metabase, Str path)
{
    Str site_id, leaf;
    if (!split_metabase(metabase, &site_id, &leaf))
        return false;
    int by_metabase = iis_find_metabase(iis, metabase), by_path = iis_find(iis, path);
    if (by_metabase >= 0 && by_path >= 0)
        return by_metabase != by_path;
    size_t slash = str_find(path, STR("/"));
    return slash != (size_t)-1 && !str_eq_fold(str_slice(path, slash + 1, path.n), leaf);
}

static Value contradiction(Arena *arena, ServerResult *result, const Entity *entity, Str path, Value metabase)
{
    diag_input(&result->diags, DIAG_WARNING, "placeConflict", metabase.origin,
               STR_FMT ": Name says \"" STR_FMT "\", MetabasePath says \"" STR_FMT
                       "\": what IIS does there is not known",
               STR_ARG(entity->id), STR_ARG(path), STR_ARG(text_of(metabase)));
    return estate_unknown(arena, "conflict", STR("iis"), STR("Name and MetabasePath tell of different paths"),
                          metabase.origin);
}

static int find_path(const Build *build, const Entity *entity, const IisServer *iis)
{
    Str metabase = text_of(field_of(entity, build->vdir.metabase));
    int found = metabase.n > 0 ? iis_find_metabase(iis, metabase) : -1;
    Str path = text_of(field_of(entity, build->vdir.path));
    if (found < 0)
        found = iis_find(iis, path);
    if (found < 0 && value_truth(field_of(entity, build->vdir.front_end)) == TRUTH_TRUE)
        found = find_front_end(iis, str_slice(path, find_last(path, '/') + 1, path.n));
    return found;
}

static void join_iis(const Build *build, Arena *arena, ServerResult *result, Entity *entity)
{
    Value settings = result->iis_unknown, front_end = result->iis_unknown;
    if (result->iis_known) {
        size_t count;
        const IisPath *paths = iis_paths(result->iis, &count);
        Value metabase = field_of(entity, build->vdir.metabase);
        Str path = text_of(field_of(entity, build->vdir.path));
        int found = find_path(build, entity, result->iis);
        const Reason *partial = iis_partial(result->iis);
        if (places_contradict(result->iis, text_of(metabase), path))
            settings = contradiction(arena, result, entity, path, metabase);
        else if (found >= 0)
            settings = value_at(value_object(iis_settings(result->iis, (unsigned)found)), paths[found].origin);
        else
            settings = partial ? value_unknown_because(arena, *partial) : value_null();
        if (partial)
            front_end = value_unknown_because(arena, *partial);
        else if (found >= 0 && paths[found].front_end_known)
            front_end = value_at(value_bool(paths[found].front_end), paths[found].origin);
    }
    if (value_is_absent(field_of(entity, build->vdir.iis)))
        estate_set(entity, build->vdir.iis, settings);
    if (value_is_absent(field_of(entity, build->vdir.front_end)))
        estate_set(entity, build->vdir.front_end, front_end);
}

void vdir_complete(const Build *build, Arena *arena, size_t server)
{
    ServerResult *result = &build->results[server];
    if (!build->vdir_kind)
        return;
    for (size_t i = 0; i < build->vdir_kind->subtype_count && !is_edge(build, &build->servers[server]); i++)
        if (build->vdir_kind->subtypes[i].expected && !has_type(build, &result->entities, (int)i))
            expect(build, arena, server, (int)i);
    for (size_t i = 0; i < result->entities.count; i++) {
        Entity *entity = result->entities.items[i];
        if (entity->kind != build->vdir_kind)
            continue;
        if (entity->subtype >= 0)
            estate_set(entity, build->vdir.type, value_string(arena, build->vdir_kind->subtypes[entity->subtype].name));
        join_iis(build, arena, result, entity);
    }
}
