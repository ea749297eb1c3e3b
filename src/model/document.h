// The model document: the estate as text that can be read back (`exaudit model`, design §13).
//
// NDJSON: the first line names the file, its sources, coverage and diagnostics; then one entity a line. JSON: the same
// in one object, the entities under "entities". What is not known is written as {"$unknown": why, …} unless reading it
// back finds the same reason again from the coverage; origins stand beside the fields in "@".
#ifndef EXAUDIT_MODEL_DOCUMENT_H
#define EXAUDIT_MODEL_DOCUMENT_H

#include "model/estate.h"
#include "support/output.h"

typedef enum DocumentForm { DOCUMENT_NDJSON, DOCUMENT_JSON } DocumentForm;

void document_write(Output *out, const Estate *estate, DocumentForm form);

#endif
