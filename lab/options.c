/* Options, by getopt_long. */
#define _GNU_SOURCE /* getopt_long */

#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>

enum { MOST_OPTIONS = 12, HELP = 1000 };

int lab_options(const char *command, int argc, char **argv, Option *options, void (*print_help)(void))
{
    struct option names[MOST_OPTIONS + 2];
    int count = 0, found;
    for (; options[count].name != NULL && count < MOST_OPTIONS; count++) {
        names[count] = (struct option){
            options[count].name, options[count].takes_value ? required_argument : no_argument, NULL, count};
    }
    names[count] = (struct option){"help", no_argument, NULL, HELP};
    names[count + 1] = (struct option){NULL, 0, NULL, 0};
    opterr = 0;
    while ((found = getopt_long(argc, argv, ":", names, NULL)) != -1) {
        if (found == HELP) {
            print_help();
            return 0;
        }
        if (found == '?' || found == ':') {
            lab_usage_error(command, found == ':' ? "%s needs a value" : "there is no option %s",
                            argv[optind - 1]);
            return -1;
        }
        options[found].is_given = 1;
        options[found].value = optarg;
    }
    return optind;
}

long long lab_step(const char *text)
{
    char *rest;
    long long step = strtoll(text, &rest, 10);
    return isdigit((unsigned char)*text) && *rest == '\0' ? step : -1;
}
