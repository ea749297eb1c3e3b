// exaudit explain RULE: everything about a rule, offline.
#include "cli/explain.h"
#include "cli/session.h"
#include "cli/stages.h"

static const char *const formats[] = {"text", "json", NULL};

typedef struct Chosen {
    Explained *items;
    size_t count;
    Arena *arena;
} Chosen;

static void expression_member(JsonWriter *json, const char *key, const CelExpr *expr)
{
    if (expr) {
        json_text_member(json, key, cel_source(expr));
    }
}

static void expressions_member(JsonWriter *json, const char *key, const CelExpr *const *exprs, size_t count)
{
    if (count == 0) {
        return;
    }
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_string(json, cel_source(exprs[i]));
    }
    json_end_array(json);
}

// A list of templates as the policy writes them.
static void templates_member(JsonWriter *json, const char *key, const YamlNode *fix)
{
    const YamlNode *list = fix ? yaml_get(fix, str(key)) : NULL;
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; list && list->kind == YAML_SEQUENCE && i < list->count; i++) {
        json_string(json, list->items[i].value->text);
    }
    json_end_array(json);
}

static void fix_member(JsonWriter *json, const Explained *explained)
{
    const Fix *fix = &explained->rule->fix;
    const YamlNode *source = explained->source ? yaml_get(explained->source, STR("fix")) : NULL;
    json_key(json, "fix");
    json_begin_object(json);
    json_key(json, "fields");
    json_begin_object(json);
    for (size_t i = 0; i < fix->field_count; i++) {
        json_key_str(json, fix->fields[i].field);
        json_string(json, cel_source(fix->fields[i].value));
    }
    json_end_object(json);
    templates_member(json, "run", source);
    templates_member(json, "rollback", source);
    json_text_member(json, "notes", fix->notes);
    json_end_object(json);
}

static void references_member(JsonWriter *json, const Rule *rule)
{
    json_key(json, "references");
    json_begin_array(json);
    for (size_t i = 0; i < rule->reference_count; i++) {
        json_begin_object(json);
        json_text_member(json, "title", rule->references[i].title);
        json_text_member(json, "url", rule->references[i].url);
        json_end_object(json);
    }
    json_end_array(json);
}

static void examples_member(JsonWriter *json, Arena *arena, const Rule *rule)
{
    json_key(json, "examples");
    json_begin_array(json);
    for (size_t i = 0; i < rule->example_count; i++) {
        json_begin_object(json);
        json_text_member(json, "verdict", rule->examples[i].expect);
        json_text_member(json, "estate", example_text(arena, &rule->examples[i]));
        json_end_object(json);
    }
    json_end_array(json);
}

void explain_json(JsonWriter *json, Arena *arena, const Explained *explained)
{
    const Rule *rule = explained->rule;
    const YamlNode *message = explained->source ? yaml_get(explained->source, STR("message")) : NULL;
    json_begin_object(json);
    json_text_member(json, "id", rule->id);
    json_text_member(json, "family", rule->family);
    json_text_member(json, "policy", rule->policy->name);
    json_text_member(json, "title", rule->title);
    json_text_member(json, "severity", str(severity_name(rule->severity)));
    json_key(json, "tentative");
    json_bool(json, rule->tentative);
    json_text_member(json, "kind", rule->kind->name);
    json_text_member(json, "rationale", rule->rationale);
    expression_member(json, "when", rule->when);
    expression_member(json, "require", rule->require);
    expressions_member(json, "group", rule->group, rule->group_count);
    expressions_member(json, "values", rule->values, rule->value_count);
    json_text_member(json, "message", message ? message->text : STR(""));
    fix_member(json, explained);
    json_strings_member(json, "controls", rule->controls, rule->control_count);
    references_member(json, rule);
    examples_member(json, arena, rule);
    json_end_object(json);
}

static void write_explanation(void *context, size_t format, const Page *page)
{
    const Chosen *chosen = context;
    if (format == 0) {
        for (size_t i = 0; i < chosen->count; i++) {
            if (i > 0) {
                page_blank(page);
                page_blank(page);
            }
            explain_text(page, &chosen->items[i]);
        }
        return;
    }
    JsonWriter json = json_writer(page->out, true);
    json_begin_document(&json, "explain");
    json_key(&json, "rules");
    json_begin_array(&json);
    for (size_t i = 0; i < chosen->count; i++) {
        explain_json(&json, chosen->arena, &chosen->items[i]);
    }
    json_end_array(&json);
    json_end_document(&json);
}

// The node of a rule in its policy file.
static const YamlNode *find_source(Arena *arena, const PolicyFiles *files, const Rule *rule)
{
    for (size_t i = 0; i < files->count; i++) {
        if (!str_eq(files->items[i].name, rule->file)) {
            continue;
        }
        Diags ignored = diags_new(arena); // it has been loaded already
        const YamlNode *root = yaml_parse(arena, files->items[i].text, rule->file, &ignored);
        const YamlNode *rules = root ? yaml_get(root, STR("rules")) : NULL;
        for (size_t k = 0; rules && k < rules->count; k++) {
            const YamlNode *node = rules->items[k].value;
            if (node->origin.line == rule->origin.line && node->origin.column == rule->origin.column) {
                return node;
            }
        }
    }
    return NULL;
}

static int no_such_rule(Session *session, const PolicySet *set, Str name)
{
    StrList ids = {0};
    for (size_t i = 0; i < set->rule_count; i++) {
        str_list_add(session->arena, &ids, set->rules[i]->id);
    }
    Str nearest = str_nearest(name, ids.items, ids.count);
    if (nearest.n > 0) {
        return session_usage(session, "there is no rule " STR_FMT "; did you mean " STR_FMT "?", STR_ARG(name),
                             STR_ARG(nearest));
    }
    return session_usage(session, "there is no rule " STR_FMT "; `exaudit rules` lists them", STR_ARG(name));
}

// Adds the rules that match; false: none does.
static bool choose(Chosen *chosen, const PolicySet *set, const PolicyFiles *files, Str name)
{
    size_t before = chosen->count;
    for (size_t i = 0; i < set->rule_count; i++) {
        if (rule_matches(set->rules[i], name)) {
            chosen->items[chosen->count++] =
                (Explained){set->rules[i], find_source(chosen->arena, files, set->rules[i])};
        }
    }
    return chosen->count > before;
}

static int run_explain(Session *session)
{
    const StrList *names = &session->settings.operands;
    if (!session_check_outputs(session, formats)) {
        return EXIT_TROUBLE;
    }
    if (names->count == 0) {
        return session_usage(session, "explain needs the id of a rule; `exaudit rules` lists them");
    }
    PolicyFiles files;
    bool read = stage_policy_files(session, &session->settings.policies, &files);
    const PolicySet *set = read ? stage_load(session, schema_load(session->arena), &files) : NULL;
    if (!set) {
        return EXIT_TROUBLE;
    }
    Chosen chosen = {.items = ARENA_ARRAY(session->arena, Explained, set->rule_count * names->count),
                     .arena = session->arena};
    for (size_t i = 0; i < names->count; i++) {
        if (!choose(&chosen, set, &files, names->items[i])) {
            return no_such_rule(session, set, names->items[i]);
        }
    }
    return session_write(session, formats, write_explanation, &chosen) ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {&option_output, &option_policy, &option_set, &option_color, &option_help, NULL};

const Command command_explain = {
    .name = "explain",
    .summary = "everything about a rule: why, what exactly it requires, the fix, the sources",
    .usage = "explain [OPTION...] RULE...",
    .details = "RULE is an id, a family or a pattern such as 'HMA-*'. -o text (the default) or -o json.",
    .options = options,
    .run = run_explain,
};
