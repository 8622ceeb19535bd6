/* TITLE: a value used after its key was deleted in the loop
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Expired sessions are deleted while RcHashTable_Next walks over them. The table allows that, but what
 * Next lent is gone with the pair, and it goes into the list of the expired after that. */
#include <recount/recount.h>
#include <stdio.h>

static int expire(RcObject *sessions, double now, RcObject *expired)
{
    RcObject *key, *deadline;
    Rc_ssize_t position = 0;
    while (RcHashTable_Next(sessions, &position, &key, &deadline)) {
        if (RcFloat_AsDouble(deadline) > now) {
            continue;
        }
#ifdef FIXED
        if (RcList_Append(expired, deadline) < 0 || RcHashTable_DelItem(sessions, key) < 0) {
            return -1;
        }
#else
        if (RcHashTable_DelItem(sessions, key) < 0) { /* ALSO */
            return -1;
        }
        if (RcList_Append(expired, deadline) < 0) { /* GUILTY */
            return -1;
        }
#endif
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *sessions = Rc_BuildValue("{sdsd}", "alice", 10.5, "bob", 20.5);
    RcObject *expired = RcList_New(0);
    expire(sessions, 15, expired);
    Rc_DECREF(expired);
    Rc_DECREF(sessions);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
