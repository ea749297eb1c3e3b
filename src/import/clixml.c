// CLIXML, what Export-Clixml writes: `Objs` with one child for every object of the pipeline.
#include "import/clixml_internal.h"

// Text that stays readable behind the event at hand, for references to objects that nobody wanted when they were
// passed.
enum { RETAINED = 400 * 1024 };

// --- recognition --------------------------------------------------------------------------------------------

static Str after(Str text, const char *open, const char *close)
{
    size_t end = str_starts(text, str(open)) ? str_find(text, str(close)) : (size_t)-1;
    return end == (size_t)-1 ? text : str_trim(str_slice(text, end + strlen(close), text.n));
}

static int recognise(Str head, Str file)
{
    (void)file;
    head = after(after(str_trim(head), "<?xml", "?>"), "<!--", "-->");
    // A document type is refused by the parser, with its position: the file is still one of ours.
    if (str_starts(head, STR("<!DOCTYPE")) && str_find(head, STR("<Objs")) != (size_t)-1)
        return 90;
    bool root = str_starts(head, STR("<Objs")) && (head.n == 5 || strchr(" \t\r\n/>", head.p[5]));
    return root || str_starts(head, STR("#< CLIXML")) ? 100 : 0;
}

// --- records ------------------------------------------------------------------------------------------------

static bool is_selected(const Node *root)
{
    return str_starts(root->raw.type, STR("Selected."));
}

static void deliver(Builder *builder, Node *root)
{
    const RecordSink *sink = &builder->file->context->sink;
    Record record = {.type = root->raw.type,
                     .types = root->chain ? root->chain->types : NULL,
                     .type_count = root->chain ? root->chain->count : 0,
                     .selected = is_selected(root),
                     .text = root->raw.text,
                     .origin = root->raw.origin};
    if (root->raw.kind == RAW_OBJECT) {
        record.members = root->raw.members;
        record.member_count = root->raw.member_count;
    } else {
        record.scalar = &root->raw;
    }
    sink->record(sink->context, &record);
    builder_reset(builder);
}

// --- the file -----------------------------------------------------------------------------------------------

static void start_root(Clixml *file, Builder *builder, const XmlTag *tag)
{
    ReadContext *context = file->context;
    builder->empty = arena_mark(builder->arena);
    file->other_root = tag->name != builder->names[NAME_OBJS];
    if (file->other_root) {
        Str name = str(tag->name);
        name = str_slice(name, 0, utf8_cut(name, 64));
        context->what = str_printf(context->arena, "an XML file of another kind, with the root element <" STR_FMT ">",
                                   STR_ARG(name));
        xml_skip(file->xml); // to its end: a root that is cut in its name must show as damage
        return;
    }
    int version = xml_attribute(tag, builder->names[NAME_VERSION]);
    if (version >= 0 && !str_starts(xml_attribute_value(tag, (unsigned)version), STR("1.")))
        (void)diag_input(context->diags, DIAG_WARNING, "clixmlVersion", xml_origin(file->xml),
                         "a CLIXML version other than 1: some of it may not be understood");
}

// Output that a console caught has streams; only what is no message is data.
static bool is_message(const Builder *builder, const XmlTag *tag)
{
    int stream = xml_attribute(tag, builder->names[NAME_S]);
    return stream >= 0 && !str_eq_fold(xml_attribute_value(tag, (unsigned)stream), STR("output"));
}

static bool is_error(const Builder *builder, const XmlTag *tag)
{
    return str_eq_fold(xml_attribute_value(tag, (unsigned)xml_attribute(tag, builder->names[NAME_S])), STR("error"));
}

static void on_start(void *context, const XmlTag *tag)
{
    Builder *builder = context;
    unsigned depth = builder->skip || builder->frame_count ? 0 : xml_depth(builder->xml);
    if (depth == 1) {
        start_root(builder->file, builder, tag);
    } else if (depth == 2 && is_message(builder, tag)) {
        incident(is_error(builder, tag) ? &builder->file->errors : &builder->file->streams, xml_origin(builder->xml));
        builder_skip(builder, tag);
    } else {
        builder_start(builder, tag);
    }
}

static void report(const Clixml *file, const Incident *incident, DiagLevel level, const char *code, const char *what)
{
    if (incident->count)
        (void)diag_input(file->context->diags, level, code, incident->first, "%zu %s", incident->count, what);
}

static void report_all(const Clixml *file)
{
    report(file, &file->duplicates, DIAG_WARNING, "duplicateRefId",
           "times an id (RefId) that an earlier object has: exports were merged by hand; the last object counts");
    report(file, &file->dangling, DIAG_WARNING, "danglingRef",
           "references to an object or type that the file does not hold before them: read as unknown");
    report(file, &file->unknown, DIAG_WARNING, "unknownElement", "elements that CLIXML does not have in this place");
    report(file, &file->limits, DIAG_WARNING, "limit",
           "values that are nested too deeply or refer too far: read as unknown");
    report(file, &file->streams, DIAG_NOTE, "streamSkipped",
           "messages of another stream than output (S=\"Verbose\" and the like): passed over");
    report(file, &file->errors, DIAG_WARNING, "cmdletError",
           "error messages (S=\"Error\"): what the cmdlet wrote may not be all; run it again");
    file->context->errors = file->errors.first;
}

static ReadResult read(ReadContext *context)
{
    static const XmlHandler handler = {
        .start = on_start, .end = builder_end, .first_line = STR_INIT("#< CLIXML"), .retain = RETAINED};
    Clixml file = {.context = context, .xml = xml_worker_parser(&context->parser)};
    Builder builder;
    builder_open(&builder, &file, file.xml, xml_arena(file.xml));
    builder.deliver = deliver;
    bool whole = xml_parse(file.xml, context->source, &handler, &builder, NULL);
    report_all(&file);
    if (!whole)
        return READ_DAMAGED;
    return file.other_root ? READ_IGNORED : READ_OK;
}

const Reader reader_clixml = {
    .format = "clixml",
    .title = "CLIXML (Export-Clixml)",
    .how = "Get-OwaVirtualDirectory | Export-Clixml Get-OwaVirtualDirectory.xml -Encoding utf8",
    .recognise = recognise,
    .read = read,
};
