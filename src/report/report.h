// Reports: one reporter per output format, each a row of the table that `exaudit help outputs` prints.
//
// A reporter gets finished findings; it computes nothing but their presentation, and neutralises all text from exports.
#ifndef EXAUDIT_REPORT_REPORT_H
#define EXAUDIT_REPORT_REPORT_H

#include "audit/audit.h"
#include "support/output.h"

// What was left out or changed on the command line: a report of a part must say so.
typedef struct ReportSelection {
    const Str *rules, *skip, *set; // globs of --rule and --skip, "POLICY.PARAM=VALUE" of --set
    size_t rule_count, skip_count, set_count;
} ReportSelection;

typedef struct ReportContext {
    const Audit *audit;
    ReportSelection selection;
    Severity fail_on; // threshold
    bool fail_never;  // --fail-on never
    bool allow_unknown;
    bool show_pass;
    bool complete;   // false: a recognised input was damaged, a rule ended in error, or nothing was audited
    Str incomplete;  // why, when it is false: "1 input is damaged"
    int exit_status; // the status the process will end with, for the summary
    int verbosity;   // -1 (-q), 0, 1 (-v)
    bool color;
    unsigned width; // columns to wrap text to
    Output *out;
    Arena *arena; // scratch
} ReportContext;

typedef struct Reporter {
    const char *format; // "text", "json"
    const char *title;  // one line for `help outputs`
    void (*write)(const ReportContext *context);
} Reporter;

extern const Reporter reporter_text;
extern const Reporter reporter_json;

// All reporters, NULL-terminated.
extern const Reporter *const reporters[];
const Reporter *reporter_find(Str format);

#endif
