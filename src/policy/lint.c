// What can be proven about a rule before any estate is there: it is evaluated on probes, entities of which only the
// subtype is known.
//
// Since more knowledge never turns false into something else (design §4), a `when` that is false on the probe of a
// subtype is false on every entity of it. And a field that the subtype lacks reads as an error on the probe, unless a
// guard absorbs it.
#include "model/entity.h"
#include "policy/bind.h"
#include "policy/loader.h"

enum { MAX_SUBTYPES = 32 };

typedef struct Probe {
    Evaluator evaluator;
    Scope scope;
    Entity *entity; // nothing of it is known but its subtype; one for all subtypes
    Str missing;    // the first leaf that read a field which the subtype lacks
} Probe;

static void see_leaf(void *context, const CelExpr *node, bool leaf, Value value)
{
    Probe *probe = context;
    if (leaf && value_is(value, VALUE_ERROR) && probe->missing.n == 0 && str_starts(cel_source(node), STR("self.")))
        probe->missing = cel_source(node);
}

static Value nothing_known(Arena *arena)
{
    return value_unknown_because(arena, (Reason){.why = STR("probe")});
}

static Entity *blank_entity(Arena *arena, const Kind *kind)
{
    Entity *entity = ARENA_NEW(arena, Entity);
    Value unknown = nothing_known(arena);
    *entity = (Entity){.object = {&kind->class}, .kind = kind, .fields = ARENA_ARRAY(arena, Value, kind->field_count)};
    for (size_t i = 0; i < kind->field_count; i++)
        entity->fields[i] = unknown;
    return entity;
}

// An organization of which nothing is known.
static void probe_scope(Probe *probe, PolicyReader *reader)
{
    Arena *arena = reader->loader->arena;
    PolicySet *set = &reader->loader->set;
    Value *collections = ARENA_ARRAY(arena, Value, set->schema->kind_count);
    Value *profiles = ARENA_ARRAY(arena, Value, set->profile_count);
    for (size_t i = 0; i < set->schema->kind_count; i++)
        collections[i] = nothing_known(arena);
    for (size_t i = 0; i < set->profile_count; i++)
        profiles[i] = nothing_known(arena);
    probe->scope = (Scope){.set = set,
                           .org = nothing_known(arena),
                           .collections = collections,
                           .profiles = profiles,
                           .now = nothing_known(arena)};
}

static Value probe_value(Probe *probe, const CelExpr *expr, const Rule *rule)
{
    return expr ? evaluate(&probe->evaluator, rule->policy, expr) : value_bool(true);
}

// Evaluates what the rule asks. true: whatever was read, the answer is there without it.
static bool probe_logic(Probe *probe, const Rule *rule)
{
    if (rule->require)
        return value_is(probe_value(probe, rule->require, rule), VALUE_BOOL);
    bool error = false;
    for (size_t i = 0; i < rule->value_count; i++)
        error = error || value_is(probe_value(probe, rule->values[i], rule), VALUE_ERROR);
    return !error;
}

// Whether the rule can apply to the subtype; warns of fields that it reads and the subtype lacks.
static bool probe_subtype(Probe *probe, PolicyReader *reader, const Rule *rule, int subtype, const YamlNode *mapping)
{
    int type = kind_field(rule->kind, STR("type"));
    Str name = rule->kind->subtypes[subtype].name;
    probe->entity->subtype = subtype;
    if (type >= 0)
        probe->entity->fields[type] = value_string(reader->loader->arena, name);
    evaluator_self(&probe->evaluator, rule->kind, value_object(&probe->entity->object));
    probe->missing = (Str){"", 0};
    Value when = probe_value(probe, rule->when, rule);
    if (value_is(when, VALUE_BOOL) && !when.as.boolean)
        return false;
    bool decided = probe_logic(probe, rule);
    const YamlNode *logic = yaml_get(mapping, rule->require ? STR("require") : STR("consistent"));
    if (probe->missing.n && !decided)
        warn_at(reader, logic, "missingField",
                STR_FMT " reads " STR_FMT ", which type " STR_FMT
                        " does not have: say so in `when`, or ask has() first",
                STR_ARG(rule->id), STR_ARG(probe->missing), STR_ARG(name));
    return true;
}

void rule_probe(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    rule->subtypes = UINT32_MAX;
    if (rule->kind->subtype_count == 0 || rule->kind->subtype_count > MAX_SUBTYPES)
        return;
    Loader *loader = reader->loader;
    Probe probe = {.entity = blank_entity(loader->arena, rule->kind)};
    // Policies number themselves when they are sorted; until then the one that is read is the only one that counts.
    PolicySet alone = loader->set;
    alone.policy_count = 1;
    probe_scope(&probe, reader);
    probe.evaluator = evaluator_new(&alone, loader->arena, loader->arena);
    probe.evaluator.observe = see_leaf;
    probe.evaluator.observer = &probe;
    evaluator_scope(&probe.evaluator, &probe.scope);
    rule->subtypes = 0;
    for (int i = 0; i < (int)rule->kind->subtype_count; i++)
        if (probe_subtype(&probe, reader, rule, i, mapping))
            rule->subtypes |= 1u << i;
}
