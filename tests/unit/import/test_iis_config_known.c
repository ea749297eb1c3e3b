// Known answers: what two real Exchange servers have (exports of CSS-Exchange, not part of this repository).
#include "iis_fixture.h"

#define DATA SHARED_DIR "/data/css-exchange/"

static bool open_host(Bench *bench, const char *path)
{
    Str text;
    if (!slurp(bench->arena, path, &text)) {
        print_message("SKIPPED: the shared data is not here (%s)\n", path);
        bench_free(bench);
        return false;
    }
    const IisFile *file = read_bytes(bench, text, path);
    assert_int_equal(bench->result, READ_OK);
    bench->server = iis_server_new(bench->arena, bench->schema.iis, file);
    return true;
}

// The web.configs of E16 or E19 by the names that its manifest maps.
static void add_web_configs(Bench *bench, const char *folder)
{
    static const char *const map[][2] = {{"DefaultWebSite-AutoD", "Default Web Site/Autodiscover"},
                                         {"DefaultWebSite-EAS", "Default Web Site/Microsoft-Server-ActiveSync"},
                                         {"DefaultWebSite-ECP", "Default Web Site/ecp"},
                                         {"DefaultWebSite-EWS", "Default Web Site/EWS"},
                                         {"DefaultWebSite-MAPI", "Default Web Site/mapi"},
                                         {"DefaultWebSite-OAB", "Default Web Site/OAB"},
                                         {"DefaultWebSite-OWA", "Default Web Site/owa"},
                                         {"DefaultWebSite-PowerShell", "Default Web Site/PowerShell"},
                                         {"DefaultWebSite-RPC", "Default Web Site/Rpc"},
                                         {"DefaultWebSite-Rest", "Default Web Site/API"},
                                         {"DefaultWebSite", "Default Web Site"},
                                         {"ExchangeBackEnd-AutoD", "Exchange Back End/Autodiscover"},
                                         {"ExchangeBackEnd-EAS", "Exchange Back End/Microsoft-Server-ActiveSync"},
                                         {"ExchangeBackEnd-ECP", "Exchange Back End/ecp"},
                                         {"ExchangeBackEnd-EWS", "Exchange Back End/EWS"},
                                         {"ExchangeBackEnd-MapiEmsmdb", "Exchange Back End/mapi/emsmdb"},
                                         {"ExchangeBackEnd-OWA", "Exchange Back End/owa"},
                                         {"ExchangeBackEnd-PowerShell", "Exchange Back End/PowerShell"}};
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        Str text, candidates;
        Str path = str_printf(bench->arena, DATA "%s/IIS/%s_web.config", folder, map[i][0]);
        assert_true(slurp(bench->arena, path.p, &text));
        const IisFile *file = read_bytes(bench, text, path.p);
        assert_int_equal(bench->result, READ_OK);
        assert_true(iis_add_web_config(bench->server, file, str(map[i][1]), STR(""), &candidates));
    }
}

// Path, sslFlags, Windows, Basic, anonymous; NULL: the same for every path. Source: the files themselves.
static void assert_row(Bench *bench, const char *path, const char *flags, const char *windows, const char *basic,
                       const char *anonymous)
{
    assert_setting(bench, path, "access.sslFlags", flags);
    assert_setting(bench, path, "windowsAuthentication.enabled", windows);
    assert_setting(bench, path, "basicAuthentication.enabled", basic);
    assert_setting(bench, path, "anonymousAuthentication.enabled", anonymous);
    assert_setting(bench, path, "windowsAuthentication.extendedProtection.tokenChecking", "None");
    assert_setting(bench, path, "clientCertificateMappingAuthentication.enabled", "false");
}

static void assert_defaults(const char *folder)
{
    static const char *const ssl = "Ssl, Ssl128", *const no = "false", *const yes = "true";
    Bench bench = bench_new();
    if (!open_host(&bench, str_printf(bench.arena, DATA "%s/IIS/applicationHost.config", folder).p))
        skip();
    bench_seal(&bench);
    assert_no_violation(&bench);
    assert_row(&bench, "Default Web Site", ssl, no, no, yes);
    assert_row(&bench, "Default Web Site/owa", ssl, no, yes, no);
    assert_row(&bench, "Default Web Site/owa/Calendar", "(none)", no, no, yes);
    assert_row(&bench, "Default Web Site/owa/auth", ssl, no, no, yes);
    assert_row(&bench, "Default Web Site/owa/Integrated", ssl, yes, no, no);
    assert_row(&bench, "Default Web Site/owa/oma", ssl, no, yes, no);
    assert_row(&bench, "Default Web Site/ecp", ssl, no, yes, yes);
    assert_row(&bench, "Default Web Site/EWS", ssl, yes, no, yes);
    assert_row(&bench, "Default Web Site/Autodiscover", ssl, yes, yes, yes);
    assert_row(&bench, "Default Web Site/Microsoft-Server-ActiveSync", ssl, no, yes, no);
    assert_row(&bench, "Default Web Site/Microsoft-Server-ActiveSync/Proxy", ssl, yes, no, no);
    assert_row(&bench, "Default Web Site/OAB", ssl, yes, no, no);
    assert_row(&bench, "Default Web Site/PowerShell", "SslNegotiateCert", no, no, no);
    assert_row(&bench, "Default Web Site/mapi", ssl, yes, no, no);
    assert_row(&bench, "Default Web Site/Rpc", "(none)", yes, yes, no);
    assert_row(&bench, "Default Web Site/API", ssl, yes, no, yes);
    assert_row(&bench, "Exchange Back End/PowerShell", "Ssl, Ssl128, SslNegotiateCert", yes, no, no);
    assert_row(&bench, "Exchange Back End/mapi/emsmdb", "Ssl", yes, no, no);
    assert_row(&bench, "Exchange Back End/RpcWithCert", "(none)", yes, no, no);
    assert_setting(&bench, "Default Web Site/mapi", "windowsAuthentication.useKernelMode", no);
    assert_setting(&bench, "Default Web Site/owa", "windowsAuthentication.providers", "(none)");
    assert_setting(&bench, "Default Web Site/mapi", "windowsAuthentication.providers", "Negotiate, NTLM");
    assert_setting(&bench, "Default Web Site/EWS", "serverRuntime.uploadReadAheadSize", "(unknown: webConfigMissing)");
    assert_setting(&bench, "Default Web Site/Rpc", "serverRuntime.uploadReadAheadSize", "(unknown: webConfigMissing)");
    bench_free(&bench);
}

static void exchange_2019_has_the_documented_defaults(void **state)
{
    (void)state;
    assert_defaults("E19");
}

static void exchange_2016_has_the_documented_defaults(void **state)
{
    (void)state;
    assert_defaults("E16");
}

static void web_configs_make_upload_read_ahead_size_known(void **state)
{
    (void)state;
    static const char *const zero[] = {"",     "/Autodiscover", "/Microsoft-Server-ActiveSync",
                                       "/ecp", "/EWS",          "/mapi",
                                       "/OAB", "/owa",          "/owa/Calendar",
                                       "/Rpc", "/API"};
    static const char *const folders[] = {"E16", "E19"};
    for (size_t f = 0; f < 2; f++) {
        Bench bench = bench_new();
        if (!open_host(&bench, str_printf(bench.arena, DATA "%s/IIS/applicationHost.config", folders[f]).p))
            skip();
        add_web_configs(&bench, folders[f]);
        bench_seal(&bench);
        assert_no_violation(&bench);
        for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
            assert_setting(&bench, str_printf(bench.arena, "Default Web Site%s", zero[i]).p,
                           "serverRuntime.uploadReadAheadSize", "0");
        assert_setting(&bench, "Default Web Site/PowerShell", "serverRuntime.uploadReadAheadSize", "512000");
        assert_setting(&bench, "Default Web Site/owa", "requestFiltering.requestLimits.maxAllowedContentLength",
                       "35000000");
        assert_non_null(strstr(item_names(&bench, "Default Web Site/EWS", "modules.items").p, "OAuthAuthModule"));
        assert_null(strstr(item_names(&bench, "Default Web Site/owa", "modules.items").p, "OAuthAuthModule"));
        assert_null(strstr(item_names(&bench, "Default Web Site/owa", "modules.items").p, " RequestFilteringModule"));
        bench_free(&bench);
    }
}

static void the_chain_leads_to_the_line(void **state)
{
    (void)state;
    Bench bench = bench_new();
    if (!open_host(&bench, DATA "E19/IIS/applicationHost.config"))
        skip();
    bench_seal(&bench);
    assert_string_equal(
        chain_text(&bench, "Default Web Site/owa", "access.sslFlags").p,
        "Default Web Site = Ssl, Ssl128 (1:1301:25) < server = (none) (1:660:21) < schema default = (none)");
    assert_string_equal(chain_text(&bench, "Default Web Site/owa/Calendar", "access.sslFlags").p,
                        "Default Web Site/owa/Calendar = (none) (1:2012:25) < Default Web Site = Ssl, Ssl128 "
                        "(1:1301:25) < server = (none) (1:660:21) "
                        "< schema default = (none)");
    bench_free(&bench);
}

static void extended_protection_shows_before_and_after(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"API", "Require", "Require"},  {"Autodiscover", "None", "None"},
        {"ecp", "Require", "Require"},  {"EWS", "Allow", "Require"},
        {"owa", "Require", "Require"},  {"Microsoft-Server-ActiveSync", "Allow", "Require"},
        {"OAB", "Allow", "Require"},    {"Microsoft-Server-ActiveSync/Proxy", "Allow", "Require"},
        {"PowerShell", NULL, "Require"}};
    static const char *const versions[] = {"E16", "E19"};
    static const char *const checking = "windowsAuthentication.extendedProtection.tokenChecking";
    for (size_t v = 0; v < 2; v++) {
        Bench before = bench_new(), after = bench_new();
        if (!open_host(&before,
                       str_printf(before.arena, DATA "extended-protection/%s_NotConfigured_ApplicationHost.config",
                                  versions[v])
                           .p))
            skip();
        assert_true(open_host(
            &after,
            str_printf(after.arena, DATA "extended-protection/%s_Configured_ApplicationHost.config", versions[v]).p));
        bench_seal(&before);
        bench_seal(&after);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const char *front = str_printf(after.arena, "Default Web Site/%s", cases[i][0]).p;
            const char *back = str_printf(after.arena, "Exchange Back End/%s", cases[i][0]).p;
            assert_setting(&before, front, checking, "None");
            assert_setting(&before, back, checking, "None");
            if (cases[i][1] != NULL)
                assert_setting(&after, front, checking, cases[i][1]);
            assert_setting(&after, back, checking, cases[i][2]);
        }
        bench_free(&before);
        bench_free(&after);
    }
}

static void the_sites_of_exchange_are_told_apart(void **state)
{
    (void)state;
    Bench bench = bench_new();
    if (!open_host(&bench, DATA "E19/IIS/applicationHost.config"))
        skip();
    bench_seal(&bench);
    size_t count;
    const IisPath *paths = iis_paths(bench.server, &count);
    assert_true(count > 40);
    for (size_t i = 1; i < count; i++) {
        assert_true(paths[i].front_end_known);
        assert_int_equal(paths[i].front_end, str_starts(paths[i].path, STR("Default Web Site")));
        assert_true(iis_path_compare(paths[i - 1].path, paths[i].path) < 0);
    }
    int ews = iis_find_metabase(bench.server, STR("IIS://SOLO-E19A.Solo.local/W3SVC/1/ROOT/EWS"));
    assert_string_equal(paths[ews].path.p, "Default Web Site/EWS");
    assert_string_equal(paths[ews].application_pool.p, "MSExchangeServicesAppPool");
    bench_free(&bench);
}

static void servers_without_exchange_are_read(void **state)
{
    (void)state;
    static const char *const files[] = {"MarkKharitonov+wcf-to-corewcf/applicationhost.config",
                                        "mattgillard+iis-reverse-proxy/applicationHost.config"};
    for (size_t i = 0; i < 2; i++) {
        Bench bench = bench_new();
        if (!open_host(&bench, str_printf(bench.arena, SHARED_DIR "/data/samples/%s", files[i]).p))
            skip();
        bench_seal(&bench);
        assert_no_violation(&bench);
        size_t count;
        assert_true(iis_paths(bench.server, &count) != NULL && count >= 2);
        assert_setting(&bench, "", "access.sslFlags", "(none)");
        bench_free(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchange_2019_has_the_documented_defaults),
        cmocka_unit_test(exchange_2016_has_the_documented_defaults),
        cmocka_unit_test(web_configs_make_upload_read_ahead_size_known),
        cmocka_unit_test(the_chain_leads_to_the_line),
        cmocka_unit_test(extended_protection_shows_before_and_after),
        cmocka_unit_test(the_sites_of_exchange_are_told_apart),
        cmocka_unit_test(servers_without_exchange_are_read),
    };
    return cmocka_run_group_tests_name("iis known answers", tests, NULL, NULL);
}
