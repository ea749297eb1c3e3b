#include "report/outcome.h"

Outcome outcome_of(const ReportContext *context)
{
    Outcome outcome = {0};
    for (size_t i = 0; i < context->audit->count && !context->fail_never; i++) {
        const Finding *finding = &context->audit->findings[i];
        bool failed = finding->verdict == VERDICT_FAIL;
        if (finding->rule->severity < context->fail_on || (!failed && finding->verdict != VERDICT_UNKNOWN)) {
            continue;
        }
        if (finding->rule->tentative) {
            outcome.tentative++;
        } else if (failed) {
            outcome.failed++;
        } else {
            outcome.unknown++;
        }
    }
    return outcome;
}
