// Configuration that IIS refuses, found once when a server is sealed.
//
// IIS answers 500.19 where a section is invalid and for everything below, so the section has no value there: neither
// the locked override nor the inherited value is in effect, and no rule may pass on either.
#include "model/iis_walk.h"

typedef struct Search {
    IisServer *server;
    uint32_t *nodes; // of the violations from `first` on, which the walks find
    size_t first, node_capacity;
    bool locks;   // some file locks attributes, elements or items
    bool doubles; // of the node at hand: a file speaks of a section twice
} Search;

const char *iis_violation_name(IisViolationKind kind)
{
    switch (kind) {
    case IIS_VIOLATION_SECTION:
        return "lockedSection";
    case IIS_VIOLATION_LOCK:
        return "lockedSetting";
    case IIS_VIOLATION_DUPLICATE:
        return "duplicateLocation";
    case IIS_VIOLATION_DUPLICATE_ITEM:
        return "duplicateItem";
    case IIS_VIOLATION_MISSPELT:
        return "misspelt";
    case IIS_VIOLATION_DUPLICATE_PATH:
        return "duplicatePath";
    }
    return "";
}

static const char *explanation(IisViolationKind kind)
{
    switch (kind) {
    case IIS_VIOLATION_SECTION:
        return "is locked and may not stand here (line";
    case IIS_VIOLATION_LOCK:
        return "has a lock against what stands here (line";
    case IIS_VIOLATION_DUPLICATE:
        return "is set for the same path in another place of this file, differently (line";
    case IIS_VIOLATION_DUPLICATE_ITEM:
        return "already has the item that is added here (line";
    case IIS_VIOLATION_MISSPELT:
        return "holds a name that is none, names are case-sensitive (line";
    case IIS_VIOLATION_DUPLICATE_PATH:
        return "is there a second time (first in line";
    }
    return "";
}

void iis_add_violation(IisServer *server, IisViolation violation)
{
    server->violations = arena_grow(server->arena, server->violations, &server->violation_capacity,
                                    server->violation_count + 1, sizeof(IisViolation));
    server->violations[server->violation_count++] = violation;
}

static bool recorded(const Search *search, uint32_t node, Str what, Origin override)
{
    const IisServer *server = search->server;
    for (size_t i = search->first; i < server->violation_count; i++) {
        const Origin *origin = &server->violations[i].override;
        if (search->nodes[i - search->first] == node && str_eq(server->violations[i].what, what) &&
            origin->line == override.line && origin->column == override.column && origin->file == override.file)
            return true;
    }
    return false;
}

static uint32_t public_path(const IisServer *server, uint32_t node)
{
    while (node >= server->path_count)
        node = server->nodes[node].parent;
    return node;
}

static void record(Search *search, uint32_t node, Str what, const IisConflict *conflict)
{
    Arena *arena = search->server->arena;
    if (recorded(search, node, what, conflict->override))
        return;
    size_t index = search->server->violation_count - search->first;
    search->nodes = arena_grow(arena, search->nodes, &search->node_capacity, index + 1, sizeof(uint32_t));
    search->nodes[index] = node;
    iis_add_violation(search->server, (IisViolation){public_path(search->server, node), conflict->kind, what,
                                                     conflict->override, conflict->lock});
}

static void tell(const IisViolation *violation, Diags *diags)
{
    diag_input(diags, DIAG_WARNING, iis_violation_name(violation->kind), violation->override,
               STR_FMT " %s %u): IIS answers 500.19 at this path and below", STR_ARG(violation->what),
               explanation(violation->kind), violation->lock.line);
}

// The walk lives in the server's arena only for the probe: what it found is taken out before the arena is wound back.
static void probe(Search *search, uint32_t node, IisSetting setting)
{
    Arena *arena = search->server->arena;
    ArenaMark mark = arena_mark(arena);
    IisWalk walk;
    iis_walk(&walk, search->server, node, setting, arena, NULL);
    arena_rewind(arena, mark);
    Str section = search->server->schema->sections[walk.section].path;
    if (walk.locked_out && walk.lockout.at + 1 == walk.count)
        record(search, node, section, &walk.lockout);
    if (walk.conflicted && walk.conflict.at + 1 == walk.count)
        record(search, node, section, &walk.conflict);
}

// Any setting of the section: a locked section is refused whatever it holds.
static IisSetting any_setting(const IisElement *element)
{
    return (IisSetting){element, element->attribute_count > 0 ? &element->attributes[0] : NULL};
}

// Probes what the rows of a section set, as far as it can be wrong.
static void probe_rows(Search *search, uint32_t node, const IisFile *file, const IisSectionUse *use)
{
    const IisSchema *schema = search->server->schema;
    bool all = search->locks || search->doubles;
    const IisElement *last = NULL;
    for (uint32_t i = use->first; i < use->first + use->count; i++) {
        const IisRow *row = &file->rows[i];
        if (row->kind == IIS_ROW_REFUSED)
            probe(search, node, any_setting(schema->sections[use->section].element));
        if (row->kind == IIS_ROW_SET && all)
            probe(search, node, (IisSetting){schema->owners[row->what], schema->attributes[row->what]});
        bool directive =
            row->kind == IIS_ROW_ADD || ((row->kind == IIS_ROW_REMOVE || row->kind == IIS_ROW_CLEAR) && all);
        if (directive && schema->elements[row->what] != last) {
            last = schema->elements[row->what];
            probe(search, node, (IisSetting){last, NULL});
        }
    }
}

static void search_layer(Search *search, uint32_t node, const IisLayer *layer)
{
    const IisLocation *location = &layer->file->locations[layer->location];
    for (uint32_t i = location->first; i < location->first + location->count; i++) {
        const IisSectionUse *use = &layer->file->uses[i];
        const IisElement *element = search->server->schema->sections[use->section].element;
        if (layer->level > 0 && (element->attribute_count > 0 || element->collection != NULL))
            probe(search, node, any_setting(element));
        probe_rows(search, node, layer->file, use);
    }
}

// Whether two uses of a section by one file stand at this node.
static bool has_doubles(const IisServer *server, const IisNode *node)
{
    uint64_t seen = 0;
    const IisFile *file = NULL;
    uint16_t level = 0;
    for (uint32_t i = node->first; i < node->first + node->count; i++) {
        const IisLayer *layer = &server->layers[i];
        const IisLocation *location = &layer->file->locations[layer->location];
        if (layer->file != file || layer->level != level)
            seen = 0;
        file = layer->file;
        level = layer->level;
        for (uint32_t j = location->first; j < location->first + location->count; j++) {
            uint64_t bit = (uint64_t)1 << file->uses[j].section;
            if ((seen & bit) != 0)
                return true;
            seen |= bit;
        }
    }
    return false;
}

static bool file_has_locks(const IisFile *file)
{
    for (size_t i = 0; i < file->row_count; i++)
        if ((file->rows[i].kind >= IIS_ROW_LOCK_ATTRIBUTES && file->rows[i].kind <= IIS_ROW_LOCK_ITEM) ||
            (file->rows[i].flags & IIS_ROW_LOCKED) != 0)
            return true;
    return false;
}

static bool server_has_locks(const IisServer *server)
{
    bool locks = file_has_locks(server->host);
    for (size_t i = 0; i < server->directory_count; i++)
        locks = locks || (server->directories[i].file != NULL && file_has_locks(server->directories[i].file));
    return locks;
}

static void report_odd_paths(const IisServer *server, Diags *diags)
{
    const IisFile *host = server->host;
    for (size_t i = 1; i < host->location_count; i++) {
        const IisLocation *location = &host->locations[i];
        Origin origin = {host->file, location->line, location->column};
        if (server->odd_paths && iis_find(server, location->path) < 0)
            diag_input(diags, DIAG_WARNING, "oddPath", origin,
                       "<location>: path names no site or path below one, so it has no effect");
        else if (str_find(location->path, STR(",")) != (size_t)-1)
            diag_input(diags, DIAG_WARNING, "oddPath", origin,
                       "<location>: a list in path is not documented for IIS; it is taken as one path");
    }
}

void iis_find_violations(IisServer *server, Diags *diags)
{
    Search search = {.server = server, .first = server->violation_count};
    search.locks = server_has_locks(server);
    for (uint32_t i = 0; i < server->node_count; i++) {
        const IisNode *node = &server->nodes[i];
        search.doubles = has_doubles(server, node);
        for (uint32_t j = node->first; j < node->first + node->count; j++)
            search_layer(&search, i, &server->layers[j]);
    }
    for (size_t i = 0; i < server->violation_count; i++)
        tell(&server->violations[i], diags);
    report_odd_paths(server, diags);
}
