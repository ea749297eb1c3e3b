// Functions: what they give, and what they refuse. (The specification's own cases run in cel_conformance.)
#include "world.h"

static void numbers_and_conversions(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"int('-12')", "-12"},
        {"int('1e3')", "error"},
        {"int(' 1')", "error"},
        {"int(2.9)", "2"},
        {"int(-2.9)", "-2"},
        {"int(1e19)", "error"},
        {"int(9223372036854775808u)", "error"},
        {"uint(-1)", "error"},
        {"uint('18446744073709551615') == 18446744073709551615u", "true"},
        {"uint('18446744073709551616')", "error"},
        {"uint('')", "error"},
        {"uint(-0.5)", "0u"},
        {"uint(-1.0)", "error"},
        {"double('1.5e3')", "1500.0"},
        {"double('x')", "error"},
        {"double('-Infinity') < -1e308", "true"},
        {"double('nan') == double('NaN')", "false"},
        {"string(1.5)", "\"1.5\""},
        {"string(true)", "\"true\""},
        {"string(b'\\xff')", "error"},
        {"bool('yes')", "error"},
        {"int(timestamp('1970-01-01T00:01:00Z'))", "60"},
        {"size('añb')", "3"},
        {"size(b'añb')", "4"},
        {"'añb'.size()", "3"},
        {"-9223372036854775808 / -1", "error"},
        {"-9223372036854775808 % -1", "error"},
        {"-(-9223372036854775808)", "error"},
        {"7 % 0", "error"},
        {"5u - 6u", "error"},
        {"5u / 0u", "error"},
        {"1.0 / 0.0 > 1e300", "true"},
        {"9223372036854775807 * 2", "error"},
        {"type(1) == int", "true"},
        {"type(self) == type(self.other)", "true"},
        {"type(type(1)) == type", "true"},
        {"0x1F + 1", "32"},
        {"1e400 > 1e308", "true"},
    };
    EXPECT(rows);
}

static void strings(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"'Default Web Site'.equalsIgnoreCase('default web SITE')", "true"},
        {"'ÄÖ'.equalsIgnoreCase('äö')", "true"},
        {"'a'.equalsIgnoreCase('b')", "false"},
        {"'EX01.contoso.com'.matches('^[A-Z]{2}\\\\d+\\\\.')", "true"},
        {"matches('abc', 'b')", "true"},
        {"'a\\n'.matches('a$')", "false"},
        {"'x'.matches('(?i)X')", "true"},
        {"'aa'.matches('^(?P<n>a)+$')", "true"},
        {"'a'.matches(us)", "unknown S"},
        {"'a'.matches('(' + string(n))", "error"},
        {"'\\v'.matches('^\\\\v$')", "true"},
        {"'1'.matches('\\\\d')", "true"},
        {"'abc'.substring(1)", "\"bc\""},
        {"'abc'.substring(1, 2)", "\"b\""},
        {"'abc'.substring(2, 1)", "error"},
        {"'abc'.charAt(3)", "\"\""},
        {"'abc'.charAt(4)", "error"},
        {"'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]"},
        {"'a,b,'.split(',')", "[\"a\", \"b\", \"\"]"},
        {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
        {"'a,b'.split(',', 0)", "[]"},
        {"'añ'.split('')", "[\"a\", \"ñ\"]"},
        {"''.split(',')", "[\"\"]"},
        {"''.split('')", "[]"},
        {"'abcd'.split('', 2)", "[\"a\", \"bcd\"]"},
        {"'aXbX'.replace('X', '-')", "\"a-b-\""},
        {"'aXbX'.replace('X', '-', 1)", "\"a-bX\""},
        {"'ab'.replace('', '.')", "\".a.b.\""},
        {"'ab'.replace('', '.', 1)", "\".ab\""},
        {"' \\u00a0a '.trim()", "\"a\""},
        {"'   '.trim()", "\"\""},
        {"['a', 'b'].join(', ')", "\"a, b\""},
        {"'abc'.reverse()", "\"cba\""},
        {"'hello'.indexOf('l')", "2"},
        {"'hello'.lastIndexOf('l')", "3"},
        {"'hello'.indexOf('l', 3)", "3"},
        {"'hello'.indexOf('z')", "-1"},
        {"'%s is %d, %.2f'.format(['x', 3, 1.5])", "\"x is 3, 1.50\""},
        {"'%s'.format([self.version])", "\"15.2.1118.25\""},
        {"'%d'.format([1.5])", "error"},
        {"'%q'.format([1])", "error"},
        {"'%'.format([1])", "error"},
        {"'%.101f'.format([1.0])", "error"},
        {"'%b'.format([-5])", "\"-101\""},
        {"strings.quote('a\"b\\n')", "\"\\\"a\\\\\\\"b\\\\n\\\"\""},
    };
    EXPECT(rows);
}

static void times(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"timestamp('2026-11-20T10:00:00+02:00') == timestamp('2026-11-20T08:00:00Z')", "true"},
        {"timestamp('2026-11-20T10:00:00Z') - timestamp('2026-11-19T10:00:00Z') == duration('24h')", "true"},
        {"timestamp('2026-11-20T23:30:00Z').getHours('+01:00')", "0"},
        {"timestamp('2026-11-20T23:30:00Z').getDate('+01:00')", "21"},
        {"timestamp('2026-11-20T23:30:00Z').getHours('Europe/Berlin')", "error"},
        {"timestamp('2026-11-20T23:30:00Z').getDayOfYear()", "323"},
        {"timestamp('2026-11-20T23:30:00.25Z').getMilliseconds()", "250"},
        {"timestamp('2026-13-20T23:30:00Z')", "error"},
        {"string(duration('1h30m'))", "\"5400s\""},
        {"string(duration('-1.5s'))", "\"-1.5s\""},
        {"duration('1.5h') == duration('90m')", "true"},
        {"duration('250ms').getMilliseconds()", "250"},
        {"duration('1')", "error"},
        {"duration('h')", "error"},
        {"duration('')", "error"},
        {"duration('1.s') == duration('1s')", "true"},
        {"duration('.5s') == duration('500ms')", "true"},
        {"duration('.s')", "error"},
        {"duration('99999999999999999999h')", "error"},
        {"duration('0') == duration('0s')", "true"},
        {"duration('2h') > duration('90m')", "true"},
    };
    EXPECT(rows);
}

static void versions_urls_and_networks(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"version('15.2.1118.25') == version('15.02.1118.025')", "true"},
        {"version('15.2.9') < version('15.2.10')", "true"},
        {"version('x')", "error"},
        {"self.version >= version('15.2.1118')", "true"},
        {"string(self.version)", "\"15.2.1118.25\""},
        {"urlHost('https://Mail.Contoso.com:444/ews?x#y')", "\"mail.contoso.com\""},
        {"urlScheme('HTTPS://a')", "\"https\""},
        {"urlPort('https://a:444/x')", "444"},
        {"urlPort('https://a')", "443"},
        {"urlPort('http://a/')", "80"},
        {"urlPort('ftp://a')", "error"},
        {"urlHost('https://user@a@b/x')", "\"b\""},
        {"urlHost('https://[::1]:5/')", "\"::1\""},
        {"urlHost('mail.contoso.com')", "error"},
        {"urlHost('https://')", "error"},
        {"urlPort('https://a:x')", "error"},
        {"urlPort('https://[::1]x')", "error"},
        {"string(ip('2001:DB8:0:0:0:0:0:68'))", "\"2001:db8::68\""},
        {"string(ip('::'))", "\"::\""},
        {"string(ip('1::2:0:0:3'))", "\"1::2:0:0:3\""},
        {"ip('1:2:3:4:5:6:7:8:9')", "error"},
        {"ip('1::2::3')", "error"},
        {"ip('12345::')", "error"},
        {"ip('1:2:3:4:5:6:7')", "error"},
        {"ip('01.2.3.4')", "error"},
        {"ip('1.2.3.256')", "error"},
        {"isIP('::1')", "true"},
        {"isIP('x')", "false"},
        {"isCIDR('10.0.0.0/33')", "false"},
        {"isCIDR('10.0.0.0/8')", "true"},
        {"string(cidr('10.1.2.3/9').masked())", "\"10.0.0.0/9\""},
        {"cidr('::/0').containsIP('::1')", "true"},
        {"cidr('::/0').containsIP('1.2.3.4')", "false"},
        {"sets.contains([1, 2], [2])", "true"},
        {"sets.equivalent([1, 1], [1])", "true"},
        {"sets.intersects([1], [2])", "false"},
        {"sets.contains([], [])", "true"},
    };
    EXPECT(rows);
}

// --- own functions ------------------------------------------------------------------------------

static Value twice(Arena *arena, const Value *arguments)
{
    (void)arena;
    return value_int(2 * arguments[0].as.integer);
}

static void an_environment_can_have_functions_of_its_own(void **state)
{
    (void)state;
    World *world = world_new();
    const CelFunction function = {.name = "twice",
                                  .arity = 1,
                                  .arguments = {type_simple(TYPE_INT)},
                                  .result = type_simple(TYPE_INT),
                                  .call = twice,
                                  .cost = 5,
                                  .doc = "Twice the number."};
    cel_env_function(world->env, &function);
    assert_true(str_eq(world_eval(world, "twice(self.size)"), STR("14")));
    assert_true(str_eq(world_eval(world, "twice(un)"), STR("unknown N")));
    assert_true(str_eq(world_eval(world, "twice('x')"), STR("problem: `twice` does not take (string)")));
    world_free(world);
}

static void every_function_has_a_signature_and_a_sentence(void **state)
{
    (void)state;
    World *world = world_new();
    const CelFunction *function = NULL;
    size_t count = 0;
    while ((function = cel_env_function_at(world->env, count)) != NULL) {
        count++;
        assert_true(strlen(function->doc) > 3 && function->doc[strlen(function->doc) - 1] == '.');
        assert_true(cel_function_text(world->arena, function).n > 0);
        assert_true(function->cost > 0 && function->call != NULL);
        for (size_t i = 0; i < function->arity; i++)
            assert_non_null(function->arguments[i]);
    }
    assert_true(count > 100);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_conversions),
        cmocka_unit_test(strings),
        cmocka_unit_test(times),
        cmocka_unit_test(versions_urls_and_networks),
        cmocka_unit_test(an_environment_can_have_functions_of_its_own),
        cmocka_unit_test(every_function_has_a_signature_and_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
