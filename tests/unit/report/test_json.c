#include "fleet.h"
#include "report/report.h"
#include "support/platform.h"

#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void write_report(Arena *arena, const Audit *audit, bool show_pass, Output *out)
{
    ReportContext context = {
        .audit = audit,
        .fail_on = SEVERITY_MEDIUM,
        .complete = true,
        .show_pass = show_pass,
        .exit_status = 1,
        .width = 80,
        .out = out,
        .arena = arena,
    };
    reporter_json.write(&context);
}

static cJSON *document_of(Arena *arena, Fleet fleet, bool show_pass)
{
    Output *out = output_memory(arena);
    write_report(arena, fleet_audit(arena, fleet), show_pass, out);
    Str text = output_memory_text(out);
    cJSON *document = cJSON_ParseWithLength(text.p, text.n);
    assert_non_null(document);
    return document;
}

static const cJSON *at(const cJSON *object, const char *key)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!member) {
        fail_msg("there is no `%s`", key);
    }
    return member;
}

static void members_come_in_the_order_of_the_contract(void **state)
{
    static const char *const expected[] = {"exaudit",       "complete", "now",      "nowFrom",
                                           "run",           "summary",  "findings", "passes",
                                           "notApplicable", "inputs",   "coverage", "diagnostics"};
    cJSON *document = document_of(*state, (Fleet){.oauth_on = 2, .prefix = "EX"}, false);
    const cJSON *member = document->child;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++, member = member->next) {
        assert_string_equal(member->string, expected[i]);
    }
    assert_null(member);
    cJSON_Delete(document);
}

static void a_finding_holds_its_evidence_its_fix_and_its_fingerprint(void **state)
{
    cJSON *document = document_of(*state, (Fleet){.oauth_on = 2, .prefix = "EX"}, false);
    const cJSON *finding = cJSON_GetArrayItem(at(document, "findings"), 0);
    assert_string_equal(at(finding, "rule")->valuestring, "T-001");
    assert_string_equal(at(finding, "verdict")->valuestring, "fail");
    assert_string_equal(at(at(finding, "entity"), "server")->valuestring, "EX01");
    const cJSON *evidence = cJSON_GetArrayItem(at(finding, "evidence"), 0);
    assert_string_equal(at(evidence, "path")->valuestring, "self.OAuthAuthentication");
    assert_true(cJSON_IsFalse(at(evidence, "value")));
    assert_int_equal(at(at(evidence, "origin"), "line")->valueint, 13);
    assert_int_equal(at(at(evidence, "origin"), "column")->valueint, 7);
    const cJSON *fix = at(finding, "fix");
    assert_int_equal(cJSON_GetArraySize(at(fix, "commands")), 1);
    assert_int_equal(cJSON_GetArraySize(at(fix, "rollback")), 1);
    assert_memory_equal(at(finding, "fingerprint")->valuestring, "v1:", 3);
    cJSON_Delete(document);
}

static int verdicts_in(const cJSON *findings, const char *verdict)
{
    int count = 0;
    const cJSON *finding;
    cJSON_ArrayForEach(finding, findings)
    {
        count += strcmp(at(finding, "verdict")->valuestring, verdict) == 0;
    }
    return count;
}

static void the_summary_counts_what_is_listed(void **state)
{
    cJSON *document = document_of(*state, (Fleet){.oauth_on = 2, .odd = 7, .prefix = "EX"}, true);
    const cJSON *summary = at(document, "summary");
    static const char *const verdicts[] = {"pass", "fail", "unknown", "waived", "error"};
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        assert_int_equal(at(summary, verdicts[i])->valueint, verdicts_in(at(document, "findings"), verdicts[i]));
    }
    int listed = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, at(document, "notApplicable"))
    {
        listed += cJSON_GetArraySize(at(row, "entities"));
    }
    assert_int_equal(at(summary, "notApplicable")->valueint, listed);
    cJSON_Delete(document);
}

static void passes_are_findings_only_on_request(void **state)
{
    cJSON *document = document_of(*state, (Fleet){.oauth_on = 14, .prefix = "EX"}, false);
    assert_int_equal(verdicts_in(at(document, "findings"), "pass"), 0);
    const cJSON *row = cJSON_GetArrayItem(at(document, "passes"), 0);
    assert_string_equal(at(row, "rule")->valuestring, "T-001");
    assert_int_equal(cJSON_GetArraySize(at(row, "entities")), FLEET_SERVERS);
    cJSON_Delete(document);
}

static void the_odd_member_is_marked(void **state)
{
    cJSON *document = document_of(*state, (Fleet){.oauth_on = 14, .odd = 7, .prefix = "EX"}, false);
    const cJSON *finding;
    int odd = 0;
    cJSON_ArrayForEach(finding, at(document, "findings"))
    {
        const cJSON *member;
        cJSON_ArrayForEach(member, cJSON_GetObjectItemCaseSensitive(finding, "members"))
        {
            if (cJSON_IsTrue(at(member, "odd"))) {
                assert_string_equal(at(member, "server")->valuestring, "EX07");
                odd++;
            }
        }
    }
    assert_int_equal(odd, 1);
    cJSON_Delete(document);
}

static void the_same_audit_gives_the_same_bytes(void **state)
{
    Fleet fleet = {.oauth_on = 2, .odd = 7, .prefix = "EX"};
    Output *first = output_memory(*state);
    Output *second = output_memory(*state);
    write_report(*state, fleet_audit(*state, fleet), true, first);
    write_report(*state, fleet_audit(*state, fleet), true, second);
    assert_true(str_eq(output_memory_text(first), output_memory_text(second)));
}

static void the_schema_accepts_it(void **state)
{
    if (system("python3 -c 'import jsonschema' 2>/dev/null") != 0) {
        print_message("SKIPPED: python3 has no jsonschema (package python3-jsonschema): the schema was not checked\n");
        skip();
    }
    Arena *arena = *state;
    Str path = str_printf(arena, "/tmp/exaudit-report-%lu.json", platform_process());
    Str problem;
    Output *out = output_file(arena, path, &problem);
    assert_non_null(out);
    write_report(arena, fleet_audit(arena, (Fleet){.oauth_on = 2, .odd = 7, .prefix = "E\x1b"}), true, out);
    assert_true(output_close(out, &problem));
    Str command = str_printf(arena,
                             "python3 -c 'import json, jsonschema, sys; "
                             "jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' " STR_FMT
                             " " SOURCE_DIR "/schemas/report.schema.json",
                             STR_ARG(path));
    int status = system(command.p);
    (void)remove(path.p);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(members_come_in_the_order_of_the_contract, setup, teardown),
        cmocka_unit_test_setup_teardown(a_finding_holds_its_evidence_its_fix_and_its_fingerprint, setup, teardown),
        cmocka_unit_test_setup_teardown(the_summary_counts_what_is_listed, setup, teardown),
        cmocka_unit_test_setup_teardown(passes_are_findings_only_on_request, setup, teardown),
        cmocka_unit_test_setup_teardown(the_odd_member_is_marked, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_audit_gives_the_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(the_schema_accepts_it, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
