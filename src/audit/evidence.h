// Evidence: the leaves that an expression read, with their values, the chain behind IIS settings, and why what is
// unknown is so.
#ifndef EXAUDIT_AUDIT_EVIDENCE_H
#define EXAUDIT_AUDIT_EVIDENCE_H

#include "audit/audit.h"
#include "policy/bind.h"

enum { EVIDENCE_MAX = 20 };

// Which of a growing list's items are there already: their indices + 1 by hash, 0 where empty.
typedef struct Seen {
    uint32_t *slots;
    size_t capacity;
} Seen;

// Listens to an evaluation. Leaves come in evaluation order, each path with each value once.
typedef struct Recorder {
    Arena *arena;
    const Schema *schema;
    Value self; // whose IIS settings have chains
    Evidence *items;
    size_t count, capacity;
    Seen seen;
    UnknownReason *unknown; // of leaves that are not known
    size_t unknown_count, unknown_capacity;
    Seen unknown_seen;
} Recorder;

// Makes an evaluator report to the recorder.
void recorder_attach(Recorder *recorder, Evaluator *evaluator);

// One value with its chain, if the path is that of an IIS setting ("self.iis.access.sslFlags").
Evidence evidence_of(const Recorder *recorder, Str path, Value value);
// Adds the reasons of an unknown value (or of an open list) under a path, each once.
void record_reasons(Recorder *recorder, Str path, Value value);

// The reasons of an unknown result, each with the path of the leaf that brought it in; "" when none did.
size_t reasons_of(const Recorder *recorder, Value result, Arena *arena, const UnknownReason **reasons);

#endif
