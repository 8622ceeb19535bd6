/* TITLE: an error way that gives back what has an owner by then
 * KIND: over-decref
 * SEES: deep
 * MASKED: no
 * STORY: The header of a letter is moved into it, and then the body is checked. If it is too long the letter is released,
 * with its header, and the header once more. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    RcObject_HEAD
    RcObject *header; /* list */
    RcObject *body;   /* str or NULL */
} Letter;

static void letter_dealloc(RcObject *op)
{
    Letter *self = (Letter *)op;

    Rc_XDECREF(self->header); /* ALSO */
    Rc_XDECREF(self->body);
    RcObject_Del(op);
}

static RcTypeObject Letter_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "mail.Letter",
    .tp_basicsize = sizeof(Letter),
    .tp_dealloc = letter_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static Letter *letter_new(const char *to, const char *body)
{
    RcObject *header = Rc_BuildValue("[ss]", "To", to);
    Letter *self;

    if (header == NULL)
        return NULL;
    self = RcObject_New(Letter, &Letter_Type);
    if (self == NULL) {
        Rc_DECREF(header);
        return NULL;
    }
    self->header = header;
    self->body = NULL;
    if (strlen(body) > 20) {
        RcErr_SetString(RcExc_ValueError, "the letter is too long");
        Rc_DECREF(self);
#ifndef FIXED
        Rc_DECREF(header); /* GUILTY */
#endif
        return NULL;
    }
    self->body = RcStr_FromString(body);
    return self;
}

static void write_to(const char *to, const char *body)
{
    Letter *letter = letter_new(to, body);

    if (letter == NULL) {
        RcErr_Clear();
        printf("%s: not sent\n", to);
        return;
    }
    printf("%s: sent\n", to);
    Rc_DECREF(letter);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Letter_Type) < 0)
        return 1;
    write_to("ann", "see you on Monday");
    write_to("bob", "it is a long story, and it begins in Lisbon");
    write_to("cid", "thanks");
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
