// Names in sections: IIS distinguishes case, and refuses what it does not know.
#include "iis_fixture.h"

static Bench with_web(const char *web)
{
    Bench bench = bench_new();
    bench_host(&bench, HOST("<system.webServer><serverRuntime uploadReadAheadSize='1'/></system.webServer>"));
    bench_web(&bench, "S/a", web);
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    return bench;
}

static void a_name_in_another_case_is_a_violation(void **state)
{
    (void)state;
    static const char *const webs[] = {WEB(WS("<serverRuntime uploadreadaheadsize='9'/>")),
                                       WEB(WS("<ServerRuntime uploadReadAheadSize='9'/>"))};
    for (size_t i = 0; i < 2; i++) {
        Bench bench = with_web(webs[i]);
        assert_violation(&bench, 0, IIS_VIOLATION_MISSPELT, "S/a", "system.webServer/serverRuntime");
        assert_setting(&bench, "S/a", "serverRuntime.uploadReadAheadSize", "(unknown: conflict)");
        assert_setting(&bench, "S/a", "serverRuntime.enabled", "(unknown: conflict)");
        assert_setting(&bench, "S", "serverRuntime.uploadReadAheadSize", "1");
        bench_free(&bench);
    }
}

static void so_are_names_in_collections(void **state)
{
    (void)state;
    Bench element = with_web(WEB(WS("<modules><Add name='X'/></modules>")));
    Bench attribute = with_web(WEB(WS("<modules><add name='X' Type='t'/></modules>")));
    assert_setting(&element, "S/a", "modules.items", "(unknown: conflict)");
    assert_setting(&attribute, "S/a", "modules.items", "(unknown: conflict)");
    bench_free(&element);
    bench_free(&attribute);
}

static void an_unknown_name_is_told_of(void **state)
{
    (void)state;
    Bench bench = with_web(WEB(WS("<serverRuntime uploadReadAhead='9'><odd/></serverRuntime>")));
    assert_no_violation(&bench);
    assert_setting(&bench, "S/a", "serverRuntime.uploadReadAheadSize", "1");
    assert_int_equal(bench.diags.count, 2);
    assert_string_equal(bench.diags.items[0].code, "unknownSetting");
    assert_string_equal(bench.diags.items[1].code, "unknownSetting");
    bench_free(&bench);
}

// Long enough for the index; every step of it by the square of this would take minutes.
static void a_long_collection_takes_time_by_its_length(void **state)
{
    (void)state;
    enum { COUNT = 60000 };
    Bench bench = bench_new();
    StrBuf text = strbuf_new(bench.arena);
    strbuf_add(&text, STR("<configuration>" SECTIONS SITES "<system.webServer><modules>"));
    for (int i = 0; i < COUNT; i++)
        strbuf_printf(&text, "<add name='m%d'/>", i);
    for (int i = 0; i < COUNT - 2; i++)
        strbuf_printf(&text, "<remove name='m%d'/>", i);
    strbuf_add(&text, STR("<add name='m0'/></modules></system.webServer></configuration>"));
    bench_host(&bench, strbuf_str(&text).p);
    iis_web_configs_complete(bench.server);
    bench_seal(&bench);
    assert_items(&bench, "S/a", "modules.items", "m59998 m59999 m0");
    bench_free(&bench);
}

static void odd_locations_are_told_of_and_are_no_paths(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST("<location path='S\\a'/><location path='S,T'/><location path='S/x,y'/>"
                            "<location path='S/a' overrideMode='Deny' allowOverride='true'/>"));
    bench_seal(&bench);
    assert_int_equal(iis_find(bench.server, STR("S\\a")), -1);
    assert_int_equal(iis_find(bench.server, STR("S,T")), -1);
    assert_true(iis_find(bench.server, STR("S/x,y")) > 0);
    assert_int_equal(bench.diags.count, 4);
    assert_string_equal(bench.diags.items[0].code, "oddLocation");
    for (size_t i = 1; i < 4; i++)
        assert_string_equal(bench.diags.items[i].code, "oddPath");
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_in_another_case_is_a_violation),
        cmocka_unit_test(so_are_names_in_collections),
        cmocka_unit_test(an_unknown_name_is_told_of),
        cmocka_unit_test(a_long_collection_takes_time_by_its_length),
        cmocka_unit_test(odd_locations_are_told_of_and_are_no_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
