// The reader: what a file is, origins, secrets, damage.
#include "iis_fixture.h"

static const char *const upload = "serverRuntime.uploadReadAheadSize";

static void assert_read(Bench *bench, const char *text, const char *name, ReadResult result, const char *what)
{
    (void)read_text(bench, text, name);
    assert_int_equal(bench->result, result);
    if (what != NULL)
        assert_string_equal(bench->what.p, what);
}

static int certainty(const char *head, const char *name)
{
    return reader_iis_config.recognise(str(head), str(name));
}

static void files_are_recognised_by_their_content(void **state)
{
    (void)state;
    assert_true(certainty("<?xml version='1.0'?>\n<!-- a --> <configuration>", "x.txt") > 90);
    assert_true(certainty("<system.webServer>", "") > 80);
    assert_true(certainty("<site name='x'>", "") > 50);
    assert_int_equal(certainty("<Objs Version='1.1.0.1'>", "Get-OwaVirtualDirectory.xml"), 0);
    assert_int_equal(certainty("{\"a\": 1}", "x.json"), 0);
    assert_true(certainty("!function(e){", "applicationhost.config") > 0); // so that somebody says what it is
    assert_true(certainty("<?xml version='1.0'?><!-- a comment without end", "applicationHost.config") > 0);
    assert_int_equal(certainty("", "empty.xml"), 0);
}

static void things_that_are_not_what_their_name_says_are_named(void **state)
{
    (void)state;
    Bench bench = bench_new();
    assert_read(&bench, "!function(e){var t={}}(this);", "applicationhost.config", READ_IGNORED, "JavaScript");
    assert_read(&bench, " <!DOCTYPE html><html><body>404", "web.config", READ_IGNORED, "an HTML page");
    assert_read(&bench, "<html><body/></html>", "web.config", READ_IGNORED, "an HTML page");
    assert_read(&bench, "{\"iis\": 1}", "applicationHost.config", READ_IGNORED, "JSON");
    assert_read(&bench, "404 not found", "web.config", READ_IGNORED, "text that is not XML");
    assert_read(&bench,
                "<configuration xmlns:xdt='http://schemas.microsoft.com/XML-Document-Transform'><system.webServer "
                "xdt:Transform='Insert'>"
                "<serverRuntime uploadReadAheadSize='0'/></system.webServer></configuration>",
                "applicationHost.xdt", READ_IGNORED, "an XDT transform (it changes a configuration file and is none)");
    bench_free(&bench);
}

static void configuration_of_other_software_is_unused(void **state)
{
    (void)state;
    Bench bench = bench_new();
    assert_read(&bench, "<configuration><runtime/><appSettings><add key='a' value='b'/></appSettings></configuration>",
                "EdgeTransport.exe.config", READ_UNUSED,
                "configuration of other software (no system.webServer, no location)");
    assert_read(&bench, "<configuration><runtime/></configuration>", "DefaultWebSite_SharedWebConfig.config",
                READ_UNUSED, NULL);
    assert_read(&bench, "<Configuration><Antimalware/></Configuration>", "Antimalware.xml", READ_UNUSED,
                "configuration of other software");
    assert_null(read_text(&bench, "<configuration><runtime/></configuration>", "EdgeTransport.exe.config"));
    assert_null(
        read_text(&bench, "!function(e){}", "applicationhost.config")); // it must not stand against the true one
    assert_read(&bench, "<httpCompression/>", "applicationHost.config", READ_UNUSED, "XML of another kind");
    assert_read(&bench, "<configuration><runtime/></configuration>", "DefaultWebSite_web.config", READ_OK,
                NULL); // sets nothing: knowledge
    bench_free(&bench);
}

static void a_file_is_of_the_kind_that_it_shows(void **state)
{
    (void)state;
    Bench bench = bench_new();
    assert_int_equal(iis_file_kind(read_text(&bench, HOST(""), "x.xml")), IIS_APPLICATION_HOST);
    assert_int_equal(iis_file_kind(read_text(&bench, WEB(WS(RUNTIME("1"))), "x.xml")), IIS_WEB_CONFIG);
    assert_int_equal(iis_file_kind(read_text(&bench, WEB(WS("")), "SRV_applicationHost.config")), IIS_APPLICATION_HOST);
    assert_int_equal(
        iis_file_kind(read_text(&bench, "<configuration><configurationRedirection/></configuration>", "x")),
        IIS_REDIRECTION);
    assert_int_equal(iis_file_kind(read_text(&bench, "<site name='x' id='1'/>", "x")), IIS_APPLICATION_HOST);
    assert_true(read_text(&bench, WEB(WS("")), "applicationHost.config")->fragment);
    assert_false(read_text(&bench, HOST(""), "applicationHost.config")->fragment);
    bench_free(&bench);
}

static void a_location_in_a_comment_is_no_location(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST("<!-- <location path='S/x' overrideMode='Allow'>" WS(ACCESS("Ssl")) "</location> -->"));
    bench_seal(&bench);
    assert_int_equal(iis_find(bench.server, STR("S/x")), -1);
    bench_free(&bench);
}

static void origins_are_those_of_attributes_and_elements(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(WS("\n \xC3\xA4<security>\n  <access\n    sslFlags='Ssl'/></security>"
                               "<modules>\n\t<add type='T' name='M'/></modules>")));
    bench_seal(&bench);
    Value flags = setting_value(&bench, "", "access.sslFlags");
    assert_int_equal(flags.origin.line, 4);
    assert_int_equal(flags.origin.column, 5);
    Value item = setting_value(&bench, "", "modules.items").as.list->items[0];
    assert_int_equal(item.origin.line, 5);
    assert_int_equal(item.origin.column, 2);
    const Object *object = item.as.object;
    Value type = object->class->get(object, 1, bench.arena);
    assert_int_equal(type.origin.column, 7);
    bench_free(&bench);
}

static void secrets_never_leave_the_reader(void **state)
{
    (void)state;
    Bench bench = bench_new();
    static const char *const cases[][2] = {{"password='hunter2'", "clear"},
                                           {"password='[enc:IISCngProvider:SECRETBLOB=:enc]'", "encrypted"},
                                           {"password='[enc:IISCngProvider::enc]'", "absent"},
                                           {"password=''", "absent"},
                                           {"", "absent"}};
    for (size_t i = 0; i < 5; i++) {
        Str inside = str_printf(bench.arena,
                                "<security><authentication><anonymousAuthentication %s/></authentication></security>",
                                cases[i][0]);
        Str text = str_printf(
            bench.arena, "<configuration>" SITES "<system.webServer>" STR_FMT "</system.webServer></configuration>",
            STR_ARG(inside));
        const IisFile *file = read_bytes(&bench, text, "applicationHost.config");
        for (size_t j = 0; j < file->text_count; j++)
            assert_true(strstr(file->texts[j], "hunter2") == NULL && strstr(file->texts[j], "SECRETBLOB") == NULL);
        bench.server = iis_server_new(bench.arena, bench.schema.iis, file);
        iis_web_configs_complete(bench.server);
        bench_seal(&bench);
        assert_setting(&bench, "S", "anonymousAuthentication.password", cases[i][1]);
    }
    bench_free(&bench);
}

static void encrypted_values_are_unknown(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(WS("<security><authentication><anonymousAuthentication "
                               "userName='[enc:AesProvider:xx:enc]'/></authentication></security>")));
    bench_seal(&bench);
    assert_setting(&bench, "S", "anonymousAuthentication.userName", "(unknown: encrypted)");
    assert_int_equal(setting_value(&bench, "S", "anonymousAuthentication.userName").origin.line, 1);
    bench_free(&bench);
}

static void values_that_are_none_are_unknown(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench,
               HOST(WS(ACCESS("Ssl, Weird") WINDOWS("enabled='yes' useKernelMode='TRUE'", "") RUNTIME("many"))));
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S", "access.sslFlags", "(unknown: unreadable)");
    assert_setting(&bench, "S", "windowsAuthentication.enabled", "(unknown: unreadable)");
    assert_setting(&bench, "S", "windowsAuthentication.useKernelMode", "true");
    assert_setting(&bench, "S", upload, "(unknown: unreadable)");
    bench_free(&bench);
}

static void flags_may_be_written_in_many_ways(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"None", "(none)"},
                                           {"", "(none)"},
                                           {"0", "(none)"},
                                           {"264", "Ssl, Ssl128"},
                                           {"Ssl128,ssl", "Ssl, Ssl128"},
                                           {" Ssl ,SslRequireCert", "Ssl, SslRequireCert"},
                                           {"4", "(unknown: unreadable)"},
                                           {"-8", "(unknown: unreadable)"},
                                           {"Ssl,,", "(unknown: unreadable)"}};
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench_host(&bench, str_printf(bench.arena, HOST(WS(ACCESS("%s"))), cases[i][0]).p);
        bench_seal(&bench);
        assert_setting(&bench, "S", "access.sslFlags", cases[i][1]);
    }
    bench_free(&bench);
}

static void a_damaged_host_is_no_server(void **state)
{
    (void)state;
    Bench bench = bench_new();
    const IisFile *file = read_text(&bench, "<configuration>" SECTIONS SITES AT("S/a", ACCESS("Ssl")) "</configuratio>",
                                    "applicationHost.config");
    assert_int_equal(bench.result, READ_DAMAGED);
    assert_true(iis_file_damaged(file));
    assert_int_equal(iis_file_kind(file), IIS_APPLICATION_HOST);
    assert_null(iis_server_new(bench.arena, bench.schema.iis, file));
    assert_string_equal(bench.diags.items[0].code, "xmlSyntax");
    bench_free(&bench);
}

static void a_damaged_web_config_makes_unknown_what_it_could_set(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(WS(RUNTIME("1"))));
    bench_web(&bench, "S/a", "<configuration>" WS(RUNTIME("0")));
    iis_web_configs_complete(bench.server); // it exists, whatever the manifest says of others
    bench_seal(&bench);
    assert_setting(&bench, "S", upload, "1");
    assert_setting(&bench, "S/a", upload, "(unknown: unreadable)");
    assert_setting(&bench, "S/a", "access.sslFlags", "(none)");
    bench_free(&bench);
}

static void a_page_in_place_of_a_web_config_makes_unknown_what_that_could_set(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_web(&bench, "S/a", "<html><body>Access denied</body></html>");
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_setting(&bench, "S/a", upload, "(unknown: unreadable)");
    bench_free(&bench);
}

static void an_empty_web_config_is_damaged(void **state)
{
    (void)state;
    Bench bench = bench_new();
    const IisFile *file = read_text(&bench, "", "web.config");
    assert_int_equal(bench.result, READ_DAMAGED);
    assert_true(iis_file_damaged(file));
    bench_free(&bench);
}

// --- cutting ----------------------------------------------------------------------------------------

// A cut file is damaged unless only white space is missing: then nothing it says is used.
static void assert_cut(Bench *bench, Str whole, size_t length, const char *name)
{
    const IisFile *file = read_bytes(bench, str_slice(whole, 0, length), name);
    bool rest = str_trim(str_slice(whole, length, whole.n)).n > 0;
    if (!rest || bench->result == READ_IGNORED)
        return;
    assert_int_equal(bench->result, READ_DAMAGED);
    assert_true(iis_file_damaged(file));
    assert_int_equal(file->row_count + file->mapping_count, 0);
}

static const char *const own_host = "<?xml version=\"1.0\"?>\n" HOST("<!-- c -->" WS(
    WINDOWS("enabled='true' lockAttributes='enabled'", "<providers><add value='NTLM'/></providers>"
                                                       "<extendedProtection><spn name='a'/></extendedProtection>"))
                                                                         AT("S/a", ACCESS("Ssl, Ssl128") RUNTIME("0")));

static void a_host_cut_anywhere_is_damaged(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Str whole = str(own_host);
    for (size_t i = 0; i < whole.n; i++)
        assert_cut(&bench, whole, i, "applicationHost.config");
    bench_free(&bench);
}

static void a_web_config_cut_anywhere_leaves_no_default(void **state)
{
    (void)state;
    Bench bench = bench_new();
    const IisFile *host = read_text(&bench, HOST(""), "applicationHost.config");
    const char *text = WEB("<location inheritInChildApplications='false'>" WS(
        RUNTIME("0") "<modules><remove name='A'/></modules>") "</location>");
    for (size_t i = 0; i < strlen(text); i++) {
        Str candidates;
        const IisFile *web = read_bytes(&bench, (Str){text, i}, "web.config");
        bench.server = iis_server_new(bench.arena, bench.schema.iis, host);
        iis_web_configs_complete(bench.server);
        assert_true(iis_add_web_config(bench.server, web, STR("S/a"), STR(""), &candidates));
        bench_seal(&bench);
        assert_true(value_is(setting_value(&bench, "S/a", upload), VALUE_UNKNOWN));
    }
    bench_free(&bench);
}

static void a_real_host_cut_anywhere_is_damaged(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Str whole;
    if (!slurp(bench.arena, SHARED_DIR "/data/css-exchange/E19/IIS/applicationHost.config", &whole)) {
        print_message("SKIPPED: the shared data is not here\n");
        skip();
    }
    for (size_t i = 0; i < whole.n; i += 97)
        assert_cut(&bench, whole, i, "applicationHost.config");
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_recognised_by_their_content),
        cmocka_unit_test(things_that_are_not_what_their_name_says_are_named),
        cmocka_unit_test(configuration_of_other_software_is_unused),
        cmocka_unit_test(a_file_is_of_the_kind_that_it_shows),
        cmocka_unit_test(a_location_in_a_comment_is_no_location),
        cmocka_unit_test(origins_are_those_of_attributes_and_elements),
        cmocka_unit_test(secrets_never_leave_the_reader),
        cmocka_unit_test(encrypted_values_are_unknown),
        cmocka_unit_test(values_that_are_none_are_unknown),
        cmocka_unit_test(flags_may_be_written_in_many_ways),
        cmocka_unit_test(a_damaged_host_is_no_server),
        cmocka_unit_test(a_damaged_web_config_makes_unknown_what_it_could_set),
        cmocka_unit_test(a_page_in_place_of_a_web_config_makes_unknown_what_that_could_set),
        cmocka_unit_test(an_empty_web_config_is_damaged),
        cmocka_unit_test(a_host_cut_anywhere_is_damaged),
        cmocka_unit_test(a_web_config_cut_anywhere_leaves_no_default),
        cmocka_unit_test(a_real_host_cut_anywhere_is_damaged),
    };
    return cmocka_run_group_tests_name("iis reader", tests, NULL, NULL);
}
