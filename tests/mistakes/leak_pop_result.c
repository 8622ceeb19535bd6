/* TITLE: an entry popped from the table and forgotten
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: Pop takes the pair out of the table and hands the value over. The author wanted only to have it out,
 * and passes a variable because the function asks for one; NULL or DelItem would have released it. */
#include <recount/recount.h>
#include <stdio.h>

static int log_out(RcObject *sessions, const char *user)
{
#ifdef FIXED
    return RcHashTable_PopString(sessions, user, NULL);
#else
    RcObject *session;
    return RcHashTable_PopString(sessions, user, &session); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *sessions = RcHashTable_New();
    RcObject *session = Rc_BuildValue("[sd]", "token", 3600.5);
    RcHashTable_SetItemString(sessions, "alice", session);
    Rc_DECREF(session);
    printf("logged out: %d\n", log_out(sessions, "alice"));
    Rc_DECREF(sessions);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
