// Physical directories, and which web.config belongs to which.
//
// IIS finds a web.config by directory, not by path: every path that maps to a directory reads its file (on Exchange
// owa, owa/Calendar, owa/Integrated and owa/oma share one).
#include "model/iis_server.h"

// Separators of Windows paths; inputs may come with either.
static bool separator(char c)
{
    return c == '\\' || c == '/';
}

static bool has_separator(Str path)
{
    for (size_t i = 0; i < path.n; i++)
        if (separator(path.p[i]))
            return true;
    return false;
}

// Cuts the last segment off *path.
static Str last_segment(Str *path)
{
    while (path->n > 0 && separator(path->p[path->n - 1]))
        path->n--;
    size_t end = path->n;
    while (path->n > 0 && !separator(path->p[path->n - 1]))
        path->n--;
    return str_slice((Str){path->p, end}, path->n, end);
}

// %SystemRoot% and %windir% are the same.
static Str one_name(Str segment)
{
    return segment.n > 0 && segment.p[0] == '%' && str_eq_fold(segment, STR("%systemroot%")) ? STR("%windir%")
                                                                                             : segment;
}

static bool same_segment(Str a, Str b)
{
    return str_eq_fold(one_name(a), one_name(b));
}

// How many whole segments the ends of two paths have in common.
static size_t common_tail(Str a, Str b)
{
    for (size_t count = 0;; count++) {
        Str x = last_segment(&a), y = last_segment(&b);
        if (x.n == 0 || !same_segment(x, y))
            return count;
    }
}

static size_t segment_count(Str path)
{
    size_t count = 0;
    while (last_segment(&path).n > 0)
        count++;
    return count;
}

static bool same_directory(Str a, Str b)
{
    size_t count = segment_count(a);
    return count == segment_count(b) && common_tail(a, b) == count;
}

uint32_t iis_directory(IisServer *server, Str path)
{
    // Of its last segment: that tells most directories apart, and is the same however the rest is written.
    Str rest = path;
    uint32_t hash = iis_text_hash(one_name(last_segment(&rest)));
    for (size_t i = 0; i < server->directory_count && path.n > 0; i++)
        if (server->directories[i].hash == hash && same_directory(server->directories[i].path, path))
            return (uint32_t)i;
    server->directories[server->directory_count] = (IisDirectory){.path = path, .hash = hash};
    return (uint32_t)server->directory_count++;
}

static void put(IisDirectory *directory, const IisFile *file)
{
    if (directory->file == NULL)
        directory->file = file;
    else if (!iis_file_same(directory->file, file))
        directory->other = file;
}

// The directory whose end the file's folder names best; -1 when there is none, -2 when several are equally good.
static int best_directory(const IisServer *server, Str folder, size_t *best)
{
    int found = -1;
    *best = 0;
    for (size_t i = 0; i < server->directory_count; i++) {
        size_t tail = common_tail(server->directories[i].path, folder);
        if (tail > *best) {
            *best = tail;
            found = (int)i;
        } else if (tail > 0 && tail == *best) {
            found = -2;
        }
    }
    return found;
}

static Str list_candidates(const IisServer *server, Str folder, size_t best)
{
    StrBuf names = strbuf_new(server->arena);
    for (size_t i = 0; best > 0 && i < server->directory_count; i++) {
        if (common_tail(server->directories[i].path, folder) != best)
            continue;
        strbuf_add(&names, names.n > 0 ? STR(", ") : STR(""));
        strbuf_add(&names, server->directories[i].path);
    }
    return strbuf_str(&names);
}

static bool add_by_folder(IisServer *server, const IisFile *file, Str file_path, Str *candidates)
{
    Str folder = file_path;
    (void)last_segment(&folder); // the file's own name
    size_t best = 0;
    int found = has_separator(file_path) ? best_directory(server, folder, &best) : -1;
    if (found < 0) {
        *candidates = list_candidates(server, folder, best);
        return false;
    }
    put(&server->directories[found], file);
    return true;
}

bool iis_add_web_config(IisServer *server, const IisFile *file, Str iis_path, Str file_path, Str *candidates)
{
    *candidates = STR("");
    if (iis_path.n == 0)
        return add_by_folder(server, file, file_path, candidates);
    int node = iis_find(server, iis_path);
    if (node < 0 || server->nodes[node].directory < 0)
        return false;
    put(&server->directories[server->nodes[node].directory], file);
    return true;
}
