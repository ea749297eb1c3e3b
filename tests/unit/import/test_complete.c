// `webConfigs: complete`: when a web.config that is not there does not exist.
#include "folder.h"

static const Str HOST_CONFIG = STR_INIT(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration><system.applicationHost><sites>\n"
    "<site name=\"Default Web Site\" id=\"1\"><application path=\"/\"><virtualDirectory path=\"/\" "
    "physicalPath=\"C:\\inetpub\\wwwroot\" /></application>\n"
    "<application path=\"/EWS\"><virtualDirectory path=\"/\" physicalPath=\"C:\\Exchange\\FrontEnd\\HttpProxy\\EWS\" "
    "/></application>\n<application path=\"/owa\"><virtualDirectory path=\"/\" "
    "physicalPath=\"C:\\Exchange\\FrontEnd\\HttpProxy\\owa\" /></application>\n"
    "<bindings><binding protocol=\"https\" bindingInformation=\"*:443:\" /></bindings></site>\n"
    "</sites></system.applicationHost></configuration>\n");

static const Str WEB_CONFIG = STR_INIT("<configuration><system.webServer><serverRuntime uploadReadAheadSize=\"0\" />"
                                       "</system.webServer></configuration>");
static const Str OTHER_CONFIG = STR_INIT("<configuration><system.webServer><serverRuntime uploadReadAheadSize=\"7\" />"
                                         "</system.webServer></configuration>");
static const Str COMPLETE = STR_INIT("exaudit: 1\nwebConfigs: complete\n");

static const EstateIis *iis_of(const Estate *estate, const char *server)
{
    for (size_t i = 0; i < estate->iis_count; i++)
        if (str_eq(entity_get(estate->iis[i].server, STR("name"), estate->arena).as.text[0], str(server)))
            return &estate->iis[i];
    fail_msg("no configuration of %s", server);
    return NULL;
}

static bool is_complete(const Estate *estate, const char *server)
{
    return iis_of(estate, server)->web_configs_complete;
}

// uploadReadAheadSize of a path: its number, or why it is unknown.
static void assert_upload(const Estate *estate, const char *id, const char *expected)
{
    Value iis = entity_get(folder_entity(estate, id), STR("iis"), estate->arena);
    assert_int_equal(iis.kind, VALUE_OBJECT);
    const IisLevel *levels;
    size_t count = iis_chain(iis.as.object, STR("serverRuntime.uploadReadAheadSize"), estate->arena, &levels);
    assert_true(count > 0);
    Value v = levels[0].value;
    assert_text(v.kind == VALUE_UNKNOWN ? v.as.unknown->reasons[0]->why : value_literal(estate->arena, v), expected);
}

static void without_any_web_config_it_holds(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml", COMPLETE);
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    assert_true(is_complete(folder_estate(folder), "EX01"));
}

static void one_that_no_path_reads_voids_it(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml", COMPLETE);
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "EX01/manifest.yaml",
                 STR("exaudit: 1\nwebConfigs: complete\nserver: EX01\nfiles:\n"
                     "  - {path: owa.web.config, iisPath: Default Web Site/owaa}\n"));
    folder_write(folder, "EX01/owa.web.config", WEB_CONFIG);
    const Estate *estate = folder_estate(folder);
    assert_true(has_diag(estate, "unmatchedWebConfig"));
    assert_false(is_complete(estate, "EX01"));
    assert_upload(estate, "iisPath:EX01/Default Web Site/owa", "webConfigMissing");
    folder_write(folder, "EX01/owa.web.config", STR("nothing like it"));
    assert_false(is_complete(folder_estate(folder), "EX01"));
}

static void one_that_stands_in_no_known_directory_voids_it(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml", COMPLETE);
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "EX01/EWS/web.config", WEB_CONFIG);
    folder_write(folder, "EX01/elsewhere/web.config", WEB_CONFIG);
    folder_write(folder, "EX01/manifest.yaml", STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\n"));
    const Estate *estate = folder_estate(folder);
    assert_false(is_complete(estate, "EX01"));
    assert_upload(estate, "iisPath:EX01/Default Web Site/EWS", "0");
    assert_upload(estate, "iisPath:EX01/Default Web Site/owa", "webConfigMissing");
}

static void one_that_is_given_to_another_server_voids_it(void **state)
{
    Folder *folder = *state;
    static const char *const servers[] = {"EX01", "EX02"};
    for (size_t i = 0; i < 2; i++) {
        folder_write(folder, str_printf(folder->arena, "%s/applicationHost.config", servers[i]).p, HOST_CONFIG);
        folder_write(folder, str_printf(folder->arena, "%s/owa/web.config", servers[i]).p,
                     i == 0 ? WEB_CONFIG : OTHER_CONFIG);
    }
    folder_write(folder, "manifest.yaml",
                 STR("exaudit: 1\nwebConfigs: complete\nfiles:\n"
                     "  - {path: EX01/applicationHost.config, server: EX01}\n"
                     "  - {path: EX02/applicationHost.config, server: EX02}\n"
                     "  - {path: EX01/owa/web.config, server: EX01, iisPath: Default Web Site/owa}\n"
                     "  - {path: EX02/owa/web.config, server: EX01, iisPath: Default Web Site/owa}\n"));
    const Estate *estate = folder_estate(folder);
    assert_true(has_diag(estate, "foreignWebConfig"));
    assert_true(has_diag(estate, "webConfigConflict"));
    assert_upload(estate, "iisPath:EX01/Default Web Site/owa", "conflict");
    assert_upload(estate, "iisPath:EX02/Default Web Site/owa", "webConfigMissing");
}

static void it_speaks_for_the_servers_whose_files_are_below_it(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml", STR("exaudit: 1\nserver: EX01\n"));
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "some/manifest.yaml", STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\n"));
    folder_write(folder, "some/EWS/web.config", WEB_CONFIG);
    const Estate *estate = folder_estate(folder);
    assert_false(is_complete(estate, "EX01"));
    assert_upload(estate, "iisPath:EX01/Default Web Site/EWS", "0");
    assert_upload(estate, "iisPath:EX01/Default Web Site/owa", "webConfigMissing");
}

static void all_manifests_of_a_server_must_say_it(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml", STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\n"));
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "some/EWS/web.config", WEB_CONFIG);
    assert_true(is_complete(folder_estate(folder), "EX01"));
    folder_write(folder, "some/manifest.yaml", STR("exaudit: 1\nserver: EX01\n"));
    assert_false(is_complete(folder_estate(folder), "EX01"));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(without_any_web_config_it_holds),
        IN_FOLDER(one_that_no_path_reads_voids_it),
        IN_FOLDER(one_that_stands_in_no_known_directory_voids_it),
        IN_FOLDER(one_that_is_given_to_another_server_voids_it),
        IN_FOLDER(it_speaks_for_the_servers_whose_files_are_below_it),
        IN_FOLDER(all_manifests_of_a_server_must_say_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
