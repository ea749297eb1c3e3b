// cel_conformance FILE.jsonl: runs conformance cases of the CEL specification, one JSON object a line, and prints
// "level passed failed skipped" for each level and in total. Failures go to stderr. Exit 1 when a case of level L1 (the
// core of the language) or "own" (this repository's cases) fails, 2 when the file cannot be read.
#include "cel/cel.h"

#include <cjson/cJSON.h>

#include <math.h>

// Cases that this implementation leaves out, with the reason (docs: time zones are UTC and fixed offsets).
static const struct {
    const char *section, *name;
} skipped[] = {
    {"timestamp_selectors_tz", "getDate"},                // Australia/Sydney
    {"timestamp_selectors_tz", "getDayOfMonth_name_pos"}, // US/Central
    {"timestamp_selectors_tz", "getDayOfMonth_name_neg"}, // America/St_Johns
    {"timestamp_selectors_tz", "getMinutes"},             // Asia/Kathmandu
};

enum { MAX_LEVELS = 16, MAX_BINDINGS = 16, COST = 1000000 };

typedef enum Outcome { OUTCOME_PASSED, OUTCOME_FAILED, OUTCOME_SKIPPED, OUTCOMES } Outcome;

typedef struct Level {
    char name[16];
    unsigned counts[OUTCOMES];
} Level;

typedef struct Case {
    Arena *arena;
    const cJSON *json;
    Value bindings[MAX_BINDINGS];
    Str why; // it failed
} Case;

// --- values from JSON ---------------------------------------------------------------------------

// cJSON cuts strings at NUL: before parsing, \u0000 becomes this noncharacter, and afterwards it becomes NUL again.
static const char nul_escape[] = "\\ufdd0", nul_bytes[] = "\xEF\xB7\x90";

static void hide_nuls(char *line)
{
    for (char *at = strchr(line, '\\'); at != NULL; at = strchr(at, '\\')) {
        if (strncmp(at, "\\u0000", 6) == 0)
            memcpy(at, nul_escape, 6);
        at += at[1] == '\0' ? 1 : 2;
    }
}

static Str text_of(Arena *arena, const cJSON *json)
{
    StrBuf out = strbuf_new(arena);
    const char *text = cJSON_IsString(json) ? json->valuestring : "";
    for (const char *nul = strstr(text, nul_bytes); nul != NULL; nul = strstr(text, nul_bytes)) {
        strbuf_add(&out, (Str){text, (size_t)(nul - text)});
        strbuf_char(&out, '\0');
        text = nul + 3;
    }
    strbuf_add(&out, str(text));
    return strbuf_str(&out);
}

static Str base64(Arena *arena, const char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    StrBuf out = strbuf_new(arena);
    unsigned bits = 0, count = 0;
    for (; *text != '\0' && *text != '='; text++) {
        const char *digit = strchr(alphabet, *text);
        bits = (bits << 6 | (unsigned)(digit == NULL ? 0 : digit - alphabet)) & 0xFFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            strbuf_char(&out, (char)(unsigned char)(bits >> count & 0xFF));
        }
    }
    return strbuf_str(&out);
}

static double number_of(Str text)
{
    double number = 0;
    bool negative = text.n > 0 && text.p[0] == '-';
    if (str_find(text, STR("nf")) != (size_t)-1)
        return negative ? (double)-INFINITY : (double)INFINITY;
    if (str_eq_fold(text, STR("nan")) || !str_to_double(text, &number))
        return (double)NAN;
    return number;
}

static uint64_t unsigned_of(Str text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.n; i++)
        number = number * 10 + (uint64_t)(text.p[i] - '0');
    return number;
}

static Value value_of(Arena *arena, const cJSON *json);

// NOLINTNEXTLINE(misc-no-recursion): bounded by cJSON's nesting limit
static Value list_of(Arena *arena, const cJSON *members)
{
    size_t count = (size_t)cJSON_GetArraySize(members), i = 0;
    Value *items = ARENA_ARRAY(arena, Value, count);
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, members) items[i++] = value_of(arena, member);
    return value_list(arena, items, count, NULL);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by cJSON's nesting limit
static Value map_of(Arena *arena, const cJSON *pairs)
{
    size_t count = (size_t)cJSON_GetArraySize(pairs), i = 0;
    MapEntry *entries = ARENA_ARRAY(arena, MapEntry, count);
    const cJSON *pair = NULL;
    cJSON_ArrayForEach(pair, pairs) entries[i++] =
        (MapEntry){value_of(arena, cJSON_GetArrayItem(pair, 0)), value_of(arena, cJSON_GetArrayItem(pair, 1))};
    return value_map(arena, entries, count, NULL);
}

// The value of {"t": type, "v": value}.
static Value value_of(Arena *arena, const cJSON *json) // NOLINT(misc-no-recursion): bounded by cJSON's nesting limit
{
    const cJSON *v = cJSON_GetObjectItem(json, "v");
    Str type = text_of(arena, cJSON_GetObjectItem(json, "t")), text = text_of(arena, v);
    int64_t number = 0;
    if (str_eq(type, STR("bool")))
        return value_bool(cJSON_IsTrue(v));
    if (str_eq(type, STR("int")))
        return str_to_int(text, &number) ? value_int(number) : value_error(arena, "not an int");
    if (str_eq(type, STR("uint")))
        return value_uint(unsigned_of(text));
    if (str_eq(type, STR("double")))
        return value_double(number_of(text));
    if (str_eq(type, STR("string")))
        return value_string(arena, text);
    if (str_eq(type, STR("bytes")))
        return value_bytes(arena, base64(arena, text.p));
    if (str_eq(type, STR("list")))
        return list_of(arena, v);
    if (str_eq(type, STR("map")))
        return map_of(arena, v);
    return str_eq(type, STR("null")) ? value_null() : value_error(arena, "type " STR_FMT, STR_ARG(type));
}

// --- comparing ----------------------------------------------------------------------------------

static bool same(Arena *arena, Value a, Value b);

static bool same_lists(Arena *arena, const List *a, const List *b) // NOLINT(misc-no-recursion): see value_of
{
    for (size_t i = 0; a->count == b->count && i < a->count; i++)
        if (!same(arena, a->items[i], b->items[i]))
            return false;
    return a->count == b->count;
}

static bool same_maps(Arena *arena, const Map *a, const Map *b) // NOLINT(misc-no-recursion): see value_of
{
    for (size_t i = 0; a->count == b->count && i < a->count; i++) {
        const Value *other = map_get(b, a->entries[i].key);
        if (other == NULL || !same(arena, a->entries[i].value, *other))
            return false;
    }
    return a->count == b->count;
}

// Equal in kind and content, NaN being equal to itself.
static bool same(Arena *arena, Value a, Value b) // NOLINT(misc-no-recursion): see value_of
{
    if (a.kind != b.kind)
        return false;
    if (a.kind == VALUE_DOUBLE && isnan(a.as.number))
        return isnan(b.as.number);
    if (a.kind == VALUE_LIST)
        return same_lists(arena, a.as.list, b.as.list);
    if (a.kind == VALUE_MAP)
        return same_maps(arena, a.as.map, b.as.map);
    return value_truth(value_equals(arena, a, b)) == TRUTH_TRUE;
}

static bool is_type(Arena *arena, Value v, const cJSON *want)
{
    Str name = v.kind == VALUE_TYPE ? type_text(arena, v.as.type) : STR("");
    const char *end = name.n > 0 ? memchr(name.p, '(', name.n) : NULL;
    if (end != NULL)
        name.n = (size_t)(end - name.p);
    return str_eq(name, text_of(arena, cJSON_GetObjectItem(want, "v")));
}

static bool is_wanted(Arena *arena, Value v, const cJSON *want)
{
    if (strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(want, "t")), "type") == 0)
        return is_type(arena, v, want);
    return same(arena, v, value_of(arena, want));
}

// --- running ------------------------------------------------------------------------------------

static const Type *binding_type(Arena *arena, Value v);

// What the members of a collection have in common: their type when they are all of one kind.
// NOLINTNEXTLINE(misc-no-recursion): see value_of
static const Type *member_type(Arena *arena, const Value *members, size_t count, size_t stride)
{
    for (size_t i = 1; i < count; i++)
        if (members[i * stride].kind != members[0].kind)
            return type_simple(TYPE_DYN);
    return count == 0 ? type_simple(TYPE_DYN) : binding_type(arena, members[0]);
}

static const Type *binding_type(Arena *arena, Value v) // NOLINT(misc-no-recursion): see value_of
{
    static const TypeKind kinds[] = {
        [VALUE_NULL] = TYPE_NULL,   [VALUE_BOOL] = TYPE_BOOL,     [VALUE_INT] = TYPE_INT,
        [VALUE_UINT] = TYPE_UINT,   [VALUE_DOUBLE] = TYPE_DOUBLE, [VALUE_STRING] = TYPE_STRING,
        [VALUE_BYTES] = TYPE_BYTES,
    };
    if (v.kind == VALUE_LIST)
        return type_list(arena, member_type(arena, v.as.list->items, v.as.list->count, 1));
    if (v.kind == VALUE_MAP) {
        const Map *map = v.as.map;
        const Value *first = map->count == 0 ? NULL : &map->entries[0].key;
        return type_map(arena, member_type(arena, first, map->count, 2),
                        member_type(arena, first == NULL ? NULL : first + 1, map->count, 2));
    }
    return type_simple(v.kind <= VALUE_BYTES ? kinds[v.kind] : TYPE_DYN);
}

static Value read_variable(void *context, unsigned slot)
{
    return ((Case *)context)->bindings[slot];
}

static CelEnv *environment(Case *test)
{
    CelEnv *env = cel_env_new(test->arena);
    const cJSON *binding = NULL;
    cel_env_container(env, text_of(test->arena, cJSON_GetObjectItem(test->json, "container")));
    cJSON_ArrayForEach(binding, cJSON_GetObjectItem(test->json, "bindings"))
    {
        Value v = value_of(test->arena, binding);
        unsigned slot = cel_env_variable(env, str(binding->string), binding_type(test->arena, v));
        if (slot >= MAX_BINDINGS)
            die("a case has more than 16 bindings");
        test->bindings[slot] = v;
    }
    return env;
}

// A case without disable_check must parse and check; its expected error comes from the evaluation. check_only ends
// there.
static bool run(Case *test)
{
    CelMode mode = cJSON_IsTrue(cJSON_GetObjectItem(test->json, "disable_check")) ? CEL_UNCHECKED : CEL_CHECKED;
    const cJSON *want = cJSON_GetObjectItem(test->json, "want");
    CelProblems problems = {0};
    Str text = text_of(test->arena, cJSON_GetObjectItem(test->json, "expr"));
    const CelExpr *expr = cel_compile(test->arena, environment(test), text, mode, &problems);
    if (expr == NULL) {
        test->why = problems.items[0].message;
        return false;
    }
    if (cJSON_IsTrue(cJSON_GetObjectItem(test->json, "check_only")))
        return true;
    CelRun evaluation = {.arena = test->arena, .variable = read_variable, .context = test, .cost = COST};
    Value v = cel_eval(expr, &evaluation);
    test->why = str_printf(test->arena, "got " STR_FMT, STR_ARG(value_literal(test->arena, v)));
    return want == NULL ? v.kind == VALUE_ERROR : is_wanted(test->arena, v, want);
}

static bool is_skipped(const cJSON *json)
{
    const char *section = cJSON_GetStringValue(cJSON_GetObjectItem(json, "section"));
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(json, "name"));
    for (size_t i = 0; section != NULL && name != NULL && i < sizeof skipped / sizeof *skipped; i++)
        if (strcmp(section, skipped[i].section) == 0 && strcmp(name, skipped[i].name) == 0)
            return true;
    return false;
}

static const char *member(const cJSON *json, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(json, key));
    return text == NULL ? "" : text;
}

static Outcome run_case(const cJSON *json)
{
    if (is_skipped(json))
        return OUTCOME_SKIPPED;
    Case test = {.arena = arena_new(), .json = json};
    bool passed = run(&test);
    if (!passed)
        (void)fprintf(stderr, "%s %s/%s/%s: %s: " STR_FMT "\n", member(json, "level"), member(json, "file"),
                      member(json, "section"), member(json, "name"), member(json, "expr"), STR_ARG(test.why));
    arena_free(test.arena);
    return passed ? OUTCOME_PASSED : OUTCOME_FAILED;
}

static Level *find_level(Level *levels, const char *name)
{
    size_t i = 0;
    while (i < MAX_LEVELS - 1 && levels[i].name[0] != '\0' && strcmp(levels[i].name, name) != 0)
        i++;
    (void)snprintf(levels[i].name, sizeof levels[i].name, "%s", name);
    return &levels[i];
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const Level *)a)->name, ((const Level *)b)->name);
}

static int print(Level *levels)
{
    Level total = {.name = "total"};
    size_t count = 0;
    int status = 0;
    while (count < MAX_LEVELS && levels[count].name[0] != '\0')
        count++;
    qsort(levels, count, sizeof *levels, by_name);
    for (size_t i = 0; i < count; i++) {
        const Level *level = &levels[i];
        (void)printf("%s %u %u %u\n", level->name, level->counts[0], level->counts[1], level->counts[2]);
        for (size_t k = 0; k < OUTCOMES; k++)
            total.counts[k] += level->counts[k];
        bool required = strcmp(level->name, "L1") == 0 || strcmp(level->name, "own") == 0;
        if (required && level->counts[OUTCOME_FAILED] > 0)
            status = 1;
    }
    (void)printf("total %u %u %u\n", total.counts[0], total.counts[1], total.counts[2]);
    return status;
}

int main(int argc, char **argv)
{
    static char line[1 << 16];
    Level levels[MAX_LEVELS] = {0};
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL) {
        (void)fprintf(stderr, "usage: cel_conformance FILE.jsonl (a file that can be read)\n");
        return 2;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        hide_nuls(line);
        cJSON *json = cJSON_Parse(line);
        if (json != NULL)
            find_level(levels, member(json, "level"))->counts[run_case(json)]++;
        cJSON_Delete(json);
    }
    (void)fclose(file);
    return print(levels);
}
