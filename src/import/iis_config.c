// Reads IIS configuration files: applicationHost.config, web.config, redirection.config, and fragments of them.
#include "import/iis_config.h"

#include "import/reader.h"

Str iis_config_attribute(const XmlTag *tag, const char *name, bool *found)
{
    for (unsigned i = 0; i < tag->count; i++) {
        *found = xml_attribute_prefix(tag, i) == NULL && strcmp(xml_attribute_name(tag, i), name) == 0;
        if (*found)
            return xml_attribute_value(tag, i);
    }
    *found = false;
    return STR("");
}

void iis_config_open(IisConfig *config, IisFrame frame)
{
    if (config->depth == IIS_CONFIG_DEPTH)
        xml_skip(config->xml);
    else
        config->frames[config->depth++] = frame;
}

static bool named(const XmlTag *tag, const char *name)
{
    return strcmp(tag->name, name) == 0;
}

// --- <configSections> -------------------------------------------------------------------------------

static void declare(IisConfig *config, const XmlTag *tag, int group)
{
    bool found;
    Str name = iis_config_attribute(tag, "name", &found);
    int section = iis_section_in(config->schema, group, name);
    if (section < 0)
        return;
    Origin origin = xml_origin(config->xml);
    Str definition = iis_config_attribute(tag, "allowDefinition", &found);
    Str mode = iis_config_attribute(tag, "overrideModeDefault", &found);
    IisDeclaration declaration = {origin.line, origin.column, str_eq_fold(mode, STR("Deny")),
                                  str_eq_fold(definition, STR("AppHostOnly"))};
    iis_builder_declare(config->builder, (unsigned)section, declaration);
}

static void in_config_sections(IisConfig *config, const XmlTag *tag, int group)
{
    bool found;
    Str name = iis_config_attribute(tag, "name", &found);
    int inner = -1;
    if (named(tag, "sectionGroup")) {
        inner = iis_group_in(config->schema, group, name);
        config->host = config->host || (group < 0 && str_eq(name, STR("system.applicationHost")));
    } else if (group >= 0 && named(tag, "section")) {
        declare(config, tag, group);
    }
    if (inner >= 0)
        iis_config_open(config, (IisFrame){.place = PLACE_CONFIG_SECTIONS, .group = inner});
    else
        xml_skip(config->xml);
}

// --- structure --------------------------------------------------------------------------------------

// overrideMode, or its forerunner allowOverride.
static IisMode location_mode(const XmlTag *tag)
{
    bool found;
    Str mode = iis_config_attribute(tag, "overrideMode", &found);
    if (str_eq_fold(mode, STR("Allow")))
        return IIS_MODE_ALLOW;
    if (str_eq_fold(mode, STR("Deny")))
        return IIS_MODE_DENY;
    Str allow = iis_config_attribute(tag, "allowOverride", &found);
    if (found && !str_eq_fold(mode, STR("Inherit")))
        return str_eq_fold(allow, STR("false")) ? IIS_MODE_DENY : IIS_MODE_ALLOW;
    return IIS_MODE_INHERIT;
}

// IIS refuses the two together; overrideMode is taken.
static void check_modes(IisConfig *config, const XmlTag *tag)
{
    bool mode, allow;
    (void)iis_config_attribute(tag, "overrideMode", &mode);
    (void)iis_config_attribute(tag, "allowOverride", &allow);
    if (mode && allow)
        (void)diag_input(config->diags, DIAG_WARNING, "oddLocation", xml_origin(config->xml),
                         "<location>: overrideMode and allowOverride may not stand together; overrideMode is read");
}

static void open_location(IisConfig *config, const XmlTag *tag)
{
    bool found;
    check_modes(config, tag);
    Str path = iis_config_attribute(tag, "path", &found);
    Str inherit = iis_config_attribute(tag, "inheritInChildApplications", &found);
    iis_builder_location(config->builder, path, location_mode(tag), str_eq_fold(inherit, STR("false")),
                         xml_origin(config->xml));
    config->web = true;
    iis_config_open(config, (IisFrame){.place = PLACE_LOCATION});
}

static void in_group(IisConfig *config, const XmlTag *tag, int group)
{
    int section = group < 0 ? -1 : iis_section_in(config->schema, group, str(tag->name));
    if (section >= 0) {
        iis_config_section(config, tag, (unsigned)section);
        return;
    }
    int inner = iis_group_in(config->schema, group, str(tag->name));
    if (inner < 0) {
        if (group >= 0)
            (void)iis_config_near_section(config, tag, group);
        xml_skip(config->xml);
        return;
    }
    config->web = true;
    bool top = config->depth > 0 && config->frames[config->depth - 1].place == PLACE_CONFIGURATION;
    config->global = config->global || top; // a group that is the root is a part of a file
    iis_config_open(config, (IisFrame){.place = PLACE_GROUP, .group = inner});
}

static void redirect(IisConfig *config, const XmlTag *tag)
{
    bool found;
    config->redirection = true;
    iis_builder_file(config->builder)->redirected =
        str_eq_fold(iis_config_attribute(tag, "enabled", &found), STR("true"));
    xml_skip(config->xml);
}

static void open_host(IisConfig *config)
{
    config->host = true;
    iis_config_open(config, (IisFrame){.place = PLACE_HOST});
}

static void in_configuration(IisConfig *config, const XmlTag *tag)
{
    if (named(tag, "location"))
        open_location(config, tag);
    else if (named(tag, "configSections"))
        iis_config_open(config, (IisFrame){.place = PLACE_CONFIG_SECTIONS, .group = -1});
    else if (named(tag, "system.applicationHost"))
        open_host(config);
    else if (named(tag, "configurationRedirection"))
        redirect(config, tag);
    else
        in_group(config, tag, -1);
}

// The root: a whole file, or a fragment that begins somewhere inside.
static void at_root(IisConfig *config, const XmlTag *tag)
{
    config->root = str_dup(config->scratch, str(tag->name));
    config->fragment = !named(tag, "configuration");
    if (named(tag, "configuration")) {
        iis_config_open(config, (IisFrame){.place = PLACE_CONFIGURATION});
    } else if (named(tag, "location") || named(tag, "system.webServer") || named(tag, "system.applicationHost")) {
        in_configuration(config, tag);
    } else if (named(tag, "sites") || named(tag, "site")) {
        config->host = true;
        iis_config_site(config, tag, named(tag, "site") ? PLACE_SITES : PLACE_HOST);
    } else {
        xml_skip(config->xml); // not xml_stop: a root that is cut in its name must show as damage
    }
}

static bool is_transform(const XmlTag *tag)
{
    for (unsigned i = 0; i < tag->count; i++) {
        const char *prefix = xml_attribute_prefix(tag, i);
        if (prefix != NULL && strcmp(prefix, "xdt") == 0)
            return true;
    }
    return false;
}

static void start(void *context, const XmlTag *tag)
{
    IisConfig *config = context;
    if (is_transform(tag)) {
        config->transform = true;
        xml_stop(config->xml);
        return;
    }
    if (config->depth == 0) {
        at_root(config, tag);
        return;
    }
    const IisFrame *frame = &config->frames[config->depth - 1];
    switch (frame->place) {
    case PLACE_CONFIGURATION:
        in_configuration(config, tag);
        return;
    case PLACE_CONFIG_SECTIONS:
        in_config_sections(config, tag, frame->group);
        return;
    case PLACE_HOST:
    case PLACE_SITES:
    case PLACE_SITE:
    case PLACE_APPLICATION:
    case PLACE_VDIR:
    case PLACE_BINDINGS:
        iis_config_site(config, tag, frame->place);
        return;
    case PLACE_LOCATION:
        in_group(config, tag, -1);
        return;
    case PLACE_GROUP:
        in_group(config, tag, frame->group);
        return;
    case PLACE_ELEMENT:
        iis_config_element(config, tag, frame->element);
        return;
    }
}

static void end(void *context, const char *name, Str text)
{
    IisConfig *config = context;
    (void)name;
    (void)text;
    if (config->depth > 0 && config->frames[--config->depth].place == PLACE_LOCATION)
        iis_builder_outside(config->builder);
}

const XmlHandler iis_config_handler = {.start = start, .end = end, .first_line = {NULL, 0}, .retain = 0};

// --- what the file is -------------------------------------------------------------------------------

static Str base_name(Str path)
{
    size_t begin = path.n;
    while (begin > 0 && path.p[begin - 1] != '/' && path.p[begin - 1] != '\\')
        begin--;
    return str_slice(path, begin, path.n);
}

static bool named_like(Str file, Str part)
{
    Str name = base_name(file);
    for (size_t i = 0; i + part.n <= name.n; i++)
        if (str_eq_fold(str_slice(name, i, i + part.n), part))
            return true;
    return false;
}

static IisFileKind kind_of(const IisConfig *config, Str file)
{
    if (config->redirection)
        return IIS_REDIRECTION;
    if (config->host)
        return IIS_APPLICATION_HOST;
    // A damaged or empty file shows nothing else than its name.
    bool host_name = named_like(file, STR("applicationHost"));
    if (!config->web && named_like(file, STR("redirection.config")))
        return IIS_REDIRECTION;
    return host_name ? IIS_APPLICATION_HOST : IIS_WEB_CONFIG;
}

static ReadResult ignored(ReadContext *context, const char *what)
{
    context->what = str(what);
    return READ_IGNORED;
}

static ReadResult unused(ReadContext *context, const char *what)
{
    context->what = str(what);
    return READ_UNUSED;
}

static ReadResult classify(ReadContext *context, const IisConfig *config)
{
    if (config->transform)
        return ignored(context, "an XDT transform (it changes a configuration file and is none)");
    if (str_eq_fold(config->root, STR("html")))
        return ignored(context, "an HTML page");
    if (config->host || config->web || config->redirection)
        return READ_OK;
    if (!str_eq(config->root, STR("configuration")))
        return unused(context, str_eq_fold(config->root, STR("configuration")) ? "configuration of other software"
                                                                               : "XML of another kind");
    if (named_like(context->file, STR("web.config")) || named_like(context->file, STR("redirection.config")))
        return READ_OK; // it sets nothing of what we know, which is knowledge
    return unused(context, "configuration of other software (no system.webServer, no location)");
}

// --- text that is no XML ------------------------------------------------------------------------------

static bool begins(Str text, const char *prefix)
{
    return str_starts_fold(text, str(prefix));
}

// What a text that does not begin like XML is; NULL: it does.
static const char *not_xml(Str head)
{
    static const char *const script[] = {"function", "(function",      "!function",    "var ",
                                         "let ",     "const ",         "window.",      "/*",
                                         "//",       "\"use strict\"", "'use strict'", ";"};
    Str text = str_trim(head);
    if (begins(text, "<!doctype html") || begins(text, "<html"))
        return "an HTML page";
    if (text.n == 0 || text.p[0] == '<')
        return NULL;
    if (text.p[0] == '{' || text.p[0] == '[')
        return "JSON";
    for (size_t i = 0; i < sizeof script / sizeof *script; i++)
        if (begins(text, script[i]))
            return "JavaScript";
    return "text that is not XML";
}

// Passes over one comment or processing instruction at the beginning of *text. false: there is none, or it does not end
// in the text.
static bool pass_over(Str *text, Str open, Str close)
{
    size_t end = str_starts(*text, open) ? str_find(*text, close) : (size_t)-1;
    if (end == (size_t)-1)
        return false;
    *text = str_slice(*text, end + close.n, text->n);
    return true;
}

// The name of the root element, or the empty string when it does not show in the head.
static Str root_name(Str head)
{
    do
        head = str_trim(head);
    while (pass_over(&head, STR("<?"), STR("?>")) || pass_over(&head, STR("<!--"), STR("-->")));
    size_t end = 1;
    if (head.n < 2 || head.p[0] != '<' || head.p[1] == '!' || head.p[1] == '?')
        return STR("");
    while (end < head.n && strchr(" \t\r\n/>", head.p[end]) == NULL)
        end++;
    return str_slice(head, 1, end);
}

static int recognise(Str head, Str file)
{
    static const Str fragments[] = {STR_INIT("system.webServer"), STR_INIT("system.applicationHost"),
                                    STR_INIT("location"), STR_INIT("site"), STR_INIT("sites")};
    bool config_name = str_ends(str_slice(file, file.n < 7 ? 0 : file.n - 7, file.n), STR(".config")) ||
                       named_like(file, STR(".config"));
    Str root = root_name(head);
    if (str_eq(root, STR("configuration")))
        return 95;
    for (size_t i = 0; i < sizeof fragments / sizeof *fragments; i++)
        if (str_eq(root, fragments[i]))
            return i < 2 ? 90 : 60;
    if (str_eq_fold(root, STR("configuration")))
        return 40;
    bool xml = str_starts(str_trim(head), STR("<"));
    if (root.n == 0 && xml && config_name)
        return 50; // the root lies behind a long comment
    return config_name ? 20 : 0;
}

// Whether the estate gets to know the file. What is named web.config counts even when it is none: where a manifest or
// its folder says that it belongs to a path, it must make unknown what the true file could set, instead of counting as
// absent.
static bool is_kept(const IisConfig *config, ReadResult result, Str file)
{
    if (named_like(file, STR("web.config")))
        return true;
    bool shown = config->host || config->web || config->redirection;
    bool called = named_like(file, STR("applicationHost")) || named_like(file, STR("redirection.config"));
    return result == READ_OK || (result == READ_DAMAGED && (shown || called));
}

static ReadResult read(ReadContext *context)
{
    const char *other = not_xml(source_peek(context->source));
    IisConfig config = {
        .scratch = context->scratch, .schema = context->schema->iis, .diags = context->diags, .root = STR("")};
    config.builder = iis_builder_new(context->arena, context->scratch, context->interner, config.schema,
                                     source_file(context->source).file);
    IisFile *file = iis_builder_file(config.builder);
    ReadResult result = other != NULL ? ignored(context, other) : READ_OK;
    if (other == NULL) {
        config.xml = xml_worker_parser(&context->parser);
        bool whole = xml_parse(config.xml, context->source, &iis_config_handler, &config, NULL);
        if (file->damaged)
            (void)diag_input(context->diags, DIAG_ERROR, "limit", source_file(context->source),
                             "locations: more than 65535 <location> elements in one file");
        file->damaged = file->damaged || !whole;
        result = classify(context, &config);
    }
    if (result != READ_IGNORED && file->damaged)
        result = READ_DAMAGED;
    file->damaged = file->damaged || result == READ_IGNORED;
    file->kind = kind_of(&config, context->file);
    // An applicationHost.config always has sites and global settings: one without is a part.
    file->fragment = config.fragment || (file->kind == IIS_APPLICATION_HOST && !(config.sites && config.global));
    const IisFile *done = iis_builder_finish(config.builder);
    if (is_kept(&config, result, context->file))
        context->iis = done;
    return result;
}

const Reader reader_iis_config = {
    .format = "iisConfig",
    .title = "IIS configuration (applicationHost.config, web.config, redirection.config)",
    .how =
        "copy %windir%\\System32\\inetsrv\\config\\applicationHost.config and the web.config of each virtual directory",
    .recognise = recognise,
    .read = read,
};
