// Everything about one rule, as text and as JSON.
#ifndef EXAUDIT_CLI_EXPLAIN_H
#define EXAUDIT_CLI_EXPLAIN_H

#include "report/json_value.h"
#include "report/page.h"

void explain_text(const Page *page, const Rule *rule);
void explain_json(JsonWriter *json, Arena *arena, const Rule *rule);

// The data of an example in YAML's flow style: {self: {type: Owa}}.
Str example_text(Arena *arena, const Example *example);

#endif
