/* TITLE: a download whose handler and whose release function both let go
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: A download owns what its handler works on, and hands it to a release function when it is over.  The handler
 * gives it back under a name of its own besides. */
#include <recount/recount.h>
#include <stdio.h>

struct download {
    void (*handle)(void *what, const char *chunk);
    void (*release)(void *what);
    void *what;
};

static void release_object(void *what)
{
    Rc_DECREF((RcObject *)what); /* ALSO */
}

static void keep_chunk(void *what, const char *chunk)
{
    RcObject *chunks = what;
    RcObject *text = RcStr_FromString(chunk);
    RcList_Append(chunks, text);
    Rc_DECREF(text);
#ifndef FIXED
    Rc_DECREF(chunks); /* GUILTY */
#endif
}

static void run(struct download *download, const char *chunk)
{
    download->handle(download->what, chunk);
    download->release(download->what);
    download->what = NULL;
}

static struct download begin(RcObject *chunks)
{
    return (struct download){keep_chunk, release_object, RC_GIVEN(Rc_NewRef(chunks))};
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *chunks = RcList_New(0);
    RcObject *page = RcTuple_Pack(1, chunks);
    struct download download = begin(chunks);
    run(&download, "<html>");
    printf("%d chunks\n", (int)RcList_Size(RcTuple_GET_ITEM(page, 0)));
    Rc_DECREF(page);
    Rc_DECREF(chunks);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
