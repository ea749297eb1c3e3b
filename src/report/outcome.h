// Outcome: what decides the exit status of an audit (design §8).
#ifndef EXAUDIT_REPORT_OUTCOME_H
#define EXAUDIT_REPORT_OUTCOME_H

#include "report/report.h"

typedef struct Outcome {
    size_t failed, unknown; // at or above the threshold; tentative rules do not count
    size_t tentative;       // at or above the threshold, failed or unknown, of tentative rules
} Outcome;

Outcome outcome_of(const ReportContext *context);

#endif
