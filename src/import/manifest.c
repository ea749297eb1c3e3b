#include "import/manifest.h"

#include "support/yaml.h"

typedef struct ManifestReader {
    Arena *arena;
    Diags *diags;
    Str file;
    uint32_t input; // its number in origins
    Manifest *manifest;
} ManifestReader;

static Str folder_of(Str file)
{
    size_t end = file.n;
    while (end > 0 && file.p[end - 1] != '/')
        end--;
    return str_slice(file, 0, end);
}

bool manifest_is_name(Str file)
{
    return str_eq(str_slice(file, folder_of(file).n, file.n), STR("manifest.yaml"));
}

// Drops the last component of the path under construction; false when there is none to drop.
static bool drop_component(StrBuf *out)
{
    Str path = strbuf_str(out);
    if (path.n == 0 || str_eq(path, STR("/")) || str_eq(path, STR("..")) || str_ends(path, STR("/..")))
        return false;
    size_t end = path.n;
    while (end > 0 && path.p[end - 1] != '/')
        end--;
    out->n = end > 1 ? end - 1 : end;
    return true;
}

static void add_component(StrBuf *out, Str part)
{
    if (part.n == 0 || str_eq(part, STR(".")))
        return;
    if (str_eq(part, STR("..")) && drop_component(out))
        return;
    if (out->n > 0 && out->p[out->n - 1] != '/')
        strbuf_char(out, '/');
    strbuf_add(out, part);
}

Str path_normal(Arena *arena, Str path)
{
    StrBuf out = strbuf_new(arena);
    if (path.n > 0 && path.p[0] == '/')
        strbuf_char(&out, '/');
    for (size_t start = 0, end; start < path.n; start = end + 1) {
        for (end = start; end < path.n && path.p[end] != '/' && path.p[end] != '\\';)
            end++;
        add_component(&out, str_slice(path, start, end));
    }
    return strbuf_str(&out);
}

// --- reading --------------------------------------------------------------------------------------------------

static bool fail(ManifestReader *reader, const YamlNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool fail(ManifestReader *reader, const YamlNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(reader->diags->arena, format, arguments);
    va_end(arguments);
    return diag_add(reader->diags,
                    (Diag){DIAG_ERROR, "manifest", node->origin, reader->file, message, STR(""), STR("")});
}

static Str scalar(ManifestReader *reader, const YamlNode *mapping, const char *key)
{
    const YamlNode *node = yaml_get(mapping, str(key));
    if (!node)
        return STR("");
    if (node->kind != YAML_SCALAR || node->text.n == 0)
        fail(reader, node, "`%s` is a text", key);
    return node->kind == YAML_SCALAR ? node->text : STR("");
}

static bool timestamp(ManifestReader *reader, const YamlNode *mapping, Timestamp *out)
{
    const YamlNode *node = yaml_get(mapping, STR("collected"));
    if (!node)
        return false;
    if (node->kind == YAML_SCALAR && timestamp_parse(node->text, out))
        return true;
    return fail(reader, node, "`collected` is a time such as 2026-11-20T10:00:00Z");
}

static const char *const file_keys[] = {"path", "server", "iisPath", "cmdlet", "collected", NULL};

static void read_file(ManifestReader *reader, ManifestFile *out, const YamlNode *node)
{
    if (node->kind != YAML_MAPPING) {
        fail(reader, node, "a file is {path, server, iisPath, cmdlet, collected}");
        return;
    }
    yaml_known_keys(node, file_keys, reader->file, reader->diags);
    Str path = scalar(reader, node, "path");
    if (path.n == 0 || path.p[0] == '/')
        fail(reader, node, "a file has a `path` below the folder of the manifest");
    StrBuf name = strbuf_new(reader->arena);
    strbuf_add(&name, reader->manifest->folder);
    strbuf_add(&name, path);
    out->file = path_normal(reader->arena, strbuf_str(&name));
    out->server = scalar(reader, node, "server");
    out->iis_path = scalar(reader, node, "iisPath");
    out->cmdlet = scalar(reader, node, "cmdlet");
    out->collected_known = timestamp(reader, node, &out->collected);
    out->origin = node->origin;
    out->origin.file = reader->input;
}

static void read_files(ManifestReader *reader, const YamlNode *files)
{
    if (!files)
        return;
    if (files->kind != YAML_SEQUENCE) {
        fail(reader, files, "`files` is a list");
        return;
    }
    ManifestFile *items = ARENA_ARRAY(reader->arena, ManifestFile, files->count);
    for (size_t i = 0; i < files->count; i++)
        read_file(reader, &items[i], files->items[i].value);
    reader->manifest->files = items;
    reader->manifest->file_count = files->count;
}

static const char *const server_keys[] = {"build", NULL};

static void read_server(ManifestReader *reader, ManifestServer *out, const YamlItem *item)
{
    out->name = item->key->text;
    out->build = (Value){.kind = VALUE_UNKNOWN};
    if (item->value->kind != YAML_MAPPING) {
        fail(reader, item->value, "a server is {build}");
        return;
    }
    yaml_known_keys(item->value, server_keys, reader->file, reader->diags);
    const YamlNode *build = yaml_get(item->value, STR("build"));
    if (!build)
        return;
    if (build->kind != YAML_SCALAR || !version_parse(build->text, &out->build))
        fail(reader, build, "`build` is a version such as 15.2.1118.29");
    out->build.origin = build->origin;
    out->build.origin.file = reader->input;
}

static void read_servers(ManifestReader *reader, const YamlNode *servers)
{
    if (!servers)
        return;
    if (servers->kind != YAML_MAPPING) {
        fail(reader, servers, "`servers` is a mapping of names to declared facts");
        return;
    }
    ManifestServer *items = ARENA_ARRAY(reader->arena, ManifestServer, servers->count);
    for (size_t i = 0; i < servers->count; i++)
        read_server(reader, &items[i], &servers->items[i]);
    reader->manifest->servers = items;
    reader->manifest->server_count = servers->count;
}

static const char *const root_keys[] = {"exaudit", "collected", "server", "webConfigs", "servers", "files", NULL};

static void read_root(ManifestReader *reader, const YamlNode *root)
{
    Manifest *manifest = reader->manifest;
    if (!str_eq(scalar(reader, root, "exaudit"), STR("1")))
        fail(reader, yaml_get(root, STR("exaudit")), "this version reads manifests of version 1 (`exaudit: 1`)");
    yaml_known_keys(root, root_keys, reader->file, reader->diags);
    manifest->collected_known = timestamp(reader, root, &manifest->collected);
    manifest->server = scalar(reader, root, "server");
    Str webs = scalar(reader, root, "webConfigs");
    manifest->web_configs_complete = str_eq(webs, STR("complete"));
    if (webs.n > 0 && !manifest->web_configs_complete)
        fail(reader, yaml_get(root, STR("webConfigs")), "`webConfigs` is `complete` or is left out");
    read_servers(reader, yaml_get(root, STR("servers")));
    read_files(reader, yaml_get(root, STR("files")));
}

// Problems are those of an input: by its number, not by its name.
static void hand_over(const Diags *from, uint32_t input, Diags *to)
{
    for (size_t i = 0; i < from->count; i++) {
        Diag diag = from->items[i];
        diag.origin.file = input;
        diag.file = STR("");
        diag_add(to, diag);
    }
}

const Manifest *manifest_parse(Arena *arena, Str text, Str file, uint32_t input, Diags *diags, bool *other)
{
    Diags own = diags_new(arena);
    Manifest *manifest = ARENA_NEW(arena, Manifest);
    manifest->folder = folder_of(file);
    ManifestReader reader = {arena, &own, file, input, manifest};
    *other = str_find(text, STR("exaudit:")) == (size_t)-1;
    if (*other)
        return NULL;
    const YamlNode *root = yaml_parse(arena, text, file, &own);
    if (root && (root->kind != YAML_MAPPING || !yaml_get(root, STR("exaudit"))))
        fail(&reader, root, "a manifest begins with `exaudit: 1`");
    else if (root)
        read_root(&reader, root);
    hand_over(&own, input, diags);
    if (!root || own.errors > 0)
        return NULL;
    return manifest;
}

const ManifestFile *manifest_entry(const Manifest *manifest, Str file)
{
    for (size_t i = 0; i < manifest->file_count; i++)
        if (str_eq(manifest->files[i].file, file))
            return &manifest->files[i];
    return NULL;
}
