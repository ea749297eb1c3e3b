// Whether a setting of IIS is set at a path itself or comes from above: what a rollback has to restore.
#ifndef EXAUDIT_AUDIT_INHERIT_H
#define EXAUDIT_AUDIT_INHERIT_H

#include "model/iis.h"

typedef enum Inherit {
    INHERIT_NO,    // the level sets it, or nothing is known of the levels
    INHERIT_ALL,   // it comes from above, and the level sets nothing of its section
    INHERIT_SHARED // it comes from above, and the level sets (or may set) something else of its section
} Inherit;

// Of `setting` ("access.sslFlags") as it holds at `settings`, where a command writes to `level` (the name that chains
// give it). *from: the level that it comes from.
Inherit inherit_of(const Object *settings, Str setting, Str level, Arena *arena, Str *from);

#endif
