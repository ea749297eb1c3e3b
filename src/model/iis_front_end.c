// Which sites are Exchange's front end.
//
// Sites get renamed, so the name says nothing. What says it, best first: where the applications lie
// (…\FrontEnd\HttpProxy\… against …\ClientAccess\…), the https port (443 against 444, http 81), the id that setup gave
// it (1). Sources: the applicationHost.config of Exchange 2016 and 2019; "Default settings for Exchange virtual
// directories" (learn.microsoft.com/exchange).
#include "model/iis_server.h"

typedef struct Evidence {
    size_t front, back;         // directories
    bool front_port, back_port; // bindings
} Evidence;

// The part begins with a backslash and a letter.
static bool contains_fold(Str text, Str part)
{
    for (size_t i = 0; i + part.n <= text.n; i++)
        if (text.p[i] == part.p[0] && (text.p[i + 1] | 32) == (part.p[1] | 32) &&
            str_eq_fold(str_slice(text, i, i + part.n), part))
            return true;
    return false;
}

// The port of "*:443:", ":443:host", "[::1]:443:", "192.0.2.1:443:": between the last two colons.
static Str port_of(Str binding)
{
    size_t end = binding.n;
    while (end > 0 && binding.p[end - 1] != ':')
        end--;
    if (end == 0)
        return STR("");
    size_t begin = end - 1;
    while (begin > 0 && binding.p[begin - 1] != ':')
        begin--;
    return str_slice(binding, begin, end - 1);
}

static void weigh(const IisMapping *mapping, Evidence *evidence)
{
    Str value = str(mapping->value);
    if (mapping->kind == IIS_MAP_VDIR) {
        evidence->front += contains_fold(value, STR("\\FrontEnd\\HttpProxy"));
        evidence->back += contains_fold(value, STR("\\ClientAccess"));
    } else if (mapping->kind == IIS_MAP_BINDING) {
        bool https = str_eq_fold(str(mapping->name), STR("https"));
        bool http = str_eq_fold(str(mapping->name), STR("http"));
        Str port = port_of(value);
        evidence->front_port = evidence->front_port || (https && str_eq(port, STR("443")));
        evidence->back_port =
            evidence->back_port || (https && str_eq(port, STR("444"))) || (http && str_eq(port, STR("81")));
    }
}

// The evidence of the mappings from `*next` on, up to the next site.
static Evidence site_evidence(const IisFile *file, size_t *next)
{
    Evidence evidence = {0, 0, false, false};
    while (*next < file->mapping_count && file->mappings[*next].kind != IIS_MAP_SITE)
        weigh(&file->mappings[(*next)++], &evidence);
    return evidence;
}

static void judge(IisServer *server, const IisMapping *site, Evidence evidence)
{
    bool front = evidence.front > 0, back = evidence.back > 0;
    bool exclusive = front != back; // directories of both sides contradict each other
    if (!front && !back) {
        front = evidence.front_port && !evidence.back_port;
        back = evidence.back_port && !evidence.front_port;
        exclusive = front != back;
    }
    if (!exclusive && evidence.front == 0 && evidence.back == 0 && !evidence.front_port && !evidence.back_port)
        front = exclusive = str_eq(str(site->value), STR("1"));
    for (size_t i = 0; i < server->path_count; i++) {
        IisPath *path = &server->paths[i];
        if (!str_eq_fold(path->site, str(site->name)) || path->site.n == 0)
            continue;
        path->front_end = exclusive && front;
        path->front_end_known = exclusive;
    }
}

void iis_find_front_end(IisServer *server)
{
    const IisFile *file = server->host;
    server->paths[0].front_end_known = true; // the server-wide level is no site
    for (size_t i = 0; i < file->mapping_count;) {
        const IisMapping *mapping = &file->mappings[i++];
        if (mapping->kind == IIS_MAP_SITE)
            judge(server, mapping, site_evidence(file, &i));
    }
}
