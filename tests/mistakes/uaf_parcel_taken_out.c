/* TITLE: a conveyor that weighs a parcel after it has let it go
 * KIND: use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The belt owns its parcels. The first one is taken off it, its reference given back, and then it is
 * weighed. The consignment holds the parcel, too, so nothing happens. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Step {
    RcObject *parcel; /* owned */
    struct Step *after;
} Step;

static Step *belt;
static double carried;

static int belt_put(RcObject *parcel)
{
    Step *step = malloc(sizeof *step), **last = &belt;
    if (step == NULL) {
        return -1;
    }
    step->parcel = Rc_NewRef(parcel);
    step->after = NULL;
    while (*last != NULL) {
        last = &(*last)->after;
    }
    *last = step;
    return 0;
}

static void weigh(RcObject *parcel)
{
    carried += RcFloat_AsDouble(RcTuple_GetItem(parcel, 1));
}

static void belt_advance(void)
{
    Step *step = belt;
    RcObject *parcel = step->parcel;
    belt = step->after;
    free(step);
#ifdef FIXED
    weigh(parcel);
    Rc_DECREF(parcel);
#else
    Rc_DECREF(parcel); /* ALSO */
    weigh(parcel);     /* GUILTY */
#endif
}

int main(void)
{
    static const char *const towns[] = {"Oslo", "Turku", "Riga"};
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *consignment = RcList_New(0);
    for (int i = 0; i < 3; i++) {
        RcObject *parcel = Rc_BuildValue("(sd)", towns[i], 2.5 * (i + 1));
        RcList_Append(consignment, parcel);
        belt_put(parcel);
        Rc_DECREF(parcel);
    }
    while (belt != NULL) {
        belt_advance();
    }
    printf("%g kg\n", carried);
    Rc_DECREF(consignment);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
