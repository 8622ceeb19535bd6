/* TITLE: a capsule whose context is an object
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The capsule carries a log as its context, with a reference that was taken for it. Capsules do not
 * own their context; the destructor frees the buffer and forgets that it has to give the log back. */
#include <recount/recount.h>
#include <stdio.h>

static void close_buffer(RcObject *capsule)
{
    char *buffer = RcCapsule_GetPointer(capsule, "io.buffer");
#ifdef FIXED
    RcObject *log = RcCapsule_GetContext(capsule);
    Rc_XDECREF(log);
#endif
    RcMem_Free(buffer);
}

static RcObject *open_buffer(size_t size, RcObject *log)
{
    char *buffer = RcMem_Malloc(size);
    if (buffer == NULL) {
        return RcErr_NoMemory();
    }
    RcObject *capsule = RcCapsule_New(buffer, "io.buffer", close_buffer);
    if (capsule == NULL) {
        RcMem_Free(buffer);
        return NULL;
    }
    RcCapsule_SetContext(capsule, Rc_NewRef(log)); /* GUILTY */
    return capsule;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *log = RcList_New(0);
    RcObject *buffer = open_buffer(64, log);
    Rc_DECREF(log);
    Rc_DECREF(buffer);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
