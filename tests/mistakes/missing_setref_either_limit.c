/* TITLE: a thermostat whose lower limit is borrowed
 * KIND: missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: Rc_XSETREF takes over what it is given: the setter gives it the caller's reference for one of two fields. The
 * dead number is found when the other limit is compared with it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *least, *most;
} Thermostat;

static int thermostat_set(Thermostat *t, int is_most, RcObject *degrees)
{
    RcObject *other = is_most ? t->least : t->most;
    if (other != NULL) {
        int wrong = RcObject_RichCompareBool(degrees, other, is_most ? Rc_LT : Rc_GT);
        if (wrong != 0)
            return -1;
    }
    if (is_most)
        Rc_XSETREF(t->most, Rc_NewRef(degrees));
    else
#ifdef FIXED
        Rc_XSETREF(t->least, Rc_NewRef(degrees));
#else
        Rc_XSETREF(t->least, degrees); /* GUILTY */
#endif
    return 0;
}

static int set_to(Thermostat *t, int is_most, double degrees)
{
    RcObject *number = RcFloat_FromDouble(degrees);
    int status = number != NULL ? thermostat_set(t, is_most, number) : -1;
    Rc_XDECREF(number);
    return status;
}

int main(void)
{
    Thermostat t = {NULL, NULL};
    if (Rc_Initialize() < 0)
        return 1;
    if (set_to(&t, 1, 24.5) < 0 || set_to(&t, 0, 17.0) < 0 || set_to(&t, 1, 22.0) < 0)
        printf("not set\n");
    printf("%g to %g\n", RcFloat_AsDouble(t.least), RcFloat_AsDouble(t.most));
    Rc_CLEAR(t.least);
    Rc_CLEAR(t.most);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
