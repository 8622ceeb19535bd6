/* TITLE: the last session is removed by writing it over itself
 * KIND: lost-reference|leak
 * SEES: deep
 * MASKED: no
 * STORY: close() moves the last session to the place of the one that ends. When the last one ends itself its pointer stays
 * behind the end of the row, and the next login overwrites it there. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 8

static struct {
    RcObject *users[MOST]; /* the first "open" are owned */
    int open;
} sessions;

static int login(const char *user)
{
    RcObject *name;

    if (sessions.open == MOST)
        return -1;
    name = RcStr_FromString(user);
    if (name == NULL)
        return -1;
    sessions.users[sessions.open] = name;
    return sessions.open++;
}

static void logout(int number)
{
    sessions.open--;
#ifdef FIXED
    RcObject *user = sessions.users[number];
    sessions.users[number] = sessions.users[sessions.open];
    Rc_DECREF(user);
#else
    sessions.users[number] = sessions.users[sessions.open]; /* GUILTY */
#endif
}

static void print_all(void)
{
    for (int i = 0; i < sessions.open; i++)
        printf("%s%s", i > 0 ? ", " : "", RcStr_AsUTF8(sessions.users[i]));
    printf("\n");
}

int main(void)
{
    int guest;

    if (Rc_Initialize() < 0)
        return 1;
    login("operator");
    guest = login("guest");
    print_all();
    logout(guest);
    print_all();
    login("nightly");
    print_all();
    while (sessions.open > 0)
        Rc_DECREF(sessions.users[--sessions.open]);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
