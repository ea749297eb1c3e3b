// One finding in the JSON report.
#ifndef EXAUDIT_REPORT_JSON_FINDING_H
#define EXAUDIT_REPORT_JSON_FINDING_H

#include "report/json_value.h"
#include "report/report.h"

// Writes the finding with its evidence; `scratch` is used freely.
void json_finding(JsonWriter *json, const Audit *audit, const Finding *finding, Arena *scratch);

// What names a finding's subject among those of its rule: the entity's id, for a group "<id>#<group>".
Str json_subject(Arena *arena, const Finding *finding);

#endif
