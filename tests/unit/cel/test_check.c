// What the checker and the parser say: place, message and hint.
#include "world.h"

typedef struct Wrong {
    const char *expr;
    const char *marks;    // ^ under the bytes of each problem
    const char *messages; // "message (hint)\n…"
} Wrong;

static Str marks_of(Arena *arena, const CelProblems *problems)
{
    StrBuf out = strbuf_new(arena);
    for (size_t i = 0; i < problems->count; i++) {
        const CelProblem *problem = &problems->items[i];
        while (out.n < problem->offset)
            strbuf_char(&out, ' ');
        while (out.n < problem->offset + (problem->length == 0 ? 1 : problem->length))
            strbuf_char(&out, '^');
    }
    return strbuf_str(&out);
}

static Str messages_of(Arena *arena, const CelProblems *problems)
{
    StrBuf out = strbuf_new(arena);
    for (size_t i = 0; i < problems->count; i++) {
        const CelProblem *problem = &problems->items[i];
        strbuf_printf(&out, "%s" STR_FMT, i == 0 ? "" : "\n", STR_ARG(problem->message));
        if (problem->hint.n > 0)
            strbuf_printf(&out, " (" STR_FMT ")", STR_ARG(problem->hint));
    }
    return strbuf_str(&out);
}

static void expect_problems(const Wrong *rows, size_t count)
{
    World *world = world_new();
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        CelProblems problems = {0};
        const CelExpr *expr = cel_compile(world->arena, world->env, str(rows[i].expr), CEL_CHECKED, &problems);
        Str marks = marks_of(world->arena, &problems), messages = messages_of(world->arena, &problems);
        bool right = (expr == NULL) == (problems.count > 0) && str_eq(messages, str(rows[i].messages)) &&
                     (rows[i].marks == NULL || str_eq(marks, str(rows[i].marks)));
        if (right)
            continue;
        print_error("%s\n" STR_FMT "\n" STR_FMT "\nexpected\n%s\n%s\n", rows[i].expr, STR_ARG(marks), STR_ARG(messages),
                    rows[i].marks == NULL ? "" : rows[i].marks, rows[i].messages);
        failed++;
    }
    world_free(world);
    assert_int_equal(failed, 0);
}

#define EXPECT_PROBLEMS(rows) expect_problems(rows, sizeof(rows) / sizeof *(rows))

static void names_and_fields_are_looked_up(void **state)
{
    (void)state;
    static const Wrong rows[] = {
        {"self.OAuthAuthenticaton == true", "     ^^^^^^^^^^^^^^^^^^",
         "no field `OAuthAuthenticaton` in thing (did you mean `OAuthAuthentication`?)"},
        {"selff.name", "^^^^^", "no variable `selff` (did you mean `self`?)"},
        {"self.other.nam == 'x' && self.siz > 1", "           ^^^                ^^^",
         "no field `nam` in thing (did you mean `name`?)\nno field `siz` in thing (did you mean `size`?)"},
        {"self.name.first", "          ^^^^^", "string has no fields"},
        {"closed.size", "       ^^^^",
         "list(int) has no fields (for its members write x.exists(m, …m…) or x.all(m, …m…))"},
        {"self.kind == Owa", "             ^^^", "no variable `Owa` (a text stands in quotes)"},
        {"self.OAuthAuthentication == True", "                            ^^^^", "no variable `True` (write `true`)"},
        {"self.name.startWith('E')", "          ^^^^^^^^^", "no function `startWith` (did you mean `startsWith`?)"},
        {"self.name.contains(1)", "          ^^^^^^^^",
         "`contains` does not take (string, int) (write string.contains(string) -> bool)"},
        {"self.name.contains()", "          ^^^^^^^^",
         "`contains` is not called like this, with 0 arguments (write string.contains(string) -> bool)"},
        {"has(self)", "    ^^^^",
         "has() asks for a field, this is none (write has(x.name); for a key that is no name, `\"key\" in x`)"},
        {"closed.all(x + 1, true)", "             ^", "all() expects a name for the member here (write x.all(m, …m…))"},
    };
    EXPECT_PROBLEMS(rows);
}

static void types_are_checked(void **state)
{
    (void)state;
    static const Wrong rows[] = {
        {"self.kind == 'Ows'", "             ^^^^^", "\"Ows\" is no value of ThingKind (did you mean `Owa`?)"},
        {"self.kind in ['Owa', 'Exp']", "                     ^^^^^",
         "\"Exp\" is no value of ThingKind (did you mean `Ecp`?)"},
        {"'NTLM' in self.methods", "^^^^^^", "\"NTLM\" is no value of Method (did you mean `Ntlm`?)"},
        {"self.methods == ['Basic', 'Oauth']", "                          ^^^^^^^",
         "\"Oauth\" is no value of Method (did you mean `OAuth`?)"},
        {"self.methods.exists(m, m == 'Oauth')", "                            ^^^^^^^",
         "\"Oauth\" is no value of Method (did you mean `OAuth`?)"},
        {"sets.contains(self.methods, ['Oauth'])", "                             ^^^^^^^",
         "\"Oauth\" is no value of Method (did you mean `OAuth`?)"},
        {"self.kind == (t ? 'Owa' : 'owa')", "                          ^^^^^",
         "\"owa\" is no value of ThingKind (did you mean `Owa`?)"},
        {"self.OAuthAuthentication == 'true'", "                         ^^",
         "`==` cannot compare bool or null and string (write true or false without quotes)"},
        {"self.version >= '15.2'", "             ^^", "`>=` cannot compare version and string (write version(\"…\"))"},
        {"self.size == '7'", "          ^^",
         "`==` cannot compare int and string (write the number without quotes, or convert: int(x), string(x))"},
        {"self.size == 7.0", "          ^^", "`==` cannot compare int and double (convert one: double(x), int(x))"},
        {"self.size == null", "          ^^", "`==` cannot compare int and null_type (the other side is never null)"},
        {"self.methods == 'OAuth'", "             ^^",
         "`==` cannot compare set(Method) and string (ask for a member: \"…\" in x, or x.exists(m, …m…))"},
        {"self.name + 1", "          ^",
         "`+` cannot take string and int (write the number without quotes, or convert: int(x), string(x))"},
        {"self.name && t", "     ^^^^",
         "an operand of `&&` must be a bool, this is of type string (compare it with something: `== …`)"},
        {"!self.size", "      ^^^^",
         "what follows `!` must be a bool, this is of type int (compare it with something: `== …`)"},
        {"t ? 1 : 'x'", "  ^",
         "the two branches differ: int and string (make both the same type, or wrap one in dyn(…))"},
        {"closed.all(x, x)", "              ^",
         "the condition of a macro must be a bool, this is of type int (compare it with something: `== …`)"},
        {"self.name.all(x, true)", "          ^^^", "all() needs a list or a map, this is of type string"},
        {"'a' in closed", "    ^^",
         "a value of type string is never in list(int) (write the number without quotes, or convert: int(x), "
         "string(x))"},
        {"closed['a']", "       ^^^", "the index is of type string, expected int"},
        {"{1.5: 2}", " ^^^", "the key of a map is a bool, int, uint or string, not double"},
        {"-self.name", "^", "`-` takes an int or a double, not string"},
        {"self.name.matches('(?=x)')", "                  ^^^^^^^",
         "lookaround is not supported, at character 1 of this regular expression (the syntax is RE2's: no lookaround, "
         "no backreferences)"},
        {"self.name.matches('(a)\\\\1')", NULL,
         "backreferences are not supported, at character 4 of this regular expression (the syntax is RE2's: no "
         "lookaround, no backreferences)"},
        {"self.name.matches('(a')", NULL,
         "this regular expression is wrong at character 3: missing closing parenthesis (the syntax is RE2's: no "
         "lookaround, no backreferences)"},
    };
    EXPECT_PROBLEMS(rows);
}

static void what_is_allowed_is_not_reported(void **state)
{
    (void)state;
    static const Wrong rows[] = {
        {"self.kind == 'Owa' && self.kind.startsWith('O')", "", ""},
        {"self.OAuthAuthentication && self.OAuthAuthentication == true && self.nothing == null", "", ""},
        {"self.methods == ['OAuth', 'Basic'] && sets.intersects(self.methods, ['Ntlm'])", "", ""},
        {"self.version >= version('15.2.1118') || dyn(self.name) == 1", "", ""},
        {"self.other == null || self.other.other.kind != self.kind", "", ""},
        {"[1, null, 'a'].all(x, x != 2) && type(self.size) == int", "", ""},
        {"1 < 2.5 && 1u < 2 // a comment", "", ""},
    };
    EXPECT_PROBLEMS(rows);
}

static void the_parser_says_what_it_found_and_goes_on(void **state)
{
    (void)state;
    static const Wrong rows[] = {
        {"", "^", "the expression ends here, expected an expression"},
        {"t &&", "    ^", "the expression ends here, expected an expression"},
        {"self.size = 7", "          ^", "found `=`, expected an operator (write `==` to compare)"},
        {"t and f", "  ^^^", "found `and`, expected an operator or the end of the expression (write `&&`)"},
        {"t & f", "  ^", "found `&`, expected an operator (write `&&` for and)"},
        {"$true", "^", "found `$`, expected an expression (names have no `$` here: write `true`, not `$true`)"},
        {"'abc", "^^^^", "this string has no end (close it with the quote it began with)"},
        {"'a\\qb'", "^^^^^^", "this string has an escape sequence that does not exist"},
        {"9223372036854775808", "^^^^^^^^^^^^^^^^^^^", "this number is larger than 9223372036854775807"},
        {"size([1, , 2]) == sef", "         ^        ^^^",
         "found `,`, expected an expression\nno variable `sef` (did you mean `self`?)"},
        {"[1 2, 3", "   ^", "found `2`, expected `,` or `]`"},
        {"self.(x)", "     ^", "found `(`, expected the name of a field or function"},
        {"(t", "  ^", "the expression ends here, expected `)`"},
        {"t ? f", "     ^", "the expression ends here, expected `:` and what holds otherwise"},
        {"import == 1", "^^^^^^",
         "found `import`, expected an expression (this word is reserved: write a field of this name as x.name or "
         "x[\"name\"])"},
        {"12abc", "^^^^^", "this is neither a number nor a name (put text in quotes)"},
        {"{'a' 1}", "     ^", "found `1`, expected `:` and the value of this key"},
        {"t)", " ^", "found `)`, expected an operator or the end of the expression"},
    };
    EXPECT_PROBLEMS(rows);
}

static Str repeat(Arena *arena, const char *before, const char *part, size_t count, const char *after)
{
    StrBuf out = strbuf_new(arena);
    strbuf_add(&out, str(before));
    for (size_t i = 0; i < count; i++)
        strbuf_add(&out, str(part));
    strbuf_add(&out, str(after));
    return strbuf_str(&out);
}

static Str first_problem(World *world, Str text)
{
    CelProblems problems = {0};
    const CelExpr *expr = cel_compile(world->arena, world->env, text, CEL_CHECKED, &problems);
    return expr != NULL ? STR("") : problems.items[0].message;
}

static void limits_have_names(void **state)
{
    (void)state;
    World *world = world_new();
    Arena *arena = world->arena;
    Str deep = STR("this expression is nested more than 250 levels deep");
    assert_true(
        str_eq(first_problem(world, repeat(arena, "", "(", 240, "1")), STR("the expression ends here, expected `)`")));
    assert_true(str_eq(first_problem(world, repeat(arena, "", "(", 300, "1")), deep));
    assert_true(str_eq(first_problem(world, repeat(arena, "", "!", 300, "t")), deep));
    assert_true(str_eq(first_problem(world, repeat(arena, "1", "+1", 300, "")), deep));
    assert_true(str_eq(first_problem(world, repeat(arena, "self", ".other", 300, "")), deep));
    assert_true(str_eq(first_problem(world, repeat(arena, "", "[", 30000, "")), deep));
    assert_true(str_eq(first_problem(world, repeat(arena, "t", " && t", 4000, "")), STR("")));
    assert_true(str_eq(first_problem(world, repeat(arena, "[", "1,", 9990, "]")), STR("")));
    assert_true(str_eq(first_problem(world, repeat(arena, "[", "1,", 10001, "]")),
                       STR("this expression has more than 10000 parts")));
    assert_true(
        str_eq(first_problem(world, repeat(arena, "", " ", 65537, "")), STR("this expression is longer than 64 KiB")));
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_fields_are_looked_up),
        cmocka_unit_test(types_are_checked),
        cmocka_unit_test(what_is_allowed_is_not_reported),
        cmocka_unit_test(the_parser_says_what_it_found_and_goes_on),
        cmocka_unit_test(limits_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
