// The result of a walk: a value, unknown with its reasons, or the whole chain.
#include "model/iis_walk.h"

static Value unknown_for(IisWalk *walk)
{
    const Reason **reasons = ARENA_ARRAY(walk->arena, const Reason *, walk->reason_count);
    memcpy((void *)reasons, (const void *)walk->reasons, walk->reason_count * sizeof *reasons);
    Unknown *unknown = ARENA_NEW(walk->arena, Unknown);
    *unknown = (Unknown){walk->reason_count, reasons};
    return value_unknown(unknown);
}

static Value invalid_value(Arena *arena, Str section, Origin override)
{
    return value_unknown_because(
        arena, (Reason){.why = STR("conflict"),
                        .subject = section,
                        .hint = STR("IIS refuses this configuration (500.19): mend it where it stands"),
                        .origin = override});
}

static Value encrypted_value(IisWalk *walk, Origin origin)
{
    return value_at(value_unknown_because(walk->arena, (Reason){.why = STR("encrypted"),
                                                                .subject = walk->setting.attribute->name,
                                                                .hint = STR(""),
                                                                .origin = origin}),
                    origin);
}

Value iis_walk_value(IisWalk *walk)
{
    if (walk->conflicted)
        return invalid_value(walk->arena, walk->server->schema->sections[walk->section].path, walk->conflict.override);
    if (walk->reason_count > 0)
        return unknown_for(walk);
    if (walk->setting.attribute == NULL)
        return iis_walk_list(walk);
    if (walk->row == NULL)
        return walk->setting.attribute->initial;
    Origin origin = iis_row_origin(walk->file, walk->row);
    if ((walk->row->flags & IIS_ROW_ENCRYPTED) != 0)
        return encrypted_value(walk, origin);
    return iis_value(walk->arena, walk->setting.attribute, iis_row_text(walk->file, walk->row), origin);
}

// Unknown where the configuration of the section is invalid; false when it is not.
static bool refused(const IisServer *server, uint32_t node, unsigned section, Arena *arena, Value *value)
{
    if ((server->nodes[node].invalid >> section & 1) == 0)
        return false;
    // The nearest violation that explains it: an outer one may be kept in its application.
    for (uint32_t at = node;; at = server->nodes[at].parent) {
        for (size_t i = 0; i < server->violation_count; i++) {
            const IisViolation *violation = &server->violations[i];
            if (violation->kind != IIS_VIOLATION_SECTION && server->violation_nodes[i] == at &&
                str_eq(violation->what, server->schema->sections[section].path)) {
                *value = invalid_value(arena, violation->what, violation->override);
                return true;
            }
        }
        if (server->nodes[at].depth == 0)
            return false;
    }
}

Value iis_resolve(const IisServer *server, uint32_t node, IisSetting setting, Arena *arena)
{
    Value value;
    if (server->elsewhere != NULL)
        return value_unknown_because(arena, *server->elsewhere);
    if (refused(server, node, setting.element->section, arena, &value))
        return value;
    IisWalk walk;
    iis_walk(&walk, server, node, setting, arena, NULL);
    return iis_walk_value(&walk);
}

static Value default_of(IisSetting setting, Arena *arena)
{
    return setting.attribute != NULL ? setting.attribute->initial : value_list(arena, NULL, 0, NULL);
}

size_t iis_chain(const Object *settings, Str setting, Arena *arena, const IisLevel **levels)
{
    const IisSettings *object = (const IisSettings *)(const void *)settings;
    IisSetting found;
    *levels = NULL;
    if (!iis_setting(object->server->schema, setting, &found))
        return 0;
    IisTrace trace = {NULL, 0, 0};
    IisWalk walk;
    iis_walk(&walk, object->server, object->node, found, arena, &trace);
    Value value = iis_resolve(object->server, object->node, found, arena);
    // What makes the whole unknown stands in front: an invalid configuration, a configuration that is elsewhere, an
    // encrypted attribute.
    bool extra = walk.conflicted || object->server->elsewhere != NULL ||
                 (object->server->nodes[object->node].invalid >> walk.section & 1);
    IisLevel *out = ARENA_ARRAY(arena, IisLevel, trace.count + 2);
    size_t count = 0;
    if (extra)
        out[count++] = (IisLevel){STR("in effect"), value};
    for (size_t i = trace.count; i-- > 0;)
        out[count++] = (IisLevel){trace.steps[i].level, trace.steps[i].value};
    out[count++] = (IisLevel){STR("schema default"), default_of(found, arena)};
    *levels = out;
    return count;
}
