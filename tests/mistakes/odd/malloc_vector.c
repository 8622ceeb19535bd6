/* TITLE: references in a block of malloc
 * KIND: none
 * STORY: A growing vector in C memory owns strings. The block moves when it grows, so the references are for
 * a while only in memory that no object and no local variable shows. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Vector {
    RcObject **items; /* each owned */
    size_t used, room;
} Vector;

/* Steals item. */
static int vector_push(Vector *vector, RcObject *item)
{
    if (vector->used == vector->room) {
        size_t room = vector->room * 2 + 1;
        RcObject **moved = realloc(vector->items, room * sizeof *moved);
        if (moved == NULL) {
            Rc_DECREF(item);
            return -1;
        }
        vector->items = moved;
        vector->room = room;
    }
    vector->items[vector->used++] = item;
    return 0;
}

static Vector *vector_new(void)
{
    return calloc(1, sizeof(Vector));
}

static void vector_free(Vector *vector)
{
    for (size_t i = 0; i < vector->used; i++) {
        Rc_DECREF(vector->items[i]);
    }
    free(vector->items);
    free(vector);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Vector *vector = vector_new();
    for (int i = 0; vector != NULL && i < 10; i++) {
        vector_push(vector, RcStr_FromFormat("item %d", i));
        RcGC_Collect();
    }
    if (vector != NULL) {
        vector_free(vector);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
