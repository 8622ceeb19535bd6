/* Where a debugger finds a table's bins and pairs. */
#include "hashtable_internal.h"

#include <recount/detail/layout.h>

const _RcLayoutRow _RcHashTable_layout[] = {
    RC_LAYOUT_FIELD(HashTable, table.block),
    RC_LAYOUT_FIELD(HashTable, table.used),
    RC_LAYOUT_FIELD(HashTable, table.pairs),
    RC_LAYOUT_FIELD(HashTable, hash_func),
    RC_LAYOUT_FIELD(RcTableBlock, entries),
    RC_LAYOUT_FIELD(RcTableBlock, max_load),
    RC_LAYOUT_FIELD(RcTableBlock, last),
    RC_LAYOUT_FIELD(RcTableBlock, room),
    RC_LAYOUT_FIELD(RcTableBlock, has_upper),
    RC_LAYOUT_FIELD(RcTableEntry, hash),
    RC_LAYOUT_FIELD(RcTableEntry, key),
    RC_LAYOUT_FIELD(RcTableEntry, value),
    RC_LAYOUT_SIZE(RcTableEntry),
    RC_LAYOUT_END,
};
