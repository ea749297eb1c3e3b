#include "model/document.h"

#include "small.h"

static Str document_of(Small *small, DocumentForm form)
{
    Output *out = output_memory(small->arena);
    document_write(out, estate_build(small->arena, &small->plan), form);
    return output_memory_text(out);
}

static void assert_has(Str document, const char *part)
{
    if (str_find(document, str(part)) == (size_t)-1)
        fail_msg("%s is not in\n" STR_FMT, part, STR_ARG(document));
}

static void fill(Small *small)
{
    Arena *arena = small->arena;
    Draft *certificate = small_draft(small, "certificate", NULL, 0, 2);
    certificate->origin = (Origin){2, 7, 3};
    Value name = value_string(arena, STR("mail.contoso.com"));
    Value cut = value_unknown_because(arena, (Reason){STR("cutByLimit"), STR("Names"), STR("again"), {2, 9, 1}});
    small_set(certificate, "Thumbprint", value_string(arena, STR("AB12")));
    small_set(certificate, "Names", value_set(arena, &name, 1, cut.as.unknown));
    small_set(certificate, "Colours",
              value_unknown_because(arena, (Reason){STR("cutByDepth"), STR("Colours"), STR("deeper"), {2, 8, 1}}));
    small_set(certificate, "Secret", value_string(arena, STR("encrypted")));
    diag_input(&small->diags, DIAG_WARNING, "odd", (Origin){1, 2, 3}, "something \"odd\"");
}

static void the_first_line_names_sources_coverage_and_diagnostics(void **state)
{
    (void)state;
    Small *small = small_new(1);
    fill(small);
    Str document = document_of(small, DOCUMENT_NDJSON);
    Str head = str_slice(document, 0, str_find(document, STR("\n")));
    assert_true(
        str_starts(head, STR("{\"exaudit\":{\"file\":\"model\",\"version\":1},\"sources\":[{\"file\":\"a.xml\"")));
    assert_has(head, "{\"kind\":\"certificate\",\"cmdlet\":\"Get-ExchangeCertificate\",\"organization\":\"cn=contoso\","
                     "\"server\":\"EX01\",\"state\":\"present\"");
    assert_has(head,
               "{\"kind\":\"virtualDirectory\",\"type\":\"Mapi\",\"organization\":\"cn=contoso\",\"server\":\"EX01\","
               "\"state\":\"absent\"");
    assert_has(head, "{\"level\":\"warning\",\"code\":\"odd\",\"message\":\"something \\\"odd\\\"\",\"at\":[1,2,3]}");
    small_free(small);
}

static void an_entity_is_a_line_with_the_origins_beside_its_fields(void **state)
{
    (void)state;
    Small *small = small_new(1);
    fill(small);
    Str document = document_of(small, DOCUMENT_NDJSON);
    assert_has(
        document,
        "\n{\"kind\":\"certificate\",\"id\":\"certificate:EX01/AB12\",\"organization\":\"cn=contoso\","
        "\"server\":\"EX01\",\"Thumbprint\":\"AB12\","
        "\"Names\":{\"$open\":[\"mail.contoso.com\"],\"why\":\"cutByLimit\",\"export\":\"again\",\"at\":[2,9,1]},"
        "\"Colours\":{\"$unknown\":\"cutByDepth\",\"export\":\"deeper\",\"at\":[2,8,1]},"
        "\"Secret\":{\"$secret\":\"encrypted\"},"
        "\"@\":{\"Thumbprint\":[2,7,3],\"Names\":[2,7,3],\"Colours\":[2,7,3],\"Secret\":[2,7,3]}}\n");
    assert_has(document, "\"id\":\"virtualDirectory:EX01/Default Web Site/owa\",\"organization\":\"cn=contoso\","
                         "\"server\":\"EX01\",\"seen\":false,\"type\":\"Owa\"");
    small_free(small);
}

static void the_pretty_form_holds_the_same(void **state)
{
    (void)state;
    Small *small = small_new(1);
    fill(small);
    Str document = document_of(small, DOCUMENT_JSON);
    assert_has(document, "\"entities\": [\n");
    assert_has(document, "\"$secret\": \"encrypted\"");
    assert_true(str_ends(document, STR("}\n")));
    small_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_names_sources_coverage_and_diagnostics),
        cmocka_unit_test(an_entity_is_a_line_with_the_origins_beside_its_fields),
        cmocka_unit_test(the_pretty_form_holds_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
