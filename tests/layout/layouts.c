/* Prints sizes and offsets of everything whose layout programs and the library share.  Built for both libraries:
 * what it prints must be the same. */
#include <recount/recount.h>

#include "core/head.h"

#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("%s %zu\n", #type, sizeof(type))
#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))

static void print_objects(void)
{
    SIZE(RcObject);
    FIELD(RcObject, ob_refcnt);
    FIELD(RcObject, ob_flags);
    FIELD(RcObject, ob_type);
    SIZE(RcVarObject);
    FIELD(RcVarObject, ob_size);
    SIZE(RcGC_Block);
    SIZE(RcListObject);
    FIELD(RcListObject, ob_item);
    SIZE(RcTupleObject);
    FIELD(RcTupleObject, ob_item);
    SIZE(RcStrObject);
    SIZE(RcBytesObject);
    FIELD(RcBytesObject, ob_sval);
    SIZE(RcFloatObject);
    SIZE(RcCFunctionObject);
    SIZE(RcMethodObject);
    SIZE(RcBaseExceptionObject);
    FIELD(RcBaseExceptionObject, args);
    SIZE(RcHashTableObject);
}

static void print_types(void)
{
    SIZE(RcTypeObject);
    FIELD(RcTypeObject, tp_dealloc);
    FIELD(RcTypeObject, tp_flags);
    FIELD(RcTypeObject, tp_traverse);
    FIELD(RcTypeObject, tp_free);
    FIELD(RcTypeObject, tp_weaklistoffset);
    SIZE(RcNumberMethods);
    SIZE(RcSequenceMethods);
    SIZE(RcMappingMethods);
    SIZE(RcType_Spec);
    SIZE(RcType_Slot);
    SIZE(RcMemberDef);
    SIZE(RcMethodDef);
    SIZE(RcGetSetDef);
}

static void print_rest(void)
{
    SIZE(RcConfig);
    SIZE(RcMemAllocatorEx);
    SIZE(RcGCStats);
    SIZE(RcHashTableStats);
    SIZE(RcFinding);
    SIZE(RcRuntime);
    FIELD(RcRuntime, gc);
    printf("immortal count %u\n", (unsigned)RC_IMMORTAL_REFCNT);
}

int main(void)
{
    print_objects();
    print_types();
    print_rest();
    return 0;
}
