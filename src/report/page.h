// Page: text for people, wrapped to the width of a terminal, coloured where wanted. Text enters a page only through the
// escaper (line_add and its kin), so nothing of an export can reach the terminal unescaped.
#ifndef EXAUDIT_REPORT_PAGE_H
#define EXAUDIT_REPORT_PAGE_H

#include "policy/policy.h"
#include "support/output.h"

typedef struct Page {
    Output *out;
    Arena *arena; // scratch
    unsigned width;
    bool color;
} Page;

// What a piece of text means; colour is never its only sign.
typedef enum Style {
    STYLE_PLAIN,
    STYLE_STRONG, // headings, names that matter
    STYLE_DIM,    // places and other details
    STYLE_CRITICAL,
    STYLE_HIGH,
    STYLE_MEDIUM,
    STYLE_LOW,
    STYLE_INFO,
    STYLE_GOOD,
    STYLE_UNKNOWN,
} Style;

Style severity_style(Severity severity);

// A line under construction.
typedef struct Line {
    const Page *page;
    StrBuf text;
    size_t columns;
} Line;

Line line_new(const Page *page);
void line_add(Line *line, Style style, Str text);
void line_text(Line *line, const char *text); // plain
void line_printf(Line *line, Style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Prose: runs of white space with a line feed in them become one space.
void line_prose(Line *line, Style style, Str text);
// Spaces up to `column` (at least one when something stands there already).
void line_pad(Line *line, size_t column);
// Writes the line: indented by `indent`, broken between words at the page's width, continued at `hang`.
void line_end(Line *line, unsigned indent, unsigned hang);
// Writes the line as it is, however long: for what is aligned with the line above it.
void line_end_unwrapped(Line *line, unsigned indent);

// Prose, filled to the width; empty lines separate paragraphs.
void page_paragraph(const Page *page, unsigned indent, Str text);
// Lines that stay apart, such as an expression's; each is wrapped on its own.
void page_lines(const Page *page, unsigned indent, Str text);
// One printf'ed line, wrapped, continued two columns further right.
void page_printf(const Page *page, unsigned indent, const char *format, ...) __attribute__((format(printf, 3, 4)));
void page_blank(const Page *page);

// A PowerShell command, ready to paste: broken only between tokens, with a backtick at the end of a broken line.
void page_command(const Page *page, unsigned indent, Str command);

#endif
