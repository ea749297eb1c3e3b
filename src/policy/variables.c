// `variables:` — shared expressions. One that reads `self` means something else for each kind of self, so it is checked
// for every kind that the policy's rules judge; what is wrong with it is reported for the kinds whose rules use it.
#include "policy/bind.h"
#include "policy/loader.h"

// Problems of a variable for one kind, kept until a rule of that kind uses it.
typedef struct Attempt {
    const CelExpr *expr; // NULL: it failed
    CelProblems problems;
    bool used;
} Attempt;

// The variables that one kind sees, while they become more.
typedef struct Draft {
    VariableSet *set;
    ObjectField *fields;
    const CelExpr **values;
    unsigned *variables;
} Draft;

struct VariableTable {
    const YamlNode *mapping;
    const Kind *const *kinds;
    size_t count, kind_count;
    Variable *items;
    Attempt *by_kind; // [kind * count + variable]
    bool *reads_self, *used;
    Draft *drafts; // [0]: no self; [1 + kind]
};

static size_t find_variable(const VariableTable *table, Str name)
{
    size_t i = 0;
    while (i < table->count && !str_eq(table->items[i].name, name))
        i++;
    return i;
}

static bool variable_reads_self(void *context, Str name)
{
    const VariableTable *table = context;
    size_t variable = find_variable(table, name);
    return variable < table->count && table->reads_self[variable];
}

// --- compiling --------------------------------------------------------------------------------------

// Adds a variable to what later expressions see. A variable with a problem has any type, so that one mistake is
// reported once.
static void add_to_set(const Draft *draft, size_t variable, Str name, const CelExpr *expr)
{
    size_t at = draft->set->class.count++;
    draft->fields[at] = (ObjectField){.name = name, .type = expr ? cel_type(expr) : type_simple(TYPE_DYN)};
    draft->values[at] = expr;
    draft->variables[at] = (unsigned)variable;
}

static Attempt compile(PolicyReader *reader, const YamlNode *node, const Kind *kind)
{
    Attempt attempt = {0};
    const CelEnv *env = policy_env(reader->loader->arena, &reader->loader->set, reader->policy, kind);
    attempt.expr = cel_compile(reader->loader->arena, env, node->text, CEL_CHECKED, &attempt.problems);
    return attempt;
}

static void compile_for_kinds(PolicyReader *reader, VariableTable *table, size_t variable)
{
    const YamlNode *node = table->mapping->items[variable].value;
    for (size_t kind = 0; kind < table->kind_count; kind++) {
        Attempt *attempt = &table->by_kind[kind * table->count + variable];
        *attempt = compile(reader, node, table->kinds[kind]);
        add_to_set(&table->drafts[1 + kind], variable, table->items[variable].name, attempt->expr);
    }
}

static void compile_shared(PolicyReader *reader, VariableTable *table, size_t variable)
{
    const YamlNode *node = table->mapping->items[variable].value;
    Attempt attempt = compile(reader, node, NULL);
    if (!attempt.expr)
        report_problems(reader, node, &attempt.problems);
    table->items[variable].value = attempt.expr;
    for (size_t set = 0; set <= table->kind_count; set++)
        add_to_set(&table->drafts[set], variable, table->items[variable].name, attempt.expr);
}

static void compile_variable(PolicyReader *reader, VariableTable *table, size_t variable)
{
    const YamlItem *item = &table->mapping->items[variable];
    table->items[variable].name = item->key->text;
    if (!is_identifier(item->key->text))
        (void)report_at(reader, item->key, "name", "`" STR_FMT "` is no name: letters, digits and _",
                        STR_ARG(item->key->text));
    if (item->value->kind != YAML_SCALAR) {
        (void)report_at(reader, item->value, "expression",
                        "a variable is an expression: put it in quotes or after `|`");
        return;
    }
    table->reads_self[variable] = text_reads_self(item->value->text, variable_reads_self, table);
    if (table->reads_self[variable])
        compile_for_kinds(reader, table, variable);
    else
        compile_shared(reader, table, variable);
}

static Draft new_draft(Arena *arena, VariableSet *set, const Kind *kind, size_t count)
{
    Draft draft = {set, ARENA_ARRAY(arena, ObjectField, count), ARENA_ARRAY(arena, const CelExpr *, count),
                   ARENA_ARRAY(arena, unsigned, count)};
    *set = (VariableSet){
        .kind = kind,
        .class = {STR("variables"), draft.fields, 0, variables_object_get, NULL},
        .values = draft.values,
        .variables = draft.variables,
    };
    return draft;
}

// An empty table for the variables of a policy, which sees it from now on.
static VariableTable *new_table(PolicyReader *reader, const YamlNode *mapping, const Kind *const *kinds,
                                size_t kind_count)
{
    Arena *arena = reader->loader->arena;
    size_t count = mapping ? mapping->count : 0;
    VariableTable *table = ARENA_NEW(arena, VariableTable);
    *table = (VariableTable){
        .mapping = mapping,
        .kinds = kinds,
        .count = count,
        .kind_count = kind_count,
        .items = ARENA_ARRAY(arena, Variable, count),
        .by_kind = ARENA_ARRAY(arena, Attempt, kind_count * count),
        .reads_self = ARENA_ARRAY(arena, bool, count),
        .used = ARENA_ARRAY(arena, bool, count),
        .drafts = ARENA_ARRAY(arena, Draft, kind_count + 1),
    };
    VariableSet *sets = ARENA_ARRAY(arena, VariableSet, kind_count + 1);
    for (size_t i = 0; i <= kind_count; i++)
        table->drafts[i] = new_draft(arena, &sets[i], i ? kinds[i - 1] : NULL, count);
    reader->variables = table;
    reader->policy->variables = table->items;
    reader->policy->variable_count = count;
    reader->policy->variable_sets = sets;
    reader->policy->variable_set_count = kind_count + 1;
    return table;
}

void variables_read(PolicyReader *reader, const YamlNode *mapping, const Kind *const *kinds, size_t kind_count)
{
    if (mapping && mapping->kind != YAML_MAPPING) {
        (void)report_at(reader, mapping, "type", "`variables` is a mapping of names to expressions");
        mapping = NULL;
    }
    VariableTable *table = new_table(reader, mapping, kinds, kind_count);
    for (size_t i = 0; i < table->count; i++)
        compile_variable(reader, table, i);
}

// --- use --------------------------------------------------------------------------------------------

static void mark_for_kind(VariableTable *table, size_t variable, const Kind *kind)
{
    for (size_t k = 0; k < table->kind_count; k++)
        if (table->kinds[k] == kind)
            table->by_kind[k * table->count + variable].used = true;
}

void variable_used(PolicyReader *reader, Str name, const Kind *kind)
{
    VariableTable *table = reader->variables;
    size_t variable = find_variable(table, name);
    if (variable == table->count)
        return;
    table->used[variable] = true;
    mark_for_kind(table, variable, kind);
}

// What a used variable reads is used too; backwards, since variables read earlier ones.
static void spread_use(PolicyReader *reader, VariableTable *table, size_t variable)
{
    const YamlNode *node = table->mapping->items[variable].value;
    if (!table->used[variable] || node->kind != YAML_SCALAR)
        return;
    note_uses(reader, node->text, NULL);
    for (size_t kind = 0; kind < table->kind_count; kind++)
        if (table->by_kind[kind * table->count + variable].used)
            note_uses(reader, node->text, table->kinds[kind]);
}

// A variable that no rule reads is for no kind in particular: it is wrong when it is wrong for all of them. Told is
// what is wrong for the kind that it fits best.
static void check_unused(PolicyReader *reader, const VariableTable *table, size_t variable)
{
    const CelProblems *fewest = NULL;
    for (size_t kind = 0; kind < table->kind_count; kind++) {
        const Attempt *attempt = &table->by_kind[kind * table->count + variable];
        if (attempt->expr)
            return;
        if (!fewest || attempt->problems.count < fewest->count)
            fewest = &attempt->problems;
    }
    if (fewest && fewest->count)
        report_problems(reader, table->mapping->items[variable].value, fewest);
}

void variables_check_used(PolicyReader *reader)
{
    VariableTable *table = reader->variables;
    for (size_t i = table->count; i-- > 0;)
        spread_use(reader, table, i);
    for (size_t i = 0; i < table->count; i++) {
        const YamlItem *item = &table->mapping->items[i];
        if (!table->used[i] && table->reads_self[i])
            check_unused(reader, table, i);
        if (!table->used[i])
            warn_at(reader, item->key, "unused", "no rule reads variables." STR_FMT, STR_ARG(item->key->text));
        for (size_t kind = 0; kind < table->kind_count; kind++) {
            const Attempt *attempt = &table->by_kind[kind * table->count + i];
            if (attempt->used && attempt->problems.count)
                report_problems(reader, item->value, &attempt->problems);
        }
    }
}
