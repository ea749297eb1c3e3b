// One rule of a policy file.
#include "policy/data.h"
#include "policy/loader.h"

static const char *const rule_keys[] = {"id",   "title",    "severity",   "confidence", "for",
                                        "when", "require",  "consistent", "message",    "rationale",
                                        "fix",  "controls", "references", "examples",   NULL};

// --- id -----------------------------------------------------------------------------------------------

static size_t digits(Str text, size_t from)
{
    size_t to = from;
    while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9')
        to++;
    return to - from;
}

// LETTERS-DIGITS, then `.DIGITS` for a further grade of the family. The letters may have digits and hyphens in them.
static bool is_rule_id(Str id, Str *family)
{
    size_t dot = str_find(id, STR("."));
    *family = dot == (size_t)-1 ? id : str_slice(id, 0, dot);
    if (dot != (size_t)-1 && (dot + 1 == id.n || digits(id, dot + 1) != id.n - dot - 1))
        return false;
    size_t hyphen = family->n;
    while (hyphen > 0 && family->p[hyphen - 1] != '-')
        hyphen--;
    if (hyphen < 2 || digits(*family, hyphen) == 0 || hyphen + digits(*family, hyphen) != family->n)
        return false;
    for (size_t i = 0; i < hyphen; i++)
        if (family->p[i] != '-' && !is_identifier(str_slice(*family, 0, 1)) && digits(*family, i) == 0)
            return false;
    return true;
}

static void read_id(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    rule->id = rule->family = read_text(reader, mapping, "id", true);
    if (rule->id.n && !is_rule_id(rule->id, &rule->family))
        (void)report_at(reader, yaml_get(mapping, STR("id")), "name",
                        "`" STR_FMT
                        "` is no rule id: LETTERS-DIGITS (HMA-014), for a further grade with .2, .3 at its end",
                        STR_ARG(rule->id));
}

// --- severity, kind -----------------------------------------------------------------------------------

static void read_severity(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    Str text = read_text(reader, mapping, "severity", true);
    if (text.n && !severity_parse(text, &rule->severity))
        (void)report_at(reader, yaml_get(mapping, STR("severity")), "type",
                        "`" STR_FMT "` is no severity: info, low, medium, high or critical", STR_ARG(text));
    Str confidence = read_text(reader, mapping, "confidence", false);
    rule->tentative = confidence.n > 0;
    if (confidence.n && !str_eq(confidence, STR("low")))
        (void)report_at(reader, yaml_get(mapping, STR("confidence")), "type",
                        "`" STR_FMT "` is no confidence: only `low` is said, everything else is certain",
                        STR_ARG(confidence));
}

static const Kind *read_kind(PolicyReader *reader, const YamlNode *mapping)
{
    Str text = read_text(reader, mapping, "for", true);
    const Schema *schema = reader->loader->set.schema;
    const Kind *kind = schema_kind(schema, text);
    if (kind || text.n == 0)
        return kind;
    Str *names = ARENA_ARRAY(reader->loader->arena, Str, schema->kind_count);
    for (size_t i = 0; i < schema->kind_count; i++)
        names[i] = schema->kinds[i].name;
    Str message = str_printf(reader->loader->arena, "no kind `" STR_FMT "` in the model", STR_ARG(text));
    (void)report_name(reader, yaml_get(mapping, STR("for")), message, text, names, schema->kind_count);
    return NULL;
}

// --- consistency --------------------------------------------------------------------------------------

static const CelExpr **read_expr_list(PolicyReader *reader, const YamlNode *mapping, const char *key,
                                      const ExprUse *use, size_t *count)
{
    const YamlItem *items = read_sequence(reader, mapping, key, count);
    const CelExpr **exprs = ARENA_ARRAY(reader->loader->arena, const CelExpr *, *count);
    for (size_t i = 0; i < *count; i++)
        exprs[i] = read_expr(reader, items[i].value, use);
    return exprs;
}

static void read_consistent(PolicyReader *reader, Rule *rule, const YamlNode *node, const ExprUse *use)
{
    static const char *const keys[] = {"group", "values", NULL};
    if (node->kind != YAML_MAPPING) {
        (void)report_at(reader, node, "type", "`consistent` is {group: [...], values: [...]}");
        return;
    }
    (void)yaml_known_keys(node, keys, reader->file, &reader->loader->diags);
    const ExprUse group = {use->env, use->kind, NULL, "group"}, values = {use->env, use->kind, NULL, "values"};
    rule->group = read_expr_list(reader, node, "group", &group, &rule->group_count);
    rule->values = read_expr_list(reader, node, "values", &values, &rule->value_count);
    if (rule->value_count == 0)
        (void)report_at(reader, node, "missingKey", "`values` is missing: what must be the same within a group");
}

// --- what the rule says of itself -----------------------------------------------------------------------

static void read_controls(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    const YamlItem *items = read_sequence(reader, mapping, "controls", &rule->control_count);
    Str *controls = ARENA_ARRAY(reader->loader->arena, Str, rule->control_count);
    for (size_t i = 0; i < rule->control_count; i++) {
        controls[i] = items[i].value->text;
        if (items[i].value->kind != YAML_SCALAR || controls[i].n == 0)
            (void)report_at(reader, items[i].value, "type", "a control is text: \"CATALOGUE:NUMBER\"");
    }
    rule->controls = controls;
}

static void read_references(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    static const char *const keys[] = {"title", "url", NULL};
    const YamlItem *items = read_sequence(reader, mapping, "references", &rule->reference_count);
    Reference *references = ARENA_ARRAY(reader->loader->arena, Reference, rule->reference_count);
    for (size_t i = 0; i < rule->reference_count; i++) {
        const YamlNode *node = items[i].value;
        if (node->kind != YAML_MAPPING) {
            (void)report_at(reader, node, "type", "a reference is {title: ..., url: ...}");
            continue;
        }
        (void)yaml_known_keys(node, keys, reader->file, &reader->loader->diags);
        references[i] = (Reference){read_text(reader, node, "title", true), read_text(reader, node, "url", false)};
        Str url = references[i].url;
        if (url.n && !str_starts(url, STR("https://")) && !str_starts(url, STR("http://")))
            (void)report_at(reader, yaml_get(node, STR("url")), "type", "a url begins with https:// or http://");
    }
    rule->references = references;
}

static const Str verdicts[] = {STR_INIT("pass"), STR_INIT("fail"), STR_INIT("unknown"), STR_INIT("notApplicable")};
enum { VERDICTS = sizeof verdicts / sizeof *verdicts };

static bool is_verdict(Str name)
{
    for (size_t i = 0; i < VERDICTS; i++)
        if (str_eq(name, verdicts[i]))
            return true;
    return false;
}

static void add_example(PolicyReader *reader, Rule *rule, Example *examples, Str expect, const YamlNode *data)
{
    if (data->kind == YAML_MAPPING)
        examples[rule->example_count++] = (Example){expect, data};
    else
        (void)report_at(reader, data, "type", "an example is a mapping: {self: {...}}");
}

static void read_examples(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    const YamlNode *node = yaml_get(mapping, STR("examples"));
    if (!node || node->kind != YAML_MAPPING) {
        if (node)
            (void)report_at(reader, node, "type", "`examples` is a mapping of verdicts to small estates");
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++)
        count += node->items[i].value->kind == YAML_SEQUENCE ? node->items[i].value->count : 1;
    Example *examples = ARENA_ARRAY(reader->loader->arena, Example, count);
    for (size_t i = 0; i < node->count; i++) {
        const YamlItem *item = &node->items[i];
        if (!is_verdict(item->key->text))
            (void)report_name(reader, item->key,
                              STR("an example is named after its verdict: pass, fail, unknown or notApplicable"),
                              item->key->text, verdicts, VERDICTS);
        else if (item->value->kind != YAML_SEQUENCE)
            add_example(reader, rule, examples, item->key->text, item->value);
        else
            for (size_t e = 0; e < item->value->count; e++)
                add_example(reader, rule, examples, item->key->text, item->value->items[e].value);
    }
    rule->examples = examples;
}

static void check_examples(PolicyReader *reader, const Rule *rule, const YamlNode *mapping)
{
    const YamlNode *examples = yaml_get(mapping, STR("examples"));
    StrBuf missing = strbuf_new(reader->loader->arena);
    for (size_t i = 0; i < 3; i++) // pass, fail, unknown
        if (!yaml_get(examples, verdicts[i]))
            strbuf_printf(&missing, "%s" STR_FMT, missing.n ? ", " : "", STR_ARG(verdicts[i]));
    if (missing.n)
        warn_at(reader, mapping, "example", STR_FMT " has no example of " STR_FMT, STR_ARG(rule->id),
                STR_ARG(strbuf_str(&missing)));
}

// --- the whole ------------------------------------------------------------------------------------------

// Either `require` or `consistent`, and what goes with each: the texts of a group have no self.
static void read_logic(PolicyReader *reader, Rule *rule, const YamlNode *mapping)
{
    Loader *loader = reader->loader;
    const CelEnv *env = policy_env(loader->arena, &loader->set, reader->policy, rule->kind);
    const ExprUse when_use = {env, rule->kind, type_simple(TYPE_BOOL), "when"};
    const ExprUse require_use = {env, rule->kind, type_simple(TYPE_BOOL), "require"};
    const YamlNode *when = yaml_get(mapping, STR("when")), *require = yaml_get(mapping, STR("require"));
    const YamlNode *consistent = yaml_get(mapping, STR("consistent"));
    if (!require == !consistent)
        (void)report_at(reader, mapping, "missingKey", "a rule has either `require` or `consistent`");
    if (when)
        rule->when = read_expr(reader, when, &when_use);
    if (require)
        rule->require = read_expr(reader, require, &require_use);
    else if (consistent)
        read_consistent(reader, rule, consistent, &when_use);

    const Kind *kind = consistent ? NULL : rule->kind;
    const ExprUse text_use = {
        consistent ? policy_env(loader->arena, &loader->set, reader->policy, NULL) : env,
        kind,
        NULL,
        "message",
    };
    const YamlNode *message = yaml_get(mapping, STR("message")), *fix = yaml_get(mapping, STR("fix"));
    if (message)
        rule->message = read_template(reader, message, &text_use);
    if (fix)
        fix_read(reader, rule, fix, &text_use);
}

static void add_rule(Loader *loader, Rule *rule)
{
    loader->rules =
        arena_grow(loader->arena, loader->rules, &loader->rule_capacity, loader->rule_count + 1, sizeof(Rule *));
    loader->rules[loader->rule_count++] = rule;
}

void rule_read(PolicyReader *reader, const YamlNode *mapping)
{
    if (mapping->kind != YAML_MAPPING) {
        (void)report_at(reader, mapping, "type", "a rule is a mapping: {id: ..., title: ..., ...}");
        return;
    }
    Loader *loader = reader->loader;
    Rule *rule = ARENA_NEW(loader->arena, Rule);
    (void)yaml_known_keys(mapping, rule_keys, reader->file, &loader->diags);
    rule->policy = reader->policy;
    rule->file = reader->file;
    rule->origin = (Origin){0, mapping->origin.line, mapping->origin.column};
    read_id(reader, rule, mapping);
    rule->title = read_text(reader, mapping, "title", true);
    rule->rationale = read_prose(reader, mapping, "rationale", true);
    read_severity(reader, rule, mapping);
    read_controls(reader, rule, mapping);
    read_references(reader, rule, mapping);
    read_examples(reader, rule, mapping);
    check_examples(reader, rule, mapping);
    rule->kind = read_kind(reader, mapping);
    add_rule(loader, rule);
    if (!rule->kind)
        return;
    size_t errors = loader->diags.errors;
    read_logic(reader, rule, mapping);
    if (loader->diags.errors == errors)
        rule_probe(reader, rule, mapping);
}
