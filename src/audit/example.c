// Runs the examples inside the rules: a rule proves itself.
#include "audit/example_estate.h"
#include "audit/group.h"

// What a consistency rule says of all groups of an example together: the worst.
static Verdict worst(Groups groups)
{
    static const int rank[VERDICT_COUNT] = {
        [VERDICT_NOT_APPLICABLE] = 0, [VERDICT_PASS] = 1,  [VERDICT_UNKNOWN] = 2,
        [VERDICT_FAIL] = 3,           [VERDICT_ERROR] = 4,
    };
    Verdict verdict = VERDICT_NOT_APPLICABLE;
    for (size_t i = 0; i < groups.count; i++)
        if (rank[groups.items[i].verdict] > rank[verdict])
            verdict = groups.items[i].verdict;
    return verdict;
}

static Str because(Arena *arena, Judgement judgement)
{
    const char *what = judgement.guarded ? "the guard" : "`require`";
    if (value_is(judgement.value, VALUE_ERROR))
        return str_printf(arena, ": " STR_FMT, STR_ARG(*judgement.value.as.error));
    if (!value_is(judgement.value, VALUE_UNKNOWN))
        return str_printf(arena, ": %s is " STR_FMT, what, STR_ARG(value_literal(arena, judgement.value)));
    StrBuf text = strbuf_new(arena);
    strbuf_printf(&text, ": %s needs", what);
    const Unknown *unknown = judgement.value.as.unknown;
    for (size_t i = 0; i < unknown->count; i++)
        strbuf_printf(&text, "%s " STR_FMT, i ? "," : "", STR_ARG(unknown->reasons[i]->subject));
    return strbuf_str(&text);
}

static void run_example(Arena *arena, const PolicySet *policies, ExampleResult *result, const ExampleEstate *estate)
{
    const Rule *rule = result->rule;
    Evaluator evaluator = evaluator_new(policies, arena, arena);
    evaluator_scope(&evaluator, &estate->scope.names);
    Value applies = estate->scope.applies[rule->policy->index];
    Str why = (Str){"", 0};
    if (rule->require) {
        evaluator_self(&evaluator, rule->kind, value_object(&estate->self->object));
        Judgement judgement = judge(&evaluator, rule, applies);
        result->verdict = judgement.verdict;
        why = because(arena, judgement);
    } else {
        const Candidates members = {estate->members, estate->member_count, false};
        evaluator.arena = arena_new(); // judge_groups rewinds it
        result->verdict = worst(judge_groups(&evaluator, rule, applies, members, arena));
        arena_free(evaluator.arena);
    }
    result->ok = str_eq(result->example->expect, str(verdict_name(result->verdict)));
    if (result->ok)
        return;
    Origin origin = result->example->data->origin;
    result->problem = str_printf(arena, STR_FMT ":%u:%u: " STR_FMT ": expected " STR_FMT ", got %s" STR_FMT,
                                 STR_ARG(rule->file), origin.line, origin.column, STR_ARG(rule->id),
                                 STR_ARG(result->example->expect), verdict_name(result->verdict), STR_ARG(why));
}

static Str first_problem(Arena *arena, const Rule *rule, const Diags *diags)
{
    const Diag *diag = &diags->items[0];
    return str_printf(arena, STR_FMT ":%u:%u: " STR_FMT ": " STR_FMT "%s" STR_FMT, STR_ARG(diag->file),
                      diag->origin.line, diag->origin.column, STR_ARG(rule->id), STR_ARG(diag->message),
                      diag->hint.n ? ": " : "", STR_ARG(diag->hint));
}

static ExampleResult example_result(Arena *arena, const PolicySet *policies, const Rule *rule, const Example *example)
{
    ExampleResult result = {.rule = rule, .example = example, .verdict = VERDICT_ERROR};
    Diags diags = diags_new(arena);
    ExampleEstate estate;
    if (example_estate(arena, policies, rule, example, &estate, &diags))
        run_example(arena, policies, &result, &estate);
    else
        result.problem = first_problem(arena, rule, &diags);
    return result;
}

static bool wanted(const Rule *rule, const Str *globs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rule_matches(rule, globs[i]))
            return true;
    return count == 0;
}

const ExampleResult *audit_examples(Arena *arena, const PolicySet *policies, const Str *globs, size_t glob_count,
                                    size_t *count)
{
    size_t all = 0;
    for (size_t i = 0; i < policies->rule_count; i++)
        all += policies->rules[i]->example_count;
    ExampleResult *results = ARENA_ARRAY(arena, ExampleResult, all);
    *count = 0;
    for (size_t i = 0; i < policies->rule_count; i++) {
        const Rule *rule = policies->rules[i];
        for (size_t e = 0; wanted(rule, globs, glob_count) && e < rule->example_count; e++)
            results[(*count)++] = example_result(arena, policies, rule, &rule->examples[e]);
    }
    return results;
}
