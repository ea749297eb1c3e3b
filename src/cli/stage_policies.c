#include "cli/stages.h"

#include "cli/diagnostics.h"
#include "report/index.h"
#include "support/platform.h"
#include "support/source.h"

enum { LARGEST_POLICY = 16 * 1024 * 1024, READ_BUFFER = 256 * 1024 };

static bool read_file(const Session *session, Str path, Str *text)
{
    Arena *arena = session->arena;
    Diags diags = diags_new(arena);
    char *buffer = arena_bytes(arena, READ_BUFFER);
    Source *source = source_open(arena, str_dup(arena, path).p, (Origin){0}, buffer, READ_BUFFER, &diags);
    bool ok = source && source_read_all(source, arena, LARGEST_POLICY, text);
    if (source) {
        source_close(source);
    }
    for (size_t i = 0; i < diags.count; i++) {
        diags.items[i].file = path;
    }
    diagnostics_print(session, NULL, &diags);
    return ok;
}

static void add_file(const Session *session, PolicyFiles *files, Str name, Str text)
{
    files->items = arena_grow(session->arena, files->items, &files->capacity, files->count + 1, sizeof *files->items);
    files->items[files->count++] = (PolicyFile){name, text};
}

static bool add_path(const Session *session, PolicyFiles *files, Str path)
{
    Str text;
    if (!read_file(session, path, &text)) {
        return false;
    }
    add_file(session, files, path, text);
    return true;
}

static bool is_yaml(Str name)
{
    return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml"));
}

static bool add_folder(const Session *session, PolicyFiles *files, Str folder)
{
    FolderEntry *entries;
    size_t count;
    Str problem;
    if (!platform_folder(session->arena, str_dup(session->arena, folder).p, &entries, &count, &problem)) {
        session_complain(session, "cannot read the folder " STR_FMT ": " STR_FMT, STR_ARG(folder), STR_ARG(problem));
        return false;
    }
    bool ok = true;
    size_t before = files->count;
    const char *separator = str_ends(folder, STR("/")) ? "" : "/";
    for (size_t i = 0; i < count; i++) {
        if (is_yaml(entries[i].name)) {
            Str path =
                str_printf(session->arena, STR_FMT "%s" STR_FMT, STR_ARG(folder), separator, STR_ARG(entries[i].raw));
            ok = add_path(session, files, path) && ok;
        }
    }
    if (ok && files->count == before) {
        session_complain(session, "there is no *.yaml file in " STR_FMT, STR_ARG(folder));
        return false;
    }
    return ok;
}

// What a policy file is called: the value of `policy:`; the profiles are a file of their own. The empty string: it is
// no YAML, which loading will complain about.
static Str policy_name(Arena *arena, const PolicyFile *file)
{
    Diags ignored = diags_new(arena);
    const YamlNode *root = yaml_parse(arena, file->text, file->name, &ignored);
    if (!root || root->kind != YAML_MAPPING) {
        return STR("");
    }
    const YamlNode *name = yaml_get(root, STR("policy"));
    if (name && name->kind == YAML_SCALAR) {
        return name->text;
    }
    return yaml_get(root, STR("profiles")) ? STR("profiles:") : STR("");
}

// Adds the built-in policies that no given file replaces.
static void add_builtin(const Session *session, PolicyFiles *files, const PolicyFiles *given)
{
    Arena *arena = session->arena;
    Index names = index_new(arena);
    for (size_t i = 0; i < given->count; i++) {
        index_add(&names, policy_name(arena, &given->items[i]), NULL);
    }
    size_t count;
    const PolicyFile *builtin = policy_builtin(arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (given->count == 0 || index_find(&names, policy_name(arena, &builtin[i])) == (size_t)-1) {
            add_file(session, files, builtin[i].name, builtin[i].text);
        }
    }
    files->builtin = files->count;
}

bool stage_policy_files(const Session *session, const StrList *paths, PolicyFiles *files)
{
    PolicyFiles given = {0};
    bool ok = true;
    for (size_t i = 0; i < paths->count; i++) {
        Str path = paths->items[i];
        bool folder = platform_stat(str_dup(session->arena, path).p).kind == FILE_FOLDER;
        ok = (folder ? add_folder(session, &given, path) : add_path(session, &given, path)) && ok;
    }
    *files = (PolicyFiles){0};
    add_builtin(session, files, &given);
    for (size_t i = 0; i < given.count; i++) {
        add_file(session, files, given.items[i].name, given.items[i].text);
    }
    return ok;
}

const PolicySet *stage_load(const Session *session, const Schema *schema, const PolicyFiles *files)
{
    const Settings *settings = &session->settings;
    Diags diags = diags_new(session->arena);
    const PolicySet *set = policy_load(session->arena, schema, files->items, files->count, settings->params,
                                       settings->param_count, &diags);
    diagnostics_print(session, NULL, &diags);
    return set;
}

const PolicySet *stage_policies(const Session *session, const Schema *schema)
{
    PolicyFiles files;
    bool ok = stage_policy_files(session, &session->settings.policies, &files);
    return ok ? stage_load(session, schema, &files) : NULL;
}
