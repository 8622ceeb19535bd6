/* The helpers of <recount/python.h>, announced to the ledger; see <recount/detail/ledger_calls.h>.
 *
 * Made from that header by tests/layout/ledger_calls.py: change that. */
/* clang-format off */
#ifndef RECOUNT_DETAIL_LEDGER_CALLS_PYTHON_H
#define RECOUNT_DETAIL_LEDGER_CALLS_PYTHON_H

#include <recount/python.h>

#ifdef RC_LEDGER

RC_BEGIN_DECLS

RC_LEDGER_INLINE void _RcCall_Py_Initialize(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Py_Initialize");
    (Py_Initialize)();
}

RC_LEDGER_INLINE void _RcCall_Py_InitializeEx(RC_LEDGER_PLACE, int signal_handlers)
{
    RC_LEDGER_AT("Py_InitializeEx");
    (Py_InitializeEx)(signal_handlers);
}

RC_LEDGER_INLINE int _RcCall_Py_FinalizeEx(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Py_FinalizeEx");
    return (Py_FinalizeEx)();
}

RC_LEDGER_INLINE void _RcCall_Py_Finalize(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Py_Finalize");
    (Py_Finalize)();
}

RC_LEDGER_INLINE void _RcCall_PyErr_PrintEx(RC_LEDGER_PLACE, int set_last_exception)
{
    RC_LEDGER_AT("PyErr_PrintEx");
    (PyErr_PrintEx)(set_last_exception);
}

RC_LEDGER_INLINE RcObject *_RcCall_PyDict_GetItem(RC_LEDGER_PLACE, RcObject *dict, RcObject *key)
{
    RC_LEDGER_AT("PyDict_GetItem");
    return _RcLedger_Lent(dict, (PyDict_GetItem)(dict, key));
}

RC_LEDGER_INLINE RcObject *_RcCall_PyDict_GetItemString(RC_LEDGER_PLACE, RcObject *dict, const char *key)
{
    RC_LEDGER_AT("PyDict_GetItemString");
    return _RcLedger_Lent(dict, (PyDict_GetItemString)(dict, key));
}

RC_LEDGER_INLINE RcObject *_RcCall_PyDict_SetDefault(RC_LEDGER_PLACE, RcObject *dict, RcObject *key, RcObject *preset)
{
    RC_LEDGER_AT("PyDict_SetDefault");
    return _RcLedger_Lent(dict, (PyDict_SetDefault)(dict, key, preset));
}

RC_LEDGER_INLINE int _RcCall_PyDict_Merge(RC_LEDGER_PLACE, RcObject *dict, RcObject *mapping, int override_present)
{
    RC_LEDGER_AT("PyDict_Merge");
    return (PyDict_Merge)(dict, mapping, override_present);
}

RC_END_DECLS

#define Py_Initialize() _RcCall_Py_Initialize(RC_LEDGER_HERE)
#define Py_InitializeEx(...) _RcCall_Py_InitializeEx(RC_LEDGER_HERE, __VA_ARGS__)
#define Py_FinalizeEx() _RcCall_Py_FinalizeEx(RC_LEDGER_HERE)
#define Py_Finalize() _RcCall_Py_Finalize(RC_LEDGER_HERE)
#define PyErr_PrintEx(...) _RcCall_PyErr_PrintEx(RC_LEDGER_HERE, __VA_ARGS__)
#define PyDict_GetItem(...) _RcCall_PyDict_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define PyDict_GetItemString(...) _RcCall_PyDict_GetItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define PyDict_SetDefault(...) _RcCall_PyDict_SetDefault(RC_LEDGER_HERE, __VA_ARGS__)
#define PyDict_Merge(...) _RcCall_PyDict_Merge(RC_LEDGER_HERE, __VA_ARGS__)

#endif

#endif
