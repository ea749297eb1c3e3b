#include "import/clixml_internal.h"

// --- names --------------------------------------------------------------------------------------------------

// The one copy of a name; its slot, if it has one, says whether the sink wants it.
static Str name_of(Clixml *file, NameSlot *slot, Str name)
{
    return slot ? slot->name : intern(file->context->interner, name);
}

static bool ask_wanted(Builder *builder, NameSlot *slot, Str name)
{
    const RecordSink *sink = &builder->file->context->sink;
    if (!sink->wanted)
        return true;
    if (!slot)
        return sink->wanted(sink->context, name);
    if (slot->asked != builder->kept->generation) {
        slot->asked = builder->kept->generation;
        slot->wanted = sink->wanted(sink->context, name);
    }
    return slot->wanted;
}

// --- nodes --------------------------------------------------------------------------------------------------

void builder_open(Builder *builder, Clixml *file, XmlParser *xml, Arena *arena)
{
    memset(builder, 0, offsetof(Builder, frames));
    builder->file = file;
    builder->xml = xml;
    builder->arena = arena;
    builder->top = 1;
    builder->kept = kept_open(xml, &file->context->sink);
    builder->names = builder->kept->names;
}

void builder_reset(Builder *builder)
{
    arena_rewind(builder->arena, builder->empty);
    builder->pending = NULL;
    builder->pending_count = builder->pending_capacity = 0;
    builder->ids = builder->passed = (RefMap){0};
    builder->shared = 0;
    builder->root = NULL;
}

Node *builder_node(Builder *builder, RawKind kind, Origin origin)
{
    Node *node = ARENA_NEW(builder->arena, Node);
    node->raw.kind = kind;
    node->raw.origin = origin;
    node->weight = 1;
    return node;
}

Node *builder_unknown(Builder *builder, Origin origin, const char *why)
{
    Node *node = builder_node(builder, RAW_UNKNOWN, origin);
    node->raw.text = str(why);
    return node;
}

// --- what nobody wants --------------------------------------------------------------------------------------

// Something wanted may refer to types and objects in here.
static void pass_start(Builder *builder, const XmlTag *tag)
{
    const char *const *names = builder->names;
    if (tag->name == names[NAME_OBJ])
        object_pass(builder, tag);
    else if (tag->name == names[NAME_TN])
        types_begin(builder, tag);
    else if (tag->name == names[NAME_BA])
        xml_pass_text(builder->xml);
    else if (builder->in_types && tag->name == names[NAME_T])
        xml_capture(builder->xml);
}

static void pass_end(Builder *builder, const char *name, Str text)
{
    const char *const *names = builder->names;
    if (builder->in_types && name == names[NAME_T])
        types_add(builder, text);
    else if (builder->in_types && name == names[NAME_TN])
        (void)types_end(builder);
    if (xml_depth(builder->xml) == builder->skip)
        builder->skip = 0;
}

void builder_skip(Builder *builder, const XmlTag *tag)
{
    builder->skip = xml_depth(builder->xml);
    pass_start(builder, tag);
}

// --- frames -------------------------------------------------------------------------------------------------

static Frame *parent_of(Builder *builder)
{
    return builder->frame_count ? &builder->frames[builder->frame_count - 1] : NULL;
}

static void push(Builder *builder, const Frame *frame)
{
    Frame *top = &builder->frames[builder->frame_count++];
    *top = *frame;
    top->start = builder->pending_count;
}

// Hands a finished value to the element around it.
static void add(Builder *builder, const Frame *frame, Node *node)
{
    if (frame->role == ROLE_TOP) {
        builder->root = node;
        if (builder->deliver)
            builder->deliver(builder, node);
        return;
    }
    builder->pending = arena_grow(builder->arena, builder->pending, &builder->pending_capacity,
                                  builder->pending_count + 1, sizeof *builder->pending);
    builder->pending[builder->pending_count++] = (Pending){frame->name, node, frame->role, frame->extended};
}

// A value that cannot be read any further: it is there, and unknown.
static void add_unknown(Builder *builder, const XmlTag *tag, const Frame *frame, const char *why)
{
    Origin origin = xml_origin(builder->xml);
    incident(str_eq(str(why), STR("limit")) ? &builder->file->limits : &builder->file->unknown, origin);
    builder_skip(builder, tag);
    add(builder, frame, builder_unknown(builder, origin, why));
}

// --- values -------------------------------------------------------------------------------------------------

static bool is_members(const Frame *frame)
{
    return frame->element == NAME_PROPS || frame->element == NAME_MS;
}

static bool is_items(const Frame *frame)
{
    return frame->element >= NAME_LST && frame->element <= NAME_STK;
}

static Str attribute_name(Builder *builder, const XmlTag *tag)
{
    int n = xml_attribute(tag, builder->names[NAME_N]);
    return n < 0 ? STR("") : clixml_decode(builder->arena, xml_attribute_value(tag, (unsigned)n));
}

static bool is_wanted(Builder *builder, const Node *node, NameSlot *slot, Str name)
{
    return builder->again || node != builder->root || ask_wanted(builder, slot, name);
}

bool builder_wants(Builder *builder, const Node *node, Str name)
{
    return is_wanted(builder, node, kept_slot(builder->kept, &builder->kept->members, name), name);
}

// The role of a value's entry in a dictionary; a value whose key nobody wants has none.
static bool entry_role(Builder *builder, const Frame *parent, Str name, Frame *frame)
{
    bool is_key = str_eq(name, STR("Key"));
    frame->role = is_key ? ROLE_KEY : ROLE_VALUE;
    if (is_key || builder->pending_count == parent->start)
        return true;
    Str key = builder->pending[builder->pending_count - 1].node->raw.text;
    return builder_wants(builder, parent->node, key);
}

static bool member_role(Builder *builder, const Frame *parent, Str name, Frame *frame)
{
    NameSlot *slot = kept_slot(builder->kept, &builder->kept->members, name);
    bool is_serialized = frame->element == NAME_BA && str_eq(name, STR("SerializationData"));
    if (is_serialized || !is_wanted(builder, parent->node, slot, name))
        return false;
    frame->role = ROLE_MEMBER;
    frame->extended = parent->element == NAME_MS;
    frame->name = name_of(builder->file, slot, name);
    return true;
}

// What the value is to the element around it; false when nobody wants it.
static bool find_role(Builder *builder, const Frame *parent, const XmlTag *tag, Frame *frame)
{
    if (parent && is_members(parent))
        return member_role(builder, parent, attribute_name(builder, tag), frame);
    if (parent && parent->element == NAME_EN)
        return entry_role(builder, parent, attribute_name(builder, tag), frame);
    frame->role = !parent ? ROLE_TOP : is_items(parent) ? ROLE_ITEM : ROLE_BASE;
    return true;
}

static void start_object(Builder *builder, const XmlTag *tag, Frame *frame)
{
    if (builder->objects >= DEEPEST_OBJECT) {
        add_unknown(builder, tag, frame, "limit");
        return;
    }
    builder->objects++;
    frame->node = builder_node(builder, RAW_OBJECT, xml_origin(builder->xml));
    frame->node->open = true;
    frame->value = true;
    if (frame->role == ROLE_TOP) {
        builder->root = frame->node;
        builder->started = xml_offset(builder->xml);
    }
    object_register(builder, tag, frame->node);
    push(builder, frame);
}

static void start_leaf(Builder *builder, const XmlTag *tag, Frame *frame)
{
    Origin origin = xml_origin(builder->xml);
    if (frame->element == NAME_REF) {
        frame->node = reference_resolve(builder, tag, origin);
    } else if (frame->element == NAME_NIL) {
        frame->node = builder_node(builder, RAW_NULL, origin);
    } else if (frame->element == NAME_SS) {
        frame->node = builder_node(builder, RAW_SECRET, origin);
        frame->node->raw.text = STR("encrypted");
    } else if (frame->element == NAME_XD) {
        frame->node = builder_unknown(builder, origin, "xmlDocument");
    } else {
        frame->node = builder_node(builder, RAW_TEXT, origin);
        xml_capture(builder->xml);
    }
    push(builder, frame);
}

static void start_value(Builder *builder, const XmlTag *tag, const Frame *parent, ClixmlName element)
{
    Frame frame = {.element = element};
    if (!find_role(builder, parent, tag, &frame))
        builder_skip(builder, tag);
    else if (element == NAME_OBJ || (element == NAME_MS && frame.role == ROLE_MEMBER))
        start_object(builder, tag, &frame);
    else if (element == NAME_REF || element == NAME_NIL || (element >= NAME_S && element <= NAME_SS))
        start_leaf(builder, tag, &frame);
    else
        add_unknown(builder, tag, &frame, "unreadable");
}

// --- parts of an object -------------------------------------------------------------------------------------

static void start_types(Builder *builder, const XmlTag *tag, Frame *parent, ClixmlName element)
{
    if (element == NAME_TN)
        types_begin(builder, tag);
    else
        parent->node->chain = types_find(builder, tag, xml_origin(builder->xml));
    push(builder, &(Frame){.element = element});
}

// TN, ToString, Props, LST and the like: true when it was one.
static bool start_part(Builder *builder, const XmlTag *tag, Frame *parent, ClixmlName element)
{
    bool in_object = parent->element == NAME_OBJ;
    if (in_object && (element == NAME_TN || element == NAME_TNREF)) {
        start_types(builder, tag, parent, element);
        return true;
    }
    bool is_container = element == NAME_PROPS || element == NAME_MS || (element >= NAME_LST && element <= NAME_DCT);
    bool is_text = (in_object && element == NAME_TOSTRING) || (parent->element == NAME_TN && element == NAME_T);
    bool is_entry = parent->element == NAME_DCT && element == NAME_EN;
    if (!(in_object && is_container) && !is_text && !is_entry)
        return false;
    if (is_text)
        xml_capture(builder->xml);
    parent->list |= element >= NAME_LST && element <= NAME_STK;
    push(builder, &(Frame){.element = element, .node = parent->node});
    return true;
}

void builder_start(void *context, const XmlTag *tag)
{
    Builder *builder = context;
    if (builder->skip) {
        pass_start(builder, tag);
        return;
    }
    Frame *parent = parent_of(builder);
    ClixmlName element = kept_id(builder->kept, tag->name);
    if (parent && start_part(builder, tag, parent, element))
        return;
    bool takes_values = !parent || is_members(parent) || is_items(parent) || parent->element == NAME_EN ||
                        (parent->element == NAME_OBJ && (element == NAME_NIL || element >= NAME_S));
    if (takes_values) {
        start_value(builder, tag, parent, element);
    } else {
        incident(&builder->file->unknown, xml_origin(builder->xml));
        builder_skip(builder, tag);
    }
}

// --- ends ---------------------------------------------------------------------------------------------------

static void end_scalar(Builder *builder, const Frame *frame, Str text)
{
    Raw *raw = &frame->node->raw;
    clixml_scalar(builder->arena, frame->node, frame->element, text);
    bool may_be_cut = frame->element == NAME_S &&
                      (frame->role == ROLE_MEMBER || frame->role == ROLE_ITEM || frame->role == ROLE_VALUE);
    if (may_be_cut && clixml_is_type_name(raw->text)) {
        raw->kind = RAW_UNKNOWN;
        raw->number = raw->text;
        raw->text = STR("cutByDepth");
    }
    add(builder, frame, frame->node);
}

static void end_object(Builder *builder, const Frame *frame)
{
    object_finish(builder, frame);
    builder->objects--;
    add(builder, frame, frame->node);
}

static void end_part(Builder *builder, const Frame *frame, Str text)
{
    if (frame->element == NAME_T)
        types_add(builder, text);
    else if (frame->element == NAME_TN)
        parent_of(builder)->node->chain = types_end(builder);
    else if (frame->element == NAME_TOSTRING)
        frame->node->raw.text = str_dup(builder->arena, clixml_decode(builder->arena, text));
    else if (frame->element == NAME_EN)
        entry_finish(builder, frame);
}

void builder_end(void *context, const char *name, Str text)
{
    Builder *builder = context;
    if (builder->skip) {
        pass_end(builder, name, text);
        return;
    }
    if (!builder->frame_count)
        return;
    const Frame *frame = &builder->frames[--builder->frame_count];
    if (frame->element >= NAME_S && frame->element <= NAME_D)
        end_scalar(builder, frame, text);
    else if (frame->value)
        end_object(builder, frame);
    else if (frame->element == NAME_REF || frame->element == NAME_NIL || frame->element == NAME_XD ||
             frame->element == NAME_SS)
        add(builder, frame, frame->node);
    else
        end_part(builder, frame, text);
}
