// Runs a fuzz target over every file of the folders it is given: each corpus is a regression test in builds without
// libFuzzer.
#include "support/platform.h"
#include "support/source.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    StrBuf bytes = strbuf_new(arena);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        strbuf_add(&bytes, (Str){chunk, n});
    (void)fclose(file);
    Str text = strbuf_str(&bytes);
    return LLVMFuzzerTestOneInput((const uint8_t *)(const void *)text.p, text.n) == 0;
}

int main(int argc, char **argv)
{
    size_t replayed = 0;
    for (int i = 1; i < argc; i++) {
        Arena *arena = arena_new();
        FolderEntry *entries;
        size_t count;
        Str problem;
        if (!platform_folder(arena, argv[i], &entries, &count, &problem)) {
            (void)fprintf(stderr, "%s: " STR_FMT "\n", argv[i], STR_ARG(problem));
            return 1;
        }
        for (size_t k = 0; k < count; k++)
            replayed += replay_file(arena, str_printf(arena, "%s/" STR_FMT, argv[i], STR_ARG(entries[k].raw)).p);
        arena_free(arena);
    }
    (void)printf("%zu inputs replayed\n", replayed);
    return replayed == 0;
}
