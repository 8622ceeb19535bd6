/* TITLE: a priority queue whose pop returns what it has released
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The array's reference to the smallest task is the result's; pop gives it up all the same. */
#include <recount/recount.h>
#include <stdio.h>

enum { ROOM = 16 };
typedef struct {
    RcObject *tasks[ROOM];
    long keys[ROOM];
    int n;
} Heap;

static void swap(Heap *h, int i, int j)
{
    RcObject *t = h->tasks[i];
    long k = h->keys[i];
    h->tasks[i] = h->tasks[j];
    h->keys[i] = h->keys[j];
    h->tasks[j] = t;
    h->keys[j] = k;
}

static int heap_push(Heap *h, long key, RcObject *task)
{
    int i = h->n;
    if (i == ROOM)
        return -1;
    h->tasks[i] = Rc_NewRef(task);
    h->keys[i] = key;
    h->n++;
    while (i > 0 && h->keys[(i - 1) / 2] > h->keys[i]) {
        swap(h, i, (i - 1) / 2);
        i = (i - 1) / 2;
    }
    return 0;
}

static void sift_down(Heap *h)
{
    int i = 0;
    for (;;) {
        int child = 2 * i + 1;
        if (child >= h->n)
            return;
        if (child + 1 < h->n && h->keys[child + 1] < h->keys[child])
            child++;
        if (h->keys[i] <= h->keys[child])
            return;
        swap(h, i, child);
        i = child;
    }
}

static RcObject *heap_pop(Heap *h)
{
    if (h->n == 0)
        return NULL;
    RcObject *top = h->tasks[0];
    h->n--;
    swap(h, 0, h->n);
    sift_down(h);
#ifndef FIXED
    Rc_DECREF(h->tasks[h->n]); /* GUILTY */
#endif
    h->tasks[h->n] = NULL;
    return top; /* ALSO */
}

int main(void)
{
    static const char *const names[] = {"wash", "cook", "eat", "sleep"};
    static const long when[] = {8, 3, 5, 9};
    Heap heap = {.n = 0};
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *all = RcList_New(0);
    for (int i = 0; i < 4; i++) {
        RcObject *task = RcStr_FromString(names[i]);
        RcList_Append(all, task);
        heap_push(&heap, when[i], task);
        Rc_DECREF(task);
    }
    RcObject *task;
    while ((task = heap_pop(&heap)) != NULL) {
        puts(RcStr_AsUTF8(task));
        Rc_DECREF(task);
    }
    Rc_DECREF(all);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
