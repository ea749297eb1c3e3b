// What xml.c, xml_text.c and xml_error.c share. Readers include xml.h only.
#ifndef EXAUDIT_IMPORT_XML_INTERNAL_H
#define EXAUDIT_IMPORT_XML_INTERNAL_H

#include "import/xml.h"

#include <libxml/parser.h>

// The text of the document that libxml2 still holds in its own buffer (and `retain` bytes before it): what positions
// are counted in.
typedef struct XmlText {
    Source *source;
    char *bytes; // malloc'd, kept between files
    size_t capacity, length;
    size_t given;          // bytes[0..given) have been handed to libxml2
    uint64_t start;        // offset of bytes[0] in the document
    uint32_t start_column; // and its column
    uint64_t mark;         // an offset whose column is known: positions are mostly asked in ascending order
    uint32_t mark_column;
    size_t retain;
    bool ended;
} XmlText;

void xml_text_open(XmlText *text, Source *source, Origin origin, size_t retain);
// Reads more after the bytes that are there. `used`: how many of the last given ones libxml2 still holds. False:
// nothing more comes.
bool xml_text_fill(XmlText *text, size_t used);
// The byte at an offset, which must not have been dropped.
const char *xml_text_at(const XmlText *text, uint64_t offset);
uint32_t xml_text_column(XmlText *text, uint64_t offset);
// Number of line feeds in [from, to).
uint32_t xml_text_lines(const XmlText *text, uint64_t from, uint64_t to);
// The last `byte` in [low, from), or NULL.
const char *xml_scan_back(const char *low, const char *from, char byte);
// The last `<` in [low, from), or NULL. *lines: a line may end between it and `from`.
const char *xml_tag_begin(const char *low, const char *from, bool *lines);
// Number of code points in valid UTF-8.
size_t xml_count_codes(const char *p, size_t n);

// What is kept for a reader: an answer of xml_names, or memory.
typedef struct XmlKept {
    const void *key; // NULL: free
    void *memory;
} XmlKept;
enum { XML_KEPT = 16 };

struct XmlParser {
    xmlParserCtxtPtr context;
    XmlText text;
    const XmlHandler *handler;
    void *user;
    const XmlLimits *limits;
    unsigned depth;     // of the element at hand
    unsigned skip;      // the depth of the element that is passed over; 0: none
    unsigned capture;   // the depth of the element whose text is collected; 0: none
    unsigned line_base; // lines before the first one of `text`
    uint64_t elements;
    bool halted; // no more events, no more bytes
    bool damaged;
    bool element;        // xml_parse_element: quiet, and the end of the first element is the end
    bool watch_encoding; // bytes beyond ASCII would show that the declared encoding is wrong
    Origin file;
    Diags *diags;
    char *captured; // malloc'd, kept between files
    size_t captured_length, captured_capacity;
    uint64_t captured_from; // offset of its first character
    Origin captured_origin; // when the text at that offset had to be dropped
    uint64_t tag;           // offset of the `<` of the tag at hand; UINT64_MAX: not looked for yet
    uint64_t same_line;     // no line ends from this offset to the end of the tag at hand; UINT64_MAX: not known
    Arena *arena;           // rewound to `empty` by every parse
    ArenaMark empty;
    bool passing;          // xml_pass_text
    uint64_t passing_from; // where the text begins
    uint64_t gap, gap_end; // the last stretch that libxml2 was not given, and the offset of its end
    uint32_t gap_lines;    // line feeds in it
    XmlParser *inner;
    Arena *keeping; // of what is kept; emptied with the dictionary
    ArenaMark keeping_empty;
    XmlKept kept[XML_KEPT];
};

// Offset of a pointer into libxml2's buffer.
static inline uint64_t xml_offset_of(const XmlParser *xml, const xmlChar *at)
{
    return xml->text.start + xml->text.given - (uint64_t)(xml->context->input->end - at);
}

// The position of an offset that lies before the parser's own (no further back than the text reaches).
Origin xml_position(XmlParser *xml, uint64_t offset);
Origin xml_position_now(XmlParser *xml); // the parser's own

// libxml2's handler of character data while it is captured; NULL otherwise, so that other text costs nothing.
void xml_on_text(void *parser, const xmlChar *p, int n);

// Ends the parse as damaged, with a diagnostic at `origin`.
void xml_fail(XmlParser *xml, const char *code, Origin origin, Str message, Str hint);
void xml_fail_limit(XmlParser *xml, const char *name, uint64_t limit, const char *what);
void xml_halt(XmlParser *xml);

// libxml2's structured error handler: says it in our words, which hold nothing of the text but element names.
void xml_on_error(void *parser, xmlErrorPtr error);

// At the first bytes: the line to pass over, NUL bytes, a declared encoding that is wrong.
void xml_check_start(XmlParser *xml);
// Looks for bytes that show that the declared encoding is wrong, from bytes[from] on.
void xml_watch_encoding(XmlParser *xml, size_t from);

#endif
