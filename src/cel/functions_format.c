#include "cel/functions.h"
#include "cel/network.h"
const FunctionTable format_functions = {NULL, 0};
