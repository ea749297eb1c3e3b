// From paths to files: folders recursively, in an order that does not depend on the file system.
#include "import/import_internal.h"

enum { FOLDER_MAX_DEPTH = 64 };

typedef struct Walk {
    Import *import;
    FileInfo chain[FOLDER_MAX_DEPTH]; // the folders above, to recognise a loop
    size_t depth;
} Walk;

static ImportFile *add_file(Import *import, Str name, Str raw, FileInfo info)
{
    ImportFiles *files = &import->files;
    files->items =
        arena_grow(import->temporary, files->items, &files->capacity, files->count + 1, sizeof *files->items);
    ImportFile *file = &files->items[files->count++];
    *file = (ImportFile){.name = name, .raw = raw, .info = info, .server = -1};
    file->input = (Input){.file = name,
                          .format = STR(""),
                          .cmdlet = STR(""),
                          .encoding = STR(""),
                          .state = INPUT_READ,
                          .problem = STR(""),
                          .server = STR(""),
                          .bytes = info.size,
                          .sha256 = STR("")};
    file->diags = diags_new(import->arena);
    return file;
}

// A file or folder that cannot be read; the origin gets its file number when the files are numbered.
static void add_problem(Import *import, Str name, InputState state, const char *code, Str problem)
{
    ImportFile *file = add_file(import, name, STR(""), (FileInfo){0});
    file->input.state = state;
    file->input.problem = problem;
    diag_input(&file->diags, state == INPUT_DAMAGED ? DIAG_ERROR : DIAG_WARNING, code, (Origin){0}, STR_FMT,
               STR_ARG(problem));
}

static Str join(Arena *arena, Str folder, Str name)
{
    bool bare = folder.n == 0 || str_ends(folder, STR("/"));
    return str_printf(arena, bare ? STR_FMT STR_FMT : STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name));
}

static bool is_loop(const Walk *walk, FileInfo info)
{
    for (size_t i = 0; i < walk->depth && info.inode != 0; i++)
        if (walk->chain[i].inode == info.inode && walk->chain[i].device == info.device)
            return true;
    return false;
}

static void walk_folder(Walk *walk, Str name, Str raw, FileInfo info);

static void walk_entry(Walk *walk, Str folder_name, Str folder_raw, // NOLINT(misc-no-recursion): FOLDER_MAX_DEPTH
                       FolderEntry entry, FileInfo folder)
{
    Import *import = walk->import;
    Str name = join(import->arena, folder_name, entry.name), raw = join(import->arena, folder_raw, entry.raw);
    FileInfo info = platform_stat(raw.p);
    switch (info.kind) {
    case FILE_FOLDER:
        walk_folder(walk, name, raw, info);
        return;
    case FILE_REGULAR: {
        ImportFile *file = add_file(import, name, raw, info);
        file->folder_device = folder.device;
        file->folder_inode = folder.inode;
        return;
    }
    case FILE_MISSING:
        add_problem(import, name, INPUT_IGNORED, "unreadable", STR("a link to nothing"));
        return;
    case FILE_LOOP:
        add_problem(import, name, INPUT_IGNORED, "loop", STR("a link that leads back to itself"));
        return;
    case FILE_OTHER:
        add_problem(import, name, INPUT_IGNORED, "notRegular", STR("neither a file nor a folder"));
        return;
    }
}

static void walk_folder(Walk *walk, Str name, Str raw, FileInfo info) // NOLINT(misc-no-recursion): FOLDER_MAX_DEPTH
{
    Import *import = walk->import;
    FolderEntry *entries;
    size_t count;
    Str problem;
    if (is_loop(walk, info)) {
        add_problem(import, name, INPUT_IGNORED, "loop", STR("a link to a folder above it"));
    } else if (walk->depth == FOLDER_MAX_DEPTH) {
        add_problem(import, name, INPUT_DAMAGED, "limit", STR("more than 64 folders in each other"));
    } else if (!platform_folder(import->arena, raw.n > 0 ? raw.p : ".", &entries, &count, &problem)) {
        add_problem(import, name, INPUT_DAMAGED, "unreadable", problem);
    } else {
        walk->chain[walk->depth++] = info;
        for (size_t i = 0; i < count; i++)
            if (!str_starts(entries[i].name, STR(".")))
                walk_entry(walk, name, raw, entries[i], info);
        walk->depth--;
    }
}

static FileInfo folder_info(Arena *arena, Str raw)
{
    size_t end = raw.n;
    while (end > 0 && raw.p[end - 1] != '/')
        end--;
    return platform_stat(end == 0 ? "." : str_dup(arena, str_slice(raw, 0, end)).p);
}

// Names are shown: what is not UTF-8 becomes U+FFFD.
static Str shown_name(Arena *arena, Str path)
{
    StrBuf out = strbuf_new(arena);
    if (utf8_valid(path))
        return path_normal(arena, path);
    for (size_t at = 0; at < path.n;)
        strbuf_code(&out, utf8_next(path, &at));
    return path_normal(arena, strbuf_str(&out));
}

static void given_path(Import *import, Str path)
{
    Arena *arena = import->arena;
    Str name = shown_name(arena, path), raw = str_dup(arena, path);
    if (str_eq(path, STR("-"))) {
        add_file(import, path, STR(""), (FileInfo){.kind = FILE_REGULAR})->given = true;
        return;
    }
    FileInfo info = platform_stat(raw.p);
    if (info.kind == FILE_FOLDER) {
        Walk walk = {.import = import};
        walk_folder(&walk, name, raw, info);
    } else if (info.kind == FILE_REGULAR) {
        FileInfo folder = folder_info(arena, raw);
        ImportFile *file = add_file(import, name, raw, info);
        file->given = true;
        file->folder_device = folder.device;
        file->folder_inode = folder.inode;
    } else if (info.kind == FILE_MISSING) {
        add_problem(import, name, INPUT_DAMAGED, "missing", STR("there is no such file or folder"));
    } else {
        add_problem(import, name, INPUT_DAMAGED, "notRegular", STR("neither a file nor a folder"));
    }
}

// --- each file once -------------------------------------------------------------------------------------------

static int compare_names(const void *left, const void *right)
{
    const ImportFile *a = left, *b = right;
    int order = str_cmp(a->name, b->name);
    return order != 0 ? order : (int)b->given - (int)a->given;
}

static Str base_name(Str path)
{
    size_t start = path.n;
    while (start > 0 && path.p[start - 1] != '/')
        start--;
    return str_slice(path, start, path.n);
}

typedef struct SeenFile {
    const ImportFile *file;
    size_t index;
} SeenFile;

static int compare_places(const ImportFile *a, const ImportFile *b)
{
    if (a->folder_inode != b->folder_inode)
        return a->folder_inode < b->folder_inode ? -1 : 1;
    if (a->folder_device != b->folder_device)
        return a->folder_device < b->folder_device ? -1 : 1;
    return str_cmp(base_name(a->raw), base_name(b->raw));
}

static int compare_seen(const void *left, const void *right)
{
    const SeenFile *a = left, *b = right;
    int order = compare_places(a->file, b->file);
    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static bool same_place(const ImportFile *a, const ImportFile *b)
{
    if (a->folder_inode == 0)
        return str_eq(a->name, b->name);
    return compare_places(a, b) == 0;
}

// The same name in the same folder is the same file, by whatever path it was reached; the first name stays.
static void drop_repeated(Import *import)
{
    ImportFiles *files = &import->files;
    SeenFile *seen = ARENA_ARRAY(import->temporary, SeenFile, files->count);
    bool *repeated = (bool *)arena_bytes(import->temporary, files->count * sizeof(bool));
    for (size_t i = 0; i < files->count; i++)
        seen[i] = (SeenFile){&files->items[i], i};
    qsort(seen, files->count, sizeof *seen, compare_seen);
    for (size_t i = 1; i < files->count; i++)
        repeated[seen[i].index] = same_place(seen[i - 1].file, seen[i].file);
    size_t kept = 0;
    for (size_t i = 0; i < files->count; i++)
        if (!repeated[i])
            files->items[kept++] = files->items[i];
    files->count = kept;
}

void import_enumerate(Import *import)
{
    for (size_t i = 0; i < import->options->path_count; i++)
        given_path(import, import->options->paths[i]);
    if (import->files.count < 2)
        return;
    qsort(import->files.items, import->files.count, sizeof *import->files.items, compare_names);
    if (import->options->path_count > 1)
        drop_repeated(import);
}
