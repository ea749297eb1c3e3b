#include "import/attribution.h"

// --- organizations ----------------------------------------------------------------------------------------------

int attribution_organization(Attribution *attribution, Str key, Str name)
{
    for (size_t i = 0; i < attribution->organization_count; i++)
        if (str_eq(attribution->organizations[i].key, key)) {
            OrganizationPlan *known = &attribution->organizations[i];
            if (name.n > 0 && (known->name.n == 0 || str_cmp(name, known->name) < 0))
                known->name = name; // one spelling, whatever the order of files
            return (int)i;
        }
    attribution->organizations =
        arena_grow(attribution->arena, attribution->organizations, &attribution->organization_capacity,
                   attribution->organization_count + 1, sizeof(OrganizationPlan));
    attribution->organizations[attribution->organization_count] = (OrganizationPlan){.key = key, .name = name};
    return (int)attribution->organization_count++;
}

// --- servers ------------------------------------------------------------------------------------------------------

int attribution_known(const Attribution *attribution, Str name, int organization)
{
    ArenaMark mark = arena_mark(attribution->arena);
    int first = name_map_get(&attribution->labels, server_identity(attribution->arena, name));
    arena_rewind(attribution->arena, mark);
    for (int i = first; i >= 0; i = attribution->servers[i].next)
        if (attribution->servers[i].organization == organization)
            return i;
    return first;
}

int attribution_find(const Attribution *attribution, Str name, int organization)
{
    int found = attribution_known(attribution, name, organization);
    return found >= 0 && attribution->servers[found].organization == organization ? found : NOBODY;
}

// The short name in the best spelling: the surest mention, and of equals the first in byte order.
static void better_name(ServerEntry *server, Str name, NameRank rank)
{
    size_t dot = str_find(name, STR("."));
    if (dot != (size_t)-1)
        name = str_slice(name, 0, dot);
    if (server->name.n == 0 || rank < server->rank || (rank == server->rank && str_cmp(name, server->name) < 0)) {
        server->name = name;
        server->rank = rank;
    }
}

int attribution_mention(Attribution *attribution, Str name, int organization, NameRank rank)
{
    int found = attribution_find(attribution, name, organization);
    if (found < 0) {
        Str label = server_identity(attribution->arena, name);
        attribution->servers = arena_grow(attribution->arena, attribution->servers, &attribution->server_capacity,
                                          attribution->server_count + 1, sizeof(ServerEntry));
        found = (int)attribution->server_count++;
        attribution->servers[found] = (ServerEntry){.label = label,
                                                    .organization = organization,
                                                    .rank = rank,
                                                    .build = value_absent(),
                                                    .next = name_map_get(&attribution->labels, label)};
        name_map_put(&attribution->labels, label, found);
    }
    better_name(&attribution->servers[found], name, rank);
    return found;
}

bool attribution_is_per_server(const Attribution *attribution, const Draft *draft)
{
    return draft->kind->per_server || draft->kind == attribution->server_kind;
}

// --- folders ------------------------------------------------------------------------------------------------------

// The next folder upwards of a file or folder: "a/b/c" → "a/b/" → "a/" → "". false: there is none.
static bool go_up(Str *path)
{
    size_t end = path->n;
    if (end == 0)
        return false;
    end--;
    while (end > 0 && path->p[end - 1] != '/')
        end--;
    *path = str_slice(*path, 0, end);
    return true;
}

static FolderNames *folder_names(Attribution *attribution, Str folder)
{
    int index = name_map_get(&attribution->folders, folder);
    if (index < 0) {
        attribution->folder_names =
            arena_grow(attribution->arena, attribution->folder_names, &attribution->folder_capacity,
                       attribution->folder_count + 1, sizeof(FolderNames));
        index = (int)attribution->folder_count++;
        attribution->folder_names[index] = (FolderNames){NOBODY, NOBODY, NOBODY};
        name_map_put(&attribution->folders, folder, index);
    }
    return &attribution->folder_names[index];
}

static void note(int *slot, int index)
{
    if (index >= 0 && *slot != index)
        *slot = *slot == NOBODY ? index : SEVERAL;
}

void attribution_note(Attribution *attribution, Str file, int organization, int server, int home)
{
    for (Str folder = file; go_up(&folder);) {
        FolderNames *names = folder_names(attribution, folder);
        note(&names->organization, organization);
        note(&names->server, server);
        note(&names->home, home);
    }
}

int attribution_folder_organization(const Attribution *attribution, Str file)
{
    for (Str folder = file; go_up(&folder);) {
        int index = name_map_get(&attribution->folders, folder);
        const FolderNames *names = index < 0 ? NULL : &attribution->folder_names[index];
        if (names && names->home >= 0)
            return names->home;
        if (names && names->home == NOBODY && names->organization >= 0)
            return names->organization;
        if (names && (names->home == SEVERAL || names->organization == SEVERAL))
            return NOBODY;
    }
    return NOBODY;
}

int attribution_folder_server(const Attribution *attribution, Str file)
{
    for (Str folder = file; go_up(&folder);) {
        int index = name_map_get(&attribution->folders, folder);
        int found = index < 0 ? NOBODY : attribution->folder_names[index].server;
        if (found != NOBODY)
            return found == SEVERAL ? NOBODY : found;
    }
    return NOBODY;
}

// --- steps 2 to 6 -------------------------------------------------------------------------------------------------

static bool is_below(Str file, Str path)
{
    if (!str_starts(file, path))
        return false;
    return path.n == 0 || file.n == path.n || file.p[path.n] == '/' || path.p[path.n - 1] == '/';
}

const ServerOption *import_idle_server(Arena *arena, const Estate *estate, const ImportOptions *options)
{
    for (size_t i = 0; i < options->server_count; i++) {
        Str path = path_normal(arena, options->servers[i].path);
        bool used = false;
        for (size_t j = 0; j < estate->input_count && !used; j++)
            used = is_below(estate->inputs[j].file, path);
        if (!used)
            return &options->servers[i];
    }
    return NULL;
}

static int by_option(const Attribution *attribution, const ImportFile *file)
{
    const ImportOptions *options = attribution->import->options;
    int found = NOBODY;
    size_t longest = 0;
    for (size_t i = 0; i < options->server_count; i++) {
        Str path = path_normal(attribution->arena, options->servers[i].path);
        if (is_below(file->name, path) && (found < 0 || path.n > longest)) {
            found = attribution_known(attribution, options->servers[i].name, (int)file->organization);
            longest = path.n;
        }
    }
    return found;
}

static int by_manifest(const Attribution *attribution, const ImportFile *file)
{
    if (!file->manifest)
        return NOBODY;
    Str name = file->entry && file->entry->server.n > 0 ? file->entry->server : file->manifest->server;
    return name.n > 0 ? attribution_known(attribution, name, (int)file->organization) : NOBODY;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

// The longest known server's name that begins at a word and ends with one; its length.
static int name_at(const Attribution *attribution, Str component, size_t start, int organization, size_t *length)
{
    for (size_t end = component.n; end > start; end--) {
        if (!is_word(component.p[end - 1]) || (end < component.n && is_word(component.p[end])))
            continue;
        Str part = str_slice(component, start, end);
        int server =
            str_find(part, STR(".")) == (size_t)-1 ? attribution_known(attribution, part, organization) : NOBODY;
        *length = part.n;
        if (server >= 0)
            return server;
    }
    return NOBODY;
}

// The server whose name stands in the component between other characters; SEVERAL when those of two do.
static int in_component(const Attribution *attribution, Str component, int organization)
{
    int found = NOBODY;
    for (size_t start = 0; start < component.n; start++) {
        size_t length = 0;
        if (!is_word(component.p[start]) || (start > 0 && is_word(component.p[start - 1])))
            continue;
        int server = name_at(attribution, component, start, organization, &length);
        if (server < 0)
            continue;
        if (found >= 0 && found != server)
            return SEVERAL;
        found = server;
        start += length - 1;
    }
    return found;
}

static int by_path(const Attribution *attribution, const ImportFile *file)
{
    size_t end = file->name.n;
    while (end > 0) {
        size_t start = end;
        while (start > 0 && file->name.p[start - 1] != '/')
            start--;
        int found = in_component(attribution, str_slice(file->name, start, end), (int)file->organization);
        if (found != NOBODY)
            return found; // a name of two servers tells nothing, nor do the folders around it
        end = start > 0 ? start - 1 : 0;
    }
    return NOBODY;
}

static int by_guess(Attribution *attribution, const ImportFile *file)
{
    Str folder = file->name;
    go_up(&folder);
    if (folder.n > 0)
        folder = str_slice(folder, 0, folder.n - 1);
    size_t start = folder.n;
    while (start > 0 && folder.p[start - 1] != '/')
        start--;
    Str name = str_slice(folder, start, folder.n);
    return attribution_mention(attribution, name.n > 0 ? name : STR("unnamed"), (int)file->organization, RANK_GUESS);
}

int attribution_of_file(Attribution *attribution, const ImportFile *file, bool guess, ServerFrom *from)
{
    static const struct {
        int (*find)(const Attribution *attribution, const ImportFile *file);
        ServerFrom from;
    } steps[] = {{by_option, FROM_OPTION}, {by_manifest, FROM_MANIFEST}, {by_path, FROM_PATH}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int found = steps[i].find(attribution, file);
        *from = steps[i].from;
        if (found >= 0)
            return found;
    }
    int found = attribution_folder_server(attribution, file->name);
    *from = FROM_FOLDER_RECORDS;
    if (found < 0 && guess) {
        found = by_guess(attribution, file);
        *from = FROM_GUESS;
    }
    if (found < 0)
        *from = FROM_NOTHING;
    return found;
}
