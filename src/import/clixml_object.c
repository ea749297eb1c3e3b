#include "import/clixml_internal.h"

// --- what has been read in an object ------------------------------------------------------------------------

typedef struct Parts {
    size_t members, items;
    Node *base; // the last primitive beside Props and MS
} Parts;

static Parts count_parts(const Pending *pending, size_t count)
{
    Parts parts = {0};
    for (size_t i = 0; i < count; i++) {
        parts.members += pending[i].role == ROLE_MEMBER;
        parts.items += pending[i].role == ROLE_ITEM;
        if (pending[i].role == ROLE_BASE)
            parts.base = pending[i].node;
    }
    return parts;
}

static void take_members(Builder *builder, Raw *raw, const Pending *pending, size_t count)
{
    RawMember *member = ARENA_ARRAY(builder->arena, RawMember, raw->member_count);
    raw->members = member;
    for (size_t i = 0; i < count; i++)
        if (pending[i].role == ROLE_MEMBER)
            *member++ = (RawMember){pending[i].name, &pending[i].node->raw, pending[i].extended};
}

static void take_items(Builder *builder, Raw *raw, const Pending *pending, size_t count)
{
    const Raw **item = ARENA_ARRAY(builder->arena, const Raw *, raw->item_count);
    raw->items = item;
    for (size_t i = 0; i < count; i++)
        if (pending[i].role == ROLE_ITEM)
            *item++ = &pending[i].node->raw;
}

static void measure(Node *node, const Pending *pending, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Node *part = pending[i].node;
        node->weight += part->weight;
        if (part->height > node->height)
            node->height = part->height;
    }
    node->height++;
}

// An enumeration: its name is the ToString, its number the base.
static void become_enum(Raw *raw, const Node *base)
{
    raw->kind = RAW_ENUM;
    if (base)
        raw->number = base->raw.text;
}

// A primitive with members of its own (a line of Get-Content with its path).
static void become_base(Raw *raw, const Raw *base)
{
    raw->kind = base->kind;
    raw->boolean = base->boolean;
    raw->text = base->text;
    raw->number = base->number;
}

// What an object of unknown type means cannot be said: its text may be a number, a name, a list. (A whole record still
// has its members.)
static void become_dangling(Raw *raw)
{
    raw->kind = RAW_UNKNOWN;
    raw->text = STR("danglingRef");
}

void object_finish(Builder *builder, const Frame *frame)
{
    Node *node = frame->node;
    Raw *raw = &node->raw;
    const Pending *pending = builder->pending + frame->start;
    size_t count = builder->pending_count - frame->start;
    Parts parts = count_parts(pending, count);
    if (node->chain && node->chain->count)
        raw->type = node->chain->types[0];
    if (node->chain == &types_missing && frame->role != ROLE_TOP)
        become_dangling(raw);
    else if (node->chain && node->chain->is_enum)
        become_enum(raw, parts.base);
    else if (frame->list)
        raw->kind = RAW_LIST;
    else if (parts.base)
        become_base(raw, &parts.base->raw);
    raw->member_count = parts.members;
    raw->item_count = parts.items;
    if (parts.members)
        take_members(builder, raw, pending, count);
    if (parts.items)
        take_items(builder, raw, pending, count);
    measure(node, pending, count);
    node->open = false;
    builder->pending_count = frame->start;
}

// An entry whose value nobody wants has left its key behind; one that has no value is broken.
void entry_finish(Builder *builder, const Frame *frame)
{
    size_t count = builder->pending_count - frame->start;
    Pending *key = count ? builder->pending + frame->start : NULL;
    builder->pending_count = frame->start;
    if (!key || key->role != ROLE_KEY || count > 2)
        return;
    Str name = key->node->raw.text;
    Node *value = count == 2 ? key[1].node : NULL;
    if (!value && !builder_wants(builder, frame->node, name))
        return;
    if (!value)
        value = builder_unknown(builder, key->node->raw.origin, "unreadable");
    *key = (Pending){name, value, ROLE_MEMBER, false};
    builder->pending_count++;
}
