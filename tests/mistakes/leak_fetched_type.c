/* TITLE: an error that is fetched in three parts, of which one is given back
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: RcErr_Fetch gives new references to class, instance and traceback. The log function releases the
 * instance only; the class is an exception class of the program's own. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *PortError;

static int open_port(long number)
{
    if (number < 1024) {
        RcErr_Format(PortError, "port %ld is reserved", number);
        return -1;
    }
    return 0;
}

/* Says what happened on stdout, and lets the program go on. */
static void log_error(const char *doing)
{
    RcObject *type, *value, *traceback, *text;

    RcErr_Fetch(&type, &value, &traceback); /* GUILTY */
    if (type == NULL)
        return;
    text = RcObject_Str(value);
    if (text != NULL) {
        printf("%s: %s: %s\n", doing, RcExceptionClass_Name(type), RcStr_AsUTF8(text));
        Rc_DECREF(text);
    } else
        RcErr_Clear();
#ifdef FIXED
    Rc_DECREF(type);
    Rc_XDECREF(traceback);
#endif
    Rc_XDECREF(value);
}

int main(void)
{
    static const long ports[] = {8080, 80, 443};

    if (Rc_Initialize() < 0)
        return 1;
    PortError = RcErr_NewException("net.PortError", RcExc_ValueError, NULL);
    if (PortError == NULL)
        return 1;
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        if (open_port(ports[i]) < 0)
            log_error("open");
    }
    Rc_CLEAR(PortError);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
