/* TITLE: a guest list that says good-bye to a guest who is gone
 * KIND: use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The oldest guest is taken off the list, which moves up, and given back. The function that says good-bye gets
 * the guest after that. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

typedef struct Guest {
    RcObject_HEAD
    char name[24];
    int nights;
} Guest;

static RcTypeObject Guest_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "inn.Guest",
    .tp_basicsize = sizeof(Guest),
};

#define BEDS 2
static Guest *beds[BEDS];

static void move_up(void)
{
    memmove(beds, beds + 1, (BEDS - 1) * sizeof *beds);
    beds[BEDS - 1] = NULL;
}

static void good_bye(const Guest *guest)
{
    RcObject *text =
        RcStr_FromFormat("good-bye, %s (%d nights, %s)", guest->name, guest->nights, Rc_TYPE(guest)->tp_name);
    puts(text != NULL ? RcStr_AsUTF8(text) : "?");
    Rc_XDECREF(text);
}

static void check_out(void)
{
    Guest *oldest = beds[0];
    move_up();
#ifdef FIXED
    good_bye(oldest);
    Rc_DECREF(oldest);
#else
    Rc_DECREF(oldest); /* ALSO */
    good_bye(oldest);  /* GUILTY */
#endif
}

static void check_in(const char *name, int nights)
{
    int bed = 0;
    if (beds[BEDS - 1] != NULL) {
        check_out();
    }
    while (bed < BEDS && beds[bed] != NULL) {
        bed++;
    }
    Guest *guest = RcObject_New(Guest, &Guest_Type);
    if (guest != NULL) {
        snprintf(guest->name, sizeof guest->name, "%s", name);
        guest->nights = nights;
        beds[bed] = guest;
    }
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Guest_Type) < 0) {
        return 1;
    }
    check_in("Ishmael", 2);
    check_in("Queequeg", 3);
    check_in("Starbuck", 1);
    while (beds[0] != NULL) {
        check_out();
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
