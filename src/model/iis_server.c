// A server: made from its applicationHost.config, given its web.configs, sealed; then its paths are asked for.
#include "model/iis_server.h"

// The next code point of a path, folded; `\` is no separator here.
static uint32_t next_folded(Str s, size_t *offset)
{
    unsigned char c = (unsigned char)s.p[*offset];
    if (c < 0x80) {
        (*offset)++;
        return c >= 'A' && c <= 'Z' ? c + 32u : c;
    }
    return utf8_fold(utf8_next(s, offset));
}

Str iis_concat(Arena *arena, Str a, Str b, Str c)
{
    char *text = arena_bytes(arena, a.n + b.n + c.n + 1);
    memcpy(text, a.p, a.n);
    memcpy(text + a.n, b.p, b.n);
    memcpy(text + a.n + b.n, c.p, c.n);
    return (Str){text, a.n + b.n + c.n};
}

// Length of the part that two paths have in common byte by byte, in whole code points. Paths of one site share a long
// one.
static size_t same_prefix(Str a, Str b)
{
    size_t limit = a.n < b.n ? a.n : b.n, i = 0;
    while (i + 8 <= limit && memcmp(a.p + i, b.p + i, 8) == 0)
        i += 8;
    while (i < limit && a.p[i] == b.p[i])
        i++;
    while (i > 0 && i < limit && ((unsigned char)a.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}

int iis_path_compare(Str a, Str b)
{
    size_t i = same_prefix(a, b), j = i;
    while (i < a.n && j < b.n) {
        uint32_t x = next_folded(a, &i), y = next_folded(b, &j);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (i < a.n) - (j < b.n);
}

int iis_find(const IisServer *server, Str path)
{
    while (str_ends(path, STR("/")))
        path.n--;
    size_t low = 0, high = server->path_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = iis_path_compare(server->paths[middle].path, path);
        if (order == 0)
            return (int)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int iis_node(const IisServer *server, Str path)
{
    int found = iis_find(server, path);
    for (size_t i = server->path_count; found < 0 && i < server->node_count; i++)
        if (iis_path_compare(server->paths[i].path, path) == 0)
            return (int)i;
    return found;
}

Str iis_node_path(const IisServer *server, uint32_t node)
{
    return server->paths[node].path;
}

size_t iis_node_chain(const IisServer *server, uint32_t node, uint32_t *chain)
{
    size_t count = (size_t)server->nodes[node].depth + 1;
    for (size_t i = count; i-- > 0; node = server->nodes[node].parent)
        chain[i] = node;
    return count;
}

const IisPath *iis_paths(const IisServer *server, size_t *count)
{
    *count = server->path_count;
    return server->paths;
}

// "IIS://EX01.contoso.com/W3SVC/1/ROOT/EWS", "/W3SVC/1/ROOT/EWS": the id of the site and the path below it.
static bool parse_metabase(Str metabase, int64_t *site, Str *rest)
{
    size_t at = 0;
    while (at + 7 <= metabase.n && !str_eq_fold(str_slice(metabase, at, at + 7), STR("/W3SVC/")))
        at++;
    if (at + 7 > metabase.n)
        return false;
    Str tail = str_slice(metabase, at + 7, metabase.n);
    size_t slash = str_find(tail, STR("/"));
    Str id = slash == (size_t)-1 ? tail : str_slice(tail, 0, slash);
    tail = slash == (size_t)-1 ? STR("") : str_slice(tail, slash, tail.n);
    if (!str_to_int(id, site) || !str_starts_fold(tail, STR("/ROOT")) || (tail.n > 5 && tail.p[5] != '/'))
        return false;
    *rest = str_slice(tail, 5, tail.n);
    return true;
}

int iis_find_metabase(const IisServer *server, Str metabase_path)
{
    int64_t id = 0;
    Str rest;
    if (!parse_metabase(metabase_path, &id, &rest) || id < 0)
        return -1;
    while (str_ends(rest, STR("/")))
        rest.n--;
    for (size_t i = 0; i < server->path_count; i++) {
        const IisPath *path = &server->paths[i];
        if (path->site_id != id)
            continue;
        if (iis_path_compare(str_slice(path->path, path->site.n, path->path.n), rest) == 0)
            return (int)i;
    }
    return -1;
}

const Object *iis_settings(const IisServer *server, unsigned path)
{
    return &server->settings[path].object;
}

IisServer *iis_server_new(Arena *arena, const IisSchema *schema, const IisFile *application_host)
{
    if (application_host->damaged)
        return NULL;
    IisServer *server = ARENA_NEW(arena, IisServer);
    server->arena = arena;
    server->schema = schema;
    server->host = application_host;
    iis_read_sites(server);
    iis_find_front_end(server);
    return server;
}

void iis_web_configs_complete(IisServer *server)
{
    server->complete = true;
}

void iis_add_redirection(IisServer *server, const IisFile *file)
{
    if (!file->redirected && !file->damaged)
        return;
    Reason *reason = ARENA_NEW(server->arena, Reason);
    *reason = (Reason){
        .why = file->damaged ? STR("unreadable") : STR("notExported"),
        .subject = STR("the configuration in use"),
        .hint = STR("redirection.config points to another folder: supply the applicationHost.config from there"),
        .origin = {file->file, 1, 1}};
    server->elsewhere = reason;
}

// Why the settings that a web.config could change are not known.
static const Reason *why_unknown(IisServer *server, const IisDirectory *directory, Str path)
{
    Reason *reason = ARENA_NEW(server->arena, Reason);
    reason->subject = iis_concat(server->arena, STR("web.config of "), path, STR(""));
    if (directory->file == NULL) {
        reason->why = STR("webConfigMissing");
        reason->hint = directory->path.n == 0
                           ? STR("supply the web.config of this path")
                           : iis_concat(server->arena, STR("supply "), directory->path, STR("\\web.config"));
        return reason;
    }
    reason->origin = (Origin){directory->file->file, 1, 1};
    reason->why = directory->other != NULL ? STR("conflict") : STR("unreadable");
    reason->hint =
        directory->other != NULL
            ? STR("two files were supplied for this directory: keep the one that is in use")
            : STR("the file is cut, malformed, or something else than a web.config (see the inputs): copy it "
                  "again");
    return reason;
}

// Gives every directory that no file speaks for its reason, once, so that equal reasons are one pointer.
static void explain(IisServer *server)
{
    for (uint32_t i = 0; i < server->node_count; i++) {
        if (server->nodes[i].directory < 0)
            continue;
        IisDirectory *directory = &server->directories[server->nodes[i].directory];
        bool known = directory->file != NULL ? !directory->file->damaged && directory->other == NULL : server->complete;
        if (!known && directory->reason == NULL)
            directory->reason = why_unknown(server, directory, server->paths[i].path);
    }
    if (!server->host->fragment)
        return;
    Reason *reason = ARENA_NEW(server->arena, Reason);
    *reason = (Reason){.why = STR("notExported"),
                       .subject = STR("applicationHost.config"),
                       .hint = STR("only a fragment of it was supplied: copy the whole file"),
                       .origin = {server->host->file, 1, 1}};
    server->fragment = reason;
}

void iis_seal(IisServer *server, Diags *diags)
{
    explain(server);
    iis_place_layers(server);
    server->settings = ARENA_ARRAY(server->arena, IisSettings, server->path_count);
    for (uint32_t i = 0; i < server->path_count; i++)
        server->settings[i] = (IisSettings){{&server->schema->settings}, server, i};
    iis_find_violations(server, diags);
}

const Reason *iis_partial(const IisServer *server)
{
    return server->fragment;
}

size_t iis_violations(const IisServer *server, const IisViolation **violations)
{
    *violations = server->violations;
    return server->violation_count;
}

const Unknown *iis_violations_open(const IisServer *server, unsigned path, Arena *arena)
{
    const Reason *reasons[UNKNOWN_MAX_REASONS];
    size_t count = 0;
    if (server->elsewhere != NULL)
        reasons[count++] = server->elsewhere;
    if (server->fragment != NULL)
        reasons[count++] = server->fragment;
    for (uint32_t node = path; server->nodes[node].depth > 0; node = server->nodes[node].parent) {
        int32_t directory = server->nodes[node].directory;
        const Reason *reason = directory < 0 ? NULL : server->directories[directory].reason;
        bool again = false;
        for (size_t i = 0; i < count; i++)
            again = again || reasons[i] == reason;
        if (reason != NULL && !again && count < UNKNOWN_MAX_REASONS)
            reasons[count++] = reason;
    }
    if (count == 0)
        return NULL;
    const Reason **kept = ARENA_ARRAY(arena, const Reason *, count);
    for (size_t i = 0; i < count; i++)
        kept[i] = reasons[i];
    Unknown *open = ARENA_NEW(arena, Unknown);
    *open = (Unknown){count, kept};
    return open;
}
