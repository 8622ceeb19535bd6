/* TITLE: a thief that fails, and a caller who cleans up after it
 * KIND: over-decref|use-after-free|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The helper steals its argument, also when it fails. Its caller releases on failure what is
 * gone. */
#include <recount/recount.h>
#include <stdio.h>

/* Steals part, also on failure. */
static int path_add(RcObject **path, RcObject *part)
{
    if (RcStr_GetLength(part) == 0) {
        Rc_DECREF(part);
        RcErr_SetString(RcExc_ValueError, "empty part");
        return -1;
    }
    RcStr_AppendAndDel(path, part);
    return *path ? 0 : -1;
}

static RcObject *join_paths(RcObject *parts)
{
    RcObject *path = RcStr_FromString("/");
    for (Rc_ssize_t i = 0; path && i < RcList_Size(parts); i++) {
        RcObject *part = RcSequence_GetItem(parts, i);
        if (part == NULL || path_add(&path, part) < 0) {
#ifndef FIXED
            Rc_XDECREF(part); /* GUILTY */
#endif
            Rc_CLEAR(path);
        }
    }
    return path;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *e = RcStr_FromString("usr/"), *l = RcList_New(0), *none = RcBytes_FromString("");
    RcObject *blank = RcStr_Substring(e, 0, 4);
    RcList_Append(l, e);
    RcList_Append(l, blank);
    RcObject *z = RcStr_FromString("lib"), *l2;
    RcList_Append(l, z);
    RcObject *p = join_paths(l);
    l2 = Rc_BuildValue("[OO]", z, e);
    RcObject *empty = RcStr_FromStringAndSize("", 0);
    RcList_Append(l2, empty);
    RcObject *q = join_paths(l2);
    RcErr_Clear();
    Rc_XDECREF(q);
    Rc_XDECREF(p);
    Rc_DECREF(empty);
    Rc_DECREF(none);
    Rc_DECREF(z);
    Rc_DECREF(blank);
    Rc_DECREF(l);
    Rc_DECREF(l2);
    Rc_DECREF(e);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
