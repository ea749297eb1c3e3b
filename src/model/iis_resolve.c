// The result of a walk: a value, unknown with its reasons, or the whole chain.
#include "model/iis_walk.h"

static Value unknown_for(IisWalk *walk)
{
    const Reason **reasons = ARENA_ARRAY(walk->arena, const Reason *, walk->reason_count);
    for (size_t i = 0; i < walk->reason_count; i++)
        reasons[i] = walk->reasons[i];
    Unknown *unknown = ARENA_NEW(walk->arena, Unknown);
    *unknown = (Unknown){walk->reason_count, reasons};
    return value_unknown(unknown);
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

Value iis_resolve(const IisServer *server, uint32_t node, IisSetting setting, Arena *arena)
{
    if (server->elsewhere != NULL)
        return value_unknown_because(arena, *server->elsewhere);
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
    IisLevel *out = ARENA_ARRAY(arena, IisLevel, trace.count + 2);
    size_t count = 0;
    if (object->server->elsewhere != NULL)
        out[count++] = (IisLevel){STR("redirection.config"), iis_resolve(object->server, object->node, found, arena)};
    for (size_t i = trace.count; i-- > 0;)
        out[count++] = (IisLevel){trace.steps[i].level, trace.steps[i].value};
    out[count++] = (IisLevel){STR("schema default"), default_of(found, arena)};
    *levels = out;
    return count;
}
