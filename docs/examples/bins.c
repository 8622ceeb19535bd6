/* The hash table seen from inside: the same words in bins by the builtin hash and by a hash function of our
 * own.  With a number as its argument: what a pair costs in a table of so many. */
#include "counts.h"

static const char *const words[] = {"ice", "tea", "oak", "plum", "rose", "fennel", "cherry"};

static void print(RcObject *table, RcObject *(*text_of)(RcObject *))
{
    RcObject *text = must(text_of(table));
    puts(RcStr_AsUTF8(text));
    Rc_DECREF(text);
}

static void print_stats(RcObject *table)
{
    RcHashTableStats stats;
    must_be_0(RcHashTable_GetStats(table, &stats));
    printf("%zd pairs in %zd of %zd bins, at most %zd in one; %.2f probes a hit, %.2f a miss; %zd resizes\n",
           stats.pairs, stats.used_bins, stats.bins, stats.longest_bin, stats.mean_probes_hit,
           stats.mean_probes_miss, stats.resizes);
}

static void show(const char *title, RcObject *hash_func)
{
    RcObject *table = must(RcHashTable_NewWith(4, 1.0, hash_func));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        must_be_0(RcHashTable_SetItemString(table, words[i], Rc_None));
    }
    puts(title);
    print(table, RcObject_Str);
    print_stats(table);
    Rc_DECREF(table);
}

/* A hash function: anything that can be called with a key and returns an int. */
static RcObject *length_of(RcObject *unused, RcObject *key)
{
    Rc_UNUSED(unused);
    Rc_ssize_t length = RcObject_Size(key);
    return length >= 0 ? RcInt_FromSsize_t(length) : NULL;
}

static RcMethodDef length_def = {"length", length_of, RC_METH_O, "The key's length."};

static void measure(long pairs, double max_load)
{
    RcObject *table = must(RcHashTable_NewWith(4, max_load, NULL));
    for (long i = 0; i < pairs; i++) {
        RcObject *key = must(RcInt_FromLong(i));
        must_be_0(RcHashTable_SetItem(table, key, Rc_None));
        Rc_DECREF(key);
    }
    RcHashTableStats stats;
    must_be_0(RcHashTable_GetStats(table, &stats));
    printf("%ld pairs, max_load %.1f: %.1f bytes a pair\n", pairs, max_load,
           (double)stats.bytes / (double)pairs);
    Rc_DECREF(table);
}

int main(int argc, char **argv)
{
    RcConfig config;
    RcConfig_Init(&config);
    config.use_hash_seed = 1; /* else the builtin hash is another one in each run */
    config.hash_seed = 0;
    must_be_0(Rc_InitializeFromConfig(&config));
    if (argc > 1) {
        measure(strtol(argv[1], NULL, 10), 0.5);
        measure(strtol(argv[1], NULL, 10), 1.0);
        return finish();
    }

    show("The builtin hash:", NULL);
    RcObject *length = must(RcCFunction_New(&length_def, NULL));
    show("The length of the word:", length);
    Rc_DECREF(length);
    return finish();
}
