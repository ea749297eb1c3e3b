#include "small.h"

static Arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

// --- reading --------------------------------------------------------------------------------------------------

static void fields_have_the_types_that_are_written(void **state)
{
    (void)state;
    const Schema *schema = small_schema(arena);
    const Kind *certificate = schema_kind(schema, STR("certificate"));
    static const char *const expected[] = {"server", "string", "set(string)", "set(Colour)", "string"};
    for (size_t i = 0; i < certificate->field_count; i++)
        assert_text(type_text(arena, certificate->fields[i].type), expected[i]);
    assert_true(certificate->fields[3].type->set);
    assert_ptr_equal(certificate->fields[3].enumeration, schema_enum(schema, STR("Colour")));
    assert_ptr_equal(certificate->fields[0].join, schema_kind(schema, STR("server")));
    const Kind *server = schema_kind(schema, STR("server"));
    int list = kind_field(server, STR("certificates"));
    assert_true(server->fields[list].join_list && server->fields[list].join == certificate);
}

static void subtypes_are_an_enumeration_and_limit_fields(void **state)
{
    (void)state;
    const Schema *schema = small_schema(arena);
    const Kind *vdir = schema_collection(schema, STR("virtualDirectories"));
    assert_int_equal(schema_enum(schema, STR("virtualDirectory.type"))->count, 2);
    const Field *oauth = &vdir->fields[kind_field(vdir, STR("OAuth"))];
    assert_int_equal(oauth->subtypes, 1);
    assert_true(vdir->class.fields[kind_field(vdir, STR("OAuth"))].sometimes);
    assert_false(vdir->class.fields[kind_field(vdir, STR("Name"))].sometimes);
    assert_text(oauth->writes.parameter, "OAuthAuthentication");
    assert_int_equal(oauth->writes.also_count, 1);
}

static void units_of_coverage_are_the_commands(void **state)
{
    (void)state;
    const Schema *schema = small_schema(arena);
    assert_int_equal(schema_kind(schema, STR("server"))->unit_count, 2);
    assert_int_equal(schema_kind(schema, STR("virtualDirectory"))->unit_count, 2);
    unsigned units = 0;
    for (size_t i = 0; i < schema->kind_count; i++) {
        assert_int_equal(schema->kinds[i].unit, units);
        units += schema->kinds[i].unit_count;
    }
    assert_int_equal(schema->unit_count, units);
}

typedef struct Wrong {
    const char *text, *message;
    unsigned line;
} Wrong;

static void what_is_wrong_is_an_error_with_its_place(void **state)
{
    (void)state;
    static const Wrong wrong[] = {
        {"kind: a\ncollection: b\nfeilds: {}\n", "feilds", 3},
        {"kind: a\nfields: {}\n", "a kind has a `collection`", 1},
        {"kind: a\ncollection: b\nfields:\n  X: {type: strin, doc: x}\n", "there is no type `strin`", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: string}\n", "`X` has no `doc`", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {doc: x}\n", "`X` has no `type`", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: string, doc: x, nulable: true}\n", "nulable", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: string, doc: x, nullable: yes}\n", "is true or false", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: a, doc: x}\n", "is a kind, so the field is derived", 4},
        {"kind: a\ncollection: b\nidentity: [Y]\nfields:\n  X: {type: string, doc: x}\n", "`Y` is no field", 3},
        {"kind: a\ncollection: b\nfields:\n  X: {type: string, doc: x, in: [Z]}\n", "there is no subtype `Z`", 4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: string, doc: x, from: Get-B}\n", "none of the kind's cmdlets",
         4},
        {"kind: a\ncollection: b\nfields:\n  X: {type: list<list<list<list<list<int>>>>>, doc: x}\n", "no type", 4},
        {"enumerations: {E: {values: {A: b}}}\n", "is an integer", 1},
        {"colour: red\n", "begins with", 1},
        {"- a\n", "is a mapping", 1},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Diags diags = diags_new(arena);
        EmbeddedFile file = {STR("x.yaml"), str(wrong[i].text)};
        assert_null(schema_parse(arena, &file, 1, &diags));
        bool found = false;
        for (size_t j = 0; j < diags.count; j++)
            found = found || (str_find(diags.items[j].message, str(wrong[i].message)) != (size_t)-1 &&
                              diags.items[j].origin.line == wrong[i].line);
        if (!found)
            fail_msg("case %zu: %u: " STR_FMT, i, diags.items[0].origin.line, STR_ARG(diags.items[0].message));
    }
}

// --- looking up -----------------------------------------------------------------------------------------------

static void properties_are_found_whatever_their_case_and_derived_fields_are_not(void **state)
{
    (void)state;
    const Kind *kind = schema_kind(small_schema(arena), STR("certificate"));
    int thumbprint = kind_field(kind, STR("Thumbprint"));
    assert_int_equal(kind_property(kind, STR("THUMBPRINT")), thumbprint);
    assert_int_equal(kind_property(kind, STR("hash")), thumbprint);
    assert_int_equal(kind_property(kind, STR("server")), -1);
    assert_int_equal(kind_property(kind, STR("Nothing")), -1);
    assert_int_equal(kind_field(kind, STR("thumbprint")), -1);
}

static void classes_are_known_by_the_last_part_of_their_name(void **state)
{
    (void)state;
    const Schema *schema = small_schema(arena);
    int subtype;
    static const char *const owa[] = {"Microsoft.Exchange.Data.Directory.SystemConfiguration.ADOwaVirtualDirectory",
                                      "Deserialized.Microsoft.Exchange.X.ADOwaVirtualDirectory",
                                      "Selected.Microsoft.Exchange.X.ADOwaVirtualDirectory", "adowavirtualdirectory"};
    for (size_t i = 0; i < 4; i++) {
        assert_ptr_equal(schema_by_class(schema, str(owa[i]), &subtype), schema_kind(schema, STR("virtualDirectory")));
        assert_int_equal(subtype, 0);
    }
    assert_null(schema_by_class(schema, STR("System.String"), &subtype));
    assert_null(schema_by_class(schema, STR(""), &subtype));
    assert_text(schema_class_name(STR("System.Collections.Generic.List`1[[A.B, C]]")), "List");
    assert_text(schema_class_name(STR("System.Management.ManagementObject#root\\cimv2\\Win32_Service")),
                "Win32_Service");
}

static void cmdlets_name_kinds_and_commands(void **state)
{
    (void)state;
    const Schema *schema = small_schema(arena);
    int subtype;
    const Kind *vdir = schema_by_cmdlet(schema, STR("get-mapivirtualdirectory"), &subtype);
    assert_int_equal(subtype, 1);
    assert_text(schema_export_command(arena, vdir, 1),
                "Get-MapiVirtualDirectory | Export-Clixml MapiVirtualDirectory.xml");
    assert_text(schema_export_command(arena, schema_by_cmdlet(schema, STR("Get-AuthConfig"), &subtype), -1),
                "Get-AuthConfig | Export-Clixml AuthConfig.xml");
    assert_null(schema_by_cmdlet(schema, STR("Get-Nothing"), &subtype));
}

// --- the built-in schema --------------------------------------------------------------------------------------

// The derived fields that the import computes (schemas/README.md); others would be unknown for ever.
static bool is_computed(const Field *field)
{
    static const char *const names[] = {"server",
                                        "organization",
                                        "name",
                                        "key",
                                        "edge",
                                        "build",
                                        "version",
                                        "guessed",
                                        "type",
                                        "site",
                                        "path",
                                        "frontEnd",
                                        "iis",
                                        "adPropertiesOnly",
                                        "pathKind",
                                        "siteId",
                                        "invalid",
                                        "physicalPath",
                                        "applicationPool",
                                        "file",
                                        "format",
                                        "cmdlet",
                                        "state",
                                        "problem",
                                        "encoding",
                                        "serverName",
                                        "serverFrom",
                                        "records",
                                        "collected",
                                        "diagnostics"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(field->name, str(names[i])))
            return true;
    return field->join != NULL;
}

static bool is_lower(Str name)
{
    return name.p[0] >= 'a' && name.p[0] <= 'z';
}

static void the_built_in_schema_keeps_its_rules(void **state)
{
    (void)state;
    const Schema *schema = schema_load(arena);
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        assert_true(kind->doc.n > 0);
        for (size_t j = 0; j < kind->field_count; j++) {
            const Field *field = &kind->fields[j];
            if (field->derived != is_lower(field->name))
                fail_msg(STR_FMT "." STR_FMT ": our names begin with a small letter, those of exports do not",
                         STR_ARG(kind->name), STR_ARG(field->name));
            if (field->derived && !is_computed(field))
                fail_msg(STR_FMT "." STR_FMT " is computed nowhere", STR_ARG(kind->name), STR_ARG(field->name));
            if (field->secret && field->writes.parameter.n > 0)
                fail_msg(STR_FMT "." STR_FMT " is a secret that a command would print", STR_ARG(kind->name),
                         STR_ARG(field->name));
        }
    }
}

static void kinds_and_collections_have_names_of_their_own(void **state)
{
    (void)state;
    const Schema *schema = schema_load(arena);
    for (size_t i = 0; i < schema->kind_count; i++) {
        assert_ptr_equal(schema_kind(schema, schema->kinds[i].name), &schema->kinds[i]);
        assert_ptr_equal(schema_collection(schema, schema->kinds[i].collection), &schema->kinds[i]);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(fields_have_the_types_that_are_written),
        TEST(subtypes_are_an_enumeration_and_limit_fields),
        TEST(units_of_coverage_are_the_commands),
        TEST(what_is_wrong_is_an_error_with_its_place),
        TEST(properties_are_found_whatever_their_case_and_derived_fields_are_not),
        TEST(classes_are_known_by_the_last_part_of_their_name),
        TEST(cmdlets_name_kinds_and_commands),
        TEST(the_built_in_schema_keeps_its_rules),
        TEST(kinds_and_collections_have_names_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
