// <system.applicationHost>: sites, applications, virtual directories and bindings.
#include "import/iis_config.h"

static void map(IisConfig *config, IisMappingKind kind, Str name, Str value)
{
    iis_builder_map(config->builder, kind, name, value, xml_origin(config->xml));
}

static void map_attributes(IisConfig *config, const XmlTag *tag, IisMappingKind kind, const char *name,
                           const char *value)
{
    bool found;
    map(config, kind, iis_config_attribute(tag, name, &found), iis_config_attribute(tag, value, &found));
}

// An attribute that <applicationDefaults> or <virtualDirectoryDefaults> sets for what does not say it itself.
static void map_optional(IisConfig *config, const XmlTag *tag, IisMappingKind kind, const char *name, Str of)
{
    bool found;
    Str value = iis_config_attribute(tag, name, &found);
    if (found)
        map(config, kind, of, value);
}

static bool named(const XmlTag *tag, const char *name)
{
    return strcmp(tag->name, name) == 0;
}

// Defaults of all sites (`of` empty), or of the site they stand in ("site").
static void take_defaults(IisConfig *config, const XmlTag *tag, Str of)
{
    if (named(tag, "applicationDefaults"))
        map_optional(config, tag, IIS_MAP_DEFAULT_POOL, "applicationPool", of);
    else if (named(tag, "virtualDirectoryDefaults"))
        map_optional(config, tag, IIS_MAP_DEFAULT_SUB_DIR_CONFIG, "allowSubDirConfig", of);
    xml_skip(config->xml);
}

static void in_site(IisConfig *config, const XmlTag *tag)
{
    if (named(tag, "application")) {
        map_attributes(config, tag, IIS_MAP_APPLICATION, "path", "applicationPool");
        iis_config_open(config, (IisFrame){.place = PLACE_APPLICATION});
    } else if (named(tag, "bindings")) {
        iis_config_open(config, (IisFrame){.place = PLACE_BINDINGS});
    } else {
        take_defaults(config, tag, STR("site"));
    }
}

static void in_application(IisConfig *config, const XmlTag *tag)
{
    if (named(tag, "virtualDirectory")) {
        map_attributes(config, tag, IIS_MAP_VDIR, "path", "physicalPath");
        map_optional(config, tag, IIS_MAP_SUB_DIR_CONFIG, "allowSubDirConfig", STR(""));
        xml_skip(config->xml);
    } else {
        take_defaults(config, tag, STR("site"));
    }
}

void iis_config_site(IisConfig *config, const XmlTag *tag, IisPlace place)
{
    if (place == PLACE_HOST && named(tag, "sites")) {
        iis_config_open(config, (IisFrame){.place = PLACE_SITES});
    } else if (place == PLACE_SITES && named(tag, "site")) {
        config->sites = true;
        map_attributes(config, tag, IIS_MAP_SITE, "name", "id");
        iis_config_open(config, (IisFrame){.place = PLACE_SITE});
    } else if (place == PLACE_SITES) {
        take_defaults(config, tag, STR(""));
    } else if (place == PLACE_SITE) {
        in_site(config, tag);
    } else if (place == PLACE_APPLICATION) {
        in_application(config, tag);
    } else {
        if (place == PLACE_BINDINGS && named(tag, "binding"))
            map_attributes(config, tag, IIS_MAP_BINDING, "protocol", "bindingInformation");
        xml_skip(config->xml);
    }
}
