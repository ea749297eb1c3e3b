#include "cli/coverage.h"

#include "report/subject.h"

static Str row_name(Arena *arena, const Coverage *coverage)
{
    if (coverage->subtype < 0) {
        return coverage->kind->name;
    }
    Str type = coverage->kind->subtypes[coverage->subtype].name;
    return str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(coverage->kind->name), STR_ARG(type));
}

// What a server is called in a table: with its organization where its name alone does not tell.
static Str column_name(Arena *arena, const Estate *estate, const Coverage *coverage)
{
    const Entity *owner = coverage->server ? coverage->server : coverage->organization;
    Str name = coverage->server ? subject_server_name(arena, coverage->server) : STR("organization");
    if (coverage->server && subject_guessed(arena, coverage->server)) {
        name = str_printf(arena, STR_FMT " (guessed)", STR_ARG(name));
    }
    if (estate->organizations.count < 2 || !owner) {
        return name;
    }
    return str_printf(arena, STR_FMT " [" STR_FMT "]", STR_ARG(name), STR_ARG(entity_organization_key(owner)));
}

static void number_columns(CoverageTable *table, Arena *arena, const Estate *estate)
{
    for (int servers = 1; servers >= 0; servers--) { // servers first
        for (size_t i = 0; i < estate->coverage_count; i++) {
            if ((estate->coverage[i].server != NULL) == (servers == 1)) {
                index_add(&table->columns, column_name(arena, estate, &estate->coverage[i]), NULL);
            }
        }
    }
}

static void fill_rows(CoverageTable *table, Arena *arena, const Estate *estate)
{
    Index names = index_new(arena);
    CoverageRow *rows = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < estate->coverage_count; i++) {
        const Coverage *coverage = &estate->coverage[i];
        bool added;
        size_t number = index_add(&names, row_name(arena, coverage), &added);
        rows = arena_grow(arena, rows, &capacity, number + 1, sizeof *rows);
        if (added) {
            rows[number].name = names.names[number];
            rows[number].per_server = coverage->server != NULL;
            rows[number].known = ARENA_ARRAY(arena, bool, table->columns.count);
            rows[number].seen = ARENA_ARRAY(arena, bool, table->columns.count);
        }
        size_t column = index_find(&table->columns, column_name(arena, estate, coverage));
        rows[number].known[column] = true;
        rows[number].seen[column] = coverage->present;
    }
    table->rows = rows;
    table->row_count = names.count;
}

static void fill_missing(CoverageTable *table, Arena *arena, const Estate *estate)
{
    Index commands = index_new(arena);
    MissingExport *missing = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < estate->coverage_count; i++) {
        const Coverage *coverage = &estate->coverage[i];
        if (coverage->present || coverage->export.n == 0) {
            continue;
        }
        bool added;
        size_t number = index_add(&commands, coverage->export, &added);
        missing = arena_grow(arena, missing, &capacity, number + 1, sizeof *missing);
        if (added) {
            missing[number] = (MissingExport){commands.names[number], index_new(arena), index_new(arena)};
        }
        index_add(&missing[number].kinds, row_name(arena, coverage), NULL);
        if (coverage->server) {
            index_add(&missing[number].servers, column_name(arena, estate, coverage), NULL);
        }
    }
    table->missing = missing;
    table->missing_count = commands.count;
}

CoverageTable coverage_table(Arena *arena, const Estate *estate)
{
    CoverageTable table = {.columns = index_new(arena)};
    number_columns(&table, arena, estate);
    fill_rows(&table, arena, estate);
    fill_missing(&table, arena, estate);
    return table;
}
