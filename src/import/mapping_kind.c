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

const Kind *mapping_kind(Mapper *mapper, const Record *record, int *subtype, unsigned *from)
{
    if (mapper->last_kind && record->type.n > 0 && str_eq(record->type, mapper->last_type)) {
        *subtype = mapper->last_subtype;
        *from = mapper->last_from;
        return mapper->last_kind;
    }
    const Kind *kind = find_kind(mapper, record, subtype, from);
    if (kind && !is_generic(schema_class_name(record->type))) {
        mapper->last_kind = kind;
        mapper->last_type = intern(mapper->interner, record->type);
        mapper->last_subtype = *subtype;
        mapper->last_from = *from;
    }
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

bool mapping_organization(Arena *arena, Str distinguished_name, Str *key, Str *name)
{
    static const Str tail = STR_INIT("CN=Microsoft Exchange,CN=Services,CN=Configuration,");
    for (size_t i = 1; i + tail.n <= distinguished_name.n; i++) {
        if (distinguished_name.p[i - 1] != ',' || !str_eq_fold(str_slice(distinguished_name, i, i + tail.n), tail))
            continue;
        size_t start = component_start(distinguished_name, i - 1);
        Str own = str_slice(distinguished_name, start, i - 1);
        if (!str_starts_fold(own, STR("CN=")))
            return false;
        *name = str_slice(own, 3, own.n);
        *key = str_fold(arena, str_slice(distinguished_name, start, distinguished_name.n));
        return true;
    }
    return false;
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
        if (name.p[i - 1] != ',' || !str_eq_fold(str_slice(name, i, i + servers.n), servers))
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

static Str member_text(const Record *record, Str name)
{
    const Raw *raw = record_member(record, name);
    return raw ? raw_text(raw) : STR("");
}

Str mapping_server(const Kind *kind, const Record *record)
{
    Str found = STR("");
    if (str_eq(kind->name, STR("server"))) {
        static const Str names[] = {STR_INIT("Name"), STR_INIT("Fqdn"), STR_INIT("Identity")};
        for (size_t i = 0; i < 3 && found.n == 0; i++)
            found = first_label(member_text(record, names[i]));
        return found.n > 0 ? found : server_of_dn(member_text(record, STR("DistinguishedName")));
    }
    if (!kind->per_server)
        return found;
    found = first_label(member_text(record, STR("Server")));
    if (found.n == 0)
        found = first_label(member_text(record, STR("ServerName")));
    if (found.n == 0)
        found = server_of_identity(member_text(record, STR("Identity")));
    if (found.n == 0)
        found = server_of_metabase(member_text(record, STR("MetabasePath")));
    return found.n > 0 ? found : server_of_dn(member_text(record, STR("DistinguishedName")));
}
