/* TITLE: a constructor that takes a reference for one of its two arguments
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: A ferry line keeps its two harbours and gives both back when it ends. The reference for the first one is forgotten,
 * and the timetable still has its own pointers to both. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *from, *to; /* owned */
    int minutes;
} Ferry;

static void ferry_dealloc(RcObject *op)
{
    Ferry *self = (Ferry *)op;

    Rc_DECREF(self->to);
    Rc_DECREF(self->from); /* ALSO */
    RcObject_Del(op);
}

static RcTypeObject Ferry_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "port.Ferry",
    .tp_basicsize = sizeof(Ferry),
    .tp_dealloc = ferry_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static Ferry *ferry_new(RcObject *from, RcObject *to, int minutes)
{
    Ferry *self = RcObject_New(Ferry, &Ferry_Type);

    if (self == NULL)
        return NULL;
    self->minutes = minutes;
#ifdef FIXED
    self->from = Rc_NewRef(from);
#else
    self->from = from; /* GUILTY */
#endif
    self->to = Rc_NewRef(to);
    return self;
}

int main(void)
{
    static const char *const names[] = {"Harwich", "Esbjerg", "Hook of Holland", "Dover"};
    RcObject *harbours[4];
    Ferry *lines[3];

    if (Rc_Initialize() < 0 || RcType_Ready(&Ferry_Type) < 0)
        return 1;
    for (int i = 0; i < 4; i++)
        harbours[i] = RcStr_FromString(names[i]);
    for (int i = 0; i < 3; i++)
        lines[i] = ferry_new(harbours[i], harbours[3], 200 + 70 * i);
    for (int i = 0; i < 3; i++) {
        printf("%s - %s\n", RcStr_AsUTF8(lines[i]->from), RcStr_AsUTF8(lines[i]->to));
        Rc_DECREF(lines[i]);
    }
    for (int i = 0; i < 4; i++)
        Rc_DECREF(harbours[i]);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
