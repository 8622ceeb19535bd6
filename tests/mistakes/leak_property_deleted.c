/* TITLE: a property that forgets its value when it is deleted
 * KIND: leak
 * SEES: plain
 * MASKED: yes
 * STORY: The setter gets NULL as the value when the attribute is deleted. It empties the field and keeps
 * the reference. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *comment; /* owned; NULL if there is none */
} Entry;

static RcObject *entry_get_comment(RcObject *op, void *closure)
{
    Entry *e = (Entry *)op;
    Rc_UNUSED(closure);
    if (e->comment == NULL)
        Rc_RETURN_NONE;
    return Rc_NewRef(e->comment);
}

static int entry_set_comment(RcObject *op, RcObject *value, void *closure)
{
    Entry *e = (Entry *)op;
    Rc_UNUSED(closure);
    if (value == NULL) {
#ifdef FIXED
        Rc_CLEAR(e->comment);
#else
        e->comment = NULL; /* GUILTY */
#endif
        return 0;
    }
    Rc_INCREF(value);
    Rc_XSETREF(e->comment, value);
    return 0;
}

static void entry_dealloc(RcObject *op)
{
    Rc_XDECREF(((Entry *)op)->comment);
    RcObject_Del(op);
}

static RcGetSetDef entry_getset[] = {
    {"comment", entry_get_comment, entry_set_comment, NULL, NULL},
    {.name = NULL},
};

static RcTypeObject Entry_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "log.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_dealloc = entry_dealloc,
    .tp_getset = entry_getset,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Entry_Type);
    RcObject *comment = RcStr_FromString("checked twice");
    Entry *e = RcObject_New(Entry, &Entry_Type);
    e->comment = NULL;
    RcObject_SetAttrString((RcObject *)e, "comment", comment);
    RcObject *back = RcObject_GetAttrString((RcObject *)e, "comment");
    printf("%s\n", RcStr_AsUTF8(back));
    Rc_DECREF(back);
    RcObject_DelAttrString((RcObject *)e, "comment");
    printf("%s\n", RcStr_AsUTF8(comment));
    Rc_DECREF(e);
    Rc_DECREF(comment);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
