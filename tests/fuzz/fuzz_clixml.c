// Fuzz target: any bytes as a CLIXML file. Oracle: no crash; read twice, the same records; read with hardly anything
// wanted, as many.
#include "../unit/import/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const few[] = {"Id", "Name", "Mode", NULL};
    Arena *arena = arena_new();
    Str bytes = {(const char *)data, size};
    Dump first = dump_bytes(arena, &reader_clixml, bytes, NULL);
    Dump second = dump_bytes(arena, &reader_clixml, bytes, NULL);
    Dump part = dump_bytes(arena, &reader_clixml, bytes, few);
    must(first.result == second.result && str_eq(strbuf_str(&first.text), strbuf_str(&second.text)));
    must(first.result != READ_OK || part.records == first.records);
    must((first.result == READ_DAMAGED) == (first.diags.errors > 0));
    arena_free(arena);
    return 0;
}
