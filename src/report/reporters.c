#include "report/report.h"

const Reporter *const reporters[] = {&reporter_text, &reporter_json, NULL};

const Reporter *reporter_find(Str format)
{
    for (const Reporter *const *row = reporters; *row; row++) {
        if (str_eq(str((*row)->format), format)) {
            return *row;
        }
    }
    return NULL;
}
