// What a report shows of a finding: evidence, reasons, odd members, commands, names.
#include "audit/powershell.h"

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

#define POLICY "policy: p\ntitle: P\nrules:\n"

// The detail of the first finding of a run.
static Detail first(const char *policies, const char *estate)
{
    const Audit *audit =
        world_audit(arena, world_estate(arena, schema, str(estate)), world_policies(arena, schema, str(policies)), 1);
    assert_true(audit->count > 0);
    return audit_detail(audit, &audit->findings[0], arena);
}

static Str joined(const Str *items, size_t count)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&text, "%s" STR_FMT, i ? "\n" : "", STR_ARG(items[i]));
    return strbuf_str(&text);
}

static Str evidence_text(const Evidence *items, size_t count)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&text, "%s" STR_FMT "=" STR_FMT, i ? "; " : "", STR_ARG(items[i].path),
                      STR_ARG(value_literal(arena, items[i].value)));
    return strbuf_str(&text);
}

// --- evidence -----------------------------------------------------------------------------------------

static void evidence_is_what_require_read(void **state)
{
    (void)state;
    Detail detail =
        first(POLICY RULE_HEAD("P-1") "    for: authServer\n    when: self.Type == \"AzureAD\"\n"
                                      "    require: self.Enabled && self.Realm == self.Name && self.Enabled\n"
                                      "    message: \"{self.Name} {{is off}}\"\n",
              "authServer: [{Name: evo, Type: AzureAD, Enabled: true, Realm: x}]");
    assert_string_equal(evidence_text(detail.evidence, detail.evidence_count).p,
                        "self.Enabled=true; self.Realm=\"x\"; self.Name=\"evo\"");
    assert_string_equal(detail.message.p, "evo {is off}");
}

static void evidence_reaches_into_variables_and_lists(void **state)
{
    (void)state;
    Detail detail = first(
        "policy: p\ntitle: P\nvariables:\n  entra: authServers.exists(a, a.Type == \"AzureAD\")\nrules:\n" RULE_HEAD(
            "P-1") "    for: organization\n    require: variables.entra\n",
        "authServer: [{Type: ADFS}, {Type: MicrosoftACS}]");
    assert_string_equal(evidence_text(detail.evidence, detail.evidence_count).p,
                        "a.Type=\"ADFS\"; a.Type=\"MicrosoftACS\"; variables.entra=false");
}

static void long_evidence_is_cut_and_counted(void **state)
{
    (void)state;
    StrBuf yaml = strbuf_new(arena);
    strbuf_add(&yaml, STR("authServer:\n"));
    for (int i = 0; i < 25; i++)
        strbuf_printf(&yaml, "  - {Name: a%d}\n", i);
    Detail detail =
        first(POLICY RULE_HEAD("P-1") "    for: organization\n    require: authServers.exists(a, a.Name == \"x\")\n",
              strbuf_str(&yaml).p);
    assert_int_equal(detail.evidence_count, 20);
    assert_int_equal(detail.evidence_more, 5);
}

static void a_reason_names_what_was_read(void **state)
{
    (void)state;
    Detail detail = first(
        POLICY RULE_HEAD("P-1") "    for: authServer\n    require: self.Enabled && size(virtualDirectories) > 0\n",
        "authServer: [{Name: a}]");
    assert_int_equal(detail.unknown_count, 2);
    assert_true(str_eq(detail.unknown[0].path, STR("self.Enabled")));
    assert_true(str_eq(detail.unknown[1].path, STR("virtualDirectories")));
    assert_true(str_eq(detail.unknown[1].reason.why, STR("notExported")));
    assert_true(str_eq(detail.message, STR("T P-1")));
}

static void a_gap_names_the_collection(void **state)
{
    (void)state;
    Detail detail = first(POLICY RULE_HEAD("P-1") "    for: authServer\n    require: self.Enabled\n", "{}");
    assert_int_equal(detail.unknown_count, 1);
    assert_true(str_eq(detail.unknown[0].path, STR("authServers")));
}

// --- members ------------------------------------------------------------------------------------------

#define CONSISTENT                                                                                                     \
    POLICY RULE_HEAD("P-1") "    for: authServer\n    consistent: {group: [], values: [self.Realm, self.Enabled]}\n"

static Str odd_members(Detail detail)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < detail.member_count; i++)
        strbuf_printf(&text, "%s%s" STR_FMT, i ? "; " : "", detail.members[i].odd ? "odd " : "",
                      STR_ARG(evidence_text(detail.members[i].values, detail.members[i].value_count)));
    return strbuf_str(&text);
}

static void who_differs_from_most_is_odd(void **state)
{
    (void)state;
    Detail detail = first(
        CONSISTENT, "authServer: [{Realm: a, Enabled: true}, {Realm: b, Enabled: true}, {Realm: a, Enabled: true}]");
    assert_string_equal(odd_members(detail).p, "self.Realm=\"a\"; odd self.Realm=\"b\"; self.Realm=\"a\"");
    assert_true(detail.majority);
}

static void half_is_no_majority(void **state)
{
    (void)state;
    Detail detail = first(CONSISTENT, "authServer: [{Realm: a, Enabled: true}, {Realm: b, Enabled: true}]");
    assert_string_equal(odd_members(detail).p, "self.Realm=\"a\"; self.Realm=\"b\"");
    assert_false(detail.majority);
    detail = first(CONSISTENT,
                   "authServer: [{Realm: a, Enabled: true}, {Realm: b, Enabled: true}, {Realm: a}, {Enabled: true}]");
    assert_false(detail.majority);
}

static void an_unknown_member_is_not_odd_and_says_why(void **state)
{
    (void)state;
    Detail detail = first(CONSISTENT, "authServer: [{Realm: a, Enabled: true}, {Realm: a}, {Realm: a, Enabled: true}]");
    assert_string_equal(odd_members(detail).p,
                        "self.Enabled=true; self.Enabled=unknown(notInExample); self.Enabled=true");
    assert_int_equal(detail.unknown_count, 1);
    assert_true(str_eq(detail.unknown[0].path, STR("self.Enabled")));
}

// --- commands -----------------------------------------------------------------------------------------

static const char oauth_rule[] =
    POLICY RULE_HEAD("P-1") "    for: virtualDirectory\n    when: self.type == \"WebServices\"\n"
                            "    require: self.OAuthAuthentication == true\n"
                            "    fix: {OAuthAuthentication: \"true\", WindowsAuthentication: \"true\", "
                            "notes: Test it.}\n";

static void fields_of_one_cmdlet_join(void **state)
{
    (void)state;
    Detail detail =
        first(oauth_rule, "virtualDirectory: [{type: WebServices, Identity: 'EX01\\EWS (Default Web Site)', "
                          "OAuthAuthentication: false, WindowsAuthentication: null}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p,
                        "Set-WebServicesVirtualDirectory -Identity 'EX01\\EWS (Default Web Site)' "
                        "-OAuthAuthentication $true -WindowsAuthentication $true");
    assert_string_equal(joined(detail.rollback, detail.rollback_count).p,
                        "Set-WebServicesVirtualDirectory -Identity 'EX01\\EWS (Default Web Site)' "
                        "-OAuthAuthentication $false -WindowsAuthentication $null");
    assert_true(str_starts(detail.notes, STR("Test it. Setting OAuthAuthentication also changes ")));
}

static void what_is_right_already_is_not_set(void **state)
{
    (void)state;
    Detail detail = first(oauth_rule, "virtualDirectory: [{type: WebServices, Identity: x, OAuthAuthentication: false, "
                                      "WindowsAuthentication: true}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p,
                        "Set-WebServicesVirtualDirectory -Identity 'x' -OAuthAuthentication $true");
}

static void the_rollback_of_an_unknown_value_is_not_given(void **state)
{
    (void)state;
    Detail detail =
        first(oauth_rule, "virtualDirectory: [{type: WebServices, Identity: x, OAuthAuthentication: false}]");
    assert_string_equal(joined(detail.rollback, detail.rollback_count).p,
                        "Set-WebServicesVirtualDirectory -Identity 'x' -OAuthAuthentication $false");
    assert_true(str_find(detail.notes,
                         STR("No rollback of WindowsAuthentication is given, because its present value is not known "
                             "(notInExample).")) != (size_t)-1);
}

static void identities_are_literals_or_refused(void **state)
{
    (void)state;
    Detail detail = first(
        oauth_rule, "virtualDirectory: [{type: WebServices, Identity: \"E'X\\u2019; rm\", OAuthAuthentication: false, "
                    "WindowsAuthentication: true}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p,
                        "Set-WebServicesVirtualDirectory -Identity 'E''X\u2019\u2019; rm' -OAuthAuthentication $true");
    detail = first(oauth_rule,
                   "virtualDirectory: [{type: WebServices, Identity: \"EX\\u202E01\", OAuthAuthentication: false}]");
    assert_int_equal(detail.fix_count, 0);
    assert_true(str_find(detail.notes, STR("No command for OAuthAuthentication is given")) != (size_t)-1);
}

static void settings_of_iis_go_through_appcmd(void **state)
{
    (void)state;
    Detail detail =
        first(POLICY RULE_HEAD("P-1") "    for: virtualDirectory\n    require: \"'Ssl' in self.iis.access.sslFlags\"\n"
                                      "    fix: {iis.access.sslFlags: \"['Ssl', 'Ssl128']\", "
                                      "iis.serverRuntime.uploadReadAheadSize: \"49152\"}\n",
              "virtualDirectory: [{path: Default Web Site/owa, server: {name: EX01}, "
              "iis: {access: {sslFlags: []}, serverRuntime: {uploadReadAheadSize: 0}}}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p,
                        "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" set config 'Default Web Site/owa' "
                        "-section:system.webServer/security/access /sslFlags:'Ssl, Ssl128' /commit:apphost\n"
                        "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" set config 'Default Web Site/owa' "
                        "-section:system.webServer/serverRuntime /uploadReadAheadSize:'49152'");
    assert_string_equal(joined(detail.rollback, detail.rollback_count).p,
                        "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" set config 'Default Web Site/owa' "
                        "-section:system.webServer/security/access /sslFlags:'None' /commit:apphost\n"
                        "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" set config 'Default Web Site/owa' "
                        "-section:system.webServer/serverRuntime /uploadReadAheadSize:'0'");
    assert_true(str_ends(detail.notes, STR("run it on EX01.")));
}

static void providers_are_replaced_in_their_order(void **state)
{
    (void)state;
    Detail detail =
        first(POLICY RULE_HEAD(
                  "P-1") "    for: virtualDirectory\n    require: size(self.iis.windowsAuthentication.providers) == 2\n"
                         "    fix: {iis.windowsAuthentication.providers: \"['Negotiate', 'NTLM']\"}\n",
              "virtualDirectory: [{path: S/owa, iis: {windowsAuthentication: {providers: [NTLM]}}}]");
    assert_string_equal(
        joined(detail.fix, detail.fix_count).p,
        "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" set config 'S/owa' "
        "-section:system.webServer/security/authentication/windowsAuthentication '/-providers.[value=''NTLM'']' "
        "'/+providers.[value=''Negotiate'']' '/+providers.[value=''NTLM'']' /commit:apphost");
}

static void values_in_commands_are_quoted(void **state)
{
    (void)state;
    static const char rule[] = POLICY RULE_HEAD("P-1") "    for: authServer\n    require: self.Enabled\n"
                                                       "    fix: {run: [\"Do-It {self.Name} {self.DomainName}\"], "
                                                       "rollback: [\"Undo-It {self.Realm}\"]}\n";
    Detail detail = first(rule, "authServer: [{Name: \"a'$(b)\", Enabled: false, DomainName: [x, y], Realm: ...}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p, "Do-It 'a''$(b)' 'x','y'");
    detail = first(rule, "authServer: [{Name: a, Enabled: false, DomainName: []}]");
    assert_string_equal(joined(detail.fix, detail.fix_count).p, "Do-It 'a' $null");
    assert_int_equal(detail.rollback_count, 0);
    assert_true(str_find(detail.notes, STR("A rollback command is not given")) == 0);
}

static void literals_are_one_token(void **state)
{
    (void)state;
    Str out;
    assert_true(powershell_literal(arena, value_duration(arena, (Duration){90061, 0}), &out));
    assert_string_equal(out.p, "'1.01:01:01'");
    assert_true(powershell_literal(arena, value_version(15, 2, 1118, 7), &out));
    assert_string_equal(out.p, "'15.2.1118.7'");
    assert_false(powershell_literal(arena, value_string(arena, STR("a\nb")), &out));
    assert_false(powershell_literal(arena, value_unknown_because(arena, (Reason){.why = STR("x")}), &out));
    const Value nested = value_list(arena, (Value[]){value_list(arena, NULL, 0, NULL)}, 1, NULL);
    assert_false(powershell_literal(arena, nested, &out));
    assert_true(powershell_refused(powershell_quote(arena, nested)));
}

// --- names --------------------------------------------------------------------------------------------

// Fingerprints stand in waivers and baselines: this one must never change.
static void a_fingerprint_is_for_ever(void **state)
{
    (void)state;
    const char *rule = POLICY RULE_HEAD("P-1") "    for: authServer\n    require: self.Enabled\n";
    Detail off = first(rule, "authServer: [{Name: a, Enabled: false}]");
    Detail on = first(rule, "authServer: [{Name: b, Enabled: true}]");
    assert_string_equal(off.fingerprint.p, on.fingerprint.p);
    assert_string_not_equal(off.value_hash.p, on.value_hash.p);
    assert_string_equal(off.fingerprint.p, "v1:38444f82df74aee9cc8f0d22498a5026");
    assert_string_equal(off.value_hash.p, "v1:05e5b0558f17b23c3c9c408f9c822b79");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_is_what_require_read),
        cmocka_unit_test(evidence_reaches_into_variables_and_lists),
        cmocka_unit_test(long_evidence_is_cut_and_counted),
        cmocka_unit_test(a_reason_names_what_was_read),
        cmocka_unit_test(a_gap_names_the_collection),
        cmocka_unit_test(who_differs_from_most_is_odd),
        cmocka_unit_test(half_is_no_majority),
        cmocka_unit_test(an_unknown_member_is_not_odd_and_says_why),
        cmocka_unit_test(fields_of_one_cmdlet_join),
        cmocka_unit_test(what_is_right_already_is_not_set),
        cmocka_unit_test(the_rollback_of_an_unknown_value_is_not_given),
        cmocka_unit_test(identities_are_literals_or_refused),
        cmocka_unit_test(settings_of_iis_go_through_appcmd),
        cmocka_unit_test(providers_are_replaced_in_their_order),
        cmocka_unit_test(values_in_commands_are_quoted),
        cmocka_unit_test(literals_are_one_token),
        cmocka_unit_test(a_fingerprint_is_for_ever),
    };
    return cmocka_run_group_tests(tests, start, end);
}
