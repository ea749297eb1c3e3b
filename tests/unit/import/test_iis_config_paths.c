// Paths, sites, directories, and files written out and built back.
#include "iis_fixture.h"

static void sites_applications_directories_and_locations_are_paths(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a/x", ACCESS("Ssl")) AT("s/V", ACCESS("Ssl")) AT("T", ACCESS("Ssl"))));
    bench_seal(&bench);
    static const struct {
        const char *path;
        IisPathKind kind;
        const char *directory, *pool;
    } expected[] = {{"", IIS_ROOT, "", ""},
                    {"S", IIS_SITE, "C:\\w", "P"},
                    {"S/a", IIS_APPLICATION, "C:\\w\\a", ""},
                    {"S/a/b", IIS_APPLICATION, "C:\\w\\a\\", ""},
                    {"S/a/x", IIS_LOCATION, "", ""},
                    {"S/v", IIS_VDIR, "C:\\v", "P"},
                    {"T", IIS_LOCATION, "", ""}};
    size_t count;
    const IisPath *paths = iis_paths(bench.server, &count);
    assert_int_equal(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(str_dup(bench.arena, paths[i].path).p, expected[i].path);
        assert_int_equal(paths[i].kind, expected[i].kind);
        assert_string_equal(paths[i].physical_path.p, expected[i].directory);
        if (paths[i].kind != IIS_APPLICATION && paths[i].kind != IIS_LOCATION)
            assert_string_equal(paths[i].application_pool.p, expected[i].pool);
        assert_int_equal(paths[i].site_id, i == 0 || i == 6 ? -1 : 1);
    }
    assert_int_equal(iis_find(bench.server, STR("s/A/")), 2);
    assert_int_equal(iis_find(bench.server, STR("S/nothing")), -1);
    bench_free(&bench);
}

static void defaults_of_applications_apply(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(
        &bench,
        WEB("<system.applicationHost><sites><site name='S' id='7'><application path='/'/><application path='/a'/>"
            "<applicationDefaults applicationPool='Own'/></site><site name='T' id='8'><application path='/' /></site>"
            "<applicationDefaults applicationPool='All'/></sites></system.applicationHost>"));
    bench_seal(&bench);
    size_t count;
    const IisPath *paths = iis_paths(bench.server, &count);
    assert_int_equal(count, 4);
    assert_string_equal(paths[1].application_pool.p, "Own");
    assert_string_equal(paths[2].application_pool.p, "Own");
    assert_string_equal(paths[3].application_pool.p, "All");
    bench_free(&bench);
}

static void metabase_paths_find_by_site_id(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(""));
    bench_seal(&bench);
    static const struct {
        const char *metabase, *path;
    } cases[] = {{"IIS://ex01.contoso.com/W3SVC/1/ROOT/a", "S/a"},
                 {"/W3SVC/1/ROOT/A/b/", "S/a/b"},
                 {"/w3svc/1/root", "S"},
                 {"/W3SVC/1/ROOT/", "S"},
                 {"/W3SVC/2/ROOT/a", NULL},
                 {"/W3SVC/1/ROOTa", NULL},
                 {"/W3SVC/x/ROOT", NULL},
                 {"", NULL},
                 {"/W3SVC/1/ROOT/nothing", NULL}};
    size_t count;
    const IisPath *paths = iis_paths(bench.server, &count);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int found = iis_find_metabase(bench.server, str(cases[i].metabase));
        if (cases[i].path == NULL)
            assert_int_equal(found, -1);
        else
            assert_string_equal(paths[found].path.p, cases[i].path);
    }
    bench_free(&bench);
}

#define SITE(name, id, directory, binding)                                                                             \
    "<site name='" name "' id='" id "'><application path='/'><virtualDirectory path='/' physicalPath='" directory      \
    "'/></application>"                                                                                                \
    "<bindings><binding protocol='https' bindingInformation='" binding "'/></bindings></site>"
#define SITES_OF(inside) WEB("<system.applicationHost><sites>" inside "</sites></system.applicationHost>")

// Whether the site at index 1 of the paths is the front end: 1, 0, or -1 for not known.
static int front_end(const char *text)
{
    Bench bench = bench_new();
    bench_host(&bench, text);
    bench_seal(&bench);
    size_t count;
    const IisPath *paths = iis_paths(bench.server, &count);
    int result = paths[1].front_end_known ? paths[1].front_end : -1;
    bench_free(&bench);
    return result;
}

static void the_front_end_is_told_by_directories_ports_and_id(void **state)
{
    (void)state;
    assert_int_equal(front_end(SITES_OF(SITE("Mail", "9", "D:\\Exchange\\FrontEnd\\HttpProxy\\owa", "*:8443:"))), 1);
    assert_int_equal(front_end(SITES_OF(SITE("Mail", "1", "D:\\Exchange\\ClientAccess\\owa", "*:443:"))), 0);
    assert_int_equal(front_end(SITES_OF(SITE("Renamed", "5", "C:\\x", "*:443:mail.contoso.com"))), 1);
    assert_int_equal(front_end(SITES_OF(SITE("Renamed", "5", "C:\\x", "[::1]:443:"))), 1);
    assert_int_equal(front_end(SITES_OF(SITE("Renamed", "1", "C:\\x", "*:444:"))), 0);
    assert_int_equal(front_end(SITES_OF(SITE("Default Web Site", "1", "C:\\x", "*:8443:"))), 1);
    assert_int_equal(front_end(SITES_OF(SITE("Default Web Site", "3", "C:\\x", "*:8443:"))), -1);
    assert_int_equal(
        front_end(SITES_OF("<site name='A' id='1'><application path='/'>"
                           "<virtualDirectory path='/' physicalPath='C:\\FrontEnd\\HttpProxy'/>"
                           "<virtualDirectory path='/x' physicalPath='C:\\ClientAccess'/></application></site>")),
        -1);
}

static bool add_by_path(Bench *bench, const char *file_path, Str *candidates)
{
    const IisFile *file = read_text(bench, WEB(WS(RUNTIME("5"))), "web.config");
    return iis_add_web_config(bench->server, file, STR(""), str(file_path), candidates);
}

static void a_web_config_is_placed_by_the_longest_common_tail(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Str candidates;
    bench_host(
        &bench,
        WEB("<system.applicationHost><sites><site name='S' id='1'><application path='/'><virtualDirectory path='/' "
            "physicalPath='%SystemRoot%\\web'/>"
            "<virtualDirectory path='/o' physicalPath='C:\\V15\\FrontEnd\\HttpProxy\\owa'/>"
            "<virtualDirectory path='/c' "
            "physicalPath='C:\\V15\\ClientAccess\\owa'/></application></site></sites></system.applicationHost>"));
    assert_false(add_by_path(&bench, "EX01/owa/web.config", &candidates));
    assert_string_equal(candidates.p, "C:\\V15\\ClientAccess\\owa, C:\\V15\\FrontEnd\\HttpProxy\\owa");
    assert_false(add_by_path(&bench, "EX01/nothing/web.config", &candidates));
    assert_string_equal(candidates.p, "");
    assert_false(add_by_path(&bench, "web.config", &candidates));
    assert_true(add_by_path(&bench, "EX01/httpproxy/OWA/web.config", &candidates));
    assert_true(add_by_path(&bench, "EX01\\ClientAccess\\owa\\web.config", &candidates));
    assert_true(add_by_path(&bench, "EX01/%windir%/web/web.config", &candidates));
    bench_seal(&bench);
    assert_setting(&bench, "S/o", "serverRuntime.uploadReadAheadSize", "5");
    assert_setting(&bench, "S", "serverRuntime.uploadReadAheadSize", "5");
    bench_free(&bench);
}

static void a_web_config_for_a_path_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Str candidates;
    bench_host(&bench, HOST(""));
    const IisFile *file = read_text(&bench, EMPTY_WEB, "web.config");
    assert_false(iis_add_web_config(bench.server, file, STR("S/nothing"), STR(""), &candidates));
    bench_free(&bench);
}

// --- the schema -------------------------------------------------------------------------------------

static void settings_have_sections_and_attributes(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Str section, attribute;
    assert_true(iis_setting_section(bench.schema.iis, STR("windowsAuthentication.extendedProtection.tokenChecking"),
                                    &section, &attribute));
    assert_string_equal(section.p, "system.webServer/security/authentication/windowsAuthentication");
    assert_string_equal(attribute.p, "extendedProtection.tokenChecking");
    assert_false(iis_setting_section(bench.schema.iis, STR("access.nothing"), &section, &attribute));
    assert_false(iis_setting_section(bench.schema.iis, STR("access.sslFlags.x"), &section, &attribute));
    assert_false(iis_setting_section(bench.schema.iis, STR("access"), &section, &attribute));
    bench_free(&bench);
}

static void settings_are_objects_of_the_schemas_class(void **state)
{
    (void)state;
    Bench bench = bench_new();
    bench_host(&bench, HOST(AT("S/a", ACCESS("Ssl"))));
    bench_seal(&bench);
    const ObjectClass *class = iis_settings_class(bench.schema.iis);
    const Object *settings = iis_settings(bench.server, (unsigned)iis_find(bench.server, STR("S/a")));
    assert_ptr_equal(settings->class, class);
    Value access = class->get(settings, (unsigned)object_field(class, STR("access")), bench.arena);
    const Object *object = access.as.object;
    int flags = object_field(object->class, STR("sslFlags"));
    assert_string_equal(value_text(bench.arena, object->class->get(object, (unsigned)flags, bench.arena)).p, "Ssl");
    assert_string_equal(type_text(bench.arena, object->class->fields[flags].type).p, "set(sslFlags)");
    bench_free(&bench);
}

static Diags broken_schema(Bench *bench, const char *text)
{
    Diags diags = diags_new(bench->arena);
    const YamlNode *root = yaml_parse(bench->arena, str(text), STR("iis.yaml"), &diags);
    assert_non_null(root);
    assert_null(iis_schema_parse(bench->arena, root, STR("iis.yaml"), &diags));
    return diags;
}

static void mistakes_in_the_schema_are_told_with_a_position(void **state)
{
    (void)state;
    Bench bench = bench_new();
    Diags diags = broken_schema(&bench, "sections:\n  access:\n    path: a/access\n    doc: d\n    source: s\n    "
                                        "attributes:\n      x: {type: boolean, doc: d}\n");
    assert_int_equal(diags.items[0].origin.line, 7);
    (void)broken_schema(&bench, "sections:\n  access:\n    path: a/b\n    doc: d\n    source: s\n");
    (void)broken_schema(&bench, "sections:\n  b:\n    path: a/b\n    doc: d\n    source: s\n    collection: {add: add, "
                                "field: i, key: [no], attributes: {}}\n");
    (void)broken_schema(&bench, "sections:\n  b:\n    path: a/b\n    doc: d\n    source: s\n    attributes: {x: {type: "
                                "bool, default: maybe, doc: d}}\n");
    (void)broken_schema(&bench, "sections: []\n");
    bench_free(&bench);
}

// --- entries ----------------------------------------------------------------------------------------

typedef struct Copy {
    Bench *bench;
    IisBuilder *builder;
    StrBuf *text;
} Copy;

static void copy_entry(void *context, const IisEntry *entry)
{
    Copy *copy = context;
    if (copy->builder != NULL)
        assert_true(iis_build(copy->builder, entry));
    strbuf_printf(copy->text, STR_FMT "|" STR_FMT "|" STR_FMT "|%u|%u\n", STR_ARG(entry->op), STR_ARG(entry->name),
                  STR_ARG(entry->value), entry->line, entry->column);
}

// Writes a file out and builds it back: the entries of the copy must be the same.
static const IisFile *round_trip(Bench *bench, const IisFile *file)
{
    StrBuf first = strbuf_new(bench->arena), second = strbuf_new(bench->arena);
    Copy copy = {bench, iis_builder_new(bench->arena, bench->arena, bench->interner, bench->schema.iis, file->file),
                 &first};
    iis_entries(file, bench->arena, copy_entry, &copy);
    const IisFile *back = iis_builder_finish(copy.builder);
    Copy again = {bench, NULL, &second};
    iis_entries(back, bench->arena, copy_entry, &again);
    assert_string_equal(strbuf_str(&first).p, strbuf_str(&second).p);
    assert_int_equal(file->row_count, back->row_count);
    assert_memory_equal(file->rows, back->rows, file->row_count * sizeof(IisRow));
    return back;
}

static void files_are_written_out_and_built_back(void **state)
{
    (void)state;
    Bench bench = bench_new();
    const char *text = HOST(WS(RUNTIME(
        "1") "<security><ipSecurity><add ipAddress='::1'/><remove "
             "ipAddress='::1'/></ipSecurity></security>"
             "<modules lockItem='true'><add name='A' lockItem='true' "
             "type='[enc:x:y:enc]'/><clear/></modules>") "<location path='S' "
                                                         "overrideMode='Deny' "
                                                         "inheritInChildApplications='false'"
                                                         ">" WS(WINDOWS("enabled='true' "
                                                                        "lockAttributes='*' "
                                                                        "lockElements='"
                                                                        "providers'",
                                                                        "<providers "
                                                                        "lockAllElementsExcept='"
                                                                        "add'><add "
                                                                        "value='N'/></providers>"
                                                                        "<extendedProtection "
                                                                        "tokenChecking='Allow' "
                                                                        "flags='[enc:a:b:enc]'/"
                                                                        ">")) "</location>" AT("S/a",
                                                                                               "<serverRuntime "
                                                                                               "configSource='x'/>"));
    const IisFile *file = read_text(&bench, text, "applicationHost.config");
    (void)round_trip(&bench, file);
    const IisFile *damaged = read_text(&bench, "<configuration>", "web.config");
    assert_true(round_trip(&bench, damaged)->damaged);
    Str real;
    if (slurp(bench.arena, SHARED_DIR "/data/css-exchange/E19/IIS/applicationHost.config", &real))
        (void)round_trip(&bench, read_bytes(&bench, real, "applicationHost.config"));
    bench_free(&bench);
}

static void entries_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"set", "enabled", "x"},    {"item", "name", "x"},    {"add", "", "x"},
        {"nothing", "", ""},        {"file", "nothing", ""},  {"section", "a/b", ""},
        {"declare", "a/b", "Deny"}, {"lockItem", "", "true"}, {"setEncrypted", "a.b.c", ""}};
    Bench bench = bench_new();
    IisBuilder *builder = iis_builder_new(bench.arena, bench.scratch, bench.interner, bench.schema.iis, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        IisEntry entry = {str(cases[i][0]), str(cases[i][1]), str(cases[i][2]), 1, 1};
        assert_false(iis_build(builder, &entry));
    }
    IisEntry section = {STR("section"), STR("system.webServer/security/access"), STR(""), 1, 1},
             add = {STR("add"), STR(""), STR("x"), 1, 1};
    assert_true(iis_build(builder, &section));
    assert_false(iis_build(builder, &add)); // it has no collection
    bench_free(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_applications_directories_and_locations_are_paths),
        cmocka_unit_test(defaults_of_applications_apply),
        cmocka_unit_test(metabase_paths_find_by_site_id),
        cmocka_unit_test(the_front_end_is_told_by_directories_ports_and_id),
        cmocka_unit_test(a_web_config_is_placed_by_the_longest_common_tail),
        cmocka_unit_test(a_web_config_for_a_path_that_does_not_exist_is_refused),
        cmocka_unit_test(settings_have_sections_and_attributes),
        cmocka_unit_test(settings_are_objects_of_the_schemas_class),
        cmocka_unit_test(mistakes_in_the_schema_are_told_with_a_position),
        cmocka_unit_test(files_are_written_out_and_built_back),
        cmocka_unit_test(entries_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests_name("iis paths and files", tests, NULL, NULL);
}
