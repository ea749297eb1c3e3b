// What the tests of IIS configuration share: reading a text as a configuration file, building a server, asking for
// settings.
#ifndef EXAUDIT_TESTS_IIS_FIXTURE_H
#define EXAUDIT_TESTS_IIS_FIXTURE_H

#include "import/reader.h"
#include "import/xml.h"
#include "model/iis_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MAYBE_UNUSED __attribute__((unused))

typedef struct Bench {
    Arena *arena, *scratch;
    Diags diags;
    Schema schema;
    Interner *interner;
    void *parser;
    uint32_t files;
    ReadResult result; // of the last file
    Str what;
    IisServer *server;
} Bench;

MAYBE_UNUSED static bool slurp(Arena *arena, const char *path, Str *text)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t capacity = (size_t)4 << 20;
    char *bytes = arena_bytes(arena, capacity);
    text->p = bytes;
    text->n = fread(bytes, 1, capacity, file);
    assert_int_equal(fclose(file), 0);
    return true;
}

MAYBE_UNUSED static Bench bench_new(void)
{
    Bench bench = {.arena = arena_new(), .scratch = arena_new()};
    Str text;
    bench.diags = diags_new(bench.arena);
    assert_true(slurp(bench.arena, SOURCE_DIR "/schemas/model/iis.yaml", &text));
    const YamlNode *root = yaml_parse(bench.arena, text, STR("iis.yaml"), &bench.diags);
    assert_non_null(root);
    bench.schema.iis = iis_schema_parse(bench.arena, root, STR("iis.yaml"), &bench.diags);
    assert_non_null(bench.schema.iis);
    bench.interner = interner_new(bench.arena);
    xml_library_open();
    return bench;
}

MAYBE_UNUSED static void bench_free(Bench *bench)
{
    xml_worker_free(bench->parser);
    xml_library_close();
    arena_free(bench->scratch);
    arena_free(bench->arena);
}

MAYBE_UNUSED static const IisFile *read_bytes(Bench *bench, Str text, const char *name)
{
    ArenaMark mark = arena_mark(bench->scratch);
    Source *source = source_memory(bench->scratch, text, (Origin){++bench->files, 0, 0}, &bench->diags);
    ReadContext context = {.arena = bench->arena,
                           .scratch = bench->scratch,
                           .interner = bench->interner,
                           .schema = &bench->schema,
                           .source = source,
                           .file = str(name),
                           .diags = &bench->diags,
                           .parser = bench->parser};
    bench->result = reader_iis_config.read(&context);
    bench->parser = context.parser;
    bench->what = context.what;
    source_close(source);
    arena_rewind(bench->scratch, mark);
    return context.iis;
}

MAYBE_UNUSED static const IisFile *read_text(Bench *bench, const char *text, const char *name)
{
    return read_bytes(bench, str(text), name);
}

// A server out of an applicationHost.config; web.configs are added afterwards, then bench_seal.
MAYBE_UNUSED static void bench_host(Bench *bench, const char *text)
{
    const IisFile *file = read_text(bench, text, "applicationHost.config");
    assert_int_equal(bench->result, READ_OK);
    bench->server = iis_server_new(bench->arena, bench->schema.iis, file);
    assert_non_null(bench->server);
}

MAYBE_UNUSED static void bench_web(Bench *bench, const char *path, const char *text)
{
    Str candidates;
    const IisFile *file = read_text(bench, text, "web.config");
    assert_true(iis_add_web_config(bench->server, file, str(path), STR(""), &candidates));
}

MAYBE_UNUSED static void bench_seal(Bench *bench)
{
    iis_seal(bench->server, &bench->diags);
}

MAYBE_UNUSED static Value setting_value(Bench *bench, const char *path, const char *setting)
{
    int index = iis_find(bench->server, str(path));
    IisSetting found;
    assert_true(index >= 0);
    assert_true(iis_setting(bench->schema.iis, str(setting), &found));
    return iis_resolve(bench->server, (uint32_t)index, found, bench->arena);
}

MAYBE_UNUSED static void assert_setting(Bench *bench, const char *path, const char *setting, const char *expected)
{
    Str text = value_text(bench->arena, setting_value(bench, path, setting));
    if (!str_eq(text, str(expected)))
        print_error("%s at \"%s\":\n", setting, path);
    assert_string_equal(text.p, expected);
}

// The chain as "level = value (line:column) < level = value …".
MAYBE_UNUSED static Str chain_text(Bench *bench, const char *path, const char *setting)
{
    const IisLevel *levels;
    StrBuf out = strbuf_new(bench->arena);
    int index = iis_find(bench->server, str(path));
    assert_true(index >= 0);
    size_t count = iis_chain(iis_settings(bench->server, (unsigned)index), str(setting), bench->arena, &levels);
    for (size_t i = 0; i < count; i++) {
        Str value = value_text(bench->arena, levels[i].value);
        Origin origin = levels[i].value.origin;
        strbuf_printf(&out, "%s" STR_FMT " = " STR_FMT, i > 0 ? " < " : "", STR_ARG(levels[i].level), STR_ARG(value));
        if (origin.file != 0)
            strbuf_printf(&out, " (%u:%u:%u)", origin.file, origin.line, origin.column);
    }
    return strbuf_str(&out);
}

// The names of a collection's items, as "a b".
MAYBE_UNUSED static Str item_names(Bench *bench, const char *path, const char *setting)
{
    Value value = setting_value(bench, path, setting);
    StrBuf out = strbuf_new(bench->arena);
    if (!value_is(value, VALUE_LIST))
        return value_text(bench->arena, value);
    for (size_t i = 0; i < value.as.list->count; i++) {
        const Object *item = value.as.list->items[i].as.object;
        Value name = item->class->get(item, 0, bench->arena);
        strbuf_printf(&out, "%s" STR_FMT, i > 0 ? " " : "", STR_ARG(value_text(bench->arena, name)));
    }
    return strbuf_str(&out);
}

MAYBE_UNUSED static void assert_items(Bench *bench, const char *path, const char *setting, const char *expected)
{
    assert_string_equal(item_names(bench, path, setting).p, expected);
}

MAYBE_UNUSED static void assert_violation(Bench *bench, size_t index, IisViolationKind kind, const char *path,
                                          const char *what)
{
    const IisViolation *violations;
    size_t count = iis_violations(bench->server, &violations);
    size_t paths;
    assert_true(index < count);
    assert_int_equal(violations[index].kind, kind);
    assert_string_equal(str_dup(bench->arena, iis_paths(bench->server, &paths)[violations[index].path].path).p, path);
    assert_string_equal(str_dup(bench->arena, violations[index].what).p, what);
}

MAYBE_UNUSED static void assert_no_violation(Bench *bench)
{
    const IisViolation *violations;
    assert_int_equal(iis_violations(bench->server, &violations), 0);
}

// --- texts ------------------------------------------------------------------------------------------

#define SECTIONS                                                                                                       \
    "<configSections><sectionGroup name='system.webServer'><section name='handlers' overrideModeDefault='Deny'/>"      \
    "<section name='globalModules' allowDefinition='AppHostOnly' overrideModeDefault='Deny'/>"                         \
    "<section name='modules' overrideModeDefault='Allow'/><section name='serverRuntime' overrideModeDefault='Allow'/>" \
    "<sectionGroup name='security'><section name='access' overrideModeDefault='Deny'/>"                                \
    "<section name='ipSecurity' overrideModeDefault='Allow'/><section name='requestFiltering'/>"                       \
    "<section name='authorization' overrideModeDefault='Allow'/>"                                                      \
    "<sectionGroup name='authentication'><section name='windowsAuthentication' overrideModeDefault='Allow'/>"          \
    "<section name='anonymousAuthentication' "                                                                         \
    "overrideModeDefault='Deny'/></sectionGroup></sectionGroup></sectionGroup></configSections>"

// Site S at C:\w with applications a (C:\w\a) and a/b (also C:\w\a) and the virtual directory v (C:\v).
#define SITES                                                                                                          \
    "<system.applicationHost><sites><site name='S' id='1'>"                                                            \
    "<application path='/' applicationPool='P'><virtualDirectory path='/' physicalPath='C:\\w'/>"                      \
    "<virtualDirectory path='/v' physicalPath='C:\\v'/></application>"                                                 \
    "<application path='/a'><virtualDirectory path='/' physicalPath='C:\\w\\a'/></application>"                        \
    "<application path='/a/b'><virtualDirectory path='/' physicalPath='C:\\w\\a\\'/></application>"                    \
    "<bindings><binding protocol='https' "                                                                             \
    "bindingInformation='*:443:'/></bindings></site></sites></system.applicationHost>"

#define HOST(inside) "<configuration>" SECTIONS SITES inside "<system.webServer/></configuration>"
#define WEB(inside) "<configuration>" inside "</configuration>"
#define WS(inside) "<system.webServer>" inside "</system.webServer>"
#define AT(path, inside) "<location path='" path "'>" WS(inside) "</location>"
#define ACCESS(flags) "<security><access sslFlags='" flags "'/></security>"
#define RUNTIME(size) "<serverRuntime uploadReadAheadSize='" size "'/>"
#define WINDOWS(attributes, inside)                                                                                    \
    "<security><authentication><windowsAuthentication " attributes ">" inside                                          \
    "</windowsAuthentication></authentication></security>"
#define PROVIDERS(inside) WINDOWS("", "<providers>" inside "</providers>")
#define EMPTY_WEB "<configuration/>"

#endif
