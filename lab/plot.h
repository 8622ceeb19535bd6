/* A picture of how tables do as they fill, as SVG. */
#ifndef RECOUNT_LAB_PLOT_H
#define RECOUNT_LAB_PLOT_H

#include "keys.h"

/* Fills a table of as many bins as there are keys (rounded down to a power of two), by each hash function
 * whose index is in [first, end), to ten loads from 0.1 to 1.0, and draws probes and time of a hit. 0; -1
 * after telling why. */
int plot_loads(const char *path, const KeySet *keys, int first, int end);

#endif
