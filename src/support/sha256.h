// SHA-256 (FIPS 180-4): fingerprints of findings, hashes of policies and inputs.
#ifndef EXAUDIT_SUPPORT_SHA256_H
#define EXAUDIT_SUPPORT_SHA256_H

#include "support/str.h"

// A message in pieces.
typedef struct Sha256 {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t block[64];
} Sha256;

Sha256 sha256_new(void);
void sha256_add(Sha256 *sha, Str bytes);
void sha256_end(Sha256 *sha, uint8_t digest[32]);

// Of a whole message.
void sha256(Str bytes, uint8_t digest[32]);
// The first `digits` (at most 64) hexadecimal digits of the digest of a message.
Str sha256_hex(Arena *arena, Str bytes, size_t digits);

#endif
