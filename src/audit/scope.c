#include "audit/scope.h"

// --- profiles -------------------------------------------------------------------------------------

static const ProfileOption *declared(const AuditOptions *options, const Profile *profile)
{
    const ProfileOption *found = NULL;
    for (size_t i = 0; i < options->profile_count; i++)
        if (str_eq_fold(options->profiles[i].name, profile->name))
            found = &options->profiles[i];
    return found;
}

// Why a profile is not decided: the first reason, and how many more there are.
static Str unknown_text(Arena *arena, Value value)
{
    if (value_is(value, VALUE_ERROR))
        return str_printf(arena, "error: " STR_FMT, STR_ARG(*value.as.error));
    if (!value_is(value, VALUE_UNKNOWN) || value.as.unknown->count == 0)
        return value_text(arena, value);
    const Reason *first = value.as.unknown->reasons[0];
    Str text = first->hint.n ? str_printf(arena, "not known without: " STR_FMT, STR_ARG(first->hint))
                             : str_printf(arena, "not known: " STR_FMT " (" STR_FMT ")", STR_ARG(first->subject),
                                          STR_ARG(first->why));
    if (value.as.unknown->count > 1)
        text = str_printf(arena, STR_FMT " (and %zu more)", STR_ARG(text), value.as.unknown->count - 1);
    return text;
}

static ProfileState decide_profile(Evaluator *evaluator, const AuditOptions *options, const Profile *profile,
                                   Value *value)
{
    Arena *arena = evaluator->arena;
    const ProfileOption *option = declared(options, profile);
    ProfileState state = {.profile = profile, .from = STR("detected"), .why = profile->reason};
    if (option) {
        *value = value_bool(option->value);
        state.from = STR("declared");
        state.why = option->value ? str_printf(arena, "--profile " STR_FMT, STR_ARG(profile->name))
                                  : str_printf(arena, "--profile -" STR_FMT, STR_ARG(profile->name));
    } else if (profile->detect) {
        *value = evaluate(evaluator, NULL, profile->detect);
    } else {
        *value = value_bool(false);
        state.from = STR("notDeclared");
        state.why = STR("this profile is not detected: --profile declares it");
    }
    if (!value_is(*value, VALUE_BOOL)) {
        state.why = unknown_text(arena, *value);
        if (!value_is(*value, VALUE_UNKNOWN))
            *value = value_unknown_because(arena, (Reason){.why = STR("error"), .subject = profile->name});
    }
    state.value = value_truth(*value);
    return state;
}

// --- scopes ---------------------------------------------------------------------------------------

// The scope of a policy's names only: it has no self, so one evaluator serves all policies.
const Value *scope_applies(Arena *arena, const Scope *names)
{
    const PolicySet *set = names->set;
    Evaluator evaluator = evaluator_new(set, arena, arena);
    evaluator_scope(&evaluator, names);
    evaluator_self(&evaluator, NULL, value_null());
    Value *applies = ARENA_ARRAY(arena, Value, set->policy_count);
    for (size_t i = 0; i < set->policy_count; i++) {
        const Policy *policy = set->policies[i];
        applies[i] = policy->applies ? evaluate(&evaluator, policy, policy->applies) : value_bool(true);
    }
    return applies;
}

static Value now_value(Arena *arena, const Estate *estate)
{
    if (estate->now_known)
        return value_timestamp(arena, estate->now);
    return value_unknown_because(arena, (Reason){.why = STR("notGiven"),
                                                 .subject = STR("now"),
                                                 .hint = STR("--as-of DATE, or `collected` in a manifest")});
}

static void fill_scope(Arena *arena, const Estate *estate, const PolicySet *policies, AuditScope *scope)
{
    const Schema *schema = estate->schema;
    Value *collections = ARENA_ARRAY(arena, Value, schema->kind_count);
    for (size_t i = 0; i < schema->kind_count; i++)
        collections[i] = estate_collection(estate, scope->organization, &schema->kinds[i]);
    scope->names = (Scope){
        .set = policies,
        .org = value_object(&scope->organization->object),
        .collections = collections,
        .now = now_value(arena, estate),
    };
}

static void decide_profiles(Arena *arena, const AuditOptions *options, AuditScope *scope, ProfileState *states)
{
    const PolicySet *policies = scope->names.set;
    Value *values = ARENA_ARRAY(arena, Value, policies->profile_count);
    scope->names.profiles = values;
    Evaluator evaluator = evaluator_new(policies, arena, arena);
    evaluator_scope(&evaluator, &scope->names);
    evaluator_self(&evaluator, NULL, value_null());
    for (size_t i = 0; i < policies->profile_count; i++) {
        states[i] = decide_profile(&evaluator, options, &policies->profiles[i], &values[i]);
        states[i].organization = scope->organization;
    }
}

const AuditScope *scopes_new(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                             const ProfileState **profiles)
{
    EntityList organizations = estate->organizations;
    AuditScope *scopes = ARENA_ARRAY(arena, AuditScope, organizations.count);
    ProfileState *states = ARENA_ARRAY(arena, ProfileState, organizations.count * policies->profile_count);
    for (size_t i = 0; i < organizations.count; i++) {
        scopes[i].organization = organizations.items[i];
        fill_scope(arena, estate, policies, &scopes[i]);
        decide_profiles(arena, options, &scopes[i], &states[i * policies->profile_count]);
        scopes[i].applies = scope_applies(arena, &scopes[i].names);
    }
    *profiles = states;
    return scopes;
}

const AuditScope *audit_scope(const Audit *audit, const Entity *entity)
{
    const Entity *organization = entity->organization ? entity->organization : entity;
    size_t i = 0;
    while (i + 1 < audit->estate->organizations.count && audit->scopes[i].organization != organization)
        i++;
    return &audit->scopes[i];
}
