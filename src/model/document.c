#include "model/document.h"

#include "model/document_value.h"
#include "model/draft.h"
#include "model/iis_file.h"

typedef struct Document {
    JsonWriter json;
    Output *out;
    Arena *scratch;
    const Estate *estate;
    DocumentForm form;
} Document;

static void member(Document *document, const char *key, Str text)
{
    json_key(&document->json, key);
    json_string(&document->json, text);
}

static void member_unless_empty(Document *document, const char *key, Str text)
{
    if (text.n > 0)
        member(document, key, text);
}

static Str organization_key(const Entity *organization)
{
    return entity_organization_key(organization);
}

// The name of a server entity: its id without the kind.
static Str server_name(const Entity *server)
{
    return str_slice(server->id, server->kind->name.n + 1, server->id.n);
}

// --- the first line -------------------------------------------------------------------------------------------

static const Entity *input_organization(const Document *document, size_t index)
{
    const Kind *kind = schema_kind(document->estate->schema, STR("input"));
    Str file = document->estate->inputs[index].file;
    if (document->estate->organizations.count == 1)
        return document->estate->organizations.items[0];
    EntityList inputs = kind ? document->estate->by_kind[kind->index] : (EntityList){0};
    for (size_t i = 0; i < inputs.count; i++)
        if (str_eq(str_slice(inputs.items[i]->id, kind->name.n + 1, inputs.items[i]->id.n), file))
            return inputs.items[i]->organization;
    return document->estate->organizations.items[0];
}

static void write_source(Document *document, size_t index)
{
    JsonWriter *json = &document->json;
    const Input *input = &document->estate->inputs[index];
    json_begin_object(json);
    member(document, "file", input->file);
    member(document, "format", input->format);
    member(document, "state", str(input_state_name(input->state)));
    member_unless_empty(document, "problem", input->problem);
    member_unless_empty(document, "cmdlet", input->cmdlet);
    member_unless_empty(document, "encoding", input->encoding);
    member(document, "organization", organization_key(input_organization(document, index)));
    member_unless_empty(document, "server", input->server);
    member(document, "serverFrom", str(server_from_name(input->server_from)));
    json_key(json, "records");
    json_uint(json, input->records);
    json_key(json, "bytes");
    json_uint(json, input->bytes);
    if (input->collected_known)
        member(document, "collected", timestamp_text(document->scratch, input->collected));
    member_unless_empty(document, "sha256", input->sha256);
    json_end_object(json);
}

// What a unit of coverage is called: the subtype, or the cmdlet where the kind has several.
static void write_unit(Document *document, const Coverage *row)
{
    unsigned index = row->unit - row->kind->unit;
    if (row->subtype >= 0)
        member(document, "type", row->kind->subtypes[row->subtype].name);
    else if (index < row->kind->cmdlet_count)
        member(document, "cmdlet", row->kind->cmdlets[index]);
}

static void write_coverage(Document *document, const Coverage *row)
{
    JsonWriter *json = &document->json;
    json_begin_object(json);
    member(document, "kind", row->kind->name);
    write_unit(document, row);
    member(document, "organization", organization_key(row->organization));
    if (row->server)
        member(document, "server", server_name(row->server));
    member(document, "state", row->present ? STR("present") : STR("absent"));
    member(document, "export", row->export);
    if (row->gap) {
        json_key(json, "gap");
        document_value(json, document->scratch, row->kind->name, value_unknown(row->gap));
    }
    json_end_object(json);
}

static const char *level_name(DiagLevel level)
{
    switch (level) {
    case DIAG_NOTE:
        return "note";
    case DIAG_WARNING:
        return "warning";
    case DIAG_ERROR:
        return "error";
    }
    return "";
}

static void write_diag(Document *document, const Diag *diag)
{
    JsonWriter *json = &document->json;
    json_begin_object(json);
    member(document, "level", str(level_name(diag->level)));
    member(document, "code", str(diag->code));
    member(document, "message", diag->message);
    member_unless_empty(document, "hint", diag->hint);
    json_key(json, "at");
    document_origin(json, diag->origin);
    json_end_object(json);
}

static void write_head(Document *document)
{
    JsonWriter *json = &document->json;
    const Estate *estate = document->estate;
    json_key(json, "exaudit");
    json_begin_object(json);
    member(document, "file", STR("model"));
    json_key(json, "version");
    json_int(json, 1);
    json_end_object(json);
    json_key(json, "sources");
    json_begin_array(json);
    for (size_t i = 0; i < estate->input_count; i++)
        write_source(document, i);
    json_end_array(json);
    json_key(json, "coverage");
    json_begin_array(json);
    for (size_t i = 0; i < estate->coverage_count; i++)
        write_coverage(document, &estate->coverage[i]);
    json_end_array(json);
    json_key(json, "diagnostics");
    json_begin_array(json);
    for (size_t i = 0; i < estate->diags.count; i++)
        write_diag(document, &estate->diags.items[i]);
    json_end_array(json);
}

// --- the configuration of a server ----------------------------------------------------------------------------

static void write_entry(void *context, const IisEntry *entry)
{
    JsonWriter *json = context;
    json_begin_array(json);
    json_string(json, entry->op);
    json_string(json, entry->name);
    json_string(json, entry->value);
    json_uint(json, entry->line);
    json_uint(json, entry->column);
    json_end_array(json);
}

static void write_iis_file(Document *document, const IisFile *file, unsigned input, Str iis_path)
{
    JsonWriter *json = &document->json;
    json_begin_object(json);
    json_key(json, "source");
    json_uint(json, input);
    member_unless_empty(document, "iisPath", iis_path);
    json_key(json, "entries");
    json_begin_array(json);
    iis_entries(file, document->scratch, write_entry, json);
    json_end_array(json);
    json_end_object(json);
}

// On the entity of the server-wide level: all files of the server that are in use.
static void write_iis(Document *document, const EstateIis *iis)
{
    JsonWriter *json = &document->json;
    json_key(json, "$iis");
    json_begin_object(json);
    json_key(json, "complete");
    json_bool(json, iis->web_configs_complete);
    json_key(json, "files");
    json_begin_array(json);
    for (size_t i = 0; i < iis->host_count; i++)
        write_iis_file(document, iis->hosts[i].file, iis->hosts[i].input, STR(""));
    for (size_t i = 0; i < iis->web_config_count; i++)
        if (iis->web_configs[i].used)
            write_iis_file(document, iis->web_configs[i].file, iis->web_configs[i].input, iis->web_configs[i].iis_path);
    json_end_array(json);
    json_end_object(json);
}

static const EstateIis *files_of(const Document *document, const Entity *entity)
{
    for (size_t i = 0; i < document->estate->iis_count; i++)
        if (document->estate->iis[i].server == entity->server)
            return &document->estate->iis[i];
    return NULL;
}

// --- entities -------------------------------------------------------------------------------------------------

// Reading finds this again from the coverage.
static bool is_found_again(Value v)
{
    return v.kind == VALUE_UNKNOWN && v.as.unknown->count == 1 && v.as.unknown->reasons[0]->origin.file == 0 &&
           str_eq(v.as.unknown->reasons[0]->why, STR("notExported"));
}

static bool is_settings(const Field *field)
{
    const Type *type = field->type->kind == TYPE_NULLABLE ? field->type->element : field->type;
    return type->kind == TYPE_OBJECT && !field->join;
}

static bool is_written(const Entity *entity, unsigned index, Value v)
{
    const Field *field = &entity->kind->fields[index];
    if (!entity_has(entity, index) || is_found_again(v))
        return false;
    bool known_key = str_eq(field->name, STR("server")) || str_eq(field->name, STR("organization"));
    return !known_key && !(field->join && field->join_list) && !(is_settings(field) && v.kind == VALUE_OBJECT);
}

static void write_field(Document *document, const Field *field, Value v)
{
    JsonWriter *json = &document->json;
    json_key_str(json, field->name);
    if (!field->secret || v.kind != VALUE_STRING) {
        document_value(json, document->scratch, field->name, v);
        return;
    }
    json_begin_object(json);
    member(document, "$secret", *v.as.text);
    json_end_object(json);
}

static void write_origins(Document *document, const Entity *entity)
{
    JsonWriter *json = &document->json;
    json_key(json, "@");
    json_begin_object(json);
    for (unsigned i = 0; i < entity->kind->field_count; i++) {
        Value v = entity_field(entity, i, document->scratch);
        if (v.origin.file == 0 || !is_written(entity, i, v))
            continue;
        json_key_str(json, entity->kind->fields[i].name);
        document_origin(json, v.origin);
    }
    json_end_object(json);
}

static void write_entity(Document *document, const Entity *entity)
{
    JsonWriter *json = &document->json;
    const Kind *kind = entity->kind;
    json_begin_object(json);
    member(document, "kind", kind->name);
    member(document, "id", entity->id);
    member(document, "organization", organization_key(entity));
    if (entity->server)
        member(document, "server", server_name(entity->server));
    if (!entity->seen) {
        json_key(json, "seen");
        json_bool(json, false);
    }
    for (unsigned i = 0; i < kind->field_count; i++) {
        Value v = entity_field(entity, i, document->scratch);
        if (is_written(entity, i, v))
            write_field(document, &kind->fields[i], v);
    }
    bool root = str_eq(kind->name, STR("iisPath")) && str_ends(entity->id, STR("/"));
    const EstateIis *iis = root ? files_of(document, entity) : NULL;
    if (iis)
        write_iis(document, iis);
    write_origins(document, entity);
    json_end_object(json);
}

// Inputs are the sources of the first line.
static void write_entities(Document *document)
{
    const Estate *estate = document->estate;
    for (size_t i = 0; i < estate->all.count; i++) {
        ArenaMark mark = arena_mark(document->scratch);
        if (str_eq(estate->all.items[i]->kind->name, STR("input")))
            continue;
        write_entity(document, estate->all.items[i]);
        if (document->form == DOCUMENT_NDJSON)
            output_write(document->out, STR("\n"));
        arena_rewind(document->scratch, mark);
    }
}

void document_write(Output *out, const Estate *estate, DocumentForm form)
{
    Document document = {.json = json_writer(out, form == DOCUMENT_JSON),
                         .out = out,
                         .scratch = arena_new(),
                         .estate = estate,
                         .form = form};
    json_begin_object(&document.json);
    write_head(&document);
    if (form == DOCUMENT_NDJSON) {
        json_end_object(&document.json);
        output_write(out, STR("\n"));
        write_entities(&document);
    } else {
        json_key(&document.json, "entities");
        json_begin_array(&document.json);
        write_entities(&document);
        json_end_array(&document.json);
        json_end_object(&document.json);
        output_write(out, STR("\n"));
    }
    arena_free(document.scratch);
}
