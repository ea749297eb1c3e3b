// exaudit help: everything here is printed from tables.
#include "cli/help.h"

void help_row(const Page *page, Str name, const char *text, unsigned column)
{
    enum { INDENT = 2 };
    Line line = line_new(page);
    line_add(&line, STYLE_STRONG, name);
    if (line.columns + INDENT + 2 > column) { // too long for its column: the text goes below
        line_end(&line, INDENT, INDENT);
        line = line_new(page);
        line_text(&line, text);
        line_end(&line, column, column);
        return;
    }
    line_pad(&line, column - INDENT);
    line_text(&line, text);
    line_end(&line, INDENT, column);
}

static void write_options(const Page *page, const Option *const *rows)
{
    enum { COLUMN = 30 };
    page_printf(page, 0, "Options:");
    for (; *rows; rows++) {
        StrBuf text = strbuf_new(page->arena);
        strbuf_printf(&text, "%s%s", (*rows)->help, (*rows)->repeatable && (*rows)->argument ? " (repeatable)" : "");
        help_row(page, option_synopsis(page->arena, *rows), strbuf_str(&text).p, COLUMN);
    }
}

static void write_command(const Page *page, const Command *command)
{
    page_printf(page, 0, "Usage: exaudit %s", command->usage);
    page_blank(page);
    page_printf(page, 0, "exaudit %s: %s.", command->name, command->summary);
    if (command->details) {
        page_blank(page);
        page_paragraph(page, 0, str(command->details));
    }
    if (command->options[0]) {
        page_blank(page);
        write_options(page, command->options);
    }
}

static void write_overview(const Page *page)
{
    enum { COLUMN = 18 };
    page_paragraph(page, 0,
                   STR("exaudit audits the exported configuration of Exchange servers and IIS: what is wrong, where "
                       "exactly, why, and "
                       "what to run to mend it. What the exports do not show is unknown, never passed."));
    page_blank(page);
    page_printf(page, 0, "Usage: exaudit COMMAND [OPTION...] [ARGUMENT...]");
    page_blank(page);
    page_printf(page, 0, "Commands:");
    for (const Command *const *row = commands; *row; row++) {
        help_row(page, str((*row)->name), (*row)->summary, COLUMN);
    }
    page_blank(page);
    page_printf(page, 0, "`exaudit help COMMAND` explains a command, `exaudit help SUBJECT` one of these:");
    for (const Topic *topic = topics; topic->name; topic++) {
        help_row(page, str(topic->name), topic->summary, COLUMN);
    }
    page_blank(page);
    page_printf(page, 0, "To begin: exaudit audit FOLDER");
}

// --- the command ------------------------------------------------------------------------------------------

typedef struct Request {
    const Command *command; // NULL: none
    const Topic *topic;     // NULL: none
    Str word;
} Request;

static void write_help(void *context, size_t format, const Page *page)
{
    (void)format;
    const Request *request = context;
    if (request->topic) {
        (void)request->topic->write(page, request->word);
    } else if (request->command) {
        write_command(page, request->command);
    } else {
        write_overview(page);
    }
}

static int print(const Session *session, Request request)
{
    static const char *const formats[] = {"text", NULL};
    return session_write(session, formats, write_help, &request) ? EXIT_OK : EXIT_TROUBLE;
}

int help_command(const Session *session, const Command *command)
{
    return print(session, (Request){.command = command});
}

static const Topic *find_topic(Str name)
{
    for (const Topic *topic = topics; topic->name; topic++) {
        if (str_eq(str(topic->name), name)) {
            return topic;
        }
    }
    return NULL;
}

static Str join(Arena *arena, const StrList *words)
{
    StrBuf buffer = strbuf_new(arena);
    for (size_t i = 0; i < words->count; i++) {
        strbuf_printf(&buffer, "%s" STR_FMT, i > 0 ? " " : "", STR_ARG(words->items[i]));
    }
    return strbuf_str(&buffer);
}

static int no_such_help(const Session *session, Str name)
{
    StrList names = {0};
    for (const Command *const *row = commands; *row; row++) {
        str_list_add(session->arena, &names, str((*row)->name));
    }
    for (const Topic *topic = topics; topic->name; topic++) {
        str_list_add(session->arena, &names, str(topic->name));
    }
    Str nearest = str_nearest(name, names.items, names.count);
    session_complain(session, "there is no help on `" STR_FMT "`%s" STR_FMT "%s", STR_ARG(name),
                     nearest.n > 0 ? "; did you mean `" : "; `exaudit help` lists the subjects", STR_ARG(nearest),
                     nearest.n > 0 ? "`?" : "");
    return EXIT_TROUBLE;
}

// Whether the topic knows the word: writes it into the void.
static bool knows(const Session *session, const Topic *topic, Str word)
{
    Page page = session_page(session, output_memory(session->arena), -1);
    return word.n == 0 || topic->write(&page, word);
}

static int run_help(Session *session)
{
    const StrList *words = &session->settings.operands;
    if (words->count == 0) {
        return print(session, (Request){0});
    }
    const Command *command = command_find(join(session->arena, words));
    if (command) {
        return help_command(session, command);
    }
    Request request = {.topic = find_topic(words->items[0]), .word = words->count > 1 ? words->items[1] : STR("")};
    if (!request.topic || words->count > 2 || !knows(session, request.topic, request.word)) {
        return no_such_help(session, join(session->arena, words));
    }
    return print(session, request);
}

static const Option *const options[] = {&option_color, &option_help, NULL};

const Command command_help = {
    .name = "help",
    .alias = "--help",
    .summary = "help on a command or a subject",
    .usage = "help [COMMAND | SUBJECT [WORD]]",
    .options = options,
    .run = run_help,
};
