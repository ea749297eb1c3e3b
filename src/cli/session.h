// Session: what one run of the program shares: memory, settings, and the manners of its three streams.
#ifndef EXAUDIT_CLI_SESSION_H
#define EXAUDIT_CLI_SESSION_H

#include "cli/command.h"
#include "report/page.h"

struct Session {
    Arena *arena;
    const Command *command;
    Settings settings;
};

// "exaudit: …" on stderr, neutralised and wrapped.
void session_complain(const Session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A complaint about the command line, and where to find help; EXIT_TROUBLE.
int session_usage(const Session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Whether the stream is to be coloured: --color, a terminal, NO_COLOR.
bool session_color(const Session *session, int descriptor);

// A page over `out` as wide as the terminal of a descriptor (-1: a file, 80 columns).
Page session_page(const Session *session, Output *out, int descriptor);

// Writes what was collected on a page over memory to stderr.
void session_flush_errors(const Page *page);

// --- results: text, JSON … --------------------------------------------------------------------------------

// Writes the result in formats[format] on the page.
typedef void (*ResultWriter)(void *context, size_t format, const Page *page);

// Checks -o against the names of the formats (NULL-terminated): unknown ones, two on stdout, one file twice. false
// after a complaint.
bool session_check_outputs(const Session *session, const char *const *formats);

// Writes the result everywhere the settings say: formats[0] to stdout unless some format was asked for there. true when
// every byte arrived.
bool session_write(const Session *session, const char *const *formats, ResultWriter write, void *context);

#endif
