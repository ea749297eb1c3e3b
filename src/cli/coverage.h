// Coverage by export: which servers (or the organization) an export was seen for, and what is missing by the command
// that exports it.
#ifndef EXAUDIT_CLI_COVERAGE_H
#define EXAUDIT_CLI_COVERAGE_H

#include "model/estate.h"
#include "report/index.h"

// One export: a kind, one type of it, or what one of its cmdlets tells.
typedef struct CoverageRow {
    Str name; // "virtualDirectory.Owa", "authServer", "server (Get-MailboxServer)"
    bool per_server;
    bool *known; // [server or organization]: whether the estate says anything
    bool *seen;
} CoverageRow;

// What one command would export.
typedef struct MissingExport {
    Str command;
    Index kinds;
    Index servers; // empty: organization-wide
} MissingExport;

typedef struct CoverageTable {
    Index servers, organizations; // what they are called
    const CoverageRow *rows;
    size_t row_count;
    const MissingExport *missing; // in the order of the coverage
    size_t missing_count;
} CoverageTable;

CoverageTable coverage_table(Arena *arena, const Estate *estate);

#endif
