// The events of an IIS configuration file become the rows of an IisFile.
#ifndef EXAUDIT_IMPORT_IIS_CONFIG_H
#define EXAUDIT_IMPORT_IIS_CONFIG_H

#include "import/xml.h"
#include "model/iis_file.h"

// Where in the document the reader is, one entry for each open element that it did not skip.
typedef enum IisPlace {
    PLACE_CONFIGURATION,
    PLACE_CONFIG_SECTIONS, // and section groups in it
    PLACE_HOST,            // system.applicationHost
    PLACE_SITES,
    PLACE_SITE,
    PLACE_APPLICATION,
    PLACE_VDIR,
    PLACE_BINDINGS,
    PLACE_LOCATION,
    PLACE_GROUP,   // system.webServer and groups in it
    PLACE_ELEMENT, // of a section
} IisPlace;

// Known structure nests no deeper: what lies below is skipped.
enum { IIS_CONFIG_DEPTH = 24 };

// Names that are not known are told of so often in one file.
enum { MAX_STRANGE = 20 };

typedef struct IisFrame {
    IisPlace place;
    int group;                 // PLACE_GROUP, PLACE_CONFIG_SECTIONS (-1: outermost)
    const IisElement *element; // PLACE_ELEMENT
} IisFrame;

typedef struct IisConfig {
    XmlParser *xml;
    Arena *scratch;
    const IisSchema *schema;
    IisBuilder *builder;
    IisFrame frames[IIS_CONFIG_DEPTH];
    size_t depth;
    Diags *diags;
    unsigned strange; // names that the schema lacks
    // What was seen, which tells what the file is.
    Str root;         // name of the root element
    bool host;        // system.applicationHost, or that it declares its sections
    bool sites;       // a site
    bool web;         // system.webServer or a location
    bool global;      // system.webServer outside any location
    bool redirection; // configurationRedirection
    bool transform;   // attributes of XML Document Transform
    bool fragment;    // the root is not <configuration>
} IisConfig;

extern const XmlHandler iis_config_handler;

// The rows of sections (import/iis_config_section.c).
void iis_config_section(IisConfig *config, const XmlTag *tag, unsigned section);
// A section whose name is right except for its case: it is refused. false: there is none in the group.
bool iis_config_near_section(IisConfig *config, const XmlTag *tag, int group);
void iis_config_element(IisConfig *config, const XmlTag *tag, const IisElement *parent);
// The mappings of <sites> (import/iis_config_site.c).
void iis_config_site(IisConfig *config, const XmlTag *tag, IisPlace place);

// The value of the attribute called `name`, or the empty string; *found says whether it is there.
Str iis_config_attribute(const XmlTag *tag, const char *name, bool *found);
// Opens the element at hand: its children will be seen in `frame`.
void iis_config_open(IisConfig *config, IisFrame frame);

#endif
