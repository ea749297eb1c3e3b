// What a part of an applicationHost.config does not say is unknown, also that a path does not exist.
#include "folder.h"

#define OWA_CLASS "Microsoft.Exchange.Data.Directory.SystemConfiguration.ADOwaVirtualDirectory"
#define OWA "virtualDirectory:EX01/Default Web Site/owa"

#define CONFIG_SITES                                                                                                   \
    "<system.applicationHost><sites><site name='Default Web Site' id='1'><application path='/'>"                       \
    "<virtualDirectory path='/' physicalPath='C:\\w'/></application></site></sites></system.applicationHost>"
#define SETTINGS "<system.webServer><security><access sslFlags='Ssl'/></security></system.webServer>"

static void owa(Folder *folder, const char *members)
{
    folder_object(folder, "EX01/Get-OwaVirtualDirectory.xml", OWA_CLASS,
                  str_printf(folder->arena,
                             "<S N=\"Server\">EX01</S>\n<S N=\"Name\">owa (Default Web Site)</S>\n"
                             "<S N=\"DistinguishedName\">CN=owa (Default Web Site),CN=HTTP,CN=Protocols,CN=EX01,"
                             "CN=Servers" CONFIGURATION "</S>\n%s",
                             members)
                      .p);
}

static const Estate *estate_with(Folder *folder, const char *host)
{
    owa(folder, "");
    folder_write(folder, "EX01/applicationHost.config", str(host));
    return folder_estate(folder);
}

static Value member(const Estate *estate, Value object, const char *name)
{
    const ObjectClass *class = object.as.object->class;
    for (unsigned i = 0; i < class->count; i++)
        if (str_eq(class->fields[i].name, str(name)))
            return class->get(object.as.object, i, estate->arena);
    fail_msg("no member %s", name);
    return value_null();
}

static Str ssl_flags(const Estate *estate, const char *id)
{
    Value iis = entity_get(folder_entity(estate, id), STR("iis"), estate->arena);
    assert_true(value_is(iis, VALUE_OBJECT));
    Value access = member(estate, iis, "access");
    Value flags = member(estate, access, "sslFlags");
    return value_is(flags, VALUE_UNKNOWN) ? value_text(estate->arena, flags) : value_literal(estate->arena, flags);
}

static void a_whole_file_denies_a_path(void **state)
{
    assert_field(estate_with(*state, "<configuration>" CONFIG_SITES SETTINGS "</configuration>"), OWA, "iis", "null");
}

static void without_sites_no_path_is_denied(void **state)
{
    static const char *const parts[] = {
        SETTINGS,
        "<configuration>" SETTINGS "</configuration>",
        "<configuration><system.applicationHost><applicationPools/></system.applicationHost>" SETTINGS
        "</configuration>",
        "<configuration><system.applicationHost><sites><applicationDefaults "
        "applicationPool='p'/></sites></system.applicationHost>" SETTINGS "</configuration>",
        "<location path='Default Web Site/ecp'>" SETTINGS "</location>",
        "<site name='Default Web Site' id='1'><application path='/'/></site>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_field(estate_with(*state, parts[i]), OWA, "iis", "unknown(notExported)");
}

static void what_a_location_of_a_part_is_only_the_whole_file_tells(void **state)
{
    const char *id = "iisPath:EX01/Default Web Site/owa";
    const Estate *estate = estate_with(*state, "<location path='Default Web Site/owa'>" SETTINGS "</location>");
    static const char *const fields[] = {"pathKind", "site", "siteId", "physicalPath", "applicationPool", "frontEnd"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        assert_field(estate, id, fields[i], "unknown(notExported)");
    assert_field(estate, id, "path", "\"Default Web Site/owa\"");
}

static void sites_without_any_global_settings_are_no_whole_file(void **state)
{
    const Estate *estate = estate_with(*state, "<configuration>" CONFIG_SITES "</configuration>");
    assert_text(ssl_flags(estate, "iisPath:EX01/"), "(unknown: notExported)");
    assert_field(estate, "iisPath:EX01/Default Web Site", "pathKind", "\"site\"");
    assert_field(estate, OWA, "iis", "unknown(notExported)");
}

#define DECLARED                                                                                                       \
    "<configSections><sectionGroup name='system.webServer'><sectionGroup name='security'>"                             \
    "<section name='access' overrideModeDefault='Deny'/></sectionGroup></sectionGroup></configSections>"

static const char *const whole = "<configuration>" DECLARED CONFIG_SITES SETTINGS "</configuration>";

static void what_iis_refuses_is_a_field_of_the_path_with_both_places(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "EX01/manifest.yaml",
                 STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\nfiles:\n"
                     "  - {path: web.config, iisPath: Default Web Site}\n"));
    folder_write(folder, "EX01/web.config",
                 STR("<configuration>\n<system.webServer><security>\n<access "
                     "sslFlags='None'/></security></system.webServer></configuration>"));
    const Estate *estate = estate_with(folder, whole);
    Value invalid = entity_get(folder_entity(estate, "iisPath:EX01/Default Web Site"), STR("invalid"), estate->arena);
    assert_true(value_is(invalid, VALUE_LIST));
    assert_int_equal(invalid.as.list->count, 1);
    assert_null(invalid.as.list->open);
    Str text = *invalid.as.list->items[0].as.text;
    assert_true(str_starts(text, STR("system.webServer/security/access (lockedSection) at ")));
    assert_true(str_find(text, STR("EX01/web.config:3:1, against ")) != (size_t)-1);
    assert_true(str_find(text, STR("EX01/applicationHost.config:1:")) != (size_t)-1);
    assert_field(estate, "iisPath:EX01/", "invalid", "[]");
}

static void without_a_web_config_more_may_be_refused(void **state)
{
    const Estate *estate = estate_with(*state, whole);
    Value invalid = entity_get(folder_entity(estate, "iisPath:EX01/Default Web Site"), STR("invalid"), estate->arena);
    assert_true(value_is(invalid, VALUE_LIST));
    assert_non_null(invalid.as.list->open);
}

// --- where a record stands -----------------------------------------------------------------------------------

static const Estate *estate_at(Folder *folder, const char *metabase)
{
    owa(folder, str_printf(folder->arena, "<S N=\"MetabasePath\">IIS://EX01.contoso.com/W3SVC/%s</S>\n", metabase).p);
    folder_write(folder, "EX01/applicationHost.config",
                 STR("<configuration><system.applicationHost><sites>"
                     "<site name='Default Web Site' id='1'><application path='/owa'/><application path='/ecp'/></site>"
                     "<site name='Exchange Back End' id='2'><application path='/owa'/></site>"
                     "</sites></system.applicationHost>" SETTINGS "</configuration>"));
    return folder_estate(folder);
}

static void name_and_metabase_path_that_contradict_each_other_leave_iis_unknown(void **state)
{
    assert_false(has_diag(estate_at(*state, "1/ROOT/owa"), "placeConflict"));
    const Estate *other_site = estate_at(*state, "2/ROOT/owa");
    assert_true(has_diag(other_site, "placeConflict"));
    assert_field(other_site, OWA, "iis", "unknown(conflict)");
    assert_field(other_site, OWA, "frontEnd", "unknown(conflict)");
    assert_field(estate_at(*state, "1/ROOT/ecp"), OWA, "iis", "unknown(conflict)");
    assert_field(estate_at(*state, "7/ROOT/EWS"), OWA, "iis", "unknown(conflict)");
}

// --- what is named twice --------------------------------------------------------------------------------------

#define SITE(name, id, inside)                                                                                         \
    "<site name='" name "' id='" id "'><application path='/'><virtualDirectory path='/' physicalPath='C:\\w" id        \
    "'/></application>" inside "</site>"
#define APPLICATION(path) "<application path='" path "'><virtualDirectory path='/' physicalPath='C:\\o'/></application>"

static void what_a_file_names_twice_is_unknown(void **state)
{
    folder_write(*state, "EX01/manifest.yaml", STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\n"));
    const Estate *estate = estate_with(
        *state, "<configuration><system.applicationHost><sites>" SITE("Default Web Site", "1", APPLICATION("/owa"))
                    SITE("default web site", "7", "") SITE("B", "2", APPLICATION("/x") APPLICATION("/X"))
                        SITE("C", "3", "") "</sites></system.applicationHost>" SETTINGS "</configuration>");
    assert_true(has_diag(estate, "duplicatePath"));
    assert_text(ssl_flags(estate, "iisPath:EX01/Default Web Site"), "(unknown: conflict)");
    assert_text(ssl_flags(estate, "iisPath:EX01/Default Web Site/owa"), "(unknown: conflict)");
    assert_text(ssl_flags(estate, "iisPath:EX01/B/x"), "(unknown: conflict)");
    assert_field(estate, "iisPath:EX01/Default Web Site", "siteId", "unknown(conflict)");
    assert_field(estate, "iisPath:EX01/B/x", "physicalPath", "unknown(conflict)");
    assert_field(estate, "iisPath:EX01/B", "physicalPath", "\"C:\\\\w2\"");
    Value invalid = entity_get(folder_entity(estate, "iisPath:EX01/B/x"), STR("invalid"), estate->arena);
    assert_int_equal(invalid.as.list->count, 2); // the application and its root directory
    assert_field(estate, "iisPath:EX01/", "invalid", "[]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_whole_file_denies_a_path, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(without_sites_no_path_is_denied, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(what_a_location_of_a_part_is_only_the_whole_file_tells, folder_setup,
                                        folder_teardown),
        cmocka_unit_test_setup_teardown(sites_without_any_global_settings_are_no_whole_file, folder_setup,
                                        folder_teardown),
        cmocka_unit_test_setup_teardown(what_iis_refuses_is_a_field_of_the_path_with_both_places, folder_setup,
                                        folder_teardown),
        cmocka_unit_test_setup_teardown(without_a_web_config_more_may_be_refused, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(what_a_file_names_twice_is_unknown, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(name_and_metabase_path_that_contradict_each_other_leave_iis_unknown,
                                        folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
