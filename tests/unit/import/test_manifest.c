#include "import/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Arena *arena;
static Diags diags;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    diags = diags_new(arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const Manifest *parse(const char *text)
{
    bool other;
    return manifest_parse(arena, str(text), STR("exports/EX01/manifest.yaml"), 7, &diags, &other);
}

static void assert_text(Str text, const char *expected)
{
    if (!str_eq(text, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(text), expected);
}

static void it_says_everything_of_the_design(void **state)
{
    (void)state;
    const Manifest *manifest = parse("exaudit: 1\n"
                                     "collected: 2026-11-20T10:00:00Z\n"
                                     "server: EX01\n"
                                     "webConfigs: complete\n"
                                     "servers: {EX01: {build: 15.2.1118.29}}\n"
                                     "files:\n"
                                     "  - {path: IIS/owa.web.config, server: EX02, iisPath: Default Web Site/owa}\n"
                                     "  - {path: ./empty.xml, cmdlet: Get-AuthServer, collected: 2026-11-19}\n");
    assert_non_null(manifest);
    assert_text(manifest->folder, "exports/EX01/");
    assert_text(manifest->server, "EX01");
    assert_true(manifest->web_configs_complete && manifest->collected_known);
    const ManifestFile *web = manifest_entry(manifest, STR("exports/EX01/IIS/owa.web.config"));
    assert_non_null(web);
    assert_text(web->server, "EX02");
    assert_text(web->iis_path, "Default Web Site/owa");
    assert_int_equal(web->origin.file, 7);
    assert_int_equal(web->origin.line, 7);
    const ManifestFile *empty = manifest_entry(manifest, STR("exports/EX01/empty.xml"));
    assert_text(empty->cmdlet, "Get-AuthServer");
    assert_true(empty->collected_known);
    assert_int_equal(manifest->server_count, 1);
    assert_text(value_text(arena, manifest->servers[0].build), "15.2.1118.29");
}

typedef struct Wrong {
    const char *text;
    unsigned line, column;
} Wrong;

static void what_is_wrong_is_an_error_with_its_place(void **state)
{
    (void)state;
    static const Wrong wrong[] = {
        {"exaudit: 2\n", 1, 10},
        {"exaudit: 1\nsevrer: EX01\n", 2, 1},
        {"exaudit: 1\ncollected: yesterday\n", 2, 12},
        {"exaudit: 1\nwebConfigs: some\n", 2, 13},
        {"exaudit: 1\nfiles:\n  - {path: a, iispath: b}\n", 3, 15},
        {"exaudit: 1\nfiles:\n  - {path: /etc/passwd}\n", 3, 5},
        {"exaudit: 1\nservers: {EX01: {build: new}}\n", 2, 25},
        {"exaudit: 1\nfiles: none\n", 2, 8},
        {"exaudit: 1\n  x\n:\n", 0, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        diags = diags_new(arena);
        assert_null(parse(wrong[i].text));
        assert_true(diags.errors > 0);
        assert_int_equal(diags.items[0].origin.file, 7);
        if (wrong[i].line > 0 &&
            (diags.items[0].origin.line != wrong[i].line || diags.items[0].origin.column != wrong[i].column))
            fail_msg("case %zu: %u:%u " STR_FMT, i, diags.items[0].origin.line, diags.items[0].origin.column,
                     STR_ARG(diags.items[0].message));
    }
}

static void the_manifest_of_another_program_is_none(void **state)
{
    (void)state;
    bool other;
    assert_null(manifest_parse(arena, STR("apiVersion: v1\n"), STR("manifest.yaml"), 1, &diags, &other));
    assert_true(other);
    assert_int_equal(diags.count, 0);
}

static void paths_are_made_normal(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a/./b//c", "a/b/c"}, {"a/../b", "b"}, {"../a", "../a"}, {"/a/../../b", "/../b"}, {".", ""},
        {"a\\b", "a/b"},       {"a/b/", "a/b"}, {"./a", "a"},     {"../../a", "../../a"},  {"a/b/../..", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(path_normal(arena, str(cases[i][0])), cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_says_everything_of_the_design, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_an_error_with_its_place, setup, teardown),
        cmocka_unit_test_setup_teardown(the_manifest_of_another_program_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_are_made_normal, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
