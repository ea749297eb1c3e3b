// What the parts of the policy loader share: the file that is read, and how its mistakes are reported.
#ifndef EXAUDIT_POLICY_LOADER_H
#define EXAUDIT_POLICY_LOADER_H

#include "policy/policy.h"

// One load of all files. Results are collected here and become a PolicySet when nothing was wrong.
typedef struct Loader {
    Arena *arena;
    PolicySet set; // growing: schema and profiles are there before the first policy is read
    Diags diags;   // of all files, sorted at the end
    const ParamSetting *settings;
    size_t setting_count;
    Policy **policies;
    size_t policy_count, policy_capacity;
    Rule **rules;
    size_t rule_count, rule_capacity;
} Loader;

// The variables of a policy while it is read: what is compiled for which kind, and what is used.
typedef struct VariableTable VariableTable;

// The file (and policy) that is read.
typedef struct PolicyReader {
    Loader *loader;
    Str file;
    Policy *policy;
    VariableTable *variables;
    bool *params_used;
} PolicyReader;

// --- problems (problem.c) -------------------------------------------------------------------------

// Reports a mistake at a node. Returns false.
bool report_at(PolicyReader *reader, const YamlNode *node, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// The same for a name that is not among `names`, with "did you mean".
bool report_name(PolicyReader *reader, const YamlNode *node, Str message, Str name, const Str *names, size_t count);
void warn_at(PolicyReader *reader, const YamlNode *node, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// Reports what is wrong with an expression or template, each with its line and a caret.
void report_problems(PolicyReader *reader, const YamlNode *scalar, const CelProblems *problems);
// Sorts diagnostics by file, line, column and drops repetitions.
void policy_problems_sort(Diags *diags);

// --- reading nodes (node.c) ------------------------------------------------------------------------

// The text of a scalar member. Reports a member that is no scalar, and (if required) one that is missing or empty.
Str read_text(PolicyReader *reader, const YamlNode *mapping, const char *key, bool required);
// The same for prose: lines of a block scalar flow together.
Str read_prose(PolicyReader *reader, const YamlNode *mapping, const char *key, bool required);
// The members of a sequence member; a missing one has none. Reports what is no sequence.
const YamlItem *read_sequence(PolicyReader *reader, const YamlNode *mapping, const char *key, size_t *count);
bool is_identifier(Str name);

// What an expression is for.
typedef struct ExprUse {
    const CelEnv *env;
    const Kind *kind; // of self; NULL: none
    const Type *type; // that it must have; NULL: any
    const char *what; // "when", for messages
} ExprUse;

// Compiles an expression and checks its type. NULL after a report.
const CelExpr *read_expr(PolicyReader *reader, const YamlNode *node, const ExprUse *use);
const CelTemplate *read_template(PolicyReader *reader, const YamlNode *node, const ExprUse *use);
// Notes which params and variables an expression or template about `kind` reads.
void note_uses(PolicyReader *reader, Str text, const Kind *kind);
// Whether an expression reads `self`, or variables for which `reads_self` is true.
bool text_reads_self(Str text, bool (*reads_self)(void *context, Str variable), void *context);

// --- the parts of a policy --------------------------------------------------------------------------

// params.c: `params:` and the settings for them; later the params that no expression read.
void params_read(PolicyReader *reader, const YamlNode *mapping);
void params_check_used(PolicyReader *reader, const YamlNode *mapping);

// variables.c: `variables:`. Those that do not read self are compiled at once, the others for each of `kinds`.
void variables_read(PolicyReader *reader, const YamlNode *mapping, const Kind *const *kinds, size_t kind_count);
// Notes that an expression about `kind` reads a variable.
void variable_used(PolicyReader *reader, Str name, const Kind *kind);
// Reports what is wrong with the variables that are used, and warns of those that are not.
void variables_check_used(PolicyReader *reader);

// rule.c, fix.c
void rule_read(PolicyReader *reader, const YamlNode *mapping);
void fix_read(PolicyReader *reader, Rule *rule, const YamlNode *mapping, const ExprUse *use);

// profiles.c
void profiles_read(PolicyReader *reader, const YamlNode *root);

// lint.c: sets rule->subtypes, and warns of fields that a subtype lacks.
void rule_probe(PolicyReader *reader, Rule *rule, const YamlNode *mapping);

#endif
