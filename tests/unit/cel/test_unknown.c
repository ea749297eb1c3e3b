// What every operator, macro and function makes of unknown and wrong operands (design §4).
#include "world.h"

// t true, f false, u and v unknown for the reasons U and V, e an error; n is 1, un an unknown number.
static void logic_is_kleenes_and_absorbs_errors(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"f && f", "false"},
        {"f && t", "false"},
        {"f && u", "false"},
        {"f && e", "false"},
        {"t && f", "false"},
        {"t && t", "true"},
        {"t && u", "unknown U"},
        {"t && e", "error"},
        {"u && f", "false"},
        {"u && t", "unknown U"},
        {"u && v", "unknown U V"},
        {"u && e", "unknown U"},
        {"e && f", "false"},
        {"e && t", "error"},
        {"e && u", "unknown U"},
        {"e && e", "error"},
        {"f || f", "false"},
        {"f || t", "true"},
        {"f || u", "unknown U"},
        {"f || e", "error"},
        {"t || f", "true"},
        {"t || t", "true"},
        {"t || u", "true"},
        {"t || e", "true"},
        {"u || f", "unknown U"},
        {"u || t", "true"},
        {"u || v", "unknown U V"},
        {"u || e", "unknown U"},
        {"e || f", "error"},
        {"e || t", "true"},
        {"e || u", "unknown U"},
        {"e || e", "error"},
        {"!t", "false"},
        {"!u", "unknown U"},
        {"!e", "error"},
        {"u && v && u && f", "false"},
        {"e && u && v", "unknown U V"},
        {"u || e || v || t", "true"},
    };
    EXPECT(rows);
}

static void strict_operators_let_error_win_over_unknown(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"un + n", "unknown N"},      {"un + un", "unknown N"},   {"un + 1 / 0", "error"},
        {"1 / 0 + un", "error"},      {"un - n", "unknown N"},    {"un * 0", "unknown N"},
        {"un / 0", "unknown N"},      {"0 / un", "unknown N"},    {"un % 2", "unknown N"},
        {"-un", "unknown N"},         {"un < n", "unknown N"},    {"n <= un", "unknown N"},
        {"un > n", "unknown N"},      {"un >= un", "unknown N"},  {"un == n", "unknown N"},
        {"un != un", "unknown N"},    {"un == 1 / 0", "error"},   {"1 / 0 != un", "error"},
        {"us + 'x'", "unknown S"},    {"us == d", "unknown D S"}, {"un in [1]", "unknown N"},
        {"un in []", "unknown N"},    {"1 in ul", "unknown L"},   {"1 / 0 in ul", "error"},
        {"un in ul", "unknown L N"},  {"ul[0]", "unknown L"},     {"closed[un]", "unknown N"},
        {"ul[1 / 0]", "error"},       {"m[us]", "unknown S"},     {"ul + closed", "unknown L"},
        {"closed + ul", "unknown L"},
    };
    EXPECT(rows);
}

static void conditions_that_are_unknown_choose_nothing(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"u ? 1 : 2", "unknown U"}, {"u ? 1 : 1", "unknown U"},  {"e ? 1 : 2", "error"},         {"t ? 1 : 1 / 0", "1"},
        {"f ? 1 / 0 : 2", "2"},     {"t ? un : 2", "unknown N"}, {"u ? 1 / 0 : 2", "unknown U"},
    };
    EXPECT(rows);
}

static void has_tells_missing_from_unknown(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"has(self.name)", "true"},
        {"has(self.nothing)", "true"},
        {"has(self.gone)", "false"},
        {"has(self.hidden)", "unknown hidden"},
        {"has(uo.a)", "unknown X"},
        {"has(m.a)", "true"},
        {"has(m.b)", "false"},
        {"has(mo.a)", "true"},
        {"has(mo.b)", "unknown M"},
        {"has(mu.a)", "unknown A"},
        {"has(self.other.gone)", "false"},
        {"has({'a': 1 / 0}.a)", "error"},
        {"has(optional.none().a)", "false"},
        {"has({}.?a.b)", "false"},
    };
    EXPECT(rows);
}

static void fields_are_read_or_missing_or_unknown(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"self.name", "\"EX01\""},
        {"self.nothing", "null"},
        {"self.gone", "error"},
        {"self.hidden", "unknown hidden"},
        {"self.other.other.size", "7"},
        {"m.a", "1"},
        {"m.b", "error"},
        {"mo.a", "1"},
        {"mo.b", "unknown M"},
        {"mu.a", "unknown A"},
        {"m['a']", "1"},
        {"mo['b']", "unknown M"},
        {"uo.a.b", "unknown X"},
        {"self.nothing == true", "false"},
        {"self.nothing == null", "true"},
        {"self.OAuthAuthentication == true", "true"},
        {"self.nothing && true", "error"},
        {"has(self.gone) && self.gone", "false"},
        {"self.?hidden.hasValue()", "unknown hidden"},
        {"self.?gone.hasValue()", "false"},
        {"self.?size.orValue(1)", "7"},
        {"self.?gone.orValue(true)", "true"},
        {"self.?hidden.orValue(true)", "unknown hidden"},
        {"m.?b.orValue(9)", "9"},
        {"mo.?b.orValue(9)", "unknown M"},
        {"m[?'b'].hasValue()", "false"},
        {"mo[?'b'].hasValue()", "unknown M"},
        {"closed[?5].hasValue()", "false"},
        {"open[?5].hasValue()", "unknown O"},
        {"part[?1].hasValue()", "unknown P"},
        {"m.?a.orValue(1 / 0)", "1"},
        {"m.?a.or(mo.?b).value()", "1"},
        {"m.?b.or(mo.?b).value()", "unknown M"},
        {"m.?a.optMap(x, x + un).value()", "unknown N"},
        {"m.?b.optMap(x, x + un).hasValue()", "false"},
        {"mo.?b.optFlatMap(x, m.?a).hasValue()", "unknown M"},
    };
    EXPECT(rows);
}

static void an_open_list_knows_its_members_only(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"1 in open", "true"},
        {"9 in open", "unknown O"},
        {"'a' in mo", "true"},
        {"'b' in mo", "unknown M"},
        {"'b' in m", "false"},
        {"open.all(x, x > 0)", "unknown O"},
        {"open.all(x, x > 1)", "false"},
        {"open.exists(x, x > 1)", "true"},
        {"open.exists(x, x > 9)", "unknown O"},
        {"open.all(x, x > un)", "unknown N O"},
        {"open.all(x, 1 / 0 > x)", "unknown O"},
        {"open.filter(x, true)", "unknown O"},
        {"open.map(x, x)", "unknown O"},
        {"open.exists_one(x, x == 1)", "unknown O"},
        {"size(open)", "unknown O"},
        {"open.size()", "unknown O"},
        {"open[0]", "unknown O"},
        {"open + closed", "unknown O"},
        {"closed + open", "unknown O"},
        {"open == closed", "unknown O"},
        {"open != open", "unknown O"},
        {"open == []", "unknown O"},
        {"size(mo)", "unknown M"},
        {"mo == m", "unknown M"},
        {"mo.all(k, k == 'a')", "unknown M"},
        {"mo.exists(k, k == 'a')", "true"},
        {"open.all(i, x, x > 0)", "unknown O"},
        {"open.exists(i, x, i == 0)", "unknown O"},
        {"open.exists(i, x, x == 2)", "true"},
        {"open.transformList(i, x, x)", "unknown O"},
        {"mo.transformMap(k, x, x)", "unknown M"},
        {"sets.contains(open, [1])", "true"},
        {"sets.contains(open, [9])", "unknown O"},
        {"sets.contains([1], open)", "false"},
        {"sets.contains([1, 2], open)", "unknown O"},
        {"sets.intersects(open, [2])", "true"},
        {"sets.intersects(open, [9])", "unknown O"},
        {"sets.intersects(open, [])", "false"},
        {"sets.equivalent(open, [1])", "false"},
        {"sets.equivalent(open, [1, 2])", "unknown O"},
        {"type(open) == list", "true"},
        {"optional.of(open).hasValue()", "true"},
    };
    EXPECT(rows);
}

static void a_closed_list_may_hold_unknown_members(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"size(part)", "3"},
        {"part[0]", "1"},
        {"part[1]", "unknown P"},
        {"1 in part", "true"},
        {"9 in part", "unknown P"},
        {"part == [1, 2, 3]", "unknown P"},
        {"part == [9, 2, 3]", "false"},
        {"part == [1, 2]", "false"},
        {"part != [1, 2]", "true"},
        {"part.map(x, x)[2]", "3"},
        {"part.map(x, x)[1]", "unknown P"},
        {"size(part.map(x, x + 1))", "3"},
        {"part.filter(x, x > 0)", "unknown P"},
        {"size(part.filter(x, true))", "3"},
        {"part.exists_one(x, x == 1)", "unknown P"},
        {"part.all(x, x > 0)", "unknown P"},
        {"part.all(x, x > 1)", "false"},
        {"part.exists(x, x == 3)", "true"},
        {"part.exists(x, x == 9)", "unknown P"},
        {"part.map(x, x > 0, x)", "unknown P"},
        {"(part + closed)[4]", "2"},
        {"[1, un, 3].all(x, x > 0)", "unknown N"},
        {"[u, v].exists(x, x)", "unknown U V"},
        {"[un] == [un]", "unknown N"},
        {"{'a': un} == {'a': 1}", "unknown N"},
        {"{'a': un, 'b': 1} == {'a': 1, 'b': 2}", "false"},
        {"{us: 1}", "unknown S"},
        {"size({'a': un})", "1"},
        {"[?m.?a]", "[1]"},
        {"[?mo.?b]", "unknown M"},
        {"{?'k': mo.?b}", "unknown M"},
        {"sets.contains(part, [1, 3])", "true"},
        {"sets.contains(part, [2])", "unknown P"},
        {"sets.intersects(part, [9])", "unknown P"},
        {"part.transformMap(i, x, x)[2]", "3"},
        {"part.transformMap(i, x, x)[1]", "unknown P"},
    };
    EXPECT(rows);
}

static void macros_absorb_errors_as_logic_does(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"[1, 0].all(x, 1 / x > 5)", "false"},
        {"[0, 1].all(x, 1 / x > 5)", "false"},
        {"[0, 1].all(x, 1 / x > 0)", "error"},
        {"[0, 1].exists(x, 1 / x > 0)", "true"},
        {"[0, 1].exists(x, 1 / x > 5)", "error"},
        {"[0, un].exists(x, 1 / x > 5)", "unknown N"},
        {"[0, un].all(x, 1 / x > 5)", "unknown N"},
        {"[0, un].filter(x, 1 / x > 5)", "error"},
        {"[un, 0].filter(x, 1 / x > 5)", "error"},
        {"[un, 0].exists_one(x, 1 / x > 5)", "error"},
        {"[un, 0].map(x, 1 / x)", "error"},
        {"[1 / 0, un]", "error"},
        {"ul.all(x, true)", "unknown L"},
        {"ul.exists(x, 1 / 0 > x)", "unknown L"},
        {"[1, 2].all(x, u)", "unknown U"},
        {"[].all(x, u)", "true"},
        {"[].exists(x, u)", "false"},
    };
    EXPECT(rows);
}

static void functions_are_strict(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"size(us)", "unknown S"},
        {"us.startsWith('x')", "unknown S"},
        {"'x'.contains(us)", "unknown S"},
        {"us.matches('x')", "unknown S"},
        {"string(un)", "unknown N"},
        {"string(1 / 0)", "error"},
        {"us.replace('a', string(1 / 0))", "error"},
        {"type(un)", "unknown N"},
        {"dyn(un)", "unknown N"},
        {"dyn(open).exists(x, x == 1)", "true"},
        {"['a', us].join('-')", "unknown S"},
        {"'%s %d'.format([us, un])", "unknown N S"},
        {"optional.of(un)", "unknown N"},
        {"version(us) < version('1.2')", "unknown S"},
        {"timestamp(us)", "unknown S"},
        {"ip(us)", "unknown S"},
        {"us.lowerAscii()", "unknown S"},
        {"us.equalsIgnoreCase('x')", "unknown S"},
        {"urlHost(us)", "unknown S"},
        {"optional.ofNonZeroValue(open).hasValue()", "true"},
    };
    EXPECT(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logic_is_kleenes_and_absorbs_errors),
        cmocka_unit_test(strict_operators_let_error_win_over_unknown),
        cmocka_unit_test(conditions_that_are_unknown_choose_nothing),
        cmocka_unit_test(has_tells_missing_from_unknown),
        cmocka_unit_test(fields_are_read_or_missing_or_unknown),
        cmocka_unit_test(an_open_list_knows_its_members_only),
        cmocka_unit_test(a_closed_list_may_hold_unknown_members),
        cmocka_unit_test(macros_absorb_errors_as_logic_does),
        cmocka_unit_test(functions_are_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
