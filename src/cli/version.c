// exaudit --version
#include "cli/session.h"

static void write_version(void *context, size_t format, const Page *page)
{
    (void)context;
    (void)format;
    output_write(page->out, STR("exaudit " EXAUDIT_VERSION "\n"));
}

static int run_version(Session *session)
{
    static const char *const formats[] = {"text", NULL};
    return session_write(session, formats, write_version, NULL) ? EXIT_OK : EXIT_TROUBLE;
}

static const Option *const options[] = {&option_help, NULL};

const Command command_version = {
    .name = "version",
    .alias = "--version",
    .summary = "the version of this program",
    .usage = "--version",
    .options = options,
    .run = run_version,
};
