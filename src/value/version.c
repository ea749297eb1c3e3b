// Versions of Windows programs: up to four numbers of 16 bits.
#include "value/value.h"

enum { PARTS = 4 };

typedef struct Parts {
    uint16_t number[PARTS];
    unsigned count;
} Parts;

// number { "." number }; added to the parts
static bool take_numbers(Str *s, Parts *parts)
{
    for (;;) {
        uint32_t number = 0;
        size_t n = 0;
        for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
            number = number * 10 + (uint32_t)(s->p[n] - '0');
            if (number > UINT16_MAX)
                return false;
        }
        if (n == 0 || parts->count == PARTS)
            return false;
        parts->number[parts->count++] = (uint16_t)number;
        *s = str_slice(*s, n, s->n);
        if (!str_starts(*s, STR(".")))
            return true;
        *s = str_slice(*s, 1, s->n);
    }
}

// [ "Version " ] numbers [ " (Build " numbers ")" ]
bool version_parse(Str text, Value *out)
{
    static const Str prefix = STR_INIT("Version "), build = STR_INIT(" (Build ");
    Parts parts = {0};
    text = str_trim(text);
    if (str_starts_fold(text, prefix))
        text = str_slice(text, prefix.n, text.n);
    if (!take_numbers(&text, &parts))
        return false;
    if (str_starts_fold(text, build)) {
        text = str_slice(text, build.n, text.n);
        if (parts.count != 2 || !take_numbers(&text, &parts) || !str_eq(text, STR(")")))
            return false;
    } else if (text.n > 0) {
        return false;
    }
    *out = value_version(parts.number[0], parts.number[1], parts.number[2], parts.number[3]);
    return true;
}

Str version_text(Arena *arena, Value version)
{
    uint64_t v = version.as.uinteger;
    return str_printf(arena, "%u.%u.%u.%u", (unsigned)(v >> 48), (unsigned)(v >> 32 & 0xFFFF),
                      (unsigned)(v >> 16 & 0xFFFF), (unsigned)(v & 0xFFFF));
}
