/* TITLE: the class of a cleared error, which is compared, and used by who knows its keeper
 * KIND: none
 * STORY: What RcErr_Occurred lent is compared after the error was cleared, which needs no reference; and one function
 * uses it on, since it is the module's own class that its variable keeps. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *Refused;

static int fails(int how)
{
    if (how > 0) {
        RcErr_SetString(how == 1 ? Refused : RcExc_ValueError, "no");
        return -1;
    }
    return 0;
}

static int is_other(RcObject *wanted, int how)
{
    fails(how);
    RcObject *type = RcErr_Occurred();
    RcErr_Clear();
    return type != wanted && RcObject_IsTrue(type != NULL ? Rc_True : Rc_False);
}

static void tell(int how)
{
    fails(how);
    RcObject *type = RcErr_Occurred();
    RcErr_Clear();
    if (type == Refused) {
        RcObject *name = RcType_GetName((RcTypeObject *)type);
        printf("%s\n", RcStr_AsUTF8(name));
        Rc_DECREF(name);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0 || (Refused = RcErr_NewException("door.Refused", NULL, NULL)) == NULL)
        return 1;
    for (int how = 0; how < 3; how++)
        printf("%d %d\n", how, is_other(Refused, how));
    tell(1);
    tell(2);
    Rc_CLEAR(Refused);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
