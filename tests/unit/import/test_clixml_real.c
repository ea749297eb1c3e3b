// Real exports, which live outside the project: skipped, and said so, where they are missing.
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FOLDER SHARED_DIR "/data/css-exchange/"

static const struct {
    const char *path;
    size_t records;
} files[] = {
    {"E16/GetAllTlsSettings.xml", 1},
    {"E16/GetAuthConfig.xml", 1},
    {"E16/GetExchangeCertificate.xml", 3},
    {"E16/GetExchangeServer.xml", 1},
    {"E16/GetExtendedProtectionConfiguration.xml", 1},
    {"E16/GetIISModules.xml", 1},
    {"E16/GetMailboxServer.xml", 1},
    {"E16/GetOrganizationConfig.xml", 1},
    {"E16/GetOwaVirtualDirectory.xml", 1},
    {"E16/GetWebServicesVirtualDirectory.xml", 1},
    {"E16/GetWindowsFeature.xml", 263},
    {"E16/IIS/GetWebApplication.xml", 28},
    {"E16/IIS/GetWebBinding.xml", 6},
    {"E16/IIS/GetWebSite.xml", 2},
    {"E16/Win32_OperatingSystem.xml", 1},
    {"E19/GetAllTlsSettings.xml", 1},
    {"E19/GetAuthConfig.xml", 1},
    {"E19/GetExchangeCertificate.xml", 3},
    {"E19/GetExchangeServer.xml", 1},
    {"E19/GetExtendedProtectionConfiguration.xml", 1},
    {"E19/GetHybridConfiguration.xml", 1},
    {"E19/GetIISModules.xml", 1},
    {"E19/GetMailboxServer.xml", 1},
    {"E19/GetOrganizationConfig.xml", 1},
    {"E19/GetOwaVirtualDirectory.xml", 1},
    {"E19/GetPartnerApplication.xml", 5},
    {"E19/GetSendConnector.xml", 1},
    {"E19/GetSettingOverride.xml", 1},
    {"E19/GetWebServicesVirtualDirectory.xml", 1},
    {"E19/GetWindowsFeature.xml", 268},
    {"E19/IIS/GetWebApplication.xml", 28},
    {"E19/IIS/GetWebBinding.xml", 6},
    {"E19/IIS/GetWebSite.xml", 2},
    {"E19/Win32_OperatingSystem.xml", 1},
    {"auth-certificate/GetAuthConfig.xml", 1},
    {"auth-certificate/GetAuthConfigNoNextCert.xml", 1},
    {"auth-certificate/GetExchangeCertificate.xml", 8},
    {"auth-certificate/GetExchangeCertificateBroken.xml", 5},
    {"auth-certificate/GetExchangeServer.xml", 2},
};
enum { FILE_COUNT = sizeof files / sizeof *files };

// Empty: the file is not there.
static Str read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        print_message("SKIPPED: %s is not there\n", path);
        return STR("");
    }
    StrBuf bytes = strbuf_new(arena);
    static char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        strbuf_add(&bytes, (Str){chunk, n});
    (void)fclose(file);
    return strbuf_str(&bytes);
}

static Dump read_bytes(Arena *arena, Str bytes, void *parser, const char *const *wanted)
{
    Dump dump = dump_new(arena, wanted);
    dump.diags = diags_new(arena);
    dump.parser = parser;
    dump_read(&dump, &reader_clixml, source_memory(arena, bytes, (Origin){1, 0, 0}, &dump.diags));
    return dump;
}

static void every_export_has_its_records(void **state)
{
    (void)state;
    void *parser = NULL;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        Arena *arena = arena_new();
        Str bytes = read_file(arena, str_printf(arena, FOLDER "%s", files[i].path).p);
        if (bytes.n) {
            Dump dump = read_bytes(arena, bytes, parser, NULL);
            parser = dump.parser;
            assert_int_equal(dump.result, READ_OK);
            assert_int_equal(dump.records, files[i].records);
            assert_int_equal(dump.diags.count, 0);
            assert_true(str_find(strbuf_str(&dump.text), STR("SerializationData")) == (size_t)-1);
        }
        arena_free(arena);
    }
    xml_worker_free(parser);
}

// Cuts the file at many places: what is delivered is a prefix of what the whole gives, and the rest is damage.
static void cut(Arena *arena, Str bytes, void **parser)
{
    Dump whole = read_bytes(arena, bytes, *parser, NULL);
    *parser = whole.parser;
    Str all = strbuf_str(&whole.text);
    size_t step = bytes.n > 16 * 1024 ? bytes.n / 16 | 1 : 97;
    ArenaMark mark = arena_mark(arena);
    for (size_t n = 0; n < bytes.n; n += step, arena_rewind(arena, mark)) {
        Dump dump = read_bytes(arena, str_slice(bytes, 0, n), *parser, NULL);
        assert_true(str_starts(all, strbuf_str(&dump.text)));
        assert_int_equal(dump.result, READ_DAMAGED);
        assert_int_equal(dump.diags.errors, 1);
    }
}

static void a_cut_export_gives_a_prefix_and_is_damaged(void **state)
{
    (void)state;
    void *parser = NULL;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        Arena *arena = arena_new();
        Str bytes = read_file(arena, str_printf(arena, FOLDER "%s", files[i].path).p);
        if (bytes.n)
            cut(arena, bytes, &parser);
        arena_free(arena);
    }
    xml_worker_free(parser);
}

static void real_values_are_read_where_they_stand(void **state)
{
    (void)state;
    static const char *const wanted[] = {"InternalAuthenticationMethods", "OAuthAuthentication", "Id", NULL};
    Arena *arena = arena_new();
    Str bytes = read_file(arena, FOLDER "E19/GetWebServicesVirtualDirectory.xml");
    if (!bytes.n) {
        arena_free(arena);
        skip();
    }
    Dump dump = read_bytes(arena, bytes, NULL, wanted);
    Str text = strbuf_str(&dump.text);
    assert_true(str_find(text, STR("  OAuthAuthentication bool true @96:7\n")) != (size_t)-1);
    assert_true(str_find(text, STR("    - enum WindowsIntegrated #4 :")) != (size_t)-1);
    assert_true(str_find(text, STR("  Id object SOLO-E19A\\EWS (Default Web Site) :")) != (size_t)-1);
    assert_true(str_find(text, STR("@189:7\n")) != (size_t)-1);
    assert_true(str_find(text, STR("MetabasePath")) == (size_t)-1);
    xml_worker_free(dump.parser);
    arena_free(arena);
}

int main(void)
{
    xml_library_open();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_export_has_its_records),
        cmocka_unit_test(a_cut_export_gives_a_prefix_and_is_damaged),
        cmocka_unit_test(real_values_are_read_where_they_stand),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_close();
    return failures;
}
