/* TITLE: buckets that are freed with what has moved out of them
 * KIND: over-decref|use-after-free|missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: When the table grows the pairs move to new buckets. The old ones are freed by the function that
 * also releases. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Bucket {
    int used;
    RcObject *keys[4];
} Bucket;

typedef struct {
    Bucket *buckets;
    size_t size, count;
} KeySet;

static void free_buckets(Bucket *buckets, size_t size, int release)
{
    for (size_t i = 0; i < size; i++)
        for (int k = 0; release && k < buckets[i].used; k++)
            Rc_DECREF(buckets[i].keys[k]); /* ALSO */
    free(buckets);
}

static int bucket_add(Bucket *b, RcObject *key)
{
    if (b->used == 4)
        return -1;
    b->keys[b->used++] = key; /* ALSO */
    return 0;
}

static void grow(KeySet *s)
{
    size_t size = s->size * 2;
    Bucket *buckets = calloc(size, sizeof *buckets);
    for (size_t i = 0; i < s->size; i++)
        for (int k = 0; k < s->buckets[i].used; k++) {
            RcObject *key = s->buckets[i].keys[k];
            bucket_add(&buckets[(size_t)RcObject_Hash(key) % size], key); /* ALSO */
        }
#ifdef FIXED
    free_buckets(s->buckets, s->size, 0);
#else
    free_buckets(s->buckets, s->size, 1); /* GUILTY */
#endif
    s->buckets = buckets;
    s->size = size;
}

static void key_set_add(KeySet *s, RcObject *key)
{
    if (s->count >= s->size)
        grow(s);
    bucket_add(&s->buckets[(size_t)RcObject_Hash(key) % s->size], Rc_NewRef(key));
    s->count++;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    KeySet s = {calloc(4, sizeof(Bucket)), 4, 0};
    for (int i = 0; i < 6; i++) {
        RcObject *key = RcInt_FromLong(1000 + i);
        key_set_add(&s, key);
        Rc_DECREF(key);
    }
    printf("%zu keys in %zu buckets\n", s.count, s.size);
    free_buckets(s.buckets, s.size, 1);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
