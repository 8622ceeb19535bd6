/* When collections run, and what the collector tells: generations, thresholds, statistics, freezing,
 * inspection. */
#include "collector/collect.h"
#include "collector/list.h"
#include "core/errors.h"
#include "core/head.h"
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/list.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLDEST (RC_GENERATIONS - 1)
/* At the runtime's end.  A finalizer that makes its like anew each time must not keep it from ending. */
#define MOST_LAST_COLLECTIONS 16

static RcGCState *state(void)
{
    return &RC_RUNTIME()->gc;
}

/* Keeps the question that each allocation asks a single comparison. */
static void set_trigger(RcGCState *gc)
{
    if (gc->debug & RCGC_DEBUG_STRESS) {
        gc->trigger = 0;
    } else {
        gc->trigger = gc->thresholds[0] > 0 ? gc->thresholds[0] : RC_SSIZE_T_MAX;
    }
}

void _RcGC_Start(RcRuntime *runtime, const RcConfig *config)
{
    static const int thresholds[RC_GENERATIONS] = {2000, 10, 10};
    const char *stress = getenv("RECOUNT_GC_STRESS");
    RcGCState *gc = &runtime->gc;

    for (int i = 0; i < RC_GENERATIONS; i++) {
        _RcGC_ListInit(&gc->generations[i]);
        gc->thresholds[i] = thresholds[i];
    }
    _RcGC_ListInit(&gc->frozen);
    gc->enabled = config->gc_enabled;
    gc->debug = stress != NULL && strcmp(stress, "1") == 0 ? RCGC_DEBUG_STRESS : 0;
    set_trigger(gc);
}

/* -- running a collection -- */

static void tell(RcGCPhase phase, const RcGCInfo *info)
{
    RcGCState *gc = state();

    if (gc->callback != NULL) {
        gc->callback(phase, info, gc->callback_arg);
        RcErr_FormatUnraisable("Exception ignored in the collector's callback");
    }
    if ((gc->debug & RCGC_DEBUG_STATS) && phase == RCGC_STOP) {
        fprintf(stderr, "gc: generation %d: %zd collected, %zd uncollectable\n", info->generation,
                info->collected, info->uncollectable);
    }
}

static void count_collection(int generation)
{
    RcGCState *gc = state();

    if (generation < OLDEST) {
        gc->counts[generation + 1]++;
    }
    for (int i = 0; i <= generation; i++) {
        gc->counts[i] = 0;
    }
}

/* What the 25 % rule compares: how much is old, and how much has come to it since. */
static void note_survivors(int generation, Rc_ssize_t survivors)
{
    RcGCState *gc = state();

    if (generation == OLDEST) {
        gc->long_lived = survivors;
        gc->long_lived_pending = 0;
    } else if (generation == OLDEST - 1) {
        gc->long_lived_pending += survivors;
    }
}

/* Entry: no collection is running.  A pending error is set aside meanwhile.  Runs user code. */
static RcGCInfo collect(int generation)
{
    RcGCState *gc = state();
    RcGCInfo info = {generation, 0, 0};
    RcGC_Head *young = &gc->generations[generation];
    RcGC_Head *old = generation < OLDEST ? &gc->generations[generation + 1] : young;
    RcObject *pending = RcErr_GetRaisedException();

    gc->collecting = 1;
    tell(RCGC_START, &info);
    count_collection(generation);
    for (int i = 0; i < generation; i++) {
        _RcGC_ListMerge(&gc->generations[i], young);
    }
    note_survivors(generation, _RcGC_CollectList(young, old, &info));
    gc->stats[generation].collections++;
    gc->stats[generation].collected += info.collected;
    gc->stats[generation].uncollectable += info.uncollectable;
    tell(RCGC_STOP, &info);
    gc->collecting = 0;
    RcErr_SetRaisedException(pending);
    return info;
}

static Rc_ssize_t found_by_collection(int generation)
{
    RcGCInfo info = collect(generation);
    return info.collected + info.uncollectable;
}

/* The oldest generation whose counter is above its threshold; -1: none.  A full collection is put
 * off until what is new is a quarter of what is old: so the time that a growing heap spends in full
 * collections is linear in its size. Under stress the youngest is always due. */
static int due_generation(const RcGCState *gc)
{
    for (int i = OLDEST; i >= 0; i--) {
        if (gc->counts[i] > gc->thresholds[i] &&
            (i < OLDEST || gc->long_lived_pending >= gc->long_lived / 4)) {
            return i;
        }
    }
    return gc->debug & RCGC_DEBUG_STRESS ? 0 : -1;
}

void _RcGC_CollectIfDue(void)
{
    RcGCState *gc = state();
    int generation;

    if (!gc->enabled || gc->collecting || gc->held > 0 || RcErr_Occurred() != NULL) {
        return;
    }
    generation = due_generation(gc);
    if (generation >= 0) {
        (void)collect(generation);
    }
}

Rc_ssize_t RcGC_Collect(void)
{
    RcGCState *gc = state();
    return gc->enabled && !gc->collecting ? found_by_collection(OLDEST) : 0;
}

static int check_generation(int generation)
{
    if (generation < 0 || generation > OLDEST) {
        RcErr_SetString(RcExc_ValueError, "invalid generation");
        return -1;
    }
    return 0;
}

Rc_ssize_t RcGC_CollectGeneration(int generation)
{
    if (check_generation(generation) < 0) {
        return -1;
    }
    return state()->collecting ? 0 : found_by_collection(generation);
}

void _RcGC_Finish(RcRuntime *runtime)
{
    RcGCState *gc = &runtime->gc;
    int times = 0;

    RcGC_Unfreeze();
    do { /* deallocs and finalizers may make new trash, and ask for it to be saved */
        gc->debug = 0;
        Rc_CLEAR(gc->garbage);
    } while (++times <= MOST_LAST_COLLECTIONS && !gc->collecting && collect(OLDEST).collected > 0);
}

/* -- settings -- */

static int set_enabled(int enabled)
{
    RcGCState *gc = state();
    int before = gc->enabled;
    gc->enabled = enabled;
    return before;
}

int RcGC_Enable(void)
{
    return set_enabled(1);
}

int RcGC_Disable(void)
{
    return set_enabled(0);
}

int RcGC_IsEnabled(void)
{
    return state()->enabled;
}

void RcGC_SetThreshold(int threshold0, int threshold1, int threshold2)
{
    RcGCState *gc = state();
    gc->thresholds[0] = threshold0;
    gc->thresholds[1] = threshold1;
    gc->thresholds[2] = threshold2;
    set_trigger(gc);
}

void RcGC_GetThreshold(int *threshold0, int *threshold1, int *threshold2)
{
    const int *thresholds = state()->thresholds;
    int *const places[] = {threshold0, threshold1, threshold2};

    for (int i = 0; i < RC_GENERATIONS; i++) {
        if (places[i] != NULL) {
            *places[i] = thresholds[i];
        }
    }
}

void RcGC_GetCount(Rc_ssize_t *count0, Rc_ssize_t *count1, Rc_ssize_t *count2)
{
    const Rc_ssize_t *counts = state()->counts;
    Rc_ssize_t *const places[] = {count0, count1, count2};

    for (int i = 0; i < RC_GENERATIONS; i++) {
        if (places[i] != NULL) {
            *places[i] = counts[i];
        }
    }
}

int RcGC_GetStats(int generation, RcGCStats *stats)
{
    if (check_generation(generation) < 0) {
        return -1;
    }
    if (stats == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    *stats = state()->stats[generation];
    return 0;
}

void RcGC_SetCallback(RcGC_Callback callback, void *arg)
{
    RcGCState *gc = state();
    gc->callback = callback;
    gc->callback_arg = arg;
}

void RcGC_SetDebug(int flags)
{
    RcGCState *gc = state();
    gc->debug = flags;
    set_trigger(gc);
}

int RcGC_GetDebug(void)
{
    return state()->debug;
}

RcObject *RcGC_Garbage(void)
{
    return state()->garbage;
}

/* -- freezing -- */

void RcGC_Freeze(void)
{
    RcGCState *gc = state();

    for (int i = 0; i < RC_GENERATIONS; i++) {
        _RcGC_ListMark(&gc->generations[i], RC_GC_FROZEN);
        _RcGC_ListMerge(&gc->generations[i], &gc->frozen);
        gc->counts[i] = 0;
    }
}

void RcGC_Unfreeze(void)
{
    RcGCState *gc = state();
    _RcGC_ListMark(&gc->frozen, 0);
    _RcGC_ListMerge(&gc->frozen, &gc->generations[OLDEST]);
}

Rc_ssize_t RcGC_GetFreezeCount(void)
{
    return _RcGC_ListSize(&state()->frozen);
}
