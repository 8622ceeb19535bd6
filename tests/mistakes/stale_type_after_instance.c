/* TITLE: the type of an object that was just released
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: Rc_TYPE lends. The type is a heap type that only its last instance keeps alive, so the release of
 * the instance takes the type along, and its name is read after that. */
#include <recount/recount.h>
#include <stdio.h>

static RcType_Slot empty_slots[] = {{0, NULL}};
static RcType_Spec job_spec = {"batch.Job", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, empty_slots};

static long instances_size(RcTypeObject *type)
{
    return (long)type->tp_basicsize; /* GUILTY */
}

static long retire(RcObject *job)
{
    RcTypeObject *type = Rc_TYPE(job);
#ifdef FIXED
    long size = instances_size(type);
    Rc_DECREF(job);
#else
    Rc_DECREF(job);
    long size = instances_size(type); /* ALSO */
#endif
    return size;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *type = RcType_FromSpec(&job_spec);
    RcObject *job = RcObject_CallNoArgs(type);
    Rc_DECREF(type);
    printf("%ld bytes\n", retire(job));
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
