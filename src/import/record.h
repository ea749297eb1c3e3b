// Records: one raw object out of an export, as its format has it, before the schema says what it is.
//
// Every reader of PowerShell exports (CLIXML, JSON, CSV, Format-List) makes these; import/mapping.c turns them into
// entities, once for all.
#ifndef EXAUDIT_IMPORT_RECORD_H
#define EXAUDIT_IMPORT_RECORD_H

#include "model/schema.h"
#include "support/intern.h"
#include "support/source.h"

typedef enum RawKind {
    RAW_NULL,
    RAW_TEXT, // string, Uri, Guid, date as written
    RAW_BOOL,
    RAW_NUMBER, // text holds the digits as written
    RAW_ENUM,   // text: the name (ToString); number: its number as text
    RAW_LIST,   // items
    RAW_OBJECT, // members (Props and MS together), text: its ToString
    RAW_SECRET, // SecureString, SerializationData, encrypted: never the content; text "encrypted" | "clear" | "present"
    RAW_UNKNOWN, // present but not shown; text: the reason code (cutByDepth, cutByLimit, danglingRef, …)
} RawKind;

typedef struct Raw Raw;
typedef struct RawMember {
    Str name;
    const Raw *value;
    bool extended; // of the extended members (MS), which hide the object's own
} RawMember;

struct Raw {
    RawKind kind;
    bool boolean;
    bool open; // RAW_LIST: cut by an enumeration limit, there may be more
    Str text, number;
    Str type; // most derived type name without "Deserialized."; may be empty
    Origin origin;
    const Raw *const *items;
    size_t item_count;
    const RawMember *members;
    size_t member_count;
};

typedef struct Record {
    Str type;         // most derived .NET type name, as written, without "Deserialized."; "" when the export has none
    const Str *types; // the whole chain
    size_t type_count;
    bool selected; // Select-Object: properties that are absent were not asked for
    Str text;      // ToString of the object
    const RawMember *members;
    size_t member_count;
    Origin origin;
    const Raw *scalar; // a top-level value that is not an object (then there are no members)
} Record;

// Where a reader hands its records: called once per top-level object, in file order. The record lives until the call
// returns.
typedef struct RecordSink {
    void (*record)(void *context, const Record *record);
    void *context;
    // Whether a member of a top-level object is wanted, so that a reader can skip the others; NULL: all are. The answer
    // depends on the name only: a reader asks once and keeps it as long as function and context stay the same.
    bool (*wanted)(void *context, Str member);
} RecordSink;

const Raw *record_member(const Record *record, Str name); // case-insensitive; NULL when absent
const Raw *raw_member(const Raw *object, Str name);

#endif
