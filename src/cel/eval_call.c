// Calls: strict in every argument; the overload is chosen by the kinds of the values.
#include "cel/eval.h"
#include "cel/functions.h"
#include "cel/regex.h"

Value no_overload(Arena *arena, Str name, const Value *arguments, size_t count)
{
    StrBuf kinds = strbuf_new(arena);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&kinds, "%s%s", i == 0 ? "" : ", ", value_kind_name((ValueKind)arguments[i].kind));
    return value_error(arena, "no such overload: " STR_FMT "(" STR_FMT ")", STR_ARG(name), STR_ARG(strbuf_str(&kinds)));
}

static bool accepts(const CelFunction *function, const Value *arguments)
{
    for (size_t i = 0; i < function->arity; i++)
        if (!types_accept(function->arguments[i], &arguments[i]))
            return false;
    return true;
}

// A search is tried with few steps first and pays for each further try, so that its cost follows its work: a simple
// pattern costs a few units, and one that goes wild exhausts the budget or the limit.
enum { MATCH_STEPS_FIRST = 1000, MATCH_STEPS_LAST = 512000, MATCH_COST = 10 };

static Value match(Eval *e, const Regex *regex, Str subject)
{
    RegexResult result = REGEX_TOO_LONG;
    if (!eval_charge(e, MATCH_COST + subject.n / 4))
        return eval_exhausted(e);
    for (uint32_t steps = MATCH_STEPS_FIRST; result == REGEX_TOO_LONG && steps <= MATCH_STEPS_LAST; steps *= 8) {
        if (steps > MATCH_STEPS_FIRST && !eval_charge(e, steps / 4))
            return eval_exhausted(e);
        result = regex_match(e->arena, regex, subject, steps);
    }
    switch (result) {
    case REGEX_NO_MATCH:
    case REGEX_MATCH:
        break;
    case REGEX_TOO_LONG:
        return value_error(e->arena, "this regular expression needs more than 512000 steps here (limit: match)");
    case REGEX_TOO_DEEP:
        return value_error(e->arena, "this regular expression backtracks too far here (limit: depth)");
    case REGEX_NOT_TEXT:
        return value_error(e->arena, "matches(): the text is not valid UTF-8");
    }
    return value_bool(result == REGEX_MATCH);
}

// text.matches(pattern) with a pattern that is known only now
static Value match_dynamic(Eval *e, const Value *arguments)
{
    Str problem = STR("");
    ArenaMark mark = arena_mark(e->arena);
    Str pattern = *arguments[1].as.text; // NOLINT(clang-analyzer-core.NullDereference): the overload takes strings
    const Regex *regex = regex_compile(e->arena, pattern, &problem);
    if (!eval_charge(e, MATCH_COST + pattern.n))
        return eval_exhausted(e);
    if (regex == NULL)
        return value_error(e->arena, STR_FMT, STR_ARG(problem));
    Value result = match(e, regex, *arguments[0].as.text);
    if (result.kind == VALUE_BOOL)
        arena_rewind(e->arena, mark);
    return result;
}

// Unknown for what is open or unknown inside the arguments, else null.
static Value pending_inside(Eval *e, const Value *arguments, size_t count)
{
    Value pending = value_null();
    for (size_t i = 0; i < count; i++)
        if (arguments[i].kind == VALUE_LIST || arguments[i].kind == VALUE_MAP || arguments[i].kind == VALUE_OPTIONAL)
            pending = value_join(e->arena, pending, value_pending(e->arena, arguments[i]));
    return pending;
}

static Value call(Eval *e, const CelFunction *function, const Value *arguments)
{
    uint64_t units = function->cost;
    for (size_t i = 0; i < function->arity; i++)
        if (!eval_charge_tree(e, &arguments[i]))
            return eval_exhausted(e);
    if (function->arity == 2 && arguments[0].kind == VALUE_LIST && arguments[1].kind == VALUE_LIST)
        units += value_weight(&arguments[0]) * value_weight(&arguments[1]); // each with each
    if (!eval_charge(e, units))
        return eval_exhausted(e);
    if (function->call == matches_call)
        return match_dynamic(e, arguments);
    if (!function->partial) {
        Value pending = pending_inside(e, arguments, function->arity);
        if (pending.kind == VALUE_UNKNOWN)
            return pending;
    }
    Value result = function->call(e->arena, arguments);
    return eval_charge_tree(e, &result) ? result : eval_exhausted(e);
}

Value eval_call(Eval *e, const CelExpr *node) // NOLINT(misc-no-recursion): bounded by CEL_MAX_DEPTH
{
    Value arguments[4] = {{.kind = VALUE_NULL}}, strict = value_null();
    for (size_t i = 0; i < node->count; i++) {
        arguments[i] = eval(e, node->children[i]);
        if (arguments[i].kind == VALUE_ERROR)
            return arguments[i];
        if (arguments[i].kind == VALUE_UNKNOWN)
            strict = value_join(e->arena, strict, arguments[i]);
    }
    if (strict.kind == VALUE_UNKNOWN)
        return strict;
    if (node->regex != NULL && arguments[0].kind == VALUE_STRING)
        return match(e, node->regex, *arguments[0].as.text);
    for (size_t i = 0; i < node->candidate_count; i++)
        if (accepts(node->candidates[i], arguments))
            return call(e, node->candidates[i], arguments);
    return no_overload(e->arena, node->name, arguments, node->count);
}
