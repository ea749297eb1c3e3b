// The detail of one finding: the same evaluation again, with a recorder.
#include "audit/detail.h"

#include "audit/commands.h"

// An evaluator that remembers nothing, so that what variables read is recorded.
static void start_recording(DetailMaker *maker, const Kind *kind, Value self)
{
    maker->evaluator = evaluator_new(maker->audit->policies, maker->arena, maker->arena);
    maker->recorder = (Recorder){.arena = maker->arena, .schema = maker->audit->policies->schema, .self = self};
    evaluator_scope(&maker->evaluator, &maker->scope->names);
    evaluator_self(&maker->evaluator, kind, self);
    recorder_attach(&maker->recorder, &maker->evaluator);
}

// --- message ----------------------------------------------------------------------------------------

// A rule's message says what is wrong, so only a fail has it.
static Str message_of(DetailMaker *maker, Value result)
{
    const Rule *rule = maker->finding->rule;
    if (value_is(result, VALUE_ERROR))
        return *result.as.error;
    if (maker->finding->verdict == VERDICT_FAIL && rule->message)
        return evaluate_template(&maker->evaluator, rule->policy, rule->message, NULL);
    return rule->title;
}

static void take_evidence(DetailMaker *maker)
{
    Detail *detail = maker->detail;
    detail->evidence = maker->recorder.items;
    detail->evidence_count = maker->recorder.count < EVIDENCE_MAX ? maker->recorder.count : EVIDENCE_MAX;
    detail->evidence_more = maker->recorder.count - detail->evidence_count;
}

// --- one entity ---------------------------------------------------------------------------------------

static Value recorded_guard(DetailMaker *maker)
{
    const Rule *rule = maker->finding->rule;
    Value applies = maker->scope->applies[rule->policy->index];
    if (rule->policy->applies)
        applies = evaluate(&maker->evaluator, rule->policy, rule->policy->applies);
    return judge_guard(&maker->evaluator, rule, applies);
}

// Evidence is what `require` read; where the guard decided, what that read.
static void detail_entity(DetailMaker *maker)
{
    const Finding *finding = maker->finding;
    Value self = value_object(&finding->entity->object);
    start_recording(maker, finding->rule->kind, self);
    Judgement judgement = {finding->verdict, true, recorded_guard(maker)};
    if (value_is(judgement.value, VALUE_BOOL) && judgement.value.as.boolean) {
        start_recording(maker, finding->rule->kind, self);
        judgement = judge_require(&maker->evaluator, finding->rule);
    }
    maker->evaluator.observe = NULL;
    maker->detail->message = message_of(maker, judgement.value);
    maker->detail->unknown_count = reasons_of(&maker->recorder, judgement.value, maker->arena, &maker->detail->unknown);
    if (finding->verdict == VERDICT_FAIL)
        commands_make(&maker->evaluator, maker->audit->policies->schema, finding, maker->detail);
}

// --- groups and gaps ----------------------------------------------------------------------------------

static void take_reasons(DetailMaker *maker)
{
    maker->detail->unknown = maker->recorder.unknown;
    maker->detail->unknown_count = maker->recorder.unknown_count;
}

static void detail_group(DetailMaker *maker)
{
    const Rule *rule = maker->finding->rule;
    start_recording(maker, NULL, value_null());
    Value applies =
        rule->policy->applies ? evaluate(&maker->evaluator, rule->policy, rule->policy->applies) : value_bool(true);
    maker->evaluator.observe = NULL;
    if (value_is(applies, VALUE_BOOL))
        start_recording(maker, NULL, value_null());
    maker->evaluator.observe = NULL;
    maker->recorder.count = 0; // the members are the evidence
    detail_members(maker);
    take_reasons(maker);
    evaluator_self(&maker->evaluator, NULL, value_null());
    maker->detail->message = message_of(maker, applies);
    if (maker->finding->verdict == VERDICT_FAIL)
        commands_make(&maker->evaluator, maker->audit->policies->schema, maker->finding, maker->detail);
}

static void detail_gap(DetailMaker *maker)
{
    const Kind *kind = maker->finding->rule->kind;
    const Unknown *open = collection_open(maker->scope, kind);
    start_recording(maker, kind, open ? value_unknown(open) : value_null());
    Value guard = recorded_guard(maker);
    if (value_is(guard, VALUE_BOOL) && guard.as.boolean)
        start_recording(maker, kind, open ? value_unknown(open) : value_null());
    if (open)
        record_reasons(&maker->recorder, kind->collection, value_unknown(open));
    take_reasons(maker);
    maker->detail->message = message_of(maker, guard);
}

// --- the whole ----------------------------------------------------------------------------------------

// `named`: with fingerprint and hash of the values.
static Detail make_detail(const Audit *audit, const Finding *finding, Arena *arena, bool named)
{
    Detail detail = {0};
    DetailMaker maker = {
        .audit = audit,
        .finding = finding,
        .scope = audit_scope(audit, finding->entity),
        .arena = arena,
        .detail = &detail,
    };
    if (finding->members)
        detail_group(&maker);
    else if (finding->rule->require && finding->entity->kind == finding->rule->kind)
        detail_entity(&maker);
    else
        detail_gap(&maker);
    take_evidence(&maker);
    if (named)
        detail_hash(&maker);
    return detail;
}

Detail audit_detail(const Audit *audit, const Finding *finding, Arena *arena)
{
    return make_detail(audit, finding, arena, true);
}

Detail audit_evidence(const Audit *audit, const Finding *finding, Arena *arena)
{
    return make_detail(audit, finding, arena, false);
}
