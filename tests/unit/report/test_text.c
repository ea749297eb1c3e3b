#include "fleet.h"
#include "report/report.h"
#include "report/width.h"

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

static ReportContext context_of(Arena *arena, const Audit *audit)
{
    return (ReportContext){
        .audit = audit,
        .fail_on = SEVERITY_MEDIUM,
        .complete = true,
        .exit_status = 1,
        .width = 80,
        .out = output_memory(arena),
        .arena = arena,
    };
}

static Str report(ReportContext context)
{
    reporter_text.write(&context);
    return output_memory_text(context.out);
}

static void assert_says(Str text, const char *part)
{
    if (str_find(text, str(part)) == (size_t)-1) {
        fail_msg("\"%s\" is not in:\n" STR_FMT, part, STR_ARG(text));
    }
}

static void assert_silent(Str text, const char *part)
{
    if (str_find(text, str(part)) != (size_t)-1) {
        fail_msg("\"%s\" is in:\n" STR_FMT, part, STR_ARG(text));
    }
}

static void the_same_finding_on_many_servers_is_told_once(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 2, .odd = 0, .prefix = "EX"});
    Str text = report(context_of(*state, audit));
    assert_says(text, "T-001  EWS accepts OAuth  [12 fail, 2 pass]");
    assert_says(text, "Default Web Site/EWS on 12 of 14 servers: EX01, EX02,");
    assert_says(text, "OAuth is off on EX01\\EWS (Default Web Site)");
    assert_says(text, "OAuthAuthentication = false");
    assert_says(text, "Get-WebServicesVirtualDirectory.xml:13:7");
    assert_silent(text, "OAuth is off on EX02");
}

static void all_servers_are_called_all(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 0, .odd = 0, .prefix = "EX"});
    assert_says(report(context_of(*state, audit)), "on all 14 servers\n");
}

static void the_odd_member_is_named_beside_the_majority(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 14, .odd = 7, .prefix = "EX"});
    Str text = report(context_of(*state, audit));
    assert_says(text, "1 of 14 differs");
    assert_says(text, "Ntlm, WindowsIntegrated         on EX07");
    assert_says(text, "on most, 13 of 14");
}

static void unknowns_are_grouped_by_the_command_that_would_tell(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 14, .odd = 0, .prefix = "EX"});
    Str text = report(context_of(*state, audit));
    assert_says(text, "  Get-AuthServer | Export-Clixml AuthServer.xml\n    decides 1 finding (1 medium)\n");
    assert_says(text, "not exported: Get-AuthServer");
    assert_says(text, "rule T-002");
}

static void the_last_line_explains_the_exit_status(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 2, .odd = 0, .prefix = "EX"});
    ReportContext context = context_of(*state, audit);
    assert_says(report(context), "\n12 findings fail at or above medium: exit 1\n");
    context.out = output_memory(*state);
    context.fail_on = SEVERITY_CRITICAL;
    context.exit_status = 0;
    assert_says(report(context), "\nnothing at or above critical fails or is unknown: exit 0\n");
    context.out = output_memory(*state);
    context.complete = false;
    context.incomplete = STR("1 input is damaged");
    context.exit_status = 2;
    assert_says(report(context), "\n1 input is damaged: the report is incomplete: exit 2\n");
}

static void nothing_is_wider_than_the_page_but_what_cannot_break(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 2, .odd = 7, .prefix = "EX"});
    for (unsigned width = 60; width <= 160; width += 20) {
        ReportContext context = context_of(*state, audit);
        context.width = width;
        Str rest = report(context);
        while (rest.n > 0) {
            size_t end = str_find(rest, STR("\n"));
            Str line = str_slice(rest, 0, end);
            assert_true(text_width(line) <= (width < 80 ? 80 : width));
            rest = str_slice(rest, end + 1, rest.n);
        }
    }
}

static void control_characters_of_an_export_do_not_reach_the_terminal(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 2, .odd = 7, .prefix = "E\x1b[31m\xE2\x80\xAE"});
    ReportContext context = context_of(*state, audit);
    context.verbosity = 1;
    context.show_pass = true;
    Str text = report(context);
    assert_true(text.n > 0);
    for (size_t offset = 0; offset < text.n;) {
        uint32_t code = utf8_next(text, &offset);
        assert_true(code == '\n' || !utf8_unsafe(code));
    }
}

static void passes_are_shown_with_evidence_on_request(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 14, .odd = 0, .prefix = "EX"});
    ReportContext context = context_of(*state, audit);
    assert_silent(report(context), "OAuthAuthentication = true");
    context.out = output_memory(*state);
    context.show_pass = true;
    assert_says(report(context), "OAuthAuthentication = true");
}

static void quiet_leaves_the_summary(void **state)
{
    const Audit *audit = fleet_audit(*state, (Fleet){.oauth_on = 2, .odd = 0, .prefix = "EX"});
    ReportContext context = context_of(*state, audit);
    context.verbosity = -1;
    Str text = report(context);
    assert_true(str_starts(text, STR("Summary")));
    assert_silent(text, "T-001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_finding_on_many_servers_is_told_once, setup, teardown),
        cmocka_unit_test_setup_teardown(all_servers_are_called_all, setup, teardown),
        cmocka_unit_test_setup_teardown(the_odd_member_is_named_beside_the_majority, setup, teardown),
        cmocka_unit_test_setup_teardown(unknowns_are_grouped_by_the_command_that_would_tell, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_line_explains_the_exit_status, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_wider_than_the_page_but_what_cannot_break, setup, teardown),
        cmocka_unit_test_setup_teardown(control_characters_of_an_export_do_not_reach_the_terminal, setup, teardown),
        cmocka_unit_test_setup_teardown(passes_are_shown_with_evidence_on_request, setup, teardown),
        cmocka_unit_test_setup_teardown(quiet_leaves_the_summary, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
