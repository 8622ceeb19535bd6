/* TITLE: a rope whose halves are released by who has given them away
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: rope_join takes over both of its arguments, as its comment says. One of the callers gives them
 * back besides. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Rope {
    RcObject_HEAD
    RcObject *left, *right; /* a rope or a str each */
    Rc_ssize_t length;
} Rope;

static void rope_dealloc(RcObject *op)
{
    Rc_XDECREF(((Rope *)op)->left);  /* ALSO */
    Rc_XDECREF(((Rope *)op)->right); /* ALSO */
    RcObject_Del(op);
}

static Rc_ssize_t rope_length(RcObject *op)
{
    return ((Rope *)op)->length;
}

static RcSequenceMethods rope_as_sequence = {.sq_length = rope_length};

static RcTypeObject Rope_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "text.Rope",
    .tp_basicsize = sizeof(Rope),
    .tp_dealloc = rope_dealloc,
    .tp_as_sequence = &rope_as_sequence,
};

/* Takes over both references, also when it fails. */
static RcObject *rope_join(RcObject *left, RcObject *right)
{
    Rope *rope;

    if (left == NULL || right == NULL) {
        Rc_XDECREF(left);
        Rc_XDECREF(right);
        return NULL;
    }
    rope = RcObject_New(Rope, &Rope_Type);
    if (rope == NULL) {
        Rc_DECREF(left);
        Rc_DECREF(right);
        return NULL;
    }
    rope->left = left;
    rope->right = right;
    rope->length = RcObject_Size(left) + RcObject_Size(right);
    return RC_OBJECT_CAST(rope);
}

static RcObject *quote(RcObject *text)
{
    RcObject *open = RcStr_FromString("<<"), *close = RcStr_FromString(">>");
    RcObject *inner, *result;

    inner = rope_join(Rc_NewRef(text), close);
    result = rope_join(open, inner);
#ifndef FIXED
    Rc_XDECREF(inner); /* GUILTY */
#endif
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Rope_Type);
    RcObject *text = RcStr_FromString("some text to quote");
    RcObject *quoted = quote(text);
    printf("%ld characters\n", (long)RcObject_Size(quoted));
    RcObject *twice = rope_join(Rc_NewRef(quoted), Rc_NewRef(text));
    printf("%ld characters\n", (long)RcObject_Size(twice));
    Rc_DECREF(twice);
    Rc_DECREF(quoted);
    Rc_DECREF(text);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
