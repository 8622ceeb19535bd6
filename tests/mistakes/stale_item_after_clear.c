/* TITLE: a borrowed item after the list was emptied
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The last job is borrowed from the queue, then the queue is emptied, then the job is told. The
 * reference that kept it alive was the queue's. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *finish_all(RcObject *queue)
{
    RcObject *last = RcList_GetItem(queue, RcList_Size(queue) - 1);
    if (last == NULL) {
        return NULL;
    }
#ifdef FIXED
    Rc_INCREF(last);
#endif
    RcList_Clear(queue);                                       /* ALSO */
    RcObject *report = RcStr_FromFormat("last job: %S", last); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(last);
#endif
    return report;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *queue = Rc_BuildValue("[ss]", "print", "archive");
    RcObject *report = finish_all(queue);
    Rc_XDECREF(report);
    Rc_DECREF(queue);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
