#include "import/xml_internal.h"

const XmlLimits xml_limits = {
    .depth = 256, .attributes = 1000, .tag_bytes = 1 << 20, .text_bytes = 1 << 22, .elements = 100000000};

enum { LARGEST_DICTIONARY = 1024 * 1024, LONG_TAG = 16 * 1024, HALF_BUFFER = 16 * 1024 };

void xml_library_open(void)
{
    xmlInitParser();
}

void xml_library_close(void)
{
    xmlCleanupParser();
}

void xml_halt(XmlParser *xml)
{
    xml->halted = true;
    xml->context->disableSAX = 1;
}

// --- bytes ------------------------------------------------------------------------------------------

// The number of attributes of the start tag at `tag` of which the bytes up to `end` are there; 0 when it is closed
// before `at`.
static unsigned count_attributes(const char *tag, const char *at, const char *end)
{
    unsigned count = 0;
    for (const char *p = tag; p < end; p++) {
        if (*p == '>')
            return p < at ? 0 : count;
        count += *p == '=';
        if (*p == '"' || *p == '\'')
            p = memchr(p + 1, *p, (size_t)(end - p - 1));
        if (!p)
            break;
    }
    return count;
}

// libxml2 compares every attribute of a tag with every other, and tells us of them only afterwards. But it keeps a
// whole start tag in its buffer: so when that has grown, and what stands there is a tag, the limits are checked before
// it gets more of it.
static void watch_tag(XmlParser *xml)
{
    const xmlParserInput *input = xml->context->input;
    xmlParserInputState state = xml->context->instate;
    if (state == XML_PARSER_COMMENT || state == XML_PARSER_PI || state == XML_PARSER_CDATA_SECTION)
        return;
    const char *end = xml->text.bytes + xml->text.given;
    const char *at = end - (input->end - input->cur), *low = end - (input->end - input->base);
    const char *tag = xml_scan_back(low, at, '<');
    unsigned count = tag ? count_attributes(tag, at, end) : 0;
    if (count > xml->limits->attributes)
        xml_fail_limit(xml, "xmlAttributes", xml->limits->attributes, "attributes in one start tag");
    else if (count > 0 && (size_t)(end - tag) > xml->limits->tag_bytes)
        xml_fail_limit(xml, "xmlTagBytes", xml->limits->tag_bytes, "bytes in one start tag");
}

// The position of captured text must be known before the text is dropped.
static void keep_text_origin(XmlParser *xml, size_t used)
{
    if (xml->capture && !xml->captured_origin.line && xml->captured_from + used < xml->text.start + xml->text.given)
        xml->captured_origin = xml_position(xml, xml->captured_from);
}

static bool fill(XmlParser *xml, size_t used)
{
    bool first = xml->text.start + xml->text.length == 0;
    size_t before = xml->text.length;
    keep_text_origin(xml, used);
    uint64_t start = xml->text.start;
    if (!xml_text_fill(&xml->text, used))
        return false;
    if (first)
        xml_check_start(xml);
    if (xml->watch_encoding)
        xml_watch_encoding(xml, before - (size_t)(xml->text.start - start));
    return !xml->halted;
}

// Whether of the last character that was given to libxml2 a part is still to come.
static bool splits_character(const XmlText *text)
{
    return text->given < text->length && ((unsigned char)text->bytes[text->given] & 0xC0) == 0x80;
}

// Whether nothing but the text of xml_pass_text has been given to libxml2 since its tag, and no character only in part.
static bool inside_passed_text(const XmlParser *xml)
{
    const XmlText *text = &xml->text;
    uint64_t given = text->start + text->given;
    if (xml->passing_from > given || xml->passing_from < text->start)
        return false;
    return !splits_character(text) &&
           !memchr(xml_text_at(text, xml->passing_from), '<', (size_t)(given - xml->passing_from));
}

// Moves on to the next `<` without giving libxml2 what stands before it. In text that is where the text ends, whatever
// it holds.
static void pass_text(XmlParser *xml, size_t used)
{
    XmlText *text = &xml->text;
    xml->passing = inside_passed_text(xml);
    xml->gap = xml->passing ? 0 : xml->gap;
    xml->gap_lines = 0;
    while (xml->passing) {
        const char *from = text->bytes + text->given;
        const char *end = memchr(from, '<', text->length - text->given);
        size_t count = end ? (size_t)(end - from) : text->length - text->given;
        uint64_t offset = text->start + text->given;
        xml->gap_lines += xml_text_lines(text, offset, offset + count);
        xml->gap += count;
        text->given += count;
        xml->passing = !end && fill(xml, used);
    }
    xml->gap_end = text->start + text->given;
    xml->line_base += xml->gap_lines;
}

// libxml2's read callback.
static int give(void *parser, char *out, int size)
{
    XmlParser *xml = parser;
    const xmlParserInput *input = xml->context->input;
    size_t used = input ? (size_t)(input->end - input->base) : 0;
    if (used > LONG_TAG && !xml->halted)
        watch_tag(xml);
    if (xml->text.given == xml->text.length && !xml->halted)
        (void)fill(xml, used);
    if (xml->passing && !xml->halted)
        pass_text(xml, used);
    if (xml->halted)
        return 0;
    size_t count = xml->text.length - xml->text.given;
    if (count > (size_t)size)
        count = (size_t)size;
    memcpy(out, xml->text.bytes + xml->text.given, count);
    xml->text.given += count;
    return (int)count;
}

// --- events -----------------------------------------------------------------------------------------

static bool within_limits(XmlParser *xml, unsigned attributes)
{
    const XmlLimits *limits = xml->limits;
    if (xml->depth <= limits->depth && xml->elements <= limits->elements && attributes <= limits->attributes)
        return !xml->halted;
    if (xml->depth > limits->depth)
        xml_fail_limit(xml, "xmlDepth", limits->depth, "nested elements");
    else if (xml->elements > limits->elements)
        xml_fail_limit(xml, "xmlElements", limits->elements, "elements in one document");
    else
        xml_fail_limit(xml, "xmlAttributes", limits->attributes, "attributes in one start tag");
    return false;
}

// Moves libxml2 on to the end of the passed-over text as far as it already holds it: the `>` that it is at, and that
// ends the tag, takes the place of the last byte of that text.
static void pass_held_text(XmlParser *xml)
{
    xmlParserInputPtr input = xml->context->input;
    if (*input->cur != '>')
        return;
    const xmlChar *from = input->cur + 1, *end = input->end;
    const xmlChar *next = memchr(from, '<', (size_t)(end - from));
    if (!next && splits_character(&xml->text))
        return;
    size_t count = (size_t)((next ? next : end) - from);
    uint64_t offset = xml_offset_of(xml, from);
    xml->line_base += xml_text_lines(&xml->text, offset, offset + count);
    input->cur += count;
    // The buffer is ours to write; libxml2 only says const.
    *(xmlChar *)(uintptr_t)input->cur = '>'; // NOLINT(performance-no-int-to-ptr)
}

static void deliver_start(XmlParser *xml, const XmlTag *tag)
{
    xml->tag = UINT64_MAX;
    xml->handler->start(xml->user, tag);
    xml->same_line = UINT64_MAX;
    if (xml->passing)
        pass_held_text(xml);
}

// NOLINTNEXTLINE(readability-function-size): the parameters are libxml2's
static void on_start(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int count, int defaulted, const xmlChar **attributes)
{
    (void)uri, (void)namespaces, (void)defaulted;
    XmlParser *xml = parser;
    xml->depth++;
    xml->elements++;
    xml->passing = false;
    if (!within_limits(xml, (unsigned)(count + namespace_count)) || xml->skip)
        return;
    const xmlParserInput *input = xml->context->input;
    // libxml2 tells of a tag that is cut short before it complains of it.
    if (*input->cur != '>' && *input->cur != '/')
        return;
    deliver_start(xml, &(XmlTag){.name = (const char *)name,
                                 .prefix = (const char *)prefix,
                                 .count = (unsigned)count,
                                 .attributes = (const unsigned char *const *)attributes,
                                 .low = (const char *)input->base,
                                 .high = (const char *)input->end,
                                 .arena = xml->arena});
}

static void end_capture(XmlParser *xml)
{
    xml->capture = 0;
    xml->context->sax->characters = xml->context->sax->ignorableWhitespace = NULL;
}

static void deliver_end(XmlParser *xml, const char *name)
{
    bool captured = xml->capture == xml->depth;
    Str text = {"", 0};
    if (captured && xml->captured_length)
        text = (Str){xml->captured, xml->captured_length};
    xml->tag = UINT64_MAX;
    xml->handler->end(xml->user, name, text);
    xml->same_line = UINT64_MAX;
    if (captured)
        end_capture(xml);
}

static void on_end(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix, (void)uri;
    XmlParser *xml = parser;
    xml->passing = false;
    if (!xml->skip)
        deliver_end(xml, (const char *)name);
    else if (xml->skip == xml->depth)
        xml->skip = 0;
    xml->depth--;
    if (xml->element && !xml->depth)
        xml_halt(xml);
}

// Where text begins that follows comments and processing instructions, or stands in a CDATA section.
static uint64_t after_markup(const XmlParser *xml, uint64_t offset)
{
    static const struct {
        Str open, close;
    } markup[] = {{STR_INIT("<!--"), STR_INIT("-->")},
                  {STR_INIT("<?"), STR_INIT("?>")},
                  {STR_INIT("<![CDATA[]]>"), STR_INIT("]]>")}};
    const XmlText *text = &xml->text;
    Str rest = {xml_text_at(text, offset), (size_t)(text->start + text->given - offset)};
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++) {
        if (!str_starts(rest, markup[i].open))
            continue;
        size_t close = str_find(rest, markup[i].close);
        if (close == (size_t)-1)
            break;
        rest = str_slice(rest, close + markup[i].close.n, rest.n);
        i = (size_t)-1;
    }
    if (str_starts(rest, STR("<![CDATA[")))
        rest = str_slice(rest, 9, rest.n);
    return offset + (uint64_t)(rest.p - xml_text_at(text, offset));
}

static void begin_text(XmlParser *xml)
{
    if (!xml->captured_origin.line && xml->captured_from < xml->text.start + xml->text.given &&
        *xml_text_at(&xml->text, xml->captured_from) == '<')
        xml->captured_from = after_markup(xml, xml->captured_from);
}

void xml_on_text(void *parser, const xmlChar *p, int n)
{
    XmlParser *xml = parser;
    size_t need = xml->captured_length + (size_t)n;
    if (need > xml->limits->text_bytes) {
        xml_fail_limit(xml, "xmlTextBytes", xml->limits->text_bytes, "bytes of text in one element");
        return;
    }
    if (!xml->captured_length)
        begin_text(xml);
    if (need > xml->captured_capacity) {
        xml->captured_capacity = need * 2;
        xml->captured = realloc(xml->captured, xml->captured_capacity);
        if (!xml->captured)
            die("out of memory");
    }
    memcpy(xml->captured + xml->captured_length, p, (size_t)n);
    xml->captured_length = need;
}

static void on_doctype(void *parser, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    XmlParser *xml = parser;
    uint64_t at = xml_offset_of(xml, xml->context->input->cur);
    const char *p = xml_text_at(&xml->text, at), *low = xml->text.bytes;
    while ((p = xml_scan_back(low, p, '<')))
        if (str_starts((Str){p, 9}, STR("<!DOCTYPE")))
            break;
    Origin origin = xml_position(xml, p ? xml->text.start + (uint64_t)(p - low) : at);
    xml_fail(xml, "doctype", origin, STR("a document type declaration (DOCTYPE) is not accepted"),
             STR("no export has one: take the file for what it is, or remove the declaration"));
}

// --- parsing ----------------------------------------------------------------------------------------

static void new_context(XmlParser *xml)
{
    arena_rewind(xml->keeping, xml->keeping_empty);
    memset(xml->kept, 0, sizeof xml->kept);
    xmlFreeParserCtxt(xml->context);
    xmlDefaultBufferSize = HALF_BUFFER; // of this thread: else libxml2 enlarges its buffer step by step in every file
    xml->context = xmlNewParserCtxt();
    if (!xml->context)
        die("out of memory");
    xml->context->userData = xml;
    *xml->context->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
                                         .startElementNs = on_start,
                                         .endElementNs = on_end,
                                         .internalSubset = on_doctype,
                                         .serror = xml_on_error};
}

static bool run(XmlParser *xml, Source *source, Origin origin, const XmlHandler *handler, void *user)
{
    xml_text_open(&xml->text, source, origin, handler->retain);
    xml->handler = handler;
    xml->user = user;
    xml->depth = xml->skip = 0;
    xml->line_base = origin.line - 1;
    xml->elements = 0;
    xml->same_line = UINT64_MAX;
    xml->halted = xml->damaged = xml->watch_encoding = xml->passing = false;
    xml->gap = 0;
    xml->file = (Origin){origin.file, 0, 0};
    xml->diags = source_diags(source);
    end_capture(xml);
    (void)xmlCtxtReadIO(xml->context, give, NULL, xml, NULL, NULL, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    if (!xml->halted && !xml->context->wellFormed)
        xml_fail(xml, "xmlSyntax", xml_position_now(xml), STR("the document is not well-formed"), STR(""));
    if (xmlDictGetUsage(xml->context->dict) > LARGEST_DICTIONARY)
        new_context(xml);
    return !xml->damaged;
}

bool xml_parse(XmlParser *xml, Source *source, const XmlHandler *handler, void *context, const XmlLimits *limits)
{
    Origin origin = {source_file(source).file, 1, 1};
    arena_rewind(xml->arena, xml->empty);
    xml->limits = limits ? limits : &xml_limits;
    xml->element = false;
    return run(xml, source, origin, handler, context);
}

bool xml_parse_element(XmlParser *xml, Str text, Origin origin, const XmlHandler *handler, void *context)
{
    arena_rewind(xml->arena, xml->empty);
    Diags unheard = diags_new(xml->arena);
    Source *source = source_memory(xml->arena, text, (Origin){origin.file, 0, 0}, &unheard);
    xml->limits = &xml_limits;
    xml->element = true;
    bool whole = run(xml, source, origin, handler, context) && xml->elements > 0 && !xml->depth;
    source_close(source);
    return whole;
}

// --- life -------------------------------------------------------------------------------------------

static XmlParser *new_parser(void)
{
    XmlParser *xml = calloc(1, sizeof *xml);
    if (!xml)
        die("out of memory");
    xml->arena = arena_new();
    xml->empty = arena_mark(xml->arena);
    xml->keeping = arena_new();
    xml->keeping_empty = arena_mark(xml->keeping);
    new_context(xml);
    return xml;
}

XmlParser *xml_worker_parser(void **slot)
{
    if (!*slot)
        *slot = new_parser();
    return *slot;
}

Arena *xml_arena(XmlParser *xml)
{
    return xml->arena;
}

Arena *xml_keep_arena(XmlParser *xml)
{
    return xml->keeping;
}

XmlParser *xml_inner(XmlParser *xml)
{
    if (!xml->inner)
        xml->inner = new_parser();
    return xml->inner;
}

void xml_worker_free(void *slot) // NOLINT(misc-no-recursion): bounded by the depth of inner parsers, which is one
{
    XmlParser *xml = slot;
    if (!xml)
        return;
    xml_worker_free(xml->inner);
    xmlFreeParserCtxt(xml->context);
    arena_free(xml->arena);
    arena_free(xml->keeping);
    free(xml->text.bytes);
    free(xml->captured);
    free(xml);
}
