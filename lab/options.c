/* Options, by getopt_long. */
#define _GNU_SOURCE /* getopt_long */

#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 12, HELP = 1000 };

/* To the letters that getopt knows. */
static void add_letter(const Option *option, char *letters)
{
    size_t size = strlen(letters);
    if (option->letter != 0) {
        letters[size] = option->letter;
        letters[size + 1] = option->takes_value ? ':' : '\0';
        letters[size + 2] = '\0';
    }
}

static Option *with_letter(Option *options, int letter)
{
    while (options->letter != letter) {
        options++;
    }
    return options;
}

int lab_options(const char *command, int argc, char **argv, Option *options, void (*print_help)(void))
{
    struct option names[MOST_OPTIONS + 2];
    char letters[2 * MOST_OPTIONS + 3] = ":";
    int count = 0, found;
    for (; options[count].name != NULL && count < MOST_OPTIONS; count++) {
        names[count] = (struct option){
            options[count].name, options[count].takes_value ? required_argument : no_argument, NULL, count};
        add_letter(&options[count], letters);
    }
    names[count] = (struct option){"help", no_argument, NULL, HELP};
    names[count + 1] = (struct option){NULL, 0, NULL, 0};
    opterr = 0;
    while ((found = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        if (found == HELP) {
            print_help();
            return 0;
        }
        if (found == '?' || found == ':') {
            lab_usage_error(command, found == ':' ? "%s needs a value" : "there is no option %s",
                            argv[optind - 1]);
            return -1;
        }
        Option *option = found < count ? &options[found] : with_letter(options, found);
        option->is_given = 1;
        option->value = optarg;
    }
    return optind;
}

long long lab_step(const char *text)
{
    char *rest;
    long long step = strtoll(text, &rest, 10);
    return isdigit((unsigned char)*text) && *rest == '\0' ? step : -1;
}
