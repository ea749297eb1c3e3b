// POSIX. The only file that knows it.
#include "support/platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

// --- files ------------------------------------------------------------------------------------------

static FileInfo file_info(const struct stat *status)
{
    FileInfo info = {FILE_OTHER, 0, (uint64_t)status->st_dev, (uint64_t)status->st_ino};
    if (S_ISREG(status->st_mode)) {
        info.kind = FILE_REGULAR;
        info.size = (uint64_t)status->st_size;
    } else if (S_ISDIR(status->st_mode)) {
        info.kind = FILE_FOLDER;
    }
    return info;
}

FileInfo platform_stat(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0)
        return file_info(&status);
    return (FileInfo){.kind = errno == ELOOP ? FILE_LOOP : FILE_MISSING};
}

Str platform_error(Arena *arena)
{
    int number = errno;
    // strerror_l with the C locale is thread-safe and never translates.
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c == (locale_t)0)
        return str_printf(arena, "error %d", number);
    Str text = str_dup(arena, str(strerror_l(number, c)));
    freelocale(c);
    return text;
}

static const char *describe(const FileInfo *info)
{
    return info->kind == FILE_FOLDER ? "it is a folder" : "it is not a regular file";
}

int platform_open(Arena *arena, const char *path, FileInfo *info, Str *problem)
{
    struct stat status;
    *info = platform_stat(path);
    if (info->kind == FILE_FOLDER || info->kind == FILE_OTHER) {
        *problem = str(describe(info));
        return -1;
    }
    // O_NONBLOCK: a FIFO put there meanwhile must not make us wait for its writer.
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        info->kind = FILE_MISSING;
        *problem = platform_error(arena);
    } else {
        *info = file_info(&status);
        if (info->kind == FILE_REGULAR)
            return descriptor;
        *problem = str(describe(info));
    }
    if (descriptor >= 0)
        (void)close(descriptor);
    return -1;
}

// Whether the call that just failed is to be repeated: after a signal, or when a descriptor that was given to us does
// not block (then after waiting for it).
static bool try_again(int descriptor, short events)
{
    if (errno == EAGAIN)
        return poll(&(struct pollfd){.fd = descriptor, .events = events}, 1, -1) >= 0 || errno == EINTR;
    return errno == EINTR;
}

long platform_read(int descriptor, void *buffer, size_t size)
{
    ssize_t got;
    do
        got = read(descriptor, buffer, size);
    while (got < 0 && try_again(descriptor, POLLIN));
    return (long)got;
}

long platform_read_at(int descriptor, void *buffer, size_t size, uint64_t position)
{
    ssize_t got;
    do
        got = pread(descriptor, buffer, size, (off_t)position);
    while (got < 0 && errno == EINTR);
    return (long)got;
}

bool platform_write(int descriptor, const void *bytes, size_t size)
{
    for (const char *p = bytes; size > 0;) {
        ssize_t written = write(descriptor, p, size);
        if (written < 0 && !try_again(descriptor, POLLOUT))
            return false;
        if (written > 0) {
            p += written;
            size -= (size_t)written;
        }
    }
    return true;
}

bool platform_close(int descriptor)
{
    return close(descriptor) == 0 || errno == EINTR;
}

// --- output files -----------------------------------------------------------------------------------

enum { LINKS_MAX = 40, NAMES_MAX = 100 };

static Str folder_of(Str path)
{
    for (size_t n = path.n; n > 0; n--)
        if (path.p[n - 1] == '/')
            return str_slice(path, 0, n);
    return STR("");
}

// The path with symlinks of its last component followed, also when the last of them leads to nothing. Empty: too many
// links.
static Str follow_links(Arena *arena, Str path)
{
    char target[4096];
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t length = readlink(path.p, target, sizeof target);
        if (length < 0 || (size_t)length >= sizeof target)
            return path;
        Str folder = target[0] == '/' ? STR("") : folder_of(path);
        path = str_printf(arena, STR_FMT "%.*s", STR_ARG(folder), (int)length, target);
    }
    errno = ELOOP;
    return STR("");
}

// A new file beside `target->path`, with the mode (and, where allowed, the owner) of the file that it will replace.
static bool create_temporary(Arena *arena, FileTarget *target, const struct stat *replaced)
{
    Str folder = folder_of(target->path), name = str_slice(target->path, folder.n, target->path.n);
    // A name of the greatest length leaves no room for our suffix.
    name = str_slice(name, 0, utf8_cut(name, 200));
    for (int i = 0; i < NAMES_MAX; i++) {
        target->temporary =
            str_printf(arena, STR_FMT "." STR_FMT ".%ld.%d.tmp", STR_ARG(folder), STR_ARG(name), (long)getpid(), i);
        target->descriptor = open(target->temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (target->descriptor >= 0 || errno != EEXIST)
            break;
    }
    if (target->descriptor < 0)
        return false;
    if (replaced) {
        // The owner first: changing it may clear bits of the mode. That it stays ours is no reason to refuse.
        int owned = fchown(target->descriptor, replaced->st_uid, replaced->st_gid);
        (void)owned;
        if (fchmod(target->descriptor, replaced->st_mode & 07777) != 0) {
            platform_discard(target);
            return false;
        }
    }
    return true;
}

bool platform_create(Arena *arena, Str path, FileTarget *target, Str *problem)
{
    struct stat status;
    *target = (FileTarget){.descriptor = -1, .path = follow_links(arena, str_dup(arena, path))};
    bool there = target->path.n > 0 && stat(target->path.p, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
    } else if (there && !S_ISREG(status.st_mode)) {
        target->descriptor = open(target->path.p, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } else if (target->path.n > 0 && (there || errno == ENOENT)) {
        (void)create_temporary(arena, target, there ? &status : NULL);
    }
    if (target->descriptor < 0)
        *problem = platform_error(arena);
    return target->descriptor >= 0;
}

bool platform_publish(Arena *arena, FileTarget *target, Str *problem)
{
    bool through = target->temporary.n == 0;
    bool good = through || fsync(target->descriptor) == 0;
    if (!good)
        *problem = platform_error(arena);
    if (!platform_close(target->descriptor) && good) {
        *problem = platform_error(arena);
        good = false;
    }
    target->descriptor = -1;
    if (good && !through && rename(target->temporary.p, target->path.p) != 0) {
        *problem = platform_error(arena);
        good = false;
    }
    if (!good)
        platform_discard(target);
    return good;
}

void platform_discard(FileTarget *target)
{
    int number = errno; // of the failure that led here
    if (target->descriptor >= 0)
        (void)close(target->descriptor);
    if (target->temporary.n)
        (void)unlink(target->temporary.p);
    target->descriptor = -1;
    errno = number;
}

void platform_ignore_write_signals(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

// --- folders ----------------------------------------------------------------------------------------

static Str valid_name(Arena *arena, Str raw)
{
    if (utf8_valid(raw))
        return raw;
    StrBuf name = strbuf_new(arena);
    for (size_t offset = 0; offset < raw.n;)
        strbuf_code(&name, utf8_next(raw, &offset));
    return strbuf_str(&name);
}

static int by_raw_name(const void *a, const void *b)
{
    return str_cmp(((const FolderEntry *)a)->raw, ((const FolderEntry *)b)->raw);
}

static bool is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

bool platform_folder(Arena *arena, const char *path, FolderEntry **entries, size_t *count, Str *problem)
{
    size_t capacity = 0;
    *entries = NULL;
    *count = 0;
    DIR *folder = opendir(path);
    if (!folder) {
        *problem = platform_error(arena);
        return false;
    }
    errno = 0;
    // readdir is safe here: no two threads share a DIR.
    for (const struct dirent *entry; (entry = readdir(folder)); errno = 0) {
        if (is_dots(entry->d_name))
            continue;
        Str raw = str_dup(arena, str(entry->d_name));
        *entries = arena_grow(arena, *entries, &capacity, *count + 1, sizeof **entries);
        (*entries)[(*count)++] = (FolderEntry){valid_name(arena, raw), raw};
    }
    bool good = errno == 0;
    if (!good)
        *problem = platform_error(arena);
    (void)closedir(folder);
    if (*count)
        qsort(*entries, *count, sizeof **entries, by_raw_name);
    return good;
}

// --- threads ----------------------------------------------------------------------------------------

enum { THREADS_MAX = 256 };

typedef struct Parallel {
    void (*work)(void *context, unsigned worker, size_t index);
    void *context;
    size_t count;
    atomic_size_t next;
} Parallel;

typedef struct Worker {
    Parallel *parallel;
    unsigned number;
    pthread_t thread;
} Worker;

static void *run_worker(void *argument)
{
    const Worker *worker = argument;
    Parallel *parallel = worker->parallel;
    for (size_t index; (index = atomic_fetch_add(&parallel->next, 1)) < parallel->count;)
        parallel->work(parallel->context, worker->number, index);
    return NULL;
}

void platform_parallel(unsigned jobs, size_t count, void (*work)(void *context, unsigned worker, size_t index),
                       void *context)
{
    Parallel parallel = {.work = work, .context = context, .count = count};
    atomic_init(&parallel.next, 0);
    Worker workers[THREADS_MAX];
    unsigned started = 1;
    if (jobs > THREADS_MAX)
        jobs = THREADS_MAX;
    // A thread that cannot be started is work for the others.
    for (; started < jobs && started < count; started++) {
        workers[started] = (Worker){.parallel = &parallel, .number = started};
        if (pthread_create(&workers[started].thread, NULL, run_worker, &workers[started]) != 0)
            break;
    }
    workers[0] = (Worker){.parallel = &parallel};
    (void)run_worker(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        if (pthread_join(workers[i].thread, NULL) != 0)
            die("a thread cannot be joined");
}

unsigned platform_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 && count < THREADS_MAX ? (unsigned)count : count > 0 ? THREADS_MAX : 1;
}

// --- numbers ----------------------------------------------------------------------------------------

#undef strtod

// The C locale for this thread; what was there before is to be given to leave_locale.
static locale_t enter_c_locale(locale_t *c)
{
    *c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (*c == (locale_t)0)
        die("out of memory");
    return uselocale(*c);
}

static void leave_locale(locale_t before, locale_t c)
{
    (void)uselocale(before);
    freelocale(c);
}

size_t platform_format_double(char *buffer, size_t size, int precision, double value)
{
    locale_t c, before = enter_c_locale(&c);
    int length = snprintf(buffer, size, "%.*g", precision, value);
    leave_locale(before, c);
    if (length < 0 || (size_t)length >= size)
        die("a number cannot be formatted");
    return (size_t)length;
}

double platform_parse_double(const char *text, const char **end)
{
    char *after;
    locale_t c, before = enter_c_locale(&c);
    double value = strtod(text, &after);
    leave_locale(before, c);
    *end = after;
    return value;
}

// --- terminal, clock, process -----------------------------------------------------------------------

bool platform_is_terminal(int descriptor)
{
    return isatty(descriptor) == 1;
}

unsigned platform_terminal_width(int descriptor)
{
    enum { WIDTH_MIN = 20, WIDTH_MAX = 1000, WIDTH_UNKNOWN = 80 };
    int64_t columns;
    struct winsize size;
    if (str_to_int(str(getenv("COLUMNS")), &columns) && columns > 0)
        return columns < WIDTH_MIN ? WIDTH_MIN : columns > WIDTH_MAX ? WIDTH_MAX : (unsigned)columns;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return WIDTH_UNKNOWN;
}

static struct timespec clock_now(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0)
        die("the clock cannot be read");
    return now;
}

uint64_t platform_milliseconds(void)
{
    struct timespec now = clock_now(CLOCK_MONOTONIC);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int64_t platform_utc_seconds(void)
{
    return clock_now(CLOCK_REALTIME).tv_sec;
}

unsigned long platform_process(void)
{
    return (unsigned long)getpid();
}
