/* TITLE: two variables for one string that grows
 * KIND: use-after-free|stale-borrow|over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcStr_Append replaces its variable: the old string is stolen and may be gone. The prefix is
 * remembered in a second variable without a reference, and used after the string has grown. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *build_path(const char *root, RcObject *name)
{
    RcObject *path = RcStr_FromString(root);
    RcObject *prefix = path;
#ifdef FIXED
    Rc_XINCREF(prefix);
#endif
    RcStr_Append(&path, name);                                            /* ALSO */
    if (path != NULL && RcStr_Tailmatch(path, prefix, 0, 100, -1) != 1) { /* GUILTY */
        Rc_CLEAR(path);
    }
#ifdef FIXED
    Rc_XDECREF(prefix);
#endif
    return path;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *name =
        RcStr_FromString("a/rather/long/path/that/does/not/fit/where/the/short/prefix/was/before");
    RcObject *path = build_path("/", name);
    Rc_XDECREF(path);
    Rc_DECREF(name);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
