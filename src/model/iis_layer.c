// Which location of which file speaks at which path, in the order in which they count.
//
// At a path speak, outermost file first: the locations of applicationHost.config for exactly this path, the locations
// of the web.configs above that name it, its own web.config.
#include "model/iis_server.h"

typedef struct Placed {
    uint32_t node;
    uint32_t order; // of discovery: keeps the order of a file's locations
    IisLayer layer;
} Placed;

typedef struct Placing {
    IisServer *server;
    Arena *scratch;
    Placed *items;
    size_t count, capacity;
} Placing;

static void place(Placing *placing, uint32_t node, const IisFile *file, size_t location, uint16_t level, bool own)
{
    placing->items =
        arena_grow(placing->scratch, placing->items, &placing->capacity, placing->count + 1, sizeof(Placed));
    placing->items[placing->count] = (Placed){node, (uint32_t)placing->count, {file, (uint16_t)location, level, own}};
    placing->count++;
}

static void place_host(Placing *placing)
{
    IisServer *server = placing->server;
    for (size_t i = 0; i < server->host->location_count; i++) {
        int node = iis_find(server, server->host->locations[i].path);
        if (node >= 0)
            place(placing, (uint32_t)node, server->host, i, 0, false);
    }
}

// The web.config of a node's directory: at the node itself, and at nodes below it that its locations name.
static void place_web_config(Placing *placing, uint32_t index)
{
    const IisServer *server = placing->server;
    const IisNode *node = &server->nodes[index];
    if (node->directory < 0)
        return;
    const IisDirectory *directory = &server->directories[node->directory];
    const IisFile *file = directory->file;
    if (file == NULL || file->damaged || directory->other != NULL)
        return;
    for (size_t i = 0; i < file->location_count; i++) {
        Str path = file->locations[i].path;
        int target = (int)index;
        if (path.n > 0)
            target = iis_node(server, str_printf(placing->scratch, STR_FMT "/" STR_FMT,
                                                 STR_ARG(iis_node_path(server, index)), STR_ARG(path)));
        if (target >= 0)
            place(placing, (uint32_t)target, file, i, (uint16_t)(node->depth), target == (int)index);
    }
}

// By node, then outermost file first. A web.config of the root level does not exist, so level 0 is
// applicationHost.config.
static int compare_placed(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->layer.level != y->layer.level)
        return x->layer.level < y->layer.level ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void iis_place_layers(IisServer *server, Arena *scratch)
{
    Placing placing = {.server = server, .scratch = scratch};
    place_host(&placing);
    for (uint32_t i = 0; i < server->node_count; i++)
        place_web_config(&placing, i);
    if (placing.count > 0)
        qsort(placing.items, placing.count, sizeof(Placed), compare_placed);
    server->layers = ARENA_ARRAY(server->arena, IisLayer, placing.count);
    server->layer_count = placing.count;
    for (size_t i = 0; i < placing.count; i++) {
        IisNode *node = &server->nodes[placing.items[i].node];
        if (node->count++ == 0)
            node->first = (uint32_t)i;
        server->layers[i] = placing.items[i].layer;
    }
}
