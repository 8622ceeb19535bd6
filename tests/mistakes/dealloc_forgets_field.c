/* TITLE: a dealloc that forgets the second field
 * KIND: bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: The field was added later, and the constructor, the traverse and the clear were changed. The dealloc
 * was not: with each message that goes its attachment stays. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Message {
    RcObject_HEAD
    RcObject *text;       /* owned */
    RcObject *attachment; /* owned */
} Message;

static int message_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Message *)op)->text);
    Rc_VISIT(((Message *)op)->attachment);
    return 0;
}

static int message_clear(RcObject *op)
{
    Rc_CLEAR(((Message *)op)->text);
    Rc_CLEAR(((Message *)op)->attachment);
    return 0;
}

static void message_dealloc(RcObject *op) /* ALSO */
{
    RcObject_GC_UnTrack(op);
#ifdef FIXED
    message_clear(op);
#else
    Rc_XDECREF(((Message *)op)->text); /* ALSO */
#endif
    RcObject_GC_Del(op); /* GUILTY */
}

static RcTypeObject Message_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "mail.Message",
    .tp_basicsize = sizeof(Message),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = message_dealloc,
    .tp_traverse = message_traverse,
    .tp_clear = message_clear,
};

static Message *message_new(const char *text, RcObject *attachment)
{
    Message *message = RcObject_GC_New(Message, &Message_Type);
    message->text = RcStr_FromString(text);
    message->attachment = Rc_NewRef(attachment); /* ALSO */
    RcObject_GC_Track(message);
    return message;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Message_Type) < 0) {
        return 1;
    }
    RcObject *photo = RcBytes_FromString("not really a photo");
    Message *message = message_new("see the attachment", photo);
    Rc_DECREF(photo);
    Rc_DECREF(message);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
