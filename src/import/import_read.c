// Reading the files: each by the reader that recognises it, on all workers, the largest first.
#include "import/import_internal.h"
#include "import/xml.h"
#include "support/sha256.h"

enum { BUFFER_SIZE = 256 * 1024, HASH_SIZE = 64 * 1024 };

typedef struct Worker {
    Arena *arena, *scratch;
    Interner *interner;
    Mapper mapper;
    char *buffer;
    void *parser;
} Worker;

typedef struct Reading {
    Import *import;
    const MappingIndex *index;
    Worker *workers;
    size_t *order; // [turn]: index of the file
    size_t count;
} Reading;

// --- one file ---------------------------------------------------------------------------------------------------

static const Reader *recognise(Str head, Str file)
{
    const Reader *best = NULL;
    int certainty = 0;
    for (const Reader *const *reader = readers; *reader; reader++) {
        int own = (*reader)->recognise(head, file);
        if (own > certainty) {
            best = *reader;
            certainty = own;
        }
    }
    return best;
}

static Str first_problem(const Diags *diags)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].level == DIAG_ERROR)
            return diags->items[i].message;
    return STR("it could not be read to its end");
}

// What the file's state says of what was read: nothing of a damaged file proves that there is no more, nor does what a
// cmdlet wrote before or after an error.
static void conclude(ImportFile *file, const Mapper *mapper, const ReadContext *context, ReadResult result)
{
    Input *input = &file->input;
    input->records = mapper->records;
    file->drafts = mapper->drafts;
    file->draft_count = mapper->draft_count;
    file->iis = context->iis;
    switch (result) {
    case READ_OK:
        *(context->errors.line > 0 ? &file->failed : &file->covered) = mapper->draft_count > 0 ? mapper->covered : NULL;
        input->state = mapper->draft_count == 0 && !context->iis ? INPUT_UNUSED : INPUT_READ;
        if (input->state == INPUT_UNUSED)
            input->problem = context->what.n > 0        ? context->what
                             : context->errors.line > 0 ? STR("the cmdlet reported an error")
                                                        : STR("nothing in it is of a kind that is judged");
        break;
    case READ_UNUSED:
        input->state = INPUT_UNUSED;
        input->problem = context->what.n > 0 ? context->what : STR("nothing in it is judged");
        break;
    case READ_IGNORED:
        input->state = INPUT_IGNORED;
        input->format = STR("");
        input->problem = context->what.n > 0 ? context->what : STR("no export");
        break;
    case READ_DAMAGED:
        input->state = INPUT_DAMAGED;
        input->problem = first_problem(&file->diags);
        break;
    }
}

// An export without records of a cmdlet that is known: there is nothing of the kind, unless it reported an error.
static void empty_export(ImportFile *file, const Mapper *mapper, const Schema *schema, bool failed)
{
    int subtype;
    const Kind *kind = schema_by_cmdlet(schema, mapper->cmdlet, &subtype);
    if (file->input.state != INPUT_UNUSED || mapper->records > 0 || !kind || file->iis)
        return;
    unsigned unit = subtype >= 0 ? (unsigned)subtype : 0;
    for (unsigned i = 0; i < kind->cmdlet_count && subtype < 0; i++)
        if (str_eq_fold(kind->cmdlets[i], mapper->cmdlet))
            unit = i;
    mapper->covered[kind->unit + unit] = true;
    if (failed) {
        file->failed = mapper->covered;
        return;
    }
    file->covered = mapper->covered;
    file->input.state = INPUT_READ;
    file->input.problem = STR("");
}

// The cmdlet whose output it is: that of its first draft, else what the manifest or the name says.
static Str cmdlet_of(const ImportFile *file, Str said)
{
    if (file->draft_count == 0)
        return (file->covered || file->failed) && !file->iis ? said : STR("");
    const Draft *draft = file->drafts[0];
    if (draft->subtype >= 0)
        return draft->kind->subtypes[draft->subtype].get_cmdlet;
    return draft->from < draft->kind->cmdlet_count ? draft->kind->cmdlets[draft->from] : STR("");
}

static void read_source(Reading *reading, Worker *worker, ImportFile *file, Source *source)
{
    const Schema *schema = reading->import->schema;
    const Reader *reader = recognise(source_peek(source), file->name);
    file->input.encoding = str(encoding_name(source_encoding(source)));
    if (!reader) {
        file->input.state = INPUT_IGNORED;
        file->input.problem = STR("no format that is read");
        return;
    }
    bool declared = file->entry && file->entry->cmdlet.n > 0;
    Str cmdlet = declared ? file->entry->cmdlet : mapping_cmdlet_of_name(schema, file->name);
    mapper_start(&worker->mapper, &file->diags, cmdlet, declared);
    ReadContext context = {.arena = worker->arena,
                           .scratch = worker->scratch,
                           .interner = worker->interner,
                           .schema = schema,
                           .source = source,
                           .file = file->name,
                           .diags = &file->diags,
                           .sink = mapper_sink(&worker->mapper),
                           .what = STR(""),
                           .parser = worker->parser};
    ArenaMark mark = arena_mark(worker->scratch);
    ReadResult result = reader->read(&context);
    arena_rewind(worker->scratch, mark);
    worker->parser = context.parser;
    file->input.format = str(reader->format);
    file->input.bytes = source_size(source);
    conclude(file, &worker->mapper, &context, result);
    empty_export(file, &worker->mapper, schema, context.errors.line > 0);
    file->input.cmdlet = cmdlet_of(file, cmdlet);
}

static void read_model_document(Reading *reading, Worker *worker, ImportFile *file)
{
    Import *import = reading->import;
    ImportFile **sources = ARENA_ARRAY(worker->arena, ImportFile *, file->model->source_count);
    for (size_t i = 0; i < file->model->source_count; i++)
        sources[i] = &import->files.items[file->model->numbers[i] - 1];
    ModelReading model = {.arena = worker->arena,
                          .scratch = worker->scratch,
                          .interner = worker->interner,
                          .schema = import->schema,
                          .head = file->model,
                          .text = file->text,
                          .file = {(uint32_t)(file - import->files.items) + 1, 0, 0},
                          .diags = &file->diags,
                          .sources = sources};
    if (!model_read_body(&model)) {
        file->input.state = INPUT_DAMAGED;
        file->input.problem = first_problem(&file->diags);
    }
    file->drafts = model.drafts;
    file->draft_count = model.draft_count;
    file->input.records = model.draft_count;
    file->content = ARENA_NEW(worker->arena, ModelContent);
    *file->content = model.content;
}

// --- hashes -------------------------------------------------------------------------------------------------------

static void hash_file(Worker *worker, ImportFile *file)
{
    FileInfo info;
    Str problem;
    if (file->raw.n == 0) {
        file->input.sha256 = sha256_of(worker->arena, file->text);
        return;
    }
    int descriptor = platform_open(worker->scratch, file->raw.p, &info, &problem);
    if (descriptor < 0)
        return;
    Sha256 hash = sha256_start();
    long got;
    while ((got = platform_read(descriptor, worker->buffer, HASH_SIZE)) > 0)
        sha256_add(&hash, worker->buffer, (size_t)got);
    platform_close(descriptor);
    if (got == 0)
        file->input.sha256 = sha256_end(&hash, worker->arena);
}

// --- all files ----------------------------------------------------------------------------------------------------

static void open_and_read(Reading *reading, Worker *worker, ImportFile *file, Origin origin)
{
    bool in_memory = file->raw.n == 0;
    Source *source = in_memory
                         ? source_memory(worker->scratch, file->text, origin, &file->diags)
                         : source_open(worker->scratch, file->raw.p, origin, worker->buffer, BUFFER_SIZE, &file->diags);
    if (!source) {
        file->input.state = INPUT_DAMAGED;
        file->input.problem = first_problem(&file->diags);
        return;
    }
    Str encoding = file->input.encoding;
    read_source(reading, worker, file, source);
    if (in_memory) // it has been turned into UTF-8 before
        file->input.encoding = encoding;
    source_close(source);
}

static void read_file(void *context, unsigned worker_index, size_t turn)
{
    Reading *reading = context;
    Import *import = reading->import;
    Worker *worker = &reading->workers[worker_index];
    ImportFile *file = &import->files.items[reading->order[turn]];
    Diags enumerated = file->diags;
    file->diags = diags_new(worker->arena);
    for (size_t i = 0; i < enumerated.count; i++)
        diag_add(&file->diags, enumerated.items[i]);
    ArenaMark mark = arena_mark(worker->scratch);
    if (file->is_model)
        read_model_document(reading, worker, file);
    else
        open_and_read(reading, worker, file, (Origin){(uint32_t)reading->order[turn] + 1, 0, 0});
    arena_rewind(worker->scratch, mark);
    if (import->options->hash_inputs)
        hash_file(worker, file);
    if (worker_index == 0 && import->options->progress)
        import->options->progress(import->options->progress_context, turn + 1, reading->count);
}

static bool is_to_be_read(const ImportFile *file)
{
    bool has_bytes = file->raw.n > 0 || file->text.n > 0 || file->is_model || str_eq(file->name, STR("-"));
    return has_bytes && !file->is_manifest && !file->is_source && file->input.state != INPUT_DAMAGED &&
           (!file->is_model || file->model);
}

typedef struct Turn {
    uint64_t size;
    size_t index;
} Turn;

static int compare_turns(const void *left, const void *right)
{
    const Turn *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

// Model documents come first: their diagnostics go to their sources, which nobody else reads.
static void order_turns(Reading *reading)
{
    const ImportFiles *files = &reading->import->files;
    Turn *turns = ARENA_ARRAY(reading->import->temporary, Turn, files->count);
    for (size_t i = 0; i < files->count; i++)
        if (is_to_be_read(&files->items[i]))
            turns[reading->count++] = (Turn){files->items[i].info.size, i};
    if (reading->count > 1)
        qsort(turns, reading->count, sizeof *turns, compare_turns);
    reading->order = ARENA_ARRAY(reading->import->temporary, size_t, reading->count);
    for (size_t i = 0; i < reading->count; i++)
        reading->order[i] = turns[i].index;
}

static void start_worker(Reading *reading, size_t index)
{
    Import *import = reading->import;
    Worker *worker = &reading->workers[index];
    worker->arena = import->arenas[index];
    worker->scratch = arena_new();
    worker->interner = interner_new(worker->arena);
    worker->mapper = mapper_new(worker->arena, worker->scratch, worker->interner, import->schema, reading->index);
    worker->buffer = arena_bytes(worker->scratch, BUFFER_SIZE);
}

static void end_worker(Worker *worker)
{
    xml_worker_free(worker->parser);
    arena_free(worker->scratch);
}

void import_read(Import *import)
{
    Reading reading = {.import = import, .index = mapping_index_new(import->temporary, import->schema)};
    order_turns(&reading);
    reading.workers = ARENA_ARRAY(import->temporary, Worker, import->jobs);
    for (size_t i = 0; i < import->jobs; i++)
        start_worker(&reading, i);
    if (reading.count > 0)
        xml_library_open();
    platform_parallel(import->jobs, reading.count, read_file, &reading);
    for (size_t i = 0; i < import->jobs; i++)
        end_worker(&reading.workers[i]);
    if (reading.count > 0)
        xml_library_close();
}
