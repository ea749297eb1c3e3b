// Texts of PowerShell values: spans, sizes, dates, type names. Independent of the locale of whoever runs this.
#ifndef EXAUDIT_IMPORT_MAPPING_TEXT_H
#define EXAUDIT_IMPORT_MAPPING_TEXT_H

#include "value/value.h"

// "[-][d.]hh:mm:ss[.fffffff]" (TimeSpan, EnhancedTimeSpan), "P1DT2H3M4.5S" (CLIXML).
bool text_duration(Str text, Duration *out);
// RFC 3339, "2024-09-29 17:40:49Z", "/Date(1575413944000)/" with or without offset. A date without a zone is none.
bool text_timestamp(Arena *arena, Str text, Timestamp *out);
// "37748736", "36 MB (37,748,736 bytes)" whatever separates the thousands.
bool text_integer(Str text, int64_t *out);
// "True", "false", "$true", "1", "0".
bool text_bool(Str text, bool *out);
// Whether the text is what ToString prints for an object that has none: the name of its type. The value was cut off.
bool text_is_type_name(Str text);

#endif
