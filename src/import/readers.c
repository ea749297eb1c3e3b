#include "import/import_internal.h"

// Manifests are read before everything else (import_prepare.c); this row is for `help formats`.
static int recognise_manifest(Str head, Str file)
{
    return manifest_is_name(file) && str_find(head, STR("exaudit:")) != (size_t)-1 ? 100 : 0;
}

static ReadResult read_manifest(ReadContext *context)
{
    context->what = STR("a manifest");
    return READ_UNUSED;
}

const Reader reader_manifest = {
    "manifest",
    "manifest.yaml",
    "written by hand: which server a file is of, which path reads a web.config, when it was collected",
    recognise_manifest,
    read_manifest,
};

const Reader *const readers[] = {&reader_clixml, &reader_iis_config, &reader_manifest, &reader_model, NULL};
