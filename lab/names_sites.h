/* What the source says of a site: names.c and names_sites.c share it. */
#ifndef RECOUNT_LAB_NAMES_SITES_H
#define RECOUNT_LAB_NAMES_SITES_H

#include "names.h"

enum { NAME_ROOM = 64 };

/* Reads what a site's statement says, the first time.  0; -1 with an exception. */
int names_read_site(Names *names, int site);
/* Where a call of one of the program's functions stands in its statement, which is read, too; NULL: it cannot be told
 * which one of several it is. */
const char *names_use(const Names *names, int call, char statement[STATEMENT_ROOM]);

#endif
