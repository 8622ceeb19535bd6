/* TITLE: a priority queue that releases what it moves up
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The last item moves to the top. Its old slot is emptied with CLEAR, which gives back the reference
 * that has moved. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 32

typedef struct {
    RcObject *items[MOST];
    int n;
} Heap;

static int less(RcObject *a, RcObject *b)
{
    return RcObject_RichCompareBool(a, b, Rc_LT) == 1;
}

static void swap(RcObject **a, RcObject **b)
{
    RcObject *old = *a;
    *a = *b;
    *b = old;
}

static int heap_push(Heap *h, RcObject *item)
{
    if (h->n == MOST)
        return -1;
    int i = h->n++;
    h->items[i] = Rc_NewRef(item);
    while (i > 0 && less(h->items[i], h->items[(i - 1) / 2])) {
        swap(&h->items[i], &h->items[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    return 0;
}

static RcObject *heap_pop(Heap *h)
{
    if (h->n == 0)
        return NULL;
    RcObject *smallest = h->items[0];
    h->n--;
    h->items[0] = h->items[h->n]; /* ALSO */
#ifdef FIXED
    h->items[h->n] = NULL;
#else
    if (h->n > 0)
        Rc_CLEAR(h->items[h->n]); /* GUILTY */
#endif
    for (int i = 0, child; (child = 2 * i + 1) < h->n; i = child) {
        if (child + 1 < h->n && less(h->items[child + 1], h->items[child]))
            child++;
        if (!less(h->items[child], h->items[i]))
            break;
        swap(&h->items[i], &h->items[child]);
    }
    return smallest;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Heap h = {.n = 0};
    static const long times[] = {4500, 1200, 9900, 3000, 7700};
    for (int i = 0; i < 5; i++) {
        RcObject *t = RcInt_FromLong(times[i]);
        heap_push(&h, t);
        Rc_DECREF(t);
    }
    RcObject *t;
    while ((t = heap_pop(&h)) != NULL) {
        printf("%ld\n", RcInt_AsLong(t));
        Rc_DECREF(t);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
