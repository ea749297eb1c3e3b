// What was exported for whom, and what contradicts or breaks it off.
#include "import/import_plan.h"

static size_t unit_count(const Planner *planner)
{
    return planner->attribution->schema->unit_count;
}

void cover_start(Planner *planner)
{
    Arena *arena = planner->attribution->arena;
    const EstatePlan *plan = planner->plan;
    planner->organization_notes = ARENA_ARRAY(arena, UnitNote, plan->organization_count * unit_count(planner));
    planner->server_notes = ARENA_ARRAY(arena, UnitNote, plan->server_count * unit_count(planner));
}

static UnitNote *server_note(const Planner *planner, const ServerPlan *server, unsigned unit)
{
    return &planner->server_notes[(size_t)(server - planner->plan->servers) * unit_count(planner) + unit];
}

static unsigned file_number(const Planner *planner, const ImportFile *file)
{
    return (unsigned)(file - planner->attribution->import->files.items) + 1;
}

void cover_filled(Planner *planner, const ImportFile *file, const Draft *draft, unsigned unit, int server)
{
    int organization = attribution_of_draft(planner->attribution, file, draft);
    UnitNote *note =
        server >= 0
            ? server_note(planner, planner->servers[server], unit)
            : &planner->organization_notes[planner->organization_numbers[organization] * unit_count(planner) + unit];
    if (draft->seen && note->filled == 0)
        note->filled = file->is_model ? draft->origin.file : file_number(planner, file);
}

// --- empty and failed exports -----------------------------------------------------------------------------------

static const Kind *kind_of_unit(const Schema *schema, unsigned unit)
{
    size_t i = schema->kind_count - 1;
    while (schema->kinds[i].unit > unit)
        i--;
    return &schema->kinds[i];
}

static void say(const ImportFile *file, unsigned number, bool *covered, UnitNote *note)
{
    unsigned *said = file->failed ? &note->failed : &note->empty;
    *covered = *covered || !file->failed;
    *said = *said > 0 ? *said : number;
}

// An export without records, or one that was broken off: of the server it is attributed to, else of all servers of its
// organization.
static void plan_unit(Planner *planner, const ImportFile *file, unsigned unit)
{
    const Attribution *attribution = planner->attribution;
    EstatePlan *plan = planner->plan;
    unsigned organization = planner->organization_numbers[file->organization], number = file_number(planner, file);
    const Kind *kind = kind_of_unit(attribution->schema, unit);
    bool per_server = kind->per_server || kind == attribution->server_kind;
    if (!per_server || file->server < 0)
        say(file, number, &plan->organizations[organization].covered[unit],
            &planner->organization_notes[organization * unit_count(planner) + unit]);
    for (size_t i = 0; i < plan->server_count && per_server; i++) {
        ServerPlan *server = &plan->servers[i];
        if (file->server >= 0 ? server == planner->servers[file->server] : server->organization == organization)
            say(file, number, &server->covered[unit], server_note(planner, server, unit));
    }
}

static void plan_covers(Planner *planner, const ImportFile *file)
{
    Attribution *attribution = planner->attribution;
    for (size_t i = 0; file->content && i < file->content->cover_count; i++) {
        const ModelCover *cover = &file->content->covers[i];
        int organization = attribution_organization(attribution, cover->organization, STR(""));
        int server = cover->server.n > 0 ? attribution_find(attribution, cover->server, organization) : NOBODY;
        if (server < 0 && cover->server.n > 0)
            continue;
        OrganizationPlan *owner = &planner->plan->organizations[planner->organization_numbers[organization]];
        bool *covered = server >= 0 ? planner->servers[server]->covered : owner->covered;
        const Unknown **gaps = server >= 0 ? planner->servers[server]->gaps : owner->gaps;
        covered[cover->unit] = covered[cover->unit] || cover->present;
        gaps[cover->unit] = cover->gap ? cover->gap : gaps[cover->unit];
    }
}

void cover_units(Planner *planner, const ImportFile *file)
{
    const bool *units = file->failed ? file->failed : file->covered;
    plan_covers(planner, file);
    if (!units || file->is_model || (file->draft_count > 0 && !file->failed))
        return;
    for (unsigned unit = 0; unit < unit_count(planner); unit++)
        if (units[unit])
            plan_unit(planner, file, unit);
}

// --- why it is not all ------------------------------------------------------------------------------------------

static Value reason(const Planner *planner, const char *why, unsigned unit, Str hint, unsigned file)
{
    const Kind *kind = kind_of_unit(planner->attribution->schema, unit);
    return value_unknown_because(planner->attribution->import->arena,
                                 (Reason){str(why), kind->name, hint, {file, 1, 1}});
}

// Whether the records were collected after somebody saw that there are none.
static bool filled_later(const Planner *planner, const UnitNote *note)
{
    const ImportFile *files = planner->attribution->import->files.items;
    const Input *empty = &files[note->empty - 1].input, *filled = &files[note->filled - 1].input;
    return empty->collected_known && filled->collected_known && filled->collected.seconds > empty->collected.seconds;
}

// Two exports of one cmdlet, one of which shows nothing: they disagree.
static const Unknown *disagree(Planner *planner, const UnitNote *note, unsigned unit)
{
    Import *import = planner->attribution->import;
    Str hint = STR("export it again, once, or say in manifest.yaml when each file was collected");
    diag_input(&import->diags, DIAG_WARNING, "exportsDisagree", (Origin){note->empty, 1, 1},
               "it shows that there is none, but " STR_FMT
               " has records of the same cmdlet: keep the one that is right",
               STR_ARG(import->files.items[note->filled - 1].name));
    return value_join(import->arena, reason(planner, "conflict", unit, hint, note->empty),
                      reason(planner, "conflict", unit, hint, note->filled))
        .as.unknown;
}

static void find_gaps(Planner *planner, const UnitNote *notes, const bool *covered, const Unknown **gaps)
{
    for (unsigned unit = 0; unit < unit_count(planner); unit++) {
        const UnitNote *note = &notes[unit];
        if (note->empty > 0 && note->filled > 0 && !filled_later(planner, note))
            gaps[unit] = disagree(planner, note, unit);
        else if (note->failed > 0 && !covered[unit])
            gaps[unit] = reason(planner, "unreadable", unit,
                                STR("the cmdlet reported an error: mend what it says and export again"), note->failed)
                             .as.unknown;
        else if (gaps[unit] && covered[unit] && !str_eq(gaps[unit]->reasons[0]->why, STR("conflict")))
            gaps[unit] = NULL; // a document's, and another file shows it all
    }
}

void cover_gaps(Planner *planner)
{
    EstatePlan *plan = planner->plan;
    for (size_t i = 0; i < plan->organization_count; i++)
        find_gaps(planner, planner->organization_notes + i * unit_count(planner), plan->organizations[i].covered,
                  plan->organizations[i].gaps);
    for (size_t i = 0; i < plan->server_count; i++)
        find_gaps(planner, planner->server_notes + i * unit_count(planner), plan->servers[i].covered,
                  plan->servers[i].gaps);
}
