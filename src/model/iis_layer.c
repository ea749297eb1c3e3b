// Which location of which file speaks at which path, in the order in which they count.
//
// At a path speak, outermost file first: the locations of applicationHost.config for exactly this path, the locations
// of the web.configs above that name it, its own web.config.
#include "model/iis_server.h"

// Two passes over the same placements: the first counts the layers of each node, the second writes them.
typedef struct Placing {
    IisServer *server;
    int *host_nodes; // by location of applicationHost.config, found in the first pass
    bool write;
} Placing;

static void place(const Placing *placing, uint32_t index, const IisFile *file, size_t location, uint16_t level,
                  bool own)
{
    IisNode *node = &placing->server->nodes[index];
    if (placing->write)
        placing->server->layers[node->first + node->count] = (IisLayer){file, (uint16_t)location, level, own};
    node->count++;
}

static void place_host(const Placing *placing)
{
    IisServer *server = placing->server;
    for (size_t i = 0; i < server->host->location_count; i++) {
        if (!placing->write)
            placing->host_nodes[i] = iis_find(server, server->host->locations[i].path);
        if (placing->host_nodes[i] >= 0)
            place(placing, (uint32_t)placing->host_nodes[i], server->host, i, 0, false);
        else
            server->odd_paths = true;
    }
}

// The node that a location of a web.config at `base` names, or -1.
static int target_of(IisServer *server, uint32_t base, Str path)
{
    if (path.n == 0)
        return (int)base;
    ArenaMark mark = arena_mark(server->arena);
    int node = iis_node(server, iis_concat(server->arena, iis_node_path(server, base), STR("/"), path));
    arena_rewind(server->arena, mark);
    return node;
}

// The web.config of a node's directory: at the node itself, and at nodes below it that its locations name.
static void place_web_config(const Placing *placing, uint32_t index)
{
    IisServer *server = placing->server;
    const IisNode *node = &server->nodes[index];
    const IisDirectory *directory = node->directory < 0 ? NULL : &server->directories[node->directory];
    if (directory == NULL || directory->file == NULL || directory->file->damaged || directory->other != NULL)
        return;
    for (size_t i = 0; i < directory->file->location_count; i++) {
        int target = target_of(server, index, directory->file->locations[i].path);
        if (target >= 0)
            place(placing, (uint32_t)target, directory->file, i, node->depth, target == (int)index);
    }
}

// Outer files first. A web.config of the root does not exist, so level 0 is applicationHost.config alone.
static void place_all(const Placing *placing)
{
    place_host(placing);
    for (uint32_t depth = 1; depth <= IIS_MAX_DEPTH; depth++)
        for (uint32_t i = 0; i < placing->server->node_count; i++)
            if (placing->server->nodes[i].depth == depth)
                place_web_config(placing, i);
}

void iis_place_layers(IisServer *server)
{
    Placing placing = {.server = server};
    placing.host_nodes = ARENA_ARRAY(server->arena, int, server->host->location_count);
    place_all(&placing);
    for (size_t i = 0; i < server->node_count; i++) {
        server->nodes[i].first = (uint32_t)server->layer_count;
        server->layer_count += server->nodes[i].count;
        server->nodes[i].count = 0;
    }
    server->layers = ARENA_ARRAY(server->arena, IisLayer, server->layer_count);
    placing.write = true;
    place_all(&placing);
}
