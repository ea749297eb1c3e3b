// The walk: schema default, then for each segment of the path what its layers say.
#include "model/iis_walk.h"

static bool is_collection(const IisWalk *walk)
{
    return walk->setting.attribute == NULL;
}

bool iis_section_locked(const IisWalk *walk, uint16_t level, Origin *lock)
{
    const IisFile *host = walk->server->host;
    const IisDeclaration *declaration = &host->declarations[walk->section];
    if (level == 0)
        return false;
    *lock = (Origin){host->file, declaration->line, declaration->column};
    if (declaration->line > 0 && declaration->app_host_only)
        return true;
    if (walk->modes[0] == IIS_MODE_INHERIT && declaration->line > 0 && declaration->deny)
        return true;
    for (size_t i = 0; i < level; i++) {
        *lock = walk->mode_origins[i];
        if (walk->modes[i] == IIS_MODE_DENY)
            return true;
    }
    return false;
}

// --- the chain ------------------------------------------------------------------------------------

static Str level_name(const IisWalk *walk)
{
    const IisLayer *layer = walk->layer;
    Str path = iis_node_path(walk->server, walk->chain[walk->at]);
    if (layer->level == 0)
        return path.n == 0 ? STR("server") : path;
    Str place = iis_node_path(walk->server, walk->chain[layer->level]);
    if (layer->own)
        return str_printf(walk->arena, "web.config of " STR_FMT, STR_ARG(place));
    return str_printf(walk->arena, "web.config of " STR_FMT ", location " STR_FMT, STR_ARG(place), STR_ARG(path));
}

static IisStep *new_step(IisWalk *walk)
{
    IisTrace *trace = walk->trace;
    trace->steps = arena_grow(walk->arena, trace->steps, &trace->capacity, trace->count + 1, sizeof(IisStep));
    return &trace->steps[trace->count++];
}

// A file that may change the setting at several segments of the path is one level, where it counts last.
static void trace_unknown(IisWalk *walk, const Reason *reason)
{
    IisTrace *trace = walk->trace;
    size_t kept = 0;
    for (size_t i = 0; i < trace->count; i++)
        if (trace->steps[i].reason != reason)
            trace->steps[kept++] = trace->steps[i];
    trace->count = kept;
    Value value = value_unknown_because(walk->arena, *reason);
    *new_step(walk) = (IisStep){reason->subject, value, reason};
}

static void trace_layer(IisWalk *walk)
{
    Value value = iis_walk_value(walk);
    *new_step(walk) = (IisStep){level_name(walk), value, NULL};
}

// --- what is not known ------------------------------------------------------------------------------

static void doubt(IisWalk *walk, const Reason *reason)
{
    bool again = false;
    for (size_t i = 0; i < walk->reason_count; i++)
        again = again || walk->reasons[i] == reason;
    if (!again && walk->reason_count < UNKNOWN_MAX_REASONS)
        walk->reasons[walk->reason_count++] = reason;
    if (walk->trace != NULL)
        trace_unknown(walk, reason);
}

// The web.config of `level`, where it was not supplied, could hold a location for the node at hand.
static void doubt_level(IisWalk *walk, uint16_t level)
{
    const IisNode *node = &walk->server->nodes[walk->chain[level]];
    if (level == 0 || node->directory < 0)
        return;
    const Reason *reason = walk->server->directories[node->directory].reason;
    Origin lock;
    if (reason != NULL && !iis_section_locked(walk, level, &lock))
        doubt(walk, reason);
}

static void doubt_source(IisWalk *walk, const IisRow *row)
{
    Reason *reason = ARENA_NEW(walk->arena, Reason);
    *reason =
        (Reason){.why = STR("unreadable"),
                 .subject = walk->server->schema->sections[walk->section].path,
                 .hint = str_printf(walk->arena,
                                    "configSource is not followed: the section stands in " STR_FMT " beside the file",
                                    STR_ARG(iis_row_text(walk->layer->file, row))),
                 .origin = iis_row_origin(walk->layer->file, row)};
    doubt(walk, reason);
}

static IisConflict conflict_here(const IisWalk *walk, IisViolationKind kind, Origin override, Origin lock)
{
    return (IisConflict){kind, override, lock, walk->at};
}

void iis_walk_conflict(IisWalk *walk, IisViolationKind kind, Origin override, Origin lock)
{
    Reason *reason = ARENA_NEW(walk->arena, Reason);
    *reason = (Reason){.why = STR("conflict"),
                       .subject = walk->server->schema->sections[walk->section].path,
                       .hint = STR("IIS refuses this configuration (500.19): mend it where it stands"),
                       .origin = override};
    walk->conflicted = true;
    walk->conflict = conflict_here(walk, kind, override, lock);
    doubt(walk, reason);
}

// --- locks ------------------------------------------------------------------------------------------

// Whether "a, b" or "*" names `name`.
static bool lists_name(Str list, Str name)
{
    while (list.n > 0) {
        size_t comma = str_find(list, STR(","));
        Str part = str_trim(comma == (size_t)-1 ? list : str_slice(list, 0, comma));
        list = comma == (size_t)-1 ? STR("") : str_slice(list, comma + 1, list.n);
        if (str_eq(part, STR("*")) || str_eq_fold(part, name))
            return true;
    }
    return false;
}

static void lock_kind(IisWalk *walk, IisRowKind kind, const IisRow *row)
{
    if (walk->locked[kind] && walk->locked_by[kind] <= walk->layer->level)
        return;
    walk->locked[kind] = true;
    walk->locked_by[kind] = walk->layer->level;
    walk->locked_at[kind] = iis_row_origin(walk->layer->file, row);
}

static void lock_all(IisWalk *walk, const IisRow *row)
{
    if (!is_collection(walk)) {
        lock_kind(walk, IIS_ROW_SET, row);
        return;
    }
    lock_kind(walk, IIS_ROW_ADD, row);
    lock_kind(walk, IIS_ROW_REMOVE, row);
    lock_kind(walk, IIS_ROW_CLEAR, row);
}

// A lock of elements on the element itself names its directives, on one above it the next element on the way down.
static void lock_elements(IisWalk *walk, const IisRow *row, const IisElement *locked, bool except)
{
    Str list = iis_row_text(walk->layer->file, row);
    const IisElement *below = walk->setting.element;
    if (locked == below) {
        const IisCollection *collection = locked->collection;
        if (!is_collection(walk) || collection == NULL)
            return;
        if (lists_name(list, collection->add) != except)
            lock_kind(walk, IIS_ROW_ADD, row);
        if (collection->remove.n > 0 && lists_name(list, collection->remove) != except)
            lock_kind(walk, IIS_ROW_REMOVE, row);
        if (collection->clear.n > 0 && lists_name(list, collection->clear) != except)
            lock_kind(walk, IIS_ROW_CLEAR, row);
        return;
    }
    while (below->parent != locked)
        below = below->parent;
    if (lists_name(list, below->name) != except)
        lock_all(walk, row);
}

static bool above_or_same(const IisElement *above, const IisElement *element)
{
    while (element != NULL && element != above)
        element = element->parent;
    return element == above;
}

static void take_lock(IisWalk *walk, const IisRow *row)
{
    const IisElement *locked = walk->server->schema->elements[row->what];
    const IisAttribute *attribute = walk->setting.attribute;
    if (!above_or_same(locked, walk->setting.element))
        return;
    Str list = iis_row_text(walk->layer->file, row);
    if (row->kind == IIS_ROW_LOCK_ITEM)
        lock_all(walk, row);
    else if (row->kind == IIS_ROW_LOCK_ELEMENTS || row->kind == IIS_ROW_LOCK_ELEMENTS_EXCEPT)
        lock_elements(walk, row, locked, row->kind == IIS_ROW_LOCK_ELEMENTS_EXCEPT);
    else if (attribute != NULL && locked == walk->setting.element &&
             lists_name(list, attribute->name) != (row->kind == IIS_ROW_LOCK_ATTRIBUTES_EXCEPT))
        lock_kind(walk, IIS_ROW_SET, row);
}

// --- rows -------------------------------------------------------------------------------------------

// Whether another use of the section in the same file at the same path has spoken before.
static bool spoke_before(const IisWalk *walk)
{
    return walk->spoke != NULL && walk->spoke != walk->use && walk->spoke_file == walk->layer->file &&
           walk->spoke_at == walk->at && walk->spoke_level == walk->layer->level;
}

static void speak(IisWalk *walk)
{
    walk->spoke = walk->use;
    walk->spoke_file = walk->layer->file;
    walk->spoke_at = walk->at;
    walk->spoke_level = walk->layer->level;
}

// false: a lower file touches what an outer one locks, or two places of one file contradict each other. Then the
// setting is not known, until a nearer level sets it: as if the file were missing, so that taking it away makes nothing
// known.
static bool may_speak(IisWalk *walk, const IisRow *row)
{
    Origin origin = iis_row_origin(walk->layer->file, row);
    if (walk->locked[row->kind] && walk->locked_by[row->kind] < walk->layer->level) {
        iis_walk_conflict(walk, IIS_VIOLATION_LOCK, origin, walk->locked_at[row->kind]);
        return false;
    }
    bool same = !is_collection(walk) && walk->row != NULL && walk->row->value == row->value;
    if (!spoke_before(walk) || same)
        return true;
    iis_walk_conflict(walk, IIS_VIOLATION_DUPLICATE, origin, iis_row_origin(walk->file, walk->row));
    return false;
}

static void take_row(IisWalk *walk, uint32_t index)
{
    const IisFile *file = walk->layer->file;
    const IisRow *row = &file->rows[index];
    if (row->kind == IIS_ROW_SOURCE) {
        doubt_source(walk, row);
        return;
    }
    bool directive = row->kind == IIS_ROW_ADD || row->kind == IIS_ROW_REMOVE || row->kind == IIS_ROW_CLEAR;
    bool mine = is_collection(walk) ? directive && row->what == walk->setting.element->id
                                    : row->kind == IIS_ROW_SET && row->what == walk->setting.attribute->id;
    if (!mine || !may_speak(walk, row))
        return;
    if (walk->spoke != walk->use || !directive) {
        walk->file = file;
        walk->row = row;
    }
    speak(walk);
    if (directive)
        iis_walk_directive(walk, index);
    else
        walk->reason_count = 0;
}

static bool is_lock(const IisRow *row)
{
    return row->kind >= IIS_ROW_LOCK_ATTRIBUTES && row->kind <= IIS_ROW_LOCK_ITEM;
}

// IIS refuses the section, here and below, whatever stands nearer.
static void refuse_name(IisWalk *walk, const IisRow *row)
{
    Origin origin = iis_row_origin(walk->layer->file, row);
    walk->locked_out = true;
    walk->lockout = conflict_here(walk, IIS_VIOLATION_MISSPELT, origin, origin);
}

static void take_use(IisWalk *walk)
{
    const IisFile *file = walk->layer->file;
    const IisSectionUse *use = walk->use;
    Origin lock;
    if (iis_section_locked(walk, walk->layer->level, &lock)) {
        walk->locked_out = true;
        walk->lockout = conflict_here(walk, IIS_VIOLATION_SECTION, iis_use_origin(file, use), lock);
        return;
    }
    const IisLocation *location = &file->locations[walk->layer->location];
    if (location->mode != IIS_MODE_INHERIT) {
        walk->modes[walk->layer->level] = location->mode;
        walk->mode_origins[walk->layer->level] = (Origin){file->file, location->line, location->column};
    }
    walk->group++;
    bool locks = false, refused = false;
    for (uint32_t i = use->first; i < use->first + use->count; i++) {
        if (file->rows[i].kind == IIS_ROW_ITEM) // read with the item before it
            continue;
        take_row(walk, i);
        locks = locks || is_lock(&file->rows[i]);
        refused = refused || file->rows[i].kind == IIS_ROW_REFUSED;
    }
    for (uint32_t i = use->first; refused && i < use->first + use->count; i++)
        if (file->rows[i].kind == IIS_ROW_REFUSED)
            refuse_name(walk, &file->rows[i]);
    for (uint32_t i = use->first; locks && i < use->first + use->count; i++)
        if (is_lock(&file->rows[i]))
            take_lock(walk, &file->rows[i]);
    if (walk->trace != NULL && walk->spoke == use && walk->spoke_at == walk->at)
        trace_layer(walk);
}

// Whether a layer that stays in its application is seen from the end of the chain: no application begins below it.
static bool seen(const IisWalk *walk, const IisLayer *layer)
{
    if (!layer->file->locations[layer->location].here_only)
        return true;
    for (size_t i = walk->at + 1; i < walk->count; i++)
        if (walk->server->nodes[walk->chain[i]].application)
            return false;
    return true;
}

static void take_layer(IisWalk *walk, const IisLayer *layer)
{
    const IisLocation *location = &layer->file->locations[layer->location];
    walk->layer = layer;
    if (!seen(walk, layer))
        return;
    for (uint32_t i = location->first; i < location->first + location->count; i++) {
        walk->use = &layer->file->uses[i];
        if (walk->use->section == walk->section)
            take_use(walk);
    }
}

static void take_node(IisWalk *walk)
{
    const IisNode *node = &walk->server->nodes[walk->chain[walk->at]];
    if (walk->server->fragment != NULL)
        doubt(walk, walk->server->fragment);
    uint32_t next = node->first;
    for (size_t level = 0; level <= walk->at; level++) {
        for (; next < node->first + node->count && walk->server->layers[next].level == level; next++)
            take_layer(walk, &walk->server->layers[next]);
        doubt_level(walk, (uint16_t)level);
    }
}

static void doubt_section(IisWalk *walk, const char *hint, Origin origin)
{
    Reason *reason = ARENA_NEW(walk->arena, Reason);
    *reason = (Reason){.why = STR("conflict"),
                       .subject = walk->server->schema->sections[walk->section].path,
                       .hint = str(hint),
                       .origin = origin};
    doubt(walk, reason);
}

void iis_walk(IisWalk *walk, const IisServer *server, uint32_t node, IisSetting setting, Arena *arena, IisTrace *trace)
{
    *walk = (IisWalk){
        .server = server, .arena = arena, .setting = setting, .section = setting.element->section, .trace = trace};
    walk->count = iis_node_chain(server, node, walk->chain);
    for (walk->at = 0; walk->at < walk->count; walk->at++)
        take_node(walk);
    if (server->ambiguous && server->paths[node].ambiguous)
        doubt(walk, server->paths[node].ambiguous);
    if (walk->locked_out) { // whatever stands nearer: IIS answers 500.19 from where the section is refused
        bool locked = walk->lockout.kind == IIS_VIOLATION_SECTION;
        doubt_section(walk,
                      locked ? "the section is locked and may not stand here: IIS refuses it (500.19)"
                             : "no such name, case counts: IIS refuses it (500.19)",
                      walk->lockout.override);
        if (locked)
            doubt_section(walk, "the section is locked here", walk->lockout.lock);
    }
}
