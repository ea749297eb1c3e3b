#include "import/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

static void check_origin(Origin is, Origin expected)
{
    assert_int_equal(is.line, expected.line);
    assert_int_equal(is.column, expected.column);
    assert_int_equal(is.file, expected.file);
}

static Str to_utf16(Arena *arena, Str text)
{
    StrBuf out = strbuf_new(arena);
    strbuf_add(&out, STR("\xFF\xFE"));
    for (size_t at = 0; at < text.n;) {
        uint32_t code = utf8_next(text, &at);
        uint32_t units[2] = {code, 0};
        if (code >= 0x10000) {
            units[0] = 0xD800 + ((code - 0x10000) >> 10);
            units[1] = 0xDC00 + ((code - 0x10000) & 0x3FF);
        }
        for (int i = 0; i < 1 + (units[1] != 0); i++) {
            strbuf_char(&out, (char)(units[i] & 0xFF));
            strbuf_char(&out, (char)(units[i] >> 8));
        }
    }
    return strbuf_str(&out);
}

static bool parse_text(XmlParser *xml, Arena *arena, Str text, const XmlHandler *handler, void *context, Diags *diags)
{
    Source *source = source_memory(arena, text, (Origin){7, 0, 0}, diags);
    bool whole = xml_parse(xml, source, handler, context, NULL);
    source_close(source);
    return whole;
}

// --- cases ---------------------------------------------------------------------------------------

typedef struct Case {
    Arena *arena;
    XmlParser *xml;
    void *slot;
    Diags diags;
    unsigned starts, ends;
    const char *skip, *capture, *stop;
    StrBuf seen;
    Origin origin;
} Case;

static void count_start(void *context, const XmlTag *tag)
{
    Case *c = context;
    c->starts++;
    c->origin = xml_origin(c->xml);
    strbuf_printf(&c->seen, "<%s", tag->name);
    if (c->skip && strcmp(tag->name, c->skip) == 0)
        xml_skip(c->xml);
    if (c->capture && strcmp(tag->name, c->capture) == 0)
        xml_capture(c->xml);
    if (c->stop && strcmp(tag->name, c->stop) == 0)
        xml_stop(c->xml);
}

static void count_end(void *context, const char *name, Str text)
{
    Case *c = context;
    c->ends++;
    strbuf_printf(&c->seen, "%.*s>", (int)(text.n < 100 ? text.n : 100), text.p);
    (void)name;
}

static const XmlHandler counting = {.start = count_start, .end = count_end, .first_line = STR_INIT("#< CLIXML")};

static Case new_case(void)
{
    Case c = {.arena = arena_new()};
    c.diags = diags_new(c.arena);
    c.seen = strbuf_new(c.arena);
    c.xml = xml_worker_parser(&c.slot);
    return c;
}

static void free_case(Case *c)
{
    xml_worker_free(c->slot);
    arena_free(c->arena);
}

static bool read_case(Case *c, Str text)
{
    return parse_text(c->xml, c->arena, text, &counting, c, &c->diags);
}

// The document must be refused with one diagnostic: "code line:column message".
static void refuse(const char *text, const char *expected)
{
    Case c = new_case();
    assert_false(read_case(&c, str(text)));
    assert_int_equal(c.diags.count, 1);
    const Diag *diag = &c.diags.items[0];
    Str is = str_printf(c.arena, "%s %u:%u " STR_FMT, diag->code, diag->origin.line, diag->origin.column,
                        STR_ARG(diag->message));
    assert_string_equal(is.p, expected);
    assert_int_equal(diag->level, DIAG_ERROR);
    free_case(&c);
}

static void skipped_elements_and_other_text_are_not_seen(void **state)
{
    (void)state;
    Case c = new_case();
    c.skip = "s";
    c.capture = "t";
    assert_true(read_case(&c, STR("<a>no<s><t>no</t><s/></s><t>y<b>e</b>s</t><s/><b>no</b></a>")));
    assert_string_equal(strbuf_str(&c.seen).p, "<a<s<t<b>yes><s<b>>");
    free_case(&c);
}

static void a_reader_can_stop(void **state)
{
    (void)state;
    Case c = new_case();
    c.stop = "stop";
    assert_true(read_case(&c, STR("<a><b/><stop><b/></stop><broken")));
    assert_int_equal(c.starts, 3);
    assert_int_equal(c.diags.count, 0);
    free_case(&c);
}

static void names_are_equal_by_pointer(void **state)
{
    (void)state;
    static const char *const names[] = {"Obj", "never", "N"};
    void *slot = NULL;
    XmlParser *xml = xml_worker_parser(&slot);
    const char *const *pointers = xml_names(xml, names, 3);
    assert_string_equal(pointers[2], "N");
    assert_ptr_equal(xml_names(xml, names, 3), pointers);
    assert_ptr_equal(pointers[0], xml_names(xml, names, 3)[0]);
    xml_worker_free(slot);
}

static void syntax_errors_say_where_and_what_but_never_quote(void **state)
{
    (void)state;
    refuse("", "xmlSyntax 1:1 there is no element: expected `<`");
    refuse("password", "xmlSyntax 1:1 there is no element: expected `<`");
    refuse("<a>\n <b>secret</c></a>", "xmlSyntax 2:15 </c> where the element <b> of line 2 should be closed");
    refuse("<Obj>\n<Props>sec", "xmlSyntax 2:11 the file ends inside the element <Props>");
    refuse("<a>&secret;</a>", "xmlSyntax 1:12 a reference to an entity: only lt, gt, amp, apos and quot exist");
    refuse("<a x='1' x='2'/>", "xmlSyntax 1:15 an attribute stands twice in one tag");
    refuse("<a p:x='1'/>", "xmlSyntax 1:11 a prefix that no xmlns attribute declares");
    refuse("<a x=secret/>", "xmlSyntax 1:6 the value of an attribute must begin with a quotation mark");
    refuse("<a x='<'/>", "xmlSyntax 1:7 a `<` in the value of an attribute: a quotation mark is missing before it");
    refuse("<a/>secret", "xmlSyntax 1:5 something follows the end of the root element");
    refuse("<a>\x01</a>", "xmlSyntax 1:4 a character that XML does not allow");
    refuse("<a", "xmlSyntax 1:3 the file ends inside the element <a>");
}

static void a_document_type_is_refused(void **state)
{
    (void)state;
    refuse("\n<!DOCTYPE a SYSTEM '<x'>\n<a/>", "doctype 2:1 a document type declaration (DOCTYPE) is not accepted");
    refuse("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>",
           "doctype 1:1 a document type declaration (DOCTYPE) is not accepted");
}

static Str repeat(Arena *arena, const char *before, const char *part, size_t count, const char *after)
{
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, str(before));
    for (size_t i = 0; i < count; i++)
        strbuf_add(&text, str(part));
    strbuf_add(&text, str(after));
    return strbuf_str(&text);
}

static void refuse_limit(Case *c, Str text, const char *limit)
{
    size_t before = c->diags.count;
    assert_false(read_case(c, text));
    assert_int_equal(c->diags.count, before + 1);
    assert_string_equal(c->diags.items[before].code, "limit");
    assert_true(str_find(c->diags.items[before].message, str(limit)) != (size_t)-1);
}

static Str many_attributes(Arena *arena, unsigned count, const char *prefix)
{
    StrBuf text = strbuf_new(arena);
    strbuf_add(&text, STR("<a"));
    for (unsigned i = 0; i < count; i++)
        strbuf_printf(&text, " %sa%u='&gt;=\"'", prefix, i);
    strbuf_add(&text, STR("/>"));
    return strbuf_str(&text);
}

static void limits_are_diagnostics(void **state)
{
    (void)state;
    Case c = new_case();
    refuse_limit(&c, repeat(c.arena, "", "<a>", 10000, ""), "xmlDepth");
    assert_int_equal(c.starts, 256);
    refuse_limit(&c, many_attributes(c.arena, 1001, ""), "xmlAttributes");
    refuse_limit(&c, many_attributes(c.arena, 100000, ""), "xmlAttributes");
    refuse_limit(&c, many_attributes(c.arena, 100000, "xmlns:"), "xmlAttributes");
    refuse_limit(&c, repeat(c.arena, "<a b='", "xxxxxxxxxx", 120000, "'/>"), "xmlTagBytes");
    assert_true(read_case(&c, many_attributes(c.arena, 1000, "")));
    assert_true(read_case(&c, repeat(c.arena, "<a b='", "xxxxxxxxxx", 100000, "'/>")));
    assert_true(read_case(&c, repeat(c.arena, "<a><!-- <b ", "c='' d ", 500000, "--></a>")));
    assert_true(read_case(&c, repeat(c.arena, "<a><b c='>'/>", "c='' d > ", 500000, "</a>")));
    assert_true(read_case(&c, repeat(c.arena, "<a><b c='>'/><![CDATA[<b ", "c='' d ", 500000, "]]></a>")));
    free_case(&c);
}

static void limits_can_be_set(void **state)
{
    (void)state;
    Case c = new_case();
    c.capture = "b";
    static const XmlLimits low = {.depth = 3, .attributes = 2, .tag_bytes = 100, .text_bytes = 5, .elements = 4};
    static const char *const cases[][2] = {{"<a><b>123456</b></a>", "xmlTextBytes"},
                                           {"<a><c/><c/><c/><c/></a>", "xmlElements"},
                                           {"<a a='' b='' xmlns='c'/>", "xmlAttributes"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Source *source = source_memory(c.arena, str(cases[i][0]), (Origin){1, 0, 0}, &c.diags);
        assert_false(xml_parse(c.xml, source, &counting, &c, &low));
        assert_true(str_find(c.diags.items[i].message, str(cases[i][1])) != (size_t)-1);
        source_close(source);
    }
    free_case(&c);
}

static void a_first_line_is_passed_over_and_counted(void **state)
{
    (void)state;
    Case c = new_case();
    assert_true(read_case(&c, STR("#< CLIXML\r\n<a>\n <b/></a>")));
    check_origin(c.origin, (Origin){7, 3, 2});
    free_case(&c);
}

static void check_encoding(Str text, size_t warnings)
{
    Case c = new_case();
    c.capture = "a";
    assert_true(read_case(&c, text));
    assert_int_equal(c.diags.count, warnings);
    if (warnings)
        assert_string_equal(c.diags.items[0].code, "encoding");
    free_case(&c);
}

static void a_wrong_encoding_declaration_is_a_warning(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    check_encoding(STR("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>ä</a>"), 1);
    check_encoding(STR("<?xml version=\"1.0\" encoding='UTF-8' ?><a>ä</a>"), 0);
    check_encoding(STR("<?xml version=\"1.0\"?><a>ä</a>"), 0);
    check_encoding(STR("<?xml version='1.0' encoding = 'iso-8859-1'?><a>a</a>"), 0);
    check_encoding(STR("<?xml version='1.0' encoding = 'iso-8859-1'?><a>ä</a>"), 1);
    check_encoding(to_utf16(arena, STR("<?xml version='1.0' encoding='UTF-16'?><a>ä</a>")), 0);
    check_encoding(to_utf16(arena, STR("<?xml version='1.0' encoding='utf-8'?><a>ä</a>")), 1);
    arena_free(arena);
}

static void nul_characters_end_the_parse_at_once(void **state)
{
    (void)state;
    Case c = new_case();
    static const char nul[10] = "<a>\0\0</a>";
    assert_false(read_case(&c, (Str){nul, sizeof nul}));
    assert_false(read_case(&c, (Str){nul + 3, 2}));
    assert_false(read_case(&c, (Str){"<\0?\0x\0m\0", 8}));
    assert_int_equal(c.diags.count, 3);
    free_case(&c);
}

static void a_sparse_file_ends_at_its_first_bytes(void **state)
{
    (void)state;
    static char buffer[256 * 1024];
    char path[] = "/tmp/exaudit-sparse-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0 && ftruncate(descriptor, (off_t)2 << 30) == 0);
    (void)close(descriptor);
    Case c = new_case();
    Source *source = source_open(c.arena, path, (Origin){1, 0, 0}, buffer, sizeof buffer, &c.diags);
    assert_non_null(source);
    assert_false(xml_parse(c.xml, source, &counting, &c, NULL));
    assert_int_equal(c.diags.count, 1);
    source_close(source);
    (void)remove(path);
    free_case(&c);
}

static void lines_beyond_65535_are_counted(void **state)
{
    (void)state;
    Case c = new_case();
    assert_true(read_case(&c, repeat(c.arena, "<a>", "\n", 200000, "   <b/></a>")));
    check_origin(c.origin, (Origin){7, 200001, 4});
    free_case(&c);
}

// Many names fill the dictionary; the next file must not suffer, and must not grow it.
static void a_full_dictionary_is_replaced(void **state)
{
    (void)state;
    Case c = new_case();
    StrBuf text = strbuf_new(c.arena);
    strbuf_add(&text, STR("<a>"));
    for (unsigned i = 0; i < 100000; i++)
        strbuf_printf(&text, "<name%u/>", i);
    strbuf_add(&text, STR("</a>"));
    static const char *const names[] = {"a"};
    (void)xml_names(c.xml, names, 1);
    assert_true(read_case(&c, strbuf_str(&text)));
    assert_string_equal(xml_names(c.xml, names, 1)[0], "a");
    assert_true(read_case(&c, STR("<a/>")));
    free_case(&c);
}

int main(void)
{
    xml_library_open();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skipped_elements_and_other_text_are_not_seen),
        cmocka_unit_test(a_reader_can_stop),
        cmocka_unit_test(names_are_equal_by_pointer),
        cmocka_unit_test(syntax_errors_say_where_and_what_but_never_quote),
        cmocka_unit_test(a_document_type_is_refused),
        cmocka_unit_test(limits_are_diagnostics),
        cmocka_unit_test(limits_can_be_set),
        cmocka_unit_test(a_first_line_is_passed_over_and_counted),
        cmocka_unit_test(a_wrong_encoding_declaration_is_a_warning),
        cmocka_unit_test(nul_characters_end_the_parse_at_once),
        cmocka_unit_test(a_sparse_file_ends_at_its_first_bytes),
        cmocka_unit_test(lines_beyond_65535_are_counted),
        cmocka_unit_test(a_full_dictionary_is_replaced),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_close();
    return failures;
}
