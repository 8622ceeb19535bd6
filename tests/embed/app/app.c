/* Sets an attribute on a type of its own: the runtime keeps it in a mapping, which the table provides though
 * nothing here names it.  So this shows, too, that a static link has the table in it. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION RC_VERSION
#endif

static RcType_Slot slots[] = {{0, NULL}};
static RcType_Spec spec = {.name = "app.Thing", .flags = Rc_TPFLAGS_DEFAULT, .slots = slots};

static int use(void)
{
    RcObject *type = RcType_FromSpec(&spec);
    RcObject *answer = RcInt_FromLong(42);
    RcObject *read = NULL;
    int result = -1;
    if (type != NULL && answer != NULL && RcObject_SetAttrString(type, "answer", answer) == 0) {
        read = RcObject_GetAttrString(type, "answer");
        result = read == answer ? 0 : -1;
    }
    if (RcErr_Occurred()) {
        RcErr_Print();
    }
    Rc_XDECREF(read);
#ifndef MISTAKE
    Rc_XDECREF(answer);
#endif
    Rc_XDECREF(type);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    int result = use();
    int left = Rc_Finalize();
    printf("result %d, objects left %d\n", result, left);
    return result == 0 && left == 0 && strcmp(RC_VERSION, PACKAGE_VERSION) == 0 ? 0 : 1;
}
