// Timestamps and durations: arithmetic within CEL's ranges.
#ifndef EXAUDIT_CEL_TIME_H
#define EXAUDIT_CEL_TIME_H

#include "value/value.h"

// The timestamp, or the error of one outside the years 1 to 9999.
Value timestamp_or_error(Arena *arena, int64_t seconds, int64_t nanos);

// a + b or a - b of timestamps and durations; false when the two are something else.
bool time_arithmetic(Arena *arena, bool subtract, Value a, Value b, Value *out);

// "1h30m", "-1.5s", "250ms" → a duration; false when it is none or outside the range.
bool duration_parse(Str text, Duration *out);

#endif
