#include "audit/group.h"

bool value_complete(Arena *arena, Value value)
{
    Value same = value_equals(arena, value, value);
    return value_is(same, VALUE_BOOL) && same.as.boolean;
}

// "type Owa" for self.type == Owa: what the expression reads last, and its value.
static void add_name(StrBuf *name, Arena *arena, Str source, Value value)
{
    size_t from = source.n;
    while (from > 0 && source.p[from - 1] != '.' && source.p[from - 1] != ')')
        from--;
    Str last = str_slice(source, from, source.n), text = value_text(arena, value);
    if (str_find(text, STR(",")) != (size_t)-1)
        text = value_literal(arena, value); // so that two lists of keys never read alike
    strbuf_printf(name, "%s" STR_FMT "%s" STR_FMT, name->n ? ", " : "", STR_ARG(last), last.n ? " " : "",
                  STR_ARG(text));
}

// Fills the keys; the name of the group if all are known.
static void read_keys(Evaluator *evaluator, const Rule *rule, Membership *member, Arena *result)
{
    Str *keys = ARENA_ARRAY(result, Str, rule->group_count);
    StrBuf name = strbuf_new(evaluator->arena);
    member->keys = keys;
    member->keys_known = true;
    for (size_t i = 0; i < rule->group_count; i++) {
        Value key = evaluate(evaluator, rule->policy, rule->group[i]);
        if (value_complete(evaluator->arena, key)) {
            keys[i] = str_dup(result, value_literal(evaluator->arena, key));
            add_name(&name, evaluator->arena, cel_source(rule->group[i]), key);
            continue;
        }
        member->error = member->error || value_is(key, VALUE_ERROR);
        member->keys_known = false;
    }
    Str all = rule->group_count ? strbuf_str(&name) : STR("all");
    member->name = str_dup(result, member->keys_known ? all : GROUP_NOT_KNOWN);
}

Membership membership(Evaluator *evaluator, const Rule *rule, const Entity *entity, Arena *result)
{
    Membership member = {.entity = entity, .in = TRUTH_TRUE};
    evaluator_self(evaluator, rule->kind, value_object(&entity->object));
    if (entity->subtype >= 0 && entity->subtype < 32 && !(rule->subtypes >> entity->subtype & 1))
        member.in = TRUTH_FALSE;
    else if (rule->when) {
        Value when = evaluate(evaluator, rule->policy, rule->when);
        member.in = value_truth(when);
        member.error = !value_is(when, VALUE_BOOL) && !value_is(when, VALUE_UNKNOWN);
    }
    if (member.in != TRUTH_FALSE)
        read_keys(evaluator, rule, &member, result);
    return member;
}

bool may_be_in(const Rule *rule, const Membership *member, const Membership *of_group)
{
    for (size_t i = 0; i < rule->group_count; i++)
        if (member->keys[i].p && !str_eq(member->keys[i], of_group->keys[i]))
            return false;
    return true;
}
