/* How a debugger finds its way in structs that no header shows: each library has a table of their fields' offsets,
 * which can be read with no debug information.  runtime/tools/gdb reads them. */
#ifndef RECOUNT_DETAIL_LAYOUT_H
#define RECOUNT_DETAIL_LAYOUT_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* 32 bytes.  A table ends with an empty name. */
typedef struct _RcLayoutRow {
    char name[28];
    uint32_t value;
} _RcLayoutRow;

#define RC_LAYOUT_FIELD(type, field)                      \
    {                                                     \
#type "." #field, (uint32_t)offsetof(type, field) \
    }
#define RC_LAYOUT_SIZE(type)                    \
    {                                           \
        "sizeof " #type, (uint32_t)sizeof(type) \
    }
#define RC_LAYOUT_CONSTANT(name) \
    {                            \
#name, (uint32_t)(name)  \
    }
#define RC_LAYOUT_END \
    {                 \
        "", 0         \
    }

RC_API_DATA extern const _RcLayoutRow _Rc_layout[];          /* the runtime */
RC_API_DATA extern const _RcLayoutRow _RcHashTable_layout[]; /* the hash table */
RC_API_DATA extern const _RcLayoutRow _RcLedger_layout[];    /* the ledger, in its library alone */

RC_END_DECLS

#endif
