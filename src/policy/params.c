// `params:` — typed values with defaults, which --set POLICY.PARAM=VALUE replaces.
#include "policy/bind.h"
#include "policy/data.h"
#include "policy/loader.h"

static DataReader data_reader(PolicyReader *reader, Str file)
{
    return (DataReader){
        .arena = reader->loader->arena,
        .schema = reader->loader->set.schema,
        .file = file,
        .diags = &reader->loader->diags,
    };
}

static const Type *read_type(PolicyReader *reader, const YamlNode *mapping)
{
    Str text = read_text(reader, mapping, "type", true);
    if (text.n == 0)
        return NULL;
    const Type *type = data_type(reader->loader->arena, reader->loader->set.schema, text);
    if (!type)
        (void)report_at(reader, yaml_get(mapping, STR("type")), "type",
                        "`" STR_FMT
                        "` is no type: bool, int, double, string, version, timestamp, duration, an enumeration, "
                        "kind.field, list<T>, set<T> or map<string, T>",
                        STR_ARG(text));
    return type;
}

static void read_param(PolicyReader *reader, const YamlItem *item, Param *param)
{
    static const char *const keys[] = {"type", "default", "doc", NULL};
    param->name = item->key->text;
    param->type = type_simple(TYPE_DYN);
    param->value = value_null();
    if (!is_identifier(param->name))
        (void)report_at(reader, item->key, "name", "`" STR_FMT "` is no name: letters, digits and _",
                        STR_ARG(param->name));
    if (item->value->kind != YAML_MAPPING) {
        (void)report_at(reader, item->value, "type", "a parameter is {type: ..., default: ..., doc: ...}");
        return;
    }
    (void)yaml_known_keys(item->value, keys, reader->file, &reader->loader->diags);
    param->doc = read_text(reader, item->value, "doc", false);
    const Type *type = read_type(reader, item->value);
    const YamlNode *value = yaml_get(item->value, STR("default"));
    if (!value)
        (void)report_at(reader, item->value, "missingKey", "`default` is missing");
    if (!type)
        return;
    param->type = type;
    DataReader data = data_reader(reader, reader->file);
    if (value)
        (void)data_value(&data, value, type, &param->value);
}

// --- settings ---------------------------------------------------------------------------------------

static bool refuse(Loader *loader, const ParamSetting *setting, Str message, Str nearest)
{
    Arena *arena = loader->arena;
    Diag diag = {
        .level = DIAG_ERROR,
        .code = "option",
        .file = str_printf(arena, "--set " STR_FMT "." STR_FMT, STR_ARG(setting->policy), STR_ARG(setting->param)),
        .message = message,
        .hint = nearest.n ? str_printf(arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest)) : (Str){"", 0},
    };
    return diag_add(&loader->diags, diag);
}

// "Owa, Ecp" for a list means [Owa, Ecp].
static void apply_setting(PolicyReader *reader, const ParamSetting *setting, Param *param)
{
    Loader *loader = reader->loader;
    Str file =
        str_printf(loader->arena, "--set " STR_FMT "." STR_FMT, STR_ARG(setting->policy), STR_ARG(setting->param));
    Str text = str_trim(setting->value);
    if (param->type->kind == TYPE_LIST && !str_starts(text, STR("[")))
        text = str_printf(loader->arena, "[" STR_FMT "]", STR_ARG(text));
    const YamlNode *node = yaml_parse(loader->arena, text, file, &loader->diags);
    DataReader data = data_reader(reader, file);
    if (node)
        (void)data_value(&data, node, param->type, &param->value);
}

static Param *find_param(const PolicyReader *reader, Param *params, Str name)
{
    for (size_t i = 0; i < reader->policy->param_count; i++)
        if (str_eq(params[i].name, name))
            return &params[i];
    return NULL;
}

static void apply_settings(PolicyReader *reader, Param *params)
{
    const Loader *loader = reader->loader;
    for (size_t i = 0; i < loader->setting_count; i++) {
        const ParamSetting *setting = &loader->settings[i];
        if (!str_eq(setting->policy, reader->policy->name))
            continue;
        Param *param = find_param(reader, params, setting->param);
        if (param) {
            apply_setting(reader, setting, param);
            continue;
        }
        Str *names = ARENA_ARRAY(loader->arena, Str, reader->policy->param_count);
        for (size_t p = 0; p < reader->policy->param_count; p++)
            names[p] = params[p].name;
        (void)refuse(reader->loader, setting, STR("the policy has no such parameter"),
                     str_nearest(setting->param, names, reader->policy->param_count));
    }
}

// --- the class of `params` ----------------------------------------------------------------------------

static void make_class(PolicyReader *reader)
{
    Arena *arena = reader->loader->arena;
    Policy *policy = reader->policy;
    ObjectField *fields = ARENA_ARRAY(arena, ObjectField, policy->param_count);
    Value *values = ARENA_ARRAY(arena, Value, policy->param_count);
    for (size_t i = 0; i < policy->param_count; i++) {
        fields[i] =
            (ObjectField){.name = policy->params[i].name, .type = policy->params[i].type, .doc = policy->params[i].doc};
        values[i] = policy->params[i].value;
    }
    policy->param_values = values;
    policy->params_class = (ObjectClass){STR("params"), fields, policy->param_count, fixed_object_get, NULL};
}

void params_read(PolicyReader *reader, const YamlNode *mapping)
{
    Policy *policy = reader->policy;
    if (mapping && mapping->kind != YAML_MAPPING) {
        (void)report_at(reader, mapping, "type",
                        "`params` is a mapping of names to {type: ..., default: ..., doc: ...}");
        mapping = NULL;
    }
    policy->param_count = mapping ? mapping->count : 0;
    Param *params = ARENA_ARRAY(reader->loader->arena, Param, policy->param_count);
    for (size_t i = 0; i < policy->param_count; i++)
        read_param(reader, &mapping->items[i], &params[i]);
    apply_settings(reader, params);
    policy->params = params;
    reader->params_used = ARENA_ARRAY(reader->loader->arena, bool, policy->param_count);
    make_class(reader);
}

void params_check_used(PolicyReader *reader, const YamlNode *mapping)
{
    for (size_t i = 0; i < reader->policy->param_count; i++)
        if (!reader->params_used[i])
            warn_at(reader, mapping->items[i].key, "unused", "no expression reads params." STR_FMT,
                    STR_ARG(reader->policy->params[i].name));
}
