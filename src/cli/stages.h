// The stages that several commands share: policies, exports → estate.
#ifndef EXAUDIT_CLI_STAGES_H
#define EXAUDIT_CLI_STAGES_H

#include "cli/session.h"

// The policy files of a run: the built-in ones, and those of `paths` (files, or folders of *.yaml), which replace
// built-in ones of the same name. false after complaints when one cannot be read.
typedef struct PolicyFiles {
    PolicyFile *items;
    size_t count, capacity;
    size_t builtin; // how many of the first are built in
} PolicyFiles;
bool stage_policy_files(const Session *session, const StrList *paths, PolicyFiles *files);

// Loads the files with the values of --set. NULL after the diagnostics have been printed.
const PolicySet *stage_load(const Session *session, const Schema *schema, const PolicyFiles *files);

// The policies of --policy and --set. NULL after the diagnostics have been printed.
const PolicySet *stage_policies(const Session *session, const Schema *schema);

// Reads the operands ("." when there are none). NULL after a complaint when SOURCE_DATE_EPOCH is wrong.
Import *stage_import(const Session *session, const Schema *schema);

unsigned stage_jobs(const Session *session);

// The first problem of an estate that makes a run incomplete (design §8): damaged inputs, or nothing read. The empty
// string: none.
Str stage_incomplete(Arena *arena, const Estate *estate);

#endif
