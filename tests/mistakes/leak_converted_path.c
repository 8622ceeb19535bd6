/* TITLE: a converted path that is forgotten when the mode is bad
 * KIND: leak|lost-reference
 * SEES: deep
 * MASKED: no
 * STORY: The converter of "O&" makes a new str. open_file checks the mode after parsing, and returns without
 * releasing what the converter made. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

/* A converter: an absolute path, new. */
static int to_path(RcObject *op, void *address)
{
    RcObject **path = address;

    if (!RcStr_Check(op)) {
        RcErr_Format(RcExc_TypeError, "a path is a str, not %s", Rc_TYPE(op)->tp_name);
        return 0;
    }
    if (RcStr_AsUTF8(op)[0] == '/')
        *path = Rc_NewRef(op);
    else
        *path = RcStr_FromFormat("/home/%s", RcStr_AsUTF8(op));
    return *path != NULL;
}

static RcObject *open_file(RcObject *self, RcObject *args)
{
    RcObject *path, *handle;
    const char *mode = "r";

    (void)self;
    if (!RcArg_ParseTuple(args, "O&|s:open", to_path, &path, &mode)) /* ALSO */
        return NULL;
    if (strspn(mode, "rwab") != strlen(mode)) {
        RcErr_Format(RcExc_ValueError, "bad mode '%s'", mode);
#ifdef FIXED
        Rc_DECREF(path);
#endif
        return NULL; /* GUILTY */
    }
    handle = Rc_BuildValue("(Os)", path, mode);
    Rc_DECREF(path);
    return handle;
}

static RcMethodDef open_def = {"open", open_file, RC_METH_VARARGS, NULL};

static void try_open(RcObject *open, const char *path, const char *mode)
{
    RcObject *handle = RcObject_CallFunction(open, "ss", path, mode);
    if (handle == NULL) {
        RcErr_Clear();
        printf("%s: cannot open\n", path);
        return;
    }
    printf("%s: opened\n", RcStr_AsUTF8(RcTuple_GET_ITEM(handle, 0)));
    Rc_DECREF(handle);
}

int main(void)
{
    RcObject *open;

    if (Rc_Initialize() < 0)
        return 1;
    open = RcCFunction_New(&open_def, NULL);
    try_open(open, "notes.txt", "r");
    try_open(open, "letters.txt", "rx");
    try_open(open, "/etc/motd", "rb");
    Rc_DECREF(open);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
