#include "cli/coverage.h"

#include "report/subject.h"

// The first word of a command.
static Str cmdlet_of(Str command)
{
    size_t space = str_find(command, STR(" "));
    return str_slice(command, 0, space == (size_t)-1 ? command.n : space);
}

static Str row_name(Arena *arena, const Coverage *coverage)
{
    const Kind *kind = coverage->kind;
    if (coverage->subtype >= 0) {
        Str type = kind->subtypes[coverage->subtype].name;
        return str_printf(arena, STR_FMT "." STR_FMT, STR_ARG(kind->name), STR_ARG(type));
    }
    if (kind->cmdlet_count < 2) {
        return kind->name;
    }
    return str_printf(arena, STR_FMT " (" STR_FMT ")", STR_ARG(kind->name), STR_ARG(cmdlet_of(coverage->export)));
}

// What the owner of an export is called: a server with its organization where there are several.
static Str owner_name(Arena *arena, const Estate *estate, const Coverage *coverage)
{
    if (!coverage->server) {
        return subject_organization_name(arena, coverage->organization);
    }
    Str name = subject_server_name(arena, coverage->server);
    if (subject_guessed(arena, coverage->server)) {
        name = str_printf(arena, STR_FMT " (guessed)", STR_ARG(name));
    }
    if (estate->organizations.count < 2) {
        return name;
    }
    Str organization = subject_organization_name(arena, coverage->server->organization);
    return str_printf(arena, STR_FMT " [" STR_FMT "]", STR_ARG(name), STR_ARG(organization));
}

static Index *owners(CoverageTable *table, const Coverage *coverage)
{
    return coverage->server ? &table->servers : &table->organizations;
}

static void number_owners(CoverageTable *table, Arena *arena, const Estate *estate)
{
    for (size_t i = 0; i < estate->coverage_count; i++) {
        const Coverage *coverage = &estate->coverage[i];
        index_add(owners(table, coverage), owner_name(arena, estate, coverage), NULL);
    }
}

static void fill_rows(CoverageTable *table, Arena *arena, const Estate *estate)
{
    Index names = index_new(arena);
    CoverageRow *rows = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < estate->coverage_count; i++) {
        const Coverage *coverage = &estate->coverage[i];
        const Index *columns = owners(table, coverage);
        bool added;
        size_t number = index_add(&names, row_name(arena, coverage), &added);
        rows = arena_grow(arena, rows, &capacity, number + 1, sizeof *rows);
        CoverageRow *row = &rows[number];
        if (added) {
            row->name = names.names[number];
            row->per_server = coverage->server != NULL;
            row->known = ARENA_ARRAY(arena, bool, columns->count);
            row->seen = ARENA_ARRAY(arena, bool, columns->count);
        }
        size_t column = index_find(columns, owner_name(arena, estate, coverage));
        row->known[column] = true;
        row->seen[column] = coverage->present;
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
        if (coverage->present || !subject_is_command(coverage->export)) {
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
            index_add(&missing[number].servers, owner_name(arena, estate, coverage), NULL);
        }
    }
    table->missing = missing;
    table->missing_count = commands.count;
}

CoverageTable coverage_table(Arena *arena, const Estate *estate)
{
    CoverageTable table = {.servers = index_new(arena), .organizations = index_new(arena)};
    number_owners(&table, arena, estate);
    fill_rows(&table, arena, estate);
    fill_missing(&table, arena, estate);
    return table;
}
