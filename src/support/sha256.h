// SHA-256 (FIPS 180-4): names of policies, fingerprints of findings, and of inputs when it is asked for.
#ifndef EXAUDIT_SUPPORT_SHA256_H
#define EXAUDIT_SUPPORT_SHA256_H

#include "support/str.h"

typedef struct Sha256 {
    uint32_t state[8];
    uint64_t length; // bytes so far
    unsigned char block[64];
} Sha256;

enum { SHA256_HEX = 64 };

Sha256 sha256_start(void);
void sha256_add(Sha256 *hash, const void *bytes, size_t size);
// The digest as 64 hex digits, in the arena.
Str sha256_end(Sha256 *hash, Arena *arena);
Str sha256_of(Arena *arena, Str bytes);

#endif
