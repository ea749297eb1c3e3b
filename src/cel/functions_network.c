#include "cel/functions.h"
#include "cel/network.h"
const FunctionTable network_functions = {NULL, 0};
static const ObjectClass ip_class = {.name = STR_INIT("net.IP")}, cidr_class = {.name = STR_INIT("net.CIDR")};
const Type t_ip = {.kind = TYPE_OBJECT, .class = &ip_class};
const Type t_cidr = {.kind = TYPE_OBJECT, .class = &cidr_class};
