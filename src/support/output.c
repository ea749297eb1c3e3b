#include "support/output.h"

#include "support/platform.h"

#include <string.h>

enum { BUFFER_SIZE = 64 * 1024, STDOUT_DESCRIPTOR = 1 };

typedef enum OutputKind { OUTPUT_FILE, OUTPUT_STDOUT, OUTPUT_MEMORY } OutputKind;

struct Output {
    OutputKind kind;
    bool failed;
    Arena *arena;
    FileTarget target;
    char *buffer;
    size_t used;
    StrBuf memory;
    Str problem; // of the first failure
};

static Output *output_new(Arena *arena, OutputKind kind)
{
    Output *out = ARENA_NEW(arena, Output);
    out->kind = kind;
    out->arena = arena;
    if (kind == OUTPUT_MEMORY) {
        out->memory = strbuf_new(arena);
    } else {
        platform_ignore_write_signals();
        out->buffer = arena_bytes(arena, BUFFER_SIZE);
    }
    return out;
}

Output *output_file(Arena *arena, Str path, Str *problem)
{
    FileTarget target;
    if (!platform_create(arena, path, &target, problem))
        return NULL;
    Output *out = output_new(arena, OUTPUT_FILE);
    out->target = target;
    return out;
}

Output *output_stdout(Arena *arena)
{
    Output *out = output_new(arena, OUTPUT_STDOUT);
    out->target.descriptor = STDOUT_DESCRIPTOR;
    return out;
}

Output *output_memory(Arena *arena)
{
    return output_new(arena, OUTPUT_MEMORY);
}

Str output_memory_text(const Output *out)
{
    return strbuf_str(&out->memory);
}

static void send(Output *out, Str bytes)
{
    if (out->failed || platform_write(out->target.descriptor, bytes.p, bytes.n))
        return;
    out->failed = true;
    out->problem = platform_error(out->arena);
}

static void flush(Output *out)
{
    if (out->used)
        send(out, (Str){out->buffer, out->used});
    out->used = 0;
}

void output_write(Output *out, Str bytes)
{
    if (out->kind == OUTPUT_MEMORY) {
        strbuf_add(&out->memory, bytes);
        return;
    }
    if (bytes.n > BUFFER_SIZE - out->used)
        flush(out);
    if (bytes.n >= BUFFER_SIZE) {
        send(out, bytes);
    } else if (bytes.n) {
        memcpy(out->buffer + out->used, bytes.p, bytes.n);
        out->used += bytes.n;
    }
}

void output_printf(Output *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (out->kind == OUTPUT_MEMORY) {
        strbuf_vprintf(&out->memory, format, arguments);
    } else if (!out->failed) {
        ArenaMark mark = arena_mark(out->arena);
        output_write(out, str_vprintf(out->arena, format, arguments));
        if (!out->failed) // the words of a failure stay
            arena_rewind(out->arena, mark);
    }
    va_end(arguments);
}

bool output_close(Output *out, Str *problem)
{
    flush(out);
    if (out->kind == OUTPUT_FILE) {
        if (out->failed)
            platform_discard(&out->target);
        else
            out->failed = !platform_publish(out->arena, &out->target, &out->problem);
    }
    if (out->failed)
        *problem = out->problem;
    return !out->failed;
}
