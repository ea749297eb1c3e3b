// Values in a model document.
#ifndef EXAUDIT_MODEL_DOCUMENT_VALUE_H
#define EXAUDIT_MODEL_DOCUMENT_VALUE_H

#include "model/entity.h"
#include "support/json.h"

// Writes a value; `subject` is what its reasons usually speak of (they name another only where it differs).
void document_value(JsonWriter *json, Arena *scratch, Str subject, Value value);
// [source, line, column]
void document_origin(JsonWriter *json, Origin origin);

#endif
