// Fuzz target: any bytes as a policy file. Oracle: no crash, problems in order and inside the file, the same ones every
// time; what loads runs its own examples, which end in one of the verdicts.
#include "audit/audit.h"

enum { FUZZ_MAX = 16384 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

static size_t count_lines(Str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n' || text.p[i] == '\r';
    return lines;
}

static void check_diags(const Diags *diags, Str text)
{
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = &diags->items[i];
        must(diag->message.n > 0 && diag->origin.line <= count_lines(text) + 1);
        must(i == 0 || diags->items[i - 1].origin.line <= diag->origin.line);
    }
}

// Loads and runs everything; the number of problems and of kept examples.
static size_t load(const Schema *schema, Str text)
{
    Arena *arena = arena_new();
    Diags diags = diags_new(arena);
    const PolicyFile file = {STR("fuzz.yaml"), text};
    const PolicySet *set = policy_load(arena, schema, &file, 1, NULL, 0, &diags);
    check_diags(&diags, text);
    must(set || diags.errors > 0);
    size_t count = 0;
    const ExampleResult *results = set ? audit_examples(arena, set, NULL, 0, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        must(results[i].ok == (results[i].problem.n == 0));
    size_t sum = diags.count * 1000 + count;
    arena_free(arena);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > FUZZ_MAX)
        return 0;
    Str text = {(const char *)data, size};
    static Arena *arena; // with the schema, which costs more to load than all the rest
    static const Schema *schema;
    if (!arena) {
        arena = arena_new();
        schema = schema_load(arena);
    }
    must(load(schema, text) == load(schema, text));
    return 0;
}
