// Inheritance: default, locations, web.configs by directory; what a missing file makes unknown.
#include "iis_fixture.h"

static const char *const upload = "serverRuntime.uploadReadAheadSize";

static void the_default_is_known_and_has_no_origin(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "(none)");
    assert_setting(&bench, "S", "anonymousAuthentication.enabled", "true");
    assert_int_equal(setting_value(&bench, "S", "access.sslFlags").origin.file, 0);
    assert_string_equal(chain_text(&bench, "S", "anonymousAuthentication.enabled").p, "schema default = true");
    bench_free(&bench);
}

static void a_nearer_location_replaces_only_what_it_names(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(WS(WINDOWS("enabled='true' useKernelMode='false'", "")) AT("S", ACCESS("Ssl,Ssl128"))
                                AT("S/a", "<security><access sslFlags='None'/></security>")
                                    AT("s/A/B", "<security><authentication><anonymousAuthentication "
                                                "enabled='false'/></authentication></security>")));
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S", "access.sslFlags", "Ssl, Ssl128");
    assert_setting(&bench, "S/v", "access.sslFlags", "Ssl, Ssl128");
    assert_setting(&bench, "S/a/b", "access.sslFlags", "(none)");
    assert_setting(&bench, "S/a/b", "anonymousAuthentication.enabled", "false");
    assert_setting(&bench, "S/a", "anonymousAuthentication.enabled", "true");
    assert_setting(&bench, "S/a/b", "windowsAuthentication.useKernelMode", "false");
    bench_free(&bench);
}

static void a_prefix_counts_by_whole_segments(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", ACCESS("Ssl")) AT("S/ab", ACCESS("SslNegotiateCert"))));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/ab", "access.sslFlags", "SslNegotiateCert");
    bench_free(&bench);
}

static void the_chain_names_every_level(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST("\n" WS(RUNTIME("1")) "\n" AT("S", RUNTIME("2"))));
    bench_web(&bench, "S", WEB(WS(RUNTIME("3")) "<location path='a'>" WS(RUNTIME("4")) "</location>"));
    bench_web(&bench, "S/a", WEB("\n" WS(RUNTIME("5"))));
    bench_seal(&bench);
    assert_string_equal(
        chain_text(&bench, "S/a", upload).p,
        "web.config of S/a = 5 (3:2:34) < web.config of S, location S/a = 4 (2:1:145) < web.config of S = 3 (2:1:49) < "
        "S = 2 (1:3:53) < server = 1 (1:2:34) < schema default = 49152");
    bench_free(&bench);
}

static void a_missing_web_config_makes_unknown_what_it_could_set(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", RUNTIME("0") ACCESS("Ssl"))));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", upload, "(unknown: webConfigMissing)");
    assert_setting(&bench, "", upload, "49152");
    assert_setting(&bench, "S/a", "access.sslFlags", "Ssl"); // locked: no web.config can change it
    Value value = setting_value(&bench, "S/a", upload);
    assert_int_equal(value.as.unknown->count, 2);
    assert_string_equal(value.as.unknown->reasons[1]->hint.p, "supply C:\\w\\a\\web.config");
    assert_string_equal(value.as.unknown->reasons[1]->subject.p, "web.config of S/a");
    bench_free(&bench);
}

static void the_nearest_file_that_sets_a_value_makes_it_known(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S/a", WEB(WS(RUNTIME("0"))));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", upload, "0"); // that of S is missing, but cannot matter
    assert_setting(&bench, "S/a", "serverRuntime.enabled", "(unknown: webConfigMissing)");
    assert_setting(&bench, "S", upload, "(unknown: webConfigMissing)");
    bench_free(&bench);
}

static void complete_web_configs_leave_nothing_unknown(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a/sub", "")));
    bench_web(&bench, "S/a", WEB(WS(RUNTIME("7"))));
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S", upload, "49152");
    assert_setting(&bench, "S/a/sub", upload, "7");
    bench_free(&bench);
}

static void paths_with_one_directory_read_one_file(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S", EMPTY_WEB);
    bench_web(&bench, "S/a",
              WEB("<location inheritInChildApplications='false'>" WS(
                  RUNTIME("0") "<modules><add name='X'/></modules>") "</location>"));
    bench_seal(&bench);
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", upload, "0");
    assert_setting(&bench, "S/a/b", upload, "0");
    assert_items(&bench, "S/a/b", "modules.items", "X");
    assert_string_equal(chain_text(&bench, "S/a/b", upload).p,
                        "web.config of S/a/b = 0 (3:1:94) < schema default = 49152");
    bench_free(&bench);
}

static void without_inherit_false_the_shared_file_adds_twice(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S", EMPTY_WEB);
    bench_web(&bench, "S/a", WEB(WS("<modules><add name='X'/></modules>")));
    bench_seal(&bench);
    assert_violation(&bench, 0, IIS_VIOLATION_DUPLICATE_ITEM, "S/a/b", "system.webServer/modules");
    assert_items(&bench, "S/a", "modules.items", "X");
    assert_items(&bench, "S/a/b", "modules.items", "(unknown: conflict)");
    bench_free(&bench);
}

static void inherit_false_stops_at_child_applications_not_at_directories(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST("<location path='S' inheritInChildApplications='false'>" WS(ACCESS("Ssl")) "</location>" AT(
                           "S/d", "")));
    bench_seal(&bench);
    assert_setting(&bench, "S", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/v", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/d", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/a", "access.sslFlags", "(none)");
    bench_free(&bench);
}

static void a_directory_below_an_application_may_have_its_own_file(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a/auth", ACCESS("None"))));
    bench_web(&bench, "S", EMPTY_WEB);
    bench_web(&bench, "S/a", WEB(WS(RUNTIME("0"))));
    bench_seal(&bench);
    Value value = setting_value(&bench, "S/a/auth", upload);
    assert_true(value_is(value, VALUE_UNKNOWN));
    assert_string_equal(value.as.unknown->reasons[0]->hint.p, "supply C:\\w\\a\\auth\\web.config");
    bench_free(&bench);
}

static void allow_sub_dir_config_false_means_no_files_below(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench,
               WEB(SECTIONS
                   "<system.applicationHost><sites><site name='S' id='1'><application path='/'>"
                   "<virtualDirectory path='/' physicalPath='C:\\w' allowSubDirConfig='false'/></application></site>"
                   "<site name='T' id='2'><application path='/'><virtualDirectory path='/' "
                   "physicalPath='C:\\t'/></application></site>"
                   "<virtualDirectoryDefaults allowSubDirConfig='false'/></sites></system.applicationHost>" WS("")
                       AT("S/d/e", "") AT("T/d", "")));
    bench_web(&bench, "S", WEB(WS(RUNTIME("1"))));
    bench_web(&bench, "T", WEB(WS(RUNTIME("2"))));
    bench_seal(&bench);
    assert_setting(&bench, "S/d/e", upload, "1");
    assert_setting(&bench, "T/d", upload, "2");
    bench_free(&bench);
}

static void a_location_in_a_web_config_beats_that_of_the_host_for_the_same_path(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", RUNTIME("1"))));
    bench_web(&bench, "S", WEB("<location path='a'>" WS(RUNTIME("2")) "</location>"));
    bench_web(&bench, "S/a", EMPTY_WEB);
    bench_seal(&bench);
    assert_setting(&bench, "S/a", upload, "2");
    bench_free(&bench);
}

static void a_web_config_that_sets_nothing_only_turns_unknown_into_known(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "serverRuntime.uploadReadAheadSize", "serverRuntime.enabled", "access.sslFlags",
        "windowsAuthentication.providers",   "modules.items",         "handlers.accessPolicy"};
    static const char *const paths[] = {"", "S", "S/a", "S/a/b", "S/v"};
    Bench before = bench_new(), after = bench_new();
    const char *host = HOST(WS(PROVIDERS("<add value='NTLM'/>")) AT("S", RUNTIME("1"))
                                AT("S/a", ACCESS("Ssl") "<handlers accessPolicy='Script'/>"));
    bench_host(&before, host);
    bench_host(&after, host);
    for (size_t i = 1; i < 5; i++) {
        Str candidates;
        const IisFile *empty = read_text(&after, EMPTY_WEB, "web.config");
        if (i != 3) // a/b has the directory of a
            assert_true(iis_add_web_config(after.server, empty, str(paths[i]), STR(""), &candidates));
    }
    bench_seal(&before);
    bench_seal(&after);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        for (size_t j = 0; j < sizeof paths / sizeof *paths; j++) {
            Value with = setting_value(&after, paths[j], settings[i]);
            Value without = setting_value(&before, paths[j], settings[i]);
            assert_false(value_is(with, VALUE_UNKNOWN));
            if (!value_is(without, VALUE_UNKNOWN))
                assert_string_equal(value_text(after.arena, with).p, value_text(before.arena, without).p);
        }
    bench_free(&before);
    bench_free(&after);
}

static void two_files_for_one_directory_are_a_conflict(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S/a", WEB(WS(RUNTIME("0"))));
    bench_web(&bench, "S/a/b", WEB(WS(RUNTIME("1"))));
    bench_seal(&bench);
    Value value = setting_value(&bench, "S/a/b", upload);
    assert_true(value_is(value, VALUE_UNKNOWN));
    assert_string_equal(value.as.unknown->reasons[1]->why.p, "conflict");
    bench_free(&bench);
}

static void without_config_sections_any_section_may_be_overridden(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, WEB(SITES AT("S/a", ACCESS("Ssl"))));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "(unknown: webConfigMissing)");
    bench_free(&bench);
}

static void a_fragment_leaves_unknown_what_it_does_not_say(void **state)
{
    (void)state;
    Bench bench = bench_new();
    const IisFile *file =
        read_text(&bench, "<location path='S/a'>" WS(ACCESS("Ssl")) "</location>", "applicationHost.config");
    assert_int_equal(bench.result, READ_OK);
    bench.server = iis_server_new(bench.arena, bench.schema.iis, file);
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/a", "windowsAuthentication.enabled", "(unknown: notExported)");
    assert_setting(&bench, "", "access.sslFlags", "(unknown: notExported)");
    bench_free(&bench);
}

static void a_section_in_another_file_is_unknown(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S", EMPTY_WEB);
    bench_web(&bench, "S/a", WEB(WS("<serverRuntime configSource='x.config'/>")));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", upload, "(unknown: unreadable)");
    assert_setting(&bench, "S", upload, "49152");
    bench_free(&bench);
}

static void a_redirected_configuration_makes_everything_unknown(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", ACCESS("Ssl"))));
    const IisFile *file = read_text(
        &bench,
        "<configuration><configurationRedirection enabled='true' path='\\\\srv\\share' password='x'/></configuration>",
        "redirection.config");
    assert_int_equal(iis_file_kind(file), IIS_REDIRECTION);
    iis_add_redirection(bench.server, file);
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "(unknown: notExported)");
    bench_free(&bench);
}

static void a_redirection_that_is_not_enabled_changes_nothing(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", ACCESS("Ssl"))));
    iis_add_redirection(bench.server, read_text(&bench, "<configuration><configurationRedirection /></configuration>",
                                                "redirection.config"));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "Ssl");
    bench_free(&bench);
}

static void a_path_between_two_others_passes_settings_on(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a/x/y/z", ACCESS("Ssl128"))));
    bench_web(&bench, "S", WEB("<location path='a/x'>" WS(RUNTIME("9")) "</location>"));
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S/a/x/y/z", upload, "9");
    assert_int_equal(iis_find(bench.server, STR("S/a/x")), -1); // no path that the file names
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_is_known_and_has_no_origin),
        cmocka_unit_test(a_nearer_location_replaces_only_what_it_names),
        cmocka_unit_test(a_prefix_counts_by_whole_segments),
        cmocka_unit_test(the_chain_names_every_level),
        cmocka_unit_test(a_missing_web_config_makes_unknown_what_it_could_set),
        cmocka_unit_test(the_nearest_file_that_sets_a_value_makes_it_known),
        cmocka_unit_test(complete_web_configs_leave_nothing_unknown),
        cmocka_unit_test(paths_with_one_directory_read_one_file),
        cmocka_unit_test(without_inherit_false_the_shared_file_adds_twice),
        cmocka_unit_test(inherit_false_stops_at_child_applications_not_at_directories),
        cmocka_unit_test(a_directory_below_an_application_may_have_its_own_file),
        cmocka_unit_test(allow_sub_dir_config_false_means_no_files_below),
        cmocka_unit_test(a_location_in_a_web_config_beats_that_of_the_host_for_the_same_path),
        cmocka_unit_test(a_web_config_that_sets_nothing_only_turns_unknown_into_known),
        cmocka_unit_test(two_files_for_one_directory_are_a_conflict),
        cmocka_unit_test(without_config_sections_any_section_may_be_overridden),
        cmocka_unit_test(a_fragment_leaves_unknown_what_it_does_not_say),
        cmocka_unit_test(a_section_in_another_file_is_unknown),
        cmocka_unit_test(a_redirected_configuration_makes_everything_unknown),
        cmocka_unit_test(a_redirection_that_is_not_enabled_changes_nothing),
        cmocka_unit_test(a_path_between_two_others_passes_settings_on),
    };
    return cmocka_run_group_tests_name("iis inheritance", tests, NULL, NULL);
}
