// What names a finding across runs, and the values that it rests on (design §5). Both are written into waivers and
// baselines, so what goes into them never changes.
#include "audit/detail.h"
#include "support/sha256.h"

static Str hash(Arena *arena, Str text)
{
    return str_printf(arena, "v1:%.32s", sha256_of(arena, text).p);
}

// Rule, organization, entity or group; each ends with a NUL, which none of them contains.
static Str fingerprint(const DetailMaker *maker)
{
    const Finding *finding = maker->finding;
    Arena *arena = maker->arena;
    StrBuf text = strbuf_new(arena);
    const Str parts[] = {
        finding->rule->id,
        entity_organization_key(finding->entity),
        str_fold(arena, finding->group.n ? finding->group : finding->entity->id),
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        strbuf_add(&text, parts[i]);
        strbuf_char(&text, '\0');
    }
    return hash(arena, strbuf_str(&text));
}

static void add_value(StrBuf *text, Arena *arena, const Evidence *evidence)
{
    Str literal = value_literal(arena, evidence->value);
    strbuf_printf(text, STR_FMT "=" STR_FMT "\n", STR_ARG(evidence->path), STR_ARG(literal));
}

static Str value_hash(const DetailMaker *maker)
{
    StrBuf text = strbuf_new(maker->arena);
    for (size_t i = 0; i < maker->recorder.count; i++)
        add_value(&text, maker->arena, &maker->recorder.items[i]);
    for (size_t i = 0; i < maker->detail->member_count; i++) {
        const Member *member = &maker->detail->members[i];
        Str id = str_fold(maker->arena, member->entity->id);
        strbuf_printf(&text, STR_FMT "\n", STR_ARG(id));
        for (size_t v = 0; v < member->value_count; v++)
            add_value(&text, maker->arena, &member->values[v]);
    }
    return hash(maker->arena, strbuf_str(&text));
}

void detail_hash(const DetailMaker *maker)
{
    maker->detail->fingerprint = fingerprint(maker);
    maker->detail->value_hash = value_hash(maker);
}
