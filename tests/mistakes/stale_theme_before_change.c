/* TITLE: the name of the theme that was left
 * KIND: stale-borrow|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: A small function lends what the settings have. What it has returned is still used after the settings
 * have got another theme; the list of all that were used keeps it alive. */
#include <recount/hashtable.h>
#include <recount/recount.h>
#include <stdio.h>

static RcObject *settings, *used;

/* Borrowed; NULL: there is none. */
static RcObject *theme(void)
{
    return RcHashTable_GetItemString(settings, "theme");
}

static int change_theme(const char *name)
{
    RcObject *after = RcStr_FromFormat("theme '%s'", name);
    int status = -1;
    if (after != NULL && RcList_Append(used, after) == 0) {
        status = RcHashTable_SetItemString(settings, "theme", after); /* ALSO */
    }
    Rc_XDECREF(after);
    return status;
}

static int try_theme(const char *name)
{
#ifdef FIXED
    RcObject *before = Rc_XNewRef(theme());
#else
    RcObject *before = theme(); /* ALSO */
#endif
    int status = change_theme(name); /* ALSO */
    if (before != NULL) {
        printf("%zd letters before\n", RcStr_GetLength(before)); /* GUILTY */
    }
#ifdef FIXED
    Rc_XDECREF(before);
#endif
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    settings = RcHashTable_New();
    used = RcList_New(0);
    if (try_theme("dawn") < 0 || try_theme("dusk") < 0) {
        return 1;
    }
    Rc_CLEAR(settings);
    Rc_CLEAR(used);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
