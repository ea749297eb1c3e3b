// The small estate of an example: what the YAML says is known, everything else is not (policies/README.md).
#ifndef EXAUDIT_AUDIT_EXAMPLE_ESTATE_H
#define EXAUDIT_AUDIT_EXAMPLE_ESTATE_H

#include "audit/scope.h"
#include "policy/data.h"

typedef struct ExampleEstate {
    AuditScope scope;
    const Entity *self;           // NULL for consistency rules
    const Entity *const *members; // of consistency rules
    size_t member_count;
} ExampleEstate;

// false after diagnostics with positions in the policy file.
bool example_estate(Arena *arena, const PolicySet *policies, const Rule *rule, const Example *example,
                    ExampleEstate *out, Diags *diags);

#endif
