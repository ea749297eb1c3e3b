// How people call what a finding is about: servers, things on servers, places in files.
#ifndef EXAUDIT_REPORT_SUBJECT_H
#define EXAUDIT_REPORT_SUBJECT_H

#include "audit/audit.h"
#include "report/index.h"

// The server an entity belongs to, or the entity itself when it is one; NULL for what is organization-wide.
const Entity *subject_server(const Entity *entity);

// The name of a server as the exports write it; empty for NULL.
Str subject_server_name(Arena *arena, const Entity *server);

// The name of an organization; "organization" where no export says it.
Str subject_organization_name(Arena *arena, const Entity *organization);

// Whether only the name of a folder says that the server exists or owns the entity's files (design §5).
bool subject_guessed(Arena *arena, const Entity *server);

// The server that all members of a group are on; NULL when there are several or none.
const Entity *subject_only_server(const Detail *detail);

// What an entity is called on its server: "Default Web Site/owa"; for a server and an organization the empty string.
Str subject_local(Arena *arena, const Entity *entity);

// "server:line:column" parts of an origin: "EX01/applicationHost.config:12:5"; empty when it is nowhere.
Str subject_origin(Arena *arena, const Estate *estate, Origin origin);

// Whether two origins are the same place.
bool origin_eq(Origin a, Origin b);

// The value for people on one line, cut (and marked so) where it is very long; the empty string as "".
Str subject_value(Arena *arena, Value value);

// The path of a piece of evidence without its "self.".
Str subject_path(Str path);

// "1 finding", "2 findings".
Str counted(Arena *arena, size_t count, const char *one, const char *many);

// Whether a hint is a command to paste: a cmdlet has a hyphen in its first word, everything else is a sentence.
bool subject_is_command(Str hint);

#endif
