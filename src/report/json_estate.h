// What was read and what was not, as JSON: for the report and for `exaudit inspect`.
#ifndef EXAUDIT_REPORT_JSON_ESTATE_H
#define EXAUDIT_REPORT_JSON_ESTATE_H

#include "report/json_value.h"

// `inputs: […]` and `coverage: […]`; `scratch` is rewound.
void json_inputs(JsonWriter *json, Arena *scratch, const Estate *estate);
void json_coverage(JsonWriter *json, Arena *scratch, const Estate *estate);

#endif
