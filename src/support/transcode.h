// Transcoding: bytes of one encoding into UTF-8, a stretch at a time.
#ifndef EXAUDIT_SUPPORT_TRANSCODE_H
#define EXAUDIT_SUPPORT_TRANSCODE_H

#include "support/str.h"

// What one stretch did: bytes consumed, bytes written, and code units replaced by U+FFFD.
typedef struct Transcoded {
    size_t read, written, replaced;
} Transcoded;

// UTF-16 with the given byte order. Stops when less than 4 bytes of `out` are free, or before an incomplete last
// character unless `last`. A lone surrogate and an odd last byte become U+FFFD.
Transcoded transcode_utf16(Str in, bool big_endian, bool last, char *out, size_t size);

// windows-1252; the five bytes it leaves undefined become the C1 controls of the same number.
Transcoded transcode_windows1252(Str in, char *out, size_t size);

// UTF-8 in which each wrong byte becomes U+FFFD.
Transcoded transcode_utf8_lossy(Str in, bool last, char *out, size_t size);

#endif
