// Functions that do not compile here, included before every file: each has a safe counterpart in support/.
#ifndef EXAUDIT_SUPPORT_BANNED_H
#define EXAUDIT_SUPPORT_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(function) sorry_##function##_is_banned

#undef strcpy
#define strcpy(a, b) BANNED(strcpy)
#undef strcat
#define strcat(a, b) BANNED(strcat)
#undef strncpy
#define strncpy(a, b, n) BANNED(strncpy)
#undef strncat
#define strncat(a, b, n) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(a, b, c) BANNED(vsprintf)
#undef strtok
#define strtok(a, b) BANNED(strtok)
#undef gmtime
#define gmtime(a) BANNED(gmtime)
#undef localtime
#define localtime(a) BANNED(localtime)
#undef atoi
#define atoi(a) BANNED(atoi)
#undef strtod
#define strtod(a, b) BANNED(strtod_depends_on_the_locale)
#undef atof
#define atof(a) BANNED(atof)

#endif
