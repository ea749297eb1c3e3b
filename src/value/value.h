// Value: an immutable, typed value that knows where it came from. Type: what a value may be.
//
// Values are small and passed by copy; what they point to lives in an arena. Unknown and error are values:
// they flow through every operation (design §4). Nothing here knows of Exchange or of expressions.
#ifndef EXAUDIT_VALUE_VALUE_H
#define EXAUDIT_VALUE_VALUE_H

#include "support/diag.h"

// Kleene's truth, numbered so that `and` is the minimum and `or` the maximum.
//
//   and     F U T      or      F U T
//     F     F F F        F     F U T
//     U     F U U        U     U U T
//     T     F U T        T     T T T
typedef enum Truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } Truth;

Truth truth_and(Truth a, Truth b);
Truth truth_or(Truth a, Truth b);
Truth truth_not(Truth a);

typedef enum ValueKind {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_UINT,
    VALUE_DOUBLE,
    VALUE_STRING,
    VALUE_BYTES,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_OBJECT,
    VALUE_TYPE,
    VALUE_TIMESTAMP,
    VALUE_DURATION,
    VALUE_VERSION,
    VALUE_OPTIONAL,
    VALUE_UNKNOWN,
    VALUE_ERROR,
} ValueKind;

typedef struct Value Value;
typedef struct Type Type;
typedef struct Object Object;
typedef struct ObjectClass ObjectClass;

// Why something is not known, one reason.
typedef struct Reason {
    Str why;       // a code: "notExported", "cutByDepth", … (design §13)
    Str subject;   // what is not known: "OAuthAuthentication", "Get-AuthServer"
    Str hint;      // what would make it known: a command line; may be empty
    Origin origin; // where the absence shows; may be nowhere
} Reason;

// A set of reasons. Two unknowns joined hold the union (by pointer), at most UNKNOWN_MAX_REASONS.
typedef struct Unknown {
    size_t count;
    const Reason *const *reasons;
} Unknown;
enum { UNKNOWN_MAX_REASONS = 16 };

typedef struct List {
    size_t count;
    const Value *items;
    const Unknown *open; // not NULL: there may be more members, for these reasons
    bool set;            // order and repetition have no meaning for ==
} List;

typedef struct MapEntry MapEntry; // { Value key, value; }
typedef struct Map {
    size_t count;
    const MapEntry *entries; // in the order of construction, keys distinct
    const Unknown *open;
} Map;

// An instant: seconds since 1970-01-01T00:00:00Z and nanoseconds 0..999999999 after them.
typedef struct Timestamp {
    int64_t seconds;
    int32_t nanos;
} Timestamp;

// A span: seconds and nanoseconds of the same sign.
typedef struct Duration {
    int64_t seconds;
    int32_t nanos;
} Duration;

struct Value {
    uint8_t kind; // ValueKind
    uint8_t flags;
    Origin origin; // file 0: computed, not read
    union {
        bool boolean;
        int64_t integer;
        uint64_t uinteger; // VALUE_UINT, and VALUE_VERSION as four 16-bit parts, major highest
        double number;
        const Str *text; // VALUE_STRING, VALUE_BYTES
        const List *list;
        const Map *map;
        const Object *object;
        const Type *type;
        const Timestamp *timestamp;
        const Duration *duration;
        const Value *optional; // NULL: none
        const Unknown *unknown;
        const Str *error; // the message
    } as;
};

struct MapEntry {
    Value key, value;
};

// --- making values ------------------------------------------------------------------------------

Value value_null(void);
Value value_bool(bool b);
Value value_int(int64_t i);
Value value_uint(uint64_t u);
Value value_double(double d);
Value value_string(Arena *arena, Str s); // the bytes are borrowed, the slice is copied
Value value_bytes(Arena *arena, Str s);
Value value_list(Arena *arena, const Value *items, size_t count, const Unknown *open); // items are borrowed
Value value_set(Arena *arena, const Value *items, size_t count,
                const Unknown *open); // sorted (value_compare_any) and without duplicates, in a copy
Value value_map(Arena *arena, const MapEntry *entries, size_t count, const Unknown *open);
Value value_object(const Object *object);
Value value_type(const Type *type);
Value value_timestamp(Arena *arena, Timestamp t);
Value value_duration(Arena *arena, Duration d);
Value value_version(uint16_t major, uint16_t minor, uint16_t build, uint16_t revision);
Value value_optional(Arena *arena, const Value *value); // NULL: none
Value value_unknown(const Unknown *unknown);
Value value_unknown_because(Arena *arena, Reason reason);
Value value_error(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Value value_at(Value v, Origin origin); // the same value, read at `origin`

// "15.2.1118.25", "15.02.1118.025", "Version 15.2 (Build 1118.25)" → a version; false when it is none.
bool version_parse(Str text, Value *out);

// --- asking -------------------------------------------------------------------------------------

bool value_is(Value v, ValueKind kind);
Truth value_truth(Value v);                  // of a bool or unknown; anything else is UNKNOWN
const char *value_kind_name(ValueKind kind); // CEL's names: "int", "string", "list", "google.protobuf.Timestamp", …

// The union of the reasons of two unknown values; either may be something else (then the other's).
Value value_join(Arena *arena, Value a, Value b);

// CEL's equality: numbers across kinds by value, lists and maps element-wise with Kleene's logic, NaN unequal to
// itself, different kinds unequal. Lists of different sizes are unequal; open ones are unknown (design §4). bool,
// unknown or error.
Value value_equals(Arena *arena, Value a, Value b);

// CEL's order over numbers (across kinds), strings, bytes, bools, timestamps, durations, versions: true and *order set
// to <0, 0, >0; false when the two have no order (different kinds, NaN).
bool value_compare(Value a, Value b, int *order);

// A total order over all values, for canonical output: by kind, then content.
int value_compare_any(Value a, Value b);

// The member of a map, or NULL. Does not look at `open`.
const Value *map_get(const Map *map, Value key);

// --- objects ------------------------------------------------------------------------------------

// An object has named, typed fields that may be computed when they are read. It begins with its class.
struct Object {
    const ObjectClass *class;
};

typedef struct ObjectField {
    Str name;
    const Type *type;
    Str doc;
    bool sometimes; // some objects of the class have no such field (reading it there is an error that `has` guards)
} ObjectField;

struct ObjectClass {
    Str name; // for messages: "virtualDirectory"
    const ObjectField *fields;
    size_t count;
    // The value of fields[index]: known, null, unknown, or the error "no such field" when this object has none.
    Value (*get)(const Object *object, unsigned index, Arena *arena);
    // What names the object for people and for equality: "virtualDirectory:EX01/Default Web Site/owa". May be NULL.
    Str (*identity)(const Object *object);
};

// Index of the field called `name`, or -1.
int object_field(const ObjectClass *class, Str name);
// The error that a field an object does not have reads as.
Value object_no_field(Arena *arena, const ObjectClass *class, Str name);

// --- types --------------------------------------------------------------------------------------

typedef enum TypeKind {
    TYPE_DYN,
    TYPE_NULL,
    TYPE_BOOL,
    TYPE_INT,
    TYPE_UINT,
    TYPE_DOUBLE,
    TYPE_STRING,
    TYPE_BYTES,
    TYPE_TIMESTAMP,
    TYPE_DURATION,
    TYPE_VERSION,
    TYPE_LIST,
    TYPE_MAP,
    TYPE_ENUM,     // a string out of `names`
    TYPE_OBJECT,   // of `class`
    TYPE_NULLABLE, // `element` or null
    TYPE_OPTIONAL, // optional_type(element)
    TYPE_TYPE,     // type(element)
    TYPE_PARAM,    // a type variable of a function signature
} TypeKind;

struct Type {
    TypeKind kind;
    bool set;            // TYPE_LIST: a set
    Str name;            // of an enumeration or a type variable; empty otherwise
    const Type *key;     // TYPE_MAP
    const Type *element; // TYPE_LIST, TYPE_MAP, TYPE_NULLABLE, TYPE_OPTIONAL, TYPE_TYPE
    const ObjectClass *class;
    const Str *names; // TYPE_ENUM
    size_t name_count;
};

// The types without parameters, and makers of the others. type_simple of a kind with parameters has dyn for them.
const Type *type_simple(TypeKind kind);
const Type *type_list(Arena *arena, const Type *element);
const Type *type_set(Arena *arena, const Type *element);
const Type *type_map(Arena *arena, const Type *key, const Type *value);
const Type *type_nullable(Arena *arena, const Type *element);
const Type *type_enum(Arena *arena, Str name, const Str *names, size_t count);
const Type *type_object(Arena *arena, const ObjectClass *class);

// By structure; enumerations, variables and classes by name or identity. A set is a list: `set` makes no difference.
bool type_equals(const Type *a, const Type *b);
// "list(string)", "map(string, int)", "virtualDirectory", "AuthenticationMethod".
Str type_text(Arena *arena, const Type *type);

// --- text ---------------------------------------------------------------------------------------

// For people: strings bare, lists "a, b" ("(none)" when empty, ", …" when open), null "(none)", unknown "(unknown:
// why)".
Str value_text(Arena *arena, Value v);
// As an expression would write it: "Ntlm", ["a", "b"], {"k": 1}, timestamp("…"), unknown(why).
Str value_literal(Arena *arena, Value v);
// RFC 3339 with "Z"; "3600s"; "15.2.1118.25".
Str timestamp_text(Arena *arena, Timestamp t);
Str duration_text(Arena *arena, Duration d);
Str version_text(Arena *arena, Value version);
// The calendar date of a timestamp, in UTC; month and day from 1, day_of_year from 1, weekday 0 (Sunday) to 6.
typedef struct Date {
    int64_t year;
    int month, day, day_of_year, weekday;
    int hour, minute, second;
} Date;
Date timestamp_date(Timestamp t);
// The years of CEL's timestamps: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
bool timestamp_valid(Timestamp t);
// RFC 3339 ("2026-11-20T10:00:00Z", also with offset and fraction), and a bare date as midnight UTC.
bool timestamp_parse(Str text, Timestamp *out);

#endif
