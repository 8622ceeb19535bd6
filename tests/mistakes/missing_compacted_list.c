/* TITLE: a list that is compacted with borrowed items
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The living ones move to the front. RcList_SetItem steals, and what it is handed was borrowed from
 * the same list. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *weakrefs;
    long number;
} Unit;

static void unit_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    RcObject_Del(op);
}

static RcTypeObject Unit_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "game.Unit",
    .tp_basicsize = sizeof(Unit),
    .tp_dealloc = unit_dealloc,
    .tp_weaklistoffset = offsetof(Unit, weakrefs),
};

static Unit *spawn(long number)
{
    Unit *u = RcObject_New(Unit, &Unit_Type);
    u->weakrefs = NULL;
    u->number = number;
    return u;
}

/* Drops dead weak references. */
static Rc_ssize_t compact(RcObject *refs)
{
    Rc_ssize_t n = RcList_Size(refs), kept = 0;
    for (Rc_ssize_t i = 0; i < n; i++) {
        RcObject *ref = RcList_GetItem(refs, i); /* ALSO */
        if (RcWeakref_IsDead(ref))
            continue;
        if (kept != i) {
#ifdef FIXED
            Rc_INCREF(ref);
#endif
            RcList_SetItem(refs, kept, ref); /* GUILTY */
        }
        kept++;
    }
    RcList_SetSlice(refs, kept, n, NULL);
    return kept;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Unit_Type);
    Unit *units[4];
    RcObject *watched = RcList_New(0);
    for (int i = 0; i < 4; i++) {
        units[i] = spawn(i);
        RcObject *ref = RcWeakref_NewRef((RcObject *)units[i], NULL);
        RcList_Append(watched, ref);
        Rc_DECREF(ref);
    }
    Rc_DECREF(units[1]);
    printf("%ld left\n", (long)compact(watched));
    Rc_DECREF(units[0]);
    Rc_DECREF(units[2]);
    Rc_DECREF(units[3]);
    Rc_DECREF(watched);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
