/* The members of structs as attributes, where CPython had them up to 3.11. */
#ifndef PARITY_INCLUDE_STRUCTMEMBER_H
#define PARITY_INCLUDE_STRUCTMEMBER_H

#include <recount/python.h>

#endif
