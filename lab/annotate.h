/* The annotated source, for annotate and run. */
#ifndef RECOUNT_LAB_ANNOTATE_H
#define RECOUNT_LAB_ANNOTATE_H

#include "lab.h"

/* Prints what a trace's events did, at their lines.  is_whole: all lines of the files, not only those around notes.
 * Gives LAB_OK; LAB_FAILED if there are findings, or after telling why it cannot be done. */
int annotate_trace(const char *command, const char *path, int is_whole);

#endif
