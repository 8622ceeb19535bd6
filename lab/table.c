/* recount table: what number of bins, maximum load and hash function do to a table on real data. */
#include "hashes.h"
#include "keys.h"
#include "measure.h"
#include "plot.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND "table"

typedef struct Options {
    Setup setup;
    int all;
    KeyKind kind;
    Rc_ssize_t most;
    const char *plot; /* NULL: none */
} Options;

static const char *const kinds[] = {"words", "lines", "ints"};

static void print_help(void)
{
    puts("usage: recount table [OPTION...] FILE...\n\n"
         "Puts the keys of the files (-: standard input) in a hash table, and tells how they are spread, how "
         "many\n"
         "are looked at to find one (probes), and what that costs.\n\n"
         "  --keys words|lines|ints  what a key is (words)\n"
         "  --size N                 bins at first (4)\n"
         "  --max-load X             the greatest keys / bins, above 0 and at most 1 (0.5)\n"
         "  --hash NAME|all          hash function (builtin); all: a line for each, and for CPython's dict\n"
         "  --most N                 only the first N different keys (100000; 0: all)\n"
         "  --plot OUT.svg           draw probes and time over the load\n\n"
         "Hash functions, over the text of a key (an int's digits):");
    for (int i = 0; i < HASHES; i++) {
        printf("  %-8s %s\n", hash_name(i), hash_description(i));
    }
}

/* -- options -- */

static int parse_count(const char *text, Rc_ssize_t least, Rc_ssize_t *result)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < least || number > INT32_MAX) {
        return -1;
    }
    *result = (Rc_ssize_t)number;
    return 0;
}

static int parse_max_load(const char *text, double *result)
{
    char *end;
    *result = strtod(text, &end);
    return end != text && *end == '\0' && *result > 0.0 && *result <= 1.0 ? 0 : -1;
}

static int parse_kind(const char *text, KeyKind *kind)
{
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, kinds[i]) == 0) {
            *kind = (KeyKind)i;
            return 0;
        }
    }
    return -1;
}

static int parse_hash(const char *text, Options *options)
{
    options->all = strcmp(text, "all") == 0;
    options->setup.hash = options->all ? 0 : hash_index(text);
    return options->setup.hash >= 0 ? 0 : -1;
}

/* What is wrong with the value of an option; NULL if nothing is. */
static const char *parse_option(int option, const char *value, Options *options)
{
    switch (option) {
    case 's':
        return parse_count(value, 1, &options->setup.size) < 0 ? "--size takes a positive integer" : NULL;
    case 'l':
        return parse_max_load(value, &options->setup.max_load) < 0
                   ? "--max-load takes a number above 0 and at most 1"
                   : NULL;
    case 'h':
        return parse_hash(value, options) < 0 ? "--hash takes one of the names in --help, or all" : NULL;
    case 'k':
        return parse_kind(value, &options->kind) < 0 ? "--keys takes words, lines or ints" : NULL;
    case 'm':
        return parse_count(value, 0, &options->most) < 0 ? "--most takes an integer from 0 on" : NULL;
    default:
        options->plot = value;
        return NULL;
    }
}

/* LAB_OK and files from optind on; -1 after --help; LAB_USAGE after telling why. */
static int parse_options(int argc, char **argv, Options *options)
{
    static const struct option names[] = {
        {"size", required_argument, NULL, 's'}, {"max-load", required_argument, NULL, 'l'},
        {"hash", required_argument, NULL, 'h'}, {"keys", required_argument, NULL, 'k'},
        {"most", required_argument, NULL, 'm'}, {"plot", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, '?' + 256}, {NULL, 0, NULL, 0},
    };
    *options = (Options){.setup = {.size = 4, .max_load = 0.5}, .most = 100000};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":", names, NULL)) != -1) {
        if (option == '?' + 256) {
            print_help();
            return -1;
        }
        if (option == '?' || option == ':') {
            return lab_usage_error(COMMAND, option == ':' ? "%s needs a value" : "there is no option %s",
                                   argv[optind - 1]);
        }
        const char *wrong = parse_option(option, optarg, options);
        if (wrong != NULL) {
            return lab_usage_error(COMMAND, "%s, not '%s'", wrong, optarg);
        }
    }
    return optind < argc ? LAB_OK : lab_usage_error(COMMAND, "a file is missing");
}

/* -- reports -- */

static void print_head(const Options *options, const KeySet *keys, int files)
{
    lab_progress(NULL);
    printf("%d file%s: %zd %s, %zd different", files, files == 1 ? "" : "s", keys->read, kinds[options->kind],
           keys->found);
    Rc_ssize_t used = RcList_GET_SIZE(keys->distinct);
    if (used < keys->found) {
        printf("; of these the first %zd", used);
    }
    printf("\n%zd bins at first, max_load %g\n\n", options->setup.size, options->setup.max_load);
}

/* Of a function that spreads at random the share of bins with n keys is that of Poisson's distribution. */
static double expected_bins(const RcHashTableStats *stats, int length)
{
    double load = (double)stats->pairs / (double)stats->bins;
    double share = exp(-load);
    double below = 0;
    for (int n = 1; n <= length; n++) {
        below += share;
        share *= load / n;
    }
    return (double)stats->bins * (length < LENGTHS - 1 ? share : fmax(1.0 - below, 0.0));
}

static void print_distribution(const Measured *measured)
{
    printf("  %-14s %12s %12s\n", "keys in a bin", "bins", "at random");
    for (int length = 0; length < LENGTHS; length++) {
        double expected = expected_bins(&measured->stats, length);
        if (measured->bins_of[length] > 0 || expected >= 0.5) {
            char label[24];
            snprintf(label, sizeof label, "%d%s", length, length == LENGTHS - 1 ? " or more" : "");
            printf("  %-14s %12zd %12.0f\n", label, measured->bins_of[length], expected);
        }
    }
}

static void print_one(const Options *options, const Measured *measured)
{
    const RcHashTableStats *stats = &measured->stats;
    lab_progress(NULL);
    printf("%s: %s\n\n", hash_name(options->setup.hash), hash_description(options->setup.hash));
    printf("  bins           %12zd, load %.2f\n", stats->bins, (double)stats->pairs / (double)stats->bins);
    printf("  used bins      %12zd\n", stats->used_bins);
    printf("  longest bin    %12zd\n", stats->longest_bin);
    printf("  resizes        %12zd\n", stats->resizes);
    printf("  bytes          %12zu, %.1f a key\n", stats->bytes, (double)stats->bytes / (double)stats->pairs);
    printf("  probes         %12.2f a hit, %.2f a miss\n", stats->mean_probes_hit, measured->probes_miss);
    printf("  ns             %12.1f a set, %.1f a hit, %.1f a miss\n\n", measured->times.set,
           measured->times.hit, measured->times.miss);
    print_distribution(measured);
}

static void print_row(const char *name, const Measured *measured)
{
    const RcHashTableStats *stats = &measured->stats;
    printf("%-12s %9zd %9zd %8zd %9.2f %9.2f %8zd %11zu %8.1f %8.1f %8.1f\n", name, stats->bins,
           stats->used_bins, stats->longest_bin, stats->mean_probes_hit, measured->probes_miss,
           stats->resizes, stats->bytes, measured->times.set, measured->times.hit, measured->times.miss);
}

static void print_cpython(const KeySet *keys)
{
    Times times;
    size_t bytes;
    char version[16];
    int is_there = measure_cpython(keys, &times, &bytes, version);
    lab_progress(NULL);
    if (!is_there) {
        puts("\nCPython's library (libpython3.*.so.1.0) is not here: no comparison with its dict.");
        return;
    }
    printf("%-12s %9s %9s %8s %9s %9s %8s %11zu %8.1f %8.1f %8.1f\n", "dict", "-", "-", "-", "-", "-", "-",
           bytes, times.set, times.hit, times.miss);
    printf("\ndict: that of CPython %s.\n", version);
}

static int report_all(const Options *options, const KeySet *keys)
{
    printf("%-12s %9s %9s %8s %19s %8s %11s %26s\n", "", "", "", "longest", "probes", "", "", "ns");
    printf("%-12s %9s %9s %8s %9s %9s %8s %11s %8s %8s %8s\n", "hash", "bins", "used", "bin", "a hit",
           "a miss", "resizes", "bytes", "a set", "a hit", "a miss");
    for (int hash = 0; hash < HASHES; hash++) {
        Setup setup = options->setup;
        setup.hash = hash;
        Measured measured;
        if (measure(&setup, keys, RcList_GET_SIZE(keys->distinct), &measured) < 0) {
            return lab_exception(COMMAND, NULL);
        }
        lab_progress(NULL);
        print_row(hash_name(hash), &measured);
        fflush(stdout);
    }
    print_cpython(keys);
    return LAB_OK;
}

static int report(const Options *options, const KeySet *keys)
{
    if (options->all) {
        return report_all(options, keys);
    }
    Measured measured;
    if (measure(&options->setup, keys, RcList_GET_SIZE(keys->distinct), &measured) < 0) {
        return lab_exception(COMMAND, NULL);
    }
    print_one(options, &measured);
    return LAB_OK;
}

int lab_table(int argc, char **argv)
{
    Options options;
    int status = parse_options(argc, argv, &options);
    if (status != LAB_OK) {
        return status < 0 ? LAB_OK : status;
    }
    KeySet keys;
    int files = argc - optind;
    for (int i = optind; options.plot != NULL && i < argc; i++) {
        if ((status = lab_output_error(COMMAND, options.plot, argv[i])) != 0) {
            return status;
        }
    }
    if (read_keys(argv + optind, files, options.kind, options.most, &keys) < 0) {
        return LAB_FAILED;
    }
    if (RcList_GET_SIZE(keys.distinct) == 0) {
        status =
            lab_error(COMMAND, "there are no %s in the file%s", kinds[options.kind], files == 1 ? "" : "s");
    } else {
        print_head(&options, &keys, files);
        status = report(&options, &keys);
    }
    if (status == LAB_OK && options.plot != NULL) {
        int first = options.all ? 0 : options.setup.hash;
        status = plot_loads(options.plot, &keys, first, options.all ? HASHES : first + 1) < 0 ? LAB_FAILED
                                                                                              : LAB_OK;
    }
    drop_keys(&keys);
    return status;
}
