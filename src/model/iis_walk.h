// The walk from the server-wide level down to a path, through every file that may speak about one setting.
#ifndef EXAUDIT_MODEL_IIS_WALK_H
#define EXAUDIT_MODEL_IIS_WALK_H

#include "model/iis_server.h"

// An item of a collection, by the row that added it.
typedef struct IisItem {
    const IisFile *file;
    uint32_t row;
    uint32_t hash;  // of the key: equal keys have equal hashes
    uint16_t level; // of the file
    bool locked;    // lower files may not take it away
    bool gone;      // taken away
    uint32_t group; // the layer that added it: a prepending collection has the last one's items first
} IisItem;

// What makes the configuration invalid for IIS (500.19), found on the way.
typedef struct IisConflict {
    IisViolationKind kind;
    Origin override, lock;
    size_t at; // index in the chain
} IisConflict;

// One level that said something, for the chain behind a value.
typedef struct IisStep {
    Str level;
    Value value;
    const Reason *reason; // of a level that is not known
} IisStep;

typedef struct IisTrace {
    IisStep *steps; // outermost first
    size_t count, capacity;
} IisTrace;

typedef struct IisWalk {
    const IisServer *server;
    Arena *arena;
    IisSetting setting;
    unsigned section;
    uint32_t chain[IIS_MAX_DEPTH + 1];
    size_t count, at;                 // nodes of the chain; the one at hand
    uint8_t modes[IIS_MAX_DEPTH + 2]; // overrideMode that the file of each level sets for the section, so far
    Origin mode_origins[IIS_MAX_DEPTH + 2];
    // Locks of attributes, elements and items: the outermost level that locks the attribute, or each directive of the
    // collection.
    bool locked[IIS_ROW_KINDS];
    uint16_t locked_by[IIS_ROW_KINDS];
    Origin locked_at[IIS_ROW_KINDS];
    // The layer at hand.
    const IisLayer *layer;
    const IisSectionUse *use;
    uint32_t group; // number of the layer
    // What the last layer that spoke was: two of one file at one path contradict each other.
    const IisSectionUse *spoke;
    const IisFile *spoke_file;
    size_t spoke_at;
    uint16_t spoke_level;
    // The result so far.
    const IisFile *file; // of `row`; NULL: nothing set it
    const IisRow *row;   // of an attribute; of a collection the first directive of the nearest layer
    IisItem *items;
    size_t item_count, item_capacity;
    uint32_t *slots; // positions of items by hash, from 1 on; open addressing; only for long collections
    size_t slot_count, indexed;
    uint64_t keys[8]; // a bit for the hash of every item that was ever added: most new ones are told apart by it
    const Reason *reasons[UNKNOWN_MAX_REASONS]; // why it is not known
    size_t reason_count;
    bool conflicted;
    IisConflict conflict; // the nearest one
    bool locked_out;      // a lower file holds the section though it is locked; what it says does not count
    IisConflict lockout;  // the nearest one
    IisTrace *trace;
} IisWalk;

// Walks to `node` for a setting. trace may be NULL.
void iis_walk(IisWalk *walk, const IisServer *server, uint32_t node, IisSetting setting, Arena *arena, IisTrace *trace);

// What the walk found, as a value.
Value iis_walk_value(IisWalk *walk);

// The setting at `node`, or unknown when the configuration in use is elsewhere.
Value iis_resolve(const IisServer *server, uint32_t node, IisSetting setting, Arena *arena);

// Whether a file of `level` may set the section at the node at hand; *lock says where it is locked.
bool iis_section_locked(const IisWalk *walk, uint16_t level, Origin *lock);

// A collection's directive (iis_collection.c).
void iis_walk_directive(IisWalk *walk, uint32_t row);
// The items as a list value.
Value iis_walk_list(const IisWalk *walk);
// Notes that IIS refuses what stands at `override`: the setting is not known from here on, until a nearer level sets
// it.
void iis_walk_conflict(IisWalk *walk, IisViolationKind kind, Origin override, Origin lock);

// The text of an item's attribute: what the file writes, or the schema default. *row is the row that holds it, NULL for
// the default.
Str iis_item_text(const IisFile *file, uint32_t item, const IisCollection *collection, size_t attribute,
                  const IisRow **row);

#endif
