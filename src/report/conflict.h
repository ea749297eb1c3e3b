// Where two exports of one thing disagree.
#ifndef EXAUDIT_REPORT_CONFLICT_H
#define EXAUDIT_REPORT_CONFLICT_H

#include "model/estate.h"

// One value that is unknown because its origins contradict each other.
typedef struct Conflict {
    const Entity *entity; // the first that shows it
    Str subject;          // the field, or the file
    const Unknown *unknown;
} Conflict;

bool reason_is_conflict(const Reason *reason);

// Every conflict of the estate, in the order of its entities. One whose origins several entities share is named once.
const Conflict *estate_conflicts(Arena *arena, const Estate *estate, size_t *count);

// "a.xml:3:5 and b.xml:7:5": where the origins of a conflict are.
Str conflict_places(Arena *arena, const Estate *estate, const Unknown *unknown);

#endif
