/* TITLE: a hash function that is given away with its table
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The owner thinks that the table had stolen its hash function when it was made, and releases "the
 * table's" one, too. */
#include <recount/recount.h>
#include <stdio.h>

struct dictionary {
    RcObject *hash;
    RcObject *table;
};

static RcObject *first_letter(RcObject *self, RcObject *word)
{
    Rc_UNUSED(self);
    return RcInt_FromLong((long)RcStr_ReadChar(word, 0) * 7919);
}
static RcMethodDef first_letter_def = {"first_letter", first_letter, RC_METH_O, NULL};

static int dictionary_open(struct dictionary *d)
{
    d->hash = RcCFunction_New(&first_letter_def, NULL);
    if (d->hash == NULL)
        return -1;
    d->table = RcHashTable_NewWith(8, 0.75, d->hash);
    if (d->table == NULL) {
        Rc_CLEAR(d->hash);
        return -1;
    }
    return 0;
}

static void dictionary_close(struct dictionary *d)
{
#ifndef FIXED
    Rc_DECREF(RcHashTable_HashFunc(d->table)); /* GUILTY */
#endif
    Rc_CLEAR(d->table);
    Rc_CLEAR(d->hash); /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    struct dictionary d;
    if (dictionary_open(&d) < 0)
        return 1;
    static const char *const words[] = {"apple", "banana", "avocado", "cherry"};
    for (int i = 0; i < 4; i++) {
        RcObject *word = RcStr_FromString(words[i]),
                 *length = RcInt_FromSsize_t(RcStr_GetLength(word) * 1000);
        RcHashTable_SetItem(d.table, word, length);
        Rc_DECREF(length);
        Rc_DECREF(word);
    }
    printf("%ld words\n", (long)RcHashTable_Size(d.table));
    dictionary_close(&d);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
