// exaudit policy export: writes the built-in policies out, to be read, edited and given back with --policy.
#include "cli/session.h"
#include "support/platform.h"
#include "support/source.h"

enum { LARGEST = 16 * 1024 * 1024, READ_BUFFER = 256 * 1024 };

static void write_all(void *context, size_t format, const Page *page)
{
    (void)format;
    size_t count;
    const PolicyFile *files = policy_builtin(context, &count);
    for (size_t i = 0; i < count; i++) {
        output_printf(page->out, "%s# %s\n", i > 0 ? "---\n" : "", str_dup(context, files[i].name).p);
        output_write(page->out, files[i].text);
    }
}

// Whether a file holds something else than `text`: somebody may have edited it.
static bool differs(Arena *arena, Str path, Str text)
{
    if (platform_stat(path.p).kind == FILE_MISSING) {
        return false;
    }
    Diags ignored = diags_new(arena);
    Source *source = source_open(arena, path.p, (Origin){0}, arena_bytes(arena, READ_BUFFER), READ_BUFFER, &ignored);
    Str present = STR("");
    bool same = source && source_read_all(source, arena, LARGEST, &present) && str_eq(present, text);
    if (source) {
        source_close(source);
    }
    return !same;
}

static bool export_file(const Session *session, Str folder, const PolicyFile *file)
{
    Str path = str_printf(session->arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file->name));
    if (differs(session->arena, path, file->text)) {
        session_complain(session, STR_FMT " exists and is different: it was left alone", STR_ARG(path));
        return false;
    }
    Str problem;
    Output *out = output_file(session->arena, path, &problem);
    if (out) {
        output_write(out, file->text);
    }
    if (!out || !output_close(out, &problem)) {
        session_complain(session, "cannot write " STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(problem));
        return false;
    }
    return true;
}

static int run_export(Session *session)
{
    const StrList *operands = &session->settings.operands;
    if (operands->count != 1) {
        return session_usage(session, "policy export needs one folder, or - for standard output");
    }
    if (str_eq(operands->items[0], STR("-"))) {
        static const char *const formats[] = {"yaml", NULL};
        return session_write(session, formats, write_all, session->arena) ? EXIT_OK : EXIT_TROUBLE;
    }
    Str folder = str_dup(session->arena, operands->items[0]);
    if (platform_stat(folder.p).kind != FILE_FOLDER) {
        return session_usage(session, STR_FMT " is not a folder: create it first", STR_ARG(folder));
    }
    size_t count;
    const PolicyFile *files = policy_builtin(session->arena, &count);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        ok = export_file(session, folder, &files[i]) && ok;
    }
    return ok ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {&option_help, NULL};

const Command command_policy_export = {
    .name = "policy export",
    .summary = "write the built-in policies out",
    .usage = "policy export FOLDER|-",
    .details = "Writes one file per policy into an existing folder (- writes all to standard output). A file that is "
               "there already and "
               "differs is left alone. Edit them and give them back with --policy FOLDER: a policy replaces the "
               "built-in one of its name.",
    .options = options,
    .run = run_export,
};
