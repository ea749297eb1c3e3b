// Values of a model document, as the schema declares them.
#ifndef EXAUDIT_IMPORT_MODEL_VALUE_H
#define EXAUDIT_IMPORT_MODEL_VALUE_H

#include "import/import_internal.h"
#include "import/json_tree.h"

// Whether a field of the document is read: joins and settings of IIS are found again.
bool model_is_read(const Field *field);
// The reasons of an unknown value that is of no field.
const Unknown *model_unknown(ModelReading *reading, Str subject, const JsonNode *node);
Value model_value(ModelReading *reading, const Field *field, const JsonNode *node);
// [source, line, column] in the numbers of this run; nowhere for NULL and what is not of that form.
Origin model_origin(const ModelReading *reading, const JsonNode *node);

#endif
