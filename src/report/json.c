// The report as JSON: design §13, pretty-printed, the same bytes for the same audit. schemas/report.schema.json
// describes it.
#include "report/json_estate.h"
#include "report/json_finding.h"
#include "report/subject.h"

typedef struct Document {
    JsonWriter json;
    const ReportContext *context;
    const Audit *audit;
    const Estate *estate;
    Arena *scratch; // rewound after each member of a list
} Document;

// --- the run --------------------------------------------------------------------------------------------

static void write_now(Document *document)
{
    JsonWriter *json = &document->json;
    const Estate *estate = document->estate;
    json_text_member(json, "now", estate->now_known ? timestamp_text(document->scratch, estate->now) : STR(""));
    json_text_member(json, "nowFrom", estate->now_from);
}

static void write_policies(Document *document)
{
    JsonWriter *json = &document->json;
    json_key(json, "policies");
    json_begin_array(json);
    for (size_t i = 0; i < document->audit->policies->policy_count; i++) {
        const Policy *policy = document->audit->policies->policies[i];
        json_begin_object(json);
        json_text_member(json, "name", policy->name);
        json_text_member(json, "hash", policy->hash);
        json_end_object(json);
    }
    json_end_array(json);
}

static const char *truth_name(Truth value)
{
    switch (value) {
    case TRUTH_FALSE:
        return "false";
    case TRUTH_UNKNOWN:
        return "unknown";
    case TRUTH_TRUE:
        return "true";
    }
    return "";
}

static void write_state(JsonWriter *json, const ProfileState *state)
{
    json_text_member(json, "value", str(truth_name(state->value)));
    json_text_member(json, "from", state->from);
    json_text_member(json, "why", state->why);
}

// Only with several organizations: how each of them stands.
static void write_organizations(Document *document, const Profile *profile)
{
    JsonWriter *json = &document->json;
    json_key(json, "organizations");
    json_begin_object(json);
    for (size_t i = 0; i < document->audit->profile_count; i++) {
        const ProfileState *state = &document->audit->profiles[i];
        if (state->profile == profile) {
            json_key_str(json, entity_organization_key(state->organization));
            json_begin_object(json);
            write_state(json, state);
            json_end_object(json);
        }
    }
    json_end_object(json);
}

// The state of the first organization, in the order of the estate; of most runs the only one.
static void write_profiles(Document *document)
{
    JsonWriter *json = &document->json;
    const Audit *audit = document->audit;
    bool several = document->estate->organizations.count > 1;
    json_key(json, "profiles");
    json_begin_object(json);
    for (size_t i = 0; i < audit->profile_count; i++) {
        const ProfileState *state = &audit->profiles[i];
        if (state->organization != audit->profiles[0].organization) {
            continue;
        }
        json_key_str(json, state->profile->name);
        json_begin_object(json);
        write_state(json, state);
        if (several) {
            write_organizations(document, state->profile);
        }
        json_end_object(json);
    }
    json_end_object(json);
}

static void write_options(Document *document)
{
    JsonWriter *json = &document->json;
    const ReportContext *context = document->context;
    json_key(json, "options");
    json_begin_object(json);
    json_text_member(json, "failOn", context->fail_never ? STR("never") : str(severity_name(context->fail_on)));
    json_key(json, "allowUnknown");
    json_bool(json, context->allow_unknown);
    json_strings_member(json, "rules", context->selection.rules, context->selection.rule_count);
    json_strings_member(json, "skip", context->selection.skip, context->selection.skip_count);
    json_strings_member(json, "set", context->selection.set, context->selection.set_count);
    json_end_object(json);
}

static void write_run(Document *document)
{
    json_key(&document->json, "run");
    json_begin_object(&document->json);
    write_policies(document);
    write_profiles(document);
    write_options(document);
    json_end_object(&document->json);
}

static void write_summary(Document *document)
{
    JsonWriter *json = &document->json;
    json_key(json, "summary");
    json_begin_object(json);
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        json_key(json, verdict_name((Verdict)verdict));
        json_uint(json, document->audit->summary[verdict]);
    }
    json_end_object(json);
}

// --- verdicts -------------------------------------------------------------------------------------------

static bool shown(const Document *document, Verdict verdict)
{
    return verdict != VERDICT_NOT_APPLICABLE && (verdict != VERDICT_PASS || document->context->show_pass);
}

static void write_findings(Document *document)
{
    json_key(&document->json, "findings");
    json_begin_array(&document->json);
    for (size_t i = 0; i < document->audit->count; i++) {
        const Finding *finding = &document->audit->findings[i];
        if (shown(document, finding->verdict)) {
            ArenaMark mark = arena_mark(document->scratch);
            json_finding(&document->json, document->audit, finding, document->scratch);
            arena_rewind(document->scratch, mark);
        }
    }
    json_end_array(&document->json);
}

static void begin_row(JsonWriter *json, const Rule *rule)
{
    json_begin_object(json);
    json_text_member(json, "rule", rule->id);
    json_key(json, "entities");
    json_begin_array(json);
}

static void end_row(JsonWriter *json)
{
    json_end_array(json);
    json_end_object(json);
}

// Findings of one rule stand together, sorted by severity and rule.
static void write_passes(Document *document)
{
    JsonWriter *json = &document->json;
    const Rule *open = NULL;
    json_key(json, "passes");
    json_begin_array(json);
    for (size_t i = 0; i < document->audit->count; i++) {
        const Finding *finding = &document->audit->findings[i];
        if (finding->verdict != VERDICT_PASS) {
            continue;
        }
        if (finding->rule != open) {
            if (open) {
                end_row(json);
            }
            open = finding->rule;
            begin_row(json, open);
        }
        ArenaMark mark = arena_mark(document->scratch);
        json_string(json, json_subject(document->scratch, finding));
        arena_rewind(document->scratch, mark);
    }
    if (open) {
        end_row(json);
    }
    json_end_array(json);
}

static void write_not_applicable(Document *document)
{
    JsonWriter *json = &document->json;
    json_key(json, "notApplicable");
    json_begin_array(json);
    for (size_t i = 0; i < document->audit->policies->rule_count; i++) {
        ArenaMark mark = arena_mark(document->scratch);
        const Rule *rule = document->audit->policies->rules[i];
        EntityList entities = audit_not_applicable(document->audit, rule, document->scratch);
        if (entities.count > 0) {
            begin_row(json, rule);
            for (size_t k = 0; k < entities.count; k++) {
                json_string(json, entities.items[k]->id);
            }
            end_row(json);
        }
        arena_rewind(document->scratch, mark);
    }
    json_end_array(json);
}

// --- the document ---------------------------------------------------------------------------------------

static void write_json(const ReportContext *context)
{
    Document document = {
        .json = json_writer(context->out, true),
        .context = context,
        .audit = context->audit,
        .estate = context->audit->estate,
        .scratch = arena_new(),
    };
    JsonWriter *json = &document.json;
    json->fold = 2; // one finding, input or row a line: readable, and a third of the size
    json_begin_document(json, "report");
    json_key(json, "complete");
    json_bool(json, context->complete);
    json_text_if(json, "incomplete", context->complete ? STR("") : context->incomplete);
    write_now(&document);
    write_run(&document);
    write_summary(&document);
    write_findings(&document);
    write_passes(&document);
    write_not_applicable(&document);
    json_inputs(json, document.scratch, document.estate);
    json_coverage(json, document.scratch, document.estate);
    json_diagnostics(json, document.estate, &document.estate->diags);
    json_end_document(json);
    arena_free(document.scratch);
}

const Reporter reporter_json = {"json", "for programs: everything, see schemas/report.schema.json", write_json};
