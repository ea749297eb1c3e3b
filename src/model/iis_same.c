// Whether two captures of a configuration file say the same, wherever in the file they say it.
#include "model/iis_file.h"

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_declarations(const IisFile *a, const IisFile *b)
{
    for (size_t i = 0; a->config_sections && i < a->schema->section_count; i++) {
        const IisDeclaration *x = &a->declarations[i], *y = &b->declarations[i];
        if ((x->line > 0) != (y->line > 0) || x->deny != y->deny || x->app_host_only != y->app_host_only)
            return false;
    }
    return true;
}

static bool same_mappings(const IisFile *a, const IisFile *b)
{
    for (size_t i = 0; i < a->mapping_count; i++) {
        const IisMapping *x = &a->mappings[i], *y = &b->mappings[i];
        if (x->kind != y->kind || !same_text(x->name, y->name) || !same_text(x->value, y->value))
            return false;
    }
    return true;
}

static bool same_places(const IisFile *a, const IisFile *b)
{
    for (size_t i = 0; i < a->location_count; i++) {
        const IisLocation *x = &a->locations[i], *y = &b->locations[i];
        if (!str_eq(x->path, y->path) || x->mode != y->mode || x->here_only != y->here_only || x->count != y->count)
            return false;
    }
    for (size_t i = 0; i < a->use_count; i++) {
        const IisSectionUse *x = &a->uses[i], *y = &b->uses[i];
        if (x->section != y->section || x->location != y->location || x->count != y->count)
            return false;
    }
    return true;
}

static bool same_rows(const IisFile *a, const IisFile *b)
{
    for (size_t i = 0; i < a->row_count; i++) {
        const IisRow *x = &a->rows[i], *y = &b->rows[i];
        if (x->kind != y->kind || x->what != y->what || x->flags != y->flags ||
            !same_text(a->texts[x->value], b->texts[y->value]))
            return false;
    }
    return true;
}

bool iis_file_same(const IisFile *a, const IisFile *b)
{
    if (a == b)
        return true;
    bool alike = a->kind == b->kind && a->damaged == b->damaged && a->fragment == b->fragment &&
                 a->config_sections == b->config_sections && a->redirected == b->redirected &&
                 a->mapping_count == b->mapping_count && a->location_count == b->location_count &&
                 a->use_count == b->use_count && a->row_count == b->row_count;
    return alike && !a->damaged && same_declarations(a, b) && same_mappings(a, b) && same_places(a, b) &&
           same_rows(a, b);
}
