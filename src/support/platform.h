// Everything that differs between operating systems: files, threads, folders, terminals, clocks. No other file may
// assume POSIX.
#ifndef EXAUDIT_SUPPORT_PLATFORM_H
#define EXAUDIT_SUPPORT_PLATFORM_H

#include "support/str.h"

typedef enum FileKind { FILE_MISSING, FILE_REGULAR, FILE_FOLDER, FILE_OTHER, FILE_LOOP } FileKind;

typedef struct FileInfo {
    FileKind kind;
    uint64_t size;
    uint64_t device, inode; // identity, to recognise loops and one file under two names; 0 where unknown
} FileInfo;

FileInfo platform_stat(const char *path);

// Names in a folder, sorted by bytes, without "." and ".."; UTF-8 (U+FFFD for what is not, raw bytes kept in `raw`).
// false: cannot be read.
typedef struct FolderEntry {
    Str name; // for people and for matching
    Str raw;  // for opening
} FolderEntry;
bool platform_folder(Arena *arena, const char *path, FolderEntry **entries, size_t *count, Str *problem);

// Runs work(context, index) for index 0..count-1 on `jobs` threads (the caller included), each index once, in ascending
// order of start. `worker` is 0..jobs-1, for per-worker state.
void platform_parallel(unsigned jobs, size_t count, void (*work)(void *context, unsigned worker, size_t index),
                       void *context);
unsigned platform_processors(void);

// --- bytes of files: descriptors are as the system counts them, -1 for none ---------------------------

// The last failure of this thread in words: "No such file or directory". Independent of the locale where the system
// allows.
Str platform_error(Arena *arena);

// Opens a regular file for reading without ever waiting (a FIFO or a device is opened and closed again at most). -1: it
// cannot be opened (info->kind is FILE_MISSING) or is something else (info->kind says what); *problem says why.
int platform_open(Arena *arena, const char *path, FileInfo *info, Str *problem);
// Up to `size` bytes; 0 at the end; -1 after an error.
long platform_read(int descriptor, void *buffer, size_t size);
// The same at a position, leaving the descriptor's own; -1 also for what has no positions.
long platform_read_at(int descriptor, void *buffer, size_t size, uint64_t position);
// All of the bytes, or false.
bool platform_write(int descriptor, const void *bytes, size_t size);
bool platform_close(int descriptor);

// Where an output goes. A regular file or nothing: `temporary` is a new file beside it, which platform_publish puts in
// its place. A device or FIFO: it is open itself and `temporary` is empty.
typedef struct FileTarget {
    int descriptor;
    Str path;      // with symlinks followed
    Str temporary; // empty: written through
} FileTarget;
bool platform_create(Arena *arena, Str path, FileTarget *target, Str *problem);
// Makes a written target durable and visible: fsync, close, rename. false: nothing has changed, and the temporary is
// gone.
bool platform_publish(Arena *arena, FileTarget *target, Str *problem);
// Closes and removes what platform_create made.
void platform_discard(FileTarget *target);

// Writing to a pipe that nobody reads, or beyond the limit of file sizes, becomes an error of the write instead of the
// end of the process.
void platform_ignore_write_signals(void);

// --- numbers without the locale -----------------------------------------------------------------------

// Formats with %.<precision>g and "." into buffer; the length.
size_t platform_format_double(char *buffer, size_t size, int precision, double value);
// Reads a decimal number at the beginning of a C string; *end is what follows it.
double platform_parse_double(const char *text, const char **end);

// --- terminal, clock, process ---------------------------------------------------------------------------

bool platform_is_terminal(int descriptor);
unsigned platform_terminal_width(int descriptor); // columns; 80 when unknown. COLUMNS is honoured.
uint64_t platform_milliseconds(void);             // monotonic
int64_t platform_utc_seconds(void);               // the host's clock: waivers only (design §7)
unsigned long platform_process(void);

#endif
