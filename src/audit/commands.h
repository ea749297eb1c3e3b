// The commands that mend a finding, and those that take it back.
#ifndef EXAUDIT_AUDIT_COMMANDS_H
#define EXAUDIT_AUDIT_COMMANDS_H

#include "audit/audit.h"
#include "policy/bind.h"

// Fills fix, rollback and notes of a failed finding. The evaluator's self is its entity (or nothing, for a group).
void commands_make(Evaluator *evaluator, const Schema *schema, const Finding *finding, Detail *detail);

#endif
