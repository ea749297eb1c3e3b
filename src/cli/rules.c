// exaudit rules: the rules, one line each.
#include "cli/session.h"
#include "cli/stages.h"
#include "report/json_value.h"
#include "report/subject.h"

static const char *const formats[] = {"text", "json", NULL};

typedef struct RuleList {
    const Rule **items;
    size_t count;
    Arena *arena;
} RuleList;

static bool matches_any(const Rule *rule, const StrList *globs)
{
    for (size_t i = 0; i < globs->count; i++) {
        if (rule_matches(rule, globs->items[i])) {
            return true;
        }
    }
    return false;
}

static RuleList select_rules(const Session *session, const PolicySet *set)
{
    RuleList list = {.items = ARENA_ARRAY(session->arena, const Rule *, set->rule_count), .arena = session->arena};
    for (size_t i = 0; i < set->rule_count; i++) {
        if (session->settings.operands.count == 0 || matches_any(set->rules[i], &session->settings.operands)) {
            list.items[list.count++] = set->rules[i];
        }
    }
    return list;
}

static void write_text(const RuleList *list, const Page *page)
{
    enum { SEVERITY = 13, KIND = 23, TITLE = 44 };
    for (size_t i = 0; i < list->count; i++) {
        const Rule *rule = list->items[i];
        Line line = line_new(page);
        line_add(&line, STYLE_STRONG, rule->id);
        line_pad(&line, SEVERITY);
        line_add(&line, severity_style(rule->severity), str(severity_name(rule->severity)));
        line_pad(&line, KIND);
        line_add(&line, STYLE_DIM, rule->kind->name);
        line_pad(&line, TITLE);
        line_add(&line, STYLE_PLAIN, rule->title);
        line_text(&line, rule->tentative ? " (tentative)" : "");
        line_end(&line, 0, TITLE);
    }
    page_printf(page, 0, STR_FMT, STR_ARG(counted(list->arena, list->count, "rule", "rules")));
}

static void write_json(const RuleList *list, Output *out)
{
    JsonWriter json = json_writer(out, true);
    json_begin_document(&json, "rules");
    json_key(&json, "rules");
    json_begin_array(&json);
    for (size_t i = 0; i < list->count; i++) {
        const Rule *rule = list->items[i];
        json_begin_object(&json);
        json_text_member(&json, "id", rule->id);
        json_text_member(&json, "family", rule->family);
        json_text_member(&json, "policy", rule->policy->name);
        json_text_member(&json, "severity", str(severity_name(rule->severity)));
        json_key(&json, "tentative");
        json_bool(&json, rule->tentative);
        json_text_member(&json, "kind", rule->kind->name);
        json_text_member(&json, "title", rule->title);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_document(&json);
}

static void write_rules(void *context, size_t format, const Page *page)
{
    if (format == 0) {
        write_text(context, page);
    } else {
        write_json(context, page->out);
    }
}

static int run_rules(Session *session)
{
    if (!session_check_outputs(session, formats)) {
        return EXIT_TROUBLE;
    }
    const PolicySet *set = stage_policies(session, schema_load(session->arena));
    if (!set) {
        return EXIT_TROUBLE;
    }
    RuleList list = select_rules(session, set);
    if (list.count == 0) {
        session_complain(session, "no rule matches");
        return EXIT_TROUBLE;
    }
    return session_write(session, formats, write_rules, &list) ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {&option_output, &option_policy, &option_set, &option_color, &option_help, NULL};

const Command command_rules = {
    .name = "rules",
    .summary = "list the rules",
    .usage = "rules [OPTION...] [GLOB...]",
    .details =
        "Lists the rules whose ids (or families) match one of the patterns, such as 'HMA-*'; without a pattern, all. "
        "-o text (the default) or -o json. `exaudit explain RULE` says everything about one.",
    .options = options,
    .run = run_rules,
};
