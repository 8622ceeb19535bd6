/* Where a debugger finds a thread's objects and its pending error, starting from _Rc_runtime. */
#include "core/head.h"
#include "core/runtime.h"

#include <recount/detail/layout.h>

const _RcLayoutRow _Rc_layout[] = {
    RC_LAYOUT_FIELD(RcRuntime, live_objects),
    RC_LAYOUT_FIELD(RcRuntime, raised),
    RC_LAYOUT_FIELD(RcRuntime, gc.generations),
    RC_LAYOUT_FIELD(RcRuntime, gc.frozen),
    RC_LAYOUT_SIZE(RcGC_Head),
    RC_LAYOUT_SIZE(RcGC_Block),
    RC_LAYOUT_END,
};
