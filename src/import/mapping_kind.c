// What a record is: its kind, its organization, its server.
#include "import/mapping.h"

// --- kind -----------------------------------------------------------------------------------------------------

// Types that say nothing of what the object is.
static bool is_generic(Str class_name)
{
    static const Str generic[] = {STR_INIT("PSCustomObject"), STR_INIT("PSObject"), STR_INIT("Object"),
                                  STR_INIT("Hashtable"), STR_INIT("OrderedDictionary")};
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (str_eq_fold(generic[i], class_name))
            return true;
    return class_name.n == 0;
}

static unsigned index_among(const Str *names, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(names[i], name))
            return (unsigned)i;
    return 0;
}

// The i-th class of a kind is what its i-th cmdlet prints.
static unsigned from_class(const Kind *kind, Str type)
{
    unsigned index = index_among(kind->classes, kind->class_count, schema_class_name(type));
    return index < kind->cmdlet_count ? index : 0;
}

static const Kind *by_cmdlet(const Mapper *mapper, int *subtype, unsigned *from)
{
    const Kind *kind = schema_by_cmdlet(mapper->schema, mapper->cmdlet, subtype);
    if (kind)
        *from = index_among(kind->cmdlets, kind->cmdlet_count, mapper->cmdlet);
    return kind;
}

static bool has_any(const Record *record, const Str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (record_member(record, names[i]))
            return true;
    return false;
}

static const Kind *by_properties(const Schema *schema, const Record *record, int *subtype)
{
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        for (size_t j = 0; j < kind->subtype_count; j++)
            if (has_any(record, kind->subtypes[j].distinctive, kind->subtypes[j].distinctive_count)) {
                *subtype = (int)j;
                return kind;
            }
        if (has_any(record, kind->distinctive, kind->distinctive_count)) {
            *subtype = -1;
            return kind;
        }
    }
    return NULL;
}

static const Kind *find_kind(const Mapper *mapper, const Record *record, int *subtype, unsigned *from)
{
    *from = 0;
    *subtype = -1;
    const Kind *kind = schema_by_class(mapper->schema, record->type, subtype);
    if (kind) {
        *from = kind->subtype_count > 0 ? 0 : from_class(kind, record->type);
        return kind;
    }
    bool generic = is_generic(schema_class_name(record->type));
    if (generic || mapper->cmdlet_declared)
        kind = by_cmdlet(mapper, subtype, from);
    return kind || !generic ? kind : by_properties(mapper->schema, record, subtype);
}

static const KnownType *known_type(const Mapper *mapper, Str type)
{
    for (size_t i = 0; i < mapper->type_count; i++)
        if (str_eq(mapper->types[i].name, type))
            return &mapper->types[i];
    return NULL;
}

// What a type name alone says is kept for the records that follow, in this file and in others.
const Kind *mapping_kind(Mapper *mapper, const Record *record, int *subtype, unsigned *from)
{
    const KnownType *known = record->type.n > 0 ? known_type(mapper, record->type) : NULL;
    if (known) {
        *subtype = known->subtype;
        *from = known->from;
        return known->kind;
    }
    const Kind *kind = find_kind(mapper, record, subtype, from);
    int class_subtype;
    bool by_class = kind && schema_by_class(mapper->schema, record->type, &class_subtype);
    if (by_class && mapper->type_count < sizeof mapper->types / sizeof *mapper->types)
        mapper->types[mapper->type_count++] =
            (KnownType){intern(mapper->interner, record->type), kind, *subtype, *from};
    return kind;
}

// --- cmdlet from a file's name ----------------------------------------------------------------------------------

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool begins_word(Str name, size_t at)
{
    Str before = str_slice(name, 0, at);
    if (str_ends(before, STR("-")) || str_ends(before, STR("_")))
        before = str_slice(before, 0, before.n - 1);
    if (before.n == 0 || !is_letter(before.p[before.n - 1]))
        return true;
    return before.n >= 3 && str_eq_fold(str_slice(before, before.n - 3, before.n), STR("Get"));
}

static bool names_cmdlet(Str name, Str cmdlet)
{
    if (!str_starts_fold(cmdlet, STR("Get-")))
        return false;
    Str noun = str_slice(cmdlet, 4, cmdlet.n);
    for (size_t i = 0; i + noun.n <= name.n; i++) {
        bool ends = i + noun.n == name.n || !is_letter(name.p[i + noun.n]);
        if (ends && str_eq_fold(str_slice(name, i, i + noun.n), noun) && begins_word(name, i))
            return true;
    }
    return false;
}

static void consider(Str name, Str cmdlet, Str *best)
{
    if (cmdlet.n > best->n && names_cmdlet(name, cmdlet))
        *best = cmdlet;
}

Str mapping_cmdlet_of_name(const Schema *schema, Str file)
{
    size_t start = file.n;
    while (start > 0 && file.p[start - 1] != '/')
        start--;
    Str name = str_slice(file, start, file.n), best = STR("");
    for (size_t i = 0; i < schema->kind_count; i++) {
        const Kind *kind = &schema->kinds[i];
        for (size_t j = 0; j < kind->cmdlet_count; j++)
            consider(name, kind->cmdlets[j], &best);
        for (size_t j = 0; j < kind->subtype_count; j++)
            consider(name, kind->subtypes[j].get_cmdlet, &best);
    }
    return best;
}

// --- organization and server --------------------------------------------------------------------------------------

// Start of the component of a distinguished name that ends before offset `end`.
static size_t component_start(Str name, size_t end)
{
    size_t start = end;
    while (start > 0 && !(name.p[start - 1] == ',' && (start < 2 || name.p[start - 2] != '\\')))
        start--;
    return start;
}

// Where "CN=Microsoft Exchange,CN=Services,CN=Configuration," begins; 0: nowhere.
static size_t configuration_start(Str name)
{
    static const Str tail = STR_INIT("CN=Microsoft Exchange,CN=Services,CN=Configuration,");
    for (size_t i = 1; i + tail.n <= name.n; i++) {
        bool begins = name.p[i - 1] == ',' && (name.p[i + 3] | 0x20) == 'm';
        if (begins && str_eq_fold(str_slice(name, i, i + tail.n), tail))
            return i;
    }
    return 0;
}

bool mapping_organization(Mapper *mapper, Str distinguished_name, Str *key, Str *name)
{
    size_t configuration = configuration_start(distinguished_name);
    if (configuration == 0)
        return false;
    size_t start = component_start(distinguished_name, configuration - 1);
    Str own = str_slice(distinguished_name, start, configuration - 1);
    Str tail = str_slice(distinguished_name, start, distinguished_name.n);
    if (!str_starts_fold(own, STR("CN=")))
        return false;
    if (!str_eq(tail, mapper->organization_tail)) {
        mapper->organization_tail = intern(mapper->interner, tail);
        mapper->organization_key = str_fold(mapper->arena, tail);
        mapper->organization_name = intern(mapper->interner, str_slice(own, 3, own.n));
    }
    *key = mapper->organization_key;
    *name = mapper->organization_name;
    return true;
}

static Str first_label(Str name)
{
    size_t dot = str_find(name, STR("."));
    return dot == (size_t)-1 ? name : str_slice(name, 0, dot);
}

// "…,CN=EX01,CN=Servers,…" → "EX01".
static Str server_of_dn(Str name)
{
    static const Str servers = STR_INIT("CN=Servers,");
    for (size_t i = 1; i + servers.n <= name.n; i++) {
        bool begins = name.p[i - 1] == ',' && (name.p[i + 3] | 0x20) == 's';
        if (!begins || !str_eq_fold(str_slice(name, i, i + servers.n), servers))
            continue;
        Str own = str_slice(name, component_start(name, i - 1), i - 1);
        return str_starts_fold(own, STR("CN=")) ? str_slice(own, 3, own.n) : STR("");
    }
    return STR("");
}

static Str server_of_metabase(Str path)
{
    static const Str scheme = STR_INIT("IIS://");
    if (!str_starts_fold(path, scheme))
        return STR("");
    Str rest = str_slice(path, scheme.n, path.n);
    size_t slash = str_find(rest, STR("/"));
    return slash == (size_t)-1 ? STR("") : first_label(str_slice(rest, 0, slash));
}

static Str server_of_identity(Str identity)
{
    size_t backslash = str_find(identity, STR("\\"));
    return backslash == (size_t)-1 ? STR("") : first_label(str_slice(identity, 0, backslash));
}

static Str needed_text(const Needed needed, NeededProperty property)
{
    return needed[property] ? raw_text(needed[property]) : STR("");
}

static Str server_of_itself(const Needed needed)
{
    static const NeededProperty names[] = {NEEDED_NAME, NEEDED_FQDN, NEEDED_IDENTITY};
    Str found = STR("");
    for (size_t i = 0; i < 3 && found.n == 0; i++)
        found = first_label(needed_text(needed, names[i]));
    return found.n > 0 ? found : server_of_dn(needed_text(needed, NEEDED_DISTINGUISHED_NAME));
}

// Whether MetabasePath names another server than the one that the record is taken to be of.
bool mapping_server_differs(const Needed needed, Str server)
{
    Str other = server_of_metabase(needed_text(needed, NEEDED_METABASE_PATH));
    return other.n > 0 && server.n > 0 && !str_eq_fold(other, server) && !str_eq_fold(other, STR("localhost"));
}

Str mapping_server(const Kind *kind, const Needed needed)
{
    if (str_eq(kind->name, STR("server")))
        return server_of_itself(needed);
    if (!kind->per_server)
        return STR("");
    Str found = first_label(needed_text(needed, NEEDED_SERVER));
    if (found.n == 0)
        found = first_label(needed_text(needed, NEEDED_SERVER_NAME));
    if (found.n == 0)
        found = server_of_identity(needed_text(needed, NEEDED_IDENTITY));
    if (found.n == 0)
        found = server_of_metabase(needed_text(needed, NEEDED_METABASE_PATH));
    return found.n > 0 ? found : server_of_dn(needed_text(needed, NEEDED_DISTINGUISHED_NAME));
}
