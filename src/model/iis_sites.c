// The paths of a server: sites, applications, virtual directories and locations of its applicationHost.config, and
// their directories.
//
// Source: "Understanding Sites, Applications, and Virtual Directories on IIS 7" (learn.microsoft.com/iis): an
// application's root virtual directory is the application; a path without a mapping of its own is a directory below its
// parent's.
#include "model/iis_server.h"

// A path under construction; several mappings and locations may name the same one.
typedef struct Entry {
    IisPath path;
    bool application, no_sub_dirs, mapped;
    uint8_t source; // IisMappingKind, or SOURCE_NONE
} Entry;

enum { SOURCE_NONE = IIS_MAPPING_KINDS };

typedef struct Builder {
    IisServer *server;
    Arena *scratch;
    Entry *entries;
    size_t count, capacity;
    Str site; // present
    int64_t site_id;
    Str application;      // path of the present application: "Default Web Site/owa"
    Str pool;             // of the present application
    Str default_pool[2];  // of all sites, of the present site
    bool default_none[2]; // allowSubDirConfig="false" by default
} Builder;

// "Default Web Site" + "/owa" + "/" → "Default Web Site/owa".
static Str join(Arena *arena, Str base, Str path)
{
    while (str_ends(path, STR("/")))
        path.n--;
    while (str_starts(path, STR("/")))
        path = str_slice(path, 1, path.n);
    return path.n == 0 ? base : iis_concat(arena, base, STR("/"), path);
}

static IisPath empty_path(Str path, IisPathKind kind)
{
    return (IisPath){.path = path,
                     .kind = kind,
                     .site = STR(""),
                     .site_id = -1,
                     .physical_path = STR(""),
                     .application_pool = STR("")};
}

static Entry *add(Builder *builder, Str path, IisPathKind kind, Origin origin)
{
    builder->entries =
        arena_grow(builder->scratch, builder->entries, &builder->capacity, builder->count + 1, sizeof(Entry));
    Entry *entry = &builder->entries[builder->count++];
    entry->path = empty_path(path, kind);
    entry->source = SOURCE_NONE;
    entry->path.site = builder->site;
    entry->path.site_id = builder->site_id;
    entry->path.origin = origin;
    return entry;
}

static bool is_false(const char *value)
{
    return str_eq_fold(str(value), STR("false"));
}

// The defaults for all sites (own 0) or for the present one (1) stand behind what they apply to: looks for them from
// mapping `next` on.
static void read_defaults(Builder *builder, const IisMapping *next, bool own)
{
    const IisFile *host = builder->server->host;
    for (; next < host->mappings + host->mapping_count && !(own && next->kind == IIS_MAP_SITE); next++) {
        bool of_site = next->name[0] != '\0';
        if (next->kind == IIS_MAP_DEFAULT_POOL && of_site == own)
            builder->default_pool[own] = str(next->value);
        if (next->kind == IIS_MAP_DEFAULT_SUB_DIR_CONFIG && of_site == own)
            builder->default_none[own] = is_false(next->value);
    }
}

static void add_site(Builder *builder, const IisMapping *mapping, Origin origin)
{
    builder->site = str(mapping->name);
    if (!str_to_int(str(mapping->value), &builder->site_id))
        builder->site_id = -1;
    builder->default_pool[1] = builder->default_pool[0];
    builder->default_none[1] = builder->default_none[0];
    read_defaults(builder, mapping + 1, true);
    builder->application = builder->site;
    builder->pool = STR("");
    Entry *entry = add(builder, builder->site, IIS_SITE, origin);
    entry->source = IIS_MAP_SITE;
    entry->application = true; // the root of a site is an application, also where the file leaves it out
}

static void add_application(Builder *builder, const IisMapping *mapping, Origin origin)
{
    Arena *arena = builder->server->arena;
    builder->application = join(arena, builder->site, str(mapping->name));
    builder->pool = str(mapping->value);
    if (builder->pool.n == 0)
        builder->pool = builder->default_pool[1];
    bool root = str_eq(builder->application, builder->site);
    Entry *entry = add(builder, builder->application, root ? IIS_SITE : IIS_APPLICATION, origin);
    entry->source = IIS_MAP_APPLICATION;
    entry->application = true;
    entry->path.application_pool = builder->pool;
}

static void add_vdir(Builder *builder, const IisMapping *mapping, Origin origin)
{
    Str path = join(builder->server->arena, builder->application, str(mapping->name));
    bool root = str_eq(path, builder->application);
    Entry *entry =
        add(builder, path, root ? (str_eq(path, builder->site) ? IIS_SITE : IIS_APPLICATION) : IIS_VDIR, origin);
    entry->source = IIS_MAP_VDIR;
    entry->application = root;
    entry->mapped = true;
    entry->no_sub_dirs = builder->default_none[1];
    entry->path.physical_path = str(mapping->value);
    entry->path.application_pool = builder->pool;
}

static void add_mapping(Builder *builder, const IisMapping *mapping)
{
    Origin origin = {builder->server->host->file, mapping->line, mapping->column};
    switch (mapping->kind) {
    case IIS_MAP_SITE:
        add_site(builder, mapping, origin);
        return;
    case IIS_MAP_APPLICATION:
        add_application(builder, mapping, origin);
        return;
    case IIS_MAP_VDIR:
        add_vdir(builder, mapping, origin);
        return;
    case IIS_MAP_SUB_DIR_CONFIG:
        if (builder->count > 0)
            builder->entries[builder->count - 1].no_sub_dirs = is_false(mapping->value);
        return;
    case IIS_MAP_BINDING:
    case IIS_MAP_DEFAULT_POOL:
    case IIS_MAP_DEFAULT_SUB_DIR_CONFIG:
        return;
    }
}

static size_t depth_of(Str path)
{
    size_t depth = path.n > 0;
    for (size_t i = 0; i < path.n; i++)
        depth += path.p[i] == '/';
    return depth;
}

// Whether a location's path names a path at all: "/owa" and paths with empty segments match no request.
static bool plain_path(Str path)
{
    size_t depth = 1;
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] != '/')
            continue;
        depth++;
        if (i == 0 || path.p[i - 1] == '/')
            return false;
    }
    return depth <= IIS_MAX_DEPTH;
}

// Whether a path with a backslash or a comma, which no request and no list of IIS has, begins with a site nevertheless.
static bool in_site(const Builder *builder, Str path)
{
    if (str_find(path, STR("\\")) == (size_t)-1 && str_find(path, STR(",")) == (size_t)-1)
        return true;
    size_t slash = str_find(path, STR("/"));
    Str site = slash == (size_t)-1 ? path : str_slice(path, 0, slash);
    for (size_t i = 0; i < builder->count; i++)
        if (builder->entries[i].source == IIS_MAP_SITE && iis_path_compare(builder->entries[i].path.path, site) == 0)
            return true;
    return false;
}

static void add_locations(Builder *builder)
{
    const IisFile *host = builder->server->host;
    builder->site_id = -1;
    builder->site = STR("");
    for (size_t i = 1; i < host->location_count; i++) {
        const IisLocation *location = &host->locations[i];
        if (location->path.n > 0 && plain_path(location->path) && in_site(builder, location->path))
            add(builder, location->path, IIS_LOCATION, (Origin){host->file, location->line, location->column});
    }
}

static int compare_entries(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = iis_path_compare(x->path.path, y->path.path);
    if (order == 0)
        order = (int)x->path.kind - (int)y->path.kind;
    if (order == 0)
        order = (x->path.origin.line > y->path.origin.line) - (x->path.origin.line < y->path.origin.line);
    return order != 0
               ? order
               : (x->path.origin.column > y->path.origin.column) - (x->path.origin.column < y->path.origin.column);
}

// Adds what another mention of the same path knows.
static void merge(IisPath *into, const IisPath *from)
{
    if (into->physical_path.n == 0)
        into->physical_path = from->physical_path;
    if (into->application_pool.n == 0)
        into->application_pool = from->application_pool;
    if (into->site_id < 0 && from->site_id >= 0) {
        into->site_id = from->site_id;
        into->site = from->site;
    }
}

static IisNode *new_node(IisServer *server)
{
    server->nodes =
        arena_grow(server->arena, server->nodes, &server->node_capacity, server->node_count + 1, sizeof(IisNode));
    server->paths =
        arena_grow(server->arena, server->paths, &server->path_capacity, server->node_count + 1, sizeof(IisPath));
    IisNode *node = &server->nodes[server->node_count];
    *node = (IisNode){.directory = -1};
    return node;
}

// Room for what is known to come: arrays that grow leave their copies behind, on every server of the fleet.
static void reserve_nodes(IisServer *server, const Builder *builder)
{
    size_t count = 0;
    for (size_t i = 0; i < builder->count; i++)
        count += i == 0 || iis_path_compare(builder->entries[i - 1].path.path, builder->entries[i].path.path) != 0;
    server->nodes = arena_grow(server->arena, server->nodes, &server->node_capacity, count, sizeof(IisNode));
    server->paths = arena_grow(server->arena, server->paths, &server->path_capacity, count, sizeof(IisPath));
}

// The file names one path twice: which of them IIS would take is not known, and it refuses the file.
static void refuse_twin(IisServer *server, const Entry *first, const Entry *twin)
{
    Reason *reason = ARENA_NEW(server->arena, Reason);
    *reason = (Reason){.why = STR("conflict"),
                       .subject = first->path.path,
                       .hint = STR("applicationHost.config names it twice: IIS refuses this (500.19)"),
                       .origin = twin->path.origin};
    server->paths[server->node_count - 1].ambiguous = reason;
    server->ambiguous = true;
    iis_add_violation(server, (IisViolation){(unsigned)server->node_count - 1, IIS_VIOLATION_DUPLICATE_PATH,
                                             first->path.path, twin->path.origin, first->path.origin});
}

static void find_twins(IisServer *server, const Entry *entries, size_t count)
{
    const Entry *seen[SOURCE_NONE] = {NULL};
    for (size_t i = 0; i < count; i++) {
        if (entries[i].source == SOURCE_NONE)
            continue;
        if (seen[entries[i].source])
            refuse_twin(server, seen[entries[i].source], &entries[i]);
        else
            seen[entries[i].source] = &entries[i];
    }
}

static void add_entry(IisServer *server, const Entry *entry)
{
    bool again =
        server->node_count > 0 && iis_path_compare(server->paths[server->node_count - 1].path, entry->path.path) == 0;
    IisNode *node = again ? &server->nodes[server->node_count - 1] : new_node(server);
    if (again)
        merge(&server->paths[server->node_count - 1], &entry->path);
    else
        server->paths[server->node_count++] = entry->path;
    node->application = node->application || entry->application;
    node->no_sub_dirs = node->no_sub_dirs || entry->no_sub_dirs;
    node->mapped = node->mapped || entry->mapped;
}

// The path without its last segment: the bytes stay those of the path.
static Str parent_path(Str path)
{
    while (path.n > 0 && path.p[path.n - 1] != '/')
        path.n--;
    return path.n > 0 ? str_slice(path, 0, path.n - 1) : path;
}

// Links a node to its parent, which is added behind the public paths when nothing names it.
static void link_node(IisServer *server, uint32_t index)
{
    Str path = server->paths[index].path;
    if (path.n == 0) {
        server->nodes[index].parent = index;
        return;
    }
    Str above = parent_path(path);
    int parent = iis_node(server, above);
    if (parent < 0) {
        new_node(server);
        parent = (int)server->node_count;
        server->paths[server->node_count++] = empty_path(above, IIS_LOCATION);
    }
    server->nodes[index].parent = (uint32_t)parent;
    server->nodes[index].depth = (uint16_t)depth_of(path);
}

// The directory of a node, after that of its parent.
static void place_node(IisServer *server, uint32_t index)
{
    IisNode *node = &server->nodes[index];
    IisPath *path = &server->paths[index];
    const IisNode *parent = &server->nodes[node->parent];
    if (node->depth == 0)
        return; // the server-wide level has no web.config that holds these sections
    if (!path->ambiguous)
        path->ambiguous = server->paths[node->parent].ambiguous;
    if (node->depth > 1 && path->site_id < 0) {
        path->site = server->paths[node->parent].site;
        path->site_id = server->paths[node->parent].site_id;
    }
    if (path->application_pool.n == 0)
        path->application_pool = server->paths[node->parent].application_pool;
    node->no_sub_dirs = node->mapped ? node->no_sub_dirs : parent->no_sub_dirs;
    if (path->physical_path.n > 0) {
        node->directory = (int32_t)iis_directory(server, path->physical_path);
    } else if (node->depth == 1 || (parent->directory >= 0 && server->directories[parent->directory].path.n == 0)) {
        node->directory = (int32_t)iis_directory(server, STR(""));
    } else if (parent->directory >= 0 && !parent->no_sub_dirs) {
        Str segment = str_slice(path->path, server->paths[node->parent].path.n + 1, path->path.n);
        Str base = server->directories[parent->directory].path;
        node->directory = (int32_t)iis_directory(server, iis_concat(server->arena, base, STR("\\"), segment));
    }
}

static int compare_depth(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

static void place_all(IisServer *server, Arena *scratch)
{
    uint32_t(*order)[2] = arena_alloc(scratch, server->node_count * sizeof *order);
    for (uint32_t i = 0; i < server->node_count; i++) {
        order[i][0] = server->nodes[i].depth;
        order[i][1] = i;
    }
    qsort(order, server->node_count, sizeof *order, compare_depth);
    server->directories = ARENA_ARRAY(server->arena, IisDirectory, server->node_count);
    for (size_t i = 0; i < server->node_count; i++)
        place_node(server, order[i][1]);
}

// Whether the next entry is of another path.
static bool entry_ends(const Builder *builder, size_t i)
{
    return i + 1 == builder->count ||
           iis_path_compare(builder->entries[i].path.path, builder->entries[i + 1].path.path) != 0;
}

void iis_read_sites(IisServer *server)
{
    Arena *scratch = arena_new();
    Builder builder = {
        .server = server, .scratch = scratch, .site_id = -1, .site = STR(""), .application = STR(""), .pool = STR("")};
    builder.default_pool[0] = STR("");
    read_defaults(&builder, server->host->mappings, false);
    add(&builder, STR(""), IIS_ROOT, (Origin){server->host->file, 0, 0});
    for (size_t i = 0; i < server->host->mapping_count; i++)
        add_mapping(&builder, &server->host->mappings[i]);
    add_locations(&builder);
    qsort(builder.entries, builder.count, sizeof(Entry), compare_entries);
    reserve_nodes(server, &builder);
    for (size_t i = 0, first = 0; i < builder.count; i++) {
        if (!plain_path(builder.entries[i].path.path))
            continue;
        size_t before = server->node_count;
        add_entry(server, &builder.entries[i]);
        first = server->node_count > before ? i : first;
        if (i > first && entry_ends(&builder, i))
            find_twins(server, &builder.entries[first], i - first + 1);
    }
    server->path_count = server->node_count;
    for (uint32_t i = 0; i < server->node_count; i++)
        link_node(server, i);
    place_all(server, scratch);
    arena_free(scratch);
}
