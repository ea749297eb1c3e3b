// The model document (model/document.h) → drafts, configuration files, coverage.
#include "import/json_tree.h"
#include "import/model_value.h"
#include "model/iis_file.h"

// --- recognition ------------------------------------------------------------------------------------------------

// `{ "exaudit" : { "file" : "model"` with any white space between.
bool model_recognise(Str head)
{
    static const char expected[] = "{\"exaudit\":{\"file\":\"model\"";
    size_t matched = 0;
    for (size_t i = 0; i < head.n && matched < sizeof expected - 1; i++) {
        if (head.p[i] == expected[matched])
            matched++;
        else if (!json_is_space(head.p[i]))
            return false;
    }
    return matched == sizeof expected - 1;
}

static int recognise(Str head, Str file)
{
    (void)file;
    return model_recognise(head) ? 100 : 0;
}

// Documents are known before the workers start (import_prepare.c); one that is met only here has an odd name.
static ReadResult read_late(ReadContext *context)
{
    context->what = STR("a model document; its name must end with .ndjson, .jsonl or .json");
    return READ_UNUSED;
}

const Reader reader_model = {
    "model", "model document (exaudit model)", "exaudit model -o ndjson=estate.ndjson EXPORTS", recognise, read_late,
};

// --- the first line ---------------------------------------------------------------------------------------------

static Str text_of(const JsonNode *object, const char *key)
{
    const JsonNode *member = json_member(object, key);
    return member && member->kind == JSON_STRING ? member->text : STR("");
}

static uint64_t number_of(const JsonNode *object, const char *key)
{
    const JsonNode *member = json_member(object, key);
    int64_t number = 0;
    if (member && member->kind == JSON_NUMBER)
        (void)str_to_int(member->text, &number);
    return number < 0 ? 0 : (uint64_t)number;
}

static bool syntax_error(Diags *diags, const JsonScanner *scanner, Origin file)
{
    json_place(scanner->text, scanner->at, &file.line, &file.column);
    return diag_input(diags, DIAG_ERROR, "modelSyntax", file, "%s",
                      scanner->problem ? scanner->problem : "the document ends too early");
}

static InputState state_of(Str name)
{
    for (InputState state = INPUT_READ; state < INPUT_DAMAGED; state++)
        if (str_eq(name, str(input_state_name(state))))
            return state;
    return INPUT_DAMAGED;
}

static ServerFrom server_from_of(Str name)
{
    for (ServerFrom from = FROM_NOTHING; from < FROM_GUESS; from++)
        if (str_eq(name, str(server_from_name(from))))
            return from;
    return FROM_GUESS;
}

static Input read_input(const JsonNode *source)
{
    Input input = {
        .file = text_of(source, "file"),
        .format = text_of(source, "format"),
        .cmdlet = text_of(source, "cmdlet"),
        .encoding = text_of(source, "encoding"),
        .state = state_of(text_of(source, "state")),
        .problem = text_of(source, "problem"),
        .server = text_of(source, "server"),
        .server_from = server_from_of(text_of(source, "serverFrom")),
        .records = (size_t)number_of(source, "records"),
        .bytes = number_of(source, "bytes"),
        .sha256 = text_of(source, "sha256"),
    };
    input.collected_known = timestamp_parse(text_of(source, "collected"), &input.collected);
    return input;
}

static bool version_fits(const JsonNode *root)
{
    const JsonNode *exaudit = json_member(root, "exaudit");
    return exaudit && number_of(exaudit, "version") == 1;
}

ModelHead *model_read_head(Arena *arena, Str text, Origin file, Diags *diags)
{
    JsonScanner scanner = {.arena = arena, .text = text};
    const JsonNode *root = json_scan(&scanner);
    if (!root || root->kind != JSON_OBJECT) {
        syntax_error(diags, &scanner, file);
        return NULL;
    }
    if (!version_fits(root)) {
        file.line = file.column = 1;
        diag_input(diags, DIAG_ERROR, "modelVersion", file, "this version reads model documents of version 1");
        return NULL;
    }
    const JsonNode *sources = json_member(root, "sources");
    ModelHead *head = ARENA_NEW(arena, ModelHead);
    size_t count = sources && sources->kind == JSON_ARRAY ? sources->count : 0;
    Str *organizations = ARENA_ARRAY(arena, Str, count);
    *head = (ModelHead){ARENA_ARRAY(arena, Input, count), organizations, count, NULL, root, scanner.at};
    const JsonNode *source = count > 0 ? sources->first : NULL;
    for (size_t i = 0; source; i++, source = source->next) {
        head->sources[i] = read_input(source);
        organizations[i] = text_of(source, "organization");
    }
    return head;
}

// --- coverage and diagnostics -----------------------------------------------------------------------------------

static int unit_index(const Kind *kind, const JsonNode *row)
{
    Str type = text_of(row, "type"), cmdlet = text_of(row, "cmdlet");
    if (type.n > 0)
        return kind_subtype(kind, type);
    for (size_t i = 0; i < kind->cmdlet_count; i++)
        if (str_eq(kind->cmdlets[i], cmdlet))
            return (int)i;
    return cmdlet.n == 0 ? 0 : -1;
}

static void read_cover(ModelReading *reading, const JsonNode *row)
{
    const Kind *kind = schema_kind(reading->schema, text_of(row, "kind"));
    int unit = kind ? unit_index(kind, row) : -1;
    const JsonNode *gap = json_member(row, "gap");
    bool present = str_eq(text_of(row, "state"), STR("present"));
    if (unit < 0 || (!present && !gap))
        return;
    ModelContent *content = &reading->content;
    content->covers = arena_grow(reading->arena, content->covers, &content->cover_capacity, content->cover_count + 1,
                                 sizeof *content->covers);
    content->covers[content->cover_count++] =
        (ModelCover){text_of(row, "organization"), text_of(row, "server"), kind->unit + (unsigned)unit, present,
                     gap ? model_unknown(reading, kind->name, gap) : NULL};
}

static DiagLevel level_of(Str name)
{
    return str_eq(name, STR("error")) ? DIAG_ERROR : str_eq(name, STR("warning")) ? DIAG_WARNING : DIAG_NOTE;
}

// What was found when the document was made stays with its source.
static void read_diag(ModelReading *reading, const JsonNode *row)
{
    const JsonNode *at = json_member(row, "at");
    Origin origin = model_origin(reading, at);
    Diag diag = {.level = level_of(text_of(row, "level")),
                 .code = str_dup(reading->arena, text_of(row, "code")).p,
                 .origin = origin,
                 .message = text_of(row, "message"),
                 .hint = text_of(row, "hint")};
    size_t source = 0;
    while (source < reading->head->source_count && reading->head->numbers[source] != origin.file)
        source++;
    diag_add(source < reading->head->source_count ? &reading->sources[source]->diags : reading->diags, diag);
}

static void read_rows(ModelReading *reading, const JsonNode *rows, void (*read)(ModelReading *, const JsonNode *))
{
    const JsonNode *row = rows && rows->kind == JSON_ARRAY ? rows->first : NULL;
    for (; row; row = row->next)
        if (row->kind == JSON_OBJECT)
            read(reading, row);
}

// --- configuration files ----------------------------------------------------------------------------------------

static bool read_entry(const JsonNode *node, IisEntry *entry)
{
    Str *texts[] = {&entry->op, &entry->name, &entry->value};
    uint32_t *numbers[] = {&entry->line, &entry->column};
    const JsonNode *part = node->first;
    for (size_t i = 0; i < 3; i++, part = part->next) {
        if (!part || part->kind != JSON_STRING)
            return false;
        *texts[i] = part->text;
    }
    for (size_t i = 0; i < 2; i++, part = part->next) {
        int64_t number;
        if (!part || part->kind != JSON_NUMBER || !str_to_int(part->text, &number) || number < 0 || number > UINT32_MAX)
            return false;
        *numbers[i] = (uint32_t)number;
    }
    return true;
}

static const IisFile *read_entries(ModelReading *reading, const JsonNode *entries, unsigned number)
{
    IisBuilder *builder =
        iis_builder_new(reading->arena, reading->scratch, reading->interner, reading->schema->iis, number);
    for (const JsonNode *node = entries ? entries->first : NULL; node; node = node->next) {
        IisEntry entry;
        if (!read_entry(node, &entry) || !iis_build(builder, &entry))
            return NULL;
    }
    return iis_builder_finish(builder);
}

static bool read_iis(ModelReading *reading, const JsonNode *entity, const JsonNode *iis)
{
    const JsonNode *files = json_member(iis, "files"), *complete = json_member(iis, "complete");
    const JsonNode *node = files && files->kind == JSON_ARRAY ? files->first : NULL;
    for (; node; node = node->next) {
        uint64_t source = number_of(node, "source");
        if (source == 0 || source > reading->head->source_count)
            return false;
        unsigned number = reading->head->numbers[source - 1];
        const IisFile *file = read_entries(reading, json_member(node, "entries"), number);
        if (!file)
            return false;
        ModelContent *content = &reading->content;
        content->iis = arena_grow(reading->arena, content->iis, &content->iis_capacity, content->iis_count + 1,
                                  sizeof *content->iis);
        content->iis[content->iis_count++] = (ModelIis){str_dup(reading->arena, text_of(entity, "organization")),
                                                        str_dup(reading->arena, text_of(entity, "server")),
                                                        file,
                                                        number,
                                                        str_dup(reading->arena, text_of(node, "iisPath")),
                                                        complete && complete->kind == JSON_TRUE};
    }
    return true;
}

// --- entities ---------------------------------------------------------------------------------------------------

static void read_fields(ModelReading *reading, Draft *draft, const JsonNode *entity)
{
    const Kind *kind = draft->kind;
    const JsonNode *origins = json_member(entity, "@");
    for (size_t i = 0; i < kind->field_count; i++)
        draft->fields[i] = value_absent();
    for (const JsonNode *node = entity->first; node; node = node->next) {
        int index = kind_field(kind, node->key);
        if (index < 0 || !model_is_read(&kind->fields[index]))
            continue;
        Value v = model_value(reading, &kind->fields[index], node);
        if (kind->fields[index].derived && v.kind == VALUE_UNKNOWN)
            continue; // it is computed again
        const JsonNode *at = origins ? json_member_named(origins, node->key) : NULL;
        draft->fields[index] = value_at(v, model_origin(reading, at));
        if (draft->origin.file == 0)
            draft->origin = draft->fields[index].origin;
    }
}

static void add_draft(ModelReading *reading, const Kind *kind, const JsonNode *entity)
{
    Draft *draft = ARENA_NEW(reading->arena, Draft);
    const JsonNode *seen = json_member(entity, "seen");
    bool is_organization = str_eq(kind->name, STR("organization")), is_server = str_eq(kind->name, STR("server"));
    *draft = (Draft){
        .kind = kind,
        .subtype = kind->subtype_count > 0 ? kind_subtype(kind, text_of(entity, "type")) : -1,
        .seen = !(seen && seen->kind == JSON_FALSE),
        .organization = intern(reading->interner, text_of(entity, "organization")),
        .organization_name = intern(reading->interner, is_organization ? text_of(entity, "name") : STR("")),
        .server = intern(reading->interner, text_of(entity, is_server ? "name" : "server")),
        .fields = ARENA_ARRAY(reading->arena, Value, kind->field_count),
    };
    read_fields(reading, draft, entity);
    reading->drafts = arena_grow(reading->arena, reading->drafts, &reading->draft_capacity, reading->draft_count + 1,
                                 sizeof(Draft *));
    reading->drafts[reading->draft_count++] = draft;
}

// The paths of IIS are found again from the files; a kind that this version does not know cannot be judged by it.
static bool read_entity(ModelReading *reading, const JsonNode *entity)
{
    if (entity->kind != JSON_OBJECT)
        return false;
    const Kind *kind = schema_kind(reading->schema, text_of(entity, "kind"));
    const JsonNode *iis = json_member(entity, "$iis");
    if (iis)
        return read_iis(reading, entity, iis);
    if (!kind || str_eq(kind->name, STR("iisPath")) || str_eq(kind->name, STR("input")))
        return true;
    add_draft(reading, kind, entity);
    return true;
}

bool model_read_body(ModelReading *reading)
{
    const ModelHead *head = reading->head;
    const JsonNode *entities = json_member(head->root, "entities");
    JsonScanner scanner = {.arena = reading->scratch, .text = reading->text, .at = head->end};
    read_rows(reading, json_member(head->root, "coverage"), read_cover);
    read_rows(reading, json_member(head->root, "diagnostics"), read_diag);
    const JsonNode *listed = entities && entities->kind == JSON_ARRAY ? entities->first : NULL;
    for (; listed; listed = listed->next)
        if (!read_entity(reading, listed))
            return diag_input(reading->diags, DIAG_ERROR, "modelEntity", reading->file, "an entity cannot be read");
    for (;;) {
        ArenaMark mark = arena_mark(reading->scratch);
        size_t start = scanner.at;
        const JsonNode *entity = json_scan(&scanner);
        if (!entity)
            return !scanner.problem || syntax_error(reading->diags, &scanner, reading->file);
        Origin origin = reading->file;
        if (!read_entity(reading, entity)) {
            json_place(reading->text, start + 1, &origin.line, &origin.column);
            return diag_input(reading->diags, DIAG_ERROR, "modelEntity", origin, "an entity cannot be read");
        }
        arena_rewind(reading->scratch, mark);
    }
}
