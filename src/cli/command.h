// Commands: one per file, each a row of the table that `exaudit help` prints.
#ifndef EXAUDIT_CLI_COMMAND_H
#define EXAUDIT_CLI_COMMAND_H

#include "support/str.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_TROUBLE = 2, EXIT_UNKNOWN = 3 }; // design §8, never renumbered

typedef struct Command {
    const char *name;    // "audit", "policy check"
    const char *summary; // one line
    const char *usage;   // "exaudit audit [OPTION…] [PATH…]"
    const struct Option *options; // rows, see cli/options.h
    int (*run)(Arena *arena, int argc, char **argv); // arguments after the command's name; the exit status
} Command;

extern const Command *const commands[]; // NULL-terminated, in the order of `help`

#endif
