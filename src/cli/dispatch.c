// From the arguments to a command: "audit …", "policy check …", "--version".
#include "cli/help.h"
#include "cli/session.h"

const Command *const commands[] = {
    &command_audit,
    &command_inspect,
    &command_model,
    &command_rules,
    &command_explain,
    &command_policy_check,
    &command_policy_test,
    &command_policy_export,
    &command_help,
    &command_version,
    NULL,
};

const Command *command_find(Str name)
{
    for (const Command *const *row = commands; *row; row++) {
        const Command *command = *row;
        if (str_eq(str(command->name), name) || (command->alias && str_eq(str(command->alias), name))) {
            return command;
        }
    }
    return NULL;
}

// The first words of the arguments that name a command: two ("policy check") or one. *words is their number.
static const Command *find_by_words(Arena *arena, int argc, char **argv, int *words)
{
    if (argc > 1) {
        *words = 2;
        const Command *command = command_find(str_printf(arena, "%s %s", argv[0], argv[1]));
        if (command) {
            return command;
        }
    }
    *words = 1;
    return str_eq(str(argv[0]), STR("-h")) ? &command_help : command_find(str(argv[0]));
}

// The commands that begin with a word: "policy" → "policy check, policy test, policy export".
static Str commands_of_group(Arena *arena, Str word)
{
    StrBuf buffer = strbuf_new(arena);
    Str prefix = str_printf(arena, STR_FMT " ", STR_ARG(word));
    for (const Command *const *row = commands; *row; row++) {
        if (str_starts(str((*row)->name), prefix)) {
            strbuf_printf(&buffer, "%s%s", buffer.n > 0 ? ", " : "", (*row)->name);
        }
    }
    return strbuf_str(&buffer);
}

static int unknown_command(Session *session, int argc, char **argv)
{
    StrList names = {0};
    for (const Command *const *row = commands; *row; row++) {
        Str name = str((*row)->name);
        size_t space = str_find(name, STR(" "));
        str_list_add(session->arena, &names, name);
        str_list_add(session->arena, &names, str_slice(name, 0, space == (size_t)-1 ? name.n : space));
    }
    Str group = commands_of_group(session->arena, str(argv[0]));
    if (group.n > 0) {
        return session_usage(session, "`%s` needs another word: " STR_FMT, argv[0], STR_ARG(group));
    }
    Str name = argc > 1 ? str_printf(session->arena, "%s %s", argv[0], argv[1]) : str(argv[0]);
    Str nearest = str_nearest(str(argv[0]), names.items, names.count);
    nearest = nearest.n > 0 ? nearest : str_nearest(name, names.items, names.count);
    if (nearest.n > 0) {
        return session_usage(session, "there is no command `%s`; did you mean `" STR_FMT "`?", argv[0],
                             STR_ARG(nearest));
    }
    return session_usage(session, "there is no command `%s`", argv[0]);
}

int command_dispatch(Arena *arena, int argc, char **argv)
{
    Session session = {.arena = arena, .settings = settings_new(arena)};
    if (argc == 0) {
        return session_usage(&session, "no command was given");
    }
    int words;
    session.command = find_by_words(arena, argc, argv, &words);
    if (!session.command) {
        return unknown_command(&session, argc, argv);
    }
    Str problem;
    if (!options_parse(session.command->options, argc - words, argv + words, &session.settings, &problem)) {
        return session_usage(&session, "%s: " STR_FMT, session.command->name, STR_ARG(problem));
    }
    if (session.settings.help && session.command != &command_help) {
        return help_command(&session, session.command);
    }
    return session.command->run(&session);
}
