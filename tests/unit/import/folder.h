// What the tests of the import share: a folder of made-up exports, and questions to the estate that comes of it.
#ifndef EXAUDIT_TESTS_FOLDER_H
#define EXAUDIT_TESTS_FOLDER_H

#include "import/import.h"
#include "model/document.h"
#include "support/platform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define MAYBE_UNUSED __attribute__((unused))

typedef struct Folder {
    Arena *arena;
    const Schema *schema;
    char path[64];
    Import *imports[16];
    size_t import_count;
} Folder;

MAYBE_UNUSED static int folder_setup(void **state)
{
    Arena *arena = arena_new();
    Folder *folder = ARENA_NEW(arena, Folder);
    folder->arena = arena;
    folder->schema = schema_load(arena);
    memcpy(folder->path, "/tmp/exaudit-test-XXXXXX", sizeof "/tmp/exaudit-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) ? 0 : -1;
}

static void remove_tree(Arena *arena, Str path) // NOLINT(misc-no-recursion): as deep as what the test made
{
    FolderEntry *entries;
    size_t count;
    Str problem;
    if (!platform_folder(arena, path.p, &entries, &count, &problem)) {
        (void)unlink(path.p);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        Str entry = str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(entries[i].raw));
        struct stat info;
        if (lstat(entry.p, &info) == 0 && S_ISDIR(info.st_mode))
            remove_tree(arena, entry);
        else
            (void)unlink(entry.p);
    }
    (void)rmdir(path.p);
}

MAYBE_UNUSED static int folder_teardown(void **state)
{
    Folder *folder = *state;
    for (size_t i = 0; i < folder->import_count; i++)
        import_free(folder->imports[i]);
    remove_tree(folder->arena, str(folder->path));
    arena_free(folder->arena);
    return 0;
}

// Writes a file below the folder, making the folders on the way.
MAYBE_UNUSED static Str folder_write(Folder *folder, const char *name, Str text)
{
    Str path = str_printf(folder->arena, "%s/%s", folder->path, name);
    for (size_t i = strlen(folder->path) + 1; i < path.n; i++)
        if (path.p[i] == '/')
            (void)mkdir(str_dup(folder->arena, str_slice(path, 0, i)).p, 0700);
    FILE *file = fopen(path.p, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
    return path;
}

// A CLIXML file of one object of a type; `members` are its properties as XML.
MAYBE_UNUSED static Str folder_object(Folder *folder, const char *name, const char *type, const char *members)
{
    return folder_write(
        folder, name,
        str_printf(folder->arena,
                   "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\n"
                   "<Obj RefId=\"0\"><TN RefId=\"0\"><T>%s</T><T>System.Object</T></TN>\n"
                   "<Props>\n%s</Props></Obj></Objs>",
                   type, members));
}

#define CONFIGURATION ",CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
#define EWS_CLASS "Microsoft.Exchange.Data.Directory.SystemConfiguration.ADWebServicesVirtualDirectory"
#define SERVER_CLASS "Microsoft.Exchange.Data.Directory.Management.ExchangeServer"
#define AUTH_SERVER_CLASS "Microsoft.Exchange.Data.Directory.SystemConfiguration.AuthServer"

// An export of Get-WebServicesVirtualDirectory of one server, with further properties.
MAYBE_UNUSED static Str folder_ews(Folder *folder, const char *name, const char *server, const char *members)
{
    Str all =
        str_printf(folder->arena,
                   "<S N=\"Server\">%s</S>\n<S N=\"Name\">EWS (Default Web Site)</S>\n"
                   "<S N=\"Path\">C:\\Program Files\\Exchange\\FrontEnd\\HttpProxy\\EWS</S>\n"
                   "<S N=\"DistinguishedName\">CN=EWS,CN=HTTP,CN=Protocols,CN=%s,CN=Servers" CONFIGURATION "</S>\n%s",
                   server, server, members);
    return folder_object(folder, name, EWS_CLASS, all.p);
}

MAYBE_UNUSED static const Estate *folder_import(Folder *folder, ImportOptions options)
{
    Import *import = import_run(folder->arena, folder->schema, &options);
    folder->imports[folder->import_count++] = import;
    return import_estate(import);
}

MAYBE_UNUSED static const Estate *folder_estate(Folder *folder)
{
    Str path = str(folder->path);
    return folder_import(folder, (ImportOptions){.paths = &path, .path_count = 1, .jobs = 1});
}

MAYBE_UNUSED static const Input *folder_input(const Estate *estate, const char *name)
{
    for (size_t i = 0; i < estate->input_count; i++)
        if (str_ends(estate->inputs[i].file, str(name)))
            return &estate->inputs[i];
    fail_msg("no input %s", name);
    return NULL;
}

MAYBE_UNUSED static const Entity *folder_entity(const Estate *estate, const char *id)
{
    const Entity *entity = estate_find(estate, str(id));
    for (size_t i = 0; !entity && i < estate->all.count; i++)
        print_message(STR_FMT "\n", STR_ARG(estate->all.items[i]->id));
    if (!entity)
        fail_msg("no entity %s", id);
    return entity;
}

// The literal of a field: true, "Ntlm", unknown(conflict) …
MAYBE_UNUSED static void assert_field(const Estate *estate, const char *id, const char *field, const char *expected)
{
    Value v = entity_get(folder_entity(estate, id), str(field), estate->arena);
    Str text = v.kind == VALUE_UNKNOWN
                   ? str_printf(estate->arena, "unknown(" STR_FMT ")", STR_ARG(v.as.unknown->reasons[0]->why))
                   : value_literal(estate->arena, v);
    if (!str_eq(text, str(expected)))
        fail_msg("%s.%s is " STR_FMT ", not %s", id, field, STR_ARG(text), expected);
}

MAYBE_UNUSED static void assert_text(Str text, const char *expected)
{
    if (!str_eq(text, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(text), expected);
}

MAYBE_UNUSED static bool has_diag(const Estate *estate, const char *code)
{
    for (size_t i = 0; i < estate->diags.count; i++)
        if (strcmp(estate->diags.items[i].code, code) == 0)
            return true;
    return false;
}

// The whole estate as text.
MAYBE_UNUSED static Str folder_document(Folder *folder, const Estate *estate)
{
    Output *out = output_memory(folder->arena);
    document_write(out, estate, DOCUMENT_NDJSON);
    return output_memory_text(out);
}

// Without what differs only because the folder has another name each time.
MAYBE_UNUSED static void assert_same_document(Folder *folder, const Estate *a, const Estate *b)
{
    Str x = folder_document(folder, a), y = folder_document(folder, b);
    if (str_eq(x, y))
        return;
    size_t i = 0;
    while (i < x.n && i < y.n && x.p[i] == y.p[i])
        i++;
    size_t from = i > 80 ? i - 80 : 0;
    fail_msg("at %zu:\n%.*s\n%.*s", i, (int)(x.n - from > 200 ? 200 : x.n - from), x.p + from,
             (int)(y.n - from > 200 ? 200 : y.n - from), y.p + from);
}

#endif
