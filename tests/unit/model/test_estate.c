#include "small.h"

#define OWA "virtualDirectory:EX01/Default Web Site/owa"

static const Kind *kind_of(const Small *small, const char *name)
{
    return schema_kind(small->schema, str(name));
}

static Value collection(const Small *small, const Estate *estate, const char *kind)
{
    return estate_collection(estate, estate->organizations.items[0], kind_of(small, kind));
}

// --- what must exist ------------------------------------------------------------------------------------------

static void without_any_input_there_is_one_organization(void **state)
{
    (void)state;
    Small *small = small_new(0);
    const Estate *estate = estate_build(small->arena, &small->plan);
    assert_int_equal(estate->all.count, 1);
    assert_false(estate->organizations.items[0]->seen);
    assert_int_equal(collection(small, estate, "server").kind, VALUE_UNKNOWN);
    assert_int_equal(collection(small, estate, "authConfig").kind, VALUE_UNKNOWN);
    small_free(small);
}

static void every_server_has_the_expected_virtual_directories(void **state)
{
    (void)state;
    Small *small = small_new(2);
    const Estate *estate = estate_build(small->arena, &small->plan);
    assert_int_equal(estate->by_kind[kind_of(small, "virtualDirectory")->index].count, 4);
    Value front = small_get(small, estate, OWA, "frontEnd");
    assert_true(front.kind == VALUE_BOOL && front.as.boolean);
    small_free(small);
}

static void a_directory_behind_the_front_end_does_not_stand_for_the_expected_one(void **state)
{
    (void)state;
    Small *small = small_new(1);
    small_set(small_draft(small, "virtualDirectory", "Owa", 0, 1), "Name",
              value_string(small->arena, STR("owa (Exchange Back End)")));
    const Estate *estate = estate_build(small->arena, &small->plan);
    assert_true(estate_find(estate, STR("virtualDirectory:EX01/Exchange Back End/owa"))->seen);
    assert_false(estate_find(estate, STR(OWA))->seen);
    small_free(small);
}

// --- closed, open, unknown ------------------------------------------------------------------------------------

static void a_collection_is_closed_when_all_of_it_was_exported(void **state)
{
    (void)state;
    Small *small = small_new(2);
    small_set(small_draft(small, "certificate", NULL, 0, 1), "Thumbprint", value_string(small->arena, STR("A")));
    Value open = collection(small, estate_build(small->arena, &small->plan), "certificate");
    assert_int_equal(open.as.list->count, 1);
    assert_non_null(open.as.list->open);
    assert_text(open.as.list->open->reasons[0]->why, "notExported");
    small->servers[1].covered[kind_of(small, "certificate")->unit] = true;
    Value closed = collection(small, estate_build(small->arena, &small->plan), "certificate");
    assert_null(closed.as.list->open);
    small_free(small);
}

static void a_joined_list_is_that_of_the_server(void **state)
{
    (void)state;
    Small *small = small_new(2);
    static const char *const prints[] = {"A", "B", "C"};
    for (int i = 0; i < 3; i++)
        small_set(small_draft(small, "certificate", NULL, i == 2, 1), "Thumbprint",
                  value_string(small->arena, str(prints[i])));
    const Estate *estate = estate_build(small->arena, &small->plan);
    Value first = small_get(small, estate, "server:EX01", "certificates");
    Value second = small_get(small, estate, "server:EX02", "certificates");
    assert_int_equal(first.as.list->count, 2);
    assert_int_equal(second.as.list->count, 1);
    assert_null(first.as.list->open);
    small_free(small);
}

static void a_single_thing_is_null_when_the_export_was_empty(void **state)
{
    (void)state;
    Small *small = small_new(0);
    assert_int_equal(small_get(small, estate_build(small->arena, &small->plan), "organization:Contoso", "auth").kind,
                     VALUE_UNKNOWN);
    small->organization.covered[kind_of(small, "authConfig")->unit] = true;
    assert_int_equal(small_get(small, estate_build(small->arena, &small->plan), "organization:Contoso", "auth").kind,
                     VALUE_NULL);
    small_set(small_draft(small, "authConfig", NULL, -1, 1), "Realm", value_string(small->arena, STR("r")));
    assert_int_equal(small_get(small, estate_build(small->arena, &small->plan), "organization:Contoso", "auth").kind,
                     VALUE_OBJECT);
    small_free(small);
}

// --- two files, one object ------------------------------------------------------------------------------------

static Draft *named_owa(Small *small, uint32_t file, bool oauth)
{
    Draft *draft = small_draft(small, "virtualDirectory", "Owa", 0, file);
    small_set(draft, "Name", value_string(small->arena, STR("owa (Default Web Site)")));
    small_set(draft, "OAuth", value_bool(oauth));
    return draft;
}

static void a_known_value_beats_an_unknown_one(void **state)
{
    (void)state;
    Small *small = small_new(1);
    Draft *vague = named_owa(small, 1, true);
    small_set(vague, "OAuth", value_unknown_because(small->arena, (Reason){STR("cutByDepth"), STR("x"), STR(""), {0}}));
    named_owa(small, 2, false);
    Value v = small_get(small, estate_build(small->arena, &small->plan), OWA, "OAuth");
    assert_int_equal(v.kind, VALUE_BOOL);
    assert_int_equal(v.origin.file, 2);
    small_free(small);
}

static void values_that_differ_are_unknown_unless_both_say_when(void **state)
{
    (void)state;
    Small *small = small_new(1);
    named_owa(small, 1, true);
    named_owa(small, 2, false);
    Value v = small_get(small, estate_build(small->arena, &small->plan), OWA, "OAuth");
    assert_int_equal(v.kind, VALUE_UNKNOWN);
    assert_int_equal(v.as.unknown->count, 2);
    for (size_t i = 0; i < 2; i++) {
        small->inputs[i].collected_known = true;
        small->inputs[i].collected.seconds = (int64_t)(2 - i);
    }
    small->servers[0].draft_count = 0;
    named_owa(small, 1, true);
    named_owa(small, 2, false);
    Value later = small_get(small, estate_build(small->arena, &small->plan), OWA, "OAuth");
    assert_true(later.kind == VALUE_BOOL && later.as.boolean);
    small_free(small);
}

static void a_cut_list_agrees_with_the_whole_one(void **state)
{
    (void)state;
    Small *small = small_new(1);
    Value names[] = {value_string(small->arena, STR("a")), value_string(small->arena, STR("b"))};
    Value cut = value_unknown_because(small->arena, (Reason){STR("cutByLimit"), STR("Names"), STR(""), {0}});
    for (uint32_t i = 0; i < 2; i++) {
        Draft *draft = small_draft(small, "certificate", NULL, 0, i + 1);
        small_set(draft, "Thumbprint", value_string(small->arena, STR("A")));
        small_set(draft, "Names",
                  i == 0 ? value_set(small->arena, names, 1, cut.as.unknown) : value_set(small->arena, names, 2, NULL));
    }
    Value v = small_get(small, estate_build(small->arena, &small->plan), "certificate:EX01/A", "Names");
    assert_int_equal(v.kind, VALUE_LIST);
    assert_int_equal(v.as.list->count, 2);
    assert_null(v.as.list->open);
    small_free(small);
}

static void two_cmdlets_make_one_server(void **state)
{
    (void)state;
    Small *small = small_new(1);
    Draft *first = small_draft(small, "server", NULL, 0, 1), *second = small_draft(small, "server", NULL, 0, 2);
    Value version;
    assert_true(version_parse(STR("Version 15.2 (Build 986.5)"), &version));
    small_set(first, "AdminDisplayVersion", version);
    small_set(first, "ServerRole", value_string(small->arena, STR("Mailbox")));
    small_set(second, "Group", value_null());
    const Estate *estate = estate_build(small->arena, &small->plan);
    assert_text(value_text(small->arena, small_get(small, estate, "server:EX01", "version")), "15.2.986.5");
    assert_int_equal(small_get(small, estate, "server:EX01", "Group").kind, VALUE_NULL);
    assert_false(small_get(small, estate, "server:EX01", "edge").as.boolean);
    small_free(small);
}

static void a_declared_build_is_the_version(void **state)
{
    (void)state;
    Small *small = small_new(1);
    assert_true(version_parse(STR("15.2.1118.29"), &small->servers[0].build));
    const Estate *estate = estate_build(small->arena, &small->plan);
    assert_text(value_text(small->arena, small_get(small, estate, "server:EX01", "version")), "15.2.1118.29");
    small_free(small);
}

// --- order ----------------------------------------------------------------------------------------------------

static void everything_is_sorted_by_kind_and_id(void **state)
{
    (void)state;
    Small *small = small_new(4);
    const Estate *estate = estate_build(small->arena, &small->plan);
    for (size_t i = 1; i < estate->all.count; i++) {
        const Entity *a = estate->all.items[i - 1], *b = estate->all.items[i];
        assert_true(a->kind->index < b->kind->index || (a->kind == b->kind && str_cmp(a->id, b->id) < 0));
    }
    for (size_t i = 0; i < estate->coverage_count; i++)
        assert_true(estate->coverage[i].export.n > 0);
    small_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_any_input_there_is_one_organization),
        cmocka_unit_test(every_server_has_the_expected_virtual_directories),
        cmocka_unit_test(a_directory_behind_the_front_end_does_not_stand_for_the_expected_one),
        cmocka_unit_test(a_collection_is_closed_when_all_of_it_was_exported),
        cmocka_unit_test(a_joined_list_is_that_of_the_server),
        cmocka_unit_test(a_single_thing_is_null_when_the_export_was_empty),
        cmocka_unit_test(a_known_value_beats_an_unknown_one),
        cmocka_unit_test(values_that_differ_are_unknown_unless_both_say_when),
        cmocka_unit_test(a_cut_list_agrees_with_the_whole_one),
        cmocka_unit_test(two_cmdlets_make_one_server),
        cmocka_unit_test(a_declared_build_is_the_version),
        cmocka_unit_test(everything_is_sorted_by_kind_and_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
