// Policies: YAML files → rules whose expressions are parsed and type-checked against the schema (design §7).
#ifndef EXAUDIT_POLICY_POLICY_H
#define EXAUDIT_POLICY_POLICY_H

#include "cel/cel.h"
#include "model/schema.h"
#include "support/yaml.h"

typedef enum Severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL } Severity;
const char *severity_name(Severity severity);
bool severity_parse(Str name, Severity *out);

typedef struct Policy Policy;
typedef struct Rule Rule;

typedef struct Reference {
    Str title, url;
} Reference;

// What mends a finding: desired values of schema fields (the schema knows the command), and commands for what has no
// field.
typedef struct FixField {
    Str field;            // "OAuthAuthentication", "iis.access.sslFlags"
    const CelExpr *value; // the desired value
} FixField;

typedef struct Fix {
    const FixField *fields;
    size_t field_count;
    const CelTemplate **run; // commands; values in braces are quoted as PowerShell literals
    size_t run_count;
    const CelTemplate **rollback; // for `run`; rollback of fields follows from the present values
    size_t rollback_count;
    Str notes; // order, side effects, what to check afterwards
} Fix;

// An example estate inside a rule and the verdict it must give.
typedef struct Example {
    Str expect;           // "pass", "fail", "unknown", "notApplicable"
    const YamlNode *data; // {self: …, org: …, authServers: […]}; consistency rules: {members: […]}
} Example;

struct Rule {
    Str id, family; // "CBX-003.2", "CBX-003"
    Str title;
    Severity severity;
    bool tentative; // confidence: low — never fails a build by default
    const Policy *policy;
    const Kind *kind;
    const CelExpr *when;    // NULL: always
    const CelExpr *require; // NULL for consistency rules
    const CelExpr **group;  // consistency: members with equal group values are compared …
    size_t group_count;
    const CelExpr **values; // … in these
    size_t value_count;
    const CelTemplate *message;
    Str rationale;
    Fix fix;
    const Str *controls;
    size_t control_count;
    const Reference *references;
    size_t reference_count;
    const Example *examples;
    size_t example_count;
    Str file;       // the policy file
    Origin origin;  // of the rule in it (line, column)
    unsigned index; // in PolicySet.rules
    // Bit i: `when` can hold for subtype i of the kind. A clear bit is proven: `when` is false whatever else is known.
    uint32_t subtypes;
};

typedef struct Param {
    Str name;
    const Type *type;
    Value value; // the default, or what --set gave
    Str doc;
} Param;

typedef struct Variable {
    Str name;
    const CelExpr *value; // NULL: it reads `self`, and is checked for each kind of it (VariableSet)
} Variable;

// The variables as expressions about one kind see them.
typedef struct VariableSet {
    const Kind *kind;             // of self; NULL: no self, only the variables that do not read it
    ObjectClass class;            // of `variables`
    const CelExpr *const *values; // of the fields of the class
    const unsigned *variables;    // their indices in Policy.variables
} VariableSet;

struct Policy {
    Str name, title;
    const CelExpr *applies; // NULL: always
    const Param *params;
    size_t param_count;
    const Value *param_values; // [param index]
    const Variable *variables; // may use earlier ones
    size_t variable_count;
    const VariableSet *variable_sets; // the first for no self, then one per kind that its rules judge
    size_t variable_set_count;
    ObjectClass params_class; // of `params` in its expressions
    const Rule *const *rules;
    size_t rule_count;
    Str hash; // SHA-256 of the file, hex
    Str file;
    unsigned index;
};

typedef struct Profile {
    Str name, title, reason;
    const CelExpr *detect; // over the organization; NULL: only declared
} Profile;

// The slots of an expression's environment.
enum { SLOT_SELF, SLOT_ORG, SLOT_PARAMS, SLOT_VARIABLES, SLOT_PROFILES, SLOT_NOW, SLOT_COLLECTIONS }; // + kind index

typedef struct PolicySet {
    const Schema *schema;
    const Policy *const *policies; // sorted by name
    size_t policy_count;
    const Rule *const *rules; // sorted by id
    size_t rule_count;
    const Profile *profiles;
    size_t profile_count;
    ObjectClass profiles_class; // of `profiles`: one bool field each
} PolicySet;

typedef struct PolicyFile {
    Str name; // for messages
    Str text;
} PolicyFile;

typedef struct ParamSetting { // --set POLICY.PARAM=VALUE
    Str policy, param, value;
} ParamSetting;

// Loads policy files. NULL after diagnostics (all problems of all files, with file:line:column, caret and "did you
// mean"). Warnings (a rule reads a field that a matched type lacks, an unused variable) go to diags too and do not
// fail.
const PolicySet *policy_load(Arena *arena, const Schema *schema, const PolicyFile *files, size_t count,
                             const ParamSetting *settings, size_t setting_count, Diags *diags);

// The built-in policy files.
const PolicyFile *policy_builtin(Arena *arena, size_t *count);

// The variables that expressions of `policy` about `kind` (NULL: no self) see.
const VariableSet *policy_variables(const Policy *policy, const Kind *kind);

// An environment in which `self` is of `kind` (NULL: no self) and the params and variables are those of `policy` (NULL:
// none).
CelEnv *policy_env(Arena *arena, const PolicySet *set, const Policy *policy, const Kind *kind);

// Whether a rule id matches a glob of --rule/--skip: "HMA-*", "CBX-003" (the whole family), case-insensitive.
bool rule_matches(const Rule *rule, Str glob);

#endif
