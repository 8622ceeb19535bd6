/* Options of subcommands: --name, and --name VALUE or --name=VALUE; or -n, and -n VALUE. */
#ifndef RECOUNT_LAB_OPTIONS_H
#define RECOUNT_LAB_OPTIONS_H

#include "lab.h"

/* A row of them ends with one without a name. */
typedef struct Option {
    const char *name;
    char letter; /* -o is it as well; 0: none */
    int takes_value;
    int is_given;
    const char *value;
} Option;

/* Fills in what is given.  Gives the index of the first argument that is no option; argv is put in order.  0: help has
 * been printed; -1, after telling why: there is no such option, or a value is missing. */
int lab_options(const char *command, int argc, char **argv, Option *options, void (*print_help)(void));

/* A step of a trace, as a text; -1: it is none. */
long long lab_step(const char *text);

#endif
