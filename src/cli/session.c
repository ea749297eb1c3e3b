#include "cli/session.h"

#include "support/platform.h"

enum { STDOUT_DESCRIPTOR = 1, STDERR_DESCRIPTOR = 2, FILE_WIDTH = 80, NARROWEST = 40, ENDLESS = 1 << 30 };

bool session_color(const Session *session, int descriptor)
{
    switch (session->settings.color) {
    case COLOR_ALWAYS:
        return true;
    case COLOR_NEVER:
        return false;
    case COLOR_AUTO:
        break;
    }
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return descriptor >= 0 && platform_is_terminal(descriptor) && !(no_color && *no_color) &&
           !(terminal && str_eq(str(terminal), STR("dumb")));
}

// Results in a file are as wide as a page. Messages that no terminal shows are not broken: logs are searched by lines.
static unsigned width_of(int descriptor)
{
    if (descriptor < 0) {
        return FILE_WIDTH;
    }
    if (descriptor == STDERR_DESCRIPTOR && !platform_is_terminal(descriptor)) {
        return ENDLESS;
    }
    unsigned width = platform_terminal_width(descriptor);
    return width < NARROWEST ? NARROWEST : width;
}

Page session_page(const Session *session, Output *out, int descriptor)
{
    return (Page){
        .out = out,
        .arena = session->arena,
        .width = width_of(descriptor),
        .color = session_color(session, descriptor),
    };
}

void session_flush_errors(const Page *page)
{
    Str text = output_memory_text(page->out);
    (void)fflush(stdout);
    (void)fwrite(text.p, 1, text.n, stderr); // nobody is left to be told when stderr itself fails
    (void)fflush(stderr);
}

static void complain(const Session *session, Str message, const char *help)
{
    Page page = session_page(session, output_memory(session->arena), STDERR_DESCRIPTOR);
    Line line = line_new(&page);
    line_add(&line, STYLE_HIGH, STR("exaudit: "));
    line_add(&line, STYLE_PLAIN, message);
    line_end(&line, 0, 9);
    if (help) {
        page_printf(&page, 0, "%s", help);
    }
    session_flush_errors(&page);
}

void session_complain(const Session *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(session, str_vprintf(session->arena, format, arguments), NULL);
    va_end(arguments);
}

int session_usage(const Session *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str message = str_vprintf(session->arena, format, arguments);
    va_end(arguments);
    const char *name = session->command ? session->command->name : "";
    Str help = str_printf(session->arena, "`exaudit help%s%s` explains.", *name ? " " : "", name);
    complain(session, message, help.p);
    return EXIT_TROUBLE;
}

// --- results ----------------------------------------------------------------------------------------------

static bool find_format(const char *const *formats, Str name, size_t *index)
{
    for (*index = 0; formats[*index]; (*index)++) {
        if (str_eq(str(formats[*index]), name)) {
            return true;
        }
    }
    return false;
}

static Str format_names(Arena *arena, const char *const *formats)
{
    StrBuf buffer = strbuf_new(arena);
    for (size_t i = 0; formats[i]; i++) {
        strbuf_printf(&buffer, "%s%s", i > 0 ? ", " : "", formats[i]);
    }
    return strbuf_str(&buffer);
}

// Whether an earlier -o writes to the same place.
static const OutputSpec *same_place(const Settings *settings, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (str_eq(settings->outputs[i].file, settings->outputs[index].file)) {
            return &settings->outputs[i];
        }
    }
    return NULL;
}

bool session_check_outputs(const Session *session, const char *const *formats)
{
    const Settings *settings = &session->settings;
    for (size_t i = 0; i < settings->output_count; i++) {
        const OutputSpec *spec = &settings->outputs[i];
        size_t index;
        if (!find_format(formats, spec->format, &index)) {
            (void)session_usage(session, "there is no format '" STR_FMT "' here; there is: " STR_FMT,
                                STR_ARG(spec->format), STR_ARG(format_names(session->arena, formats)));
            return false;
        }
        const OutputSpec *same = same_place(settings, i);
        if (same) {
            Str place = spec->file.n > 0 ? spec->file : STR("standard output");
            (void)session_usage(session, "-o " STR_FMT " and -o " STR_FMT " would both go to " STR_FMT,
                                STR_ARG(same->format), STR_ARG(spec->format), STR_ARG(place));
            return false;
        }
    }
    return true;
}

static bool close_output(const Session *session, Output *out, Str place)
{
    Str problem;
    if (output_close(out, &problem)) {
        return true;
    }
    session_complain(session, "cannot write " STR_FMT ": " STR_FMT, STR_ARG(place), STR_ARG(problem));
    return false;
}

static bool write_stdout(const Session *session, size_t format, ResultWriter write, void *context)
{
    Output *out = output_stdout(session->arena);
    Page page = session_page(session, out, STDOUT_DESCRIPTOR);
    write(context, format, &page);
    return close_output(session, out, STR("standard output"));
}

static bool write_file(const Session *session, size_t format, Str file, ResultWriter write, void *context)
{
    Str problem;
    Output *out = output_file(session->arena, file, &problem);
    if (!out) {
        session_complain(session, "cannot write " STR_FMT ": " STR_FMT, STR_ARG(file), STR_ARG(problem));
        return false;
    }
    Page page = session_page(session, out, -1);
    write(context, format, &page);
    return close_output(session, out, file);
}

bool session_write(const Session *session, const char *const *formats, ResultWriter write, void *context)
{
    const Settings *settings = &session->settings;
    bool to_stdout = false;
    bool ok = true;
    for (size_t i = 0; i < settings->output_count; i++) {
        const OutputSpec *spec = &settings->outputs[i];
        size_t format;
        if (!find_format(formats, spec->format, &format)) {
            continue; // session_check_outputs has complained
        }
        if (spec->file.n > 0) {
            ok = write_file(session, format, spec->file, write, context) && ok;
        } else {
            to_stdout = true;
            ok = write_stdout(session, format, write, context) && ok;
        }
    }
    return (to_stdout || write_stdout(session, 0, write, context)) && ok;
}
