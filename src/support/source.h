// Source: one input as a stream of UTF-8 with a name; the single place that knows BOMs, UTF-16 and size limits.
//
// Transcoding keeps code points and line ends, so line and code-point column of the UTF-8 are those of the original
// file.
#ifndef EXAUDIT_SUPPORT_SOURCE_H
#define EXAUDIT_SUPPORT_SOURCE_H

#include "support/diag.h"

typedef enum Encoding {
    ENCODING_UTF8,
    ENCODING_UTF8_BOM,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS1252,
} Encoding;

const char *encoding_name(Encoding encoding); // "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"

// Largest input that is read: 4 GiB - 1 (positions are 32 bits wide). Sparse files beyond what they hold are read like
// others.
#define SOURCE_MAX_BYTES 0xFFFFFFFEu

typedef struct Source Source;

// Opens a regular file. NULL after a diagnostic (codes unreadable, notRegular, limit, encoding) when it cannot be read,
// is a FIFO, a device or a folder, is too large, or is UTF-32. `buffer` of at least 256 KiB is borrowed until
// source_close (one per worker, reused).
Source *source_open(Arena *arena, const char *path, Origin file, char *buffer, size_t buffer_size, Diags *diags);

// A source over what is already open: standard input (0), which may be a pipe. Closed by source_close unless it is 0.
Source *source_descriptor(Arena *arena, int descriptor, Origin file, char *buffer, size_t buffer_size, Diags *diags);

// A source over bytes in memory (tests, fuzzing, embedded documents). The bytes are borrowed. Never NULL: UTF-32 is a
// source whose reading fails.
Source *source_memory(Arena *arena, Str bytes, Origin file, Diags *diags);

// Up to `size` (at least 4) bytes of valid UTF-8 without BOM into `out`, never splitting a code point; 0 at the end; -1
// after a read error (diagnosed once). The first bytes that are not UTF-8 in a file that claims nothing else make the
// rest windows-1252, with one warning; where a byte order mark claims UTF-8 or UTF-16, what is wrong becomes U+FFFD,
// with one warning (code encoding).
long source_read(Source *source, char *out, size_t size);

// The first bytes of the text (UTF-8, at most 4096), without consuming them: for recognising the format.
Str source_peek(Source *source);

// Reads all of the rest into the arena; false (diagnosed, code limit) when it is longer than `limit` bytes.
bool source_read_all(Source *source, Arena *arena, size_t limit, Str *text);

Encoding source_encoding(const Source *source);
uint64_t source_size(const Source *source); // bytes of the original file
Origin source_file(const Source *source);
Diags *source_diags(const Source *source);
void source_close(Source *source);

#endif
