// What the tests of the model share: a small schema and estates planned by hand.
#ifndef EXAUDIT_TESTS_SMALL_H
#define EXAUDIT_TESTS_SMALL_H

#include "model/draft.h"
#include "support/embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MAYBE_UNUSED __attribute__((unused))

static const EmbeddedFile SMALL_FILES[] = {
    {STR_INIT("enums.yaml"), STR_INIT("enumerations:\n"
                                      "  Colour: {doc: x, values: {Red: 0, Green: 1, Blue: 7}}\n"
                                      "  Flags: {doc: x, flags: true, values: {None: 0, One: 1, Two: 2}}\n")},
    {STR_INIT("organization.yaml"),
     STR_INIT("kind: organization\ncollection: organizations\ndoc: x\ncmdlets: [Get-OrganizationConfig]\n"
              "classes: [OrganizationConfig]\nsingleton: true\nidentity: [name]\nfields:\n"
              "  name: {type: string, derived: true, key: true, doc: x}\n"
              "  key: {type: string, derived: true, key: true, doc: x}\n"
              "  auth: {type: authConfig, derived: true, nullable: true, doc: x}\n"
              "  Modern: {type: bool, nullable: true, doc: x, writes: true}\n")},
    {STR_INIT("server.yaml"),
     STR_INIT("kind: server\ncollection: servers\ndoc: x\ncmdlets: [Get-ExchangeServer, Get-MailboxServer]\n"
              "classes: [ExchangeServer, MailboxServer]\nset: Set-ExchangeServer\nidentity: [name]\nfields:\n"
              "  name: {type: string, derived: true, key: true, doc: x}\n"
              "  edge: {type: bool, derived: true, doc: x}\n"
              "  build: {type: version, derived: true, doc: x}\n"
              "  version: {type: version, derived: true, doc: x}\n"
              "  certificates: {type: list<certificate>, derived: true, doc: x}\n"
              "  ServerRole: {type: string, doc: x}\n"
              "  AdminDisplayVersion: {type: version, doc: x}\n"
              "  Group: {type: string, nullable: true, from: Get-MailboxServer, doc: x}\n")},
    {STR_INIT("certificate.yaml"),
     STR_INIT("kind: certificate\ncollection: certificates\ndoc: x\ncmdlets: [Get-ExchangeCertificate]\n"
              "classes: [ExchangeCertificate]\nperServer: true\nidentity: [server, Thumbprint]\n"
              "distinctive: [Thumbprint]\nfields:\n"
              "  server: {type: server, derived: true, key: true, doc: x}\n"
              "  Thumbprint: {type: string, key: true, doc: x, aliases: [Hash]}\n"
              "  Names: {type: set<string>, doc: x}\n"
              "  Colours: {type: set<Colour>, doc: x}\n"
              "  Secret: {secret: true, doc: x}\n")},
    {STR_INIT("authConfig.yaml"),
     STR_INIT("kind: authConfig\ncollection: authConfigs\ndoc: x\ncmdlets: [Get-AuthConfig]\n"
              "classes: [AuthConfig]\nsingleton: true\nidentity: []\nfields:\n"
              "  Realm: {type: string, doc: x}\n")},
    {STR_INIT("virtualDirectory.yaml"),
     STR_INIT("kind: virtualDirectory\ncollection: virtualDirectories\ndoc: x\nperServer: true\n"
              "identity: [server, path]\nsubtypes:\n"
              "  Owa: {get: Get-OwaVirtualDirectory, set: Set-OwaVirtualDirectory, class: ADOwaVirtualDirectory, "
              "path: owa, expected: true, distinctive: [LogonFormat]}\n"
              "  Mapi: {get: Get-MapiVirtualDirectory, class: ADMapiVirtualDirectory, path: mapi, expected: true}\n"
              "fields:\n"
              "  server: {type: server, derived: true, key: true, doc: x}\n"
              "  type: {type: virtualDirectory.type, derived: true, key: true, doc: x}\n"
              "  path: {type: string, derived: true, key: true, doc: x}\n"
              "  frontEnd: {type: bool, derived: true, doc: x}\n"
              "  Name: {type: string, doc: x}\n"
              "  OAuth: {type: bool, nullable: true, in: [Owa], iis: true, doc: x, "
              "writes: {parameter: OAuthAuthentication, also: [Name]}}\n")},
};
enum { SMALL_FILE_COUNT = sizeof SMALL_FILES / sizeof *SMALL_FILES };

MAYBE_UNUSED static const Schema *small_schema(Arena *arena)
{
    Diags diags = diags_new(arena);
    const Schema *schema = schema_parse(arena, SMALL_FILES, SMALL_FILE_COUNT, &diags);
    for (size_t i = 0; i < diags.count; i++)
        print_message(STR_FMT ":%u: " STR_FMT "\n", STR_ARG(diags.items[i].file), diags.items[i].origin.line,
                      STR_ARG(diags.items[i].message));
    assert_non_null(schema);
    return schema;
}

// A plan of one organization and `servers` servers named EX01, EX02, … and two inputs.
typedef struct Small {
    Arena *arena, *worker;
    const Schema *schema;
    OrganizationPlan organization;
    ServerPlan servers[4];
    Input inputs[2];
    unsigned input_organizations[2];
    Diags diags;
    EstatePlan plan;
} Small;

MAYBE_UNUSED static Small *small_new(size_t servers)
{
    static const char *const names[] = {"EX01", "EX02", "EX03", "EX04"};
    Arena *arena = arena_new();
    Small *small = ARENA_NEW(arena, Small);
    small->arena = arena;
    small->worker = arena_new();
    small->schema = small_schema(arena);
    small->organization = (OrganizationPlan){.key = STR("cn=contoso"), .name = STR("Contoso")};
    small->organization.covered = ARENA_ARRAY(arena, bool, small->schema->unit_count);
    for (size_t i = 0; i < servers; i++) {
        small->servers[i] = (ServerPlan){.name = str(names[i]), .build = value_absent()};
        small->servers[i].covered = ARENA_ARRAY(arena, bool, small->schema->unit_count);
    }
    small->inputs[0].file = STR("a.xml");
    small->inputs[1].file = STR("b.xml");
    small->diags = diags_new(arena);
    small->plan = (EstatePlan){.schema = small->schema,
                               .organizations = &small->organization,
                               .organization_count = 1,
                               .servers = small->servers,
                               .server_count = servers,
                               .inputs = small->inputs,
                               .input_count = 2,
                               .input_organizations = small->input_organizations,
                               .diags = &small->diags,
                               .arenas = &small->worker,
                               .jobs = 1};
    return small;
}

MAYBE_UNUSED static void small_free(Small *small)
{
    arena_free(small->worker);
    arena_free(small->arena);
}

// A draft out of file `file`, with all fields absent; of a server, or (server < 0) of the organization.
MAYBE_UNUSED static Draft *small_draft(Small *small, const char *kind_name, const char *subtype, int server,
                                       uint32_t file)
{
    const Kind *kind = schema_kind(small->schema, str(kind_name));
    Draft *draft = ARENA_NEW(small->arena, Draft);
    *draft = (Draft){.kind = kind, .subtype = subtype ? kind_subtype(kind, str(subtype)) : -1, .seen = true};
    draft->origin = (Origin){file, 1, 1};
    draft->fields = ARENA_ARRAY(small->arena, Value, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++)
        draft->fields[i] = value_absent();
    Draft ***drafts = server < 0 ? &small->organization.drafts : &small->servers[server].drafts;
    size_t *count = server < 0 ? &small->organization.draft_count : &small->servers[server].draft_count;
    size_t *capacity = server < 0 ? &small->organization.draft_capacity : &small->servers[server].draft_capacity;
    bool *covered = server < 0 ? small->organization.covered : small->servers[server].covered;
    *drafts = arena_grow(small->arena, *drafts, capacity, *count + 1, sizeof **drafts);
    (*drafts)[(*count)++] = draft;
    covered[kind->unit + (draft->subtype >= 0 ? (unsigned)draft->subtype : 0)] = true;
    return draft;
}

MAYBE_UNUSED static void small_set(Draft *draft, const char *field, Value value)
{
    int index = kind_field(draft->kind, str(field));
    assert_true(index >= 0);
    draft->fields[index] = value_at(value, draft->origin);
}

MAYBE_UNUSED static Value small_get(Small *small, const Estate *estate, const char *id, const char *field)
{
    const Entity *entity = estate_find(estate, str(id));
    if (!entity)
        fail_msg("no entity %s", id);
    return entity_get(entity, str(field), small->arena);
}

MAYBE_UNUSED static void assert_text(Str text, const char *expected)
{
    if (!str_eq(text, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(text), expected);
}

#endif
