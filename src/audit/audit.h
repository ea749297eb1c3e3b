// Audit: rules × entities → verdicts, and for the findings that a report prints their evidence.
#ifndef EXAUDIT_AUDIT_AUDIT_H
#define EXAUDIT_AUDIT_AUDIT_H

#include "model/estate.h"
#include "policy/policy.h"

typedef enum Verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_UNKNOWN,
    VERDICT_NOT_APPLICABLE,
    VERDICT_WAIVED,
    VERDICT_ERROR,
} Verdict;
enum { VERDICT_COUNT = VERDICT_ERROR + 1 };
const char *verdict_name(Verdict verdict); // "pass", "fail", "unknown", "notApplicable", "waived", "error"

// rule × entity, or rule × group of entities for consistency rules.
typedef struct Finding {
    const Rule *rule;
    const Entity *entity;         // the entity; the organization for a group, or where a whole kind was not exported
    const Entity *const *members; // of a group, sorted by id; NULL for others
    size_t member_count;
    Str group; // "type Owa, front end": the group values for people; "" for others
    Verdict verdict;
} Finding;

typedef struct ProfileState {
    const Entity *organization;
    const Profile *profile;
    Truth value;
    Str from; // "declared", "detected", "notDeclared" (a profile without detection)
    Str why;  // the profile's reason, or why it is unknown
} ProfileState;

typedef struct ProfileOption { // --profile NAME, --profile -NAME
    Str name;
    bool value;
} ProfileOption;

typedef struct AuditOptions {
    const ProfileOption *profiles;
    size_t profile_count;
    const Str *rules; // globs; none: all
    size_t rule_count;
    const Str *skip;
    size_t skip_count;
    unsigned jobs;
} AuditOptions;

typedef struct Audit {
    const Estate *estate;
    const PolicySet *policies;
    // Every one but rule × entity pairs that are notApplicable (most pairs are: audit_not_applicable lists those),
    // sorted by severity (critical first), rule id, organization, entity id or group.
    const Finding *findings;
    size_t count;
    size_t summary[VERDICT_COUNT];
    const ProfileState *profiles; // organization × profile
    size_t profile_count;
    const struct AuditScope *scopes; // internal: one per organization
    const struct AuditPlan *plan;    // internal: which rules judge what, and the verdicts of rule × entity
} Audit;

// Judges the estate. Deterministic for any number of jobs. *diags gets unknown profile names and globs that match no
// rule.
const Audit *audit_run(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                       Diags *diags);

// The entities to which a rule does not apply, in the order of the estate.
EntityList audit_not_applicable(const Audit *audit, const Rule *rule, Arena *arena);

// What binds the names of an expression compiled with policy_env(arena, set, policy, kind of self) to this audit: give
// it to cel_eval. self NULL: none. policy NULL: no params and variables.
CelRun audit_cel_run(const Audit *audit, const Entity *organization, const Entity *self, const Policy *policy,
                     Arena *arena);

// --- details, made when they are asked for -------------------------------------------------------------

typedef struct Evidence {
    Str path; // "self.iis.access.sslFlags"
    Value value;
    const IisLevel *chain; // of an IIS setting, nearest first
    size_t chain_count;
} Evidence;

typedef struct UnknownReason {
    Str path;
    Reason reason;
} UnknownReason;

typedef struct Member {
    const Entity *entity;
    const Evidence
        *values; // one per consistency value that differs or is unknown in the group (all of them where none differs)
    size_t value_count;
    bool odd; // differs from a value that more than half of all members hold
} Member;

typedef struct Detail {
    Str message;
    const Evidence *evidence; // leaves that `require` read, in order, at most 20
    size_t evidence_count, evidence_more;
    const UnknownReason *unknown;
    size_t unknown_count;
    const Member *members;
    size_t member_count;
    bool majority;             // some value is held by more than half of the members, in every differing value
    const Str *fix, *rollback; // commands
    size_t fix_count, rollback_count;
    Str notes;       // of the fix, and why a rollback cannot be given
    Str fingerprint; // "v1:" + 32 hex digits
    Str value_hash;
} Detail;

// Evaluates the finding again with a recorder. The result lives in `arena`.
Detail audit_detail(const Audit *audit, const Finding *finding, Arena *arena);
// The same without fingerprint and value_hash (empty then), which cost more than all the rest: for reports that print
// neither.
Detail audit_evidence(const Audit *audit, const Finding *finding, Arena *arena);

// --- examples -------------------------------------------------------------------------------------------

typedef struct ExampleResult {
    const Rule *rule;
    const Example *example;
    Verdict verdict;
    bool ok;
    Str problem; // why it is not ok: "expected fail, got unknown: …", or what is wrong with the data, with
                 // file:line:column
} ExampleResult;

// Runs the examples of every rule (of those that match the globs, if any).
const ExampleResult *audit_examples(Arena *arena, const PolicySet *policies, const Str *globs, size_t glob_count,
                                    size_t *count);

#endif
