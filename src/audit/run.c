// The run: tasks on workers, each with its own memory, results in the tasks' own places; then the findings in order.
#include "audit/plan.h"
#include "support/platform.h"

typedef struct Worker {
    Arena *arena;   // about one entity; rewound for each
    Arena *lasting; // about organizations: their shared variables
    Arena *result;  // groups
    ArenaMark start;
    Evaluator evaluator;
    const AuditScope *scope;
} Worker;

typedef struct Run {
    AuditPlan *plan;
    Worker *workers;
} Run;

// --- workers --------------------------------------------------------------------------------------

static void worker_start(Worker *worker, const PolicySet *policies)
{
    worker->arena = arena_new();
    worker->lasting = arena_new();
    worker->result = arena_new();
    worker->evaluator = evaluator_new(policies, worker->arena, worker->lasting);
    worker->start = arena_mark(worker->arena);
}

static void worker_end(Worker *worker)
{
    arena_free(worker->arena);
    arena_free(worker->lasting);
    arena_free(worker->result);
}

static void worker_scope(Worker *worker, const AuditScope *scope)
{
    if (worker->scope == scope)
        return;
    worker->scope = scope;
    evaluator_scope(&worker->evaluator, &scope->names);
}

static void judge_entity(Worker *worker, const KindPlan *kind, const AuditPlan *plan, size_t index)
{
    const Entity *entity = kind->entities.items[index];
    const RuleList *rules = &kind->by_subtype[entity->subtype + 1];
    uint8_t *verdicts = kind->verdicts + index * kind->rules.count;
    evaluator_self(&worker->evaluator, entity->kind, value_object(&entity->object));
    for (size_t i = 0; i < rules->count; i++) {
        const Rule *rule = rules->items[i];
        Value applies = worker->scope->applies[rule->policy->index];
        verdicts[plan->position[rule->index]] = (uint8_t)judge(&worker->evaluator, rule, applies).verdict;
    }
    arena_rewind(worker->arena, worker->start);
}

static void judge_consistency(Worker *worker, const AuditPlan *plan, Task *task)
{
    const Candidates candidates = {
        plan->kinds[task->kind->index].entities.items + task->from,
        task->to - task->from,
        plan_gaps(plan, task->scope, task->kind)->count > 0,
    };
    Value applies = task->scope->applies[task->rule->policy->index];
    task->groups = judge_groups(&worker->evaluator, task->rule, applies, candidates, worker->result);
    arena_rewind(worker->arena, worker->start);
}

static void work(void *context, unsigned worker_index, size_t task_index)
{
    Run *run = context;
    Worker *worker = &run->workers[worker_index];
    Task *task = &run->plan->tasks[task_index];
    worker_scope(worker, task->scope);
    if (task->rule) {
        judge_consistency(worker, run->plan, task);
        return;
    }
    for (size_t i = task->from; i < task->to; i++)
        judge_entity(worker, &run->plan->kinds[task->kind->index], run->plan, i);
}

// The workers' results, moved to where they last.
static void keep_groups(AuditPlan *plan, Arena *arena)
{
    for (size_t t = 0; t < plan->task_count; t++) {
        Groups *groups = &plan->tasks[t].groups;
        Group *items = ARENA_ARRAY(arena, Group, groups->count);
        for (size_t i = 0; i < groups->count; i++) {
            const Group *group = &groups->items[i];
            const Entity **members = ARENA_ARRAY(arena, const Entity *, group->count);
            memcpy(members, group->members, group->count * sizeof(const Entity *));
            items[i] = (Group){str_dup(arena, group->name), members, group->count, group->verdict};
        }
        groups->items = items;
    }
}

static void run_tasks(AuditPlan *plan, Arena *arena, const PolicySet *policies, unsigned jobs)
{
    unsigned count = jobs > 0 ? jobs : 1;
    Run run = {plan, ARENA_ARRAY(arena, Worker, count)};
    for (unsigned i = 0; i < count; i++)
        worker_start(&run.workers[i], policies);
    platform_parallel(count, plan->task_count, work, &run);
    keep_groups(plan, arena);
    for (unsigned i = 0; i < count; i++)
        worker_end(&run.workers[i]);
}

// --- options --------------------------------------------------------------------------------------

static void wrong_option(Arena *arena, Diags *diags, const char *option, Str value, const char *what, Str nearest)
{
    Diag diag = {
        .level = DIAG_ERROR,
        .code = "option",
        .file = str_printf(arena, "%s " STR_FMT, option, STR_ARG(value)),
        .message = str_printf(arena, "%s `" STR_FMT "`", what, STR_ARG(value)),
        .hint = nearest.n ? str_printf(arena, "did you mean `" STR_FMT "`?", STR_ARG(nearest)) : (Str){"", 0},
    };
    (void)diag_add(diags, diag);
}

static void check_profiles(Arena *arena, const PolicySet *policies, const AuditOptions *options, Diags *diags)
{
    Str *names = ARENA_ARRAY(arena, Str, policies->profile_count);
    for (size_t i = 0; i < policies->profile_count; i++)
        names[i] = policies->profiles[i].name;
    for (size_t i = 0; i < options->profile_count; i++) {
        Str name = options->profiles[i].name;
        size_t p = 0;
        while (p < policies->profile_count && !str_eq_fold(names[p], name))
            p++;
        if (p == policies->profile_count)
            wrong_option(arena, diags, "--profile", name, "no profile",
                         str_nearest(name, names, policies->profile_count));
    }
}

static void check_globs(Arena *arena, const PolicySet *policies, const Str *globs, size_t count, const char *option,
                        Diags *diags)
{
    Str *ids = ARENA_ARRAY(arena, Str, policies->rule_count);
    for (size_t r = 0; r < policies->rule_count; r++)
        ids[r] = policies->rules[r]->id;
    for (size_t i = 0; i < count; i++) {
        size_t r = 0;
        while (r < policies->rule_count && !rule_matches(policies->rules[r], globs[i]))
            r++;
        if (r == policies->rule_count)
            wrong_option(arena, diags, option, globs[i], "no rule matches",
                         str_nearest(globs[i], ids, policies->rule_count));
    }
}

// --- the run ----------------------------------------------------------------------------------------

const Audit *audit_run(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                       Diags *diags)
{
    Audit *audit = ARENA_NEW(arena, Audit);
    audit->estate = estate;
    audit->policies = policies;
    check_profiles(arena, policies, options, diags);
    check_globs(arena, policies, options->rules, options->rule_count, "--rule", diags);
    check_globs(arena, policies, options->skip, options->skip_count, "--skip", diags);
    audit->scopes = scopes_new(arena, estate, policies, options, &audit->profiles);
    audit->profile_count = estate->organizations.count * policies->profile_count;
    AuditPlan *plan = plan_new(arena, estate, policies, options, audit->scopes);
    audit->plan = plan;
    run_tasks(plan, arena, policies, options->jobs);
    plan_missing(plan, arena, policies);
    collect_findings(audit, arena);
    return audit;
}

CelRun audit_cel_run(const Audit *audit, const Entity *organization, const Entity *self, const Policy *policy,
                     Arena *arena)
{
    Evaluator *evaluator = ARENA_NEW(arena, Evaluator);
    *evaluator = evaluator_new(audit->policies, arena, arena);
    evaluator_scope(evaluator, &audit_scope(audit, organization)->names);
    evaluator_self(evaluator, self ? self->kind : NULL, self ? value_object(&self->object) : value_null());
    return evaluator_run(evaluator, policy);
}
