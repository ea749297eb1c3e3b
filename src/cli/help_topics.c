#include "cel/functions.h"
#include "cli/help.h"
#include "import/reader.h"
#include "report/report.h"

// --- formats, outputs ---------------------------------------------------------------------------------------

static bool write_formats(const Page *page, Str word)
{
    enum { COLUMN = 16 };
    page_paragraph(page, 0,
                   STR("What exaudit reads. The content decides, not the name: UTF-8, UTF-16 and windows-1252, with or "
                       "without a BOM."));
    page_blank(page);
    for (const Reader *const *reader = readers; *reader; reader++) {
        Str text = str_printf(page->arena, "%s. %s", (*reader)->title, (*reader)->how);
        help_row(page, str((*reader)->format), text.p, COLUMN);
    }
    return word.n == 0;
}

static bool write_outputs(const Page *page, Str word)
{
    enum { COLUMN = 16 };
    page_paragraph(page, 0,
                   STR("What `exaudit audit -o FORMAT[=FILE]` writes. Without FILE it goes to standard output and "
                       "replaces the text there."));
    page_blank(page);
    for (const Reporter *const *reporter = reporters; *reporter; reporter++) {
        help_row(page, str((*reporter)->format), (*reporter)->title, COLUMN);
    }
    return word.n == 0;
}

// --- exit status --------------------------------------------------------------------------------------------

static bool write_exit_status(const Page *page, Str word)
{
    static const struct {
        Str status;
        const char *meaning;
    } rows[] = {
        {STR_INIT("0"), "everything at or above the threshold (--fail-on, default medium) passed or is waived"},
        {STR_INIT("1"), "at least one rule at or above the threshold fails"},
        {STR_INIT("2"),
         "the command line is wrong; or nothing was audited; or an input that was recognised is damaged, or a rule "
         "ended in an "
         "error (the report is still written, with complete: false); or the output could not be written"},
        {STR_INIT("3"),
         "nothing at or above the threshold fails, but something there is unknown (--allow-unknown makes this 0)"},
    };
    page_paragraph(page, 0, STR("How `exaudit audit` ends. 2 wins over 1, 1 over 3. Tentative rules never change it."));
    page_blank(page);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        help_row(page, rows[i].status, rows[i].meaning, 5);
    }
    page_blank(page);
    page_paragraph(page, 0,
                   STR("`exaudit policy test`: 0 as expected, 1 different, 2 could not. Every other command: 0 done, 2 "
                       "not done."));
    return word.n == 0;
}

// --- functions ----------------------------------------------------------------------------------------------

// "text.startsWith(string)"; "size(list)"
static Str signature(Arena *arena, const CelFunction *function)
{
    StrBuf buffer = strbuf_new(arena);
    size_t first = 0;
    if (function->method) {
        strbuf_add(&buffer, type_text(arena, function->arguments[0]));
        strbuf_char(&buffer, '.');
        first = 1;
    }
    strbuf_printf(&buffer, "%s(", function->name);
    for (size_t i = first; i < function->arity; i++) {
        strbuf_add(&buffer, i > first ? STR(", ") : STR(""));
        strbuf_add(&buffer, type_text(arena, function->arguments[i]));
    }
    strbuf_add(&buffer, STR(") -> "));
    strbuf_add(&buffer, type_text(arena, function->result));
    return strbuf_str(&buffer);
}

static void write_function_table(const Page *page, const FunctionTable *table)
{
    enum { COLUMN = 46 };
    for (size_t i = 0; i < table->count; i++) {
        help_row(page, signature(page->arena, &table->rows[i]), table->rows[i].doc ? table->rows[i].doc : "", COLUMN);
    }
}

static bool write_functions(const Page *page, Str word)
{
    static const struct {
        const char *title;
        const FunctionTable *table;
    } groups[] = {
        {"General", &core_functions},
        {"Strings", &string_functions},
        {"More on strings", &text_functions},
        {"Formatting", &format_functions},
        {"Times", &time_functions},
        {"Optional values", &optional_functions},
        {"Sets", &set_functions},
        {"Addresses and URLs", &network_functions},
        {"Versions", &version_functions},
    };
    page_paragraph(page, 0,
                   STR("Expressions are CEL, the Common Expression Language (https://cel.dev). Beside its operators "
                       "and has(), all(), exists(), "
                       "exists_one(), filter() and map() there are these functions."));
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        page_blank(page);
        page_printf(page, 0, "%s:", groups[i].title);
        write_function_table(page, groups[i].table);
    }
    return word.n == 0;
}

// --- the model ----------------------------------------------------------------------------------------------

static void write_kinds(const Page *page, const Schema *schema)
{
    enum { COLUMN = 32 };
    page_paragraph(page, 0,
                   STR("The kinds of things in an estate. `exaudit help model KIND` lists the fields that rules can "
                       "use, `exaudit help model iis` the settings of IIS."));
    page_blank(page);
    for (size_t i = 0; i < schema->kind_count; i++) {
        help_row(page, schema->kinds[i].name, str_dup(page->arena, schema->kinds[i].doc).p, COLUMN);
    }
}

// Which types of the kind have the field; the empty string: all.
static Str subtype_names(Arena *arena, const Kind *kind, const Field *field)
{
    StrBuf buffer = strbuf_new(arena);
    bool all = true;
    for (size_t i = 0; i < kind->subtype_count; i++) {
        if (field->subtypes & 1u << i) {
            strbuf_printf(&buffer, "%s" STR_FMT, buffer.n > 0 ? ", " : "", STR_ARG(kind->subtypes[i].name));
        } else {
            all = false;
        }
    }
    return all ? STR("") : strbuf_str(&buffer);
}

static void write_field(const Page *page, const Kind *kind, const Field *field)
{
    Arena *arena = page->arena;
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, field->name);
    line_text(&line, "  ");
    line_add(&line, STYLE_LOW, type_text(arena, field->type));
    line_text(&line, field->secret ? "  (only whether it is encrypted, clear, present or absent)" : "");
    line_end(&line, 2, 4);
    Line doc = line_new(page);
    line_add(&doc, STYLE_PLAIN, field->doc);
    Str only = subtype_names(arena, kind, field);
    if (only.n > 0) {
        line_printf(&doc, STYLE_DIM, " Only: " STR_FMT ".", STR_ARG(only));
    }
    if (field->writes.parameter.n > 0) {
        Str cmdlet = field->writes.cmdlet.n > 0 ? field->writes.cmdlet : kind->set_cmdlet;
        line_printf(&doc, STYLE_DIM, " Set by " STR_FMT " -" STR_FMT ".",
                    STR_ARG(cmdlet.n > 0 ? cmdlet : STR("its set cmdlet")), STR_ARG(field->writes.parameter));
    }
    line_end(&doc, 6, 6);
}

// The commands that export a kind: one for each of its types, or one.
static void write_exports(const Page *page, const Kind *kind)
{
    int types = (int)kind->subtype_count;
    page_printf(page, 0, "Exported by:");
    for (int type = types > 0 ? 0 : -1; type < types; type++) {
        page_command(page, 2, schema_export_command(page->arena, kind, type));
    }
}

static void write_kind(const Page *page, const Kind *kind)
{
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, kind->name);
    line_text(&line, ": ");
    line_add(&line, STYLE_PLAIN, kind->doc);
    line_end(&line, 0, 2);
    if (kind->collection.n > 0) {
        page_printf(page, 0, "All of an organization's: " STR_FMT, STR_ARG(kind->collection));
    }
    write_exports(page, kind);
    page_blank(page);
    for (size_t i = 0; i < kind->field_count; i++) {
        write_field(page, kind, &kind->fields[i]);
    }
}

enum { DEEPEST = 8 }; // levels below a section; the schema has fewer

// The settings of IIS: a section's attributes, its elements and collections, indented below it.
// NOLINTNEXTLINE(misc-no-recursion): at most DEEPEST levels.
static void write_settings(const Page *page, const ObjectClass *class, unsigned depth)
{
    for (size_t i = 0; i < class->count && depth < DEEPEST; i++) {
        const ObjectField *field = &class->fields[i];
        const Type *type = field->type->kind == TYPE_LIST ? field->type->element : field->type;
        Line line = line_new(page);
        line_add(&line, STYLE_STRONG, field->name);
        line_text(&line, "  ");
        line_add(&line, STYLE_LOW, type->kind == TYPE_OBJECT ? STR("") : type_text(page->arena, field->type));
        line_text(&line, "  ");
        line_add(&line, STYLE_PLAIN, field->doc);
        line_end(&line, 2 + 2 * depth, 6 + 2 * depth);
        if (type->kind == TYPE_OBJECT) {
            write_settings(page, type->class, depth + 1);
        }
    }
}

static bool write_model(const Page *page, Str word)
{
    const Schema *schema = schema_load(page->arena);
    if (word.n == 0) {
        write_kinds(page, schema);
        return true;
    }
    if (str_eq(word, STR("iis"))) {
        page_printf(page, 0, "self.iis: the settings that hold at a path of IIS.");
        page_blank(page);
        write_settings(page, iis_settings_class(schema->iis), 0);
        return true;
    }
    const Kind *kind = schema_kind(schema, word);
    kind = kind ? kind : schema_collection(schema, word);
    if (kind) {
        write_kind(page, kind);
    }
    return kind != NULL;
}

const Topic topics[] = {
    {"formats", "the export formats that are read", write_formats},
    {"outputs", "the formats of reports", write_outputs},
    {"model", "the kinds of things in an estate; `help model KIND`: its fields", write_model},
    {"functions", "the functions of expressions", write_functions},
    {"exit-status", "what the exit status of an audit means", write_exit_status},
    {NULL, NULL, NULL},
};
