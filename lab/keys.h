/* Keys from files. */
#ifndef RECOUNT_LAB_KEYS_H
#define RECOUNT_LAB_KEYS_H

#include "lab.h"

typedef enum KeyKind { KEYS_WORDS, KEYS_LINES, KEYS_INTS } KeyKind;

typedef struct KeySet {
    RcObject *distinct; /* list, in order of first appearance; owned */
    RcObject *absent;   /* list of as many keys that are not among them; owned */
    Rc_ssize_t read;    /* all keys, with repetitions */
    Rc_ssize_t found;   /* different ones; more than the list has if there is a limit */
} KeySet;

/* Reads the files ("-": standard input) and makes keys; of more than most different ones (0: no limit) the
 * first. 0, or -1 after telling why, with the set empty. */
int read_keys(char *const *paths, int count, KeyKind kind, Rc_ssize_t most, KeySet *keys);
void drop_keys(KeySet *keys);

#endif
