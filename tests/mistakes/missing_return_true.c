/* TITLE: a comparison that returns Rc_True itself
 * KIND: missing-incref|over-decref
 * SEES: deep
 * MASKED: yes
 * STORY: tp_richcompare has to give a new reference to True or False. The author thinks of them as constants,
 * like 1 and 0; Rc_RETURN_RICHCOMPARE or Rc_NewRef would have counted. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Version {
    RcObject_HEAD
    int major, minor;
} Version;

static RcObject *version_richcompare(RcObject *left, RcObject *right, int operation)
{
    if (operation != Rc_EQ || Rc_TYPE(left) != Rc_TYPE(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    const Version *a = (const Version *)left, *b = (const Version *)right;
    int equal = a->major == b->major && a->minor == b->minor;
#ifdef FIXED
    return RcBool_FromLong(equal);
#else
    return equal ? Rc_True : Rc_False; /* GUILTY */
#endif
}

static RcTypeObject Version_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "package.Version",
    .tp_basicsize = sizeof(Version),
    .tp_richcompare = version_richcompare,
};

static RcObject *version(int major, int minor)
{
    Version *self = RcObject_New(Version, &Version_Type);
    self->major = major;
    self->minor = minor;
    return RC_OBJECT_CAST(self);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Version_Type) < 0) {
        return 1;
    }
    RcObject *one = version(1, 2), *other = version(1, 2);
    RcObject *equal = RcObject_RichCompare(one, other, Rc_EQ);
    printf("equal: %d\n", Rc_IsTrue(equal));
    Rc_DECREF(equal);
    Rc_DECREF(one);
    Rc_DECREF(other);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
