// Records → drafts: every way in which an export may write a value, as the schema declares it.
#include "import/mapping.h"

#include "../model/small.h"

static const EmbeddedFile TYPES[] = {
    {STR_INIT("enums.yaml"), STR_INIT("enumerations:\n"
                                      "  Method: {doc: x, values: {Basic: 0, Ntlm: 2, OAuth: 10}}\n"
                                      "  Flags: {doc: x, flags: true, values: {None: 0, One: 1, Two: 2, Eight: 8}}\n")},
    {STR_INIT("a.yaml"),
     STR_INIT("kind: thing\ncollection: things\ndoc: x\ncmdlets: [Get-Thing, Get-MoreThing]\n"
              "classes: [Thing, MoreThing]\nperServer: true\nidentity: [Name]\ndistinctive: [Peculiar]\nfields:\n"
              "  Name: {type: string, key: true, doc: x}\n  Flag: {type: bool, doc: x}\n"
              "  MaybeFlag: {type: bool, nullable: true, doc: x}\n  Count: {type: int, doc: x}\n"
              "  Limit: {type: int, nullable: true, doc: x}\n  Ratio: {type: double, doc: x}\n"
              "  Url: {type: url, nullable: true, doc: x}\n  Version: {type: version, doc: x}\n"
              "  When: {type: timestamp, nullable: true, doc: x}\n  Span: {type: duration, nullable: true, doc: x}\n"
              "  Method: {type: Method, doc: x}\n  Methods: {type: set<Method>, doc: x}\n"
              "  Flags: {type: set<Flags>, doc: x}\n  Texts: {type: list<string>, doc: x}\n"
              "  Map: {type: 'map<string, int>', doc: x}\n  Any: {type: dyn, nullable: true, doc: x}\n"
              "  Secret: {secret: true, doc: x}\n  Elsewhere: {type: string, from: Get-MoreThing, doc: x}\n")},
};

typedef struct World {
    Arena *arena;
    const Schema *schema;
    Diags diags;
    Mapper mapper;
} World;

static int setup(void **state)
{
    Arena *arena = arena_new();
    World *world = ARENA_NEW(arena, World);
    world->arena = arena;
    world->diags = diags_new(arena);
    world->schema = schema_parse(arena, TYPES, 2, &world->diags);
    if (!world->schema)
        return -1;
    world->mapper =
        mapper_new(arena, arena, interner_new(arena), world->schema, mapping_index_new(arena, world->schema));
    mapper_start(&world->mapper, &world->diags, STR(""), false);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((World *)*state)->arena);
    return 0;
}

static Raw *raw(World *world, RawKind kind, const char *text)
{
    Raw *made = ARENA_NEW(world->arena, Raw);
    *made = (Raw){.kind = kind, .text = str(text), .number = STR(""), .type = STR(""), .origin = {1, 5, 7}};
    return made;
}

static Raw *raw_enum(World *world, const char *name, const char *number)
{
    Raw *made = raw(world, RAW_ENUM, name);
    made->number = str(number);
    return made;
}

static Raw *raw_list(World *world, const Raw *a, const Raw *b)
{
    Raw *made = raw(world, RAW_LIST, "");
    const Raw **items = ARENA_ARRAY(world->arena, const Raw *, 2);
    items[0] = a;
    items[1] = b;
    made->items = items;
    made->item_count = b ? 2 : a ? 1 : 0;
    return made;
}

static Raw *raw_object(World *world, const char *text, const char *name, const Raw *value)
{
    Raw *made = raw(world, RAW_OBJECT, text);
    RawMember *member = ARENA_NEW(world->arena, RawMember);
    *member = (RawMember){str(name), value, false};
    made->members = member;
    made->member_count = value != NULL;
    return made;
}

static Value read(World *world, const char *field, const Raw *value)
{
    const Kind *kind = schema_kind(world->schema, STR("thing"));
    int index = kind_field(kind, str(field));
    assert_true(index >= 0);
    return mapping_value(&world->mapper, kind, (unsigned)index, -1, value);
}

static void expect(World *world, const char *field, const Raw *value, const char *expected)
{
    Value v = read(world, field, value);
    Str text = v.kind == VALUE_UNKNOWN
                   ? str_printf(world->arena, "unknown(" STR_FMT ")", STR_ARG(v.as.unknown->reasons[0]->why))
                   : value_literal(world->arena, v);
    if (!str_eq(text, str(expected)))
        fail_msg("%s is " STR_FMT ", not %s", field, STR_ARG(text), expected);
    assert_int_equal(v.origin.line, 5);
}

// --- values ---------------------------------------------------------------------------------------------------

static void booleans(void **state)
{
    World *world = *state;
    Raw *yes = raw(world, RAW_BOOL, "");
    yes->boolean = true;
    expect(world, "Flag", yes, "true");
    expect(world, "Flag", raw(world, RAW_TEXT, "True"), "true");
    expect(world, "Flag", raw(world, RAW_TEXT, "$false"), "false");
    expect(world, "Flag", raw(world, RAW_NUMBER, "1"), "true");
    expect(world, "Flag", raw(world, RAW_TEXT, "maybe"), "unknown(unreadable)");
    expect(world, "Flag", raw(world, RAW_NULL, ""), "unknown(unreadable)");
    expect(world, "MaybeFlag", raw(world, RAW_NULL, ""), "null");
    expect(world, "MaybeFlag", raw(world, RAW_TEXT, ""), "null");
}

static void numbers(void **state)
{
    World *world = *state;
    expect(world, "Count", raw(world, RAW_NUMBER, "9223372036854775807"), "9223372036854775807");
    expect(world, "Count", raw(world, RAW_OBJECT, "36 MB (37,748,736 bytes)"), "37748736");
    expect(world, "Count", raw(world, RAW_TEXT, "many"), "unknown(unreadable)");
    expect(world, "Limit", raw(world, RAW_OBJECT, "Unlimited"), "null");
    Raw *unlimited = raw(world, RAW_BOOL, "");
    unlimited->boolean = true;
    expect(world, "Limit", raw_object(world, "", "IsUnlimited", unlimited), "null");
    expect(world, "Limit", raw_object(world, "", "Value", raw(world, RAW_NUMBER, "12")), "12");
    expect(world, "Ratio", raw(world, RAW_NUMBER, "0.5"), "0.5");
}

static void texts(void **state)
{
    World *world = *state;
    expect(world, "Name", raw(world, RAW_TEXT, ""), "\"\"");
    expect(world, "Name", raw_object(world, "EX01\\owa", "Name", raw(world, RAW_TEXT, "owa")), "\"EX01\\\\owa\"");
    expect(world, "Name", raw_object(world, "", "Name", raw(world, RAW_TEXT, "owa")), "\"owa\"");
    expect(world, "Name", raw(world, RAW_TEXT, "System.Object[]"), "unknown(cutByDepth)");
    expect(world, "Name", raw(world, RAW_SECRET, "clear"), "unknown(secret)");
    expect(world, "Url", raw(world, RAW_NULL, ""), "null");
}

static void versions_dates_and_spans(void **state)
{
    World *world = *state;
    expect(world, "Version", raw(world, RAW_TEXT, "Version 15.2 (Build 986.5)"), "version(\"15.2.986.5\")");
    expect(world, "When", raw(world, RAW_TEXT, "2019-12-03T14:59:04-08:00"), "timestamp(\"2019-12-03T22:59:04Z\")");
    expect(world, "When", raw(world, RAW_TEXT, "04.04.2016 10:50:11"), "unknown(localised)");
    expect(world, "Span", raw(world, RAW_OBJECT, "30.00:00:00"), "duration(\"2592000s\")");
    expect(world, "Span", raw(world, RAW_TEXT, "Unlimited"), "null");
}

static void enumerations_by_name_and_by_number(void **state)
{
    World *world = *state;
    expect(world, "Method", raw_enum(world, "OAuth", "10"), "\"OAuth\"");
    expect(world, "Method", raw(world, RAW_TEXT, "oauth"), "\"OAuth\"");
    expect(world, "Method", raw(world, RAW_NUMBER, "2"), "\"Ntlm\"");
    expect(world, "Method", raw_enum(world, "99", "10"), "\"OAuth\"");
    assert_int_equal(world->diags.count, 0);
    expect(world, "Method", raw_enum(world, "Telepathy", "77"), "\"Telepathy\""); // kept, with a warning
    assert_int_equal(world->diags.count, 1);
    assert_string_equal(world->diags.items[0].code, "enumValue");
}

static void lists_of_enumerations(void **state)
{
    World *world = *state;
    const Raw *oauth = raw_enum(world, "OAuth", "10"), *ntlm = raw(world, RAW_NUMBER, "2");
    expect(world, "Methods", raw_list(world, oauth, ntlm), "[\"Ntlm\", \"OAuth\"]");
    expect(world, "Methods", raw_list(world, NULL, NULL), "[]");
    expect(world, "Methods", raw(world, RAW_NULL, ""), "[]");
    expect(world, "Methods", raw(world, RAW_TEXT, ""), "[]");
    expect(world, "Methods", raw(world, RAW_TEXT, "Ntlm OAuth"), "[\"Ntlm\", \"OAuth\"]"); // flattened by -Depth
    expect(world, "Methods", raw(world, RAW_TEXT, "Ntlm Surprise"), "unknown(unreadable)");
    Raw *cut = raw_list(world, oauth, NULL);
    cut->open = true;
    Value v = read(world, "Methods", cut);
    assert_int_equal(v.as.list->count, 1);
    assert_text(v.as.list->open->reasons[0]->why, "cutByLimit");
}

static void flags_are_sets(void **state)
{
    World *world = *state;
    expect(world, "Flags", raw_enum(world, "One, Eight", "9"), "[\"Eight\", \"One\"]");
    expect(world, "Flags", raw(world, RAW_NUMBER, "3"), "[\"One\", \"Two\"]");
    expect(world, "Flags", raw_enum(world, "None", "0"), "[\"None\"]");
    expect(world, "Flags", raw(world, RAW_NUMBER, "0"), "[]");
}

static void other_lists_and_maps(void **state)
{
    World *world = *state;
    expect(world, "Texts", raw_list(world, raw(world, RAW_TEXT, "b"), raw(world, RAW_TEXT, "a")), "[\"b\", \"a\"]");
    expect(world, "Texts", raw(world, RAW_TEXT, "b a"), "unknown(unreadable)"); // cannot be taken apart again
    expect(world, "Texts", raw(world, RAW_TEXT, "System.String[]"), "unknown(cutByDepth)");
    expect(world, "Map", raw_object(world, "", "k", raw(world, RAW_NUMBER, "1")), "{\"k\": 1}");
    expect(world, "Any", raw_list(world, raw(world, RAW_NUMBER, "1"), raw(world, RAW_TEXT, "x")), "[1, \"x\"]");
    expect(world, "Any", raw(world, RAW_UNKNOWN, "cutByDepth"), "unknown(cutByDepth)");
    expect(world, "Any", raw(world, RAW_UNKNOWN, "danglingRef"), "unknown(unreadable)");
}

static void of_a_secret_only_its_state_is_kept(void **state)
{
    World *world = *state;
    expect(world, "Secret", raw(world, RAW_SECRET, "encrypted"), "\"encrypted\"");
    expect(world, "Secret", raw(world, RAW_TEXT, "hunter2"), "\"present\"");
    expect(world, "Secret", raw(world, RAW_NULL, ""), "\"absent\"");
    expect(world, "Secret", raw(world, RAW_TEXT, ""), "\"absent\"");
}

// --- records --------------------------------------------------------------------------------------------------

static const Draft *take(World *world, const char *type, const char *property, const Raw *value)
{
    RawMember members[] = {{str(property), value, false}};
    Record record = {.type = str(type), .text = STR(""), .members = members, .member_count = 1, .origin = {1, 2, 3}};
    size_t before = world->mapper.draft_count;
    RecordSink sink = mapper_sink(&world->mapper);
    sink.record(sink.context, &record);
    return world->mapper.draft_count > before ? world->mapper.drafts[before] : NULL;
}

static void a_kind_is_known_by_class_then_cmdlet_then_properties(void **state)
{
    World *world = *state;
    const Raw *name = raw(world, RAW_TEXT, "x");
    assert_non_null(take(world, "A.B.Thing", "Name", name));
    assert_int_equal(take(world, "A.B.MoreThing", "Name", name)->from, 1);
    assert_null(take(world, "A.B.Other", "Peculiar", name)); // a class that is known to be something else
    assert_null(take(world, "", "Name", name));
    assert_non_null(take(world, "Selected.System.Management.Automation.PSCustomObject", "Peculiar", name));
    mapper_start(&world->mapper, &world->diags, STR("Get-MoreThing"), false);
    assert_int_equal(take(world, "", "Name", name)->from, 1);
    assert_null(take(world, "A.B.Other", "Name", name));
    mapper_start(&world->mapper, &world->diags, STR("Get-Thing"),
                 true); // what a manifest declares counts for any class
    assert_non_null(take(world, "A.B.Other", "Name", name));
}

static void what_a_record_does_not_show_was_not_selected(void **state)
{
    World *world = *state;
    const Draft *draft = take(world, "A.Thing", "NAME", raw(world, RAW_TEXT, "x"));
    const Kind *kind = draft->kind;
    assert_text(*draft->fields[kind_field(kind, STR("Name"))].as.text, "x");
    Value flag = draft->fields[kind_field(kind, STR("Flag"))];
    assert_text(flag.as.unknown->reasons[0]->why, "notSelected");
    assert_text(flag.as.unknown->reasons[0]->hint, "Get-Thing | Export-Clixml Thing.xml");
    assert_true(value_is_absent(draft->fields[kind_field(kind, STR("Elsewhere"))])); // another cmdlet's
}

static void a_record_says_whose_it_is(void **state)
{
    World *world = *state;
    static const struct {
        const char *property, *text, *server;
    } cases[] = {
        {"Server", "ex01.contoso.com", "ex01"},
        {"ServerName", "EX02", "EX02"},
        {"Identity", "EX03\\owa (Default Web Site)", "EX03"},
        {"Identity", "just a name", ""},
        {"MetabasePath", "IIS://ex04.contoso.com/W3SVC/1/ROOT/owa", "ex04"},
        {"DistinguishedName", "CN=owa,CN=HTTP,CN=Protocols,CN=EX05,CN=Servers,CN=G,CN=Org,CN=Microsoft Exchange",
         "EX05"},
        {"PSComputerName", "WRONG", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(take(world, "A.Thing", cases[i].property, raw(world, RAW_TEXT, cases[i].text))->server,
                    cases[i].server);
    const Draft *draft = take(
        world, "A.Thing", "DistinguishedName",
        raw(world, RAW_TEXT, "CN=a\\,b,CN=First Org,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=X,DC=com"));
    assert_text(draft->organization, "cn=first org,cn=microsoft exchange,cn=services,cn=configuration,dc=x,dc=com");
    assert_text(draft->organization_name, "First Org");
}

static void files_are_named_after_cmdlets(void **state)
{
    World *world = *state;
    static const char *const cases[][2] = {{"a/GetThing.xml", "Get-Thing"},
                                           {"EX01_Get-Thing_2.xml", "Get-Thing"},
                                           {"GetMoreThing1.xml", "Get-MoreThing"},
                                           {"thing.csv", "Get-Thing"},
                                           {"GetThings.xml", ""},
                                           {"nothing.xml", ""},
                                           {"GetThing/other.xml", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(mapping_cmdlet_of_name(world->schema, str(cases[i][0])), cases[i][1]);
}

static void only_properties_of_use_are_wanted(void **state)
{
    World *world = *state;
    RecordSink sink = mapper_sink(&world->mapper);
    assert_true(sink.wanted(sink.context, STR("methods")));
    assert_true(sink.wanted(sink.context, STR("DistinguishedName")));
    assert_false(sink.wanted(sink.context, STR("SerializationData")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(booleans),
        TEST(numbers),
        TEST(texts),
        TEST(versions_dates_and_spans),
        TEST(enumerations_by_name_and_by_number),
        TEST(lists_of_enumerations),
        TEST(flags_are_sets),
        TEST(other_lists_and_maps),
        TEST(of_a_secret_only_its_state_is_kept),
        TEST(a_kind_is_known_by_class_then_cmdlet_then_properties),
        TEST(what_a_record_does_not_show_was_not_selected),
        TEST(a_record_says_whose_it_is),
        TEST(files_are_named_after_cmdlets),
        TEST(only_properties_of_use_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
