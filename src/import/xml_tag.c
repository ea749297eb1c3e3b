// What a handler asks about the event at hand: names, attributes, positions.
#include "import/xml_internal.h"

unsigned xml_depth(const XmlParser *xml)
{
    return xml->depth;
}

void xml_skip(XmlParser *xml)
{
    xml->skip = xml->depth;
}

void xml_pass_text(XmlParser *xml)
{
    xml->passing = true;
    xml->passing_from = xml_offset(xml) + 1;
}

void xml_stop(XmlParser *xml)
{
    xml_halt(xml);
}

void xml_capture(XmlParser *xml)
{
    const xmlChar *at = xml->context->input->cur; // ">" or "/>"
    xml->capture = xml->depth;
    xml->captured_length = 0;
    xml->captured_from = xml_offset_of(xml, at) + (*at == '/' ? 2 : 1);
    xml->captured_origin = (Origin){0};
    xml->context->sax->characters = xml->context->sax->ignorableWhitespace = xml_on_text;
}

// --- names ------------------------------------------------------------------------------------------

static XmlKept *kept_under(XmlParser *xml, const void *key)
{
    for (size_t i = 0; i < XML_KEPT; i++)
        if (!xml->kept[i].key || xml->kept[i].key == key)
            return &xml->kept[i];
    die("too many readers keep something in an XML parser");
}

void *xml_keep(XmlParser *xml, const void *key, size_t size)
{
    XmlKept *kept = kept_under(xml, key);
    if (!kept->key)
        *kept = (XmlKept){key, arena_alloc(xml->keeping, size)};
    return kept->memory;
}

const char *const *xml_names(XmlParser *xml, const char *const *names, size_t count)
{
    const char **pointers = xml_keep(xml, names, count * sizeof *pointers);
    for (size_t i = 0; i < count && !pointers[i]; i++) {
        const xmlChar *copy = xmlDictLookup(xml->context->dict, (const xmlChar *)names[i], -1);
        if (!copy)
            die("out of memory");
        pointers[i] = (const char *)copy;
    }
    return pointers;
}

// --- attributes -------------------------------------------------------------------------------------

int xml_attribute(const XmlTag *tag, const char *name)
{
    for (unsigned i = 0; i < tag->count; i++)
        if (xml_attribute_name(tag, i) == name && !xml_attribute_prefix(tag, i))
            return (int)i;
    return -1;
}

// Whether the value is a slice of the buffer: then it holds no references and stands where it was read.
static bool in_buffer(const XmlTag *tag, const char *value)
{
    return (uintptr_t)value >= (uintptr_t)tag->low && (uintptr_t)value < (uintptr_t)tag->high;
}

// libxml2 writes "&#38;" for every `&` in a value (what is without a document type has no other references left).
static Str without_references(Arena *arena, Str value)
{
    static const Str ampersand = STR_INIT("&#38;");
    StrBuf out = strbuf_new(arena);
    size_t at;
    while ((at = str_find(value, ampersand)) != (size_t)-1) {
        strbuf_add(&out, str_slice(value, 0, at + 1));
        value = str_slice(value, at + ampersand.n, value.n);
    }
    strbuf_add(&out, value);
    return strbuf_str(&out);
}

Str xml_attribute_value(const XmlTag *tag, unsigned index)
{
    const unsigned char *const *attribute = tag->attributes + 5 * (size_t)index;
    Str value = {(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
    if (in_buffer(tag, value.p) || !memchr(value.p, '&', value.n))
        return value;
    return without_references(tag->arena, value);
}

// --- positions --------------------------------------------------------------------------------------

Origin xml_position(XmlParser *xml, uint64_t offset)
{
    const xmlParserInput *input = xml->context->input;
    uint32_t line = xml->line_base + (uint32_t)input->line;
    if (offset < xml->same_line) {
        uint32_t ends = xml_text_lines(&xml->text, offset, xml_offset_of(xml, input->cur));
        xml->same_line = ends ? xml->same_line : offset;
        line -= ends;
    }
    return (Origin){xml->file.file, line, xml_text_column(&xml->text, offset)};
}

Origin xml_position_now(XmlParser *xml)
{
    uint64_t offset = xml_offset(xml);
    bool before_gap = offset < xml->gap_end && xml->gap;
    Origin origin = xml_position(xml, before_gap ? offset - xml->gap : offset);
    origin.line -= before_gap ? xml->gap_lines : 0;
    return origin;
}

uint64_t xml_offset(const XmlParser *xml)
{
    return xml_offset_of(xml, xml->context->input->cur);
}

uint64_t xml_bytes(const XmlParser *xml)
{
    return xml->text.start + xml->text.given;
}

// No `<` stands inside a tag, so the last one before its end begins it.
static uint64_t tag_offset(XmlParser *xml)
{
    if (xml->tag == UINT64_MAX) {
        const char *low = xml->text.bytes;
        bool lines;
        const char *begin = xml_tag_begin(low, xml_text_at(&xml->text, xml_offset(xml)), &lines);
        xml->tag = xml->text.start + (uint64_t)(begin ? begin - low : 0);
        xml->same_line = lines ? xml->same_line : xml->tag;
    }
    return xml->tag;
}

Origin xml_origin(XmlParser *xml)
{
    return xml_position(xml, tag_offset(xml));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// From a value in the buffer backwards over the quote, the `=` and the blanks to its name.
static const char *name_before(const XmlTag *tag, unsigned index)
{
    const char *p = (const char *)tag->attributes[5 * (size_t)index + 3] - 2,
               *prefix = xml_attribute_prefix(tag, index);
    while (is_blank(*p) || *p == '=')
        p--;
    return p + 1 - strlen(xml_attribute_name(tag, index)) - (prefix ? strlen(prefix) + 1 : 0);
}

static bool declares_namespace(Str rest)
{
    return str_starts(rest, STR("xmlns")) && rest.n > 5 &&
           (rest.p[5] == ':' || rest.p[5] == '=' || is_blank(rest.p[5]));
}

// The name of attribute `index`, counted from the tag's `<`.
static const char *name_after(const char *p, const char *end, unsigned index)
{
    while (p < end && !is_blank(*p))
        p++;
    for (;;) {
        while (p < end && is_blank(*p))
            p++;
        Str rest = {p, (size_t)(end - p)};
        if (!declares_namespace(rest) && index-- == 0)
            return p;
        while (p < end && *p != '"' && *p != '\'')
            p++;
        const char *close = p < end ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
        if (!close)
            return rest.p;
        p = close + 1;
    }
}

Origin xml_attribute_origin(XmlParser *xml, const XmlTag *tag, unsigned index)
{
    const char *value = (const char *)tag->attributes[5 * (size_t)index + 3];
    uint64_t offset;
    if (in_buffer(tag, value)) {
        offset = xml_offset_of(xml, (const xmlChar *)name_before(tag, index));
    } else {
        const char *low = xml->text.bytes, *end = xml_text_at(&xml->text, xml_offset(xml));
        const char *name = name_after(xml_text_at(&xml->text, tag_offset(xml)), end, index);
        offset = xml->text.start + (uint64_t)(name - low);
    }
    return xml_position(xml, offset);
}

Origin xml_text_origin(XmlParser *xml)
{
    return xml->captured_origin.line ? xml->captured_origin : xml_position(xml, xml->captured_from);
}

bool xml_retained(XmlParser *xml, uint64_t offset, Str *text, Origin *origin)
{
    const char *low = xml->text.bytes;
    if (offset < xml->text.start)
        return false;
    const char *begin = xml_scan_back(low, xml_text_at(&xml->text, offset), '<');
    if (!begin)
        return false;
    *text = (Str){begin, (size_t)(xml_text_at(&xml->text, xml_offset(xml)) - begin)};
    *origin = xml_position(xml, xml->text.start + (uint64_t)(begin - low));
    return true;
}
