#include "report/page.h"
#include "report/escape.h"
#include "report/width.h"

// ECMA-48 "select graphic rendition" parameters; they read on dark and on light grounds.
static const char *style_code(Style style)
{
    switch (style) {
    case STYLE_PLAIN:
        return NULL;
    case STYLE_STRONG:
        return "1";
    case STYLE_DIM:
        return "2";
    case STYLE_CRITICAL:
        return "1;31";
    case STYLE_HIGH:
        return "31";
    case STYLE_MEDIUM:
        return "33";
    case STYLE_LOW:
        return "36";
    case STYLE_INFO:
        return "34";
    case STYLE_GOOD:
        return "32";
    case STYLE_UNKNOWN:
        return "35";
    }
    return NULL;
}

Style severity_style(Severity severity)
{
    switch (severity) {
    case SEVERITY_INFO:
        return STYLE_INFO;
    case SEVERITY_LOW:
        return STYLE_LOW;
    case SEVERITY_MEDIUM:
        return STYLE_MEDIUM;
    case SEVERITY_HIGH:
        return STYLE_HIGH;
    case SEVERITY_CRITICAL:
        return STYLE_CRITICAL;
    }
    return STYLE_PLAIN;
}

Line line_new(const Page *page)
{
    return (Line){.page = page, .text = strbuf_new(page->arena)};
}

void line_add(Line *line, Style style, Str text)
{
    Str safe = escape_terminal(line->page->arena, text);
    const char *code = line->page->color && safe.n > 0 ? style_code(style) : NULL;
    if (code) {
        strbuf_printf(&line->text, "\x1b[%sm", code);
    }
    strbuf_add(&line->text, safe);
    if (code) {
        strbuf_add(&line->text, STR("\x1b[0m"));
    }
    line->columns += text_width(safe);
}

void line_text(Line *line, const char *text)
{
    line_add(line, STYLE_PLAIN, str(text));
}

void line_printf(Line *line, Style style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    line_add(line, style, str_vprintf(line->page->arena, format, arguments));
    va_end(arguments);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

void line_prose(Line *line, Style style, Str text)
{
    Str rest = str_trim(text);
    StrBuf folded = strbuf_new(line->page->arena);
    for (size_t i = 0; i < rest.n; i++) {
        if (!is_space(rest.p[i])) {
            strbuf_char(&folded, rest.p[i]);
        } else if (!is_space(rest.p[i - 1])) {
            strbuf_char(&folded, ' ');
        }
    }
    line_add(line, style, strbuf_str(&folded));
}

void line_pad(Line *line, size_t column)
{
    size_t spaces = line->columns < column ? column - line->columns : line->columns > 0;
    for (size_t i = 0; i < spaces; i++) {
        strbuf_char(&line->text, ' ');
    }
    line->columns += spaces;
}

static void write_spaces(const Page *page, size_t count)
{
    static const char spaces[] = "                                ";
    while (count > 0) {
        size_t n = count < sizeof spaces - 1 ? count : sizeof spaces - 1;
        output_write(page->out, (Str){spaces, n});
        count -= n;
    }
}

// The end of the run of spaces (or of other bytes) that begins at `from`.
static size_t run_end(Str text, size_t from, bool spaces)
{
    size_t end = from;
    while (end < text.n && (text.p[end] == ' ') == spaces) {
        end++;
    }
    return end;
}

static void write_wrapped(const Page *page, Str text, unsigned indent, unsigned hang)
{
    size_t column = indent;
    size_t margin = indent; // where the present line began
    write_spaces(page, indent);
    for (size_t at = 0; at < text.n;) {
        size_t word = run_end(text, at, true);
        size_t end = run_end(text, word, false);
        size_t gap = word - at;
        size_t columns = text_width(str_slice(text, word, end));
        if (columns > 0 && column > margin && column + gap + columns > page->width) {
            output_write(page->out, STR("\n"));
            gap = margin = hang;
            column = 0;
        }
        if (columns > 0) {
            write_spaces(page, gap);
            column += gap;
        }
        output_write(page->out, str_slice(text, word, end));
        column += columns;
        at = end;
    }
    output_write(page->out, STR("\n"));
}

void line_end(Line *line, unsigned indent, unsigned hang)
{
    write_wrapped(line->page, strbuf_str(&line->text), indent, hang);
}

void line_end_unwrapped(Line *line, unsigned indent)
{
    write_spaces(line->page, indent);
    output_write(line->page->out, strbuf_str(&line->text));
    output_write(line->page->out, STR("\n"));
}

// The part of `text` before the next line feed; *rest is what follows it. false at the end.
static bool next_line(Str *rest, Str *line)
{
    if (rest->n == 0) {
        return false;
    }
    size_t end = str_find(*rest, STR("\n"));
    bool last = end == (size_t)-1;
    *line = str_slice(*rest, 0, last ? rest->n : end);
    *rest = str_slice(*rest, last ? rest->n : end + 1, rest->n);
    return true;
}

void page_paragraph(const Page *page, unsigned indent, Str text)
{
    Str rest = str_trim(text);
    Str part;
    Line line = line_new(page);
    while (next_line(&rest, &part)) {
        part = str_trim(part);
        if (part.n == 0 && line.columns > 0) {
            line_end(&line, indent, indent);
            page_blank(page);
            line = line_new(page);
        }
        line_text(&line, line.columns > 0 && part.n > 0 ? " " : "");
        line_add(&line, STYLE_PLAIN, part);
    }
    if (line.columns > 0) {
        line_end(&line, indent, indent);
    }
}

void page_lines(const Page *page, unsigned indent, Str text)
{
    Str rest = str_trim(text);
    Str part;
    while (next_line(&rest, &part)) {
        Line line = line_new(page);
        line_add(&line, STYLE_PLAIN, part);
        line_end(&line, indent, indent + 8);
    }
}

void page_printf(const Page *page, unsigned indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Line line = line_new(page);
    line_add(&line, STYLE_PLAIN, str_vprintf(page->arena, format, arguments));
    va_end(arguments);
    line_end(&line, indent, indent + 2);
}

void page_blank(const Page *page)
{
    output_write(page->out, STR("\n"));
}

// The end of the token at `from`: a space outside quotes ends it. Doubled quotes inside a literal close and open again.
static size_t token_end(Str text, size_t from)
{
    char quote = 0;
    size_t at = from;
    for (; at < text.n && (quote || text.p[at] != ' '); at++) {
        char c = text.p[at];
        if (quote) {
            quote = (char)(c == quote ? 0 : quote);
        } else if (c == '\'' || c == '"') {
            quote = c;
        }
    }
    return at;
}

static void write_command(const Page *page, unsigned indent, Str command)
{
    size_t column = indent;
    write_spaces(page, indent);
    for (size_t at = 0; at < command.n;) {
        size_t word = run_end(command, at, true);
        size_t end = token_end(command, word);
        Str token = str_slice(command, word, end);
        size_t tail = end < command.n ? 2 : 0; // room for the backtick of the next break
        if (column > indent && column + (word - at) + text_width(token) + tail > page->width) {
            output_write(page->out, STR(" `\n"));
            write_spaces(page, indent + 4u);
            column = indent + 4u;
        } else {
            write_spaces(page, word - at);
            column += word - at;
        }
        output_write(page->out, token);
        column += text_width(token);
        at = end;
    }
    output_write(page->out, STR("\n"));
}

void page_command(const Page *page, unsigned indent, Str command)
{
    Str rest = str_trim(command);
    Str part;
    while (next_line(&rest, &part)) {
        Str safe = escape_terminal(page->arena, str_ends(part, STR("\r")) ? str_slice(part, 0, part.n - 1) : part);
        if (str_starts(safe, STR("#"))) { // a comment must not be broken
            write_spaces(page, indent);
            output_write(page->out, safe);
            output_write(page->out, STR("\n"));
        } else {
            write_command(page, indent, safe);
        }
    }
}
