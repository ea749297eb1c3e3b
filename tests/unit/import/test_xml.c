#include "import/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

// --- a document that is written together with what reading it must give -------------------------------

typedef enum EventKind { EVENT_START, EVENT_ATTRIBUTE, EVENT_TEXT, EVENT_END } EventKind;

typedef struct Event {
    EventKind kind;
    const char *name;
    Origin origin;
    const char *text;
} Event;

typedef struct Document {
    Arena *arena;
    StrBuf text;
    uint32_t line, column;
    uint64_t random;
    Event *events;
    size_t count, capacity, next;
    XmlParser *xml;
} Document;

static Document new_document(Arena *arena, uint64_t seed)
{
    return (Document){.arena = arena, .text = strbuf_new(arena), .line = 1, .column = 1, .random = seed};
}

static uint32_t pick(Document *document, uint32_t below)
{
    document->random = document->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(document->random >> 33) % below;
}

// The brute-force scanner of positions: one byte at a time.
static void put(Document *document, const char *text)
{
    for (; *text; text++) {
        strbuf_char(&document->text, *text);
        if (*text == '\n') {
            document->line++;
            document->column = 1;
        } else if (((unsigned char)*text & 0xC0) != 0x80) {
            document->column++;
        }
    }
}

static void expect(Document *document, EventKind kind, const char *name, const char *text)
{
    document->events = arena_grow(document->arena, document->events, &document->capacity, document->count + 1,
                                  sizeof *document->events);
    Origin origin = {7, document->line, document->column};
    document->events[document->count++] = (Event){kind, name, origin, text};
}

static void put_blank(Document *document)
{
    static const char *const blanks[] = {" ", "\n", "\r\n", "\t", "  ", " \n   ", "\n\n\t"};
    put(document, blanks[pick(document, sizeof blanks / sizeof *blanks)]);
}

static void put_attributes(Document *document)
{
    static const char *const names[] = {"N", "RefId", "ä", "xml:lang", "a-long-name"};
    static const char *const values[][2] = {
        {"", ""},
        {"x", "x"},
        {"C:\\Windows", "C:\\Windows"},
        {"päth", "päth"},
        {"line\nbreak", "line break"},
        {"a &lt; b", "a < b"},
        {"漢字\t😀", "漢字 😀"},
        {"R&amp;D &#38;#38; &amp;#38;", "R&D &#38; &#38;"},
        {"'single' > &quot;", "'single' > \""},
    };
    uint32_t count = pick(document, 6);
    for (uint32_t i = 0; i < count; i++) {
        put_blank(document);
        if (pick(document, 9) == 0) {
            put(document, (char[]){'x', 'm', 'l', 'n', 's', ':', (char)('a' + i), 0});
            put(document, "='urn:x'");
            put_blank(document);
        }
        const char *const *value = values[pick(document, sizeof values / sizeof *values)];
        expect(document, EVENT_ATTRIBUTE, names[i] + (i == 3 ? 4 : 0), value[1]);
        put(document, names[i]);
        put(document, pick(document, 4) ? "=\"" : "\n= \"");
        put(document, value[0]);
        put(document, "\"");
    }
    if (pick(document, 4) == 0)
        put_blank(document);
}

static void put_text(Document *document)
{
    static const char *const texts[][3] = {
        {"", "Ntlm", "Ntlm"},
        {"", "1", "1"},
        {"", "Grüße aus Köln", "Grüße aus Köln"},
        {"", "a\nb\r\nc", "a\nb\nc"},
        {"", "&amp;&lt;", "&<"},
        {"<![CDATA[", "a<b]]>&amp;", "a<b&"},
        {"<!-- c -->", "t", "t"},
        {"<?p q?><!-- &\n < -->\n", "😀", "\n😀"},
        {"<!--\n\n-->", "&gt;x", ">x"},
        {"<![CDATA[]]><!-- -->", "é<!-- -->", "é"},
        {"", "long text, much longer than eight bytes", "long text, much longer than eight bytes"},
    };
    const char *const *text = texts[pick(document, sizeof texts / sizeof *texts)];
    bool blank_first = text[2][0] == '\n' && text[1][0] != '\n';
    put(document, blank_first ? "<?p q?><!-- &\n < -->" : text[0]);
    expect(document, EVENT_TEXT, "", text[2]);
    put(document, blank_first ? "\n" : "");
    put(document, text[1]);
}

static void put_filler(Document *document)
{
    static const char *const fillers[] = {"\n",   "\r\n  ",    "", "<!-- ü\n -->", "text <![CDATA[ < & ]]>",
                                          "&lt;", "<?pi > ?>", " "};
    put(document, fillers[pick(document, sizeof fillers / sizeof *fillers)]);
}

// One in a few hundred elements is followed by text that is longer than every buffer.
static void put_long_filler(Document *document)
{
    bool lines = pick(document, 2);
    uint32_t count = 200 + pick(document, 20000);
    for (uint32_t i = 0; i < count; i++)
        put(document, lines && i % 50 == 0 ? "\n" : "A3€+");
}

static void put_element(Document *document, unsigned depth);

static void put_children(Document *document, unsigned depth) // NOLINT(misc-no-recursion): bounded by the depth
{
    uint32_t count = depth > 6 ? 0 : pick(document, 5);
    for (uint32_t i = 0; i < count; i++) {
        put_filler(document);
        put_element(document, depth + 1);
        if (pick(document, 300) == 0)
            put_long_filler(document);
    }
    put_filler(document);
}

static void put_element(Document *document, unsigned depth) // NOLINT(misc-no-recursion): bounded by the depth
{
    static const char *const names[] = {"Obj", "Props", "größe", "n"};
    const char *name = names[pick(document, sizeof names / sizeof *names)];
    bool leaf = depth > 1 && pick(document, 3) == 0, empty = !leaf && pick(document, 5) == 0;
    expect(document, EVENT_START, leaf ? "leaf" : name, NULL);
    put(document, "<");
    put(document, leaf ? "leaf" : name);
    put_attributes(document);
    if (empty) {
        put(document, "/>");
        expect(document, EVENT_END, name, NULL);
        return;
    }
    put(document, ">");
    if (leaf)
        put_text(document);
    else
        put_children(document, depth);
    expect(document, EVENT_END, leaf ? "leaf" : name, NULL);
    put(document, "</");
    put(document, leaf ? "leaf" : name);
    put(document, pick(document, 5) ? ">" : "\n >");
}

// --- reading it --------------------------------------------------------------------------------------

static const Event *next_event(Document *document, EventKind kind)
{
    assert_true(document->next < document->count);
    const Event *event = &document->events[document->next++];
    assert_int_equal(event->kind, kind);
    return event;
}

static void check_origin(Origin is, Origin expected)
{
    assert_int_equal(is.line, expected.line);
    assert_int_equal(is.column, expected.column);
    assert_int_equal(is.file, expected.file);
}

static void check_start(void *context, const XmlTag *tag)
{
    Document *document = context;
    const Event *event = next_event(document, EVENT_START);
    assert_string_equal(tag->name, event->name);
    bool tag_first = document->next % 2;
    if (tag_first)
        check_origin(xml_origin(document->xml), event->origin);
    for (unsigned i = 0; i < tag->count; i++) {
        const Event *attribute = next_event(document, EVENT_ATTRIBUTE);
        assert_string_equal(xml_attribute_name(tag, i), attribute->name);
        assert_true(str_eq(xml_attribute_value(tag, i), str(attribute->text)));
        check_origin(xml_attribute_origin(document->xml, tag, i), attribute->origin);
    }
    if (!tag_first)
        check_origin(xml_origin(document->xml), event->origin);
    if (strcmp(tag->name, "leaf") == 0)
        xml_capture(document->xml);
}

static void check_end(void *context, const char *name, Str text)
{
    Document *document = context;
    if (strcmp(name, "leaf") == 0) {
        const Event *event = next_event(document, EVENT_TEXT);
        assert_true(str_eq(text, str(event->text)));
        check_origin(xml_text_origin(document->xml), event->origin);
    }
    const Event *event = next_event(document, EVENT_END);
    assert_string_equal(name, event->name);
    if (strcmp(name, "leaf") == 0)
        check_origin(xml_origin(document->xml), event->origin);
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

static void positions_are_those_of_a_brute_force_scanner(void **state)
{
    (void)state;
    void *slot = NULL;
    XmlHandler handler = {.start = check_start, .end = check_end};
    size_t total = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        Arena *arena = arena_new();
        Document document = new_document(arena, seed);
        if (seed % 3 == 0)
            put(&document, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- ü -->");
        put_element(&document, 0);
        document.xml = xml_worker_parser(&slot);
        Str text = strbuf_str(&document.text);
        total += document.count;
        Diags diags = diags_new(arena);
        assert_true(
            parse_text(document.xml, arena, seed % 2 ? text : to_utf16(arena, text), &handler, &document, &diags));
        assert_int_equal(document.next, document.count);
        arena_free(arena);
    }
    print_message("%zu positions\n", total);
    xml_worker_free(slot);
}

// --- plain cases ---------------------------------------------------------------------------------------

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
        cmocka_unit_test(positions_are_those_of_a_brute_force_scanner),
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
