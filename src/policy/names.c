// Names of severities, and the globs that select rules.
#include "policy/policy.h"

static const char *const severities[] = {"info", "low", "medium", "high", "critical"};

const char *severity_name(Severity severity)
{
    return severities[severity];
}

bool severity_parse(Str name, Severity *out)
{
    for (unsigned i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++) {
        if (str_eq(name, str(severities[i]))) {
            *out = (Severity)i;
            return true;
        }
    }
    return false;
}

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

// `*` stands for any run of characters, `?` for one. After a mismatch only the last `*` takes one more: linear in
// practice, at worst length times length.
static bool glob_matches(Str glob, Str text)
{
    size_t g = 0, t = 0, star = SIZE_MAX, resume = 0;
    while (t < text.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = g++;
            resume = t;
        } else if (g < glob.n && (glob.p[g] == '?' || fold(glob.p[g]) == fold(text.p[t]))) {
            g++;
            t++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*')
        g++;
    return g == glob.n;
}

bool rule_matches(const Rule *rule, Str glob)
{
    return glob_matches(glob, rule->id) || glob_matches(glob, rule->family);
}
