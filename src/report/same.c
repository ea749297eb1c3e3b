#include "report/same.h"

#include "report/index.h"
#include "report/subject.h"

static bool name_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

// Whether `name` stands at `at` in `text` as a whole name.
static bool stands_at(Str text, size_t at, Str name)
{
    return str_starts_fold(str_slice(text, at, text.n), name) && (at == 0 || !name_char(text.p[at - 1])) &&
           (at + name.n >= text.n || !name_char(text.p[at + name.n]));
}

// Appends `text` with every mention of the server's own name replaced, so that "https://ex01.contoso.com" on EX01
// is the same as "https://ex02.contoso.com" on EX02.
static void add_general(StrBuf *key, Str text, Str server)
{
    size_t done = 0;
    for (size_t at = 0; server.n > 0 && at + server.n <= text.n; at++) {
        if (stands_at(text, at, server)) {
            strbuf_add(key, str_slice(text, done, at));
            strbuf_char(key, '\x01');
            done = at + server.n;
            at = done - 1;
        }
    }
    strbuf_add(key, str_slice(text, done, text.n));
    strbuf_char(key, '\0');
}

// Which member of a group has which values: groups in which the same servers differ alike are the same, and so are
// groups on one server each in which the same things of that server differ alike.
static void add_members(StrBuf *key, const Detail *detail, Arena *scratch)
{
    const Entity *only = subject_only_server(detail);
    Str name = subject_server_name(scratch, only);
    for (size_t i = 0; i < detail->member_count; i++) {
        const Member *member = &detail->members[i];
        const Entity *server = subject_server(member->entity);
        strbuf_add(key, only ? subject_local(scratch, member->entity) : server ? server->id : member->entity->id);
        for (size_t k = 0; k < member->value_count; k++) {
            strbuf_add(key, member->values[k].path);
            strbuf_char(key, '=');
            add_general(key, value_literal(scratch, member->values[k].value), name);
        }
    }
}

// What a finding says, as text. Without evidence its message is all that it says.
static Str same_key(const Audit *audit, const Finding *finding, Arena *scratch)
{
    Detail detail = audit_evidence(audit, finding, scratch);
    Str server = subject_server_name(scratch, subject_server(finding->entity));
    StrBuf key = strbuf_new(scratch);
    strbuf_char(&key, (char)('0' + (int)finding->verdict));
    add_members(&key, &detail, scratch);
    if (detail.member_count == 0 && detail.evidence_count == 0 && detail.unknown_count == 0) {
        add_general(&key, detail.message, server);
        strbuf_add(&key, finding->group);
    }
    for (size_t i = 0; i < detail.evidence_count; i++) {
        strbuf_add(&key, detail.evidence[i].path);
        strbuf_char(&key, '=');
        add_general(&key, value_literal(scratch, detail.evidence[i].value), server);
    }
    for (size_t i = 0; i < detail.unknown_count; i++) {
        strbuf_add(&key, detail.unknown[i].path);
        add_general(&key, detail.unknown[i].reason.why, server);
    }
    return strbuf_str(&key);
}

static size_t *number_findings(const Audit *audit, const Finding *const *findings, size_t count, Index *index,
                               Arena *scratch)
{
    size_t *numbers = ARENA_ARRAY(index->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        ArenaMark mark = arena_mark(scratch);
        numbers[i] = index_add(index, same_key(audit, findings[i], scratch), NULL);
        arena_rewind(scratch, mark);
    }
    return numbers;
}

// One finding is like itself, which needs no evaluation to tell.
static size_t lone(const Finding *const *findings, Arena *arena, Same **sets)
{
    *sets = ARENA_NEW(arena, Same);
    (*sets)->findings = ARENA_NEW(arena, const Finding *);
    (*sets)->findings[0] = findings[0];
    (*sets)->count = 1;
    return 1;
}

size_t same_partition(const Audit *audit, const Finding *const *findings, size_t count, Arena *arena, Arena *scratch,
                      Same **sets)
{
    if (count == 1) {
        return lone(findings, arena, sets);
    }
    Index index = index_new(arena);
    size_t *numbers = number_findings(audit, findings, count, &index, scratch);
    *sets = ARENA_ARRAY(arena, Same, index.count);
    for (size_t i = 0; i < count; i++) {
        (*sets)[numbers[i]].count++;
    }
    for (size_t i = 0; i < index.count; i++) {
        (*sets)[i].findings = ARENA_ARRAY(arena, const Finding *, (*sets)[i].count);
        (*sets)[i].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        Same *same = &(*sets)[numbers[i]];
        same->findings[same->count++] = findings[i];
    }
    return index.count;
}
