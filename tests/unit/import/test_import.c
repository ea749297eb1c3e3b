// Paths to the estate: properties that hold for any input, and the real exports.
#include "folder.h"

// --- files ----------------------------------------------------------------------------------------------------

static void a_file_given_twice_is_read_once(void **state)
{
    Folder *folder = *state;
    Str file = folder_ews(folder, "a/ews.xml", "EX01", "");
    Str paths[] = {str(folder->path), file, str_printf(folder->arena, "%s/a/../a//ews.xml", folder->path)};
    const Estate *estate = folder_import(folder, (ImportOptions){.paths = paths, .path_count = 3, .jobs = 1});
    assert_int_equal(estate->input_count, 1);
}

static void what_is_no_export_is_listed_and_ignored(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "notes.txt", STR("remember the milk\n"));
    folder_write(folder, ".git/config", STR("[core]\n"));
    const Estate *estate = folder_estate(folder);
    assert_int_equal(estate->input_count, 1);
    assert_int_equal(estate->inputs[0].state, INPUT_IGNORED);
    assert_int_equal(estate->diags.count, 0);
}

static void what_cannot_be_read_is_damaged_and_does_not_stop_the_others(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "ews.xml", "EX01", "");
    Str paths[] = {str(folder->path), str_printf(folder->arena, "%s/nowhere.xml", folder->path)};
    const Estate *estate = folder_import(folder, (ImportOptions){.paths = paths, .path_count = 2, .jobs = 2});
    assert_int_equal(folder_input(estate, "nowhere.xml")->state, INPUT_DAMAGED);
    assert_int_equal(folder_input(estate, "ews.xml")->state, INPUT_READ);
    assert_true(has_diag(estate, "missing"));
}

static void a_fifo_is_refused_and_a_loop_is_left(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "ews.xml", "EX01", "");
    assert_int_equal(mkfifo(str_printf(folder->arena, "%s/pipe.xml", folder->path).p, 0600), 0);
    assert_int_equal(symlink(folder->path, str_printf(folder->arena, "%s/loop", folder->path).p), 0);
    const Estate *estate = folder_estate(folder);
    assert_int_equal(estate->input_count, 3);
    assert_int_equal(folder_input(estate, "pipe.xml")->state, INPUT_IGNORED);
    assert_int_equal(folder_input(estate, "loop")->state, INPUT_IGNORED);
}

static void a_damaged_export_proves_nothing_complete(void **state)
{
    Folder *folder = *state;
    Str whole =
        STR("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\">"
            "<TN RefId=\"0\"><T>" AUTH_SERVER_CLASS "</T></TN><Props><S N=\"Name\">Evo</S>"
            "<S N=\"DistinguishedName\">CN=Evo" CONFIGURATION "</S></Props></Obj>");
    folder_write(folder, "Get-AuthServer.xml", whole); // the end tag is missing
    const Estate *estate = folder_estate(folder);
    assert_int_equal(folder_input(estate, ".xml")->state, INPUT_DAMAGED);
    Value list =
        estate_collection(estate, estate->organizations.items[0], schema_kind(folder->schema, STR("authServer")));
    assert_int_equal(list.kind, VALUE_LIST);
    assert_non_null(list.as.list->open);
}

static void hashes_are_those_of_the_bytes(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "abc.txt", STR("abc"));
    Str path = str(folder->path);
    const Estate *estate =
        folder_import(folder, (ImportOptions){.paths = &path, .path_count = 1, .jobs = 1, .hash_inputs = true});
    assert_text(estate->inputs[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// --- two files, one object ------------------------------------------------------------------------------------

#define EWS "virtualDirectory:EX01/Default Web Site/EWS"

static void equal_exports_are_one_entity(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "EX01", "<B N=\"OAuthAuthentication\">true</B>");
    folder_ews(folder, "b.xml", "EX01", "<B N=\"OAuthAuthentication\">true</B>");
    assert_field(folder_estate(folder), EWS, "OAuthAuthentication", "true");
}

static void different_values_are_unknown_with_both_origins(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "EX01", "<B N=\"OAuthAuthentication\">true</B><B N=\"MRSProxyEnabled\">true</B>");
    folder_ews(folder, "b.xml", "EX01", "<B N=\"OAuthAuthentication\">false</B>");
    const Estate *estate = folder_estate(folder);
    Value v = entity_get(folder_entity(estate, EWS), STR("OAuthAuthentication"), folder->arena);
    assert_int_equal(v.kind, VALUE_UNKNOWN);
    assert_int_equal(v.as.unknown->count, 2);
    assert_text(v.as.unknown->reasons[0]->why, "conflict");
    assert_int_not_equal(v.as.unknown->reasons[0]->origin.file, v.as.unknown->reasons[1]->origin.file);
    assert_field(estate, EWS, "MRSProxyEnabled", "true"); // only one of them shows it
}

static void the_later_export_wins_if_both_say_when(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "EX01", "<B N=\"OAuthAuthentication\">true</B>");
    folder_ews(folder, "b.xml", "EX01", "<B N=\"OAuthAuthentication\">false</B>");
    folder_write(folder, "manifest.yaml",
                 STR("exaudit: 1\ncollected: 2026-11-01T00:00:00Z\nfiles:\n"
                     "  - {path: a.xml, collected: 2026-11-20T10:00:00Z}\n"));
    const Estate *estate = folder_estate(folder);
    assert_field(estate, EWS, "OAuthAuthentication", "true");
    assert_true(estate->now_known);
    assert_text(timestamp_text(folder->arena, estate->now), "2026-11-20T10:00:00Z");
    assert_text(estate->now_from, "manifest");
}

#define HOST_OF(pool)                                                                                                  \
    "<configuration><system.applicationHost><sites><site name=\"Default Web Site\" id=\"1\">"                          \
    "<application path=\"/\" applicationPool=\"" pool                                                                  \
    "\"><virtualDirectory path=\"/\" physicalPath=\"C:\\w\" /></application></site></sites>"                           \
    "</system.applicationHost></configuration>"
#define WEB_OF(size)                                                                                                   \
    "<configuration><system.webServer><serverRuntime uploadReadAheadSize=\"" size                                      \
    "\" /></system.webServer></configuration>"

static Value upload_of(const Estate *estate)
{
    Value iis = entity_get(folder_entity(estate, "iisPath:EX01/Default Web Site"), STR("iis"), estate->arena);
    const IisLevel *levels;
    if (iis.kind != VALUE_OBJECT)
        return iis;
    assert_true(iis_chain(iis.as.object, STR("serverRuntime.uploadReadAheadSize"), estate->arena, &levels) > 0);
    return levels[0].value;
}

static void equal_captures_of_a_configuration_file_are_one(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "manifest.yaml",
                 STR("exaudit: 1\nserver: EX01\nfiles:\n  - {path: a.web.config, iisPath: Default Web Site}\n"
                     "  - {path: b.web.config, iisPath: Default Web Site}\n"));
    folder_write(folder, "a/applicationHost.config", STR(HOST_OF("one")));
    folder_write(folder, "b/applicationHost.config", STR("\n\n" HOST_OF("one") "\n"));
    folder_write(folder, "a.web.config", STR(WEB_OF("0")));
    folder_write(folder, "b.web.config", STR("<!-- a copy -->" WEB_OF("0")));
    const Estate *estate = folder_estate(folder);
    assert_int_equal(upload_of(estate).as.integer, 0);
    assert_false(has_diag(estate, "webConfigConflict"));
    folder_write(folder, "b.web.config", STR(WEB_OF("1")));
    estate = folder_estate(folder);
    assert_text(upload_of(estate).as.unknown->reasons[0]->why, "conflict");
    assert_true(has_diag(estate, "webConfigConflict"));
    folder_write(folder, "b/applicationHost.config", STR(HOST_OF("two")));
    assert_text(upload_of(folder_estate(folder)).as.unknown->reasons[0]->why, "conflict");
}

static void a_model_document_and_its_own_exports_are_the_exports(void **state)
{
    Folder *folder = *state;
    Str fixture = STR(SOURCE_DIR "/fixtures/estates/contoso");
    const Estate *alone = folder_import(folder, (ImportOptions){.paths = &fixture, .path_count = 1, .jobs = 1});
    Str document = folder_write(folder, "contoso.ndjson", folder_document(folder, alone));
    // The same exports by another path.
    Str copy = str_printf(folder->arena, "%s/copy", folder->path);
    assert_int_equal(symlink(fixture.p, copy.p), 0);
    Str paths[] = {copy, document};
    const Estate *both = folder_import(folder, (ImportOptions){.paths = paths, .path_count = 2, .jobs = 1});
    for (size_t i = 0; i < alone->all.count; i++) {
        const Entity *before = alone->all.items[i];
        if (str_eq(before->kind->name, STR("input")))
            continue;
        const Entity *after = folder_entity(both, before->id.p);
        for (unsigned field = 0; field < before->kind->field_count; field++) {
            Value v = entity_field(before, field, folder->arena), now = entity_field(after, field, folder->arena);
            if (v.kind != VALUE_UNKNOWN && now.kind == VALUE_UNKNOWN)
                fail_msg(STR_FMT ": " STR_FMT " became unknown (" STR_FMT ")", STR_ARG(before->id),
                         STR_ARG(before->kind->fields[field].name), STR_ARG(now.as.unknown->reasons[0]->why));
        }
    }
    assert_int_equal(both->iis_count, alone->iis_count);
    for (size_t i = 0; i < both->iis_count; i++)
        assert_true(both->iis[i].web_configs_complete);
}

// --- exports that are broken off or contradict each other ---------------------------------------------------------

#define OBJS "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"

static Value auth_servers(const Folder *folder, const Estate *estate)
{
    return estate_collection(estate, estate->organizations.items[0], schema_kind(folder->schema, STR("authServer")));
}

// The same estate by way of a model document.
static const Estate *read_back(Folder *folder, const Estate *estate)
{
    Str file = folder_write(folder, "../exaudit-back.ndjson", folder_document(folder, estate));
    const Estate *back = folder_import(folder, (ImportOptions){.paths = &file, .path_count = 1, .jobs = 1});
    (void)unlink(file.p);
    assert_same_document(folder, estate, back);
    return back;
}

static void errors_alone_are_no_empty_export(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "ews.xml", "EX01", "");
    folder_write(folder, "Get-AuthServer.xml",
                 STR("#< CLIXML\r\n" OBJS "<S S=\"Error\">Get-AuthServer : Access is denied.</S></Objs>"));
    const Estate *estate = folder_estate(folder);
    assert_int_equal(folder_input(estate, "AuthServer.xml")->state, INPUT_UNUSED);
    assert_text(folder_input(estate, "AuthServer.xml")->problem, "the cmdlet reported an error");
    assert_true(has_diag(estate, "cmdletError"));
    Value all = auth_servers(folder, estate);
    assert_int_equal(all.kind, VALUE_UNKNOWN);
    assert_text(all.as.unknown->reasons[0]->why, "unreadable");
    assert_int_equal(auth_servers(folder, read_back(folder, estate)).kind, VALUE_UNKNOWN);
    folder_write(folder, "again/Get-AuthServer.xml", STR(OBJS "</Objs>"));
    assert_int_equal(auth_servers(folder, folder_estate(folder)).kind, VALUE_LIST); // a whole export says it all
}

static void objects_beside_errors_are_not_all(void **state)
{
    Folder *folder = *state;
    folder_write(folder, "Get-AuthServer.xml",
                 STR(OBJS "<Obj RefId=\"0\"><TN RefId=\"0\"><T>" AUTH_SERVER_CLASS
                          "</T></TN><Props><S N=\"Name\">Evo</S>"
                          "<S N=\"DistinguishedName\">CN=Evo" CONFIGURATION "</S></Props></Obj>"
                          "<S S=\"Error\">Get-AuthServer : The operation was cut short.</S></Objs>"));
    Value all = auth_servers(folder, folder_estate(folder));
    assert_int_equal(all.kind, VALUE_LIST);
    assert_int_equal(all.as.list->count, 1);
    assert_text(all.as.list->open->reasons[0]->why, "unreadable");
}

static void an_empty_export_beside_records_is_a_conflict(void **state)
{
    Folder *folder = *state;
    folder_object(folder, "a/Get-AuthServer.xml", AUTH_SERVER_CLASS,
                  "<S N=\"Name\">Evo</S><S N=\"DistinguishedName\">CN=Evo" CONFIGURATION "</S>");
    folder_write(folder, "b/Get-AuthServer.xml", STR(OBJS "</Objs>"));
    const Estate *estate = folder_estate(folder);
    Value all = auth_servers(folder, estate);
    assert_int_equal(all.as.list->count, 1);
    assert_text(all.as.list->open->reasons[0]->why, "conflict");
    assert_int_equal(all.as.list->open->count, 2);
    assert_true(has_diag(estate, "exportsDisagree"));
    assert_non_null(auth_servers(folder, read_back(folder, estate)).as.list->open);
    folder_write(folder, "manifest.yaml",
                 STR("exaudit: 1\ncollected: 2026-11-01T00:00:00Z\nfiles:\n"
                     "  - {path: a/Get-AuthServer.xml, collected: 2026-11-02T00:00:00Z}\n"));
    assert_null(auth_servers(folder, folder_estate(folder)).as.list->open);
}

static void a_property_twice_with_two_values_is_unknown(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "ews.xml", "EX01",
               "<B N=\"OAuthAuthentication\">true</B>\n<B N=\"oauthauthentication\">false</B>\n"
               "<B N=\"MRSProxyEnabled\">true</B><B N=\"MRSProxyEnabled\">true</B>\n"
               "<B N=\"BasicAuthentication\">true</B></Props><MS><B N=\"BasicAuthentication\">false</B></MS><Props>");
    const Estate *estate = folder_estate(folder);
    Value v = entity_get(folder_entity(estate, EWS), STR("OAuthAuthentication"), folder->arena);
    assert_int_equal(v.kind, VALUE_UNKNOWN);
    assert_int_equal(v.as.unknown->count, 2);
    assert_text(v.as.unknown->reasons[0]->why, "conflict");
    assert_int_not_equal(v.as.unknown->reasons[0]->origin.line, v.as.unknown->reasons[1]->origin.line);
    assert_field(estate, EWS, "MRSProxyEnabled", "true");
    assert_field(estate, EWS, "BasicAuthentication", "false"); // an extended member hides the object's own
    assert_true(has_diag(estate, "duplicateProperty"));
}

// --- silence is never a pass ----------------------------------------------------------------------------------

static void what_must_exist_exists_and_is_unknown(void **state)
{
    Folder *folder = *state;
    folder_ews(folder, "a.xml", "EX01", "");
    const Estate *estate = folder_estate(folder);
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/owa", "type", "\"Owa\"");
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/owa", "InternalUrl", "unknown(notExported)");
    assert_false(folder_entity(estate, "virtualDirectory:EX01/Default Web Site/owa")->seen);
    assert_field(estate, "iisPath:EX01/", "iis", "unknown(notExported)");
    assert_field(estate, EWS, "InternalUrl", "unknown(notSelected)");
    Value all =
        estate_collection(estate, estate->organizations.items[0], schema_kind(folder->schema, STR("virtualDirectory")));
    assert_non_null(all.as.list->open); // eight types were not exported
    Value none =
        estate_collection(estate, estate->organizations.items[0], schema_kind(folder->schema, STR("authServer")));
    assert_int_equal(none.kind, VALUE_UNKNOWN);
    assert_text(none.as.unknown->reasons[0]->subject, "Get-AuthServer");
}

static void an_edge_server_has_no_virtual_directories(void **state)
{
    Folder *folder = *state;
    folder_object(folder, "server.xml", SERVER_CLASS, "<S N=\"Name\">EDGE1</S><B N=\"IsEdgeServer\">true</B>");
    const Estate *estate = folder_estate(folder);
    assert_field(estate, "server:EDGE1", "edge", "true");
    assert_int_equal(estate->by_kind[schema_kind(folder->schema, STR("virtualDirectory"))->index].count, 0);
    assert_int_equal(estate->by_kind[schema_kind(folder->schema, STR("iisPath"))->index].count, 0);
}

static void properties_of_a_pipeline_that_does_not_look_at_iis_are_no_facts(void **state)
{
    Folder *folder = *state;
    folder_object(folder, "owa.xml", "Microsoft.Exchange.Data.Directory.SystemConfiguration.ADOwaVirtualDirectory",
                  "<S N=\"Server\">EX01</S><S N=\"Name\">owa (Default Web Site)</S><S N=\"Path\"></S>"
                  "<S N=\"WebSite\"></S><B N=\"FormsAuthentication\">false</B><S N=\"LogonFormat\">FullDomain</S>");
    const Estate *estate = folder_estate(folder);
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/owa", "adPropertiesOnly", "true");
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/owa", "FormsAuthentication",
                 "unknown(adPropertiesOnly)");
    assert_field(estate, "virtualDirectory:EX01/Default Web Site/owa", "LogonFormat", "\"FullDomain\"");
}

// --- properties -----------------------------------------------------------------------------------------------

static void write_small_estate(Folder *folder)
{
    folder_ews(folder, "EX01/ews.xml", "EX01", "<B N=\"OAuthAuthentication\">true</B>");
    folder_ews(folder, "EX02/ews.xml", "EX02", "<B N=\"OAuthAuthentication\">false</B>");
    folder_ews(folder, "again/ews.xml", "ex02", "<B N=\"OAuthAuthentication\">true</B>");
    folder_object(
        folder, "auth.xml", AUTH_SERVER_CLASS,
        "<S N=\"Name\">Evo</S><Obj N=\"Type\" RefId=\"1\"><TN RefId=\"1\"><T>AuthServerType</T><T>System.Enum</T>"
        "</TN><ToString>AzureAD</ToString><I32>5</I32></Obj><S N=\"CurrentEncryptedAppSecret\">hush</S>");
    folder_write(folder, "manifest.yaml", STR("exaudit: 1\nservers: {EX01: {build: 15.2.1118.29}}\n"));
}

static void the_order_of_paths_and_the_number_of_jobs_do_not_matter(void **state)
{
    Folder *folder = *state;
    write_small_estate(folder);
    static const char *const names[] = {"EX01", "EX02", "again", "auth.xml", "manifest.yaml"};
    Str paths[2][5];
    for (size_t i = 0; i < 5; i++)
        paths[0][i] = paths[1][4 - i] = str_printf(folder->arena, "%s/%s", folder->path, names[i]);
    const Estate *once = folder_import(folder, (ImportOptions){.paths = paths[0], .path_count = 5, .jobs = 1});
    const Estate *turned = folder_import(folder, (ImportOptions){.paths = paths[1], .path_count = 5, .jobs = 3});
    assert_same_document(folder, once, turned);
    assert_same_document(folder, once, folder_estate(folder));
}

static void a_model_document_read_back_is_the_same_estate(void **state)
{
    Folder *folder = *state;
    write_small_estate(folder);
    const Estate *estate = folder_estate(folder);
    Str document = folder_document(folder, estate);
    assert_int_equal(str_find(document, STR("hush")), (size_t)-1); // a secret leaves nothing but that it is there
    Str file = folder_write(folder, "elsewhere.ndjson", document);
    const Estate *again = folder_import(folder, (ImportOptions){.paths = &file, .path_count = 1, .jobs = 2});
    assert_same_document(folder, estate, again);
    assert_field(again, "server:EX01", "build", "version(\"15.2.1118.29\")");
}

static void a_broken_model_document_is_damaged(void **state)
{
    Folder *folder = *state;
    write_small_estate(folder);
    Str document = folder_document(folder, folder_estate(folder));
    Str file = folder_write(folder, "cut.ndjson", str_slice(document, 0, document.n - 20));
    const Estate *cut = folder_import(folder, (ImportOptions){.paths = &file, .path_count = 1, .jobs = 1});
    assert_int_equal(folder_input(cut, "cut.ndjson")->state, INPUT_DAMAGED);
    assert_true(has_diag(cut, "modelSyntax"));
}

// --- the real exports -----------------------------------------------------------------------------------------

static bool have_data(void)
{
    bool have = platform_stat(SHARED_DIR "/data/css-exchange/E19").kind == FILE_FOLDER;
    if (!have)
        print_message("SKIPPED: the real exports are not here\n");
    return have;
}

static const Estate *real(Folder *folder, const char *const *names, size_t count, unsigned jobs)
{
    Str paths[2];
    for (size_t i = 0; i < count; i++)
        paths[i] = str_printf(folder->arena, SHARED_DIR "/data/css-exchange/%s", names[i]);
    const Estate *estate = folder_import(folder, (ImportOptions){.paths = paths, .path_count = count, .jobs = jobs});
    for (size_t i = 0; i < estate->input_count; i++)
        if (estate->inputs[i].state == INPUT_DAMAGED)
            fail_msg(STR_FMT " is damaged", STR_ARG(estate->inputs[i].file));
    return estate;
}

static void expect_soloorg(const Estate *estate, const char *server)
{
    Str ews = str_printf(estate->arena, "virtualDirectory:%s/Default Web Site/EWS", server);
    Str owa = str_printf(estate->arena, "virtualDirectory:%s/Default Web Site/owa", server);
    assert_field(estate, owa.p, "adPropertiesOnly", "true");
    assert_field(estate, owa.p, "OAuthAuthentication", "unknown(adPropertiesOnly)");
    assert_field(estate, owa.p, "InternalAuthenticationMethods", "[\"Basic\", \"Fba\"]");
    assert_field(estate, ews.p, "OAuthAuthentication", "true");
    assert_field(estate, ews.p, "InternalAuthenticationMethods",
                 "[\"Ntlm\", \"OAuth\", \"WSSecurity\", \"WindowsIntegrated\"]");
    assert_field(estate, ews.p, "frontEnd", "true");
    assert_int_equal(entity_get(folder_entity(estate, ews.p), STR("iis"), estate->arena).kind, VALUE_OBJECT);
    const Entity *organization = folder_entity(estate, ews.p)->organization;
    assert_text(organization->id, "organization:SoloORG");
    assert_int_equal(entity_get(organization, STR("OAuth2ClientProfileEnabled"), estate->arena).as.boolean, false);
}

static void e19_alone(void **state)
{
    Folder *folder = *state;
    static const char *const names[] = {"E19"};
    if (!have_data())
        skip();
    expect_soloorg(real(folder, names, 1, 1), "SOLO-E19A");
}

static void e16_alone(void **state)
{
    Folder *folder = *state;
    static const char *const names[] = {"E16"};
    if (!have_data())
        skip();
    const Estate *estate = real(folder, names, 1, 1);
    expect_soloorg(estate, "SOLO-E16A");
    assert_int_equal(estate->organizations.count, 1);
}

static void e16_and_e19_together_are_told_apart(void **state)
{
    Folder *folder = *state;
    static const char *const names[] = {"E16", "E19"}, *const turned[] = {"E19", "E16"};
    if (!have_data())
        skip();
    const Estate *estate = real(folder, names, 2, 2);
    expect_soloorg(estate, "SOLO-E16A");
    expect_soloorg(estate, "SOLO-E19A");
    assert_ptr_not_equal(folder_entity(estate, "server:SOLO-E16A")->organization,
                         folder_entity(estate, "server:SOLO-E19A")->organization);
    assert_same_document(folder, estate, real(folder, turned, 2, 1));
    Str file = folder_write(folder, "both.ndjson", folder_document(folder, estate));
    assert_same_document(folder, estate,
                         folder_import(folder, (ImportOptions){.paths = &file, .path_count = 1, .jobs = 1}));
}

static void a_model_document_mixed_with_exports_is_as_the_exports_together(void **state)
{
    Folder *folder = *state;
    static const char *const both[] = {"E16", "E19"};
    if (!have_data())
        skip();
    const Estate *together = real(folder, both, 2, 1);
    Str paths[] = {folder_write(folder, "e16.ndjson", folder_document(folder, real(folder, both, 1, 1))),
                   str(SHARED_DIR "/data/css-exchange/E19")};
    assert_same_document(folder, together,
                         folder_import(folder, (ImportOptions){.paths = paths, .path_count = 2, .jobs = 2}));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_given_twice_is_read_once),
        IN_FOLDER(what_is_no_export_is_listed_and_ignored),
        IN_FOLDER(what_cannot_be_read_is_damaged_and_does_not_stop_the_others),
        IN_FOLDER(a_fifo_is_refused_and_a_loop_is_left),
        IN_FOLDER(a_damaged_export_proves_nothing_complete),
        IN_FOLDER(hashes_are_those_of_the_bytes),
        IN_FOLDER(equal_exports_are_one_entity),
        IN_FOLDER(equal_captures_of_a_configuration_file_are_one),
        IN_FOLDER(a_model_document_and_its_own_exports_are_the_exports),
        IN_FOLDER(errors_alone_are_no_empty_export),
        IN_FOLDER(objects_beside_errors_are_not_all),
        IN_FOLDER(an_empty_export_beside_records_is_a_conflict),
        IN_FOLDER(a_property_twice_with_two_values_is_unknown),
        IN_FOLDER(different_values_are_unknown_with_both_origins),
        IN_FOLDER(the_later_export_wins_if_both_say_when),
        IN_FOLDER(what_must_exist_exists_and_is_unknown),
        IN_FOLDER(an_edge_server_has_no_virtual_directories),
        IN_FOLDER(properties_of_a_pipeline_that_does_not_look_at_iis_are_no_facts),
        IN_FOLDER(the_order_of_paths_and_the_number_of_jobs_do_not_matter),
        IN_FOLDER(a_model_document_read_back_is_the_same_estate),
        IN_FOLDER(a_broken_model_document_is_damaged),
        IN_FOLDER(e19_alone),
        IN_FOLDER(e16_alone),
        IN_FOLDER(e16_and_e19_together_are_told_apart),
        IN_FOLDER(a_model_document_mixed_with_exports_is_as_the_exports_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
