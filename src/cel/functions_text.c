#include "cel/functions.h"
#include "cel/network.h"
const FunctionTable text_functions = {NULL, 0};
