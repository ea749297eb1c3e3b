#include "import/import_internal.h"
bool model_recognise(Str head) { return str_starts(head, STR("{\"exaudit\"")) && str_find(head, STR("\"model\"")) < 200; }
ModelHead *model_read_head(Arena *arena, Str text, Origin file, Diags *diags) { (void)arena;(void)text;(void)file;(void)diags; return NULL; }
bool model_read_body(ModelReading *reading) { (void)reading; return false; }
static int rec(Str head, Str file) { (void)file; return model_recognise(head) ? 100 : 0; }
static ReadResult rd(ReadContext *c) { c->what = STR("a model document"); return READ_UNUSED; }
const Reader reader_model = {"model", "model document", "exaudit model -o ndjson", rec, rd};
