#include "support/str.h"

#include <stdio.h>
#include <string.h>

StrBuf strbuf_new(Arena *arena)
{
    return (StrBuf){.arena = arena};
}

// Room for `more` bytes and the NUL after them.
static char *strbuf_room(StrBuf *buffer, size_t more)
{
    size_t need = buffer->n + more + 1;
    if (need > buffer->capacity) {
        if (buffer->capacity == 0 && need < 64)
            need = 64;
        buffer->p = arena_grow(buffer->arena, buffer->p, &buffer->capacity, need, 1);
    }
    return buffer->p + buffer->n;
}

void strbuf_add(StrBuf *buffer, Str s)
{
    char *room = strbuf_room(buffer, s.n);
    if (s.n)
        memcpy(room, s.p, s.n);
    buffer->n += s.n;
}

void strbuf_char(StrBuf *buffer, char c)
{
    *strbuf_room(buffer, 1) = c;
    buffer->n++;
}

void strbuf_code(StrBuf *buffer, uint32_t code)
{
    buffer->n += utf8_write(strbuf_room(buffer, 4), code);
}

void strbuf_printf(StrBuf *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    strbuf_vprintf(buffer, format, arguments);
    va_end(arguments);
}

void strbuf_vprintf(StrBuf *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    char *room = strbuf_room(buffer, 0);
    size_t space = buffer->capacity - buffer->n;
    int length = vsnprintf(room, space, format, arguments);
    if (length < 0)
        die("a message cannot be formatted");
    if ((size_t)length >= space)
        (void)vsnprintf(strbuf_room(buffer, (size_t)length), (size_t)length + 1, format, again);
    va_end(again);
    buffer->n += (size_t)length;
}

Str strbuf_str(const StrBuf *buffer)
{
    if (!buffer->p)
        return STR("");
    buffer->p[buffer->n] = '\0';
    return (Str){buffer->p, buffer->n};
}
