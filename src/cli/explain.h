// Everything about one rule, as text and as JSON.
#ifndef EXAUDIT_CLI_EXPLAIN_H
#define EXAUDIT_CLI_EXPLAIN_H

#include "report/json_value.h"
#include "report/page.h"

// A rule, and its node in the policy file: what templates are made of can only be read there. NULL: not found.
typedef struct Explained {
    const Rule *rule;
    const YamlNode *source;
} Explained;

void explain_text(const Page *page, const Explained *explained);
void explain_json(JsonWriter *json, Arena *arena, const Explained *explained);

// The data of an example in YAML's flow style: {self: {type: Owa}}.
Str example_text(Arena *arena, const Example *example);

#endif
