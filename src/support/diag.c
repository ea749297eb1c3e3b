#include "support/diag.h"

Diags diags_new(Arena *arena)
{
    return (Diags){.arena = arena};
}

bool diag_add(Diags *diags, Diag diag)
{
    diags->items = arena_grow(diags->arena, diags->items, &diags->capacity, diags->count + 1, sizeof *diags->items);
    diags->items[diags->count++] = diag;
    diags->errors += diag.level == DIAG_ERROR;
    return false;
}

bool diag_input(Diags *diags, DiagLevel level, const char *code, Origin origin, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(diags->arena, format, arguments);
    va_end(arguments);
    return diag_add(diags, (Diag){.level = level, .code = code, .origin = origin, .message = message});
}
