// Who is mentioned: the organizations and servers of a run, whatever the order of the files (the first of two passes).
#include "import/attribution.h"

// What an organization has one of, beside itself: its Get-HybridConfiguration, its Get-AuthConfig.
static bool is_detail(const Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    return draft->kind->singleton && !attribution_is_per_server(attribution, draft) && !file->is_model &&
           draft->kind != attribution->organization_kind && draft->organization.n > 0;
}

static void meet_organizations(Attribution *attribution, const ImportFile *file)
{
    for (size_t i = 0; i < file->draft_count; i++) {
        const Draft *draft = file->drafts[i];
        if (draft->organization.n == 0 || is_detail(attribution, file, draft))
            continue;
        int organization = attribution_organization(attribution, draft->organization, draft->organization_name);
        bool home = attribution_is_per_server(attribution, draft) || draft->kind == attribution->organization_kind;
        if (!file->is_model)
            attribution_note(attribution, file->name, organization, NOBODY, home ? organization : NOBODY);
    }
    for (size_t i = 0; file->content && i < file->content->iis_count; i++)
        attribution_organization(attribution, file->content->iis[i].organization, STR(""));
    for (size_t i = 0; file->content && i < file->content->cover_count; i++)
        attribution_organization(attribution, file->content->covers[i].organization, STR(""));
}

static bool is_known(const Attribution *attribution, Str organization)
{
    for (size_t i = 0; i < attribution->organization_count; i++)
        if (str_eq(attribution->organizations[i].key, organization))
            return true;
    return false;
}

// A detail of an organization of which nothing else was exported has strayed in from elsewhere: it is left out, with a
// warning, instead of making one more organization of which everything is unknown.
static void settle_details(Attribution *attribution, ImportFile *file, bool alone)
{
    size_t kept = 0;
    for (size_t i = 0; i < file->draft_count; i++) {
        Draft *draft = file->drafts[i];
        if (is_detail(attribution, file, draft) && alone)
            attribution_organization(attribution, draft->organization, draft->organization_name);
        if (!is_detail(attribution, file, draft) || is_known(attribution, draft->organization))
            file->drafts[kept++] = draft;
    }
    if (kept == file->draft_count)
        return;
    file->draft_count = kept;
    file->covered = kept > 0 ? file->covered : NULL;
    file->failed = kept > 0 ? file->failed : NULL;
    file->input.state = kept > 0 ? file->input.state : INPUT_UNUSED;
    file->input.problem = STR("of an organization of which nothing else was exported");
    diag_input(&attribution->import->diags, DIAG_WARNING, "strayOrganization",
               (Origin){(uint32_t)(file - attribution->import->files.items) + 1, 1, 1},
               "this is of an organization of which nothing else was exported, and is left out: export it from the "
               "organization that is audited");
}

bool attribution_has_something(const ImportFile *file)
{
    return file->draft_count > 0 || file->iis || file->covered || file->failed;
}

// In a model document everything says its organization, unless the run that made it knew of none.
static bool needs_organization(const ImportFile *file)
{
    for (size_t i = 0; i < file->draft_count && file->is_model; i++)
        if (file->drafts[i]->organization.n == 0)
            return true;
    return !file->is_model && attribution_has_something(file);
}

// The organization of what a file's records do not say: the only one of the run, else the one of the nearest folder,
// else one of its own without a name.
static void place_file(Attribution *attribution, ImportFile *file)
{
    int found = NOBODY;
    if (file->is_source && file->source_organization.p)
        found = attribution_organization(attribution, file->source_organization, STR(""));
    else if (attribution->organization_count == 1)
        found = 0;
    else if (attribution->organization_count > 1)
        found = attribution_folder_organization(attribution, file->name);
    if (found == NOBODY && needs_organization(file))
        found = attribution_organization(attribution, STR(""), STR(""));
    file->organization = found < 0 ? 0 : (unsigned)found;
}

int attribution_of_draft(Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    if (draft->organization.n > 0)
        return attribution_organization(attribution, draft->organization, draft->organization_name);
    int known = draft->server.n > 0 ? attribution_known(attribution, draft->server, (int)file->organization) : NOBODY;
    return known >= 0 ? attribution->servers[known].organization : (int)file->organization;
}

// A model document says of each server whether it was guessed; what else it names is on one of these.
static NameRank mention_rank(const Attribution *attribution, const ImportFile *file, const Draft *draft)
{
    int guessed = kind_field(draft->kind, STR("guessed"));
    if (!file->is_model)
        return RANK_RECORD;
    if (draft->kind != attribution->server_kind)
        return RANK_GUESS;
    return guessed >= 0 && value_truth(draft->fields[guessed]) == TRUTH_TRUE ? RANK_GUESS : RANK_RECORD;
}

// Records that say their organization first: the others follow them by the server's name.
static void meet_servers(Attribution *attribution, const ImportFile *file, bool with_organization)
{
    for (size_t i = 0; i < file->draft_count; i++) {
        const Draft *draft = file->drafts[i];
        if (!attribution_is_per_server(attribution, draft) || draft->server.n == 0 ||
            (draft->organization.n > 0) != with_organization)
            continue;
        int organization = attribution_of_draft(attribution, file, draft);
        int server =
            attribution_mention(attribution, draft->server, organization, mention_rank(attribution, file, draft));
        bool tells = draft->kind == attribution->server_kind || draft->kind == attribution->vdir_kind;
        if (tells && !file->is_model)
            attribution_note(attribution, file->name, NOBODY, server, NOBODY);
    }
    for (size_t i = 0; file->content && with_organization && i < file->content->iis_count; i++) {
        const ModelIis *iis = &file->content->iis[i];
        attribution_mention(attribution, iis->server, attribution_organization(attribution, iis->organization, STR("")),
                            RANK_RECORD);
    }
}

// A name that an option or a manifest gives: of a server that records know, or of one more.
static int named_server(Attribution *attribution, Str name, Str place, NameRank rank)
{
    int organization = attribution->organization_count > 1 ? attribution_folder_organization(attribution, place) : 0;
    int known = attribution_known(attribution, name, organization);
    if (known >= 0)
        return known;
    if (organization < 0)
        organization = attribution_organization(attribution, STR(""), STR(""));
    return attribution_mention(attribution, name, organization, rank);
}

static void named_by_manifest(Attribution *attribution, const Manifest *manifest)
{
    if (manifest->server.n > 0)
        named_server(attribution, manifest->server, manifest->folder, RANK_MANIFEST);
    for (size_t i = 0; i < manifest->file_count; i++)
        if (manifest->files[i].server.n > 0)
            named_server(attribution, manifest->files[i].server, manifest->files[i].file, RANK_MANIFEST);
    for (size_t i = 0; i < manifest->server_count; i++) {
        int server = named_server(attribution, manifest->servers[i].name, manifest->folder, RANK_MANIFEST);
        if (value_is_absent(attribution->servers[server].build))
            attribution->servers[server].build = manifest->servers[i].build;
    }
}

void attribution_meet(Attribution *attribution)
{
    ImportFiles *files = &attribution->import->files;
    const ImportOptions *options = attribution->import->options;
    for (size_t i = 0; i < files->count; i++)
        meet_organizations(attribution, &files->items[i]);
    bool alone = attribution->organization_count == 0;
    for (size_t i = 0; i < files->count; i++)
        settle_details(attribution, &files->items[i], alone);
    if (attribution->organization_count == 0)
        attribution_organization(attribution, STR(""), STR(""));
    for (size_t i = 0; i < files->count; i++)
        place_file(attribution, &files->items[i]);
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < files->count; i++)
            meet_servers(attribution, &files->items[i], pass == 0);
    for (size_t i = 0; i < options->server_count; i++)
        named_server(attribution, options->servers[i].name, path_normal(attribution->arena, options->servers[i].path),
                     RANK_OPTION);
    for (size_t i = 0; i < files->manifest_count; i++)
        named_by_manifest(attribution, files->manifests[i]);
}
