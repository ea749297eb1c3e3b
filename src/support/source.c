#include "support/source.h"

#include "support/platform.h"
#include "support/transcode.h"

#include <string.h>

enum { DETECT_SIZE = 4, CODE_MAX_BYTES = 4 };
#define PEEK_SIZE ((size_t)4096)

// Original bytes wait in bytes[start..end); `offset` of the original stand before bytes[start]. What was peeked at is
// text again.
struct Source {
    Arena *arena;
    Diags *diags;
    Origin file;
    int descriptor; // -1: memory
    Encoding encoding;
    bool ended; // all original bytes are in the buffer
    bool failed, warned;
    char *buffer; // NULL: memory
    const char *bytes;
    size_t capacity, start, end;
    uint64_t offset, size;
    char *peeked;
    size_t peek_start, peek_end;
};

const char *encoding_name(Encoding encoding)
{
    switch (encoding) {
    case ENCODING_UTF8:
        return "utf-8";
    case ENCODING_UTF8_BOM:
        return "utf-8-bom";
    case ENCODING_UTF16LE:
        return "utf-16le";
    case ENCODING_UTF16BE:
        return "utf-16be";
    case ENCODING_WINDOWS1252:
        return "windows-1252";
    }
    return "";
}

// --- original bytes ---------------------------------------------------------------------------------

static bool fail(Source *source, const char *code, Str message)
{
    source->failed = true;
    return diag_input(source->diags, DIAG_ERROR, code, source->file, STR_FMT, STR_ARG(message));
}

static bool too_large(Source *source)
{
    return fail(source, "limit", STR("larger than 4 GiB, the largest file that is read"));
}

static void consume(Source *source, size_t count)
{
    source->start += count;
    source->offset += count;
}

// Gets more original bytes; false after an error.
static bool fill(Source *source)
{
    size_t rest = source->end - source->start;
    if (source->start > 0)
        memmove(source->buffer, source->buffer + source->start, rest);
    source->start = 0;
    source->end = rest;
    long got = platform_read(source->descriptor, source->buffer + rest, source->capacity - rest);
    if (got < 0) {
        Str error = platform_error(source->diags->arena);
        return fail(source, "unreadable", str_printf(source->diags->arena, "cannot be read: " STR_FMT, STR_ARG(error)));
    }
    source->ended = got == 0;
    source->end += (size_t)got;
    uint64_t seen = source->offset + source->end;
    if (seen > SOURCE_MAX_BYTES)
        return too_large(source);
    if (seen > source->size)
        source->size = seen;
    return true;
}

// --- warnings ---------------------------------------------------------------------------------------

// Original bytes from `position` on, for looking back; 0 where that is impossible.
static size_t look_back(const Source *source, uint64_t position, char *out, size_t size)
{
    uint64_t left = source->offset - position;
    size_t want = left < size ? (size_t)left : size;
    if (source->descriptor >= 0) {
        long got = platform_read_at(source->descriptor, out, want, position);
        return got > 0 ? (size_t)got : 0;
    }
    memcpy(out, source->bytes + position, want);
    return want;
}

// Line and column of the next byte, all before it being UTF-8. Counted only when it is needed, since it costs a second
// reading.
static Origin position(const Source *source)
{
    Origin origin = {source->file.file, 1, 1};
    char chunk[4096];
    for (uint64_t at = 0; at < source->offset;) {
        size_t got = look_back(source, at, chunk, sizeof chunk);
        if (got == 0)
            return source->file;
        for (size_t i = 0; i < got; i++) {
            bool line_end = chunk[i] == '\n', continuation = ((unsigned char)chunk[i] & 0xC0) == 0x80;
            origin.line += line_end;
            origin.column = line_end ? 1 : origin.column + !continuation;
        }
        at += got;
    }
    return origin;
}

static void warn(Source *source, Origin origin, const char *message)
{
    if (source->warned)
        return;
    source->warned = true;
    Diag diag = {DIAG_WARNING, "encoding", origin, {0}, str(message), STR("export again as UTF-8 (-Encoding utf8)"),
                 {0}};
    (void)diag_add(source->diags, diag);
}

// --- text -------------------------------------------------------------------------------------------

// Valid UTF-8 is passed on as it is. The first other byte changes the encoding and leaves the rest to it.
static Transcoded pass_utf8(Source *source, Str in, char *out, size_t size)
{
    Str stretch = str_slice(in, 0, size);
    size_t valid = utf8_valid_prefix(stretch);
    memcpy(out, stretch.p, valid);
    if (valid > 0 || (!source->ended && utf8_incomplete(in)))
        return (Transcoded){valid, valid, 0};
    warn(source, position(source), "not UTF-8 from here on; the rest of the file is read as windows-1252");
    source->encoding = ENCODING_WINDOWS1252;
    return transcode_windows1252(in, out, size);
}

static Transcoded transcode(Source *source, Str in, char *out, size_t size)
{
    switch (source->encoding) {
    case ENCODING_UTF8:
        return pass_utf8(source, in, out, size);
    case ENCODING_UTF8_BOM:
        return transcode_utf8_lossy(in, source->ended, out, size);
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        return transcode_utf16(in, source->encoding == ENCODING_UTF16BE, source->ended, out, size);
    case ENCODING_WINDOWS1252:
        return transcode_windows1252(in, out, size);
    }
    return (Transcoded){0};
}

// Text from the original bytes, past what was peeked at.
static long produce(Source *source, char *out, size_t size)
{
    while (!source->failed) {
        Str in = {source->bytes + source->start, source->end - source->start};
        if (in.n > 0) {
            Transcoded done = transcode(source, in, out, size);
            consume(source, done.read);
            if (done.replaced)
                warn(source, source->file, "wrong bytes in the text are read as U+FFFD");
            if (done.written > 0)
                return (long)done.written;
        } else if (source->ended) {
            return 0;
        }
        if (source->ended || !fill(source))
            break;
    }
    return source->failed ? -1 : 0;
}

static Str peeked(const Source *source)
{
    return (Str){source->peeked + source->peek_start, source->peek_end - source->peek_start};
}

long source_read(Source *source, char *out, size_t size)
{
    if (source->peek_start == source->peek_end)
        return produce(source, out, size);
    Str text = peeked(source);
    size_t count = utf8_cut(text, size);
    memcpy(out, text.p, count);
    source->peek_start += count;
    return (long)count;
}

Str source_peek(Source *source)
{
    if (!source->peeked)
        source->peeked = arena_bytes(source->arena, PEEK_SIZE);
    if (source->peek_start > 0) {
        memmove(source->peeked, source->peeked + source->peek_start, source->peek_end - source->peek_start);
        source->peek_end -= source->peek_start;
        source->peek_start = 0;
    }
    while (PEEK_SIZE - source->peek_end >= CODE_MAX_BYTES) {
        long got = produce(source, source->peeked + source->peek_end, PEEK_SIZE - source->peek_end);
        if (got <= 0)
            break;
        source->peek_end += (size_t)got;
    }
    return peeked(source);
}

bool source_read_all(Source *source, Arena *arena, size_t limit, Str *text)
{
    enum { STEP = 16 * 1024 };
    // Every encoding takes at least half a byte of text per byte: what is hopeless is not begun.
    uint64_t least = (source->size - source->offset) / 2 + (source->peek_end - source->peek_start);
    size_t capacity = 0, used = 0;
    char *out = NULL;
    long got = 0;
    while (least <= limit && used <= limit) {
        out = arena_grow(arena, out, &capacity, used + STEP, 1);
        got = source_read(source, out + used, capacity - used - 1);
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    if (least > limit || used > limit)
        return fail(source, "limit", str_printf(source->diags->arena, "longer than %zu bytes of text", limit));
    out[used] = '\0';
    *text = (Str){out, used};
    return got == 0;
}

// --- opening ----------------------------------------------------------------------------------------

typedef struct Mark {
    Str bytes;
    Encoding encoding;
} Mark;

// Byte order marks. UTF-32's little-endian one begins with UTF-16's and is looked for before.
static const Mark marks[] = {
    {STR_INIT("\xEF\xBB\xBF"), ENCODING_UTF8_BOM},
    {STR_INIT("\xFF\xFE"), ENCODING_UTF16LE},
    {STR_INIT("\xFE\xFF"), ENCODING_UTF16BE},
};

static bool is_utf32(Str head)
{
    return str_starts(head, STR("\xFF\xFE\0\0")) || str_starts(head, STR("\0\0\xFE\xFF"));
}

// Without a mark, two ASCII characters show the order of UTF-16 by where their NULs are.
static Encoding unmarked(Str head)
{
    if (head.n < DETECT_SIZE)
        return ENCODING_UTF8;
    bool even = head.p[0] && head.p[2], odd = head.p[1] && head.p[3];
    bool no_even = !head.p[0] && !head.p[2], no_odd = !head.p[1] && !head.p[3];
    return even && no_odd ? ENCODING_UTF16LE : odd && no_even ? ENCODING_UTF16BE : ENCODING_UTF8;
}

// Finds the encoding and skips the mark; false for what cannot be read.
static bool detect(Source *source)
{
    while (!source->ended && source->end < DETECT_SIZE)
        if (!fill(source))
            return false;
    Str head = {source->bytes, source->end};
    if (is_utf32(head)) {
        Diag diag = {
            DIAG_ERROR, "encoding", source->file, {0}, STR("UTF-32 is not supported"), STR("export again as UTF-8"),
            {0}};
        source->failed = true;
        return diag_add(source->diags, diag);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_starts(head, marks[i].bytes)) {
            source->encoding = marks[i].encoding;
            consume(source, marks[i].bytes.n);
            return true;
        }
    }
    source->encoding = unmarked(head);
    return true;
}

static Source *source_new(Arena *arena, int descriptor, Origin file, Diags *diags)
{
    Source *source = ARENA_NEW(arena, Source);
    source->arena = arena;
    source->diags = diags;
    source->file = (Origin){file.file, 0, 0};
    source->descriptor = descriptor;
    return source;
}

Source *source_descriptor(Arena *arena, int descriptor, Origin file, char *buffer, size_t buffer_size, Diags *diags)
{
    Source *source = source_new(arena, descriptor, file, diags);
    source->bytes = source->buffer = buffer;
    source->capacity = buffer_size;
    if (buffer_size >=
        2 * PEEK_SIZE) { // the end of the buffer is for what is peeked at: an arena would keep it for each file
        source->capacity -= PEEK_SIZE;
        source->peeked = buffer + source->capacity;
    }
    if (detect(source))
        return source;
    source_close(source);
    return NULL;
}

Source *source_open(Arena *arena, const char *path, Origin file, char *buffer, size_t buffer_size, Diags *diags)
{
    FileInfo info;
    Str problem;
    Origin whole = {file.file, 0, 0};
    int descriptor = platform_open(diags->arena, path, &info, &problem);
    if (descriptor < 0) {
        const char *code = info.kind == FILE_FOLDER || info.kind == FILE_OTHER ? "notRegular" : "unreadable";
        (void)diag_input(diags, DIAG_ERROR, code, whole, "cannot be read: " STR_FMT, STR_ARG(problem));
        return NULL;
    }
    if (info.size > SOURCE_MAX_BYTES) {
        Source *refused = source_new(arena, descriptor, file, diags);
        (void)too_large(refused);
        source_close(refused);
        return NULL;
    }
    Source *source = source_descriptor(arena, descriptor, file, buffer, buffer_size, diags);
    if (source && info.size > source->size)
        source->size = info.size;
    return source;
}

Source *source_memory(Arena *arena, Str bytes, Origin file, Diags *diags)
{
    Source *source = source_new(arena, -1, file, diags);
    source->bytes = bytes.p;
    source->size = source->end = bytes.n;
    source->ended = true;
    (void)detect(source);
    return source;
}

// --- asking -----------------------------------------------------------------------------------------

Encoding source_encoding(const Source *source)
{
    return source->encoding;
}

uint64_t source_size(const Source *source)
{
    return source->size;
}

Origin source_file(const Source *source)
{
    return source->file;
}

Diags *source_diags(const Source *source)
{
    return source->diags;
}

void source_close(Source *source)
{
    if (source->descriptor > 0)
        (void)platform_close(source->descriptor);
    source->descriptor = -1;
}
