#include "report/json_estate.h"

#include "report/subject.h"

static void write_input(JsonWriter *json, Arena *scratch, const Input *input)
{
    json_begin_object(json);
    json_text_member(json, "file", input->file);
    json_text_member(json, "format", input->format);
    json_text_if(json, "cmdlet", input->cmdlet);
    json_text_if(json, "encoding", input->encoding);
    json_text_member(json, "state", str(input_state_name(input->state)));
    json_text_if(json, "problem", input->problem);
    json_text_member(json, "server", input->server);
    json_text_member(json, "serverFrom", str(server_from_name(input->server_from)));
    json_key(json, "records");
    json_uint(json, input->records);
    if (input->collected_known) {
        json_text_member(json, "collected", timestamp_text(scratch, input->collected));
    }
    json_text_if(json, "sha256", input->sha256);
    json_end_object(json);
}

void json_inputs(JsonWriter *json, Arena *scratch, const Estate *estate)
{
    json_key(json, "inputs");
    json_begin_array(json);
    for (size_t i = 0; i < estate->input_count; i++) {
        ArenaMark mark = arena_mark(scratch);
        write_input(json, scratch, &estate->inputs[i]);
        arena_rewind(scratch, mark);
    }
    json_end_array(json);
}

static void write_coverage(JsonWriter *json, Arena *scratch, const Coverage *row)
{
    json_begin_object(json);
    json_text_member(json, "kind", row->kind->name);
    json_text_if(json, "type", row->subtype >= 0 ? row->kind->subtypes[row->subtype].name : STR(""));
    json_text_member(json, "organization", row->organization ? entity_organization_key(row->organization) : STR(""));
    json_text_member(json, "server", subject_server_name(scratch, row->server));
    json_text_member(json, "state", row->present ? STR("present") : STR("absent"));
    json_text_member(json, "export", row->export);
    json_end_object(json);
}

void json_coverage(JsonWriter *json, Arena *scratch, const Estate *estate)
{
    json_key(json, "coverage");
    json_begin_array(json);
    for (size_t i = 0; i < estate->coverage_count; i++) {
        ArenaMark mark = arena_mark(scratch);
        write_coverage(json, scratch, &estate->coverage[i]);
        arena_rewind(scratch, mark);
    }
    json_end_array(json);
}
