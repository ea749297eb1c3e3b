#include "report/subject.h"

const Entity *subject_server(const Entity *entity)
{
    return str_eq(entity->kind->name, STR("server")) ? entity : entity->server;
}

// The part of an entity's id behind its kind.
static Str id_name(const Entity *entity)
{
    Str prefix = entity->kind->name;
    bool prefixed = entity->id.n > prefix.n && str_starts(entity->id, prefix) && entity->id.p[prefix.n] == ':';
    return prefixed ? str_slice(entity->id, prefix.n + 1, entity->id.n) : entity->id;
}

Str subject_server_name(Arena *arena, const Entity *server)
{
    if (!server) {
        return STR("");
    }
    Value name = entity_get(server, STR("name"), arena);
    return value_is(name, VALUE_STRING) ? *name.as.text : id_name(server);
}

Str subject_organization_name(Arena *arena, const Entity *organization)
{
    Value name = organization ? entity_get(organization, STR("name"), arena) : value_null();
    return value_is(name, VALUE_STRING) ? *name.as.text : STR("organization");
}

bool subject_guessed(Arena *arena, const Entity *server)
{
    return server && value_truth(entity_get(server, STR("guessed"), arena)) == TRUTH_TRUE;
}

const Entity *subject_only_server(const Detail *detail)
{
    const Entity *only = detail->member_count > 0 ? subject_server(detail->members[0].entity) : NULL;
    for (size_t i = 1; i < detail->member_count; i++) {
        if (subject_server(detail->members[i].entity) != only) {
            return NULL;
        }
    }
    return only;
}

Str subject_local(Arena *arena, const Entity *entity)
{
    if (!entity->organization || subject_server(entity) == entity) {
        return STR("");
    }
    Str name = id_name(entity);
    Str server = subject_server_name(arena, entity->server);
    if (server.n > 0 && str_starts_fold(name, server) && name.n > server.n && name.p[server.n] == '/') {
        return str_slice(name, server.n + 1, name.n);
    }
    return name;
}

Str subject_origin(Arena *arena, const Estate *estate, Origin origin)
{
    if (origin.file == 0 || origin.file > estate->input_count) {
        return STR("");
    }
    Str file = estate->inputs[origin.file - 1].file;
    if (origin.line == 0) {
        return file;
    }
    if (origin.column == 0) {
        return str_printf(arena, STR_FMT ":%u", STR_ARG(file), origin.line);
    }
    return str_printf(arena, STR_FMT ":%u:%u", STR_ARG(file), origin.line, origin.column);
}

bool origin_eq(Origin a, Origin b)
{
    return a.file == b.file && a.line == b.line && a.column == b.column;
}

Str subject_value(Arena *arena, Value value)
{
    enum { LONGEST = 400 }; // bytes; a certificate or a long list would bury the finding
    if (value_is(value, VALUE_STRING) && value.as.text->n == 0) {
        return STR("\"\"");
    }
    Str text = value_text(arena, value);
    if (text.n <= LONGEST) {
        return text;
    }
    size_t cut = utf8_cut(text, LONGEST);
    return str_printf(arena, "%.*s ... (%zu bytes more)", (int)cut, text.p, text.n - cut);
}

Str subject_path(Str path)
{
    return str_starts(path, STR("self.")) ? str_slice(path, 5, path.n) : path;
}

Str counted(Arena *arena, size_t count, const char *one, const char *many)
{
    return str_printf(arena, "%zu %s", count, count == 1 ? one : many);
}

bool subject_is_command(Str hint)
{
    size_t space = str_find(hint, STR(" "));
    Str first = str_slice(hint, 0, space == (size_t)-1 ? hint.n : space);
    return str_find(first, STR("-")) != (size_t)-1 || str_eq(first, STR("&"));
}
