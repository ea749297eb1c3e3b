// Same: findings of one rule that say the same of different servers, collapsed.
#ifndef EXAUDIT_REPORT_SAME_H
#define EXAUDIT_REPORT_SAME_H

#include "audit/audit.h"

typedef struct Same {
    const Finding **findings; // in the order of the audit
    size_t count;
} Same;

// Partitions findings into sets whose verdict and evidence are the same up to the names of server and entity. The sets
// are in the order of their first members and live in `arena`; `scratch` is rewound.
size_t same_partition(const Audit *audit, const Finding *const *findings, size_t count, Arena *arena, Arena *scratch,
                      Same **sets);

#endif
