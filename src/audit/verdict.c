#include "audit/audit.h"

const char *verdict_name(Verdict verdict)
{
    static const char *const names[] = {"pass", "fail", "unknown", "notApplicable", "waived", "error"};
    return names[verdict];
}
