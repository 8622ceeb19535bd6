/* Looking at the heap: which objects there are, who refers to whom.
 *
 * What is found is put into new lists; making room for it must not run a collection, so none runs meanwhile.
 */
#include "collector/list.h"
#include "core/errors.h"
#include "core/head.h"
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/list.h>

#define ALL_GENERATIONS (-1)
#define ALL_AND_FROZEN (-2)

/* Calls look with each tracked object of a generation, or of all, until it returns 0. */
static int each_object(int generation, int (*look)(RcObject *, void *), void *arg)
{
    RcGCState *gc = &RC_RUNTIME()->gc;

    for (int i = 0; i <= RC_GENERATIONS; i++) {
        RcGC_Head *list = i < RC_GENERATIONS ? &gc->generations[i] : &gc->frozen;
        if (i < RC_GENERATIONS ? generation >= 0 && i != generation : generation != ALL_AND_FROZEN) {
            continue;
        }
        for (RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
            if (!look(_RcGC_ObjectOf(node), arg)) {
                return 0;
            }
        }
    }
    return 1;
}

/* Those that visit asks for itself must not run either: they would free what the walk stands on. */
void RcGC_VisitObjects(RcGC_VisitObjectsFunc visit, void *arg)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    int enabled, collecting = gc->collecting;

    if (visit == NULL) {
        RcErr_BadInternalCall();
        return;
    }
    enabled = RcGC_Disable();
    gc->collecting = 1;
    (void)each_object(ALL_AND_FROZEN, visit, arg);
    gc->collecting = collecting;
    if (enabled) {
        RcGC_Enable();
    }
}

typedef struct Search {
    RcObject *result;
    RcObject *target;
} Search;

static int add_object(RcObject *op, void *arg)
{
    Search *search = arg;
    return op == search->result || RcList_Append(search->result, op) == 0;
}

static int is_target(RcObject *op, void *arg)
{
    return op == ((Search *)arg)->target;
}

static int add_referrer(RcObject *op, void *arg)
{
    return Rc_TYPE(op)->tp_traverse(op, is_target, arg) ? add_object(op, arg) : 1;
}

/* A visitproc: 0 goes on. */
static int add_referent(RcObject *op, void *arg)
{
    return RcList_Append(((Search *)arg)->result, op);
}

/* The end of a search, which has held collections off.  The result's owner is search; NULL where looking
 * failed. */
static RcObject *finish(Search *search, int ok)
{
    _RcGC_Release();
    if (!ok) {
        Rc_XDECREF(search->result);
        return NULL;
    }
    return search->result;
}

RcObject *RcGC_GetObjects(int generation)
{
    Search search = {NULL, NULL};

    if (generation < ALL_GENERATIONS || generation >= RC_GENERATIONS) {
        return RcErr_Format(RcExc_ValueError, "invalid generation");
    }
    _RcGC_Hold();
    search.result = RcList_New(0);
    return finish(&search, search.result != NULL && each_object(generation, add_object, &search));
}

RcObject *RcGC_GetReferrers(RcObject *op)
{
    Search search = {NULL, op};

    if (op == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    _RcGC_Hold();
    search.result = RcList_New(0);
    return finish(&search, search.result != NULL && each_object(ALL_GENERATIONS, add_referrer, &search));
}

RcObject *RcGC_GetReferents(RcObject *op)
{
    Search search = {NULL, op};
    int ok;

    if (op == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    _RcGC_Hold();
    search.result = RcList_New(0);
    ok = search.result != NULL;
    if (ok && RcObject_IS_GC(op)) {
        ok = Rc_TYPE(op)->tp_traverse(op, add_referent, &search) == 0;
    }
    return finish(&search, ok);
}
