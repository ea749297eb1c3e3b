// What is wrong with inputs, policies and options, on stderr.
#ifndef EXAUDIT_CLI_DIAGNOSTICS_H
#define EXAUDIT_CLI_DIAGNOSTICS_H

#include "cli/session.h"

// Prints "file:line:column: error: message", the excerpt with its caret and the hint of each diagnostic, sorted by
// place. What repeats is summarised, and notes are only counted, unless -v; -q leaves only errors. `estate` names the
// input files; NULL: there are none.
void diagnostics_print(const Session *session, const Estate *estate, const Diags *diags);

// The file a diagnostic is about; empty: none.
Str diagnostic_file(const Estate *estate, const Diag *diag);

// "error", "warning", "note".
const char *diagnostic_level(DiagLevel level);

// One diagnostic with its excerpt and hint, `indent` columns in.
void diagnostic_write(const Page *page, const Estate *estate, const Diag *diag, unsigned indent);

#endif
