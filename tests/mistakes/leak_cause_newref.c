/* TITLE: a cause that is given away together with one reference too many
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: RcException_SetCause steals. The author takes a reference for it, and keeps the one from
 * RcErr_GetRaisedException, too. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *ConfigError;

/* Raises ConfigError in place of what is pending, which becomes its cause. */
static void raise_from_pending(const char *file)
{
    RcObject *cause, *error;

    cause = RcErr_GetRaisedException();
    RcErr_Format(ConfigError, "%s is not usable", file);
    error = RcErr_GetRaisedException();
#ifdef FIXED
    RcException_SetCause(error, cause);
#else
    RcException_SetCause(error, Rc_NewRef(cause)); /* GUILTY */
#endif
    RcErr_SetRaisedException(error);
}

static RcObject *read_number(const char *text)
{
    RcObject *number = RcInt_FromString(text, NULL, 0);

    if (!number)
        raise_from_pending("settings.ini");
    return number;
}

static void report(void)
{
    RcObject *error = RcErr_GetRaisedException(), *cause, *text;

    if (!error)
        return;
    cause = RcException_GetCause(error);
    text = RcObject_Str(cause ? cause : error);
    if (text)
        printf("because of: %s\n", RcStr_AsUTF8(text));
    Rc_XDECREF(text);
    Rc_XDECREF(cause);
    Rc_DECREF(error);
}

int main(void)
{
    static const char *const texts[] = {"0x400", "twelve"};
    RcObject *number;

    if (Rc_Initialize() < 0)
        return 1;
    ConfigError = RcErr_NewException("app.ConfigError", NULL, NULL);
    for (int i = 0; i < 2; i++) {
        number = read_number(texts[i]);
        if (number)
            printf("%ld\n", RcInt_AsLong(number));
        else
            report();
        Rc_XDECREF(number);
    }
    Rc_CLEAR(ConfigError);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
