/* TITLE: a cache hit whose reference is never given back
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: RcHashTable_GetItem was replaced by the safer GetItemRef, and the test for a hit was left as it was.
 * Now each hit takes a reference. */
#include <recount/recount.h>
#include <stdio.h>

static int is_cached(RcObject *cache, RcObject *url)
{
    RcObject *page = NULL;
    int found = RcHashTable_GetItemRef(cache, url, &page); /* GUILTY */
    if (found < 0) {
        RcErr_Clear();
        return 0;
    }
#ifdef FIXED
    Rc_XDECREF(page);
#endif
    return found;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *cache = RcHashTable_New();
    RcObject *url = RcStr_FromString("http://localhost/");
    RcObject *page = RcStr_FromString("<html></html>");
    RcHashTable_SetItem(cache, url, page);
    printf("cached: %d\n", is_cached(cache, url));
    Rc_DECREF(page);
    Rc_DECREF(url);
    Rc_DECREF(cache);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
