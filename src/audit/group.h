// Consistency: entities that should agree → groups → one verdict each (design §7).
//
// A member is certain when `when` is known to be true and every group key is known; else it is possible, in every group
// that its known keys allow. A verdict other than unknown holds whatever the unknown turns out to be:
//
//   fail           two certain members differ
//   pass           at least two are certain, and all, also the possible ones, are known to be equal
//   notApplicable  one member, and no other is possible
//   unknown        otherwise
#ifndef EXAUDIT_AUDIT_GROUP_H
#define EXAUDIT_AUDIT_GROUP_H

#include "audit/judge.h"

// The name of the group of those whose keys are not known. (A key reads "field value", so no other group is called so.)
#define GROUP_NOT_KNOWN STR("not known")

typedef struct Group {
    Str name;                     // "type Owa, frontEnd true"; "" when no entity is a member
    const Entity *const *members; // in the order of the entities; without those whose keys are unknown
    size_t count;
    Verdict verdict;
} Group;

typedef struct Groups {
    Group *items;
    size_t count;
} Groups;

// The entities that may be members, and whether there may be more of them than these.
typedef struct Candidates {
    const Entity *const *items;
    size_t count;
    bool open;
} Candidates;

// The groups of a consistency rule, sorted by name. The result lives in `result`; the evaluator's arena is used and
// rewound.
Groups judge_groups(Evaluator *evaluator, const Rule *rule, Value applies, Candidates candidates, Arena *result);

// One member's side of a group: what audit_detail shows.
typedef struct Membership {
    const Entity *entity;
    Truth in;   // `when`
    bool error; // `when` or a key is an error
    bool keys_known;
    const Str *keys; // as literals; NULL .p where unknown
    Str name;        // of the group, if keys_known
} Membership;

// How an entity belongs to the groups of a rule. The evaluator's self becomes the entity.
Membership membership(Evaluator *evaluator, const Rule *rule, const Entity *entity, Arena *result);
// Whether a member may be in the group to which a member with known keys belongs.
bool may_be_in(const Rule *rule, const Membership *member, const Membership *of_group);

// Whether a value is known in all its parts.
bool value_complete(Arena *arena, Value value);

#endif
