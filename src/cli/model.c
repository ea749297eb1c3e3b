// exaudit model: the normalised estate, to be read by programs and read back by exaudit.
#include "cli/diagnostics.h"
#include "cli/session.h"
#include "cli/stages.h"

static int run_model(Session *session)
{
    session_complain(session, "not here yet");
    return EXIT_TROUBLE;
}

static const Option *const options[] = {
    &option_output, &option_server,  &option_as_of, &option_jobs, &option_hash_inputs,
    &option_color,  &option_verbose, &option_quiet, &option_help, NULL};

const Command command_model = {
    .name = "model",
    .summary = "the normalised model of the estate, with the origin of every value",
    .usage = "model [OPTION...] [PATH...]",
    .details = "-o ndjson (the default: a head, then one entity a line) or -o json. What it writes can be read back as "
               "input, alone or "
               "mixed with exports.",
    .options = options,
    .run = run_model,
};
