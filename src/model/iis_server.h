// A server's configuration while it is built and resolved: its paths, the directories they map to, and which file
// speaks at which path.
#ifndef EXAUDIT_MODEL_IIS_SERVER_H
#define EXAUDIT_MODEL_IIS_SERVER_H

#include "model/iis_file.h"

// Deepest path, in segments: more are no path of this program (diagnostic "oddPath").
enum { IIS_MAX_DEPTH = 30 };

// A physical directory, in which a web.config may stand.
typedef struct IisDirectory {
    Str path; // as written, environment variables included; "" when no file says where the path maps to
    uint32_t hash;
    const IisFile *file;  // its web.config; NULL: not supplied
    const IisFile *other; // a second one for the same directory: which of them is in use is not known
    const Reason *reason; // why its settings are not known, when they are not
} IisDirectory;

// A location of a file that speaks at a node. level: the index in the chain of nodes at which the file stands (its
// web.config's directory), 0 for applicationHost.config; a file of a higher level is bound by the locks of the lower
// ones.
typedef struct IisLayer {
    const IisFile *file;
    uint16_t location;
    uint16_t level;
    bool own; // of the node's own web.config, not of a location in an outer file
} IisLayer;

// A node of the tree of paths. The first ones are the public paths; behind them come segments that only lie between two
// of them.
typedef struct IisNode {
    uint32_t parent;       // itself for the root
    uint16_t depth;        // 0 for the root
    bool application;      // a root of an application: here ends what inheritInChildApplications="false" keeps in
    bool no_sub_dirs;      // allowSubDirConfig="false": directories below have no web.config of their own
    bool mapped;           // an application or virtual directory of its own
    int32_t directory;     // -1: no web.config can stand here
    uint32_t first, count; // layers
} IisNode;

struct IisServer {
    Arena *arena;
    const IisSchema *schema;
    const IisFile *host;
    bool complete;  // web.configs that were not supplied do not exist
    bool odd_paths; // some location names no path
    IisPath *paths; // of the first path_count nodes
    IisNode *nodes;
    size_t path_count, node_count;
    size_t path_capacity, node_capacity;
    IisDirectory *directories;
    size_t directory_count;
    IisLayer *layers;
    size_t layer_count;
    struct IisSettings *settings; // by path
    const Reason *fragment;       // why what applicationHost.config does not say is unknown; NULL: it is whole
    const Reason *elsewhere;      // why nothing is known: the configuration in use is in another folder
    bool ambiguous;               // some path is
    IisViolation *violations;
    size_t violation_count, violation_capacity;
};

// The object that iis_settings returns.
typedef struct IisSettings {
    Object object;
    const IisServer *server;
    uint32_t node;
} IisSettings;

// a, b and c in one text: what is built for every path of every server must not go through a format.
Str iis_concat(Arena *arena, Str a, Str b, Str c);

// Order of paths: by case-folded code points.
int iis_path_compare(Str a, Str b);
// Index of the node with this path, also of one that is not public; -1: none.
int iis_node(const IisServer *server, Str path);
Str iis_node_path(const IisServer *server, uint32_t node);
// The nodes from the root to `node`, at most IIS_MAX_DEPTH + 1.
size_t iis_node_chain(const IisServer *server, uint32_t node, uint32_t *chain);

// A directory of the server, added if it is new (there is room for one a node). Compared without case, %SystemRoot% as
// %windir%.
uint32_t iis_directory(IisServer *server, Str path);

void iis_add_violation(IisServer *server, IisViolation violation); // iis_violation.c

// Steps of building, each in its own file.
void iis_read_sites(IisServer *server);     // iis_sites.c: paths and directories out of the mappings and locations
void iis_find_front_end(IisServer *server); // iis_front_end.c
void iis_place_layers(IisServer *server);   // iis_layer.c: which location speaks where
void iis_find_violations(IisServer *server, Diags *diags); // iis_violation.c

#endif
