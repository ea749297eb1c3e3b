// Which server and organization a file belongs to.
#include "folder.h"

static const Str HOST_CONFIG = STR_INIT(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<configuration><system.applicationHost><sites>\n"
    "<site name=\"Default Web Site\" id=\"1\"><application path=\"/\"><virtualDirectory path=\"/\" "
    "physicalPath=\"C:\\inetpub\\wwwroot\" /></application>\n"
    "<application path=\"/EWS\"><virtualDirectory path=\"/\" physicalPath=\"C:\\Exchange\\FrontEnd\\HttpProxy\\EWS\" "
    "/></application>\n<bindings><binding protocol=\"https\" bindingInformation=\"*:443:\" /></bindings></site>\n"
    "</sites></system.applicationHost></configuration>\n");

static void expect_server(const Estate *estate, const char *file, const char *server, ServerFrom from)
{
    const Input *input = folder_input(estate, file);
    assert_text(input->server, server);
    assert_int_equal(input->server_from, from);
}

static void a_record_names_its_server_and_organization(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "anything.xml", "EX01", "");
    const Estate *estate = folder_estate(folder);
    expect_server(estate, "anything.xml", "EX01", FROM_RECORD);
    assert_int_equal(estate->organizations.count, 1);
    assert_text(entity_organization_key(folder_entity(estate, "server:EX01")),
                "cn=contoso,cn=microsoft exchange,cn=services,cn=configuration,dc=contoso,dc=com");
    assert_field(estate, "organization:Contoso", "name", "\"Contoso\"");
}

static void an_option_beats_the_manifest_and_the_longest_path_wins(void **state)
{
    Folder *folder = *state;
    Str file = folder_write(folder, "a/b/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "manifest.yaml", STR("exaudit: 1\nserver: OTHER\n"));
    ServerOption servers[] = {{STR("WIDE"), str_printf(folder->arena, "%s/a", folder->path)},
                              {STR("NEAR"), str_printf(folder->arena, "%s/a/b", folder->path)}};
    Str path = str(folder->path);
    (void)file;
    const Estate *estate = folder_import(
        folder, (ImportOptions){.paths = &path, .path_count = 1, .servers = servers, .server_count = 2, .jobs = 1});
    expect_server(estate, "applicationHost.config", "NEAR", FROM_OPTION);
    folder_entity(estate, "server:WIDE"); // named, so it exists
    folder_entity(estate, "server:OTHER");
    folder_entity(estate, "iisPath:NEAR/Default Web Site/EWS");
}

static void the_manifest_beats_the_path(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "ews1.xml", "EX01", "");
    folder_ews(folder, "ews2.xml", "EX02", "");
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "EX01/manifest.yaml",
                 STR("exaudit: 1\nfiles:\n  - {path: applicationHost.config, server: ex02.contoso.com}\n"));
    expect_server(folder_estate(folder), "applicationHost.config", "EX02", FROM_MANIFEST);
}

static void a_known_name_between_other_characters_in_the_path_counts(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "all/ews1.xml", "EX-01", "");
    folder_ews(folder, "all/ews2.xml", "EX", "");
    folder_write(folder, "2026_ex-01_IIS/EX/x.EX-01.config", HOST_CONFIG);
    folder_write(folder, "EX_old/applicationHost.config", HOST_CONFIG);
    folder_write(folder, "EXTRA/applicationHost.config", HOST_CONFIG);
    const Estate *estate = folder_estate(folder);
    expect_server(estate, "x.EX-01.config", "EX-01", FROM_PATH); // the deepest component, the longest name in it
    expect_server(estate, "EX_old/applicationHost.config", "EX", FROM_PATH);
    expect_server(estate, "EXTRA/applicationHost.config", "EXTRA", FROM_GUESS);
}

static void a_name_of_two_servers_tells_nothing(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "all/ews1.xml", "EX01", "");
    folder_ews(folder, "all/ews2.xml", "EX02", "");
    folder_write(folder, "EX01-vs-EX02/applicationHost.config", HOST_CONFIG);
    const Estate *estate = folder_estate(folder);
    expect_server(estate, "applicationHost.config", "EX01-vs-EX02", FROM_GUESS);
    assert_true(has_diag(estate, "guessedServer"));
}

static void a_record_that_names_two_servers_is_told(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "EX01", "<S N=\"MetabasePath\">IIS://EX01.contoso.com/W3SVC/1/ROOT/EWS</S>");
    assert_false(has_diag(folder_estate(folder), "serverDiffers"));
    folder_ews(folder, "a.xml", "EX01", "<S N=\"MetabasePath\">IIS://ex99.contoso.com/W3SVC/1/ROOT/EWS</S>");
    const Estate *estate = folder_estate(folder);
    assert_true(has_diag(estate, "serverDiffers"));
    expect_server(estate, "a.xml", "EX01", FROM_RECORD);
}

static void the_other_records_of_the_folder_name_the_server(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "one/ews.xml", "EX01", "");
    folder_write(folder, "one/IIS/config/applicationHost.config", HOST_CONFIG);
    folder_ews(folder, "two/ews.xml", "EX02", "");
    const Estate *estate = folder_estate(folder);
    expect_server(estate, "applicationHost.config", "EX01", FROM_FOLDER_RECORDS);
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/EWS", "frontEnd", "true");
}

static void the_name_of_the_folder_is_a_guess_that_shows(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "MAIL7/applicationHost.config", HOST_CONFIG);
    const Estate *estate = folder_estate(folder);
    expect_server(estate, "applicationHost.config", "MAIL7", FROM_GUESS);
    assert_field(estate, "server:MAIL7", "guessed", "true");
    assert_true(has_diag(estate, "guessedServer"));
}

static void a_manifest_that_misses_its_own_files_is_not_complete(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "EX01/applicationHost.config", HOST_CONFIG);
    folder_write(
        folder, "EX01/manifest.yaml",
        STR("exaudit: 1\nserver: EX01\nwebConfigs: complete\nfiles:\n  - {path: ews.config, iisPath: Default Web "
            "Site/EWS}\n"));
    const Estate *estate = folder_estate(folder);
    assert_true(has_diag(estate, "manifestFile"));
    assert_false(estate->iis[0].web_configs_complete);
    folder_write(folder, "EX01/ews.config", STR("<configuration><system.webServer /></configuration>"));
    assert_true(folder_estate(folder)->iis[0].web_configs_complete);
}

static void names_of_servers_are_one_whatever_their_spelling(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "ex01.contoso.com", "");
    folder_ews(folder, "b.xml", "EX01", "");
    const Estate *estate = folder_estate(folder);
    const Kind *server = schema_kind(folder->schema, STR("server"));
    assert_int_equal(estate->by_kind[server->index].count, 1);
    assert_text(estate->by_kind[server->index].items[0]->id, "server:EX01");
}

static void organizations_with_the_same_name_are_told_apart(void **state)
{
    Folder *folder = *state;
    static const char *const forests[] = {"a", "b"};
    for (size_t i = 0; i < 2; i++) {
        Str members =
            str_printf(folder->arena,
                       "<S N=\"Name\">Evo</S><S N=\"DistinguishedName\">CN=Evo,CN=Auth,CN=Contoso,CN=Microsoft "
                       "Exchange,CN=Services,CN=Configuration,DC=%s,DC=com</S>",
                       forests[i]);
        folder_object(folder, str_printf(folder->arena, "%s/auth.xml", forests[i]).p, AUTH_SERVER_CLASS, members.p);
    }
    const Estate *estate = folder_estate(folder);
    assert_int_equal(estate->organizations.count, 2);
    assert_true(has_diag(estate, "severalOrganizations"));
    const Kind *kind = schema_kind(folder->schema, STR("authServer"));
    for (size_t i = 0; i < 2; i++) {
        const Entity *organization = estate->organizations.items[i];
        assert_int_equal(estate_entities(folder->arena, estate, organization, kind).count, 1);
        assert_int_equal(estate_collection(estate, organization, kind).as.list->count, 1);
    }
}

static void an_empty_export_covers_its_server(void **state)
{
    Folder *folder = *state;
    static const Str empty =
        STR_INIT("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\" />");
    folder_ews(folder, "EX01/ews.xml", "EX01", "");
    folder_write(folder, "EX01/Get-ExchangeCertificate.xml", empty);
    folder_write(folder, "GetAuthServer.xml", empty);
    const Estate *estate = folder_estate(folder);
    Value authorities =
        estate_collection(estate, estate->organizations.items[0], schema_kind(folder->schema, STR("authServer")));
    assert_int_equal(authorities.kind, VALUE_LIST);
    assert_int_equal(authorities.as.list->count, 0);
    assert_null(authorities.as.list->open);
    assert_field(estate, "server:EX01", "certificates", "[]");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_record_names_its_server_and_organization),
        IN_FOLDER(an_option_beats_the_manifest_and_the_longest_path_wins),
        IN_FOLDER(the_manifest_beats_the_path),
        IN_FOLDER(a_known_name_between_other_characters_in_the_path_counts),
        IN_FOLDER(a_name_of_two_servers_tells_nothing),
        IN_FOLDER(a_record_that_names_two_servers_is_told),
        IN_FOLDER(the_other_records_of_the_folder_name_the_server),
        IN_FOLDER(the_name_of_the_folder_is_a_guess_that_shows),
        IN_FOLDER(a_manifest_that_misses_its_own_files_is_not_complete),
        IN_FOLDER(names_of_servers_are_one_whatever_their_spelling),
        IN_FOLDER(organizations_with_the_same_name_are_told_apart),
        IN_FOLDER(an_empty_export_covers_its_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
