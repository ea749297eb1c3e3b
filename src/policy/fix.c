// `fix:` — desired values of schema fields, and commands for what has no field.
#include "policy/bind.h"
#include "policy/data.h"
#include "policy/loader.h"

#include "model/iis.h"

// --- the field that a path names --------------------------------------------------------------------

static const Type *without_null(const Type *type)
{
    return type->kind == TYPE_NULLABLE ? type->element : type;
}

static bool no_field(PolicyReader *reader, const YamlNode *key, const ObjectClass *class, Str name)
{
    Arena *arena = reader->loader->arena;
    Str *names = ARENA_ARRAY(arena, Str, class->count);
    for (size_t i = 0; i < class->count; i++)
        names[i] = class->fields[i].name;
    Str message = str_printf(arena, "no field `" STR_FMT "` in " STR_FMT, STR_ARG(name), STR_ARG(class->name));
    return report_name(reader, key, message, name, names, class->count);
}

// The type of "OAuthAuthentication" or "iis.access.sslFlags" of a kind. NULL after a report.
static const Type *field_type(PolicyReader *reader, const YamlNode *key, const Kind *kind)
{
    const ObjectClass *class = &kind->class;
    const Type *type = NULL;
    Str rest = key->text;
    while (rest.n) {
        size_t dot = str_find(rest, STR("."));
        Str name = dot == (size_t)-1 ? rest : str_slice(rest, 0, dot);
        rest = dot == (size_t)-1 ? (Str){"", 0} : str_slice(rest, dot + 1, rest.n);
        int field = class ? object_field(class, name) : -1;
        if (field < 0) {
            if (class)
                (void)no_field(reader, key, class, name);
            else
                (void)report_at(reader, key, "name", "`" STR_FMT "` is not part of an object", STR_ARG(name));
            return NULL;
        }
        type = class->fields[field].type;
        class = without_null(type)->kind == TYPE_OBJECT ? without_null(type)->class : NULL;
    }
    if (class)
        (void)report_at(reader, key, "name", "`" STR_FMT "` is not a single value", STR_ARG(key->text));
    return class ? NULL : type;
}

// Whether something sets the field: a parameter of a cmdlet, or the configuration of IIS.
static bool can_be_set(PolicyReader *reader, const YamlNode *key, const Kind *kind)
{
    size_t dot = str_find(key->text, STR("."));
    if (dot == (size_t)-1) {
        int field = kind_field(kind, key->text);
        if (kind->fields[field].writes.parameter.n)
            return true;
        return report_at(reader, key, "fix",
                         "the schema says of no command that sets `" STR_FMT "`: give the command in `run`",
                         STR_ARG(key->text));
    }
    Str section, attribute;
    const IisSchema *iis = reader->loader->set.schema->iis;
    if (str_starts(key->text, STR("iis.")) && iis &&
        iis_setting_section(iis, str_slice(key->text, 4, key->text.n), &section, &attribute))
        return true;
    return report_at(reader, key, "fix", "`" STR_FMT "` is neither a field of the kind nor a setting of IIS",
                     STR_ARG(key->text));
}

// --- the value that it should have ------------------------------------------------------------------

// NOLINTNEXTLINE(misc-no-recursion): nesting of the type
static bool assignable(const Type *from, const Type *to)
{
    if (from->kind == TYPE_DYN || to->kind == TYPE_DYN)
        return true;
    if (to->kind == TYPE_NULLABLE)
        return from->kind == TYPE_NULL || assignable(without_null(from), to->element);
    if (to->kind == TYPE_ENUM)
        return from->kind == TYPE_STRING || type_equals(from, to);
    if (to->kind == TYPE_STRING)
        return from->kind == TYPE_STRING || from->kind == TYPE_ENUM;
    if (to->kind == TYPE_LIST)
        return from->kind == TYPE_LIST && assignable(from->element, to->element);
    return from->kind == to->kind;
}

static void see_variable(void *context, unsigned slot)
{
    (void)slot;
    *(bool *)context = true;
}

// A constant can be checked now, names of enumerations included.
static void check_constant(PolicyReader *reader, const YamlNode *node, const CelExpr *expr, const Type *type)
{
    bool variable = false;
    cel_variables(expr, see_variable, &variable);
    if (variable)
        return;
    CelRun run = {.arena = reader->loader->arena, .cost = COST_BUDGET};
    Value value = cel_eval(expr, &run);
    if (!data_fits(value, type))
        (void)report_at(reader, node, "type", STR_FMT " is no " STR_FMT,
                        STR_ARG(value_literal(reader->loader->arena, value)),
                        STR_ARG(type_text(reader->loader->arena, type)));
}

static bool read_field(PolicyReader *reader, const YamlItem *item, const ExprUse *use, FixField *out)
{
    Arena *arena = reader->loader->arena;
    if (!use->kind)
        return report_at(reader, item->key, "fix",
                         "`" STR_FMT
                         "`: the fix of a group has no fields, only `run`, `rollback` and `notes` (in {...} a "
                         "text with a comma needs quotes)",
                         STR_ARG(item->key->text));
    const Type *type = field_type(reader, item->key, use->kind);
    if (!type || !can_be_set(reader, item->key, use->kind))
        return false;
    const ExprUse value_use = {use->env, use->kind, NULL, "fix"};
    const CelExpr *value = read_expr(reader, item->value, &value_use);
    if (!value)
        return false;
    if (!assignable(cel_type(value), type))
        return report_at(reader, item->value, "type", "`" STR_FMT "` is " STR_FMT ", and this is " STR_FMT,
                         STR_ARG(item->key->text), STR_ARG(type_text(arena, type)),
                         STR_ARG(type_text(arena, cel_type(value))));
    check_constant(reader, item->value, value, type);
    *out = (FixField){item->key->text, value};
    return true;
}

// --- the whole ----------------------------------------------------------------------------------------

static const CelTemplate **read_commands(PolicyReader *reader, const YamlNode *mapping, const char *key,
                                         const ExprUse *use, size_t *count)
{
    const YamlItem *items = read_sequence(reader, mapping, key, count);
    const CelTemplate **commands = ARENA_ARRAY(reader->loader->arena, const CelTemplate *, *count);
    for (size_t i = 0; i < *count; i++)
        commands[i] = read_template(reader, items[i].value, use);
    return commands;
}

static bool is_reserved(Str key)
{
    return str_eq(key, STR("run")) || str_eq(key, STR("rollback")) || str_eq(key, STR("notes"));
}

void fix_read(PolicyReader *reader, Rule *rule, const YamlNode *mapping, const ExprUse *use)
{
    if (mapping->kind != YAML_MAPPING) {
        (void)report_at(reader, mapping, "type",
                        "`fix` is a mapping: {Field: \"value\", run: [...], rollback: [...], notes: ...}");
        return;
    }
    Fix *fix = &rule->fix;
    FixField *fields = ARENA_ARRAY(reader->loader->arena, FixField, mapping->count);
    for (size_t i = 0; i < mapping->count; i++)
        if (!is_reserved(mapping->items[i].key->text) &&
            read_field(reader, &mapping->items[i], use, &fields[fix->field_count]))
            fix->field_count++;
    fix->fields = fields;
    const ExprUse run_use = {use->env, use->kind, NULL, "run"};
    fix->run = read_commands(reader, mapping, "run", &run_use, &fix->run_count);
    fix->rollback = read_commands(reader, mapping, "rollback", &run_use, &fix->rollback_count);
    fix->notes = read_prose(reader, mapping, "notes", false);
}
