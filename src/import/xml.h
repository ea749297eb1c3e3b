// Xml: the one way in which this program reads XML: SAX2 events of libxml2 pulled from a Source, with exact positions
// and limits.
//
// A DOCTYPE is refused, no entity but the five of XML exists, nothing is fetched, a declared encoding is not believed
// (the source has already found the real one). Every position is that of the original file: 1-based line, column in
// code points.
#ifndef EXAUDIT_IMPORT_XML_H
#define EXAUDIT_IMPORT_XML_H

#include "support/source.h"

typedef struct XmlParser XmlParser;

// Once per process: before the first parser, and after the last.
void xml_library_open(void);
void xml_library_close(void);

// The parser of a worker, made at its first use and kept in *slot (ReadContext.parser) between files.
XmlParser *xml_worker_parser(void **slot);
void xml_worker_free(void *slot); // NULL is allowed

// The parser's own copies of `count` names: a name that an event brings is one of them exactly when the pointers are
// equal. `names` must be static (its address is the key of a cache). Ask before every xml_parse; valid until that parse
// returns.
const char *const *xml_names(XmlParser *xml, const char *const *names, size_t count);

// An arena for what a reader keeps during one parse: emptied by the next xml_parse of this parser.
Arena *xml_arena(XmlParser *xml);

// Memory that a reader keeps between the files of a worker, under a static address as key: zeroed at first, and again
// whenever names have changed. Ask before every xml_parse.
void *xml_keep(XmlParser *xml, const void *key, size_t size);
Arena *xml_keep_arena(XmlParser *xml); // for more of it

// A start tag. Everything in it is valid during the `start` call only (names: during the parse).
typedef struct XmlTag {
    const char *name;                       // local name: compare by pointer with xml_names, or as text
    const char *prefix;                     // NULL when it has none
    unsigned count;                         // attributes, without the xmlns ones, in the order of the file
    const unsigned char *const *attributes; // five pointers each; read them through the functions below
    const char *low, *high;                 // the parser's buffer
    Arena *arena;                           // for values that held references; emptied by the next xml_parse
} XmlTag;

// Local name and prefix (NULL: none) of attribute `index`: pointers like those of tags.
static inline const char *xml_attribute_name(const XmlTag *tag, unsigned index)
{
    return (const char *)tag->attributes[5 * (size_t)index];
}
static inline const char *xml_attribute_prefix(const XmlTag *tag, unsigned index)
{
    return (const char *)tag->attributes[5 * (size_t)index + 1];
}
// Its value, references resolved.
Str xml_attribute_value(const XmlTag *tag, unsigned index);
// Index of the attribute without prefix whose name is this pointer of xml_names, or -1.
int xml_attribute(const XmlTag *tag, const char *name);

// What a reader does with the events. `context` is that of xml_parse.
typedef struct XmlHandler {
    void (*start)(void *context, const XmlTag *tag);
    // `text`: what the element's own `start` asked for with xml_capture (valid during the call), else empty.
    void (*end)(void *context, const char *name, Str text);
    Str first_line; // a first line that begins so is passed over ("#< CLIXML"); empty: none
    size_t retain;  // bytes of text that stay readable behind the event at hand (xml_retained); 0: none
} XmlHandler;

// Limits on hostile input; exceeding one is a diagnostic "limit" with its name.
typedef struct XmlLimits {
    unsigned depth;      // xmlDepth: nested elements, 256
    unsigned attributes; // xmlAttributes: in one start tag, 1000 (libxml2 is quadratic in them)
    size_t tag_bytes;    // xmlTagBytes: one start tag, 1 MiB
    size_t text_bytes;   // xmlTextBytes: captured text of one element, 4 MiB
    uint64_t elements;   // xmlElements: in one document, 100 million
} XmlLimits;

extern const XmlLimits xml_limits;

// Reads a whole document. False: it is damaged, and the source's diagnostics say where and why ("xmlSyntax", "doctype",
// "limit"); every event before that place has been delivered. `limits` NULL: xml_limits.
bool xml_parse(XmlParser *xml, Source *source, const XmlHandler *handler, void *context, const XmlLimits *limits);

// --- inside `start` and `end` ---------------------------------------------------------------------

unsigned xml_depth(const XmlParser *xml); // of the element at hand; the root has 1

// In `start`: no events for anything inside this element, nor for its end.
void xml_skip(XmlParser *xml);
// In `start`: collects the element's character data (that of its descendants too) for its `end`.
void xml_capture(XmlParser *xml);
// In `start`: the text between this tag and the next `<` is of no use (base64 that nobody reads), so most of it need
// not go through the parser. What would be wrong in it is then not noticed; positions are not affected.
void xml_pass_text(XmlParser *xml);
// Enough: no further events; xml_parse returns true.
void xml_stop(XmlParser *xml);

// Where the `<` of the tag at hand stands.
Origin xml_origin(XmlParser *xml);
// In `start`: where the name (with its prefix) of attribute `index` stands. Ask in ascending order: then a tag costs
// one pass.
Origin xml_attribute_origin(XmlParser *xml, const XmlTag *tag, unsigned index);
// In the `end` that brings captured text: where its first character stands (the end of the start tag when it is empty).
Origin xml_text_origin(XmlParser *xml);

// --- reading a part again -------------------------------------------------------------------------

// Offset of the end of the tag at hand (without its `>`) in the UTF-8 text of the document: a name for the element,
// cheap to keep.
uint64_t xml_offset(const XmlParser *xml);
// Bytes of UTF-8 that the parse has taken so far (after it: in all).
uint64_t xml_bytes(const XmlParser *xml);
// The text from the `<` of the tag with this offset to what has been read, and where it stands; false when it is no
// longer there. Valid until the next event.
bool xml_retained(XmlParser *xml, uint64_t offset, Str *text, Origin *origin);
// Parses the first element of `text`, which stands at `origin` in the document; false when it is not whole. No
// diagnostics.
bool xml_parse_element(XmlParser *xml, Str text, Origin origin, const XmlHandler *handler, void *context);
// A second parser that belongs to this one, for xml_parse_element inside an event.
XmlParser *xml_inner(XmlParser *xml);

#endif
