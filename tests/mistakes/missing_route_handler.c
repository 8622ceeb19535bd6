/* TITLE: a router that stores the handler it was lent
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: yes
 * STORY: Routes are malloc'd; route_add keeps the name with a reference and the handler without. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

struct route {
    RcObject *prefix;
    RcObject *handler;
    struct route *next;
};

struct router {
    struct route *first;
    RcObject *fallback;
};

static int route_add(struct router *r, const char *prefix, RcObject *handler)
{
    struct route *n = calloc(1, sizeof *n);

    if (n == NULL)
        return -1;
    n->prefix = RcStr_FromString(prefix);
    n->handler = handler; /* GUILTY */
#ifdef FIXED
    Rc_INCREF(handler);
#endif
    n->next = r->first;
    r->first = n;
    return 0;
}

static RcObject *dispatch(struct router *r, RcObject *url)
{
    struct route *n;

    for (n = r->first; n; n = n->next)
        if (RcStr_Tailmatch(url, n->prefix, 0, RcStr_GetLength(url), -1) > 0)
            return RcObject_CallOneArg(n->handler, url);
    return RcObject_CallOneArg(r->fallback, url);
}

static void router_close(struct router *r)
{
    while (r->first) {
        struct route *n = r->first;

        r->first = n->next;
        Rc_DECREF(n->prefix);
        Rc_DECREF(n->handler); /* ALSO */
        free(n);
    }
    Rc_CLEAR(r->fallback);
}

static RcObject *echo(RcObject *self, RcObject *url)
{
    (void)self;
    return Rc_NewRef(url);
}
static RcMethodDef echo_def = {"echo", echo, RC_METH_O, NULL};

int main(void)
{
    struct router r = {NULL, NULL};
    RcObject *h, *url, *res;

    if (Rc_Initialize() < 0)
        return 1;
    h = RcCFunction_New(&echo_def, NULL);
    r.fallback = Rc_NewRef(h);
    route_add(&r, "/api", h);
    url = RcStr_FromString("/api/users");
    res = dispatch(&r, url);
    printf("%s\n", RcStr_AsUTF8(res));
    Rc_DECREF(res);
    Rc_DECREF(url);
    router_close(&r);
    Rc_DECREF(h);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
