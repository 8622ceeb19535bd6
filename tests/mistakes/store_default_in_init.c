/* TITLE: an init that keeps a borrowed default
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: What comes as an argument is taken; the default value, which a global variable owns, is not. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *default_tz;

struct zone {
    RcObject_HEAD
    RcObject *tz, *label;
};

static int zone_init(RcObject *self, RcObject *args, RcObject *kwds)
{
    struct zone *z = (struct zone *)self;
    RcObject *label, *tz = NULL;
    static char *kw[] = {"label", "tz", NULL};

    if (!RcArg_ParseTupleAndKeywords(args, kwds, "O|O", kw, &label, &tz))
        return -1;
    if (tz == NULL)
        z->tz = default_tz; /* GUILTY */
    else {
        Rc_INCREF(tz);
        z->tz = tz;
    }
#ifdef FIXED
    if (tz == NULL)
        Rc_INCREF(z->tz);
#endif
    Rc_INCREF(label);
    z->label = label;
    return 0;
}

static int zone_traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    struct zone *z = (struct zone *)self;
    Rc_VISIT(Rc_TYPE(self));
    Rc_VISIT(z->tz);
    Rc_VISIT(z->label);
    return 0;
}

static int zone_clear(RcObject *self)
{
    struct zone *z = (struct zone *)self;
    Rc_CLEAR(z->tz);
    Rc_CLEAR(z->label);
    return 0;
}

static void zone_dealloc(RcObject *self)
{
    RcTypeObject *tp = Rc_TYPE(self);
    RcObject_GC_UnTrack(self);
    zone_clear(self);
    tp->tp_free(self);
    Rc_DECREF(tp);
}

static RcType_Slot zone_slots[] = {
    {Rc_tp_init, (void *)zone_init},
    {Rc_tp_traverse, (void *)zone_traverse},
    {Rc_tp_clear, (void *)zone_clear},
    {Rc_tp_dealloc, (void *)zone_dealloc},
    {0, NULL},
};
static RcType_Spec zone_spec = {"cal.Zone", sizeof(struct zone), 0, Rc_TPFLAGS_HAVE_GC, zone_slots};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *tp = RcType_FromSpec(&zone_spec);
    default_tz = Rc_BuildValue("(si)", "UTC", 0);
    RcObject *known = RcTuple_Pack(2, default_tz, Rc_None);
    RcObject *a = RcObject_CallFunction(tp, "s", "home");
    RcObject *b = RcObject_CallFunction(tp, "sO", "away", known);
    Rc_XDECREF(b);
    Rc_XDECREF(a);
    Rc_DECREF(known);
    Rc_CLEAR(default_tz);
    Rc_DECREF(tp);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
