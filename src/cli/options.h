// Options: one row each, shared by parsing, usage and help.
#ifndef EXAUDIT_CLI_OPTIONS_H
#define EXAUDIT_CLI_OPTIONS_H

#include "import/import.h"
#include "policy/policy.h"

typedef struct StrList {
    Str *items;
    size_t count, capacity;
} StrList;

void str_list_add(Arena *arena, StrList *list, Str item);

typedef struct OutputSpec { // -o FORMAT[=FILE]
    Str format;
    Str file; // empty: stdout
} OutputSpec;

typedef enum ColorChoice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

// What the command line said; each option sets its own part.
typedef struct Settings {
    Arena *arena;
    OutputSpec *outputs;
    size_t output_count, output_capacity;
    StrList policies; // files and folders
    StrList rules, skip;
    struct ProfileSetting { // --profile [-]NAME
        Str name;
        bool value;
    } * profiles;
    size_t profile_count, profile_capacity;
    ParamSetting *params;
    size_t param_count, param_capacity;
    ServerOption *servers;
    size_t server_count, server_capacity;
    Severity fail_on;
    bool fail_never, allow_unknown, show_pass, hash_inputs, help;
    bool as_of_known;
    Timestamp as_of;
    unsigned jobs; // 0: as many as there are processors
    ColorChoice color;
    int verbosity;    // -1, 0, 1
    StrList operands; // what is no option, in order
} Settings;

typedef struct Option {
    char letter;          // 'o' for -o; 0: none
    const char *name;     // "output" for --output
    const char *argument; // "FORMAT[=FILE]"; NULL: takes none
    bool repeatable;
    const char *help; // one or two sentences
    // Takes the value (empty for an option without argument). false: *problem says what is wrong with it and what was
    // expected.
    bool (*set)(Settings *settings, Str value, Str *problem);
} Option;

extern const Option option_output, option_policy, option_profile, option_rule, option_skip, option_set, option_fail_on,
    option_allow_unknown, option_show, option_as_of, option_server, option_jobs, option_hash_inputs, option_color,
    option_quiet, option_verbose, option_help;

Settings settings_new(Arena *arena);

// Parses the arguments by the rows (NULL-terminated): "--name VALUE", "--name=VALUE", "-x VALUE", "-xVALUE", bundled
// letters,
// "--" before operands that begin with "-", options and operands in any order; "-" is an operand.
// false: *problem says what is wrong, with "did you mean".
bool options_parse(const Option *const *rows, int argc, char **argv, Settings *settings, Str *problem);

// "-o, --output FORMAT[=FILE]" for usage and help.
Str option_synopsis(Arena *arena, const Option *option);

#endif
