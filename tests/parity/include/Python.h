/* Lets a program that was written for CPython find recount where it looks for CPython. */
#ifndef PARITY_INCLUDE_PYTHON_H
#define PARITY_INCLUDE_PYTHON_H

#include <recount/python.h>

#endif
