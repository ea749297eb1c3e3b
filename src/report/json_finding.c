#include "report/json_finding.h"

#include "report/subject.h"

typedef struct Writer {
    JsonWriter *json;
    const Audit *audit;
    Arena *arena;
} Writer;

Str json_subject(Arena *arena, const Finding *finding)
{
    if (finding->group.n == 0) {
        return finding->entity->id;
    }
    return str_printf(arena, STR_FMT "#" STR_FMT, STR_ARG(finding->entity->id), STR_ARG(finding->group));
}

static void write_entity(Writer *writer, const Entity *entity)
{
    JsonWriter *json = writer->json;
    const Entity *server = subject_server(entity);
    json_key(json, "entity");
    json_begin_object(json);
    json_text_member(json, "kind", entity->kind->name);
    json_text_member(json, "id", entity->id);
    json_text_member(json, "server", subject_server_name(writer->arena, server));
    if (subject_guessed(writer->arena, server)) {
        json_key(json, "serverGuessed");
        json_bool(json, true);
    }
    json_text_member(json, "organization", entity_organization_key(entity));
    json_end_object(json);
}

static void write_levels(Writer *writer, const Evidence *evidence)
{
    JsonWriter *json = writer->json;
    json_text_if(json, "level", evidence->chain[0].level);
    if (evidence->chain_count < 2) {
        return;
    }
    json_key(json, "chain");
    json_begin_array(json);
    for (size_t i = 1; i < evidence->chain_count; i++) {
        const IisLevel *level = &evidence->chain[i];
        json_begin_object(json);
        json_text_member(json, "level", level->level);
        json_key(json, "value");
        json_value(json, writer->arena, level->value);
        if (level->value.origin.file > 0) {
            json_key(json, "origin");
            json_origin(json, writer->audit->estate, level->value.origin);
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_evidence(Writer *writer, const Evidence *evidence)
{
    JsonWriter *json = writer->json;
    json_begin_object(json);
    json_text_member(json, "path", evidence->path);
    json_key(json, "value");
    json_value(json, writer->arena, evidence->value);
    json_key(json, "origin");
    json_origin(json, writer->audit->estate, evidence->value.origin);
    if (evidence->chain_count > 0) {
        write_levels(writer, evidence);
    }
    json_end_object(json);
}

static void write_evidences(Writer *writer, const Detail *detail)
{
    JsonWriter *json = writer->json;
    json_key(json, "evidence");
    json_begin_array(json);
    for (size_t i = 0; i < detail->evidence_count; i++) {
        write_evidence(writer, &detail->evidence[i]);
    }
    json_end_array(json);
    if (detail->evidence_more > 0) {
        json_key(json, "more");
        json_uint(json, detail->evidence_more);
    }
}

static void write_unknowns(Writer *writer, const Detail *detail)
{
    JsonWriter *json = writer->json;
    json_key(json, "unknown");
    json_begin_array(json);
    for (size_t i = 0; i < detail->unknown_count; i++) {
        const Reason *reason = &detail->unknown[i].reason;
        json_begin_object(json);
        json_text_member(json, "path", detail->unknown[i].path);
        json_text_member(json, "why", reason->why);
        json_text_if(json, "subject", reason->subject);
        json_text_member(json, "export", reason->hint);
        if (reason->origin.file > 0) {
            json_key(json, "origin");
            json_origin(json, writer->audit->estate, reason->origin);
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_member(Writer *writer, const Member *member, const Evidence *evidence)
{
    JsonWriter *json = writer->json;
    json_begin_object(json);
    json_text_member(json, "entity", member->entity->id);
    json_text_member(json, "server", subject_server_name(writer->arena, subject_server(member->entity)));
    json_text_member(json, "path", evidence->path);
    json_key(json, "value");
    json_value(json, writer->arena, evidence->value);
    json_key(json, "origin");
    json_origin(json, writer->audit->estate, evidence->value.origin);
    json_key(json, "odd");
    json_bool(json, member->odd);
    json_end_object(json);
}

static void write_members(Writer *writer, const Detail *detail)
{
    JsonWriter *json = writer->json;
    if (detail->member_count == 0) {
        return;
    }
    json_key(json, "members");
    json_begin_array(json);
    for (size_t i = 0; i < detail->member_count; i++) {
        const Member *member = &detail->members[i];
        for (size_t k = 0; k < member->value_count; k++) {
            write_member(writer, member, &member->values[k]);
        }
    }
    json_end_array(json);
    json_key(json, "majority");
    json_bool(json, detail->majority);
}

static void write_fix(Writer *writer, const Detail *detail)
{
    JsonWriter *json = writer->json;
    if (detail->fix_count == 0 && detail->rollback_count == 0 && detail->notes.n == 0) {
        return;
    }
    json_key(json, "fix");
    json_begin_object(json);
    json_strings_member(json, "commands", detail->fix, detail->fix_count);
    json_strings_member(json, "rollback", detail->rollback, detail->rollback_count);
    json_text_member(json, "notes", detail->notes);
    json_end_object(json);
}

static void write_head(Writer *writer, const Finding *finding)
{
    JsonWriter *json = writer->json;
    json_text_member(json, "rule", finding->rule->id);
    json_text_member(json, "family", finding->rule->family);
    json_text_member(json, "title", finding->rule->title);
    json_text_member(json, "severity", str(severity_name(finding->rule->severity)));
    if (finding->rule->tentative) {
        json_text_member(json, "confidence", STR("low"));
    }
    json_text_member(json, "verdict", str(verdict_name(finding->verdict)));
    write_entity(writer, finding->entity);
    json_text_if(json, "group", finding->group);
}

void json_finding(JsonWriter *json, const Audit *audit, const Finding *finding, Arena *scratch)
{
    Writer writer = {json, audit, scratch};
    Detail detail = audit_detail(audit, finding, scratch);
    json_begin_object(json);
    write_head(&writer, finding);
    json_key(json, "message");
    json_string(json, detail.message);
    write_evidences(&writer, &detail);
    write_unknowns(&writer, &detail);
    write_members(&writer, &detail);
    write_fix(&writer, &detail);
    json_text_member(json, "fingerprint", detail.fingerprint);
    json_text_member(json, "valueHash", detail.value_hash);
    json_end_object(json);
}
