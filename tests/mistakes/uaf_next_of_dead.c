/* TITLE: a train that is taken apart by asking dead wagons for the next
 * KIND: use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The loop releases a wagon and reads its next pointer after that. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Wagon {
    RcObject_HEAD
    struct Wagon *next; /* belongs to the train, which owns each wagon */
    RcObject *cargo;
    int number;
} Wagon;

typedef struct {
    Wagon *first;
    int length;
} Train;

static void wagon_dealloc(RcObject *op)
{
    Wagon *w = (Wagon *)op;
    Rc_CLEAR(w->cargo);
    RcObject_Free(w);
}

static RcTypeObject Wagon_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "rail.Wagon",
    .tp_basicsize = sizeof(Wagon),
    .tp_dealloc = wagon_dealloc,
};

static int train_couple(Train *train, const char *cargo)
{
    Wagon *w = RcObject_New(Wagon, &Wagon_Type);
    if (w == NULL)
        return -1;
    w->number = ++train->length;
    w->cargo = RcStr_FromString(cargo);
    w->next = train->first;
    train->first = w;
    return w->cargo ? 0 : -1;
}

static void train_scrap(Train *train)
{
    Wagon *w = train->first;

    train->first = NULL;
    train->length = 0;
    while (w != NULL) {
#ifdef FIXED
        Wagon *next = w->next;
        Rc_DECREF(w);
        w = next;
#else
        Rc_DECREF(w); /* ALSO */
        w = w->next;  /* GUILTY */
#endif
    }
}

int main(void)
{
    static const char *const cargo[] = {"coal", "sand", "mail"};
    Train train = {NULL, 0};

    if (Rc_Initialize() < 0 || RcType_Ready(&Wagon_Type) < 0)
        return 1;
    for (int i = 0; i < 3; i++) {
        if (train_couple(&train, cargo[i]) < 0)
            return 1;
    }
    printf("%d wagons, the first is %d\n", train.length, train.first->number);
    train_scrap(&train);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
