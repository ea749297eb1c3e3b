// Everything that differs between operating systems: threads, folders, terminals, clocks. No other file may assume POSIX.
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

// Names in a folder, sorted by bytes, without "." and ".."; UTF-8 (U+FFFD for what is not, raw bytes kept in `raw`). false: cannot be read.
typedef struct FolderEntry {
    Str name; // for people and for matching
    Str raw;  // for opening
} FolderEntry;
bool platform_folder(Arena *arena, const char *path, FolderEntry **entries, size_t *count, Str *problem);

// Runs work(context, index) for index 0..count-1 on `jobs` threads (the caller included), each index once, in ascending order of start.
// `worker` is 0..jobs-1, for per-worker state.
void platform_parallel(unsigned jobs, size_t count, void (*work)(void *context, unsigned worker, size_t index), void *context);
unsigned platform_processors(void);

bool platform_is_terminal(int descriptor);
unsigned platform_terminal_width(int descriptor); // columns; 80 when unknown. COLUMNS is honoured.
uint64_t platform_milliseconds(void);             // monotonic
int64_t platform_utc_seconds(void);               // the host's clock: waivers only (design §7)
unsigned long platform_process(void);

#endif
