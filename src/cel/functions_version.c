// Versions and parts of URLs.
#include "cel/functions.h"

static Value string_to_version(Arena *arena, const Value *a)
{
    Value version;
    return version_parse(*a->as.text, &version)
               ? version
               : value_error(arena, "type conversion error: " STR_FMT " is no version like 15.2.1118.25",
                             STR_ARG(value_literal(arena, *a)));
}

static Value same(Arena *arena, const Value *a)
{
    (void)arena;
    return *a;
}

// --- URLs ---------------------------------------------------------------------------------------

typedef struct Url {
    Str scheme, host, port;
} Url;

static bool is_scheme(Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return text.n > 0;
}

// The offset of the first of the characters in `set`, or the length.
static size_t find_any(Str text, const char *set)
{
    size_t i = 0;
    while (i < text.n && (text.p[i] == '\0' || strchr(set, text.p[i]) == NULL))
        i++;
    return i;
}

// host ::= "[" … "]" | everything up to the ":" of the port
static bool split_host(Str authority, Url *url)
{
    size_t end = 0;
    if (authority.n > 0 && authority.p[0] == '[') {
        end = find_any(authority, "]");
        if (end == authority.n)
            return false;
        url->host = str_slice(authority, 1, end);
        end++;
    } else {
        end = find_any(authority, ":");
        url->host = str_slice(authority, 0, end);
    }
    if (end < authority.n && authority.p[end] != ':')
        return false;
    url->port = str_slice(authority, end < authority.n ? end + 1 : end, authority.n);
    return url->host.n > 0;
}

// url ::= scheme "://" [user "@"] host [":" port] ["/" …]
static bool split_url(Str text, Url *url)
{
    size_t mark = str_find(text, STR("://"));
    if (mark == (size_t)-1)
        return false;
    url->scheme = str_slice(text, 0, mark);
    Str rest = str_slice(text, mark + 3, text.n);
    Str authority = str_slice(rest, 0, find_any(rest, "/?#"));
    for (size_t at = find_any(authority, "@"); at < authority.n; at = find_any(authority, "@"))
        authority = str_slice(authority, at + 1, authority.n);
    return is_scheme(url->scheme) && split_host(authority, url);
}

static Value no_url(Arena *arena, Value v)
{
    return value_error(arena, "type conversion error: " STR_FMT " is no URL like https://host/path",
                       STR_ARG(value_literal(arena, v)));
}

static Value url_host(Arena *arena, const Value *a)
{
    Url url;
    return split_url(*a->as.text, &url) ? value_string(arena, str_fold(arena, url.host)) : no_url(arena, *a);
}

static Value url_scheme(Arena *arena, const Value *a)
{
    Url url;
    return split_url(*a->as.text, &url) ? value_string(arena, str_fold(arena, url.scheme)) : no_url(arena, *a);
}

static Value url_port(Arena *arena, const Value *a)
{
    Url url;
    int64_t port = 0;
    if (!split_url(*a->as.text, &url))
        return no_url(arena, *a);
    if (url.port.n > 0)
        return str_to_int(url.port, &port) && port >= 0 && port <= 65535 ? value_int(port) : no_url(arena, *a);
    if (str_eq_fold(url.scheme, STR("https")))
        return value_int(443);
    return str_eq_fold(url.scheme, STR("http"))
               ? value_int(80)
               : value_error(arena, "this URL names no port, and its scheme has no default");
}

static const CelFunction rows[] = {
    {"version",
     false,
     1,
     {&t_string},
     &t_version,
     string_to_version,
     1,
     false,
     "The version that a string spells: 15.2.1118.25, or Version 15.2 (Build 1118.25)."},
    {"version", false, 1, {&t_version}, &t_version, same, 1, false, "The version itself."},
    {"urlHost", false, 1, {&t_string}, &t_string, url_host, 1, false, "The host of a URL, in lower case."},
    {"urlScheme", false, 1, {&t_string}, &t_string, url_scheme, 1, false, "The scheme of a URL, in lower case."},
    {"urlPort",
     false,
     1,
     {&t_string},
     &t_int,
     url_port,
     1,
     false,
     "The port of a URL, or the default of http and https."},
};

const FunctionTable version_functions = {rows, sizeof rows / sizeof *rows};
