// What is wrong with an XML document, in our words: libxml2's quote the text around the place, which may be a secret.
#include "import/xml_internal.h"

#include <libxml/xmlerror.h>

enum { LONGEST_NAME = 64 };

void xml_fail(XmlParser *xml, const char *code, Origin origin, Str message, Str hint)
{
    xml_halt(xml);
    xml->damaged = true;
    if (!xml->element)
        (void)diag_add(xml->diags, (Diag){DIAG_ERROR, code, origin, {0}, message, hint, {0}});
}

void xml_fail_limit(XmlParser *xml, const char *name, uint64_t limit, const char *what)
{
    Str message = str_printf(xml->diags->arena, "more than %llu %s (limit %s)", (unsigned long long)limit, what, name);
    xml_fail(xml, "limit", xml_position_now(xml), message, STR(""));
}

// --- syntax -----------------------------------------------------------------------------------------

static const struct {
    int code;
    Str text;
} sentences[] = {
    {XML_ERR_DOCUMENT_EMPTY, STR_INIT("there is no element: expected `<`")},
    {XML_ERR_DOCUMENT_END, STR_INIT("something follows the end of the root element")},
    {XML_ERR_INVALID_HEX_CHARREF, STR_INIT("a character reference with a wrong digit")},
    {XML_ERR_INVALID_DEC_CHARREF, STR_INIT("a character reference with a wrong digit")},
    {XML_ERR_INVALID_CHARREF, STR_INIT("a reference to a character that XML does not allow")},
    {XML_ERR_INVALID_CHAR, STR_INIT("a character that XML does not allow")},
    {XML_ERR_UNDECLARED_ENTITY, STR_INIT("a reference to an entity: only lt, gt, amp, apos and quot exist")},
    {XML_WAR_UNDECLARED_ENTITY, STR_INIT("a reference to an entity: only lt, gt, amp, apos and quot exist")},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING,
     STR_INIT("an `&` that begins no reference: expected `&amp;`, or `;` after a name")},
    {XML_ERR_NAME_REQUIRED, STR_INIT("a name was expected after `<`, `&` or `<?`")},
    {XML_ERR_LT_IN_ATTRIBUTE, STR_INIT("a `<` in the value of an attribute: a quotation mark is missing before it")},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, STR_INIT("the value of an attribute must begin with a quotation mark")},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, STR_INIT("the value of an attribute is not closed")},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, STR_INIT("an attribute without a value")},
    {XML_ERR_ATTRIBUTE_REDEFINED, STR_INIT("an attribute stands twice in one tag")},
    {XML_NS_ERR_ATTRIBUTE_REDEFINED, STR_INIT("an attribute stands twice in one tag")},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, STR_INIT("a prefix that no xmlns attribute declares")},
    {XML_ERR_COMMENT_NOT_FINISHED, STR_INIT("a comment is not closed")},
    {XML_ERR_HYPHEN_IN_COMMENT, STR_INIT("`--` inside a comment")},
    {XML_ERR_PI_NOT_FINISHED, STR_INIT("a processing instruction is not closed")},
    {XML_ERR_RESERVED_XML_NAME, STR_INIT("an XML declaration that does not begin the document")},
    {XML_ERR_CDATA_NOT_FINISHED, STR_INIT("a CDATA section is not closed")},
    {XML_ERR_MISPLACED_CDATA_END, STR_INIT("`]]>` outside a CDATA section")},
    {XML_ERR_SPACE_REQUIRED, STR_INIT("a blank is missing between two attributes")},
    {XML_ERR_LTSLASH_REQUIRED, STR_INIT("an end tag was expected")},
    {XML_ERR_NAME_TOO_LONG, STR_INIT("a name is too long")},
    {XML_ERR_XMLDECL_NOT_FINISHED, STR_INIT("the XML declaration is not closed")},
    {XML_ERR_ENCODING_NAME, STR_INIT("the XML declaration names no encoding after `encoding=`")},
    {XML_ERR_INTERNAL_ERROR, STR_INIT("more than the XML library takes in one piece (limit libxml2)")},
};

static Str element_name(const char *name)
{
    Str whole = str(name ? name : "?");
    return str_slice(whole, 0, utf8_cut(whole, LONGEST_NAME));
}

static Str wrong_end_tag(Arena *arena, const xmlError *error)
{
    Str open = element_name(error->str1), close = element_name(error->str2);
    return str_printf(arena, "</" STR_FMT "> where the element <" STR_FMT "> of line %d should be closed",
                      STR_ARG(close), STR_ARG(open), error->int1);
}

static Str cut_short(XmlParser *xml)
{
    const xmlParserCtxt *context = xml->context;
    if (context->nameNr <= 0)
        return STR("the file ends before its first element is complete");
    Str name = element_name((const char *)context->nameTab[context->nameNr - 1]);
    return str_printf(xml->diags->arena, "the file ends inside the element <" STR_FMT ">", STR_ARG(name));
}

static Str unfinished_tag(XmlParser *xml, const xmlError *error)
{
    Str name = element_name(error->str1);
    return str_printf(xml->diags->arena, "the start tag <" STR_FMT "> is not closed: expected `>`", STR_ARG(name));
}

static Str explain(XmlParser *xml, const xmlError *error)
{
    if (error->code == XML_ERR_TAG_NAME_MISMATCH)
        return wrong_end_tag(xml->diags->arena, error);
    if (error->code == XML_ERR_GT_REQUIRED && error->str1)
        return unfinished_tag(xml, error);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].code == error->code)
            return sentences[i].text;
    return str_printf(xml->diags->arena, "the document is not well-formed (libxml2 error %d)", error->code);
}

void xml_on_error(void *parser, xmlErrorPtr error)
{
    XmlParser *xml = parser;
    bool is_name_only = error->code == XML_WAR_NS_URI || error->code == XML_WAR_NS_URI_RELATIVE; // of a namespace
    if (error->level < XML_ERR_ERROR || is_name_only || xml->halted)
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        die("out of memory");
    const xmlParserInput *input = xml->context->input;
    bool at_end = xml->text.ended && xml->text.given == xml->text.length && input->cur >= input->end;
    bool cut = (at_end && xml->elements > 0) || error->code == XML_ERR_TAG_NOT_FINISHED;
    Str message = cut ? cut_short(xml) : explain(xml, error);
    Str hint = cut ? STR("the file was cut short: export or copy it again") : STR("");
    xml_fail(xml, "xmlSyntax", xml_position_now(xml), message, hint);
}

// --- the beginning of a document ---------------------------------------------------------------------

static bool is_utf16_name(Str name)
{
    static const Str names[] = {STR_INIT("utf-16"), STR_INIT("utf-16le"), STR_INIT("utf-16be"), STR_INIT("unicode"),
                                STR_INIT("ucs-2")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_fold(name, names[i]))
            return true;
    return false;
}

// The encoding that an XML declaration at the beginning of `text` names; empty without one.
static Str declared_encoding(Str text)
{
    size_t end = str_starts(text, STR("<?xml ")) ? str_find(text, STR("?>")) : (size_t)-1;
    if (end == (size_t)-1)
        return STR("");
    Str declaration = str_slice(text, 0, end);
    size_t at = str_find(declaration, STR("encoding"));
    if (at == (size_t)-1)
        return STR("");
    Str value = str_trim(str_slice(declaration, at + 8, end));
    value = value.n && value.p[0] == '=' ? str_trim(str_slice(value, 1, value.n)) : STR("");
    const char *close = value.n ? memchr(value.p + 1, value.p[0], value.n - 1) : NULL;
    return close ? str_slice(value, 1, (size_t)(close - value.p)) : STR("");
}

static void warn_encoding(XmlParser *xml)
{
    const char *name = encoding_name(source_encoding(xml->text.source));
    Origin origin = {xml->file.file, 1, 1};
    (void)diag_input(xml->diags, DIAG_WARNING, "encoding", origin,
                     "the XML declaration names another encoding than %s, in which the file is written and was read",
                     name);
}

static void check_encoding(XmlParser *xml, Str declared)
{
    Encoding encoding = source_encoding(xml->text.source);
    bool is_utf16 = encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE;
    bool says_utf8 = str_eq_fold(declared, STR("utf-8")), says_utf16 = is_utf16_name(declared);
    if (is_utf16 ? !says_utf16 : says_utf16)
        warn_encoding(xml);
    else if (!is_utf16 && !says_utf8)
        xml->watch_encoding = true; // an 8-bit encoding: no damage as long as all is ASCII
}

void xml_watch_encoding(XmlParser *xml, size_t from)
{
    const XmlText *text = &xml->text;
    while (from < text->length && (unsigned char)text->bytes[from] < 0x80)
        from++;
    if (from == text->length)
        return;
    xml->watch_encoding = false;
    if (source_encoding(text->source) != ENCODING_WINDOWS1252)
        warn_encoding(xml);
}

void xml_check_start(XmlParser *xml)
{
    XmlText *text = &xml->text;
    Str start = {text->bytes, text->length};
    // Zero bytes here would make libxml2 take the text for UTF-16.
    if (memchr(start.p, 0, start.n < 4 ? start.n : 4)) {
        xml_fail(xml, "xmlSyntax", (Origin){xml->file.file, 1, 1}, STR("a NUL character: expected `<`"), STR(""));
        return;
    }
    // The line feed of a first line that is passed over stays: it counts.
    Str first_line = xml->handler->first_line;
    const char *line_end = first_line.n && str_starts(start, first_line) ? memchr(start.p, '\n', start.n) : NULL;
    if (line_end)
        text->given = (size_t)(line_end - start.p);
    Str declared = declared_encoding(start);
    if (declared.n)
        check_encoding(xml, declared);
}
