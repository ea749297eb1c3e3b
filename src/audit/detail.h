// What the makers of a finding's detail share.
#ifndef EXAUDIT_AUDIT_DETAIL_H
#define EXAUDIT_AUDIT_DETAIL_H

#include "audit/evidence.h"
#include "audit/plan.h"

typedef struct DetailMaker {
    const Audit *audit;
    const Finding *finding;
    const AuditScope *scope;
    Arena *arena;
    Evaluator evaluator;
    Recorder recorder;
    Detail *detail;
} DetailMaker;

// members.c: the members of a group, and why it is unknown.
void detail_members(DetailMaker *maker);

// fingerprint.c
void detail_hash(const DetailMaker *maker);

#endif
