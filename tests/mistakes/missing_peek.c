/* TITLE: a lexer whose peek gives the pending token away
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: peek returns the token that the lexer keeps for next; both callers release it. */
#include <ctype.h>
#include <recount/recount.h>
#include <stdio.h>

struct lexer {
    const char *p;
    RcObject *pending;
    int tokens;
};

static RcObject *scan(struct lexer *lx)
{
    const char *start;

    while (isspace((unsigned char)*lx->p))
        lx->p++;
    if (!*lx->p)
        return RcStr_FromString("<eof>");
    start = lx->p++;
    if (isalnum((unsigned char)*start))
        while (isalnum((unsigned char)*lx->p))
            lx->p++;
    lx->tokens++;
    return RcStr_FromStringAndSize(start, lx->p - start);
}

static RcObject *lexer_peek(struct lexer *lx)
{
    if (lx->pending == NULL)
        lx->pending = scan(lx);
#ifdef FIXED
    Rc_XINCREF(lx->pending);
#endif
    return lx->pending; /* GUILTY */
}

static RcObject *lexer_next(struct lexer *lx)
{
    RcObject *tok = lx->pending;

    if (tok == NULL)
        return scan(lx);
    lx->pending = NULL;
    return tok;
}

static int is_call(struct lexer *lx)
{
    RcObject *tok = lexer_peek(lx);
    int yes;

    if (tok == NULL)
        return -1;
    yes = RcStr_CompareWithASCIIString(tok, "(") == 0;
    Rc_DECREF(tok);
    return yes;
}

int main(void)
{
    struct lexer lx = {"print ( x )", NULL, 0};
    RcObject *name, *paren;

    if (Rc_Initialize() < 0)
        return 1;
    name = lexer_next(&lx);
    printf("%s %d\n", RcStr_AsUTF8(name), is_call(&lx));
    paren = lexer_next(&lx);
    Rc_DECREF(paren);
    Rc_DECREF(name);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
