// The result of `exaudit inspect` as text.
#ifndef EXAUDIT_CLI_INSPECT_H
#define EXAUDIT_CLI_INSPECT_H

#include "cli/coverage.h"
#include "cli/session.h"

typedef struct Inspection {
    const Session *session;
    const Estate *estate;
    CoverageTable coverage;
    Str incomplete; // why the exit status is 2; empty: it is 0
} Inspection;

void inspect_text(const Inspection *inspection, const Page *page);

#endif
