#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HEAD "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"

static Str read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    StrBuf bytes = strbuf_new(arena);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        strbuf_add(&bytes, (Str){chunk, n});
    (void)fclose(file);
    return strbuf_str(&bytes);
}

static Str fixture(Arena *arena, const char *name, const char *suffix)
{
    return read_file(arena, str_printf(arena, SOURCE_DIR "/fixtures/clixml/%s%s", name, suffix).p);
}

static Dump read_text(Arena *arena, const char *body)
{
    Str text = str_printf(arena, HEAD "%s</Objs>", body);
    return dump_bytes(arena, &reader_clixml, text, NULL);
}

static void check(const char *body, const char *expected)
{
    Arena *arena = arena_new();
    Dump dump = read_text(arena, body);
    assert_string_equal(strbuf_str(&dump.text).p, expected);
    assert_int_equal(dump.result, READ_OK);
    arena_free(arena);
}

// --- whole fixtures -----------------------------------------------------------------------------------------

static void check_fixture(const char *name, size_t diagnostics)
{
    Arena *arena = arena_new();
    Dump dump = dump_bytes(arena, &reader_clixml, fixture(arena, name, ".xml"), NULL);
    assert_string_equal(strbuf_str(&dump.text).p, fixture(arena, name, ".expected").p);
    assert_int_equal(dump.result, READ_OK);
    assert_int_equal(dump.diags.count, diagnostics);
    arena_free(arena);
}

static void every_element_is_read(void **state)
{
    (void)state;
    check_fixture("elements", 1);
}

static void every_container_is_read(void **state)
{
    (void)state;
    check_fixture("containers", 0);
}

// ASCII as UTF-16LE with a byte order mark, as Windows PowerShell writes it.
static Str to_utf16(Arena *arena, Str text)
{
    StrBuf out = strbuf_new(arena);
    strbuf_add(&out, STR("\xFF\xFE"));
    for (size_t i = 0; i < text.n; i++)
        strbuf_add(&out, (Str){(char[]){text.p[i], 0}, 2});
    return strbuf_str(&out);
}

static void utf16_gives_the_same(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str bytes = to_utf16(arena, fixture(arena, "references", ".xml"));
    Dump dump = dump_bytes(arena, &reader_clixml, bytes, NULL);
    assert_string_equal(strbuf_str(&dump.text).p, fixture(arena, "references", ".expected").p);
    arena_free(arena);
}

static void references_and_cycles_are_read(void **state)
{
    (void)state;
    check_fixture("references", 1);
}

static void a_fixture_cut_anywhere_gives_a_prefix(void **state)
{
    (void)state;
    static const char *const names[] = {"elements", "containers", "references"};
    for (size_t i = 0; i < 3; i++) {
        Arena *arena = arena_new();
        Str text = fixture(arena, names[i], ".xml"), whole = fixture(arena, names[i], ".expected");
        ArenaMark mark = arena_mark(arena);
        for (size_t n = 0; n < text.n; n++, arena_rewind(arena, mark)) {
            Dump dump = dump_bytes(arena, &reader_clixml, str_slice(text, 0, n), NULL);
            assert_true(str_starts(whole, strbuf_str(&dump.text)));
            bool complete = str_ends(str_trim(str_slice(text, 0, n)), STR("</Objs>"));
            assert_int_equal(dump.result, complete ? READ_OK : READ_DAMAGED);
        }
        arena_free(arena);
    }
}

// --- what the sink does not want ------------------------------------------------------------------------------

static void unwanted_members_are_passed_but_their_types_and_objects_are_known(void **state)
{
    (void)state;
    static const char *const wanted[] = {"Id", "mode", "Methods", NULL};
    Arena *arena = arena_new();
    Dump dump = dump_bytes(arena, &reader_clixml, fixture(arena, "references", ".xml"), wanted);
    assert_string_equal(strbuf_str(&dump.text).p, "record object first :Example.First @2:3\n"
                                                  "  Id object EX01\\first :Example.Id @11:7\n"
                                                  "    Name text first @15:11\n"
                                                  "    Self unknown cycle @16:11\n"
                                                  "    Owner unknown limit @17:11\n"
                                                  "  Mode enum Require #2 :Example.Mode @6:7\n"
                                                  "record object :Example.First @26:3\n"
                                                  "  Id object EX01\\first :Example.Id @11:7\n"
                                                  "    Name text first @15:11\n"
                                                  "    Self unknown cycle @16:11\n"
                                                  "    Owner unknown limit @17:11\n"
                                                  "  Mode enum Allow #1 :Example.Mode @30:7\n"
                                                  "  Methods list :System.Object[] @31:7\n"
                                                  "    - enum None #0 :Example.Mode @34:11\n"
                                                  "    - enum Allow #1 :Example.Mode @30:7\n"
                                                  "    - text Ntlm @36:11\n");
    arena_free(arena);
}

static void dictionary_entries_can_be_unwanted(void **state)
{
    (void)state;
    static const char *const wanted[] = {"b", NULL};
    Arena *arena = arena_new();
    Str text = STR(HEAD "<Obj RefId='0'><DCT><En><S N='Key'>a</S><S N='Value'>1</S></En>"
                        "<En><S N='Key'>b</S><S N='Value'>2</S></En></DCT></Obj></Objs>");
    Dump dump = dump_bytes(arena, &reader_clixml, text, wanted);
    assert_string_equal(strbuf_str(&dump.text).p, "record object @1:81\n  b text 2 @1:164\n");
    arena_free(arena);
}

static Str base64_members(Arena *arena, const char *stuffing)
{
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, STR(HEAD "<Obj RefId='0'><Props>\n"));
    for (size_t i = 0; i < 5; i++) {
        strbuf_add(&text, STR("<BA N='SerializationData'>"));
        for (size_t n = 0; n < 3000 * i; n++)
            strbuf_add(&text, str(stuffing));
        strbuf_add(&text, STR("</BA><S N='After'>x</S>\n"));
    }
    strbuf_add(&text, STR("</Props></Obj></Objs>"));
    return strbuf_str(&text);
}

// The dump of the members called After, each where a scan of every byte finds it.
static Str expected_members(Arena *arena, Str text)
{
    StrBuf out = strbuf_new(arena);
    uint32_t line = 1, column = 1;
    strbuf_add(&out, STR("record object @1:81\n"));
    for (size_t at = 0; at < text.n; column++) {
        if (str_starts(str_slice(text, at, text.n), STR("<S N='After'")))
            strbuf_printf(&out, "  After text x @%u:%u\n", line, column);
        if (utf8_next(text, &at) == '\n') {
            line++;
            column = 0;
        }
    }
    return strbuf_str(&out);
}

static void long_base64_bypasses_the_parser_without_a_trace(void **state)
{
    (void)state;
    static const char *const stuffing[] = {"QUJD",       "\nQUJD",      "QÄ€😀",
                                           "QUJDRA\r\n", "<!-- < -->Q", "<![CDATA[<x>]]>&lt;"};
    for (size_t i = 0; i < sizeof stuffing / sizeof *stuffing; i++) {
        Arena *arena = arena_new();
        Str text = base64_members(arena, stuffing[i]);
        Dump dump = dump_bytes(arena, &reader_clixml, text, NULL);
        assert_int_equal(dump.result, READ_OK);
        assert_string_equal(strbuf_str(&dump.text).p, expected_members(arena, text).p);
        Dump cut = dump_bytes(arena, &reader_clixml, str_slice(text, 0, text.n / 2), NULL);
        assert_int_equal(cut.result, READ_DAMAGED);
        arena_free(arena);
    }
}

// --- text -----------------------------------------------------------------------------------------------------

static void escapes_are_resolved_once(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a_x0041_b", "aAb"},
        {"_x005F_x0041_", "_x0041_"},
        {"_x41_", "_x41_"},
        {"_x0001F600_", "😀"},
        {"_xd83d__XDE00_", "😀"},
        {"_xD83D_", "�"},
        {"_xDE00__xD83D_", "��"},
        {"_xD83D_x", "�x"},
        {"_x00G0_", "_x00G0_"},
        {"_x0041", "_x0041"},
        {"__x0041__", "_A_"},
        {"_x00000041_", "A"},
        {"_x0041__x0042_", "AB"},
        {"_xFFFFFFFF_", "�"},
        {"ServerComponent_x005F_XPS", "ServerComponent_XPS"},
        {"no_escape_here", "no_escape_here"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Dump dump = read_text(arena, str_printf(arena, "<S>%s</S>", cases[i][0]).p);
        Str expected = str_printf(arena, "record text %s @1:81\n", cases[i][1]);
        assert_string_equal(strbuf_str(&dump.text).p, expected.p);
    }
    arena_free(arena);
}

static void a_nul_does_not_end_a_string(void **state)
{
    (void)state;
    check("<S>a_x0000_b</S>", "record text a\\x00b @1:81\n");
}

static void escapes_stand_in_names_types_and_texts(void **state)
{
    (void)state;
    check("<Obj RefId='0'><TN RefId='0'><T>A_x002E_B</T></TN><ToString>_x0041_</ToString>"
          "<MS><S N='a_x0020_b'>1</S></MS></Obj>",
          "record object A :A.B @1:81\n  a b text 1 @1:163\n");
}

static void only_type_names_are_cut_by_depth(void **state)
{
    (void)state;
    static const char *const cut[] = {"System.Object[]",
                                      "System.Collections.ArrayList",
                                      "Deserialized.System.Object",
                                      "Microsoft.IIs.PowerShell.Framework.ConfigurationAttributeSchema",
                                      "Contoso.Thing[]",
                                      "System.Collections.Generic.List`1[System.String]"};
    static const char *const whole[] = {
        "Ntlm",      "mail.contoso.com",   "15.2.986.5",      "Microsoft",       "System.",
        "System..X", "Microsoft Exchange", "System.Object x", "C:\\System.Text", ".System.X",
        "a`1",       "EX01.CONTOSO.COM"};
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        Dump dump = read_text(arena, str_printf(arena, "<Obj RefId='0'><LST><S>%s</S></LST></Obj>", cut[i]).p);
        Str expected = str_printf(arena, "record list @1:81\n  - unknown cutByDepth #%s @1:101\n", cut[i]);
        assert_string_equal(strbuf_str(&dump.text).p, expected.p);
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        Dump dump = read_text(arena, str_printf(arena, "<Obj RefId='0'><LST><S>%s</S></LST></Obj>", whole[i]).p);
        Str expected = str_printf(arena, "record list @1:81\n  - text %s @1:101\n", whole[i]);
        assert_string_equal(strbuf_str(&dump.text).p, expected.p);
    }
    arena_free(arena);
}

// --- the file as a whole --------------------------------------------------------------------------------------

static void an_empty_export_is_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Dump dump = dump_bytes(arena, &reader_clixml, STR("\xEF\xBB\xBF<Objs Version=\"1.1.0.1\" xmlns=\"x\" />"), NULL);
    assert_int_equal(dump.result, READ_OK);
    assert_int_equal(dump.records, 0);
    assert_int_equal(dump.diags.count, 0);
    arena_free(arena);
}

static void console_captures_are_read_without_their_messages(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str text = STR("#< CLIXML\r\n" HEAD "<S S=\"Error\">secret</S><Obj S=\"progress\" RefId=\"0\"><TN RefId=\"0\">"
                   "<T>T</T></TN><MS><PR N=\"Record\"><AV>x</AV></PR></MS></Obj><S S=\"Output\">x</S></Objs>");
    Dump dump = dump_bytes(arena, &reader_clixml, text, NULL);
    assert_string_equal(strbuf_str(&dump.text).p, "record text x @2:204\n");
    assert_int_equal(dump.diags.count, 2);
    assert_string_equal(dump.diags.items[0].code, "streamSkipped");
    assert_int_equal(dump.diags.items[0].level, DIAG_NOTE);
    assert_string_equal(dump.diags.items[1].code, "cmdletError");
    assert_int_equal(dump.diags.items[1].level, DIAG_WARNING);
    arena_free(arena);
}

static void another_root_is_ignored_and_named(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Dump dump = dump_bytes(arena, &reader_clixml, STR("<configuration><a/></configuration>"), NULL);
    assert_int_equal(dump.result, READ_IGNORED);
    assert_string_equal(dump.what.p, "an XML file of another kind, with the root element <configuration>");
    arena_free(arena);
}

static void certainty(const char *head, int expected)
{
    assert_int_equal(reader_clixml.recognise(str(head), STR("x.xml")), expected);
}

static void it_is_recognised_by_its_root(void **state)
{
    (void)state;
    certainty("<Objs Version=\"1.1.0.1\"", 100);
    certainty("\r\n <Objs>", 100);
    certainty("#< CLIXML\r\n<Objs", 100);
    certainty("<?xml version=\"1.0\"?>\n<!-- x -->\n<Objs/>", 100);
    certainty("<Objs", 100);
    certainty("<Objects>", 0);
    certainty("<configuration>", 0);
    certainty("", 0);
    certainty("<?xml", 0);
}

static void duplicate_ids_give_one_warning_and_the_last_counts(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Dump dump =
        read_text(arena, "<Obj RefId='0'><ToString>a</ToString></Obj><Obj RefId='0'><ToString>b</ToString></Obj>"
                         "<Obj RefId='0'><ToString>c</ToString></Obj><Ref RefId='0'/>");
    assert_string_equal(strbuf_str(&dump.text).p, "record object a @1:81\nrecord object b @1:124\n"
                                                  "record object c @1:167\nrecord object c @1:167\n");
    assert_int_equal(dump.diags.count, 1);
    assert_string_equal(dump.diags.items[0].code, "duplicateRefId");
    assert_int_equal(dump.diags.items[0].origin.column, 124);
    arena_free(arena);
}

static void ids_need_not_be_numbers(void **state)
{
    (void)state;
    check("<Obj RefId='x'><ToString>a</ToString></Obj><Obj RefId='4000000000'><ToString>b</ToString></Obj>"
          "<Obj RefId='01'><ToString>c</ToString></Obj><Ref RefId='x'/><Ref RefId='4000000000'/><Ref RefId='01'/>",
          "record object a @1:81\nrecord object b @1:124\nrecord object c @1:176\n"
          "record object a @1:81\nrecord object b @1:124\nrecord object c @1:176\n");
}

// --- hostile files --------------------------------------------------------------------------------------------

static void objects_nest_fifty_deep(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrBuf text = strbuf_new(arena);
    for (int i = 0; i < 80; i++)
        strbuf_printf(&text, "<Obj RefId='%d'><LST>", i);
    for (int i = 0; i < 80; i++)
        strbuf_add(&text, STR("</LST></Obj>"));
    Dump dump = read_text(arena, strbuf_str(&text).p);
    assert_int_equal(dump.result, READ_OK);
    assert_int_equal(dump.diags.count, 1);
    assert_string_equal(dump.diags.items[0].code, "limit");
    assert_true(str_find(strbuf_str(&dump.text), STR("unknown limit")) != (size_t)-1);
    arena_free(arena);
}

// Each object holds the one before twice: a tree of 2^40 nodes, were every reference followed.
static void shared_references_do_not_grow_without_bound(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, STR("<Obj RefId='root'><LST><Obj RefId='0'><LST><S>x</S></LST></Obj>"));
    for (int i = 1; i < 40; i++)
        strbuf_printf(&text, "<Obj RefId='%d'><LST><Ref RefId='%d'/><Ref RefId='%d'/></LST></Obj>", i, i - 1, i - 1);
    strbuf_add(&text, STR("</LST></Obj>"));
    Dump dump = read_text(arena, strbuf_str(&text).p);
    assert_int_equal(dump.result, READ_OK);
    assert_string_equal(dump.diags.items[0].code, "limit");
    arena_free(arena);
}

// A reference into what the window no longer holds is unknown, never empty.
static void a_reference_too_far_back_is_unknown(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, STR("<Obj RefId='0'><ToString>far</ToString></Obj>"));
    for (int i = 0; i < 200000; i++)
        strbuf_add(&text, STR("<I32>1</I32>\n"));
    strbuf_add(&text, STR("<Obj RefId='1'><MS><Ref N='Far' RefId='0'/></MS></Obj>"));
    Dump dump = read_text(arena, strbuf_str(&text).p);
    assert_true(str_ends(strbuf_str(&dump.text), STR("  Far unknown limit @200001:20\n")));
    arena_free(arena);
}

static void misplaced_elements_are_passed_with_a_warning(void **state)
{
    (void)state;
    static const char *const cases[] = {"<T>x</T>",
                                        "<En/>",
                                        "<LST><S>a</S></LST>",
                                        "<Props><S N='a'>b</S></Props>",
                                        "<Obj RefId='0'><Obj RefId='1'/></Obj>",
                                        "<S><Obj RefId='0'/></S>",
                                        "<Obj RefId='0'><LST><TN RefId='0'/></LST></Obj>",
                                        "<Objs/>",
                                        "<RefId/>"};
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Dump dump = read_text(arena, cases[i]);
        assert_int_equal(dump.result, READ_OK);
        assert_int_equal(dump.diags.count, 1);
        assert_string_equal(dump.diags.items[0].code, "unknownElement");
    }
    arena_free(arena);
}

static void members_are_found_whatever_their_case_and_the_last_counts(void **state)
{
    (void)state;
    Raw first = {.kind = RAW_NULL}, second = {.kind = RAW_BOOL};
    RawMember members[] = {{STR("Name"), &first, false}, {STR("NAME"), &second, false}};
    Record record = {.members = members, .member_count = 2};
    Raw object = {.kind = RAW_OBJECT, .members = members, .member_count = 1};
    assert_ptr_equal(record_member(&record, STR("name")), &second);
    assert_ptr_equal(raw_member(&object, STR("name")), &first);
    assert_null(record_member(&record, STR("other")));
}

int main(void)
{
    xml_library_open();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_element_is_read),
        cmocka_unit_test(every_container_is_read),
        cmocka_unit_test(references_and_cycles_are_read),
        cmocka_unit_test(utf16_gives_the_same),
        cmocka_unit_test(a_fixture_cut_anywhere_gives_a_prefix),
        cmocka_unit_test(unwanted_members_are_passed_but_their_types_and_objects_are_known),
        cmocka_unit_test(dictionary_entries_can_be_unwanted),
        cmocka_unit_test(long_base64_bypasses_the_parser_without_a_trace),
        cmocka_unit_test(escapes_are_resolved_once),
        cmocka_unit_test(a_nul_does_not_end_a_string),
        cmocka_unit_test(escapes_stand_in_names_types_and_texts),
        cmocka_unit_test(only_type_names_are_cut_by_depth),
        cmocka_unit_test(an_empty_export_is_read),
        cmocka_unit_test(console_captures_are_read_without_their_messages),
        cmocka_unit_test(another_root_is_ignored_and_named),
        cmocka_unit_test(it_is_recognised_by_its_root),
        cmocka_unit_test(duplicate_ids_give_one_warning_and_the_last_counts),
        cmocka_unit_test(ids_need_not_be_numbers),
        cmocka_unit_test(objects_nest_fifty_deep),
        cmocka_unit_test(shared_references_do_not_grow_without_bound),
        cmocka_unit_test(a_reference_too_far_back_is_unknown),
        cmocka_unit_test(misplaced_elements_are_passed_with_a_warning),
        cmocka_unit_test(members_are_found_whatever_their_case_and_the_last_counts),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_close();
    return failures;
}
