// Regular expressions in RE2's syntax, matched by PCRE2 with limits. Everything lives in arenas: nothing is freed by
// hand.
#ifndef EXAUDIT_CEL_REGEX_H
#define EXAUDIT_CEL_REGEX_H

#include "support/str.h"

typedef struct Regex Regex;

// A compiled pattern that lives in the arena; NULL with *problem: what RE2 does not have (backreferences, lookaround,
// …) or is malformed.
const Regex *regex_compile(Arena *arena, Str pattern, Str *problem);

typedef enum RegexResult {
    REGEX_NO_MATCH,
    REGEX_MATCH,
    REGEX_TOO_LONG, // more than the allowed steps
    REGEX_TOO_DEEP, // more than 20,000 levels of backtracking, or 8 MiB for them
    REGEX_NOT_TEXT, // the text is not valid UTF-8
} RegexResult;

// Whether the pattern matches anywhere in the text, found in at most `steps` steps. Leaves nothing in the arena.
RegexResult regex_match(Arena *arena, const Regex *regex, Str text, uint32_t steps);

#endif
