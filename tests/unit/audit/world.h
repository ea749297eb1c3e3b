// Estates out of YAML, and policies out of texts, for tests of the audit.
#ifndef EXAUDIT_TESTS_AUDIT_WORLD_H
#define EXAUDIT_TESTS_AUDIT_WORLD_H

#include "audit/audit.h"
#include "policy/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define RULE_HEAD(id) "  - id: " id "\n    title: T " id "\n    severity: low\n    rationale: R\n"

static inline void world_die(const Diags *diags)
{
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *d = &diags->items[i];
        print_error(STR_FMT ":%u:%u: " STR_FMT "\n", STR_ARG(d->file), d->origin.line, d->origin.column,
                    STR_ARG(d->message));
    }
    fail();
}

// Policies of one file; warnings are ignored.
static inline const PolicySet *world_policies(Arena *arena, const Schema *schema, Str text)
{
    const PolicyFile file = {STR("test.yaml"), text};
    Diags diags = diags_new(arena);
    const PolicySet *set = policy_load(arena, schema, &file, 1, NULL, 0, &diags);
    if (!set)
        world_die(&diags);
    return set;
}

static inline const PolicySet *world_builtin(Arena *arena, const Schema *schema)
{
    size_t count = 0;
    const PolicyFile *files = policy_builtin(arena, &count);
    Diags diags = diags_new(arena);
    const PolicySet *set = policy_load(arena, schema, files, count, NULL, 0, &diags);
    if (!set)
        world_die(&diags);
    return set;
}

// What is in the making of an estate of one organization.
typedef struct World {
    Arena *arena;
    const Schema *schema;
    DataReader data;
    Diags diags;
    const Entity ***items; // [kind index]
    size_t *counts;
    bool *open; // [kind index]: the list ends in `...`
    bool *given;
} World;

static inline void world_add(World *world, const Kind *kind, const YamlNode *list)
{
    const Entity **items = ARENA_ARRAY(world->arena, const Entity *, list->count);
    size_t count = 0;
    world->given[kind->index] = true;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].value->kind == YAML_SCALAR) {
            world->open[kind->index] = true;
            continue;
        }
        items[count] = data_entity(&world->data, list->items[i].value, kind);
        if (!items[count++])
            world_die(&world->diags);
    }
    world->items[kind->index] = items;
    world->counts[kind->index] = count;
}

static inline Value world_collection(const World *world, const Kind *kind)
{
    size_t count = world->counts[kind->index];
    Value *values = ARENA_ARRAY(world->arena, Value, count);
    for (size_t i = 0; i < count; i++)
        values[i] = value_object(&world->items[kind->index][i]->object);
    Value unknown =
        value_unknown_because(world->arena, (Reason){.why = STR("notExported"), .subject = kind->collection});
    if (!world->given[kind->index])
        return unknown;
    return value_list(world->arena, values, count, world->open[kind->index] ? unknown.as.unknown : NULL);
}

static inline void world_seal(const World *world, Estate *estate)
{
    size_t kinds = world->schema->kind_count;
    EntityList *by_kind = ARENA_ARRAY(world->arena, EntityList, kinds);
    Value *collections = ARENA_ARRAY(world->arena, Value, kinds);
    for (size_t i = 0; i < kinds; i++) {
        by_kind[i] = (EntityList){world->items[i], world->counts[i]};
        collections[i] = world_collection(world, &world->schema->kinds[i]);
    }
    estate->by_kind = by_kind;
    estate->collections = collections;
    estate->organizations = by_kind[schema_kind(world->schema, STR("organization"))->index];
}

// {KIND: [{field: value}, …], …}; `organization` is one mapping. A list that ends in `...` is open, a kind that is not
// there is not exported.
static inline Estate *world_estate(Arena *arena, const Schema *schema, Str yaml)
{
    World *world = ARENA_NEW(arena, World);
    *world = (World){
        .arena = arena,
        .schema = schema,
        .diags = diags_new(arena),
        .items = ARENA_ARRAY(arena, const Entity **, schema->kind_count),
        .counts = ARENA_ARRAY(arena, size_t, schema->kind_count),
        .open = ARENA_ARRAY(arena, bool, schema->kind_count),
        .given = ARENA_ARRAY(arena, bool, schema->kind_count),
    };
    world->data = (DataReader){.arena = arena, .schema = schema, .file = STR("estate"), .diags = &world->diags};
    const YamlNode *root = yaml_parse(arena, yaml, STR("estate"), &world->diags);
    if (!root)
        world_die(&world->diags);
    const Kind *organization_kind = schema_kind(schema, STR("organization"));
    const YamlNode *node = yaml_get(root, STR("organization"));
    const Entity **organization = ARENA_ARRAY(arena, const Entity *, 1);
    organization[0] =
        node ? data_entity(&world->data, node, organization_kind) : data_blank_entity(&world->data, organization_kind);
    world->data.organization = organization[0];
    world->items[organization_kind->index] = organization;
    world->counts[organization_kind->index] = 1;
    world->given[organization_kind->index] = true;
    for (size_t i = 0; root && i < root->count; i++) {
        const Kind *kind = schema_kind(schema, root->items[i].key->text);
        if (kind && kind != organization_kind)
            world_add(world, kind, root->items[i].value);
    }
    Estate *estate = ARENA_NEW(arena, Estate);
    *estate = (Estate){.arena = arena, .schema = schema, .diags = diags_new(arena)};
    world_seal(world, estate);
    return estate;
}

static inline const Audit *world_audit(Arena *arena, const Estate *estate, const PolicySet *policies, unsigned jobs)
{
    Diags diags = diags_new(arena);
    const Audit *audit = audit_run(arena, estate, policies, &(AuditOptions){.jobs = jobs}, &diags);
    if (diags.count)
        world_die(&diags);
    return audit;
}

// "HMA-014 fail virtualDirectory:example/0002; …": every finding.
static inline Str world_findings(Arena *arena, const Audit *audit)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < audit->count; i++) {
        const Finding *f = &audit->findings[i];
        strbuf_printf(&text, "%s" STR_FMT " %s " STR_FMT, i ? "; " : "", STR_ARG(f->rule->id), verdict_name(f->verdict),
                      STR_ARG(f->members ? f->group : f->entity->id));
    }
    return strbuf_str(&text);
}

#endif
