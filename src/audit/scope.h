// Scopes: what holds for a whole organization before any rule is judged: its profiles, collections, and whether each
// policy applies.
#ifndef EXAUDIT_AUDIT_SCOPE_H
#define EXAUDIT_AUDIT_SCOPE_H

#include "audit/audit.h"
#include "policy/bind.h"

typedef struct AuditScope {
    Scope names;
    const Entity *organization;
    const Value *applies; // [policy index]: bool, unknown or error
} AuditScope;

// One scope per organization, in the order of the estate, and the state of every profile (organization × profile).
const AuditScope *scopes_new(Arena *arena, const Estate *estate, const PolicySet *policies, const AuditOptions *options,
                             const ProfileState **profiles);

// Whether each policy applies to the organization of a scope.
const Value *scope_applies(Arena *arena, const Scope *names);

// The scope of an entity's organization, or of an organization.
const AuditScope *audit_scope(const Audit *audit, const Entity *entity);

#endif
