/* TITLE: a profile that takes a reference of what it already owns
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: normalized() gives a new reference. XSETREF steals it, so the NewRef in between is one too many. */
#include <ctype.h>
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *mail;
    RcObject *nick;
} Profile;

static int profile_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Profile *)op)->mail);
    Rc_VISIT(((Profile *)op)->nick);
    return 0;
}

static void profile_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Profile *)op)->mail);
    Rc_XDECREF(((Profile *)op)->nick);
    RcObject_GC_Del(op);
}

/* New: the text in small letters. */
static RcObject *normalized(RcObject *text)
{
    char small[64];
    Rc_ssize_t n;
    const char *from = RcStr_AsUTF8AndSize(text, &n);

    if (!from || n >= (Rc_ssize_t)sizeof small)
        return RcErr_Format(RcExc_ValueError, "bad address");
    for (Rc_ssize_t i = 0; i < n; i++)
        small[i] = (char)tolower((unsigned char)from[i]);
    return RcStr_FromStringAndSize(small, n);
}

static int profile_set_mail(RcObject *op, RcObject *value, void *closure)
{
    RcObject *mail;

    (void)closure;
    if (!value) {
        Rc_CLEAR(((Profile *)op)->mail);
        return 0;
    }
    mail = normalized(value);
    if (!mail)
        return -1;
#ifdef FIXED
    Rc_XSETREF(((Profile *)op)->mail, mail);
#else
    Rc_XSETREF(((Profile *)op)->mail, Rc_NewRef(mail)); /* GUILTY */
#endif
    return 0;
}

static RcObject *profile_get_mail(RcObject *op, void *closure)
{
    (void)closure;
    return Rc_NewRef(((Profile *)op)->mail ? ((Profile *)op)->mail : Rc_None);
}

static RcGetSetDef profile_getset[] = {{"mail", profile_get_mail, profile_set_mail, NULL, NULL}, {0}};

static RcTypeObject Profile_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "site.Profile",
    .tp_basicsize = sizeof(Profile),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = profile_dealloc,
    .tp_traverse = profile_traverse,
    .tp_getset = profile_getset,
    .tp_new = RcType_GenericNew,
};

int main(void)
{
    RcObject *profile, *mail;

    if (Rc_Initialize() < 0 || RcType_Ready(&Profile_Type) < 0)
        return 1;
    profile = RcObject_CallNoArgs((RcObject *)&Profile_Type);
    mail = RcStr_FromString("Ann@Example.ORG");
    if (RcObject_SetAttrString(profile, "mail", mail) < 0)
        RcErr_Print();
    Rc_SETREF(mail, RcObject_GetAttrString(profile, "mail"));
    puts(RcStr_AsUTF8(mail));
    Rc_DECREF(mail);
    Rc_DECREF(profile);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
