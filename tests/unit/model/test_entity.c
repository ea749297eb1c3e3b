#include "small.h"

static void a_field_that_the_subtype_has_not_is_no_field(void **state)
{
    (void)state;
    Small *small = small_new(1);
    small_draft(small, "virtualDirectory", "Owa", 0, 1);
    const Estate *estate = estate_build(small->arena, &small->plan);
    Value owa = small_get(small, estate, "virtualDirectory:EX01/Default Web Site/owa", "OAuth");
    Value mapi = small_get(small, estate, "virtualDirectory:EX01/Default Web Site/mapi", "OAuth");
    assert_int_equal(owa.kind, VALUE_UNKNOWN);
    assert_int_equal(mapi.kind, VALUE_ERROR);
    const Entity *entity = estate_find(estate, STR("virtualDirectory:EX01/Default Web Site/mapi"));
    assert_false(entity_has(entity, (unsigned)kind_field(entity->kind, STR("OAuth"))));
    assert_true(entity_has(entity, (unsigned)kind_field(entity->kind, STR("Name"))));
    small_free(small);
}

static void an_entity_is_an_object_named_by_its_id(void **state)
{
    (void)state;
    Small *small = small_new(1);
    const Estate *estate = estate_build(small->arena, &small->plan);
    const Entity *server = estate_find(estate, STR("SERVER:ex01"));
    assert_non_null(server);
    Value object = value_object(&server->object);
    assert_text(object.as.object->class->identity(object.as.object), "server:EX01");
    int name = object_field(object.as.object->class, STR("name"));
    assert_text(*object.as.object->class->get(object.as.object, (unsigned)name, small->arena).as.text, "EX01");
    assert_int_equal(entity_get(server, STR("nonsense"), small->arena).kind, VALUE_ERROR);
    small_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_that_the_subtype_has_not_is_no_field),
        cmocka_unit_test(an_entity_is_an_object_named_by_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
