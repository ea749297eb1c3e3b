#include "import/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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

int main(void)
{
    xml_library_open();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_are_those_of_a_brute_force_scanner),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_close();
    return failures;
}
