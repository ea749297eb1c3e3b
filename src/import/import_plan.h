// What the parts of making the plan share.
#ifndef EXAUDIT_IMPORT_IMPORT_PLAN_H
#define EXAUDIT_IMPORT_IMPORT_PLAN_H

#include "import/attribution.h"

// Files that say something of one unit of coverage of an owner: numbers of inputs, 0: none.
typedef struct UnitNote {
    unsigned empty;  // has no record
    unsigned filled; // has records
    unsigned failed; // holds errors of the cmdlet
} UnitNote;

typedef struct Planner {
    Attribution *attribution;
    EstatePlan *plan;
    unsigned *organization_numbers; // [organization as met]
    ServerPlan **servers;           // [server as met]
    UnitNote *organization_notes;   // [organization of the plan × units + unit]
    UnitNote *server_notes;         // [server of the plan × units + unit]
} Planner;

// --- import_cover.c: what was exported for whom -----------------------------------------------------------------

void cover_start(Planner *planner);
// A record of a unit, of an organization or (server not NOBODY, as met) a server.
void cover_filled(Planner *planner, const ImportFile *file, const Draft *draft, unsigned unit, int server);
// What a file says of units beside its records: it is empty, its cmdlet failed, it is a document that tells coverage.
void cover_units(Planner *planner, const ImportFile *file);
// Why what was exported is not all: exports that contradict each other, cmdlets that failed.
void cover_gaps(Planner *planner);

#endif
