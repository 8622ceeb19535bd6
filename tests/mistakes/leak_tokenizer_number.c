/* TITLE: a tokenizer that forgets the token before
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Each step stores a new token into the object. In the branch for numbers the old one is not given
 * back. */
#include <ctype.h>
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Tokenizer {
    RcObject_HEAD
    RcObject *text; /* keeps the characters alive */
    const char *at;
    RcObject *token; /* the current one, owned */
} Tokenizer;

static void Tokenizer_dealloc(RcObject *self)
{
    Tokenizer *t = (Tokenizer *)self;
    RcTypeObject *tp = Rc_TYPE(self);
    Rc_CLEAR(t->token);
    Rc_CLEAR(t->text);
    tp->tp_free(self);
    Rc_DECREF(tp);
}

static int Tokenizer_init(RcObject *self, RcObject *args, RcObject *kwds)
{
    Tokenizer *t = (Tokenizer *)self;
    RcObject *text;
    Rc_UNUSED(kwds);
    if (!RcArg_ParseTuple(args, "U", &text))
        return -1;
    Rc_INCREF(text);
    Rc_XSETREF(t->text, text);
    t->at = RcStr_AsUTF8(text);
    return 0;
}

static RcObject *Tokenizer_advance(RcObject *self, RcObject *noargs)
{
    Tokenizer *t = (Tokenizer *)self;
    const char *start;
    Rc_UNUSED(noargs);
    while (*t->at == ' ')
        t->at++;
    start = t->at;
    if (*start == '\0') {
        Rc_CLEAR(t->token);
        Rc_RETURN_FALSE;
    }
    if (isdigit((unsigned char)*start)) {
        RcObject *number;
        char *end;
        number = RcInt_FromLong(strtol(start, &end, 10));
        if (number == NULL)
            return NULL;
        t->at = end;
#ifdef FIXED
        Rc_XSETREF(t->token, number);
#else
        t->token = number; /* GUILTY */
#endif
    } else {
        RcObject *word;
        while (isalpha((unsigned char)*t->at))
            t->at++;
        if (t->at == start)
            t->at++;
        word = RcStr_FromStringAndSize(start, t->at - start);
        if (word == NULL)
            return NULL;
        Rc_XSETREF(t->token, word);
    }
    Rc_RETURN_TRUE;
}

static RcMethodDef Tokenizer_methods[] = {
    {"advance", Tokenizer_advance, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static RcMemberDef Tokenizer_members[] = {
    {"token", Rc_T_OBJECT, offsetof(Tokenizer, token), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static RcType_Slot Tokenizer_slots[] = {
    {Rc_tp_dealloc, (void *)Tokenizer_dealloc}, {Rc_tp_init, (void *)Tokenizer_init},
    {Rc_tp_new, (void *)RcType_GenericNew},     {Rc_tp_methods, Tokenizer_methods},
    {Rc_tp_members, Tokenizer_members},         {0, NULL},
};
static RcType_Spec Tokenizer_spec = {"parse.Tokenizer", sizeof(Tokenizer), 0, Rc_TPFLAGS_DEFAULT,
                                     Tokenizer_slots};

int main(void)
{
    if (Rc_Initialize() < 0)
        return 1;
    RcObject *type = RcType_FromSpec(&Tokenizer_spec);
    RcObject *t = RcObject_CallFunction(type, "s", "alpha 12 - beta 7");
    int tokens = 0;
    for (;;) {
        RcObject *more = RcObject_CallMethod(t, "advance", NULL);
        if (more == NULL)
            break;
        int is_more = RcObject_IsTrue(more);
        Rc_DECREF(more);
        if (!is_more)
            break;
        RcObject *token = RcObject_GetAttrString(t, "token");
        RcObject *text = RcObject_Repr(token);
        printf("%s ", RcStr_AsUTF8(text));
        Rc_DECREF(text);
        Rc_DECREF(token);
        tokens++;
    }
    printf("\n%d tokens\n", tokens);
    Rc_DECREF(t);
    Rc_DECREF(type);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
