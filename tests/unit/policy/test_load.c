// What policy files may say, and how each mistake is told.
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct Loaded {
    const PolicySet *set;
    Diags diags;
    Str text; // one line per diagnostic
} Loaded;

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

static Str diag_lines(const Diags *diags)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *d = &diags->items[i];
        strbuf_printf(&text, STR_FMT ":%u:%u: %s: " STR_FMT, STR_ARG(d->file), d->origin.line, d->origin.column,
                      d->level == DIAG_ERROR ? "error" : "warning", STR_ARG(d->message));
        if (d->hint.n)
            strbuf_printf(&text, " (" STR_FMT ")", STR_ARG(d->hint));
        strbuf_char(&text, '\n');
        if (d->excerpt.n)
            strbuf_printf(&text, STR_FMT "\n", STR_ARG(d->excerpt));
    }
    return strbuf_str(&text);
}

static Loaded load_files(const PolicyFile *files, size_t count, const ParamSetting *settings, size_t setting_count)
{
    Loaded loaded = {.diags = diags_new(arena)};
    loaded.set = policy_load(arena, schema, files, count, settings, setting_count, &loaded.diags);
    loaded.text = diag_lines(&loaded.diags);
    return loaded;
}

static Loaded load(const char *text)
{
    const PolicyFile file = {STR("p.yaml"), str(text)};
    return load_files(&file, 1, NULL, 0);
}

static void assert_lines(Loaded loaded, const char *expected)
{
    assert_string_equal(loaded.text.p, expected);
}

// The head of a policy and of a rule, so that a test shows only what it is about.
#define POLICY "policy: p\ntitle: P\n"
#define EXAMPLES "    examples: {pass: {}, fail: {}, unknown: {}}\n"
#define RULE(id) "  - id: " id "\n    title: T\n    severity: low\n    rationale: R\n" EXAMPLES

static void a_rule_is_read_whole(void **state)
{
    (void)state;
    Loaded loaded = load("policy: hma\n"
                         "title: Hybrid\n"
                         "rules:\n"
                         "  - id: CBX-003.2\n"
                         "    title: T\n"
                         "    severity: critical\n"
                         "    confidence: low\n"
                         "    for: virtualDirectory\n"
                         "    when: self.type == \"WebServices\"\n"
                         "    require: self.OAuthAuthentication == true\n"
                         "    message: \"off on {self.Identity}\"\n"
                         "    rationale: |\n"
                         "      Two\n"
                         "      lines.\n"
                         "    fix: {OAuthAuthentication: \"true\", run: [\"x {self.Identity}\"], notes: N}\n"
                         "    controls: [\"A:1\", \"B:2\"]\n"
                         "    references: [{title: R, url: \"https://example.com\"}]\n"
                         "    examples: {pass: [{self: {}}, {self: {}}], fail: {}, unknown: {}}\n");
    assert_lines(loaded, "");
    const Rule *rule = loaded.set->rules[0];
    assert_true(str_eq(rule->family, STR("CBX-003")));
    assert_true(rule->severity == SEVERITY_CRITICAL && rule->tentative);
    assert_true(str_eq(rule->rationale, STR("Two lines.")));
    assert_int_equal(rule->fix.field_count, 1);
    assert_int_equal(rule->fix.run_count, 1);
    assert_int_equal(rule->control_count, 2);
    assert_int_equal(rule->example_count, 4);
    assert_int_equal(rule->origin.line, 4);
    assert_int_equal(rule->subtypes, 1u << kind_subtype(rule->kind, STR("WebServices")));
    assert_int_equal(loaded.set->policies[0]->hash.n, 64);
}

static void mistakes_of_all_files_come_in_one_pass_in_order(void **state)
{
    (void)state;
    const PolicyFile files[] = {
        {STR("b.yaml"),
         STR("policy: b\ntitle: B\nrules:\n" RULE("B-1") "    for: server\n    require: self.nam == \"x\"\n")},
        {STR("a.yaml"),
         STR("policy: a\ntitle: A\ncolour: red\nrules:\n" RULE("B-1") "    for: servr\n    require: \"1\"\n")},
    };
    assert_lines(load_files(files, 2, NULL, 0),
                 "a.yaml:3:1: error: unknown key `colour`\n"
                 "a.yaml:10:10: error: no kind `servr` in the model (did you mean `server`?)\n"
                 "b.yaml:4:5: error: rule `B-1` is at a.yaml:5 already\n"
                 "b.yaml:10:19: error: no field `nam` in server (did you mean `name`?)\n"
                 "self.nam == \"x\"\n"
                 "     ^^^\n");
}

static void a_caret_finds_its_line_in_a_block(void **state)
{
    (void)state;
    Loaded loaded = load(POLICY "rules:\n" RULE("P-1") "    for: virtualDirectory\n"
                                                       "    require: |\n"
                                                       "      self.frontEnd &&\n"
                                                       "        self.type == \"WebServces\"\n");
    assert_lines(
        loaded,
        "p.yaml:12:22: error: \"WebServces\" is no value of virtualDirectory.type (did you mean `WebServices`?)\n"
        "  self.type == \"WebServces\"\n"
        "               ^^^^^^^^^^^^\n");
}

static void logic_must_be_bool(void **state)
{
    (void)state;
    Loaded loaded = load(POLICY "rules:\n" RULE("P-1") "    for: virtualDirectory\n    when: self.type == \"Owa\"\n"
                                                       "    require: self.OAuthAuthentication\n");
    assert_lines(
        loaded,
        "p.yaml:11:14: error: `require` must be bool, and this is bool or null (it can be null: compare it with "
        "`== true`)\n"
        "self.OAuthAuthentication\n"
        "^^^^^^^^^^^^^^^^^^^^^^^^\n");
}

static void a_policy_applies_to_an_organization_not_to_an_entity(void **state)
{
    (void)state;
    Loaded loaded = load(POLICY "applies: self.frontEnd\n");
    assert_null(loaded.set);
    assert_true(str_find(loaded.text, STR("this is about the organization")) != (size_t)-1);
}

static void a_field_that_a_type_lacks_is_a_warning(void **state)
{
    (void)state;
    static const char warned[] =
        "p.yaml:11:14: warning: P-1 reads self.OAuthAuthentication, which type Mapi does not have: say so in "
        "`when`, or ask has() first\n";
    assert_lines(load(POLICY
                      "rules:\n" RULE("P-1") "    for: virtualDirectory\n    when: self.type in [\"Mapi\", \"Owa\"]\n"
                                             "    require: self.OAuthAuthentication == true\n"),
                 warned);
    assert_lines(load(POLICY "rules:\n" RULE("P-1") "    for: virtualDirectory\n    when: self.type == \"Owa\"\n"
                                                    "    require: self.OAuthAuthentication == true\n"),
                 "");
    assert_lines(load(POLICY "rules:\n" RULE(
                     "P-1") "    for: virtualDirectory\n    when: self.type in [\"Mapi\", \"Owa\"]\n"
                            "    require: has(self.OAuthAuthentication) && self.OAuthAuthentication == true\n"),
                 "");
}

static void a_variable_is_checked_for_the_kinds_that_use_it(void **state)
{
    (void)state;
    static const char two_kinds[] = POLICY "variables:\n  on: self.frontEnd\nrules:\n" RULE(
        "P-1") "    for: virtualDirectory\n    require: variables.on\n" RULE("P-2") "    for: server\n    require: ";
    Loaded good = load(str_printf(arena, "%s\"true\"\n", two_kinds).p);
    assert_lines(good, "");
    assert_null(good.set->policies[0]->variables[0].value);
    Loaded bad = load(str_printf(arena, "%svariables.on\n", two_kinds).p);
    assert_true(str_starts(bad.text, STR("p.yaml:4:12: error: no field `frontEnd` in server")));
}

static void a_variable_that_nobody_reads_is_checked(void **state)
{
    (void)state;
    Loaded bad = load(POLICY "variables:\n  on: self.frontEndd\n  off: self.frontEnd\nrules:\n" RULE(
        "P-1") "    for: virtualDirectory\n    require: self.frontEnd\n");
    assert_null(bad.set);
    assert_true(str_find(bad.text, STR("p.yaml:4:12: error: no field `frontEndd` in virtualDirectory")) != (size_t)-1);
    assert_true(str_find(bad.text, STR("warning: no rule reads variables.off")) != (size_t)-1);
}

static void what_nobody_reads_is_a_warning(void **state)
{
    (void)state;
    assert_lines(load(POLICY "params:\n  a: {type: int, default: 1}\n  b: {type: int, default: 1}\n"
                             "variables:\n  c: params.a\n  d: \"2\"\n"
                             "rules:\n" RULE("P-1") "    for: server\n    require: variables.c == 1\n"),
                 "p.yaml:5:3: warning: no expression reads params.b\n"
                 "p.yaml:8:3: warning: no rule reads variables.d\n");
}

static void fixes_are_checked_against_the_model(void **state)
{
    (void)state;
    Loaded loaded = load(POLICY "rules:\n" RULE("P-1") "    for: virtualDirectory\n    require: self.frontEnd\n"
                                                       "    fix:\n"
                                                       "      OAuthAuthentication: \"'yes'\"\n"
                                                       "      iis.access.sslFlag: \"['Ssl']\"\n"
                                                       "      iis.access.sslFlags: \"['SSL']\"\n"
                                                       "      MetabasePath: \"'x'\"\n");
    assert_lines(
        loaded,
        "p.yaml:12:28: error: `OAuthAuthentication` is bool or null, and this is string\n"
        "p.yaml:13:7: error: no field `sslFlag` in access (did you mean `sslFlags`?)\n"
        "p.yaml:14:28: error: [\"SSL\"] is no set(sslFlags)\n"
        "p.yaml:15:7: error: the schema says of no command that sets `MetabasePath`: give the command in `run`\n");
}

static const char with_params[] =
    POLICY "params:\n"
           "  kinds: {type: \"list<virtualDirectory.type>\", default: [Owa]}\n"
           "  days: {type: int, default: 30}\n"
           "  methods: {type: \"set<AuthenticationMethod>\", default: []}\n"
           "rules:\n" RULE("P-1") "    for: virtualDirectory\n"
                                  "    require: self.type in params.kinds || params.days == 1 || "
                                  "size(params.methods) == 0\n";

static void parameters_have_types_defaults_and_settings(void **state)
{
    (void)state;
    const PolicyFile file = {STR("p.yaml"), str(with_params)};
    const ParamSetting settings[] = {{STR("p"), STR("kinds"), STR("Owa, Ecp")}, {STR("p"), STR("days"), STR("1")}};
    Loaded loaded = load_files(&file, 1, settings, 2);
    assert_lines(loaded, "");
    const Policy *policy = loaded.set->policies[0];
    assert_int_equal(policy->params[0].value.as.list->count, 2);
    assert_int_equal(policy->param_values[1].as.integer, 1);
    assert_true(policy->params[2].value.as.list->set);
}

static void settings_are_checked(void **state)
{
    (void)state;
    const PolicyFile file = {STR("p.yaml"), str(with_params)};
    const ParamSetting settings[] = {{STR("q"), STR("kinds"), STR("Owa")},
                                     {STR("p"), STR("kind"), STR("Owa")},
                                     {STR("p"), STR("days"), STR("many")},
                                     {STR("p"), STR("kinds"), STR("[Owa, WebServces]")}};
    assert_lines(load_files(&file, 1, settings, 4),
                 "--set p.days:1:1: error: `many` is no int\n"
                 "--set p.kind:0:0: error: the policy has no such parameter (did you mean `kinds`?)\n"
                 "--set p.kinds:1:7: error: `WebServces` is no virtualDirectory.type (did you mean `WebServices`?)\n"
                 "--set q.kinds:0:0: error: no policy `q`\n");
}

static void profiles_read_earlier_profiles_only(void **state)
{
    (void)state;
    const PolicyFile good = {STR("profiles.yaml"), STR("profiles:\n"
                                                       "  - {name: a, title: A, detect: \"true\", reason: r}\n"
                                                       "  - {name: b, title: B, detect: \"profiles.a\", reason: r}\n"
                                                       "  - {name: c, title: C}\n")};
    Loaded loaded = load_files(&good, 1, NULL, 0);
    assert_lines(loaded, "");
    assert_int_equal(loaded.set->profile_count, 3);
    const PolicyFile bad = {STR("profiles.yaml"), STR("profiles:\n"
                                                      "  - {name: a, title: A, detect: \"profiles.b\", reason: r}\n"
                                                      "  - {name: b c, title: B}\n")};
    assert_lines(load_files(&bad, 1, NULL, 0), "profiles.yaml:2:43: error: no field `b` in profiles\n"
                                               "profiles.b\n"
                                               "         ^\n"
                                               "profiles.yaml:3:12: error: `b c` is no name of a profile: letters, "
                                               "digits and - (expressions say _ for -)\n");
}

static void the_fix_of_a_group_has_no_fields(void **state)
{
    (void)state;
    Loaded loaded = load(POLICY "rules:\n" RULE("P-1") "    for: virtualDirectory\n"
                                                       "    consistent: {group: [self.type], values: [self.frontEnd]}\n"
                                                       "    fix: {OAuthAuthentication: \"true\"}\n");
    assert_true(str_find(loaded.text, STR("the fix of a group has no fields")) != (size_t)-1);
}

static void a_rule_asks_exactly_one_question(void **state)
{
    (void)state;
    static const char expected[] = "p.yaml:4:5: error: a rule has either `require` or `consistent`\n";
    assert_lines(load(POLICY "rules:\n" RULE("P-1") "    for: server\n"), expected);
    assert_lines(load(POLICY "rules:\n" RULE("P-1") "    for: server\n    require: self.edge\n"
                                                    "    consistent: {group: [], values: [self.edge]}\n"),
                 expected);
}

static bool id_is_good(const char *id)
{
    return load(str_printf(arena, POLICY "rules:\n" RULE("%s") "    for: server\n    require: self.edge\n", id).p)
               .set != NULL;
}

static void rule_ids_are_letters_then_digits(void **state)
{
    (void)state;
    static const char *const good[] = {"HMA-014", "CBX-003.2", "EP2-1", "my-org-12"};
    static const char *const bad[] = {"HMA", "014", "HMA-", "HMA-1.", "HMA-1.x", "-1", "HMA-1a", "HMA 1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(id_is_good(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(id_is_good(bad[i]));
}

static void globs_select_rules_and_families(void **state)
{
    (void)state;
    const Rule rule = {.id = STR_INIT("CBX-003.2"), .family = STR_INIT("CBX-003")};
    static const char *const match[] = {"CBX-003", "cbx-003.2", "CBX-*", "*", "CBX-00?", "*3.2", "C*3*2"};
    static const char *const differ[] = {"CBX-00", "CBX-003.3", "HMA-*", "", "?", "CBX-003.2.1"};
    for (size_t i = 0; i < sizeof match / sizeof *match; i++)
        assert_true(rule_matches(&rule, str(match[i])));
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++)
        assert_false(rule_matches(&rule, str(differ[i])));
}

static void the_built_in_policies_are_right(void **state)
{
    (void)state;
    size_t count = 0;
    const PolicyFile *files = policy_builtin(arena, &count);
    Loaded loaded = load_files(files, count, NULL, 0);
    assert_lines(loaded, "");
    assert_non_null(loaded.set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_is_read_whole),
        cmocka_unit_test(mistakes_of_all_files_come_in_one_pass_in_order),
        cmocka_unit_test(a_caret_finds_its_line_in_a_block),
        cmocka_unit_test(logic_must_be_bool),
        cmocka_unit_test(a_policy_applies_to_an_organization_not_to_an_entity),
        cmocka_unit_test(a_field_that_a_type_lacks_is_a_warning),
        cmocka_unit_test(a_variable_is_checked_for_the_kinds_that_use_it),
        cmocka_unit_test(a_variable_that_nobody_reads_is_checked),
        cmocka_unit_test(what_nobody_reads_is_a_warning),
        cmocka_unit_test(fixes_are_checked_against_the_model),
        cmocka_unit_test(parameters_have_types_defaults_and_settings),
        cmocka_unit_test(settings_are_checked),
        cmocka_unit_test(profiles_read_earlier_profiles_only),
        cmocka_unit_test(the_fix_of_a_group_has_no_fields),
        cmocka_unit_test(a_rule_asks_exactly_one_question),
        cmocka_unit_test(rule_ids_are_letters_then_digits),
        cmocka_unit_test(globs_select_rules_and_families),
        cmocka_unit_test(the_built_in_policies_are_right),
    };
    return cmocka_run_group_tests(tests, start, end);
}
