// Help, printed from the tables: commands, options, formats, outputs, functions, the model.
#ifndef EXAUDIT_CLI_HELP_H
#define EXAUDIT_CLI_HELP_H

#include "cli/session.h"

// Prints the help of a command to stdout; the exit status.
int help_command(const Session *session, const Command *command);

// A subject of `exaudit help SUBJECT`.
typedef struct Topic {
    const char *name;    // "formats"
    const char *summary; // one line
    // Writes it. `word`: what follows the subject's name ("help model KIND"); empty: nothing. false: there is no such
    // word.
    bool (*write)(const Page *page, Str word);
} Topic;

extern const Topic topics[]; // ends with a NULL name

// A row of two columns: a name and its explanation, wrapped beside `column`.
void help_row(const Page *page, Str name, const char *text, unsigned column);

#endif
