// A fleet of Exchange servers with one EWS virtual directory each, made in memory, and policies that judge it: for
// tests of reporters.
#ifndef EXAUDIT_TESTS_FLEET_H
#define EXAUDIT_TESTS_FLEET_H

#include "audit/audit.h"
#include "model/draft.h"

enum { FLEET_SERVERS = 14, FLEET_FILE = 1 };

// What is out of line.
typedef struct Fleet {
    unsigned oauth_on;  // so many servers, counted from the last, have OAuth on; the others have it off
    unsigned odd;       // this server (1-based) has other authentication methods; 0: none
    const char *prefix; // of the servers' names: "EX"
} Fleet;

static const char fleet_policy[] =
    "policy: test\n"
    "title: Test\n"
    "rules:\n"
    "  - id: T-001\n"
    "    title: EWS accepts OAuth\n"
    "    severity: high\n"
    "    for: virtualDirectory\n"
    "    when: self.type == \"WebServices\"\n"
    "    require: self.OAuthAuthentication == true\n"
    "    message: \"OAuth is off on {self.Identity}\"\n"
    "    rationale: Outlook needs it.\n"
    "    fix: {OAuthAuthentication: \"true\"}\n"
    "  - id: T-002\n"
    "    title: There is an authorization server\n"
    "    severity: medium\n"
    "    for: organization\n"
    "    require: authServers.exists(a, a.Enabled)\n"
    "    message: none\n"
    "    rationale: Tokens come from there.\n"
    "  - id: T-003\n"
    "    title: Authentication is the same everywhere\n"
    "    severity: low\n"
    "    for: virtualDirectory\n"
    "    when: self.type == \"WebServices\"\n"
    "    consistent: {group: [\"self.type\"], values: [\"self.InternalAuthenticationMethods\"]}\n"
    "    rationale: One server that differs is hard to find.\n";

static inline void fleet_set(Arena *arena, Draft *draft, const char *field, Value value, uint32_t line)
{
    (void)arena;
    int index = kind_field(draft->kind, str(field));
    if (index >= 0) {
        draft->fields[index] = value_at(value, (Origin){FLEET_FILE, line, 7});
    }
}

static inline Value fleet_methods(Arena *arena, bool odd)
{
    const Value all[] = {value_string(arena, STR("Ntlm")), value_string(arena, STR("WindowsIntegrated")),
                         value_string(arena, STR("OAuth"))};
    return value_set(arena, all, odd ? 2 : 3, NULL);
}

static inline Draft *fleet_draft(Arena *arena, const Schema *schema, const Fleet *fleet, unsigned number, Str server)
{
    const Kind *kind = schema_kind(schema, STR("virtualDirectory"));
    Draft *draft = ARENA_NEW(arena, Draft);
    *draft = (Draft){.kind = kind, .subtype = kind_subtype(kind, STR("WebServices")), .seen = true, .server = server};
    draft->origin = (Origin){FLEET_FILE, number * 10, 3};
    draft->fields = ARENA_ARRAY(arena, Value, kind->field_count);
    for (size_t i = 0; i < kind->field_count; i++) {
        draft->fields[i] = value_absent();
    }
    Str identity = str_printf(arena, STR_FMT "\\EWS (Default Web Site)", STR_ARG(server));
    fleet_set(arena, draft, "Identity", value_string(arena, identity), number * 10 + 1);
    fleet_set(arena, draft, "Name", value_string(arena, STR("EWS (Default Web Site)")), number * 10 + 2);
    bool on = number > FLEET_SERVERS - fleet->oauth_on;
    fleet_set(arena, draft, "OAuthAuthentication", value_bool(on), number * 10 + 3);
    fleet_set(arena, draft, "InternalAuthenticationMethods", fleet_methods(arena, number == fleet->odd),
              number * 10 + 4);
    return draft;
}

static inline const Estate *fleet_estate(Arena *arena, const Schema *schema, const Fleet *fleet)
{
    OrganizationPlan *organization = ARENA_NEW(arena, OrganizationPlan);
    *organization = (OrganizationPlan){.key = STR("cn=contoso"), .name = STR("contoso")};
    organization->covered = ARENA_ARRAY(arena, bool, schema->unit_count);
    ServerPlan *servers = ARENA_ARRAY(arena, ServerPlan, FLEET_SERVERS);
    for (unsigned i = 0; i < FLEET_SERVERS; i++) {
        Str name = str_printf(arena, "%s%02u", fleet->prefix, i + 1);
        Draft **drafts = ARENA_ARRAY(arena, Draft *, 1);
        drafts[0] = fleet_draft(arena, schema, fleet, i + 1, name);
        servers[i] = (ServerPlan){.name = name, .build = value_absent(), .drafts = drafts, .draft_count = 1};
        servers[i].covered = ARENA_ARRAY(arena, bool, schema->unit_count);
    }
    Input *input = ARENA_NEW(arena, Input);
    *input =
        (Input){.file = STR("Get-WebServicesVirtualDirectory.xml"), .format = STR("clixml"), .records = FLEET_SERVERS};
    Diags *diags = ARENA_NEW(arena, Diags);
    *diags = diags_new(arena);
    EstatePlan plan = {
        .schema = schema,
        .organizations = organization,
        .organization_count = 1,
        .servers = servers,
        .server_count = FLEET_SERVERS,
        .inputs = input,
        .input_count = 1,
        .input_organizations = ARENA_NEW(arena, unsigned),
        .diags = diags,
        .arenas = &arena,
        .jobs = 1,
    };
    return estate_build(arena, &plan);
}

static inline const Audit *fleet_audit(Arena *arena, Fleet fleet)
{
    const Schema *schema = schema_load(arena);
    const PolicyFile file = {STR("test.yaml"), str(fleet_policy)};
    Diags diags = diags_new(arena);
    const PolicySet *policies = policy_load(arena, schema, &file, 1, NULL, 0, &diags);
    if (!policies) {
        die(diags.items[0].message.p);
    }
    const Estate *estate = fleet_estate(arena, schema, &fleet);
    return audit_run(arena, estate, policies, &(AuditOptions){.jobs = 1}, &diags);
}

#endif
