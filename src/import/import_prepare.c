// Before the workers start: standard input, manifests, the sources of model documents, and the final numbers of all
// files.
#include "import/import_internal.h"

enum { BUFFER_SIZE = 256 * 1024 };
static const size_t model_max_bytes = (size_t)1 << 30;
static const size_t manifest_max_bytes = (size_t)1 << 24;

// --- standard input and model documents -----------------------------------------------------------------------

static void keep_source_facts(ImportFile *file, const Source *source)
{
    file->input.encoding = str(encoding_name(source_encoding(source)));
    file->input.bytes = source_size(source);
}

static void damaged(ImportFile *file)
{
    file->input.state = INPUT_DAMAGED;
    if (file->input.problem.n == 0 && file->diags.count > 0)
        file->input.problem = file->diags.items[file->diags.count - 1].message;
}

static void read_standard_input(Import *import, ImportFile *file, char *buffer)
{
    Source *source = source_descriptor(import->arena, 0, (Origin){0}, buffer, BUFFER_SIZE, &file->diags);
    if (!source || !source_read_all(source, import->arena, model_max_bytes, &file->text)) {
        damaged(file);
    } else {
        keep_source_facts(file, source);
        file->is_model = model_recognise(file->text);
    }
    if (source)
        source_close(source);
}

static bool could_be_model(Str name)
{
    return str_ends(name, STR(".ndjson")) || str_ends(name, STR(".jsonl")) || str_ends(name, STR(".json"));
}

static void read_model(Import *import, ImportFile *file, char *buffer)
{
    Diags peek = diags_new(import->arena);
    Source *source = source_open(import->arena, file->raw.p, (Origin){0}, buffer, BUFFER_SIZE, &peek);
    if (!source)
        return; // the workers will say so
    if (model_recognise(source_peek(source))) {
        file->is_model = true;
        if (!source_read_all(source, import->arena, model_max_bytes, &file->text))
            damaged(file);
        keep_source_facts(file, source);
    }
    source_close(source);
}

static void add_sources(Import *import, size_t index)
{
    ImportFile *file = &import->files.items[index];
    ModelHead *head = model_read_head(import->arena, file->text, (Origin){0}, &file->diags);
    file->input.format = STR("model");
    file->model = head;
    if (!head) {
        damaged(file);
        return;
    }
    for (size_t i = 0; i < head->source_count; i++) {
        ImportFiles *files = &import->files;
        files->items =
            arena_grow(import->temporary, files->items, &files->capacity, files->count + 1, sizeof *files->items);
        files->items[files->count++] = (ImportFile){.name = head->sources[i].file,
                                                    .is_source = true,
                                                    .input = head->sources[i],
                                                    .source_organization = head->organizations[i],
                                                    .diags = diags_new(import->arena),
                                                    .server = -1};
    }
}

// --- manifests --------------------------------------------------------------------------------------------------

static void read_manifest(Import *import, ImportFile *file, uint32_t number, char *buffer)
{
    Str text;
    bool other;
    Source *source = source_open(import->arena, file->raw.p, (Origin){number, 0, 0}, buffer, BUFFER_SIZE, &file->diags);
    file->is_manifest = true;
    file->input.format = STR("manifest");
    bool read = source && source_read_all(source, import->arena, manifest_max_bytes, &text);
    const Manifest *manifest =
        read ? manifest_parse(import->arena, text, file->name, number, &file->diags, &other) : NULL;
    if (source) {
        keep_source_facts(file, source);
        source_close(source);
    }
    if (manifest) {
        import->files.manifests[import->files.manifest_count++] = manifest;
    } else if (read && other) {
        file->input.state = INPUT_IGNORED;
        file->input.format = STR("");
        file->input.problem = STR("a manifest.yaml without `exaudit:` is not ours");
    } else {
        damaged(file);
    }
}

// The manifest of the deepest folder that the file is in.
static const Manifest *nearest_manifest(const ImportFiles *files, Str name)
{
    const Manifest *best = NULL;
    for (size_t i = 0; i < files->manifest_count; i++)
        if (str_starts(name, files->manifests[i]->folder) && (!best || files->manifests[i]->folder.n > best->folder.n))
            best = files->manifests[i];
    return best;
}

static int compare_manifests(const void *left, const void *right)
{
    const Manifest *a = *(const Manifest *const *)left, *b = *(const Manifest *const *)right;
    return str_cmp(a->folder, b->folder);
}

static int find_manifest(const ImportFiles *files, Str folder)
{
    size_t low = 0, high = files->manifest_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(files->manifests[middle]->folder, folder);
        if (order == 0)
            return (int)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

// From the file's folder upwards.
static const Manifest *manifest_of(const ImportFiles *files, Str name)
{
    if (files->manifest_count < 8)
        return nearest_manifest(files, name);
    for (size_t end = name.n;; end--) {
        if (end > 0 && name.p[end - 1] != '/')
            continue;
        int found = find_manifest(files, str_slice(name, 0, end));
        if (found >= 0)
            return files->manifests[found];
        if (end == 0)
            return NULL;
    }
}

static void apply_manifest(const ImportFiles *files, ImportFile *file)
{
    file->manifest = manifest_of(files, file->name);
    if (!file->manifest)
        return;
    file->entry = manifest_entry(file->manifest, file->name);
    const ManifestFile *entry = file->entry;
    file->input.collected_known = entry && entry->collected_known ? true : file->manifest->collected_known;
    file->input.collected = entry && entry->collected_known ? entry->collected : file->manifest->collected;
}

static int compare_file_names(const void *left, const void *right)
{
    return str_cmp(((const ImportFile *)left)->name, ((const ImportFile *)right)->name);
}

static bool is_imported(const ImportFiles *files, Str name)
{
    ImportFile key = {.name = name};
    size_t sorted = files->count;
    while (sorted > 0 && files->items[sorted - 1].is_model)
        sorted--;
    return bsearch(&key, files->items, sorted, sizeof key, compare_file_names) != NULL;
}

static void named_file_missing(Import *import, const Manifest *manifest, const ManifestFile *file)
{
    ImportFiles *files = &import->files;
    files->missing = arena_grow(import->temporary, files->missing, &files->missing_capacity, files->missing_count + 1,
                                sizeof *files->missing);
    files->missing[files->missing_count++] = (MissingFile){manifest, file};
    diag_input(&import->diags, DIAG_WARNING, "manifestFile", file->origin,
               "the manifest names a file that is not there: " STR_FMT, STR_ARG(file->file));
}

static void check_named_files(Import *import)
{
    for (size_t i = 0; i < import->files.manifest_count; i++) {
        const Manifest *manifest = import->files.manifests[i];
        for (size_t j = 0; j < manifest->file_count; j++)
            if (!is_imported(&import->files, manifest->files[j].file))
                named_file_missing(import, manifest, &manifest->files[j]);
    }
}

// --- numbers ------------------------------------------------------------------------------------------------------

// By name, exports and the sources of model documents alike; the documents themselves come last, because where they are
// whole their sources stand for them.
static int compare_final(const void *left, const void *right)
{
    const ImportFile *a = left, *b = right;
    if (a->is_model != b->is_model)
        return a->is_model ? 1 : -1;
    int order = str_cmp(a->name, b->name);
    return order != 0 ? order : (int)a->is_source - (int)b->is_source;
}

static void number_sources(Import *import, const ImportFile *file)
{
    ModelHead *head = file->model;
    unsigned *numbers = ARENA_ARRAY(import->arena, unsigned, head->source_count);
    for (size_t i = 0; i < head->source_count; i++)
        for (size_t j = 0; j < import->files.count; j++) {
            const ImportFile *candidate = &import->files.items[j];
            if (candidate->is_source && candidate->diags.arena && str_eq(candidate->name, head->sources[i].file))
                numbers[i] = (unsigned)j + 1;
        }
    head->numbers = numbers;
}

static void number_files(Import *import)
{
    ImportFiles *files = &import->files;
    if (files->count > 1)
        qsort(files->items, files->count, sizeof *files->items, compare_final);
    for (size_t i = 0; i < files->count; i++)
        for (size_t j = 0; j < files->items[i].diags.count; j++)
            files->items[i].diags.items[j].origin.file = (uint32_t)i + 1;
    for (size_t i = 0; i < files->count; i++)
        if (files->items[i].model)
            number_sources(import, &files->items[i]);
}

void import_prepare(Import *import)
{
    ImportFiles *files = &import->files;
    char *buffer = arena_bytes(import->temporary, BUFFER_SIZE);
    for (size_t i = 0; i < files->count; i++) {
        ImportFile *file = &files->items[i];
        if (str_eq(file->name, STR("-")) && file->raw.n == 0)
            read_standard_input(import, file, buffer);
        else if (file->raw.n > 0 && could_be_model(file->name))
            read_model(import, file, buffer);
    }
    size_t enumerated = files->count;
    for (size_t i = 0; i < enumerated; i++)
        if (files->items[i].is_model)
            add_sources(import, i);
    number_files(import);
    files->manifests = ARENA_ARRAY(import->arena, const Manifest *, files->count);
    for (size_t i = 0; i < files->count; i++)
        if (files->items[i].raw.n > 0 && manifest_is_name(files->items[i].name))
            read_manifest(import, &files->items[i], (uint32_t)i + 1, buffer);
    if (files->manifest_count > 1)
        qsort(files->manifests, files->manifest_count, sizeof(Manifest *), compare_manifests);
    for (size_t i = 0; i < files->count; i++)
        if (!files->items[i].is_source)
            apply_manifest(files, &files->items[i]);
    check_named_files(import);
}
