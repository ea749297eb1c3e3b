// Readers: one per export format, each a row of the table that `exaudit help formats` prints.
#ifndef EXAUDIT_IMPORT_READER_H
#define EXAUDIT_IMPORT_READER_H

#include "import/record.h"
#include "model/iis.h"

// What one file yields to its worker. Everything lives in `arena`.
typedef struct ReadContext {
    Arena *arena;       // results
    Arena *scratch;     // rewound after each file
    Interner *interner; // of `arena`
    const Schema *schema;
    Source *source;
    Str file; // its name, for formats that depend on it
    Diags *diags;
    RecordSink sink;    // for formats of records
    const IisFile *iis; // set by the IIS reader
    Origin errors;      // set by a reader that met an error message of the cmdlet among its output: the first one
    Str what;     // set by any reader: what the file is when it is not an export ("an XDT transform", "an HTML page")
    void *parser; // per-worker state a reader keeps between files (an XML parser context); readers own it through
                  // xml_worker_*
} ReadContext;

typedef enum ReadResult {
    READ_OK,
    READ_UNUSED,  // recognised, but nothing in it is of use
    READ_IGNORED, // not what its name says; `what` names it
    READ_DAMAGED, // a diagnostic says where; what was good before it has been delivered
} ReadResult;

typedef struct Reader {
    const char *format; // "clixml"
    const char *title;  // "CLIXML (Export-Clixml)"
    const char *how;    // how such a file is made, one line for `help formats`
    // Certainty 0..100 that `head` (the first UTF-8 bytes) is of this format; the file's name is a hint, never proof.
    int (*recognise)(Str head, Str file);
    ReadResult (*read)(ReadContext *context);
} Reader;

extern const Reader reader_clixml;
extern const Reader reader_iis_config;
extern const Reader reader_manifest;
extern const Reader reader_model;

// All readers, NULL-terminated, in the order of `help formats`.
extern const Reader *const readers[];

#endif
