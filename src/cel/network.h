// IP addresses and networks as values: the types net.IP and net.CIDR of the CEL network extension.
#ifndef EXAUDIT_CEL_NETWORK_H
#define EXAUDIT_CEL_NETWORK_H

#include "cel/cel.h"

extern const Type t_ip, t_cidr;

#endif
