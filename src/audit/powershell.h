// PowerShell literals for generated commands. Every value is one single-quoted literal, so that no text of an export
// becomes code (design §9).
#ifndef EXAUDIT_AUDIT_POWERSHELL_H
#define EXAUDIT_AUDIT_POWERSHELL_H

#include "value/value.h"

// 'text', with ' and its typographic forms (U+2018..U+201B, which end a literal too) doubled. false: the text has
// control or bidirectional characters, and no command is made of it.
bool powershell_string(Arena *arena, Str text, Str *out);

// $true, $null, 12, 'text', 'a','b'. false: no literal stands for the value (unknown, an object, refused text).
bool powershell_literal(Arena *arena, Value value, Str *out);

// For cel_template_eval: the literal, or POWERSHELL_REFUSED in it.
Str powershell_quote(Arena *arena, Value value);
// Whether a text made with powershell_quote must not be shown.
bool powershell_refused(Str text);

#endif
