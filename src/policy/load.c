// Loading policy files: all of them, all their problems, one result.
#include "policy/bind.h"
#include "policy/loader.h"
#include "support/embedded.h"
#include "support/sha256.h"

static const char *const policy_keys[] = {"policy", "title", "applies", "params", "variables", "rules", NULL};

// --- one file -----------------------------------------------------------------------------------------

// Kinds that the rules of a policy judge, each once, in their order.
static const Kind **rule_kinds(PolicyReader *reader, const YamlNode *rules, size_t *count)
{
    const Schema *schema = reader->loader->set.schema;
    const Kind **kinds = ARENA_ARRAY(reader->loader->arena, const Kind *, schema->kind_count);
    *count = 0;
    for (size_t i = 0; rules && rules->kind == YAML_SEQUENCE && i < rules->count; i++) {
        const YamlNode *name = yaml_get(rules->items[i].value, STR("for"));
        const Kind *kind = name ? schema_kind(schema, name->text) : NULL;
        size_t at = 0;
        while (at < *count && kinds[at] != kind)
            at++;
        if (kind && at == *count)
            kinds[(*count)++] = kind;
    }
    return kinds;
}

static void read_applies(PolicyReader *reader, const YamlNode *root)
{
    const YamlNode *applies = yaml_get(root, STR("applies"));
    if (!applies)
        return;
    const CelEnv *env = policy_env(reader->loader->arena, &reader->loader->set, reader->policy, NULL);
    const ExprUse use = {env, NULL, type_simple(TYPE_BOOL), "applies"};
    reader->policy->applies = read_expr(reader, applies, &use);
}

static void check_policy_name(PolicyReader *reader, const YamlNode *root)
{
    Str name = reader->policy->name;
    for (size_t i = 0; i < name.n; i++)
        if (!is_identifier(str_slice(name, i, i + 1)) &&
            !(i > 0 && (name.p[i] == '-' || (name.p[i] >= '0' && name.p[i] <= '9')))) {
            (void)report_at(reader, yaml_get(root, STR("policy")), "name",
                            "`" STR_FMT "` is no policy name: letters, digits and -", STR_ARG(name));
            return;
        }
    for (size_t i = 0; i + 1 < reader->loader->policy_count; i++)
        if (str_eq(reader->loader->policies[i]->name, name))
            (void)report_at(reader, yaml_get(root, STR("policy")), "duplicate",
                            "policy `" STR_FMT "` is in " STR_FMT " already", STR_ARG(name),
                            STR_ARG(reader->loader->policies[i]->file));
}

static Policy *new_policy(Loader *loader, const PolicyFile *file)
{
    Policy *policy = ARENA_NEW(loader->arena, Policy);
    policy->file = file->name;
    policy->hash = sha256_of(loader->arena, file->text);
    loader->policies = arena_grow(loader->arena, loader->policies, &loader->policy_capacity, loader->policy_count + 1,
                                  sizeof(Policy *));
    loader->policies[loader->policy_count++] = policy;
    return policy;
}

static void read_policy(Loader *loader, const PolicyFile *file, const YamlNode *root)
{
    PolicyReader reader = {.loader = loader, .file = file->name, .policy = new_policy(loader, file)};
    (void)yaml_known_keys(root, policy_keys, file->name, &loader->diags);
    reader.policy->name = read_text(&reader, root, "policy", true);
    reader.policy->title = read_text(&reader, root, "title", true);
    check_policy_name(&reader, root);
    const YamlNode *params = yaml_get(root, STR("params"));
    params_read(&reader, params);
    size_t kind_count = 0, rule_count = 0;
    const Kind **kinds = rule_kinds(&reader, yaml_get(root, STR("rules")), &kind_count);
    variables_read(&reader, yaml_get(root, STR("variables")), kinds, kind_count);
    read_applies(&reader, root);
    const YamlItem *rules = read_sequence(&reader, root, "rules", &rule_count);
    for (size_t i = 0; i < rule_count; i++)
        rule_read(&reader, rules[i].value);
    variables_check_used(&reader);
    params_check_used(&reader, params);
}

// --- all files ----------------------------------------------------------------------------------------

static bool is_profiles(const YamlNode *root)
{
    return yaml_get(root, STR("profiles")) && !yaml_get(root, STR("policy"));
}

// Profiles first: the expressions of every policy may read them.
static void read_files(Loader *loader, const PolicyFile *files, size_t count)
{
    const YamlNode **roots = ARENA_ARRAY(loader->arena, const YamlNode *, count);
    for (size_t i = 0; i < count; i++) {
        roots[i] = yaml_parse(loader->arena, files[i].text, files[i].name, &loader->diags);
        PolicyReader reader = {.loader = loader, .file = files[i].name};
        if (roots[i] && roots[i]->kind != YAML_MAPPING) {
            (void)report_at(&reader, roots[i], "type",
                            "a policy file is a mapping: `policy: NAME`, `title: ...`, `rules: [...]`");
            roots[i] = NULL;
        }
        if (roots[i] && is_profiles(roots[i]))
            profiles_read(&reader, roots[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (roots[i] && !is_profiles(roots[i]))
            read_policy(loader, &files[i], roots[i]);
}

static int compare_policies(const void *left, const void *right)
{
    const Policy *a = *(Policy *const *)left, *b = *(Policy *const *)right;
    return str_cmp(a->name, b->name);
}

static int compare_rules(const void *left, const void *right)
{
    const Rule *a = *(Rule *const *)left, *b = *(Rule *const *)right;
    int order = str_cmp(a->id, b->id);
    if (order == 0)
        order = str_cmp(a->file, b->file);
    return order != 0 ? order : (a->origin.line < b->origin.line ? -1 : a->origin.line > b->origin.line);
}

static void report_rule(Loader *loader, const Rule *rule, Str message)
{
    Diag diag = {
        .level = DIAG_ERROR, .code = "duplicate", .origin = rule->origin, .file = rule->file, .message = message};
    (void)diag_add(&loader->diags, diag);
}

static void number_rules(Loader *loader)
{
    if (loader->rule_count)
        qsort(loader->rules, loader->rule_count, sizeof(Rule *), compare_rules);
    for (unsigned i = 0; i < loader->rule_count; i++) {
        Rule *rule = loader->rules[i];
        rule->index = i;
        const Rule *before = i ? loader->rules[i - 1] : NULL;
        if (before && rule->id.n && str_eq(before->id, rule->id))
            report_rule(loader, rule,
                        str_printf(loader->arena, "rule `" STR_FMT "` is at " STR_FMT ":%u already", STR_ARG(rule->id),
                                   STR_ARG(before->file), before->origin.line));
    }
}

// The rules of each policy, in the order of the ids.
static void number_policies(Loader *loader)
{
    if (loader->policy_count)
        qsort(loader->policies, loader->policy_count, sizeof(Policy *), compare_policies);
    for (unsigned i = 0; i < loader->policy_count; i++) {
        Policy *policy = loader->policies[i];
        const Rule **rules = ARENA_ARRAY(loader->arena, const Rule *, loader->rule_count);
        policy->index = i;
        for (size_t r = 0; r < loader->rule_count; r++)
            if (loader->rules[r]->policy == policy)
                rules[policy->rule_count++] = loader->rules[r];
        policy->rules = rules;
    }
}

static void check_settings(Loader *loader)
{
    for (size_t i = 0; i < loader->setting_count; i++) {
        const ParamSetting *setting = &loader->settings[i];
        size_t p = 0;
        Str *names = ARENA_ARRAY(loader->arena, Str, loader->policy_count);
        for (size_t n = 0; n < loader->policy_count; n++)
            names[n] = loader->policies[n]->name;
        while (p < loader->policy_count && !str_eq(names[p], setting->policy))
            p++;
        if (p < loader->policy_count)
            continue;
        Str nearest = str_nearest(setting->policy, names, loader->policy_count);
        Diag diag = {
            .level = DIAG_ERROR,
            .code = "option",
            .file = str_printf(loader->arena, "--set " STR_FMT "." STR_FMT, STR_ARG(setting->policy),
                               STR_ARG(setting->param)),
            .message = str_printf(loader->arena, "no policy `" STR_FMT "`", STR_ARG(setting->policy)),
            .hint =
                nearest.n ? str_printf(loader->arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest)) : (Str){"", 0},
        };
        (void)diag_add(&loader->diags, diag);
    }
}

static bool publish(Loader *loader, Diags *diags)
{
    policy_problems_sort(&loader->diags);
    bool ok = true;
    for (size_t i = 0; i < loader->diags.count; i++) {
        ok = ok && loader->diags.items[i].level != DIAG_ERROR;
        (void)diag_add(diags, loader->diags.items[i]);
    }
    return ok;
}

// NOLINTNEXTLINE(readability-function-size): two lists and their lengths
const PolicySet *policy_load(Arena *arena, const Schema *schema, const PolicyFile *files, size_t count,
                             const ParamSetting *settings, size_t setting_count, Diags *diags)
{
    Loader *loader = ARENA_NEW(arena, Loader);
    loader->arena = arena;
    loader->set.schema = schema;
    loader->set.profiles_class = (ObjectClass){STR("profiles"), NULL, 0, fixed_object_get, NULL};
    loader->diags = diags_new(arena);
    loader->settings = settings;
    loader->setting_count = setting_count;
    read_files(loader, files, count);
    number_rules(loader);
    number_policies(loader);
    check_settings(loader);
    loader->set.policies = (const Policy *const *)loader->policies;
    loader->set.policy_count = loader->policy_count;
    loader->set.rules = (const Rule *const *)loader->rules;
    loader->set.rule_count = loader->rule_count;
    return publish(loader, diags) ? &loader->set : NULL;
}

const PolicyFile *policy_builtin(Arena *arena, size_t *count)
{
    PolicyFile *files = ARENA_ARRAY(arena, PolicyFile, embedded_policies_count);
    for (size_t i = 0; i < embedded_policies_count; i++)
        files[i] = (PolicyFile){embedded_policies[i].name, embedded_policies[i].text};
    *count = embedded_policies_count;
    return files;
}
