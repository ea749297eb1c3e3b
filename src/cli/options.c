#include "cli/options.h"

void str_list_add(Arena *arena, StrList *list, Str item)
{
    list->items = arena_grow(arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = item;
}

Settings settings_new(Arena *arena)
{
    return (Settings){.arena = arena, .fail_on = SEVERITY_MEDIUM};
}

// Splits "LEFT=RIGHT" at the first `separator`. false when it has none or nothing before it.
static bool split(Str text, const char *separator, Str *left, Str *right)
{
    size_t at = str_find(text, str(separator));
    if (at == (size_t)-1 || at == 0) {
        return false;
    }
    *left = str_slice(text, 0, at);
    *right = str_slice(text, at + 1, text.n);
    return true;
}

static bool wrong(Settings *settings, Str *problem, Str value, const char *expected)
{
    *problem = str_printf(settings->arena, "'" STR_FMT "' is not %s", STR_ARG(value), expected);
    return false;
}

static bool set_output(Settings *settings, Str value, Str *problem)
{
    OutputSpec spec = {.format = value};
    if (str_find(value, STR("=")) != (size_t)-1 && (!split(value, "=", &spec.format, &spec.file) || spec.file.n == 0)) {
        return wrong(settings, problem, value, "FORMAT or FORMAT=FILE");
    }
    settings->outputs = arena_grow(settings->arena, settings->outputs, &settings->output_capacity,
                                   settings->output_count + 1, sizeof *settings->outputs);
    settings->outputs[settings->output_count++] = spec;
    return true;
}

static bool set_policy(Settings *settings, Str value, Str *problem)
{
    (void)problem;
    str_list_add(settings->arena, &settings->policies, value);
    return true;
}

static bool set_profile(Settings *settings, Str value, Str *problem)
{
    bool negative = str_starts(value, STR("-"));
    Str name = negative ? str_slice(value, 1, value.n) : value;
    if (name.n == 0) {
        return wrong(settings, problem, value, "NAME or -NAME");
    }
    settings->profiles = arena_grow(settings->arena, settings->profiles, &settings->profile_capacity,
                                    settings->profile_count + 1, sizeof *settings->profiles);
    settings->profiles[settings->profile_count++] = (struct ProfileSetting){name, !negative};
    return true;
}

static bool set_rule(Settings *settings, Str value, Str *problem)
{
    (void)problem;
    str_list_add(settings->arena, &settings->rules, value);
    return true;
}

static bool set_skip(Settings *settings, Str value, Str *problem)
{
    (void)problem;
    str_list_add(settings->arena, &settings->skip, value);
    return true;
}

static bool set_param(Settings *settings, Str value, Str *problem)
{
    ParamSetting setting;
    Str name;
    if (!split(value, "=", &name, &setting.value) || !split(name, ".", &setting.policy, &setting.param) ||
        setting.param.n == 0) {
        return wrong(settings, problem, value, "POLICY.PARAM=VALUE");
    }
    settings->params = arena_grow(settings->arena, settings->params, &settings->param_capacity,
                                  settings->param_count + 1, sizeof *settings->params);
    settings->params[settings->param_count++] = setting;
    return true;
}

static bool set_fail_on(Settings *settings, Str value, Str *problem)
{
    settings->fail_never = str_eq(value, STR("never"));
    return settings->fail_never || severity_parse(value, &settings->fail_on) ||
           wrong(settings, problem, value, "info, low, medium, high, critical or never");
}

static bool set_allow_unknown(Settings *settings, Str value, Str *problem)
{
    (void)value;
    (void)problem;
    return settings->allow_unknown = true;
}

static bool set_show(Settings *settings, Str value, Str *problem)
{
    settings->show_pass = str_eq(value, STR("pass"));
    return settings->show_pass ||
           wrong(settings, problem, value, "'pass', the only thing that can be shown in addition");
}

static bool set_as_of(Settings *settings, Str value, Str *problem)
{
    settings->as_of_known = timestamp_parse(value, &settings->as_of);
    return settings->as_of_known || wrong(settings, problem, value, "a date: 2026-11-20 or 2026-11-20T10:00:00Z");
}

static bool set_server(Settings *settings, Str value, Str *problem)
{
    ServerOption option;
    if (!split(value, "=", &option.name, &option.path) || option.path.n == 0) {
        return wrong(settings, problem, value, "NAME=PATH");
    }
    settings->servers = arena_grow(settings->arena, settings->servers, &settings->server_capacity,
                                   settings->server_count + 1, sizeof *settings->servers);
    settings->servers[settings->server_count++] = option;
    return true;
}

static bool set_jobs(Settings *settings, Str value, Str *problem)
{
    enum { MOST = 256 };
    int64_t jobs;
    if (!str_to_int(value, &jobs) || jobs < 1 || jobs > MOST) {
        return wrong(settings, problem, value, "a number of jobs from 1 to 256");
    }
    settings->jobs = (unsigned)jobs;
    return true;
}

static bool set_hash_inputs(Settings *settings, Str value, Str *problem)
{
    (void)value;
    (void)problem;
    return settings->hash_inputs = true;
}

static bool set_color(Settings *settings, Str value, Str *problem)
{
    static const Str names[] = {
        [COLOR_AUTO] = STR_INIT("auto"), [COLOR_ALWAYS] = STR_INIT("always"), [COLOR_NEVER] = STR_INIT("never")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(names[i], value)) {
            settings->color = (ColorChoice)i;
            return true;
        }
    }
    return wrong(settings, problem, value, "auto, always or never");
}

static bool set_quiet(Settings *settings, Str value, Str *problem)
{
    (void)value;
    (void)problem;
    settings->verbosity = -1;
    return true;
}

static bool set_verbose(Settings *settings, Str value, Str *problem)
{
    (void)value;
    (void)problem;
    settings->verbosity = 1;
    return true;
}

static bool set_help(Settings *settings, Str value, Str *problem)
{
    (void)value;
    (void)problem;
    return settings->help = true;
}

const Option option_output = {'o',
                              "output",
                              "FORMAT[=FILE]",
                              true,
                              "Write the result in this format, to FILE or (instead of the default) to standard "
                              "output.",
                              set_output};
const Option option_policy = {0,
                              "policy",
                              "FILE|FOLDER",
                              true,
                              "Read this policy file, or all *.yaml files of this folder. One that has the name of a "
                              "built-in policy replaces it.",
                              set_policy};
const Option option_profile = {0,
                               "profile",
                               "NAME|-NAME",
                               true,
                               "Say that the profile holds, or (-NAME) that it does not, instead of detecting it. "
                               "The end of a report lists them.",
                               set_profile};
const Option option_rule = {
    0, "rule", "GLOB", true, "Only these rules: an id, a family or a pattern such as 'HMA-*'.", set_rule};
const Option option_skip = {0, "skip", "GLOB", true, "All rules but these.", set_skip};
const Option option_set = {
    0, "set", "POLICY.PARAM=VALUE", true, "Give a parameter of a policy another value, written in YAML.", set_param};
const Option option_fail_on = {0,
                               "fail-on",
                               "SEVERITY|never",
                               false,
                               "Exit with status 1 (or, for unknowns, 3) when a rule of this severity or a higher one "
                               "fails. The default is medium; the threshold is inclusive.",
                               set_fail_on};
const Option option_allow_unknown = {0,
                                     "allow-unknown",
                                     NULL,
                                     false,
                                     "Unknown verdicts do not change the exit status. They are still reported.",
                                     set_allow_unknown};
const Option option_show = {0, "show", "pass", false, "Show what passed as well, with the evidence.", set_show};
const Option option_as_of = {0,
                             "as-of",
                             "DATE",
                             false,
                             "Judge ages and deadlines as of this instant (UTC). Without it: SOURCE_DATE_EPOCH, else "
                             "the newest date of a manifest, else unknown.",
                             set_as_of};
const Option option_server = {0,
                              "server",
                              "NAME=PATH",
                              true,
                              "The files below PATH are of this server, unless they say otherwise themselves.",
                              set_server};
const Option option_jobs = {'j',     "jobs", "N", false, "Work on N files at a time. The output does not depend on it.",
                            set_jobs};
const Option option_hash_inputs = {
    0, "hash-inputs", NULL, false, "Add the SHA-256 of every input to the report.", set_hash_inputs};
const Option option_color = {
    0, "color", "auto|always|never", false, "Colours: auto means on a terminal, unless NO_COLOR is set.", set_color};
const Option option_quiet = {'q',      "quiet", NULL, true, "Only the summary, and only errors on standard error.",
                             set_quiet};
const Option option_verbose = {
    'v', "verbose", NULL, true, "Everything: whole lists, all commands, why a rule matters.", set_verbose};
const Option option_help = {'h', "help", NULL, true, "Show this help.", set_help};
