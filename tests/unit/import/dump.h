// The records of one file as text, one value a line with its position: what the tests of readers compare.
#ifndef EXAUDIT_TESTS_IMPORT_DUMP_H
#define EXAUDIT_TESTS_IMPORT_DUMP_H

#include "import/reader.h"
#include "import/xml.h"

typedef struct Dump {
    Arena *arena;
    StrBuf text;
    size_t records;
    const char *const *wanted; // NULL-terminated names; NULL: all
    void *parser;
    ReadResult result;
    Diags diags;
    Str what;
} Dump;

static inline void dump_raw(StrBuf *out, Str name, const Raw *raw, unsigned depth);

static inline void dump_text(StrBuf *out, const char *before, Str text)
{
    if (!text.n)
        return;
    strbuf_add(out, str(before));
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < ' ')
            strbuf_printf(out, "\\x%02X", (unsigned)(unsigned char)text.p[i]);
        else
            strbuf_char(out, text.p[i]);
    }
}

static inline void dump_parts(StrBuf *out, const Raw *raw,
                              unsigned depth) // NOLINT(misc-no-recursion): bounded by depth
{
    for (size_t i = 0; i < raw->item_count; i++)
        dump_raw(out, STR("-"), raw->items[i], depth);
    for (size_t i = 0; i < raw->member_count; i++)
        dump_raw(out, raw->members[i].name, raw->members[i].value, depth);
}

static inline void dump_raw(StrBuf *out, Str name, const Raw *raw,
                            unsigned depth) // NOLINT(misc-no-recursion): bounded by depth
{
    static const char *const kinds[] = {"null", "text",   "bool",   "number", "enum",
                                        "list", "object", "secret", "unknown"};
    strbuf_printf(out, "%*s" STR_FMT " %s", (int)(2 * depth), "", STR_ARG(name), kinds[raw->kind]);
    dump_text(out, " ", raw->text);
    dump_text(out, " #", raw->number);
    dump_text(out, " :", raw->type);
    strbuf_printf(out, "%s @%u:%u\n", raw->open ? " ..." : "", raw->origin.line, raw->origin.column);
    if (depth < 200)
        dump_parts(out, raw, depth + 1);
}

static inline void dump_record(void *context, const Record *record)
{
    Dump *dump = context;
    StrBuf *out = &dump->text;
    dump->records++;
    if (record->scalar) {
        dump_raw(out, STR("record"), record->scalar, 0);
        return;
    }
    Raw raw = {.kind = RAW_OBJECT,
               .text = record->text,
               .type = record->type,
               .origin = record->origin,
               .members = record->members,
               .member_count = record->member_count};
    dump_raw(out, record->selected ? STR("selected") : STR("record"), &raw, 0);
}

static inline bool dump_wanted(void *context, Str name)
{
    const Dump *dump = context;
    for (size_t i = 0; dump->wanted[i]; i++)
        if (str_eq_fold(name, str(dump->wanted[i])))
            return true;
    return false;
}

static inline Dump dump_new(Arena *arena, const char *const *wanted)
{
    return (Dump){.arena = arena, .text = strbuf_new(arena), .wanted = wanted};
}

// Reads a source to its end; it is closed. Close the dump's parser with xml_worker_free.
static inline void dump_read(Dump *dump, const Reader *reader, Source *source)
{
    Arena *scratch = arena_new();
    ReadContext context = {.arena = dump->arena,
                           .scratch = scratch,
                           .interner = interner_new(dump->arena),
                           .source = source,
                           .diags = &dump->diags,
                           .sink = {dump_record, dump, dump->wanted ? dump_wanted : NULL},
                           .parser = dump->parser};
    dump->result = source ? reader->read(&context) : READ_DAMAGED;
    dump->parser = context.parser;
    dump->what = context.what;
    source_close(source);
    arena_free(scratch);
}

static inline Dump dump_bytes(Arena *arena, const Reader *reader, Str bytes, const char *const *wanted)
{
    Dump dump = dump_new(arena, wanted);
    dump.diags = diags_new(arena);
    dump_read(&dump, reader, source_memory(arena, bytes, (Origin){1, 0, 0}, &dump.diags));
    xml_worker_free(dump.parser);
    dump.parser = NULL;
    return dump;
}

#endif
