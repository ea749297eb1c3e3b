// policies/profiles.yaml — what an organization is meant for; declared by an option or detected.
#include "policy/bind.h"
#include "policy/loader.h"

// What expressions call the profile: profiles.cba_exchange for cba-exchange.
static Str field_name(Arena *arena, Str name)
{
    StrBuf text = strbuf_new(arena);
    for (size_t i = 0; i < name.n; i++)
        strbuf_char(&text, (char)(name.p[i] == '-' ? '_' : name.p[i]));
    return strbuf_str(&text);
}

static void read_profile(PolicyReader *reader, const YamlNode *node, Profile *profile)
{
    static const char *const keys[] = {"name", "title", "detect", "reason", NULL};
    if (node->kind != YAML_MAPPING) {
        (void)report_at(reader, node, "type", "a profile is {name: ..., title: ..., detect: ..., reason: ...}");
        return;
    }
    (void)yaml_known_keys(node, keys, reader->file, &reader->loader->diags);
    profile->name = read_text(reader, node, "name", true);
    profile->title = read_text(reader, node, "title", true);
    const YamlNode *detect = yaml_get(node, STR("detect"));
    profile->reason = read_text(reader, node, "reason", detect != NULL);
    if (profile->name.n && !is_identifier(field_name(reader->loader->arena, profile->name)))
        (void)report_at(reader, yaml_get(node, STR("name")), "name",
                        "`" STR_FMT "` is no name of a profile: letters, digits and - (expressions say _ for -)",
                        STR_ARG(profile->name));
    if (!detect)
        return;
    const CelEnv *env = policy_env(reader->loader->arena, &reader->loader->set, NULL, NULL);
    const ExprUse use = {env, NULL, type_simple(TYPE_BOOL), "detect"};
    profile->detect = read_expr(reader, detect, &use);
}

// Only the profiles before it are declared while a profile is read, so that none depends on itself.
void profiles_read(PolicyReader *reader, const YamlNode *root)
{
    static const char *const keys[] = {"profiles", NULL};
    PolicySet *set = &reader->loader->set;
    Arena *arena = reader->loader->arena;
    (void)yaml_known_keys(root, keys, reader->file, &reader->loader->diags);
    if (set->profile_count) {
        (void)report_at(reader, root, "duplicate", "profiles are declared in another file already");
        return;
    }
    size_t count = 0;
    const YamlItem *items = read_sequence(reader, root, "profiles", &count);
    Profile *profiles = ARENA_ARRAY(arena, Profile, count);
    ObjectField *fields = ARENA_ARRAY(arena, ObjectField, count);
    set->profiles = profiles;
    set->profiles_class.fields = fields;
    for (size_t i = 0; i < count; i++) {
        read_profile(reader, items[i].value, &profiles[i]);
        for (size_t before = 0; before < i; before++)
            if (str_eq(profiles[before].name, profiles[i].name))
                (void)report_at(reader, items[i].value, "duplicate", "profile `" STR_FMT "` is declared twice",
                                STR_ARG(profiles[i].name));
        fields[i] =
            (ObjectField){field_name(arena, profiles[i].name), type_simple(TYPE_BOOL), profiles[i].title, false};
        set->profiles_class.count = set->profile_count = i + 1;
    }
}
