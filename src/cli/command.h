// Commands: one per file, each a row of the table that `exaudit help` prints.
#ifndef EXAUDIT_CLI_COMMAND_H
#define EXAUDIT_CLI_COMMAND_H

#include "cli/options.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_TROUBLE = 2, EXIT_UNKNOWN = 3 }; // design §8, never renumbered

typedef struct Session Session; // cli/session.h

typedef struct Command {
    const char *name;             // "audit", "policy check"
    const char *alias;            // another way to say it: "--version"; NULL: none
    const char *summary;          // one line
    const char *usage;            // "audit [OPTION...] [PATH...]", behind "exaudit "
    const char *details;          // paragraphs for `help COMMAND`; NULL: none
    const Option *const *options; // rows, NULL-terminated
    int (*run)(Session *session); // with parsed options; the exit status
} Command;

extern const Command *const commands[]; // NULL-terminated, in the order of `help`

extern const Command command_audit;
extern const Command command_inspect;
extern const Command command_model;
extern const Command command_rules;
extern const Command command_explain;
extern const Command command_policy_check;
extern const Command command_policy_test;
extern const Command command_policy_export;
extern const Command command_help;
extern const Command command_version;

// Runs what the arguments behind the program's name say; the exit status of the process.
int command_dispatch(Arena *arena, int argc, char **argv);

// The command called `name` ("audit", "policy check", "--version"), or NULL.
const Command *command_find(Str name);

#endif
