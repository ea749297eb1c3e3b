// Judging: guard and require of a rule over one entity → verdict (the table of design §4).
#ifndef EXAUDIT_AUDIT_JUDGE_H
#define EXAUDIT_AUDIT_JUDGE_H

#include "audit/audit.h"
#include "policy/bind.h"

// The verdict and the value that it comes from: the guard when that is not true, else `require`.
typedef struct Judgement {
    Verdict verdict;
    bool guarded; // the guard did not hold for certain, and `require` was not evaluated
    Value value;
} Judgement;

// `applies` and `when` as CEL's && joins them: false wins, then unknown, then error.
Value judge_guard(Evaluator *evaluator, const Rule *rule, Value applies);

// The verdict of a rule about the evaluator's self. `applies`: of the rule's policy, for the organization.
Judgement judge(Evaluator *evaluator, const Rule *rule, Value applies);

// The same for an entity whose guard holds.
Judgement judge_require(Evaluator *evaluator, const Rule *rule);

#endif
