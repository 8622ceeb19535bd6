/* TITLE: a setter that forgets what was there before
 * KIND: leak|lost-reference|bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: The setter takes a reference to the new name, as it should, and stores it over the old one. The old
 * name still has the reference that the field had, and nobody knows it any more. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Account {
    RcObject_HEAD
    RcObject *owner; /* owned */
} Account;

static void account_dealloc(RcObject *op)
{
    Rc_XDECREF(((Account *)op)->owner);
    Rc_TYPE(op)->tp_free(op);
}

static int account_set_owner(RcObject *op, RcObject *value, void *closure)
{
    Account *self = (Account *)op;
    Rc_UNUSED(closure);
    if (value == NULL || !RcStr_Check(value)) {
        RcErr_SetString(RcExc_TypeError, "the owner must be a str");
        return -1;
    }
#ifdef FIXED
    Rc_XSETREF(self->owner, Rc_NewRef(value));
#else
    self->owner = Rc_NewRef(value); /* GUILTY */
#endif
    return 0;
}

static RcGetSetDef account_getset[] = {{.name = "owner", .set = account_set_owner}, {.name = NULL}};

static RcTypeObject Account_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "bank.Account",
    .tp_basicsize = sizeof(Account),
    .tp_dealloc = account_dealloc,
    .tp_getset = account_getset,
    .tp_new = RcType_GenericNew,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Account_Type) < 0) {
        return 1;
    }
    RcObject *account = RcObject_CallNoArgs(RC_OBJECT_CAST(&Account_Type));
    RcObject *alice = RcStr_FromString("Alice"), *bob = RcStr_FromString("Bob");
    RcObject_SetAttrString(account, "owner", alice);
    RcObject_SetAttrString(account, "owner", bob);
    Rc_DECREF(alice);
    Rc_DECREF(bob);
    Rc_DECREF(account);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
