// What the files of the CLIXML reader share.
//
// A Builder makes a tree of nodes out of the events of one parse: of the whole file, one top-level object after the
// other, or of one element that is read again because a reference points to it. What belongs to the file as a whole is
// in Clixml.
#ifndef EXAUDIT_IMPORT_CLIXML_INTERNAL_H
#define EXAUDIT_IMPORT_CLIXML_INTERNAL_H

#include "import/reader.h"
#include "import/xml.h"

// Elements and attributes, in the order of clixml_names.
typedef enum ClixmlName {
    NAME_OBJS,
    NAME_OBJ,
    NAME_TN,
    NAME_T,
    NAME_TNREF,
    NAME_TOSTRING,
    NAME_PROPS,
    NAME_MS,
    NAME_REF,
    NAME_NIL,
    NAME_LST,
    NAME_IE,
    NAME_QUE,
    NAME_STK,
    NAME_DCT,
    NAME_EN,
    // values with text
    NAME_S,
    NAME_URI,
    NAME_G,
    NAME_DT,
    NAME_TS,
    NAME_VERSION,
    NAME_SEMANTIC_VERSION,
    NAME_SBK,
    NAME_BA,
    NAME_C,
    NAME_B,
    // numbers
    NAME_BY,
    NAME_SB,
    NAME_I16,
    NAME_U16,
    NAME_I32,
    NAME_U32,
    NAME_I64,
    NAME_U64,
    NAME_SG,
    NAME_DB,
    NAME_D,
    // values whose text is not read
    NAME_XD,
    NAME_SS,
    // attributes (S is one, too)
    NAME_N,
    NAME_REFID,
    NAME_COUNT,
    NAME_NONE = NAME_COUNT,
} ClixmlName;

extern const char *const clixml_names[NAME_COUNT];

// A RefId as a key: its number when it is written as one, else a hash of its text.
typedef uint64_t RefKey;
RefKey clixml_key(Str text);

// A hash table from keys to pointers, in an arena.
typedef struct RefMap {
    struct RefEntry *entries;
    size_t count, capacity;
} RefMap;
void *refmap_get(const RefMap *map, RefKey key);
void refmap_put(RefMap *map, Arena *arena, RefKey key, void *value); // value not NULL; replaces

// A chain of type names (TN).
typedef struct TypeChain {
    const Str *types; // most derived first, without "Deserialized."
    size_t count;
    bool is_enum;
} TypeChain;

// A value under construction, and what limits need to know of it.
typedef struct Node {
    Raw raw; // first: a finished node is read as its Raw
    const TypeChain *chain;
    uint32_t weight; // nodes in its tree, references followed
    uint16_t height; // nested objects in it
    bool open;       // its end has not been read
} Node;

// A member or type name, and whether the sink wants the member: the same few hundred come again in every file.
typedef struct NameSlot {
    Str name;       // p NULL: free
    uint32_t asked; // the generation of sinks in which it was asked
    bool wanted;
} NameSlot;
enum { NAME_SLOTS = 512, LONGEST_KEPT = 512, NAME_ENTRIES = 256 };

typedef struct NameTable {
    NameSlot slots[NAME_SLOTS];
    size_t count;
} NameTable;

typedef struct NameEntry {
    const char *name;
    ClixmlName id;
} NameEntry;

// What a worker's reader keeps between files.
typedef struct Kept {
    const char *const *names;        // the parser's, by ClixmlName
    NameEntry entries[NAME_ENTRIES]; // and back
    NameTable members, types;
    Arena *arena;        // of their texts
    RecordSink sink;     // the last one
    uint32_t generation; // how many different ones there were
} Kept;
Kept *kept_open(XmlParser *xml, const RecordSink *sink);
// The slot of a name, or NULL for one too many: then nothing is kept of it.
NameSlot *kept_slot(Kept *kept, NameTable *table, Str name);
ClixmlName kept_id(const Kept *kept, const char *name);

// Something that is reported once a file, however often it occurs.
typedef struct Incident {
    size_t count;
    Origin first;
} Incident;

// Where the objects of the file are: offsets (xml_offset) by RefId; 0: none. Four bytes an object, since ids are
// numbered from 0.
typedef struct ObjectTable {
    uint32_t *offsets;
    size_t capacity;
    size_t seen;
    RefMap others; // ids that are no small numbers: to offsets
} ObjectTable;

typedef struct Clixml {
    ReadContext *context;
    XmlParser *xml;
    RefMap types; // TN ids to TypeChain
    ObjectTable objects;
    RefMap again;           // objects of earlier records that were read again: offsets to Node
    uint64_t again_bytes;   // how much was
    struct Builder *reader; // that reads them; made when it is needed
    Incident duplicates, dangling, unknown, streams, limits, errors;
    bool other_root;
} Clixml;

// What a value is to the element around it.
typedef enum Role { ROLE_TOP, ROLE_MEMBER, ROLE_ITEM, ROLE_KEY, ROLE_VALUE, ROLE_BASE } Role;

// A finished value that waits for the end of its object.
typedef struct Pending {
    Str name;
    Node *node;
    Role role;
    bool extended; // a member in MS
} Pending;

// An open element.
typedef struct Frame {
    ClixmlName element;
    Role role;
    bool value; // an object, or a member set: its end makes a value
    bool list;  // an object with LST, IE, QUE or STK
    bool extended;
    Node *node;   // of a value; of Props, LST and the like: that of their object
    Str name;     // of a member
    size_t start; // the first of its Pending
} Frame;
enum { FRAMES = 260, DEEPEST_OBJECT = 50 };

typedef struct Builder Builder;
struct Builder {
    Clixml *file;
    XmlParser *xml;
    Arena *arena;     // of the nodes
    ArenaMark empty;  // to which it is rewound after each top-level object
    bool again;       // reads an element again: everything is wanted, nothing is registered
    unsigned top;     // depth of top-level values
    unsigned skip;    // depth of the element that is passed over; 0: none
    unsigned objects; // open ones
    uint32_t shared;  // nodes that references have added to this tree
    size_t frame_count;
    RefMap ids;       // of the objects in this tree: to Node
    RefMap passed;    // objects of this tree that were passed and read again: offsets to Node
    uint64_t started; // offset of the top-level object
    void (*deliver)(Builder *builder, Node *root);
    Pending *pending;
    size_t pending_count, pending_capacity;
    Str *types; // of the TN at hand
    size_t type_count, type_capacity;
    bool in_types;
    RefKey types_key;
    Node *root;
    Kept *kept;
    const char *const *names;
    Frame frames[FRAMES];
};

void builder_open(Builder *builder, Clixml *file, XmlParser *xml, Arena *arena);
// The handlers of both parses; the context is the Builder.
void builder_start(void *builder, const XmlTag *tag);
void builder_end(void *builder, const char *name, Str text);

// Forgets the tree: for the next top-level object.
void builder_reset(Builder *builder);
// In `start`: passes over the element and everything in it.
void builder_skip(Builder *builder, const XmlTag *tag);
// Makes an object (or a member set) out of the values that have been read in it.
void object_finish(Builder *builder, const Frame *frame);
// Joins the key and the value of a dictionary's entry into a member.
void entry_finish(Builder *builder, const Frame *frame);
// Whether a member of the object in `node` is to be read: of a top-level object only some are.
bool builder_wants(Builder *builder, const Node *node, Str name);
Node *builder_node(Builder *builder, RawKind kind, Origin origin);
Node *builder_unknown(Builder *builder, Origin origin, const char *why);

// --- clixml_types.c: type names, and what stands in elements that nobody wants ------------------------

void types_begin(Builder *builder, const XmlTag *tag);
void types_add(Builder *builder, Str text);
// The finished chain, registered under its id.
const TypeChain *types_end(Builder *builder);
// The chain that a TNRef means; types_missing when the file has none of that id.
extern const TypeChain types_missing;
const TypeChain *types_find(Builder *builder, const XmlTag *tag, Origin origin);

// --- clixml_ref.c: references ---------------------------------------------------------------------------

void object_register(Builder *builder, const XmlTag *tag, Node *node);
// Notes where an object begins that nobody wants: something wanted may refer to it.
void object_pass(Builder *builder, const XmlTag *tag);
Node *reference_resolve(Builder *builder, const XmlTag *tag, Origin origin);

// --- clixml_text.c: text ----------------------------------------------------------------------------------

// Resolves `_xHHHH_` (and eight digits), once, into the arena; text without any is returned as it is.
Str clixml_decode(Arena *arena, Str text);
// Whether a string is only the name of a .NET type: what is left of an object below the depth of the export.
bool clixml_is_type_name(Str text);
// Gives a node with text its kind and content.
void clixml_scalar(Arena *arena, Node *node, ClixmlName element, Str text);

void incident(Incident *incident, Origin origin);

#endif
