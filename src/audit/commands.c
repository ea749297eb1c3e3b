#include "audit/commands.h"

#include "audit/inherit.h"
#include "audit/powershell.h"
#include "model/iis_schema.h"

// One command line under construction: what names the thing, the arguments, what ends it.
typedef struct Line {
    Str head, tail;
    StrBuf arguments;
} Line;

typedef struct Lines {
    Line *items;
    size_t count, capacity;
} Lines;

typedef struct Maker {
    Evaluator *evaluator;
    Arena *arena;
    const Schema *schema;
    const Rule *rule;
    const Entity *entity;
    Lines fix, rollback;
    StrBuf notes;
    bool appcmd; // some command runs on the server itself
} Maker;

static void note(Maker *maker, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(Maker *maker, const char *format, ...)
{
    if (maker->notes.n)
        strbuf_char(&maker->notes, ' ');
    va_list arguments;
    va_start(arguments, format);
    strbuf_vprintf(&maker->notes, format, arguments);
    va_end(arguments);
}

// Arguments of commands that begin and end alike go into one.
static void add_argument(Maker *maker, Lines *lines, Str head, Str tail, Str argument)
{
    size_t i = 0;
    while (i < lines->count && !(str_eq(lines->items[i].head, head) && str_eq(lines->items[i].tail, tail)))
        i++;
    if (i == lines->count) {
        lines->items = arena_grow(maker->arena, lines->items, &lines->capacity, i + 1, sizeof *lines->items);
        lines->items[lines->count++] = (Line){head, tail, strbuf_new(maker->arena)};
    }
    if (argument.n)
        strbuf_printf(&lines->items[i].arguments, " " STR_FMT, STR_ARG(argument));
}

static Str line_text(Arena *arena, const Line *line)
{
    Str arguments = strbuf_str(&line->arguments);
    return str_printf(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(line->head), STR_ARG(arguments), STR_ARG(line->tail));
}

// --- values -----------------------------------------------------------------------------------------

static Value field_of(const Maker *maker, const Entity *entity, Str name)
{
    return entity_get(entity, name, maker->arena);
}

static bool known_text(Value value, Str *out)
{
    if (!value_is(value, VALUE_STRING))
        return false;
    *out = *value.as.text;
    return out->n > 0;
}

// The present value at "iis.access.sslFlags" or "OAuthAuthentication".
static Value present_value(const Maker *maker, Str path)
{
    Value value = value_object(&maker->entity->object);
    while (path.n && value_is(value, VALUE_OBJECT)) {
        size_t dot = str_find(path, STR("."));
        Str name = dot == (size_t)-1 ? path : str_slice(path, 0, dot);
        path = dot == (size_t)-1 ? (Str){"", 0} : str_slice(path, dot + 1, path.n);
        const ObjectClass *class = value.as.object->class;
        int field = object_field(class, name);
        if (field < 0)
            return object_no_field(maker->arena, class, name);
        value = class->get(value.as.object, (unsigned)field, maker->arena);
    }
    return value;
}

static bool is_equal(Arena *arena, Value a, Value b)
{
    Value equal = value_equals(arena, a, b);
    return value_is(equal, VALUE_BOOL) && equal.as.boolean;
}

static Str why_unknown(const Maker *maker, Value value)
{
    if (value_is(value, VALUE_UNKNOWN) && value.as.unknown->count)
        return value.as.unknown->reasons[0]->why;
    return value_text(maker->arena, value);
}

static void no_rollback(Maker *maker, Str field, Value present)
{
    note(maker, "No rollback of " STR_FMT " is given, because its present value is not known (" STR_FMT ").",
         STR_ARG(field), STR_ARG(why_unknown(maker, present)));
}

// --- cmdlets ----------------------------------------------------------------------------------------

static Str set_cmdlet(const Entity *entity, const Field *field)
{
    if (field->writes.cmdlet.n)
        return field->writes.cmdlet;
    if (entity->subtype >= 0 && entity->kind->subtypes[entity->subtype].set_cmdlet.n)
        return entity->kind->subtypes[entity->subtype].set_cmdlet;
    return entity->kind->set_cmdlet;
}

// What -Identity takes: the exported identity, else server and name as Exchange would write it.
static bool identity_text(const Maker *maker, Str *out)
{
    const Entity *entity = maker->entity;
    Str name, server;
    if (known_text(field_of(maker, entity, STR("Identity")), out))
        return true;
    if (!known_text(field_of(maker, entity, STR("Name")), &name) &&
        !known_text(field_of(maker, entity, STR("name")), &name))
        return false;
    *out = name;
    if (entity->server && entity->kind->subtype_count &&
        known_text(field_of(maker, entity->server, STR("name")), &server))
        *out = str_printf(maker->arena, STR_FMT "\\" STR_FMT, STR_ARG(server), STR_ARG(name));
    return true;
}

static bool cmdlet_head(Maker *maker, const Field *field, Str *head)
{
    Str cmdlet = set_cmdlet(maker->entity, field), identity, literal;
    bool alone = maker->entity->kind->singleton || str_eq(maker->entity->kind->name, STR("organization"));
    *head = cmdlet;
    if (alone || cmdlet.n == 0)
        return cmdlet.n > 0;
    if (!identity_text(maker, &identity) || !powershell_string(maker->arena, identity, &literal))
        return false;
    *head = str_printf(maker->arena, STR_FMT " -Identity " STR_FMT, STR_ARG(cmdlet), STR_ARG(literal));
    return true;
}

static bool add_parameter(Maker *maker, Lines *lines, Str head, const Field *field, Value value)
{
    Str literal;
    if (!powershell_literal(maker->arena, value, &literal))
        return false;
    Str argument =
        str_printf(maker->arena, "-" STR_FMT " " STR_FMT, STR_ARG(field->writes.parameter), STR_ARG(literal));
    add_argument(maker, lines, head, (Str){"", 0}, argument);
    return true;
}

// "Setting X also changes A (now: …), B (now: …)."
static void note_also(Maker *maker, const Field *field)
{
    StrBuf text = strbuf_new(maker->arena);
    for (size_t i = 0; i < field->writes.also_count; i++) {
        Value present = field_of(maker, maker->entity, field->writes.also[i]);
        if (value_is(present, VALUE_ERROR))
            continue; // this type has no such field
        Str now = value_text(maker->arena, present);
        strbuf_printf(&text, "%s" STR_FMT " (now: " STR_FMT ")", text.n ? ", " : "", STR_ARG(field->writes.also[i]),
                      STR_ARG(now));
    }
    if (text.n)
        note(maker, "Setting " STR_FMT " also changes " STR_FMT ".", STR_ARG(field->name), STR_ARG(strbuf_str(&text)));
}

static void fix_parameter(Maker *maker, const FixField *fix, Value wanted, Value present)
{
    const Field *field = &maker->entity->kind->fields[kind_field(maker->entity->kind, fix->field)];
    Str head;
    if (!cmdlet_head(maker, field, &head) || !add_parameter(maker, &maker->fix, head, field, wanted)) {
        note(maker,
             "No command for " STR_FMT
             " is given: what it needs is not known, or has characters that do not belong in a command.",
             STR_ARG(fix->field));
        return;
    }
    if (!add_parameter(maker, &maker->rollback, head, field, present))
        no_rollback(maker, fix->field, present);
    note_also(maker, field);
}

// --- IIS --------------------------------------------------------------------------------------------

// applicationHost.config locks these sections for Exchange's sites: a web.config that set them would make IIS answer
// 500.19. All others are set where Exchange itself sets them, in the web.config of the path, which would win over
// applicationHost.config.
static bool is_locked_section(Str section)
{
    return str_starts(section, STR("system.webServer/security/access")) ||
           str_starts(section, STR("system.webServer/security/authentication/")) ||
           str_starts(section, STR("system.applicationHost/"));
}

// As a configuration file writes it; flags "Ssl, Ssl128", none of them "None". false: it cannot be written.
static bool config_text(const Maker *maker, Value value, Str *out)
{
    if (!value_is(value, VALUE_LIST)) {
        *out = value_text(maker->arena, value);
        bool plain = value_is(value, VALUE_BOOL) || value_is(value, VALUE_INT) || value_is(value, VALUE_STRING);
        return plain && str_find(*out, STR("\"")) == (size_t)-1;
    }
    const List *list = value.as.list;
    StrBuf text = strbuf_new(maker->arena);
    for (size_t i = 0; i < list->count; i++) {
        if (!value_is(list->items[i], VALUE_STRING))
            return false;
        strbuf_printf(&text, "%s" STR_FMT, i ? ", " : "", STR_ARG(*list->items[i].as.text));
    }
    *out = list->count ? strbuf_str(&text) : STR("None");
    return !list->open;
}

static bool item_argument(const Maker *maker, char sign, Str collection, const IisCollection *schema, Value item,
                          Str *out)
{
    Str text;
    if (!known_text(item, &text) || schema->single_key < 0 || str_find(text, STR("'")) != (size_t)-1 ||
        str_find(text, STR("\"")) != (size_t)-1 || str_find(text, STR("]")) != (size_t)-1)
        return false;
    Str key = schema->attributes[schema->single_key].name;
    Str argument = str_printf(maker->arena, "/%c" STR_FMT ".[" STR_FMT "='" STR_FMT "']", sign, STR_ARG(collection),
                              STR_ARG(key), STR_ARG(text));
    return powershell_string(maker->arena, argument, out);
}

// The members in the way are removed and the wanted ones added in their order, since the order has a meaning
// (providers).
static bool collection_arguments(const Maker *maker, Str collection, const IisCollection *schema, Value from, Value to,
                                 Str *out)
{
    if (!value_is(from, VALUE_LIST) || !value_is(to, VALUE_LIST) || from.as.list->open || to.as.list->open)
        return false;
    StrBuf text = strbuf_new(maker->arena);
    const List *lists[] = {from.as.list, to.as.list};
    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < lists[l]->count; i++) {
            Str argument;
            if (!item_argument(maker, l ? '+' : '-', collection, schema, lists[l]->items[i], &argument))
                return false;
            strbuf_printf(&text, "%s" STR_FMT, text.n ? " " : "", STR_ARG(argument));
        }
    }
    *out = strbuf_str(&text);
    return text.n > 0;
}

static bool setting_argument(const Maker *maker, const IisSetting *setting, Str name, Value from, Value to, Str *out)
{
    Str text, literal;
    if (!setting->attribute)
        return collection_arguments(maker, name, setting->element->collection, from, to, out);
    if (!config_text(maker, to, &text) || !powershell_string(maker->arena, text, &literal))
        return false;
    *out = str_printf(maker->arena, "/" STR_FMT ":" STR_FMT, STR_ARG(name), STR_ARG(literal));
    return true;
}

static bool appcmd_head(const Maker *maker, const char *verb, Str section, Str *head)
{
    Value path = field_of(maker, maker->entity, STR("path"));
    Str literal = {"", 0};
    if (!value_is(path, VALUE_STRING))
        return false;
    if (path.as.text->n && !powershell_string(maker->arena, *path.as.text, &literal))
        return false;
    *head = str_printf(maker->arena,
                       "& \"$env:windir\\system32\\inetsrv\\appcmd.exe\" %s config%s" STR_FMT " -section:" STR_FMT,
                       verb, literal.n ? " " : "", STR_ARG(literal), STR_ARG(section));
    return true;
}

// What chains call the level that a command writes to: the location in applicationHost.config, or the web.config.
static Str written_level(const Maker *maker, bool locked)
{
    Str path = STR("");
    (void)known_text(field_of(maker, maker->entity, STR("path")), &path);
    if (path.n == 0)
        return STR("server");
    return locked ? path : str_printf(maker->arena, "web.config of " STR_FMT, STR_ARG(path));
}

static Inherit inherited(const Maker *maker, Str path, bool locked, Str *from)
{
    Value settings = field_of(maker, maker->entity, STR("iis"));
    if (!value_is(settings, VALUE_OBJECT) || !maker->schema->iis ||
        settings.as.object->class != iis_settings_class(maker->schema->iis))
        return INHERIT_NO;
    return inherit_of(settings.as.object, path, written_level(maker, locked), maker->arena, from);
}

// What the path has from above it has again when its section is cleared; set to the present value it would keep that
// even if the level above changes.
static void roll_back_setting(Maker *maker, const FixField *fix, Line line, Str section, bool known)
{
    bool locked = line.tail.n > 0;
    Str from = STR(""), argument = strbuf_str(&line.arguments);
    Str path = str_slice(fix->field, STR("iis.").n, fix->field.n);
    Inherit inherit = known ? inherited(maker, path, locked, &from) : INHERIT_NO;
    if (!known) {
        no_rollback(maker, fix->field, present_value(maker, fix->field));
    } else if (inherit == INHERIT_ALL && appcmd_head(maker, "clear", section, &line.head)) {
        add_argument(maker, &maker->rollback, line.head, line.tail, (Str){"", 0});
    } else {
        add_argument(maker, &maker->rollback, line.head, line.tail, argument);
        if (inherit == INHERIT_SHARED)
            note(maker,
                 "The present value of " STR_FMT " comes from \"" STR_FMT
                 "\"; the rollback sets it at the path itself, because clearing the section would clear other settings "
                 "there.",
                 STR_ARG(fix->field), STR_ARG(from));
    }
}

static void fix_setting(Maker *maker, const FixField *fix, Value wanted, Value present)
{
    Str path = str_slice(fix->field, STR("iis.").n, fix->field.n), section, name, head, argument;
    IisSetting setting;
    if (!iis_setting(maker->schema->iis, path, &setting) ||
        !iis_setting_section(maker->schema->iis, path, &section, &name))
        return;
    Str tail = is_locked_section(section) ? STR(" /commit:apphost") : (Str){"", 0};
    if (!appcmd_head(maker, "set", section, &head) ||
        !setting_argument(maker, &setting, name, present, wanted, &argument)) {
        note(maker,
             "No command for " STR_FMT
             " is given: what it needs is not known, or has characters that do not belong in a command.",
             STR_ARG(fix->field));
        return;
    }
    add_argument(maker, &maker->fix, head, tail, argument);
    maker->appcmd = true;
    Line back = {head, tail, strbuf_new(maker->arena)};
    bool known = setting_argument(maker, &setting, name, wanted, present, &argument);
    if (known)
        strbuf_add(&back.arguments, argument);
    roll_back_setting(maker, fix, back, section, known);
}

// --- the whole ----------------------------------------------------------------------------------------

static void fix_field(Maker *maker, const FixField *fix)
{
    Value wanted = evaluate(maker->evaluator, maker->rule->policy, fix->value);
    Value present = present_value(maker, fix->field);
    if (is_equal(maker->arena, wanted, present))
        return;
    if (value_is(wanted, VALUE_UNKNOWN) || value_is(wanted, VALUE_ERROR))
        note(maker, "What " STR_FMT " should be is not known (" STR_FMT ").", STR_ARG(fix->field),
             STR_ARG(why_unknown(maker, wanted)));
    else if (str_starts(fix->field, STR("iis.")))
        fix_setting(maker, fix, wanted, present);
    else
        fix_parameter(maker, fix, wanted, present);
}

// The commands of fields, then those that the rule writes out.
static const Str *all_commands(Maker *maker, const Lines *lines, const CelTemplate *const *templates,
                               size_t template_count, const char *what, size_t *count)
{
    Str *commands = ARENA_ARRAY(maker->arena, Str, lines->count + template_count);
    *count = 0;
    for (size_t i = 0; i < lines->count; i++)
        commands[(*count)++] = line_text(maker->arena, &lines->items[i]);
    for (size_t i = 0; i < template_count; i++) {
        Str text = evaluate_template(maker->evaluator, maker->rule->policy, templates[i], powershell_quote);
        if (powershell_refused(text))
            note(maker,
                 "A %s command is not given: a value in it is not known, or has characters that do not belong in a "
                 "command.",
                 what);
        else
            commands[(*count)++] = text;
    }
    return commands;
}

void commands_make(Evaluator *evaluator, const Schema *schema, const Finding *finding, Detail *detail)
{
    const Fix *fix = &finding->rule->fix;
    Maker maker = {
        .evaluator = evaluator,
        .arena = evaluator->arena,
        .schema = schema,
        .rule = finding->rule,
        .entity = finding->entity,
        .notes = strbuf_new(evaluator->arena),
    };
    if (fix->notes.n)
        note(&maker, STR_FMT, STR_ARG(fix->notes));
    for (size_t i = 0; i < fix->field_count; i++)
        fix_field(&maker, &fix->fields[i]);
    detail->fix = all_commands(&maker, &maker.fix, fix->run, fix->run_count, "fix", &detail->fix_count);
    detail->rollback =
        all_commands(&maker, &maker.rollback, fix->rollback, fix->rollback_count, "rollback", &detail->rollback_count);
    Str server;
    if (maker.appcmd && maker.entity->server &&
        known_text(field_of(&maker, maker.entity->server, STR("name")), &server))
        note(&maker, "appcmd changes the server that it runs on: run it on " STR_FMT ".", STR_ARG(server));
    detail->notes = strbuf_str(&maker.notes);
}
