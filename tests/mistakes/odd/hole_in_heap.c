/* TITLE: a heap that sifts down with a hole
 * KIND: none
 * STORY: The item that sinks is in a variable, and the smaller children move up by their pointers, so that one of
 * them is in the array twice while the next two are compared. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 16

typedef struct Heap {
    RcObject_HEAD
    int count;
    RcObject *items[MOST]; /* owned */
} Heap;

static int heap_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Heap *heap = (Heap *)op;
    for (int i = 0; i < heap->count; i++) {
        Rc_VISIT(heap->items[i]);
    }
    return 0;
}

static void heap_dealloc(RcObject *op)
{
    Heap *heap = (Heap *)op;
    RcObject_GC_UnTrack(op);
    while (heap->count > 0) {
        Rc_DECREF(heap->items[--heap->count]);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Heap_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "queue.Heap",
    .tp_basicsize = sizeof(Heap),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = heap_dealloc,
    .tp_traverse = heap_traverse,
};

static int is_less(RcObject *left, RcObject *right)
{
    return RcObject_RichCompareBool(left, right, Rc_LT) == 1;
}

static void sift_down(Heap *heap, int hole)
{
    RcObject *item = heap->items[hole];

    for (int child = 2 * hole + 1; child < heap->count; child = 2 * hole + 1) {
        if (child + 1 < heap->count && is_less(heap->items[child + 1], heap->items[child])) {
            child++;
        }
        if (!is_less(heap->items[child], item)) {
            break;
        }
        heap->items[hole] = heap->items[child];
        hole = child;
    }
    heap->items[hole] = item;
}

int main(void)
{
    static const long numbers[] = {9000, 7000, 8000, 1000, 3000, 2000, 5000};

    if (Rc_Initialize() < 0 || RcType_Ready(&Heap_Type) < 0) {
        return 1;
    }
    Heap *heap = RcObject_GC_New(Heap, &Heap_Type);
    for (heap->count = 0; heap->count < 7; heap->count++) {
        heap->items[heap->count] = RcInt_FromLong(numbers[heap->count]);
    }
    RcObject_GC_Track(heap);
    for (int i = 3; --i >= 0;) {
        sift_down(heap, i);
    }
    printf("%ld\n", RcInt_AsLong(heap->items[0]));
    Rc_DECREF(heap);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
