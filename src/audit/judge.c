#include "audit/judge.h"

static bool is_bool(Value value, bool wanted)
{
    return value_is(value, VALUE_BOOL) && value.as.boolean == wanted;
}

// What is neither a bool nor unknown nor an error comes from an expression of type dyn.
static Value as_truth(Arena *arena, Value value, const Rule *rule, const char *what)
{
    if (value_is(value, VALUE_BOOL) || value_is(value, VALUE_UNKNOWN))
        return value;
    if (value_is(value, VALUE_ERROR))
        return value_error(arena, "rule " STR_FMT ", `%s`: " STR_FMT, STR_ARG(rule->id), what,
                           STR_ARG(*value.as.error));
    return value_error(arena, "rule " STR_FMT ", `%s`: expected bool, got %s", STR_ARG(rule->id), what,
                       value_kind_name((ValueKind)value.kind));
}

Value judge_guard(Evaluator *evaluator, const Rule *rule, Value applies)
{
    if (is_bool(applies, false))
        return applies;
    Value when = rule->when ? evaluate(evaluator, rule->policy, rule->when) : value_bool(true);
    when = as_truth(evaluator->arena, when, rule, "when");
    if (is_bool(when, false))
        return when;
    if (value_is(applies, VALUE_UNKNOWN) || value_is(when, VALUE_UNKNOWN))
        return value_join(evaluator->arena, applies, when);
    return is_bool(applies, true) ? when : as_truth(evaluator->arena, applies, rule, "applies");
}

Judgement judge_require(Evaluator *evaluator, const Rule *rule)
{
    Value require = as_truth(evaluator->arena, evaluate(evaluator, rule->policy, rule->require), rule, "require");
    if (value_is(require, VALUE_BOOL))
        return (Judgement){require.as.boolean ? VERDICT_PASS : VERDICT_FAIL, false, require};
    return (Judgement){value_is(require, VALUE_UNKNOWN) ? VERDICT_UNKNOWN : VERDICT_ERROR, false, require};
}

// guard    false          unknown   error   true: require  true   false   unknown   error
// verdict  notApplicable  unknown   error                  pass   fail    unknown   error
Judgement judge(Evaluator *evaluator, const Rule *rule, Value applies)
{
    Value guard = judge_guard(evaluator, rule, applies);
    if (is_bool(guard, false))
        return (Judgement){VERDICT_NOT_APPLICABLE, true, guard};
    if (!is_bool(guard, true))
        return (Judgement){value_is(guard, VALUE_UNKNOWN) ? VERDICT_UNKNOWN : VERDICT_ERROR, true, guard};
    return judge_require(evaluator, rule);
}
