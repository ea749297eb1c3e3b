// Runs over whole estates: verdicts, their order, gaps, profiles, and that threads change nothing.
#include "audit/scope.h"

#include "world.h"

static Arena *arena;
static const Schema *schema;

static int start(void **state)
{
    (void)state;
    arena = arena_new();
    schema = schema_load(arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const Audit *run(const char *policies, const char *estate)
{
    return world_audit(arena, world_estate(arena, schema, str(estate)), world_policies(arena, schema, str(policies)),
                       1);
}

static void assert_findings(const char *policies, const char *estate, const char *expected)
{
    assert_string_equal(world_findings(arena, run(policies, estate)).p, expected);
}

#define POLICY "policy: p\ntitle: P\n"
#define ENABLED RULE_HEAD("P-1") "    for: authServer\n    when: self.Type == \"AzureAD\"\n    require: self.Enabled\n"

// guard    false          unknown   true: require  true   false   unknown
// verdict  notApplicable  unknown                  pass   fail    unknown
static void guard_and_require_give_the_verdict(void **state)
{
    (void)state;
    const Audit *audit = run(POLICY "rules:\n" ENABLED, "authServer:\n"
                                                        "  - {Type: ADFS, Enabled: true}\n"
                                                        "  - {Enabled: true}\n"
                                                        "  - {Type: AzureAD, Enabled: true}\n"
                                                        "  - {Type: AzureAD, Enabled: false}\n"
                                                        "  - {Type: AzureAD}\n");
    assert_string_equal(world_findings(arena, audit).p,
                        "P-1 unknown authServer:example/0003; P-1 pass authServer:example/0004; "
                        "P-1 fail authServer:example/0005; P-1 unknown authServer:example/0006");
    assert_int_equal(audit->summary[VERDICT_NOT_APPLICABLE], 1);
    EntityList list = audit_not_applicable(audit, audit->policies->rules[0], arena);
    assert_int_equal(list.count, 1);
    assert_true(str_eq(list.items[0]->id, STR("authServer:example/0002")));
}

static void findings_are_sorted_by_severity_then_rule(void **state)
{
    (void)state;
    assert_findings(
        POLICY "rules:\n"
               "  - {id: A-1, title: T, severity: low, rationale: R, for: authServer, require: self.Enabled}\n"
               "  - {id: B-1, title: T, severity: critical, rationale: R, for: authServer, require: self.Enabled}\n"
               "  - {id: A-2, title: T, severity: critical, rationale: R, for: organization, require: 'true'}\n",
        "authServer: [{Enabled: true}, {Enabled: false}]\n",
        "A-2 pass organization:example/0001; B-1 pass authServer:example/0002; B-1 fail authServer:example/0003; "
        "A-1 pass authServer:example/0002; A-1 fail authServer:example/0003");
}

static void a_kind_that_was_not_exported_is_one_unknown(void **state)
{
    (void)state;
    assert_findings(POLICY "rules:\n" ENABLED, "{}", "P-1 unknown organization:example/0001");
    assert_findings(POLICY "rules:\n" ENABLED, "authServer: []", "");
    assert_findings(POLICY "rules:\n" ENABLED, "authServer: [{Type: AzureAD, Enabled: true}, ...]",
                    "P-1 pass authServer:example/0002; P-1 unknown organization:example/0001");
}

static void a_gap_needs_a_guard_that_may_hold(void **state)
{
    (void)state;
    static const char policy[] = POLICY "applies: org.OAuth2ClientProfileEnabled\nrules:\n" ENABLED;
    const Audit *audit = run(policy, "organization: {OAuth2ClientProfileEnabled: false}");
    assert_int_equal(audit->count, 0);
    assert_int_equal(audit_not_applicable(audit, audit->policies->rules[0], arena).count, 1);
    assert_findings(policy, "organization: {OAuth2ClientProfileEnabled: true}",
                    "P-1 unknown organization:example/0001");
    assert_findings(policy, "{}", "P-1 unknown organization:example/0001");
}

static void a_policy_that_may_apply_is_unknown(void **state)
{
    (void)state;
    assert_findings(POLICY "applies: org.OAuth2ClientProfileEnabled\nrules:\n" ENABLED,
                    "authServer: [{Type: AzureAD, Enabled: false}, {Type: ADFS}]",
                    "P-1 unknown authServer:example/0002");
}

static void errors_end_a_rule_with_their_text(void **state)
{
    (void)state;
    const Audit *audit =
        run(POLICY "rules:\n" RULE_HEAD("P-1") "    for: authServer\n    require: size(self.Name) / 0 == 1\n",
            "authServer: [{Name: a}]");
    assert_string_equal(world_findings(arena, audit).p, "P-1 error authServer:example/0002");
    Detail detail = audit_detail(audit, &audit->findings[0], arena);
    assert_true(str_find(detail.message, STR("rule P-1, `require`: ")) == 0);
}

static void an_endless_rule_is_an_error_not_a_verdict(void **state)
{
    (void)state;
    StrBuf estate = strbuf_new(arena);
    strbuf_add(&estate, STR("authServer:\n"));
    for (int i = 0; i < 60; i++)
        strbuf_printf(&estate, "  - {Name: a%d}\n", i);
    const Audit *audit =
        run(POLICY "rules:\n" RULE_HEAD("P-1") "    for: organization\n"
                                               "    require: authServers.all(a, authServers.all(b, authServers.all(c, "
                                               "authServers.all(d, a.Name + b.Name + c.Name + d.Name != \"x\"))))\n",
            strbuf_str(&estate).p);
    assert_string_equal(world_findings(arena, audit).p, "P-1 error organization:example/0001");
    Detail detail = audit_detail(audit, &audit->findings[0], arena);
    assert_true(str_find(detail.message, STR("budget")) != (size_t)-1);
}

static void profiles_are_declared_or_detected(void **state)
{
    (void)state;
    const PolicyFile files[] = {
        {STR("profiles.yaml"),
         STR("profiles:\n"
             "  - {name: seen, title: S, detect: 'authServers.exists(a, a.Enabled)', reason: one is enabled}\n"
             "  - {name: said, title: D}\n")},
        {STR("p.yaml"), STR(POLICY "applies: profiles.seen\nrules:\n" ENABLED)},
    };
    Diags diags = diags_new(arena);
    const PolicySet *policies = policy_load(arena, schema, files, 2, NULL, 0, &diags);
    const Estate *estate = world_estate(arena, schema, STR("{}"));
    const Audit *audit = audit_run(arena, estate, policies, &(AuditOptions){.jobs = 1}, &diags);
    assert_int_equal(audit->profiles[0].value, TRUTH_UNKNOWN);
    assert_true(str_eq(audit->profiles[0].from, STR("detected")));
    assert_int_equal(audit->profiles[1].value, TRUTH_FALSE);
    const ProfileOption options[] = {{STR("seen"), false}, {STR("SAID"), true}, {STR("sean"), true}};
    diags = diags_new(arena);
    audit =
        audit_run(arena, estate, policies, &(AuditOptions){.jobs = 1, .profiles = options, .profile_count = 3}, &diags);
    assert_int_equal(audit->profiles[0].value, TRUTH_FALSE);
    assert_int_equal(audit->profiles[1].value, TRUTH_TRUE);
    assert_int_equal(audit->count, 0);
    assert_int_equal(diags.count, 1);
    assert_true(str_eq(diags.items[0].hint, STR("did you mean `seen`?")));
}

static void rules_are_selected_and_skipped(void **state)
{
    (void)state;
    const PolicySet *policies = world_policies(
        arena, schema,
        STR(POLICY "rules:\n" RULE_HEAD("P-1") "    for: organization\n    require: 'true'\n" RULE_HEAD(
            "P-1.2") "    for: organization\n    require: 'true'\n" RULE_HEAD("P-2") "    for: organization\n    "
                                                                                     "require: 'true'\n"));
    const Estate *estate = world_estate(arena, schema, STR("{}"));
    const Str rules[] = {STR("P-1"), STR("X-*")}, skip[] = {STR("*.2")};
    Diags diags = diags_new(arena);
    const AuditOptions options = {.jobs = 1, .rules = rules, .rule_count = 2, .skip = skip, .skip_count = 1};
    const Audit *audit = audit_run(arena, estate, policies, &options, &diags);
    assert_string_equal(world_findings(arena, audit).p, "P-1 pass organization:example/0001");
    assert_int_equal(diags.count, 1);
    assert_string_equal(diags.items[0].message.p, "no rule matches `X-*`");
}

static void shared_variables_are_computed_once(void **state)
{
    (void)state;
    const PolicySet *policies = world_policies(
        arena, schema,
        STR(POLICY
            "variables:\n  all: authServers.all(a, a.Name != \"x\")\n  own: self.Name + \"x\"\n"
            "rules:\n" RULE_HEAD("P-1") "    for: authServer\n"
                                        "    require: variables.all && variables.own != variables.own + \"x\"\n"));
    StrBuf yaml = strbuf_new(arena);
    strbuf_add(&yaml, STR("authServer:\n"));
    for (int i = 0; i < 500; i++)
        strbuf_printf(&yaml, "  - {Name: a%d}\n", i);
    const Estate *estate = world_estate(arena, schema, strbuf_str(&yaml));
    const Audit *audit = world_audit(arena, estate, policies, 1);
    assert_int_equal(audit->summary[VERDICT_PASS], 500);

    const Rule *rule = policies->rules[0];
    Evaluator evaluator = evaluator_new(policies, arena, arena);
    evaluator_scope(&evaluator, &audit_scope(audit, estate->organizations.items[0])->names);
    uint64_t costs[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        uint64_t before = evaluator.cost;
        evaluator_self(&evaluator, rule->kind, value_object(&estate->by_kind[rule->kind->index].items[i]->object));
        assert_int_equal(value_truth(evaluate(&evaluator, rule->policy, rule->require)), TRUTH_TRUE);
        costs[i] = evaluator.cost - before;
    }
    assert_true(costs[0] > 500);
    assert_true(costs[1] < 50);
    assert_int_equal(costs[1], costs[2]);
}

// A text of everything that a run found, in its order.
static Str everything(const Audit *audit)
{
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, world_findings(arena, audit));
    for (size_t i = 0; i < audit->count; i++) {
        Detail detail = audit_detail(audit, &audit->findings[i], arena);
        strbuf_printf(&text, "\n" STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(detail.fingerprint),
                      STR_ARG(detail.value_hash), STR_ARG(detail.message));
    }
    return strbuf_str(&text);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    const PolicySet *policies = world_builtin(arena, schema);
    StrBuf yaml = strbuf_new(arena);
    strbuf_add(
        &yaml,
        STR("authServer: [{Type: AzureAD, Enabled: true, IsDefaultAuthorizationEndpoint: true}]\nvirtualDirectory:\n"));
    static const char *const types[] = {"Owa", "Ecp", "WebServices", "Mapi", "Oab"};
    for (unsigned i = 0; i < 300; i++)
        strbuf_printf(&yaml, "  - {type: %s, frontEnd: %s, Identity: \"EX%u\", InternalAuthenticationMethods: [%s]}\n",
                      types[i % 5], i % 7 ? "true" : "false", i, i % 11 ? "Ntlm, OAuth" : "Basic, ...");
    const Estate *estate = world_estate(arena, schema, strbuf_str(&yaml));
    Str one = everything(world_audit(arena, estate, policies, 1));
    for (unsigned jobs = 2; jobs <= 8; jobs *= 2)
        assert_string_equal(everything(world_audit(arena, estate, policies, jobs)).p, one.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guard_and_require_give_the_verdict),
        cmocka_unit_test(findings_are_sorted_by_severity_then_rule),
        cmocka_unit_test(a_kind_that_was_not_exported_is_one_unknown),
        cmocka_unit_test(a_gap_needs_a_guard_that_may_hold),
        cmocka_unit_test(a_policy_that_may_apply_is_unknown),
        cmocka_unit_test(errors_end_a_rule_with_their_text),
        cmocka_unit_test(an_endless_rule_is_an_error_not_a_verdict),
        cmocka_unit_test(profiles_are_declared_or_detected),
        cmocka_unit_test(rules_are_selected_and_skipped),
        cmocka_unit_test(shared_variables_are_computed_once),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, start, end);
}
