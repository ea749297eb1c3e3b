#include "audit/example_estate.h"

typedef struct Builder {
    DataReader data;
    const PolicySet *policies;
    const Rule *rule;
    const YamlNode *root;
    ExampleEstate *out;
} Builder;

static bool wrong(Builder *builder, const YamlNode *node, Str message, Str nearest)
{
    Arena *arena = builder->data.arena;
    Diag diag = {
        .level = DIAG_ERROR,
        .code = "example",
        .origin = {0, node->origin.line, node->origin.column},
        .file = builder->data.file,
        .message = message,
        .hint = nearest.n ? str_printf(arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest)) : (Str){"", 0},
    };
    return diag_add(builder->data.diags, diag);
}

static Value not_in_example(Arena *arena, Str subject)
{
    return value_unknown_because(arena, (Reason){.why = STR("notInExample"), .subject = subject});
}

// --- keys -------------------------------------------------------------------------------------------

static bool is_key(const Builder *builder, Str name)
{
    static const char *const keys[] = {"org", "profiles", "params", "now"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_eq(name, str(keys[i])))
            return true;
    if (str_eq(name, builder->rule->require ? STR("self") : STR("members")))
        return true;
    return schema_collection(builder->data.schema, name) != NULL;
}

static bool check_keys(Builder *builder)
{
    bool ok = true;
    const Schema *schema = builder->data.schema;
    Str *names = ARENA_ARRAY(builder->data.arena, Str, schema->kind_count + 5);
    size_t count = 0;
    for (size_t i = 0; i < schema->kind_count; i++)
        names[count++] = schema->kinds[i].collection;
    names[count++] = STR("org");
    names[count++] = STR("profiles");
    names[count++] = STR("params");
    names[count++] = builder->rule->require ? STR("self") : STR("members");
    for (size_t i = 0; i < builder->root->count; i++) {
        const YamlNode *key = builder->root->items[i].key;
        if (!is_key(builder, key->text))
            ok = wrong(builder, key,
                       str_printf(builder->data.arena, "`" STR_FMT "` is not part of an example", STR_ARG(key->text)),
                       str_nearest(key->text, names, count));
    }
    return ok;
}

// --- the organization -------------------------------------------------------------------------------

static bool read_organization(Builder *builder)
{
    const Kind *kind = schema_kind(builder->data.schema, STR("organization"));
    const YamlNode *node = yaml_get(builder->root, STR("org"));
    if (!node && builder->rule->kind == kind)
        node = yaml_get(builder->root, STR("self")); // it is its own organization
    const Entity *organization =
        node ? data_entity(&builder->data, node, kind) : data_blank_entity(&builder->data, kind);
    builder->data.organization = organization;
    builder->out->scope.organization = organization;
    if (organization)
        builder->out->scope.names.org = value_object(&organization->object);
    return organization != NULL;
}

static bool read_collections(Builder *builder)
{
    const Schema *schema = builder->data.schema;
    Arena *arena = builder->data.arena;
    Value *collections = ARENA_ARRAY(arena, Value, schema->kind_count);
    bool ok = true;
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        const YamlNode *node = kind->collection.n ? yaml_get(builder->root, kind->collection) : NULL;
        collections[i] = not_in_example(arena, kind->collection);
        if (node)
            ok =
                data_value(&builder->data, node, type_list(arena, type_object(arena, &kind->class)), &collections[i]) &&
                ok;
    }
    builder->out->scope.names.collections = collections;
    return ok;
}

// --- profiles, parameters, now ------------------------------------------------------------------------

static int find_profile(const PolicySet *policies, Str name)
{
    for (size_t i = 0; i < policies->profile_count; i++)
        if (str_eq(policies->profiles[i].name, name))
            return (int)i;
    return -1;
}

static bool read_profiles(Builder *builder)
{
    const PolicySet *policies = builder->policies;
    Arena *arena = builder->data.arena;
    const YamlNode *node = yaml_get(builder->root, STR("profiles"));
    Value *profiles = ARENA_ARRAY(arena, Value, policies->profile_count);
    Str *names = ARENA_ARRAY(arena, Str, policies->profile_count);
    for (size_t i = 0; i < policies->profile_count; i++) {
        names[i] = policies->profiles[i].name;
        profiles[i] = not_in_example(arena, names[i]);
    }
    builder->out->scope.names.profiles = profiles;
    bool ok = true;
    for (size_t i = 0; node && node->kind == YAML_MAPPING && i < node->count; i++) {
        const YamlNode *key = node->items[i].key;
        int profile = find_profile(policies, key->text);
        if (profile < 0)
            ok = wrong(builder, key, str_printf(arena, "no profile `" STR_FMT "`", STR_ARG(key->text)),
                       str_nearest(key->text, names, policies->profile_count));
        else
            ok = data_value(&builder->data, node->items[i].value, type_simple(TYPE_BOOL), &profiles[profile]) && ok;
    }
    return ok;
}

static bool read_params(Builder *builder)
{
    const Policy *policy = builder->rule->policy;
    const YamlNode *node = yaml_get(builder->root, STR("params"));
    if (!node)
        return true;
    if (node->kind != YAML_MAPPING)
        return wrong(builder, node, STR("`params` is a mapping of names to values"), (Str){"", 0});
    Arena *arena = builder->data.arena;
    const Value **by_policy = ARENA_ARRAY(arena, const Value *, builder->policies->policy_count);
    Value *values = ARENA_ARRAY(arena, Value, policy->param_count);
    if (policy->param_count)
        memcpy(values, policy->param_values, policy->param_count * sizeof *values);
    by_policy[policy->index] = values;
    builder->out->scope.names.params = by_policy;
    bool ok = true;
    for (size_t i = 0; i < node->count; i++) {
        const YamlNode *key = node->items[i].key;
        int param = object_field(&policy->params_class, key->text);
        if (param < 0)
            ok = wrong(builder, key, str_printf(arena, "the policy has no parameter `" STR_FMT "`", STR_ARG(key->text)),
                       (Str){"", 0});
        else
            ok = data_value(&builder->data, node->items[i].value, policy->params[param].type, &values[param]) && ok;
    }
    return ok;
}

static bool read_now(Builder *builder)
{
    const YamlNode *node = yaml_get(builder->root, STR("now"));
    builder->out->scope.names.now = not_in_example(builder->data.arena, STR("now"));
    return !node || data_value(&builder->data, node, type_simple(TYPE_TIMESTAMP), &builder->out->scope.names.now);
}

// Without `profiles` an example is about the rule alone, and the policy applies.
static void decide_applies(Builder *builder)
{
    const PolicySet *policies = builder->policies;
    if (yaml_get(builder->root, STR("profiles"))) {
        builder->out->scope.applies = scope_applies(builder->data.arena, &builder->out->scope.names);
        return;
    }
    Value *applies = ARENA_ARRAY(builder->data.arena, Value, policies->policy_count);
    for (size_t i = 0; i < policies->policy_count; i++)
        applies[i] = value_bool(true);
    builder->out->scope.applies = applies;
}

// --- what is judged -----------------------------------------------------------------------------------

static bool read_self(Builder *builder)
{
    const Rule *rule = builder->rule;
    const YamlNode *node = yaml_get(builder->root, STR("self"));
    if (str_eq(rule->kind->name, STR("organization")))
        builder->out->self = builder->out->scope.organization;
    else if (node)
        builder->out->self = data_entity(&builder->data, node, rule->kind);
    else
        return wrong(builder, builder->root, STR("`self` is missing: the fields of the entity that is judged"),
                     (Str){"", 0});
    return builder->out->self != NULL;
}

static bool read_members(Builder *builder)
{
    const YamlNode *node = yaml_get(builder->root, STR("members"));
    if (!node || node->kind != YAML_SEQUENCE)
        return wrong(builder, node ? node : builder->root, STR("`members` is a list of the entities that are compared"),
                     (Str){"", 0});
    const Entity **members = ARENA_ARRAY(builder->data.arena, const Entity *, node->count);
    bool ok = true;
    for (size_t i = 0; i < node->count; i++) {
        members[i] = data_entity(&builder->data, node->items[i].value, builder->rule->kind);
        ok = ok && members[i] != NULL;
    }
    builder->out->members = members;
    builder->out->member_count = node->count;
    return ok;
}

bool example_estate(Arena *arena, const PolicySet *policies, const Rule *rule, const Example *example,
                    ExampleEstate *out, Diags *diags)
{
    *out = (ExampleEstate){.scope.names.set = policies};
    Builder builder = {
        .data = {.arena = arena, .schema = policies->schema, .file = rule->file, .diags = diags},
        .policies = policies,
        .rule = rule,
        .root = example->data,
        .out = out,
    };
    bool ok = check_keys(&builder);
    ok = read_organization(&builder) && ok;
    ok = read_collections(&builder) && ok;
    ok = read_profiles(&builder) && ok;
    ok = read_params(&builder) && ok;
    ok = read_now(&builder) && ok;
    if (ok)
        decide_applies(&builder);
    ok = (rule->require ? read_self(&builder) : read_members(&builder)) && ok;
    return ok;
}
