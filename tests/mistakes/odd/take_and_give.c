/* TITLE: functions that give away what is theirs, and take what is yours
 * KIND: none
 * STORY: take() returns a field's reference and empties the field; give() consumes its argument. Neither
 * function's takings and releases balance by themselves, and together they are right. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Mailbox {
    RcObject_HEAD
    RcObject *letter; /* owned; NULL: empty */
} Mailbox;

static int mailbox_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Mailbox *)op)->letter);
    return 0;
}

static void mailbox_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Mailbox *)op)->letter);
    RcObject_GC_Del(op);
}

static RcTypeObject Mailbox_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Mailbox",
    .tp_basicsize = sizeof(Mailbox),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = mailbox_dealloc,
    .tp_traverse = mailbox_traverse,
};

/* Result: new, what was in the box; NULL if it was empty. */
static RcObject *take(Mailbox *box)
{
    RcObject *letter = box->letter;
    box->letter = NULL;
    return letter;
}

/* Steals letter; refuses it if the box is full. */
static int give(Mailbox *box, RcObject *letter)
{
    if (box->letter != NULL) {
        Rc_DECREF(letter);
        return 0;
    }
    box->letter = letter;
    return 1;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Mailbox_Type) < 0) {
        return 1;
    }
    Mailbox *box = RcObject_GC_New(Mailbox, &Mailbox_Type);
    box->letter = NULL;
    RcObject_GC_Track(box);
    RcObject *letter = RcStr_FromString("dear box");
    give(box, Rc_NewRef(letter));
    give(box, letter);
    RcGC_Collect();
    letter = take(box);
    RcGC_Collect();
    give(box, letter);
    Rc_DECREF(box);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
