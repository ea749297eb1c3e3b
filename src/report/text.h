// The parts of the text report, for its own files.
#ifndef EXAUDIT_REPORT_TEXT_H
#define EXAUDIT_REPORT_TEXT_H

#include "report/page.h"
#include "report/report.h"
#include "report/same.h"
#include "report/subject.h"

typedef struct TextReport {
    const ReportContext *context;
    const Audit *audit;
    const Estate *estate;
    Page page;     // its arena is `arena`
    Arena *arena;  // rewound after each rule
    Arena *detail; // rewound after each finding that is looked at
    Index told;    // messages and notes of the present rule that stand above already
} TextReport;

// The findings [first, end) of one rule.
typedef struct RuleRun {
    const Rule *rule;
    const Finding *first, *end;
    size_t servers; // distinct servers among them
} RuleRun;

// One rule with those of its findings whose verdict is in `verdicts` (bit per Verdict), identical ones collapsed.
void text_rule(TextReport *text, const RuleRun *run, unsigned verdicts);

// Whether a message or note has not been told of the present rule yet; from now on it has.
bool text_first_time(TextReport *text, Str what);

// Where a set of identical findings is: "12 of 14 servers: EX01, EX02, …".
void text_where(TextReport *text, const RuleRun *run, const Same *same);
// "EX01, EX02 (guessed), …": the names, cut after a line or two unless -v.
void text_names(TextReport *text, Line *line, const Str *names, size_t count);

// The evidence of a finding, with the chain of IIS settings. `others`: how many findings have the same elsewhere.
void text_evidence(TextReport *text, const Detail *detail, size_t others);
// The members of consistency groups in which the same servers differ alike: the odd ones beside the majority. `detail`
// is that of the first.
void text_members(TextReport *text, const Same *same, const Detail *detail);

// What the exports do not show, by the command that would show it.
void text_unknowns(TextReport *text);

// One screen: counts, inputs, profiles, and what the exit status means.
void text_summary(TextReport *text);

#endif
