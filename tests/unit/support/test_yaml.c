#include "support/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Arena *arena;
static Diags diags;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    diags = diags_new(arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void assert_str(Str s, const char *expected)
{
    if (!str_eq(s, str(expected)))
        fail_msg("\"" STR_FMT "\" is not \"%s\"", STR_ARG(s), expected);
}

static const YamlNode *parse(const char *text)
{
    const YamlNode *node = yaml_parse(arena, str(text), STR("test.yaml"), &diags);
    for (size_t i = 0; !node && i < diags.count; i++)
        print_message("%u:%u: " STR_FMT "\n", diags.items[i].origin.line, diags.items[i].origin.column,
                      STR_ARG(diags.items[i].message));
    assert_non_null(node);
    return node;
}

static void assert_at(Origin origin, uint32_t line, uint32_t column)
{
    assert_int_equal(origin.line, line);
    assert_int_equal(origin.column, column);
}

static void a_document_becomes_a_tree(void **state)
{
    (void)state;
    const YamlNode *root = parse("policy: hma\n"
                                 "rules:\n"
                                 "  - id: A-1\n"
                                 "    list: [x, 'y', \"z\"]\n"
                                 "  - {id: A-2, empty: }\n"
                                 "# the end\n");
    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(root->count, 2);
    assert_str(yaml_get(root, STR("policy"))->text, "hma");
    assert_null(yaml_get(root, STR("Policy")));
    const YamlNode *rules = yaml_get(root, STR("rules"));
    assert_int_equal(rules->kind, YAML_SEQUENCE);
    assert_int_equal(rules->count, 2);
    assert_null(rules->items[0].key);
    const YamlNode *list = yaml_get(rules->items[0].value, STR("list"));
    assert_int_equal(list->count, 3);
    assert_false(list->items[0].value->quoted);
    assert_true(list->items[1].value->quoted);
    assert_at(list->origin, 4, 11);
    assert_at(list->items[2].value->origin, 4, 20);
    assert_at(rules->items[1].value->origin, 5, 5);
    assert_str(yaml_get(rules->items[1].value, STR("empty"))->text, "");
    assert_null(yaml_get(rules, STR("id")));
    assert_null(yaml_get(NULL, STR("id")));
}

static void an_empty_document_is_an_empty_mapping(void **state)
{
    (void)state;
    assert_int_equal(parse("")->kind, YAML_MAPPING);
    assert_int_equal(parse("# nothing\n")->count, 0);
}

static void the_end_of_a_node_is_its_last_line(void **state)
{
    (void)state;
    const YamlNode *root = parse("a:\n"        // 1
                                 "  b: x\n"    // 2
                                 "  c: |\n"    // 3
                                 "    one\n"   // 4
                                 "    two\n"   // 5
                                 "\n"          // 6
                                 "# comment\n" // 7
                                 "d: [1,\n"    // 8
                                 "    2]\n"    // 9
                                 "e: plain\n"  // 10
                                 "   text\n"   // 11
                                 "f: {}\n");   // 12
    const YamlNode *a = yaml_get(root, STR("a"));
    assert_int_equal(yaml_get(a, STR("b"))->end_line, 2);
    assert_true(yaml_get(a, STR("c"))->end_line >= 5 && yaml_get(a, STR("c"))->end_line <= 6);
    assert_int_equal(a->end_line, yaml_get(a, STR("c"))->end_line);
    assert_int_equal(yaml_get(root, STR("d"))->end_line, 9);
    assert_int_equal(yaml_get(root, STR("e"))->end_line, 11);
    assert_int_equal(yaml_get(root, STR("f"))->end_line, 12);
    assert_int_equal(root->end_line, 12);
}

// Every character of `text` that stands at `line`:`column` of the file is found there by yaml_position.
static void assert_positions(const char *file, const char *key)
{
    const YamlNode *scalar = yaml_get(parse(file), str(key));
    for (size_t offset = 0; offset < scalar->text.n;) {
        Origin origin = yaml_position(scalar, offset);
        uint32_t code = utf8_next(scalar->text, &offset);
        Str rest = str(file);
        for (uint32_t line = 1; line < origin.line; line++)
            rest = str_slice(rest, str_find(rest, STR("\n")) + 1, rest.n);
        size_t at = 0;
        for (uint32_t column = 1; column < origin.column && at < rest.n && rest.p[at] != '\n'; column++)
            (void)utf8_next(rest, &at);
        uint32_t found = at < rest.n ? utf8_next(rest, &at) : '\n';
        if (found != code)
            fail_msg("%s: U+%04X expected at %u:%u, found U+%04X", key, (unsigned)code, origin.line, origin.column,
                     (unsigned)found);
    }
}

static void positions_are_exact_in_plain_quoted_and_literal_scalars(void **state)
{
    (void)state;
    assert_positions("a: self.X == true # ä", "a");
    assert_positions("ä: {key: ä, b: é}\nb: 'é && self.ü'\n", "b");
    assert_positions("b: \"é && self.ü\"\n", "b");
    assert_positions("x: 1\nb: |\n  first\n    second é\n\n  third\nc: 1\n", "b");
    assert_positions("x:\n- 1\nb: |-\n\n\n     first\n     second", "b");
    assert_positions("b: |2\n    two more\n  second\n", "b");
    assert_positions("b: |+2   # comment\n   one more\n  second\n\n", "b");
}

static void positions_count_escapes(void **state)
{
    (void)state;
    const YamlNode *single = yaml_get(parse("k: 'a == ''b'' && c'"), STR("k"));
    assert_str(single->text, "a == 'b' && c");
    assert_at(yaml_position(single, 0), 1, 5);
    assert_at(yaml_position(single, 6), 1, 12);
    assert_at(yaml_position(single, 12), 1, 19);
    const YamlNode *twice = yaml_get(parse("k: \"\\\"a\\x41\\u00e9\\U0001F600é\\n z\""), STR("k"));
    assert_str(twice->text, "\"aAé😀é\n z");
    assert_at(yaml_position(twice, 1), 1, 7);
    assert_at(yaml_position(twice, 2), 1, 8);
    assert_at(yaml_position(twice, 3), 1, 12);
    assert_at(yaml_position(twice, 5), 1, 18);
    assert_at(yaml_position(twice, 9), 1, 28);
    assert_at(yaml_position(twice, 11), 1, 29);
    assert_at(yaml_position(twice, 12), 1, 31);
}

static void positions_in_folded_text_are_those_of_the_scalar(void **state)
{
    (void)state;
    const YamlNode *root = parse("a: >\n  one\n  two\nb: one\n  two\nc: \"one\n  two\"\n");
    assert_at(yaml_position(yaml_get(root, STR("a")), 5), 1, 4);
    assert_at(yaml_position(yaml_get(root, STR("b")), 5), 4, 4);
    assert_at(yaml_position(yaml_get(root, STR("c")), 5), 6, 4);
}

static void line_ends_of_every_kind_count(void **state)
{
    (void)state;
    const YamlNode *root = parse("a: 1\r\nb: |\r\n  x\r\n  y\r\n# \xE2\x80\xA8# \xC2\x85# \rc: |\n    z\n");
    assert_str(yaml_get(root, STR("b"))->text, "x\ny\n");
    assert_at(yaml_position(yaml_get(root, STR("b")), 2), 4, 3);
    assert_at(yaml_position(yaml_get(root, STR("c")), 0), 9, 5);
}

static void the_place_of_a_block_is_told(void **state)
{
    (void)state;
    const YamlNode *root = parse("a:\n  b: |\n      x\n  c: 'q'\n");
    const YamlNode *block = yaml_get(yaml_get(root, STR("a")), STR("b"));
    assert_true(block->quoted);
    assert_at(block->origin, 2, 6);
    assert_int_equal(block->block_line, 3);
    assert_int_equal(block->block_indent, 7);
    assert_int_equal(yaml_get(yaml_get(root, STR("a")), STR("c"))->block_indent, 0);
}

typedef struct Wrong {
    const char *text;
    uint32_t line, column;
    const char *message, *hint; // parts of them
} Wrong;

static const Wrong wrong[] = {
    {"when: !self.X", 1, 7, "tag", "put the expression in quotes or after `|`"},
    {"when: !self.X == true && y", 1, 7, "tag", "quotes"},
    {"when: !(self.X)", 1, 7, "", "quotes"},
    {"a: !!str x", 1, 4, "tag", ""},
    {"a: !e!x y", 1, 4, "tag", ""},
    {"a: !<tag:yaml.org,2002:str> x", 1, 4, "tag", ""},
    {"a: &x 1", 1, 4, "anchor", ""},
    {"a: &x {b: 1}", 1, 4, "anchor", ""},
    {"a: *x", 1, 4, "alias", ""},
    {"a: && b", 1, 4, "", "quotes"},
    {"a: 1\n<<: {b: 2}", 2, 1, "merge", ""},
    {"a: 1\nb: 2\na: 3", 3, 1, "the key `a` is already in line 1", ""},
    {"{a: 1, 'a': 2}", 1, 8, "the key `a`", ""},
    {"[a, b]: 1", 1, 1, "a key must be a scalar", ""},
    {"{self.x}: 1", 1, 1, "a key must be a scalar", ""},
    {"a: 1\n---\nb: 2\n", 2, 1, "second document", ""},
    {"a: [1, 2\nb: 3", 2, 2, "did not find expected ',' or ']'", "quotes"},
    {"a: 'x", 1, 6, "", ""},
    {"a: {b: {self.name}, c}}", 1, 23, "", ""},
    {"a: @x", 1, 4, "", "quotes"},
    {"a:\n\t- b", 2, 1, "", ""},
    {"a: b: c", 1, 5, "mapping values are not allowed", ""},
    {"a: \x01", 1, 0, "control characters are not allowed", ""},
    {"a: \xFF", 1, 0, "UTF-8", ""},
};

static void what_is_not_ours_is_an_error_with_a_position(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const Wrong *w = &wrong[i];
        diags = diags_new(arena);
        assert_null(yaml_parse(arena, str(w->text), STR("test.yaml"), &diags));
        assert_int_equal(diags.count, 1);
        assert_int_equal(diags.errors, 1);
        const Diag *diag = &diags.items[0];
        bool good = diag->origin.line == w->line && (w->column == 0 || diag->origin.column == w->column) &&
                    str_find(diag->message, str(w->message)) != (size_t)-1 &&
                    str_find(diag->hint, str(w->hint)) != (size_t)-1;
        assert_string_equal(diag->code, "yaml");
        assert_str(diag->file, "test.yaml");
        if (!good)
            fail_msg("%s\n%u:%u: " STR_FMT " (" STR_FMT ")", w->text, diag->origin.line, diag->origin.column,
                     STR_ARG(diag->message), STR_ARG(diag->hint));
    }
}

static void many_keys_are_checked_too(void **state)
{
    (void)state;
    StrBuf text = strbuf_new(arena);
    for (int i = 0; i < 1000; i++)
        strbuf_printf(&text, "key%d: %d\n", i, i);
    assert_int_equal(yaml_parse(arena, strbuf_str(&text), STR("f"), &diags)->count, 1000);
    strbuf_add(&text, STR("key500: 1\n"));
    assert_null(yaml_parse(arena, strbuf_str(&text), STR("f"), &diags));
    assert_at(diags.items[0].origin, 1001, 1);
    assert_str(diags.items[0].message, "the key `key500` is already in line 501");
}

static void nesting_is_limited(void **state)
{
    (void)state;
    for (int depth = 64; depth <= 66; depth++) {
        StrBuf text = strbuf_new(arena);
        for (int i = 0; i < depth; i++)
            strbuf_char(&text, '[');
        for (int i = 0; i < depth; i++)
            strbuf_char(&text, ']');
        diags = diags_new(arena);
        assert_int_equal(yaml_parse(arena, strbuf_str(&text), STR("f"), &diags) != NULL, depth <= 65);
        assert_int_equal(diags.count, depth > 65);
    }
}

static void unknown_keys_are_reported_with_the_nearest(void **state)
{
    (void)state;
    static const char *const keys[] = {"policy", "title", "rules", NULL};
    const YamlNode *root = parse("policy: x\ntitel: y\nsomething: z\n");
    assert_false(yaml_known_keys(root, keys, STR("test.yaml"), &diags));
    assert_int_equal(diags.count, 2);
    assert_at(diags.items[0].origin, 2, 1);
    assert_str(diags.items[0].message, "unknown key `titel`");
    assert_str(diags.items[1].hint, "");
    assert_true(yaml_known_keys(parse("rules: []"), keys, STR("test.yaml"), &diags));
}

static void the_nearest_key_is_named(void **state)
{
    (void)state;
    static const char *const keys[] = {"severity", NULL};
    assert_false(yaml_known_keys(parse("severty: x"), keys, STR("f"), &diags));
    assert_str(diags.items[0].hint, "did you mean `severity`?");
}

static void every_prefix_of_a_document_ends_well(void **state)
{
    (void)state;
    static const char text[] =
        "a: {b: [1, 'x''y', \"\\u00e9\"]}\nc: |\n  é\n  z\nd: >-\n   folded\n   text\ne: !t &a *b\n";
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = arena_bytes(arena, n); // no byte more, so that reading beyond is seen
        memcpy(copy, text, n);
        (void)yaml_parse(arena, (Str){copy, n}, STR("f"), &diags);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_document_becomes_a_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_document_is_an_empty_mapping, setup, teardown),
        cmocka_unit_test_setup_teardown(the_end_of_a_node_is_its_last_line, setup, teardown),
        cmocka_unit_test_setup_teardown(positions_are_exact_in_plain_quoted_and_literal_scalars, setup, teardown),
        cmocka_unit_test_setup_teardown(positions_count_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(positions_in_folded_text_are_those_of_the_scalar, setup, teardown),
        cmocka_unit_test_setup_teardown(line_ends_of_every_kind_count, setup, teardown),
        cmocka_unit_test_setup_teardown(the_place_of_a_block_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_ours_is_an_error_with_a_position, setup, teardown),
        cmocka_unit_test_setup_teardown(many_keys_are_checked_too, setup, teardown),
        cmocka_unit_test_setup_teardown(nesting_is_limited, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_keys_are_reported_with_the_nearest, setup, teardown),
        cmocka_unit_test_setup_teardown(the_nearest_key_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(every_prefix_of_a_document_ends_well, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
