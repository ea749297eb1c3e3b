#include "import/import_internal.h"

// The newest time that a manifest gives; false when none does.
static bool newest_collected(const Estate *estate, Timestamp *out)
{
    bool found = false;
    for (size_t i = 0; i < estate->input_count; i++) {
        const Input *input = &estate->inputs[i];
        bool later = input->collected_known &&
                     (!found || input->collected.seconds > out->seconds ||
                      (input->collected.seconds == out->seconds && input->collected.nanos > out->nanos));
        if (later)
            *out = input->collected;
        found = found || later;
    }
    return found;
}

static void set_now(Estate *estate, const ImportOptions *options)
{
    estate->now_known = true;
    if (options->as_of_known) {
        estate->now = options->as_of;
        estate->now_from = STR("--as-of");
    } else if (options->source_date_known) {
        estate->now = options->source_date;
        estate->now_from = STR("SOURCE_DATE_EPOCH");
    } else {
        estate->now_known = newest_collected(estate, &estate->now);
        estate->now_from = estate->now_known ? STR("manifest") : STR("");
    }
}

Import *import_run(Arena *arena, const Schema *schema, const ImportOptions *options)
{
    Import *import = ARENA_NEW(arena, Import);
    *import =
        (Import){.arena = arena, .schema = schema, .options = options, .jobs = options->jobs > 0 ? options->jobs : 1};
    import->temporary = arena_new();
    import->diags = diags_new(arena);
    import->arenas = ARENA_ARRAY(arena, Arena *, import->jobs);
    for (unsigned i = 0; i < import->jobs; i++)
        import->arenas[i] = arena_new();
    import_enumerate(import);
    import_prepare(import);
    import_read(import);
    Estate *estate = estate_build(arena, import_attribute(import));
    set_now(estate, options);
    import->estate = estate;
    arena_free(import->temporary);
    import->temporary = NULL;
    import->files = (ImportFiles){0};
    return import;
}

const Estate *import_estate(const Import *import)
{
    return import->estate;
}

void import_free(Import *import)
{
    for (unsigned i = 0; i < import->jobs; i++)
        arena_free(import->arenas[i]);
}
