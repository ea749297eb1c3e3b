#include "report/text.h"
#include "report/width.h"

// The members of a group that hold one value.
typedef struct Holders {
    const Evidence *first; // what the first of them holds
    const Member **members;
    size_t count;
    bool odd;
} Holders;

static Str value_key(Arena *arena, Value value)
{
    return value_literal(arena, value);
}

// Partitions the members by their value number `which`, in the order of their first holders.
static Holders *holders_of(TextReport *text, const Detail *detail, size_t which, size_t *count)
{
    Index index = index_new(text->arena);
    Holders *holders = ARENA_ARRAY(text->arena, Holders, detail->member_count);
    for (size_t i = 0; i < detail->member_count; i++) {
        const Member *member = &detail->members[i];
        bool added;
        Holders *holder = &holders[index_add(&index, value_key(text->arena, member->values[which].value), &added)];
        if (added) {
            holder->first = &member->values[which];
            holder->members = ARENA_ARRAY(text->arena, const Member *, detail->member_count);
        }
        holder->members[holder->count++] = member;
    }
    *count = index.count;
    return holders;
}

// Fewest holders first, so that the odd one stands on top; equal numbers stay in their order.
static void sort_holders(Holders *holders, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && holders[k].count < holders[k - 1].count; k--) {
            Holders swap = holders[k];
            holders[k] = holders[k - 1];
            holders[k - 1] = swap;
        }
    }
}

// What names a member: its server where no two are on one, what it is on its server where all are on one, else both.
typedef enum Naming { BY_BOTH, BY_SERVER, BY_LOCAL } Naming;

static Naming naming_of(TextReport *text, const Detail *detail)
{
    Index servers = index_new(text->arena);
    for (size_t i = 0; i < detail->member_count; i++) {
        const Entity *server = subject_server(detail->members[i].entity);
        bool added = false;
        if (server) {
            index_add(&servers, server->id, &added);
        }
        if (!added) {
            return subject_only_server(detail) ? BY_LOCAL : BY_BOTH;
        }
    }
    return BY_SERVER;
}

static Str member_label(TextReport *text, const Entity *entity, Naming naming)
{
    const Entity *server = subject_server(entity);
    Str name = subject_server_name(text->arena, server);
    Str local = subject_local(text->arena, entity);
    if (naming == BY_LOCAL && local.n > 0) {
        return local;
    }
    if (subject_guessed(text->arena, server)) {
        name = str_printf(text->arena, STR_FMT " (guessed)", STR_ARG(name));
    }
    if (naming == BY_SERVER || local.n == 0) {
        return name;
    }
    return name.n > 0 ? str_printf(text->arena, STR_FMT " " STR_FMT, STR_ARG(name), STR_ARG(local)) : local;
}

static void add_labels(TextReport *text, Line *line, const Holders *holders, Naming naming)
{
    Str *names = ARENA_ARRAY(text->arena, Str, holders->count);
    for (size_t i = 0; i < holders->count; i++) {
        names[i] = member_label(text, holders->members[i]->entity, naming);
    }
    text_names(text, line, names, holders->count);
}

// How the values of a group are laid out.
typedef struct Layout {
    Naming naming;
    size_t members;
    size_t column; // where the holders stand
} Layout;

static void add_most(TextReport *text, Line *line, const Holders *holders, const Layout *layout)
{
    enum { MOST_SHOWN = 6 }; // names of a majority, unless -v: they are the others
    line_printf(line, STYLE_PLAIN, "on most, %zu of %zu", holders->count, layout->members);
    if (holders->count <= MOST_SHOWN || text->context->verbosity > 0) {
        line_text(line, ": ");
        add_labels(text, line, holders, layout->naming);
    }
}

static void write_holders(TextReport *text, const Holders *holders, const Layout *layout)
{
    bool most = 2 * holders->count > layout->members && holders->count < layout->members;
    Line line = line_new(&text->page);
    line_add(&line, most ? STYLE_PLAIN : STYLE_STRONG, subject_value(text->arena, holders->first->value));
    if (line.columns + 2 > layout->column) {
        line_text(&line, "  ");
    } else {
        line_pad(&line, layout->column);
    }
    if (most) {
        add_most(text, &line, holders, layout);
    } else {
        line_text(&line, "on ");
        add_labels(text, &line, holders, layout->naming);
    }
    Str place = subject_origin(text->arena, text->estate, holders->first->value.origin);
    if (place.n > 0) {
        line_text(&line, "  ");
        line_add(&line, STYLE_DIM, place);
        line_add(&line, STYLE_DIM, holders->count > 1 ? STR(" ...") : STR(""));
    }
    line_end(&line, 8, 12);
}

// The column behind the widest value, if that is not too wide.
static size_t value_column(TextReport *text, const Holders *holders, size_t count)
{
    enum { WIDEST = 40 };
    size_t column = 0;
    for (size_t i = 0; i < count; i++) {
        size_t width = text_width(subject_value(text->arena, holders[i].first->value));
        column = width > column && width <= WIDEST ? width : column;
    }
    return column + 2;
}

static void write_value(TextReport *text, const Detail *detail, size_t which, Naming naming)
{
    size_t count;
    Holders *holders = holders_of(text, detail, which, &count);
    sort_holders(holders, count);
    size_t most = count > 0 ? holders[count - 1].count : 0;
    Line line = line_new(&text->page);
    line_add(&line, STYLE_PLAIN, subject_path(detail->members[0].values[which].path));
    if (2 * most <= detail->member_count) {
        line_add(&line, STYLE_DIM, STR(" (no majority)"));
    }
    line_end(&line, 6, 10);
    Layout layout = {naming, detail->member_count, value_column(text, holders, count)};
    for (size_t i = 0; i < count; i++) {
        write_holders(text, &holders[i], &layout);
    }
}

static size_t count_odd(const Detail *detail)
{
    size_t odd = 0;
    for (size_t i = 0; i < detail->member_count; i++) {
        odd += detail->members[i].odd;
    }
    return odd;
}

static void add_groups(TextReport *text, Line *line, const Same *same)
{
    enum { GROUPS_SHOWN = 8 }; // unless -v
    size_t shown = text->context->verbosity > 0 || same->count <= GROUPS_SHOWN ? same->count : GROUPS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        line_text(line, i > 0 ? "; " : "");
        line_add(line, STYLE_STRONG, same->findings[i]->group.n > 0 ? same->findings[i]->group : STR("all"));
    }
    if (shown < same->count) {
        line_printf(line, STYLE_DIM, " and %zu more (-v lists them)", same->count - shown);
    }
}

void text_members(TextReport *text, const Same *same, const Detail *detail)
{
    const Rule *rule = same->findings[0]->rule;
    Line line = line_new(&text->page);
    add_groups(text, &line, same);
    line_text(&line, ": ");
    size_t odd = count_odd(detail);
    if (detail->majority) {
        line_printf(&line, STYLE_PLAIN, "%s%zu of %zu differ%s", same->count > 1 ? "each " : "", odd,
                    detail->member_count, odd == 1 ? "s" : "");
    } else {
        line_printf(&line, STYLE_PLAIN, "%zu members", detail->member_count);
    }
    line_end(&line, 2, 6);
    if (detail->message.n > 0 && !str_eq(detail->message, rule->title) && text_first_time(text, detail->message)) {
        Line message = line_new(&text->page);
        line_prose(&message, STYLE_PLAIN, detail->message);
        line_end(&message, 4, 4);
    }
    Naming naming = naming_of(text, detail);
    for (size_t i = 0; detail->member_count > 0 && i < detail->members[0].value_count; i++) {
        write_value(text, detail, i, naming);
    }
}
