/* TITLE: a session that keeps its user on loan and gives him back
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: Logging in stores the argument into a global variable. Logging out releases it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *current_user;
static RcObject *log_lines;

static void note(const char *what)
{
    RcObject *line = RcStr_FromFormat("%s: %S", what, current_user ? current_user : Rc_None);
    if (line) {
        RcList_Append(log_lines, line);
        Rc_DECREF(line);
    }
}

static void logout(void)
{
    note("logout");
    Rc_CLEAR(current_user); /* ALSO */
}

static void login(RcObject *user)
{
    if (current_user)
        logout();
#ifdef FIXED
    current_user = Rc_NewRef(user);
#else
    current_user = user; /* GUILTY */
#endif
    note("login");
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    log_lines = RcList_New(0);
    RcObject *users = Rc_BuildValue("[sss]", "first user", "second user", "third user");
    for (Rc_ssize_t i = 0; i < RcList_Size(users); i++)
        login(RcList_GetItem(users, i));
    logout();
    printf("%ld lines\n", (long)RcList_Size(log_lines));
    Rc_DECREF(users);
    Rc_CLEAR(log_lines);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
