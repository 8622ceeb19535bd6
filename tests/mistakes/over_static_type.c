/* TITLE: a dealloc that releases a static type
 * KIND: over-decref|bad-dealloc
 * SEES: plain
 * MASKED: yes
 * STORY: Instances of heap types own a reference to their type, and their dealloc gives it back. This dealloc
 * was copied from one, but its type is static: no instance holds it, and being immortal it does not
 * complain. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Token {
    RcObject_HEAD
    int kind;
} Token;

static void token_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    type->tp_free(op);
#ifndef FIXED
    Rc_DECREF(type); /* GUILTY */
#endif
}

static RcTypeObject Token_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "lexer.Token",
    .tp_basicsize = sizeof(Token),
    .tp_dealloc = token_dealloc,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Token_Type) < 0) {
        return 1;
    }
    for (int kind = 0; kind < 3; kind++) {
        Token *token = RcObject_New(Token, &Token_Type);
        token->kind = kind;
        Rc_DECREF(token);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
