/* Starting and ending a thread's runtime.
 *
 * Each part has a start and, if it holds anything, a finish; they are listed here in order. */
#include <recount/bool.h>
#include <recount/bytes.h>
#include <recount/capsule.h>
#include <recount/descriptor.h>
#include <recount/float.h>
#include <recount/function.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/lifecycle.h>
#include <recount/list.h>
#include <recount/none.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <recount/type.h>
#include <recount/weakref.h>

#include "core/errors.h"
#include "core/hash.h"
#include "core/head.h"
#include "core/runtime.h"
#include "core/type.h"
#include "memory/memory.h"
#include "types/exception_internal.h"
#include "types/str_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define RECURSION_LIMIT 1000
#define MOST_REGISTERED_TYPES 32

/* What users' object files refer to (detail/hooks.h). */
const char RC_LINK_GUARD = 0;

static RcTypeObject *const builtin_types[] = {
    &RcBaseObject_Type,
    &RcType_Type,
    &RcNone_Type,
    &RcNotImplemented_Type,
    &RcInt_Type,
    &RcBool_Type,
    &RcFloat_Type,
    &RcStr_Type,
    &RcStrIter_Type,
    &RcBytes_Type,
    &RcTuple_Type,
    &RcTupleIter_Type,
    &RcList_Type,
    &RcListIter_Type,
    &RcSeqIter_Type,
    &RcCallIter_Type,
    &RcCFunction_Type,
    &RcMethod_Type,
    &RcCapsule_Type,
    &RcMethodDescr_Type,
    &RcMemberDescr_Type,
    &RcGetSetDescr_Type,
    &_RcWeakref_RefType,
    &_RcWeakref_ProxyType,
    &_RcWeakref_CallableProxyType,
};

/* Written before main only, by constructor functions. */
static RcTypeObject *registered_types[MOST_REGISTERED_TYPES];
static size_t registered_count;

int Rc_RegisterType(RcTypeObject *type)
{
    if (type == NULL || registered_count == MOST_REGISTERED_TYPES) {
        return -1;
    }
    registered_types[registered_count++] = type;
    return 0;
}

void Rc_FatalError(const char *message)
{
    fprintf(stderr, "recount: fatal error: %s\n", message);
    abort();
}

void RcConfig_Init(RcConfig *config)
{
    static const RcConfig defaults = {.recursion_limit = RECURSION_LIMIT, .gc_enabled = 1};
    *config = defaults;
}

int Rc_IsInitialized(void)
{
    return _Rc_runtime != NULL;
}

static int is_listed(const RcTypeObject *type, RcTypeObject *const *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (types[i] == type) {
            return 1;
        }
    }
    return 0;
}

int _RcType_IsBuiltin(const RcTypeObject *type)
{
    size_t exceptions = 0;
    while (_RcExc_Types[exceptions] != NULL) {
        exceptions++;
    }
    return is_listed(type, builtin_types, sizeof builtin_types / sizeof builtin_types[0]) ||
           is_listed(type, _RcExc_Types, exceptions) || is_listed(type, registered_types, registered_count);
}

static int ready_types(void)
{
    for (size_t i = 0; i < sizeof builtin_types / sizeof builtin_types[0]; i++) {
        if (RcType_Ready(builtin_types[i]) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; _RcExc_Types[i] != NULL; i++) {
        if (RcType_Ready(_RcExc_Types[i]) < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < registered_count; i++) {
        if (RcType_Ready(registered_types[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Frees the runtime, last of all the memory that it stands in. */
static void stop(RcRuntime *runtime)
{
    RcPool *pool = runtime->pool;
    RcMemLimit *limit = runtime->memory_limit;

    _Rc_runtime = NULL;
    RcMem_RawFree(runtime);
    _RcMem_Finish(pool, limit);
}

static int refuse(const char *why)
{
    fprintf(stderr, "recount: Rc_Initialize: %s\n", why);
    return -1;
}

int Rc_InitializeFromConfig(const RcConfig *config)
{
    RcPool *pool;
    RcMemLimit *limit;
    RcRuntime *runtime;

    if (_Rc_runtime != NULL) {
        return 0;
    }
    if (config == NULL) {
        return Rc_Initialize();
    }
    if (_RcMem_WantsMalloc() < 0) {
        _RcMem_Finish(NULL, NULL);
        return refuse("RECOUNT_MALLOC must be 'malloc' or 'pool'");
    }
    if (_RcMem_Start(config, &pool, &limit) < 0) {
        return refuse("out of memory");
    }
    runtime = RcMem_RawCalloc(1, sizeof *runtime);
    if (runtime == NULL) {
        _RcMem_Finish(pool, limit);
        return refuse("out of memory");
    }
    runtime->pool = pool;
    runtime->memory_limit = limit;
    runtime->recursion_limit = config->recursion_limit > 0 ? config->recursion_limit : RECURSION_LIMIT;
    _Rc_runtime = runtime;
    RC_HOOK_START(runtime);
    _RcErr_Start(runtime);
    _RcGC_Start(runtime, config);
    if (_RcHash_Start(config) < 0) {
        RC_HOOK_FINISH(runtime, 0);
        stop(runtime);
        return refuse("no hash seed: RECOUNT_HASHSEED must be a number below 2**64, or 'random', "
                      "and then the system must give random bytes");
    }
    if (ready_types() < 0) {
        RcErr_Print();
        RC_HOOK_FINISH(runtime, 0);
        _RcIntern_Finish(runtime);
        stop(runtime);
        return refuse("a registered type is refused");
    }
    RC_HOOK_READY();
    return 0;
}

int Rc_Initialize(void)
{
    RcConfig config;
    RcConfig_Init(&config);
    return Rc_InitializeFromConfig(&config);
}

int Rc_Finalize(void)
{
    RcRuntime *runtime = _Rc_runtime;
    Rc_ssize_t left;

    if (runtime == NULL) {
        return 0;
    }
    _RcErr_Finish(runtime);
    _RcGC_Finish(runtime);
    left = runtime->live_objects;
    RC_HOOK_FINISH(runtime, left);
    _RcIntern_Finish(runtime);
    stop(runtime);
    return left > INT32_MAX ? INT32_MAX : (int)left;
}
