// The IIS sections as data: what schemas/model/iis.yaml declares, with ids for the rows of configuration files.
//
// An element (a section is one) has attributes, child elements and at most one collection; each is a field of the
// element's class, so that expressions check against it. Ids are positions in the flat tables of the schema and hold
// for one run only.
#ifndef EXAUDIT_MODEL_IIS_SCHEMA_H
#define EXAUDIT_MODEL_IIS_SCHEMA_H

#include "model/iis.h"
#include "support/yaml.h"

typedef enum IisType { IIS_BOOL, IIS_INT, IIS_STRING, IIS_ENUM, IIS_FLAGS, IIS_SECRET } IisType;
enum { IIS_TYPES = IIS_SECRET + 1 };

typedef struct IisElement IisElement;

// An attribute of an element, or of the items of a collection.
typedef struct IisAttribute {
    Str name;
    IisType type;
    const Type *value_type;
    const Str *names;       // IIS_ENUM, IIS_FLAGS
    const int64_t *numbers; // parallel to names
    size_t count;
    Str text;      // the schema default as a file would write it
    Value initial; // the schema default
    Str doc;
    uint16_t id; // in IisSchema.attributes; items of collections: position in the collection
    bool key;    // identifies an item
} IisAttribute;

typedef struct IisCollection {
    Str field; // empty: the element itself is the list
    Str add, remove, clear;
    const IisAttribute *attributes;
    size_t count;
    int single_key; // the only key attribute, whose value the row of the item itself holds, or -1
    bool case_sensitive;
    bool prepend; // mergeAppend=false
    bool strings;
    ObjectClass item_class;
    const Type *type;
} IisCollection;

// What a field of an element's class stands for.
typedef enum IisMemberKind { IIS_MEMBER_ATTRIBUTE, IIS_MEMBER_ELEMENT, IIS_MEMBER_COLLECTION } IisMemberKind;

struct IisElement {
    Str name, doc;
    Str unread; // names of attributes and elements that IIS knows and that are not read, with blanks between
    const IisElement *parent; // NULL for a section
    unsigned section;         // index in IisSchema.sections
    uint16_t id;              // in IisSchema.elements
    const IisAttribute *attributes;
    size_t attribute_count;
    const IisElement *const *children;
    size_t child_count;
    const IisCollection *collection; // NULL: none
    bool list;                       // the element is nothing but its collection
    ObjectClass class;               // fields: attributes, children, collection
};

typedef struct IisSection {
    Str name;  // "access"
    Str path;  // "system.webServer/security/access"
    int group; // in which it stands
    const IisElement *element;
} IisSection;

// A section group: "system.webServer", "security" in it, "authentication" in that.
typedef struct IisGroup {
    Str name;
    int parent; // -1: outermost
} IisGroup;

struct IisSchema {
    const IisSection *sections;
    size_t section_count;
    const IisGroup *groups;
    size_t group_count;
    const IisElement *const *elements; // by id
    size_t element_count;
    const IisAttribute *const *attributes; // by id
    const IisElement *const *owners;       // of attributes, by id
    size_t attribute_count;
    ObjectClass settings;
};

// At most this many sections, so that a server can hold a small table by section.
enum { IIS_MAX_SECTIONS = 64, IIS_MAX_ELEMENT_DEPTH = 8 };

// Which member of the element's class a field index is, and the member's index.
IisMemberKind iis_member(const IisElement *element, unsigned field, size_t *index);

// The section or group with this name in a group (-1: outermost): index or -1.
int iis_section_in(const IisSchema *schema, int group, Str name);
int iis_group_in(const IisSchema *schema, int group, Str name);

// The section with this full path, the child element, attribute or item attribute with this name: index or -1. Names
// are case-sensitive in IIS.
int iis_section_by_path(const IisSchema *schema, Str path);
int iis_section_by_name(const IisSchema *schema, Str name);
int iis_child(const IisElement *element, Str name);
int iis_attribute(const IisElement *element, Str name);
int iis_item_attribute(const IisCollection *collection, Str name);

// What a setting names: an attribute, or the collection of the element (attribute NULL). false: there is no such
// setting.
typedef struct IisSetting {
    const IisElement *element;
    const IisAttribute *attribute;
} IisSetting;
bool iis_setting(const IisSchema *schema, Str setting, IisSetting *out);

// A text as a configuration file writes it, as a value of the attribute's type at `origin`; unknown ("unreadable") when
// it is none.
Value iis_value(Arena *arena, const IisAttribute *attribute, Str text, Origin origin);

// The class functions of elements (model/iis_settings.c).
Value iis_settings_get(const Object *object, unsigned index, Arena *arena);
Value iis_element_get(const Object *object, unsigned index, Arena *arena);
Value iis_item_get(const Object *object, unsigned index, Arena *arena);

#endif
