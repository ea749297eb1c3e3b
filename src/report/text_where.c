#include "report/text.h"

enum { NAMES_SHOWN = 24 }; // names of servers in a list, unless -v

void text_names(TextReport *text, Line *line, const Str *names, size_t count)
{
    size_t shown = text->context->verbosity > 0 || count <= NAMES_SHOWN ? count : NAMES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        line_text(line, i > 0 ? ", " : "");
        line_add(line, STYLE_PLAIN, names[i]);
    }
    if (shown < count) {
        line_printf(line, STYLE_DIM, " and %zu more (-v lists them)", count - shown);
    }
}

// What a server is called in a list: its name, marked when only a folder's name says that it is one.
static Str server_label(Arena *arena, const Entity *server)
{
    Str name = subject_server_name(arena, server);
    return subject_guessed(arena, server) ? str_printf(arena, STR_FMT " (guessed)", STR_ARG(name)) : name;
}

// The things of one local name: "Default Web Site/owa" on these servers.
typedef struct Spot {
    Index servers; // labels
} Spot;

// The local names that are on the same servers.
typedef struct Row {
    Index locals;
    const Spot *spot;
} Row;

static Spot *spots_of(TextReport *text, const Same *same, Index *locals)
{
    Spot *spots = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < same->count; i++) {
        const Entity *entity = same->findings[i]->entity;
        bool added;
        size_t number = index_add(locals, subject_local(text->arena, entity), &added);
        spots = arena_grow(text->arena, spots, &capacity, locals->count, sizeof *spots);
        if (added) {
            spots[number].servers = index_new(text->arena);
        }
        const Entity *server = subject_server(entity);
        if (server) {
            index_add(&spots[number].servers, server_label(text->arena, server), NULL);
        }
    }
    return spots;
}

// The servers of a spot as one string, to tell which spots are on the same ones.
static Str spot_key(Arena *arena, const Spot *spot)
{
    StrBuf key = strbuf_new(arena);
    for (size_t i = 0; i < spot->servers.count; i++) {
        strbuf_add(&key, spot->servers.names[i]);
        strbuf_char(&key, '\0');
    }
    return strbuf_str(&key);
}

static Row *rows_of(TextReport *text, const Index *locals, const Spot *spots, size_t *count)
{
    Index keys = index_new(text->arena);
    Row *rows = ARENA_ARRAY(text->arena, Row, locals->count);
    for (size_t i = 0; i < locals->count; i++) {
        bool added;
        size_t number = index_add(&keys, spot_key(text->arena, &spots[i]), &added);
        if (added) {
            rows[number] = (Row){.locals = index_new(text->arena), .spot = &spots[i]};
        }
        if (locals->names[i].n > 0) {
            index_add(&rows[number].locals, locals->names[i], NULL);
        }
    }
    *count = keys.count;
    return rows;
}

// "12 of 14 servers: EX01, …", "all 14 servers"
static void add_servers(TextReport *text, Line *line, const RuleRun *run, const Index *servers)
{
    enum { ALL_NAMED = 6 }; // more than these are named only when they are not all, or with -v
    bool all = servers->count == run->servers;
    if (all && run->servers == 2) {
        line_add(line, STYLE_STRONG, STR("both servers"));
    } else if (all) {
        line_printf(line, STYLE_STRONG, "all %zu servers", run->servers);
    } else {
        line_printf(line, STYLE_STRONG, "%zu of %zu servers", servers->count, run->servers);
    }
    if (!all || servers->count <= ALL_NAMED || text->context->verbosity > 0) {
        line_text(line, ": ");
        text_names(text, line, servers->names, servers->count);
    }
}

static void add_locals(TextReport *text, Line *line, const Index *locals)
{
    size_t shown = text->context->verbosity > 0 || locals->count <= 8 ? locals->count : 8;
    for (size_t i = 0; i < shown; i++) {
        line_text(line, i > 0 ? ", " : "");
        line_add(line, STYLE_STRONG, locals->names[i]);
    }
    if (shown < locals->count) {
        line_printf(line, STYLE_DIM, " and %zu more (-v lists them)", locals->count - shown);
    }
}

static void write_row(TextReport *text, const RuleRun *run, const Row *row)
{
    Line line = line_new(&text->page);
    const Index *servers = &row->spot->servers;
    if (servers->count == 1) {
        line_add(&line, STYLE_STRONG, servers->names[0]);
        line_text(&line, row->locals.count > 0 ? ": " : "");
    }
    add_locals(text, &line, &row->locals);
    if (servers->count > 1) {
        line_text(&line, row->locals.count > 0 ? " on " : "");
        add_servers(text, &line, run, servers);
    } else if (servers->count == 0 && row->locals.count == 0) {
        line_add(&line, STYLE_STRONG, STR("the organization"));
    }
    line_end(&line, 2, 6);
}

void text_where(TextReport *text, const RuleRun *run, const Same *same)
{
    Index locals = index_new(text->arena);
    Spot *spots = spots_of(text, same, &locals);
    size_t count;
    Row *rows = rows_of(text, &locals, spots, &count);
    for (size_t i = 0; i < count; i++) {
        write_row(text, run, &rows[i]);
    }
}
