// Locks and collections: what may be overridden, and how lists are merged.
#include "iis_fixture.h"

static const char *const upload = "serverRuntime.uploadReadAheadSize";
static const char *const providers = "windowsAuthentication.providers";

// A server with one setting in the host, a web.config at S/a and none needed elsewhere.
static Bench with(const char *host, const char *web)
{
    Bench bench = bench_new();
    bench_host(&bench, host);
    if (web != NULL)
        bench_web(&bench, "S/a", web);
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    return bench;
}

// --- locks ------------------------------------------------------------------------------------------

static void a_locked_section_in_a_web_config_is_invalid_and_unknown_from_there_on(void **state)
{
    (void)state;
    Bench bench = with(HOST("\n" AT("S/a", ACCESS("Ssl"))), WEB("\n" WS(ACCESS("None"))));
    assert_violation(&bench, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/security/access");
    const IisViolation *violations;
    assert_int_equal(iis_violations(bench.server, &violations), 2); // a/b reads the file again
    assert_int_equal(violations[0].override.file, 2);
    assert_int_equal(violations[0].override.line, 2);
    assert_int_equal(violations[0].lock.file, 1);
    assert_int_equal(violations[0].lock.line, 1);
    assert_setting(&bench, "S/a", "access.sslFlags", "(unknown: conflict)");
    assert_setting(&bench, "S/a/b", "access.sslFlags", "(unknown: conflict)");
    assert_setting(&bench, "S", "access.sslFlags", "(none)");
    Value unknown = setting_value(&bench, "S/a", "access.sslFlags");
    assert_int_equal(unknown.as.unknown->reasons[0]->origin.file, 2);
    assert_int_equal(unknown.as.unknown->reasons[1]->origin.file, 1);
    assert_string_equal(bench.diags.items[bench.diags.count - 1].code, "lockedSection");
    bench_free(&bench);
}

static void even_the_same_value_or_none_is_an_override(void **state)
{
    (void)state;
    Bench same = with(HOST(AT("S/a", ACCESS("Ssl"))), WEB(WS(ACCESS("Ssl"))));
    Bench none = with(HOST(""), WEB(WS("<security><access/></security>")));
    assert_violation(&same, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/security/access");
    assert_violation(&none, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/security/access");
    assert_setting(&none, "S/a", "access.sslFlags", "(unknown: conflict)");
    bench_free(&same);
    bench_free(&none);
}

static void a_lock_binds_lower_files_not_locations_of_the_same(void **state)
{
    (void)state;
    Bench bench =
        with(HOST("<location path='S' overrideMode='Deny'>" WS(RUNTIME("1")) "</location>" AT("S/a", RUNTIME("2"))),
             EMPTY_WEB);
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", upload, "2");
    bench_free(&bench);
}

static void a_location_unlocks_the_sections_in_it(void **state)
{
    (void)state;
    const char *host =
        HOST("<location path='' overrideMode='Allow'>" WS("<handlers accessPolicy='Read'/>") "</location>");
    Bench bench = with(host, WEB(WS("<handlers accessPolicy='Read,Script'/>")));
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", "handlers.accessPolicy", "Read, Script");
    bench_free(&bench);
}

static void an_unlocked_section_needs_its_web_config(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench,
               HOST("<location path='' overrideMode='Allow'>" WS("<handlers accessPolicy='Read'/>") "</location>"));
    bench_seal(&bench);
    assert_setting(&bench, "S/a", "handlers.accessPolicy", "(unknown: webConfigMissing)");
    assert_setting(&bench, "S/a", "access.sslFlags", "(none)");
    bench_free(&bench);
}

static void a_location_without_the_section_unlocks_nothing(void **state)
{
    (void)state;
    Bench bench =
        with(HOST("<location path='' overrideMode='Allow'>" WS(RUNTIME("1")) "</location>"), WEB(WS(ACCESS("Ssl"))));
    assert_violation(&bench, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/security/access");
    bench_free(&bench);
}

static void allow_override_is_the_old_name(void **state)
{
    (void)state;
    Bench deny =
        with(HOST("<location path='S' allowOverride='false'>" WS(RUNTIME("1")) "</location>"), WEB(WS(RUNTIME("2"))));
    Bench allow =
        with(HOST("<location path='S' allowOverride='true'>" WS(ACCESS("Ssl")) "</location>"), WEB(WS(ACCESS("None"))));
    assert_violation(&deny, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/serverRuntime");
    assert_no_violation(&allow);
    assert_setting(&allow, "S/a", "access.sslFlags", "(none)");
    bench_free(&deny);
    bench_free(&allow);
}

static void the_deepest_location_of_a_file_decides(void **state)
{
    (void)state;
    Bench bench = with(HOST("<location path='' overrideMode='Deny'>" WS(
                           RUNTIME("1")) "</location>"
                                         "<location path='S/a' overrideMode='Allow'>" WS(RUNTIME("2")) "</location>"),
                       WEB(WS(RUNTIME("3"))));
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", upload, "3");
    bench_free(&bench);
}

static void a_web_config_locks_the_ones_below_it(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S", WEB("<location overrideMode='Deny'>" WS(RUNTIME("1")) "</location>"));
    bench_web(&bench, "S/a", WEB(WS(RUNTIME("2"))));
    bench_seal(&bench);
    assert_violation(&bench, 0, IIS_VIOLATION_SECTION, "S/a", "system.webServer/serverRuntime");
    assert_setting(&bench, "S", upload, "1");
    assert_setting(&bench, "S/a", upload, "(unknown: conflict)");
    assert_setting(&bench, "S/v", upload, "1"); // v has no web.config here, and none could change it
    bench_free(&bench);
}

static void an_app_host_only_section_stays_locked(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST("<location path='' overrideMode='Allow'>" WS(
                           "<globalModules><add name='X' image='x.dll'/></globalModules>") "</location>"));
    bench_seal(&bench);
    assert_items(&bench, "S/a", "globalModules.items", "X");
    bench_free(&bench);
}

static void locked_attributes_refuse_overrides_by_lower_files(void **state)
{
    (void)state;
    const char *web = WEB(WS(WINDOWS("enabled='true'", "")));
    Bench one = with(HOST(WS(WINDOWS("enabled='false' lockAttributes='useKernelMode, enabled'", ""))), web);
    Bench all = with(HOST(WS(WINDOWS("lockAttributes='*'", ""))), web);
    Bench other = with(HOST(WS(WINDOWS("lockAttributes='useKernelMode'", ""))), web);
    Bench except = with(HOST(WS(WINDOWS("lockAllAttributesExcept='enabled'", ""))), web);
    Bench not_excepted = with(HOST(WS(WINDOWS("lockAllAttributesExcept='useKernelMode'", ""))), web);
    Bench same_file =
        with(HOST(WS(WINDOWS("lockAttributes='enabled'", "")) AT("S/a", WINDOWS("enabled='true'", ""))), NULL);
    assert_setting(&one, "S/a", "windowsAuthentication.enabled", "(unknown: conflict)");
    assert_setting(&one, "S/a", "windowsAuthentication.useKernelMode",
                   "true"); // nothing sets it: the violation tells of the 500.19
    assert_setting(&all, "S/a", "windowsAuthentication.enabled", "(unknown: conflict)");
    assert_setting(&other, "S/a", "windowsAuthentication.enabled", "true");
    assert_setting(&except, "S/a", "windowsAuthentication.enabled", "true");
    assert_setting(&not_excepted, "S/a", "windowsAuthentication.enabled", "(unknown: conflict)");
    assert_setting(&same_file, "S/a", "windowsAuthentication.enabled", "true");
    assert_violation(&one, 0, IIS_VIOLATION_LOCK, "S/a",
                     "system.webServer/security/authentication/windowsAuthentication");
    Bench *benches[] = {&one, &all, &other, &except, &not_excepted, &same_file};
    for (size_t i = 0; i < 6; i++)
        bench_free(benches[i]);
}

static void locked_elements_refuse_overrides_by_lower_files(void **state)
{
    (void)state;
    const char *web = WEB(WS(PROVIDERS("<add value='X'/>")));
    Bench element = with(HOST(WS(WINDOWS("lockElements='providers'", ""))), web);
    Bench directive = with(HOST(WS(WINDOWS("", "<providers lockElements='clear,remove'/>"))), web);
    Bench add = with(HOST(WS(WINDOWS("", "<providers lockElements='add'/>"))), web);
    Bench except = with(HOST(WS(WINDOWS("lockAllElementsExcept='extendedProtection'", ""))), web);
    Bench item = with(HOST(WS(WINDOWS("lockItem='true'", ""))), web);
    assert_setting(&element, "S/a", providers, "(unknown: conflict)");
    assert_setting(&directive, "S/a", providers, "X");
    assert_setting(&add, "S/a", providers, "(unknown: conflict)");
    assert_setting(&except, "S/a", providers, "(unknown: conflict)");
    assert_setting(&item, "S/a", providers, "(unknown: conflict)");
    Bench *benches[] = {&element, &directive, &add, &except, &item};
    for (size_t i = 0; i < 5; i++)
        bench_free(benches[i]);
}

static void a_locked_item_may_not_be_removed_or_cleared_below(void **state)
{
    (void)state;
    const char *host = HOST(WS("<modules><add name='A' lockItem='true'/><add name='B' lockItem='false'/></modules>"));
    Bench removed = with(host, WEB(WS("<modules><remove name='A'/></modules>")));
    Bench cleared = with(host, WEB(WS("<modules><clear/></modules>")));
    Bench other = with(host, WEB(WS("<modules><remove name='B'/><add name='C'/></modules>")));
    assert_violation(&removed, 0, IIS_VIOLATION_LOCK, "S/a", "system.webServer/modules");
    assert_items(&removed, "S/a", "modules.items", "(unknown: conflict)");
    assert_items(&cleared, "S/a", "modules.items", "(unknown: conflict)");
    assert_items(&other, "S", "modules.items", "A B");
    // a/b reads the same file: B is gone already, but C is there.
    assert_items(&other, "S/a", "modules.items", "A C");
    assert_items(&other, "S/a/b", "modules.items", "(unknown: conflict)");
    bench_free(&removed);
    bench_free(&cleared);
    bench_free(&other);
}

static void a_violation_that_stays_in_its_application_does_not_spread(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/d", "")));
    bench_web(&bench, "S",
              WEB("<location inheritInChildApplications='false'>" WS(
                  "<modules><add name='A'/><add name='A'/></modules>") "</location>"));
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_items(&bench, "S", "modules.items", "(unknown: conflict)");
    assert_items(&bench, "S/v", "modules.items", "(unknown: conflict)");
    assert_items(&bench, "S/d", "modules.items", "(unknown: conflict)");
    assert_items(&bench, "S/a", "modules.items", "");
    bench_free(&bench);
}

static void violations_are_open_where_a_web_config_is_missing(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S", EMPTY_WEB);
    bench_seal(&bench);
    assert_null(iis_violations_open(bench.server, 0, bench.arena));
    assert_null(iis_violations_open(bench.server, (unsigned)iis_find(bench.server, STR("S")), bench.arena));
    const Unknown *open =
        iis_violations_open(bench.server, (unsigned)iis_find(bench.server, STR("S/a/b")), bench.arena);
    assert_int_equal(open->count, 1); // a and a/b have one directory
    assert_string_equal(open->reasons[0]->why.p, "webConfigMissing");
    bench_free(&bench);
}

// --- several places in one file ---------------------------------------------------------------------

static void locations_with_one_path_and_different_sections_add_up(void **state)
{
    (void)state;
    Bench bench = with(
        HOST(AT("S/a", ACCESS("Ssl")) AT("S/a/", RUNTIME("3")) AT("s/A", "<handlers accessPolicy='Script'/>")), NULL);
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", "access.sslFlags", "Ssl");
    assert_setting(&bench, "S/a", upload, "3");
    assert_setting(&bench, "S/a", "handlers.accessPolicy", "Script");
    bench_free(&bench);
}

static void locations_with_one_path_that_contradict_each_other_are_invalid(void **state)
{
    (void)state;
    Bench bench = with(HOST(AT("S/a", ACCESS("Ssl") RUNTIME("1")) AT("S/a", ACCESS("None") RUNTIME("1"))), NULL);
    const IisViolation *violations;
    assert_int_equal(iis_violations(bench.server, &violations), 1);
    assert_violation(&bench, 0, IIS_VIOLATION_DUPLICATE, "S/a", "system.webServer/security/access");
    assert_setting(&bench, "S/a", "access.sslFlags", "(unknown: conflict)");
    assert_setting(&bench, "S/a", upload, "1");
    assert_string_equal(iis_violation_name(violations[0].kind), "duplicateLocation");
    bench_free(&bench);
}

static void the_top_level_and_an_empty_path_are_one_level(void **state)
{
    (void)state;
    Bench bench = with(HOST(WS(RUNTIME("1")) "<location path='.'>" WS(RUNTIME("2")) "</location>"), NULL);
    assert_violation(&bench, 0, IIS_VIOLATION_DUPLICATE, "", "system.webServer/serverRuntime");
    assert_setting(&bench, "S/a", upload, "(unknown: conflict)");
    bench_free(&bench);
}

static void a_nearer_level_makes_known_what_a_conflict_made_unknown(void **state)
{
    (void)state;
    Bench bench = with(HOST(AT("S", RUNTIME("1")) AT("S", RUNTIME("2")) AT("S/a", RUNTIME("3"))), NULL);
    assert_violation(&bench, 0, IIS_VIOLATION_DUPLICATE, "S", "system.webServer/serverRuntime");
    assert_setting(&bench, "S/v", upload, "(unknown: conflict)");
    assert_setting(&bench, "S/a", upload, "3");
    bench_free(&bench);
}

static void odd_paths_have_no_effect_and_are_named(void **state)
{
    (void)state;
    Bench bench = with(HOST(AT("/S/a", ACCESS("Ssl")) AT("S//a", ACCESS("Ssl")) AT("S,T", ACCESS("Ssl"))), NULL);
    assert_setting(&bench, "S/a", "access.sslFlags", "(none)");
    assert_int_equal(bench.diags.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(bench.diags.items[i].code, "oddPath");
    bench_free(&bench);
}

// --- collections ------------------------------------------------------------------------------------

static void items_are_added_removed_and_cleared_by_key(void **state)
{
    (void)state;
    Bench bench =
        with(HOST(WS(PROVIDERS("<add value='Negotiate'/><add value='NTLM'/>"))
                      AT("S", PROVIDERS("<remove value='ntlm'/>")) AT("S/a", PROVIDERS("<add value='Custom'/>"))
                          AT("S/a/b", PROVIDERS("<clear/><add value='NTLM'/>")) AT("S/v", PROVIDERS("<clear/>"))),
             NULL);
    assert_setting(&bench, "", providers, "Negotiate, NTLM");
    assert_setting(&bench, "S", providers, "Negotiate");
    assert_setting(&bench, "S/a", providers, "Negotiate, Custom");
    assert_setting(&bench, "S/a/b", providers, "NTLM");
    assert_setting(&bench, "S/v", providers, "(none)");
    assert_no_violation(&bench);
    bench_free(&bench);
}

static void adding_a_key_twice_is_invalid(void **state)
{
    (void)state;
    Bench bench =
        with(HOST(WS(PROVIDERS("<add value='Negotiate'/>")) AT("S/a", PROVIDERS("<add value='NEGOTIATE'/>"))), NULL);
    assert_violation(&bench, 0, IIS_VIOLATION_DUPLICATE_ITEM, "S/a",
                     "system.webServer/security/authentication/windowsAuthentication");
    assert_setting(&bench, "S/a", providers, "(unknown: conflict)");
    assert_setting(&bench, "S", providers, "Negotiate");
    bench_free(&bench);
}

static void removing_what_is_not_there_is_no_error(void **state)
{
    (void)state;
    Bench bench = with(HOST(WS("<modules><remove name='Nowhere'/><add name='A'/></modules>")), NULL);
    assert_items(&bench, "S", "modules.items", "A");
    bench_free(&bench);
}

static void names_of_modules_are_case_sensitive(void **state)
{
    (void)state;
    Bench bench = with(HOST(WS("<modules><add name='A'/><add name='a'/></modules>")),
                       WEB(WS("<modules><remove name='a'/></modules>")));
    assert_no_violation(&bench);
    assert_items(&bench, "S/a", "modules.items", "A");
    bench_free(&bench);
}

static void handlers_of_a_level_go_in_front(void **state)
{
    (void)state;
    Bench bench =
        with(HOST(WS("<handlers><add name='A' path='*'/><add name='B' path='*'/></handlers>") AT(
                 "S", "<handlers><add name='C' path='*'/><remove name='A'/><add name='D' path='*'/></handlers>")),
             NULL);
    assert_items(&bench, "", "handlers.items", "A B");
    assert_items(&bench, "S", "handlers.items", "C D B");
    bench_free(&bench);
}

static void keys_may_be_combined_and_have_defaults(void **state)
{
    (void)state;
    Bench bench =
        with(HOST(WS("<security><ipSecurity allowUnlisted='false'><add ipAddress='10.0.0.1' allowed='true'/>"
                     "<add ipAddress='10.0.0.1' subnetMask='255.0.0.0' allowed='true'/></ipSecurity></security>")),
             WEB(WS("<security><ipSecurity><remove ipAddress='10.0.0.1' "
                    "subnetMask='255.255.255.255'/></ipSecurity></security>")));
    assert_no_violation(&bench);
    assert_items(&bench, "S", "ipSecurity.items", "10.0.0.1 10.0.0.1");
    assert_items(&bench, "S/a", "ipSecurity.items", "10.0.0.1");
    Value list = setting_value(&bench, "S/a", "ipSecurity.items");
    const Object *item = list.as.list->items[0].as.object;
    int mask = object_field(item->class, STR("subnetMask")), allowed = object_field(item->class, STR("allowed"));
    assert_string_equal(value_text(bench.arena, item->class->get(item, (unsigned)mask, bench.arena)).p, "255.0.0.0");
    assert_true(item->class->get(item, (unsigned)allowed, bench.arena).as.boolean);
    bench_free(&bench);
}

static void directives_may_have_other_names(void **state)
{
    (void)state;
    const char *host =
        HOST(WS(WINDOWS("", "<extendedProtection tokenChecking='Allow' flags='Proxy,AllowDotlessSpn'><spn "
                            "name='HTTP/a'/><spn name='HTTP/b'/>"
                            "</extendedProtection>"))
                 AT("S", WINDOWS("", "<extendedProtection><removeSpn name='http/A'/></extendedProtection>"))
                     AT("S/a", WINDOWS("", "<extendedProtection tokenChecking='2'><clearSpns/></extendedProtection>")));
    Bench bench = with(host, NULL);
    assert_setting(&bench, "S", "windowsAuthentication.extendedProtection.spn", "HTTP/b");
    assert_setting(&bench, "S/a", "windowsAuthentication.extendedProtection.spn", "(none)");
    assert_setting(&bench, "S", "windowsAuthentication.extendedProtection.flags", "AllowDotlessSpn, Proxy");
    assert_setting(&bench, "S", "windowsAuthentication.extendedProtection.tokenChecking", "Allow");
    assert_setting(&bench, "S/a", "windowsAuthentication.extendedProtection.tokenChecking", "Require");
    bench_free(&bench);
}

static void a_cleared_collection_is_known_below_a_missing_file(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(WS("<modules><add name='A'/></modules>")));
    bench_web(&bench, "S/a",
              WEB("<location inheritInChildApplications='false'>" WS(
                  "<modules><clear/><add name='B'/></modules>") "</location>"));
    bench_seal(&bench);
    assert_items(&bench, "S", "modules.items", "(unknown: webConfigMissing)");
    assert_items(&bench, "S/a", "modules.items", "B");
    bench_free(&bench);
}

static void the_chain_of_a_collection_shows_the_list_of_each_level(void **state)
{
    (void)state;
    Bench bench =
        with(HOST("\n" WS(PROVIDERS("<add value='N'/>")) "\n" AT("S/a", PROVIDERS("<add value='M'/>"))), NULL);
    const IisLevel *levels;
    size_t count = iis_chain(iis_settings(bench.server, (unsigned)iis_find(bench.server, STR("S/a"))),
                             STR("windowsAuthentication.providers"), bench.arena, &levels);
    assert_int_equal(count, 3);
    assert_string_equal(value_text(bench.arena, levels[0].value).p, "N, M");
    assert_int_equal(levels[0].value.origin.line, 3);
    assert_string_equal(value_text(bench.arena, levels[1].value).p, "N");
    assert_int_equal(
        iis_chain(iis_settings(bench.server, 0), STR("windowsAuthentication.nothing"), bench.arena, &levels), 0);
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_locked_section_in_a_web_config_is_invalid_and_unknown_from_there_on),
        cmocka_unit_test(even_the_same_value_or_none_is_an_override),
        cmocka_unit_test(a_lock_binds_lower_files_not_locations_of_the_same),
        cmocka_unit_test(a_location_unlocks_the_sections_in_it),
        cmocka_unit_test(an_unlocked_section_needs_its_web_config),
        cmocka_unit_test(a_location_without_the_section_unlocks_nothing),
        cmocka_unit_test(allow_override_is_the_old_name),
        cmocka_unit_test(the_deepest_location_of_a_file_decides),
        cmocka_unit_test(a_web_config_locks_the_ones_below_it),
        cmocka_unit_test(an_app_host_only_section_stays_locked),
        cmocka_unit_test(locked_attributes_refuse_overrides_by_lower_files),
        cmocka_unit_test(locked_elements_refuse_overrides_by_lower_files),
        cmocka_unit_test(a_locked_item_may_not_be_removed_or_cleared_below),
        cmocka_unit_test(a_violation_that_stays_in_its_application_does_not_spread),
        cmocka_unit_test(violations_are_open_where_a_web_config_is_missing),
        cmocka_unit_test(locations_with_one_path_and_different_sections_add_up),
        cmocka_unit_test(locations_with_one_path_that_contradict_each_other_are_invalid),
        cmocka_unit_test(the_top_level_and_an_empty_path_are_one_level),
        cmocka_unit_test(a_nearer_level_makes_known_what_a_conflict_made_unknown),
        cmocka_unit_test(odd_paths_have_no_effect_and_are_named),
        cmocka_unit_test(items_are_added_removed_and_cleared_by_key),
        cmocka_unit_test(adding_a_key_twice_is_invalid),
        cmocka_unit_test(removing_what_is_not_there_is_no_error),
        cmocka_unit_test(names_of_modules_are_case_sensitive),
        cmocka_unit_test(handlers_of_a_level_go_in_front),
        cmocka_unit_test(keys_may_be_combined_and_have_defaults),
        cmocka_unit_test(directives_may_have_other_names),
        cmocka_unit_test(a_cleared_collection_is_known_below_a_missing_file),
        cmocka_unit_test(the_chain_of_a_collection_shows_the_list_of_each_level),
    };
    return cmocka_run_group_tests_name("iis locks and collections", tests, NULL, NULL);
}
