// Two halves of the input, parted by a line "--", as applicationHost.config and as the web.config of every path that
// has a directory.
//
// Beyond not crashing: a web.config more may make unknown settings known, and known ones unknown where IIS refuses it,
// but never changes a known one into another (the law, for whole files), and a file that is written out as entries is
// built back equal.
#include "import/reader.h"
#include "import/xml.h"
#include "model/iis_walk.h"
#include "support/embedded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Bench {
    Arena *arena;
    Diags diags;
    Schema schema;
    Interner *interner;
    void *parser;
} Bench;

static const IisSchema *load(Bench *bench)
{
    for (size_t i = 0; i < embedded_schemas_count; i++)
        if (str_ends(embedded_schemas[i].name, STR("iis.yaml")))
            return iis_schema_parse(
                bench->arena,
                yaml_parse(bench->arena, embedded_schemas[i].text, embedded_schemas[i].name, &bench->diags),
                embedded_schemas[i].name, &bench->diags);
    die("iis.yaml is not built in");
}

static const IisFile *read_half(Bench *bench, Str text, const char *name, uint32_t file)
{
    Source *source = source_memory(bench->arena, text, (Origin){file, 0, 0}, &bench->diags);
    ReadContext context = {.arena = bench->arena,
                           .scratch = bench->arena,
                           .interner = bench->interner,
                           .schema = &bench->schema,
                           .source = source,
                           .file = str(name),
                           .diags = &bench->diags,
                           .parser = bench->parser};
    (void)reader_iis_config.read(&context);
    bench->parser = context.parser;
    source_close(source);
    return context.iis;
}

// A server with the web.config in the directories of its first `paths` paths.
static IisServer *server_of(Bench *bench, const IisFile *host, const IisFile *web, size_t paths)
{
    IisServer *server = iis_server_new(bench->arena, bench->schema.iis, host);
    for (size_t i = 0; server != NULL && i < paths && i < server->path_count; i++) {
        Str candidates;
        (void)iis_add_web_config(server, web, server->paths[i].path, STR(""), &candidates);
    }
    if (server != NULL)
        iis_seal(server, &bench->diags);
    return server;
}

static void compare(Bench *bench, const IisServer *without, const IisServer *with)
{
    const IisSchema *schema = bench->schema.iis;
    for (uint32_t node = 0; node < without->path_count; node++)
        for (size_t i = 0; i < schema->attribute_count; i++) {
            IisSetting setting = {schema->owners[i], schema->attributes[i]};
            Value before = iis_resolve(without, node, setting, bench->arena);
            Value after = iis_resolve(with, node, setting, bench->arena);
            if (!value_is(before, VALUE_UNKNOWN) && !value_is(after, VALUE_UNKNOWN) &&
                value_equals(bench->arena, before, after).as.boolean == false)
                die("a web.config more changed a setting that was known without it");
        }
    for (uint32_t node = 0; node < with->path_count; node++)
        for (size_t i = 0; i < schema->element_count; i++)
            if (schema->elements[i]->collection != NULL)
                (void)value_text(bench->arena,
                                 iis_resolve(with, node, (IisSetting){schema->elements[i], NULL}, bench->arena));
}

static void build(void *context, const IisEntry *entry)
{
    if (!iis_build(context, entry))
        die("an entry that was written cannot be read");
}

static void round_trip(Bench *bench, const IisFile *file)
{
    IisBuilder *builder = iis_builder_new(bench->arena, bench->arena, bench->interner, bench->schema.iis, file->file);
    iis_entries(file, bench->arena, build, builder);
    const IisFile *back = iis_builder_finish(builder);
    if (back->row_count != file->row_count || memcmp(back->rows, file->rows, file->row_count * sizeof(IisRow)) != 0)
        die("a file that was written out is not built back equal");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = {(const char *)(const void *)data, size};
    size_t line = size > 1 << 16 ? (size_t)-1 : str_find(text, STR("\n--\n"));
    if (line == (size_t)-1)
        return 0;
    Bench bench = {.arena = arena_new()};
    bench.diags = diags_new(bench.arena);
    bench.schema.iis = load(&bench);
    bench.interner = interner_new(bench.arena);
    xml_library_open();
    const IisFile *host = read_half(&bench, str_slice(text, 0, line), "applicationHost.config", 1);
    const IisFile *web = read_half(&bench, str_slice(text, line + 4, size), "web.config", 2);
    if (host == NULL || web == NULL) { // not even by its name a configuration file
        xml_worker_free(bench.parser);
        arena_free(bench.arena);
        return 0;
    }
    IisServer *none = server_of(&bench, host, web, 0), *top = server_of(&bench, host, web, 2),
              *all = server_of(&bench, host, web, 1000);
    if (none != NULL) {
        compare(&bench, none, top);
        compare(&bench, top, all);
    }
    round_trip(&bench, host);
    round_trip(&bench, web);
    xml_worker_free(bench.parser);
    arena_free(bench.arena);
    return 0;
}
