/* CPython's spellings: code that was written for the CPython C API compiles against recount, as far as it
 * keeps to the functions that recount has.
 *
 * There are no modules, no imports and no interpreter lock.  What has to be replaced by hand:
 *
 *     #include <Python.h>, <structmember.h>    by    #include <recount/python.h>
 *     PyModuleDef and PyInit_...               by    a main that calls Py_Initialize, readies the types with
 *                                                    PyType_Ready, makes functions with PyCFunction_New, and
 *                                                    ends with Py_FinalizeEx
 *     Py_BEGIN_ALLOW_THREADS, PyGILState_...   by    nothing: a thread has a runtime and objects of its own
 *
 * The rule.  Py is Rc, PY is RC; PyLong is RcInt, PyUnicode is RcStr, PyDict is RcHashTable; METH_ and T_
 * are RC_METH_ and Rc_T_; the function pointer types (destructor, visitproc, ...) have no prefix.  Names with
 * a prefix are macros, names without one are typedefs, because they are also ordinary names of variables and
 * fields.  What CPython has and recount has not is missing here, so that the compiler tells of it.
 *
 * By hand, at the end: what CPython does a little differently from recount's twin, and helpers that
 * recount itself has no use for.
 *
 * The groups follow the headers.  tests/parity/check_aliases.py compares this file with them. */
#ifndef RECOUNT_PYTHON_H
#define RECOUNT_PYTHON_H

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <recount/recount.h>

/* The version whose documentation recount follows. */
#define PY_MAJOR_VERSION 3
#define PY_MINOR_VERSION 13
#define PY_MICRO_VERSION 0
#define PY_VERSION "3.13.0"
#define PY_VERSION_HEX 0x030D00F0

/* Integers, sizes, hashes, code points. */
#define PY_SSIZE_T_MAX RC_SSIZE_T_MAX
#define PY_SSIZE_T_MIN RC_SSIZE_T_MIN
#define Py_HashBuffer Rc_HashBuffer
#define Py_HashPointer Rc_HashPointer
#define Py_UCS4 Rc_UCS4
#define Py_hash_t Rc_hash_t
#define Py_ssize_t Rc_ssize_t

/* The object: header, counts, identity. */
#define _PyNone_Type RcNone_Type
#define _PyNotImplemented_Type RcNotImplemented_Type
#define PyObject RcObject
#define PyObject_Dump RcObject_Dump
#define PyObject_HEAD RcObject_HEAD
#define PyObject_HEAD_INIT RcObject_HEAD_INIT
#define PyObject_Init RcObject_Init
#define PyObject_InitVar RcObject_InitVar
#define PyObject_New RcObject_New
#define PyObject_NewVar RcObject_NewVar
#define PyObject_VAR_HEAD RcObject_VAR_HEAD
#define PyVarObject RcVarObject
#define PyVarObject_HEAD_INIT RcVarObject_HEAD_INIT
#define Py_CLEAR Rc_CLEAR
#define Py_DECREF Rc_DECREF
#define Py_DecRef Rc_DecRef
#define Py_INCREF Rc_INCREF
#define Py_IS_TYPE Rc_IS_TYPE
#define Py_IncRef Rc_IncRef
#define Py_Is Rc_Is
#define Py_IsFalse Rc_IsFalse
#define PyUnstable_IsImmortal Rc_IsImmortal
#define Py_IsNone Rc_IsNone
#define Py_IsTrue Rc_IsTrue
#define Py_NewRef Rc_NewRef
#define Py_None Rc_None
#define Py_NotImplemented Rc_NotImplemented
#define Py_REFCNT Rc_REFCNT
#define Py_RETURN_NONE Rc_RETURN_NONE
#define Py_RETURN_NOTIMPLEMENTED Rc_RETURN_NOTIMPLEMENTED
#define Py_SETREF Rc_SETREF
#define Py_SET_REFCNT Rc_SET_REFCNT
#define Py_SET_SIZE Rc_SET_SIZE
#define Py_SET_TYPE Rc_SET_TYPE
#define Py_SIZE Rc_SIZE
#define PyUnstable_SetImmortal Rc_SetImmortal
#define Py_TYPE Rc_TYPE
#define PyUnstable_TryIncRef Rc_TryIncRef
#define Py_XDECREF Rc_XDECREF
#define Py_XINCREF Rc_XINCREF
#define Py_XNewRef Rc_XNewRef
#define Py_XSETREF Rc_XSETREF

/* Types. */
#define PyBaseObject_Type RcBaseObject_Type
#define PyMappingMethods RcMappingMethods
#define PyNumberMethods RcNumberMethods
#define PyObject_CallFinalizer RcObject_CallFinalizer
#define PyObject_CallFinalizerFromDealloc RcObject_CallFinalizerFromDealloc
#define PyObject_TypeCheck RcObject_TypeCheck
#define PySequenceMethods RcSequenceMethods
#define PyTypeObject RcTypeObject
#define PyType_Check RcType_Check
#define PyType_CheckExact RcType_CheckExact
#define PyType_FastSubclass RcType_FastSubclass
#define PyType_FromSpec RcType_FromSpec
#define PyType_FromSpecWithBases RcType_FromSpecWithBases
#define PyType_GenericAlloc RcType_GenericAlloc
#define PyType_GenericNew RcType_GenericNew
#define PyType_GetFlags RcType_GetFlags
#define PyType_GetName RcType_GetName
#define PyType_GetQualName RcType_GetQualName
#define PyType_GetSlot RcType_GetSlot
#define PyType_HasFeature RcType_HasFeature
#define PyType_IS_GC RcType_IS_GC
#define PyType_IsSubtype RcType_IsSubtype
#define PyType_Ready RcType_Ready
#define PyType_SUPPORTS_WEAKREFS RcType_SUPPORTS_WEAKREFS
#define PyType_Slot RcType_Slot
#define PyType_Spec RcType_Spec
#define PyType_Type RcType_Type
#define Py_EQ Rc_EQ
#define Py_GE Rc_GE
#define Py_GT Rc_GT
#define Py_LE Rc_LE
#define Py_LT Rc_LT
#define Py_NE Rc_NE
#define Py_RETURN_RICHCOMPARE Rc_RETURN_RICHCOMPARE
#define Py_TPFLAGS_BASETYPE Rc_TPFLAGS_BASETYPE
#define Py_TPFLAGS_BASE_EXC_SUBCLASS Rc_TPFLAGS_BASE_EXC_SUBCLASS
#define Py_TPFLAGS_BYTES_SUBCLASS Rc_TPFLAGS_BYTES_SUBCLASS
#define Py_TPFLAGS_DEFAULT Rc_TPFLAGS_DEFAULT
#define Py_TPFLAGS_DISALLOW_INSTANTIATION Rc_TPFLAGS_DISALLOW_INSTANTIATION
#define Py_TPFLAGS_DICT_SUBCLASS Rc_TPFLAGS_HASHTABLE_SUBCLASS
#define Py_TPFLAGS_HAVE_GC Rc_TPFLAGS_HAVE_GC
#define Py_TPFLAGS_HAVE_VECTORCALL Rc_TPFLAGS_HAVE_VECTORCALL
#define Py_TPFLAGS_HEAPTYPE Rc_TPFLAGS_HEAPTYPE
#define Py_TPFLAGS_IMMUTABLETYPE Rc_TPFLAGS_IMMUTABLETYPE
#define Py_TPFLAGS_LONG_SUBCLASS Rc_TPFLAGS_INT_SUBCLASS
#define Py_TPFLAGS_LIST_SUBCLASS Rc_TPFLAGS_LIST_SUBCLASS
#define Py_TPFLAGS_METHOD_DESCRIPTOR Rc_TPFLAGS_METHOD_DESCRIPTOR
#define Py_TPFLAGS_READY Rc_TPFLAGS_READY
#define Py_TPFLAGS_READYING Rc_TPFLAGS_READYING
#define Py_TPFLAGS_UNICODE_SUBCLASS Rc_TPFLAGS_STR_SUBCLASS
#define Py_TPFLAGS_TUPLE_SUBCLASS Rc_TPFLAGS_TUPLE_SUBCLASS
#define Py_TPFLAGS_TYPE_SUBCLASS Rc_TPFLAGS_TYPE_SUBCLASS

/* Slot ids. */
#define Py_mp_ass_subscript Rc_mp_ass_subscript
#define Py_mp_length Rc_mp_length
#define Py_mp_subscript Rc_mp_subscript
#define Py_nb_absolute Rc_nb_absolute
#define Py_nb_add Rc_nb_add
#define Py_nb_and Rc_nb_and
#define Py_nb_bool Rc_nb_bool
#define Py_nb_divmod Rc_nb_divmod
#define Py_nb_float Rc_nb_float
#define Py_nb_floor_divide Rc_nb_floor_divide
#define Py_nb_index Rc_nb_index
#define Py_nb_inplace_add Rc_nb_inplace_add
#define Py_nb_inplace_and Rc_nb_inplace_and
#define Py_nb_inplace_floor_divide Rc_nb_inplace_floor_divide
#define Py_nb_inplace_lshift Rc_nb_inplace_lshift
#define Py_nb_inplace_matrix_multiply Rc_nb_inplace_matrix_multiply
#define Py_nb_inplace_multiply Rc_nb_inplace_multiply
#define Py_nb_inplace_or Rc_nb_inplace_or
#define Py_nb_inplace_power Rc_nb_inplace_power
#define Py_nb_inplace_remainder Rc_nb_inplace_remainder
#define Py_nb_inplace_rshift Rc_nb_inplace_rshift
#define Py_nb_inplace_subtract Rc_nb_inplace_subtract
#define Py_nb_inplace_true_divide Rc_nb_inplace_true_divide
#define Py_nb_inplace_xor Rc_nb_inplace_xor
#define Py_nb_int Rc_nb_int
#define Py_nb_invert Rc_nb_invert
#define Py_nb_lshift Rc_nb_lshift
#define Py_nb_matrix_multiply Rc_nb_matrix_multiply
#define Py_nb_multiply Rc_nb_multiply
#define Py_nb_negative Rc_nb_negative
#define Py_nb_or Rc_nb_or
#define Py_nb_positive Rc_nb_positive
#define Py_nb_power Rc_nb_power
#define Py_nb_remainder Rc_nb_remainder
#define Py_nb_rshift Rc_nb_rshift
#define Py_nb_subtract Rc_nb_subtract
#define Py_nb_true_divide Rc_nb_true_divide
#define Py_nb_xor Rc_nb_xor
#define Py_sq_ass_item Rc_sq_ass_item
#define Py_sq_concat Rc_sq_concat
#define Py_sq_contains Rc_sq_contains
#define Py_sq_inplace_concat Rc_sq_inplace_concat
#define Py_sq_inplace_repeat Rc_sq_inplace_repeat
#define Py_sq_item Rc_sq_item
#define Py_sq_length Rc_sq_length
#define Py_sq_repeat Rc_sq_repeat
#define Py_tp_alloc Rc_tp_alloc
#define Py_tp_base Rc_tp_base
#define Py_tp_call Rc_tp_call
#define Py_tp_clear Rc_tp_clear
#define Py_tp_dealloc Rc_tp_dealloc
#define Py_tp_descr_get Rc_tp_descr_get
#define Py_tp_descr_set Rc_tp_descr_set
#define Py_tp_doc Rc_tp_doc
#define Py_tp_finalize Rc_tp_finalize
#define Py_tp_free Rc_tp_free
#define Py_tp_getattro Rc_tp_getattro
#define Py_tp_getset Rc_tp_getset
#define Py_tp_hash Rc_tp_hash
#define Py_tp_init Rc_tp_init
#define Py_tp_iter Rc_tp_iter
#define Py_tp_iternext Rc_tp_iternext
#define Py_tp_members Rc_tp_members
#define Py_tp_methods Rc_tp_methods
#define Py_tp_new Rc_tp_new
#define Py_tp_repr Rc_tp_repr
#define Py_tp_richcompare Rc_tp_richcompare
#define Py_tp_setattro Rc_tp_setattro
#define Py_tp_str Rc_tp_str
#define Py_tp_traverse Rc_tp_traverse
#define Py_tp_vectorcall Rc_tp_vectorcall

/* Struct members and computed attributes. */
#define PyGetSetDef RcGetSetDef
#define PyMemberDef RcMemberDef
#define PyMember_GetOne RcMember_GetOne
#define PyMember_SetOne RcMember_SetOne
#define Py_READONLY Rc_READONLY
#define READONLY Rc_READONLY
#define Py_T_BOOL Rc_T_BOOL
#define T_BOOL Rc_T_BOOL
#define Py_T_BYTE Rc_T_BYTE
#define T_BYTE Rc_T_BYTE
#define Py_T_CHAR Rc_T_CHAR
#define T_CHAR Rc_T_CHAR
#define Py_T_DOUBLE Rc_T_DOUBLE
#define T_DOUBLE Rc_T_DOUBLE
#define Py_T_FLOAT Rc_T_FLOAT
#define T_FLOAT Rc_T_FLOAT
#define Py_T_INT Rc_T_INT
#define T_INT Rc_T_INT
#define Py_T_LONG Rc_T_LONG
#define T_LONG Rc_T_LONG
#define Py_T_LONGLONG Rc_T_LONGLONG
#define T_LONGLONG Rc_T_LONGLONG
#define Py_T_OBJECT Rc_T_OBJECT
#define T_OBJECT Rc_T_OBJECT
#define Py_T_OBJECT_EX Rc_T_OBJECT_EX
#define T_OBJECT_EX Rc_T_OBJECT_EX
#define Py_T_PYSSIZET Rc_T_PYSSIZET
#define T_PYSSIZET Rc_T_PYSSIZET
#define Py_T_SHORT Rc_T_SHORT
#define T_SHORT Rc_T_SHORT
#define Py_T_STRING Rc_T_STRING
#define T_STRING Rc_T_STRING
#define Py_T_STRING_INPLACE Rc_T_STRING_INPLACE
#define T_STRING_INPLACE Rc_T_STRING_INPLACE
#define Py_T_UBYTE Rc_T_UBYTE
#define T_UBYTE Rc_T_UBYTE
#define Py_T_UINT Rc_T_UINT
#define T_UINT Rc_T_UINT
#define Py_T_ULONG Rc_T_ULONG
#define T_ULONG Rc_T_ULONG
#define Py_T_ULONGLONG Rc_T_ULONGLONG
#define T_ULONGLONG Rc_T_ULONGLONG
#define Py_T_USHORT Rc_T_USHORT
#define T_USHORT Rc_T_USHORT

/* The collector. */
#define PyGC_Collect RcGC_Collect
#define PyGC_Disable RcGC_Disable
#define PyGC_Enable RcGC_Enable
#define PyGC_IsEnabled RcGC_IsEnabled
#define PyObject_GC_Del RcObject_GC_Del
#define PyObject_GC_IsFinalized RcObject_GC_IsFinalized
#define PyObject_GC_IsTracked RcObject_GC_IsTracked
#define PyObject_GC_New RcObject_GC_New
#define PyObject_GC_NewVar RcObject_GC_NewVar
#define PyObject_GC_Resize RcObject_GC_Resize
#define PyObject_GC_Track RcObject_GC_Track
#define PyObject_GC_UnTrack RcObject_GC_UnTrack
#define PyObject_IS_GC RcObject_IS_GC
#define PyUnstable_GC_VisitObjects RcGC_VisitObjects
#define Py_VISIT Rc_VISIT

/* Weak references. */
#define PyObject_ClearWeakRefs RcObject_ClearWeakRefs
#define PyUnstable_Object_ClearWeakRefsNoCallbacks RcObject_ClearWeakRefsNoCallbacks
#define PyWeakReference RcWeakReference
#define PyWeakref_Check RcWeakref_Check
#define PyWeakref_CheckProxy RcWeakref_CheckProxy
#define PyWeakref_CheckRef RcWeakref_CheckRef
#define PyWeakref_CheckRefExact RcWeakref_CheckRefExact
#define PyWeakref_GetRef RcWeakref_GetRef
#define PyWeakref_IsDead RcWeakref_IsDead
#define PyWeakref_NewProxy RcWeakref_NewProxy
#define PyWeakref_NewRef RcWeakref_NewRef

/* Memory. */
#define PYMEM_DOMAIN_MEM RCMEM_DOMAIN_MEM
#define PYMEM_DOMAIN_OBJ RCMEM_DOMAIN_OBJ
#define PYMEM_DOMAIN_RAW RCMEM_DOMAIN_RAW
#define PyMemAllocatorDomain RcMemAllocatorDomain
#define PyMemAllocatorEx RcMemAllocatorEx
#define PyMem_Calloc RcMem_Calloc
#define PyMem_Del RcMem_Del
#define PyMem_Free RcMem_Free
#define PyMem_GetAllocator RcMem_GetAllocator
#define PyMem_Malloc RcMem_Malloc
#define PyMem_New RcMem_New
#define PyMem_RawCalloc RcMem_RawCalloc
#define PyMem_RawFree RcMem_RawFree
#define PyMem_RawMalloc RcMem_RawMalloc
#define PyMem_RawRealloc RcMem_RawRealloc
#define PyMem_Realloc RcMem_Realloc
#define PyMem_Resize RcMem_Resize
#define PyMem_SetAllocator RcMem_SetAllocator
#define PyMemberDescr_Type RcMemberDescr_Type
#define PyObject_Calloc RcObject_Calloc
#define PyObject_Del RcObject_Del
#define PyObject_Free RcObject_Free
#define PyObject_Malloc RcObject_Malloc
#define PyObject_Realloc RcObject_Realloc

/* Life of a runtime, recursion. */
#define Py_EnterRecursiveCall Rc_EnterRecursiveCall
#define Py_FatalError Rc_FatalError
#define Py_GetRecursionLimit Rc_GetRecursionLimit
#define Py_IsInitialized Rc_IsInitialized
#define Py_LeaveRecursiveCall Rc_LeaveRecursiveCall
#define Py_ReprEnter Rc_ReprEnter
#define Py_ReprLeave Rc_ReprLeave
#define Py_SetRecursionLimit Rc_SetRecursionLimit

/* The error indicator. */
#define PyErr_BadArgument RcErr_BadArgument
#define PyErr_BadInternalCall RcErr_BadInternalCall
#define PyErr_Clear RcErr_Clear
#define PyErr_DisplayException RcErr_DisplayException
#define PyErr_ExceptionMatches RcErr_ExceptionMatches
#define PyErr_Fetch RcErr_Fetch
#define PyErr_Format RcErr_Format
#define PyErr_FormatUnraisable RcErr_FormatUnraisable
#define PyErr_FormatV RcErr_FormatV
#define PyErr_GetRaisedException RcErr_GetRaisedException
#define PyErr_GivenExceptionMatches RcErr_GivenExceptionMatches
#define PyErr_NewException RcErr_NewException
#define PyErr_NewExceptionWithDoc RcErr_NewExceptionWithDoc
#define PyErr_NoMemory RcErr_NoMemory
#define PyErr_NormalizeException RcErr_NormalizeException
#define PyErr_Occurred RcErr_Occurred
#define PyErr_Print RcErr_Print
#define PyErr_Restore RcErr_Restore
#define PyErr_SetNone RcErr_SetNone
#define PyErr_SetObject RcErr_SetObject
#define PyErr_SetRaisedException RcErr_SetRaisedException
#define PyErr_SetString RcErr_SetString
#define PyErr_WriteUnraisable RcErr_WriteUnraisable

/* Exceptions. */
#define PyBaseExceptionObject RcBaseExceptionObject
#define PyExc_ArithmeticError RcExc_ArithmeticError
#define PyExc_AssertionError RcExc_AssertionError
#define PyExc_AttributeError RcExc_AttributeError
#define PyExc_BaseException RcExc_BaseException
#define PyExc_BufferError RcExc_BufferError
#define PyExc_Exception RcExc_Exception
#define PyExc_IndexError RcExc_IndexError
#define PyExc_KeyError RcExc_KeyError
#define PyExc_KeyboardInterrupt RcExc_KeyboardInterrupt
#define PyExc_LookupError RcExc_LookupError
#define PyExc_MemoryError RcExc_MemoryError
#define PyExc_NameError RcExc_NameError
#define PyExc_NotImplementedError RcExc_NotImplementedError
#define PyExc_OverflowError RcExc_OverflowError
#define PyExc_RecursionError RcExc_RecursionError
#define PyExc_ReferenceError RcExc_ReferenceError
#define PyExc_RuntimeError RcExc_RuntimeError
#define PyExc_StopIteration RcExc_StopIteration
#define PyExc_SystemError RcExc_SystemError
#define PyExc_SystemExit RcExc_SystemExit
#define PyExc_TypeError RcExc_TypeError
#define PyExc_UnicodeDecodeError RcExc_UnicodeDecodeError
#define PyExc_UnicodeError RcExc_UnicodeError
#define PyExc_ValueError RcExc_ValueError
#define PyExc_ZeroDivisionError RcExc_ZeroDivisionError
#define PyExceptionClass_Check RcExceptionClass_Check
#define PyExceptionClass_Name RcExceptionClass_Name
#define PyExceptionInstance_Check RcExceptionInstance_Check
#define PyExceptionInstance_Class RcExceptionInstance_Class
#define PyException_GetArgs RcException_GetArgs
#define PyException_GetCause RcException_GetCause
#define PyException_GetContext RcException_GetContext
#define PyException_SetArgs RcException_SetArgs
#define PyException_SetCause RcException_SetCause
#define PyException_SetContext RcException_SetContext

/* Functions, methods, descriptors. */
#define METH_CLASS RC_METH_CLASS
#define METH_COEXIST RC_METH_COEXIST
#define METH_FASTCALL RC_METH_FASTCALL
#define METH_KEYWORDS RC_METH_KEYWORDS
#define METH_NOARGS RC_METH_NOARGS
#define METH_O RC_METH_O
#define METH_STATIC RC_METH_STATIC
#define METH_VARARGS RC_METH_VARARGS
#define PyCFunction RcCFunction
#define PyCFunctionFast RcCFunctionFast
#define _PyCFunctionFast RcCFunctionFast
#define PyCFunctionFastWithKeywords RcCFunctionFastWithKeywords
#define _PyCFunctionFastWithKeywords RcCFunctionFastWithKeywords
#define PyCFunctionObject RcCFunctionObject
#define PyCFunctionWithKeywords RcCFunctionWithKeywords
#define PyCFunction_Check RcCFunction_Check
#define PyCFunction_CheckExact RcCFunction_CheckExact
#define PyCFunction_GET_FLAGS RcCFunction_GET_FLAGS
#define PyCFunction_GET_FUNCTION RcCFunction_GET_FUNCTION
#define PyCFunction_GET_SELF RcCFunction_GET_SELF
#define PyCFunction_GetFlags RcCFunction_GetFlags
#define PyCFunction_GetFunction RcCFunction_GetFunction
#define PyCFunction_GetSelf RcCFunction_GetSelf
#define PyCFunction_New RcCFunction_New
#define PyCFunction_NewEx RcCFunction_NewEx
#define PyCFunction_Type RcCFunction_Type
#define PyDescrObject RcDescrObject
#define PyDescr_NewGetSet RcDescr_NewGetSet
#define PyDescr_NewMember RcDescr_NewMember
#define PyDescr_NewMethod RcDescr_NewMethod
#define PyGetSetDescr_Type RcGetSetDescr_Type
#define PyMethodDef RcMethodDef
#define PyMethodDescr_Type RcMethodDescr_Type
#define PyMethodObject RcMethodObject
#define PyMethod_Check RcMethod_Check
#define PyMethod_Function RcMethod_Function
#define PyMethod_GET_FUNCTION RcMethod_GET_FUNCTION
#define PyMethod_GET_SELF RcMethod_GET_SELF
#define PyMethod_New RcMethod_New
#define PyMethod_Self RcMethod_Self
#define PyMethod_Type RcMethod_Type

/* Calls. */
#define PY_VECTORCALL_ARGUMENTS_OFFSET RC_VECTORCALL_ARGUMENTS_OFFSET
#define PyCallable_Check RcCallable_Check
#define PyObject_Call RcObject_Call
#define PyObject_CallFunction RcObject_CallFunction
#define PyObject_CallFunctionObjArgs RcObject_CallFunctionObjArgs
#define PyObject_CallMethod RcObject_CallMethod
#define PyObject_CallMethodNoArgs RcObject_CallMethodNoArgs
#define PyObject_CallMethodObjArgs RcObject_CallMethodObjArgs
#define PyObject_CallMethodOneArg RcObject_CallMethodOneArg
#define PyObject_CallNoArgs RcObject_CallNoArgs
#define PyObject_CallObject RcObject_CallObject
#define PyObject_CallOneArg RcObject_CallOneArg
#define PyObject_Vectorcall RcObject_Vectorcall
#define PyObject_VectorcallDict RcObject_VectorcallDict
#define PyObject_VectorcallMethod RcObject_VectorcallMethod
#define PyVectorcall_Call RcVectorcall_Call
#define PyVectorcall_Function RcVectorcall_Function
#define PyVectorcall_NARGS RcVectorcall_NARGS

/* The object protocol. */
#define PyObject_ASCII RcObject_ASCII
#define PyObject_Bytes RcObject_Bytes
#define PyObject_DelAttr RcObject_DelAttr
#define PyObject_DelAttrString RcObject_DelAttrString
#define PyObject_DelItem RcObject_DelItem
#define PyObject_DelItemString RcObject_DelItemString
#define PyObject_GenericGetAttr RcObject_GenericGetAttr
#define PyObject_GenericHash RcObject_GenericHash
#define PyObject_GenericSetAttr RcObject_GenericSetAttr
#define PyObject_GetAttr RcObject_GetAttr
#define PyObject_GetAttrString RcObject_GetAttrString
#define PyObject_GetItem RcObject_GetItem
#define PyObject_GetIter RcObject_GetIter
#define PyObject_GetOptionalAttr RcObject_GetOptionalAttr
#define PyObject_GetOptionalAttrString RcObject_GetOptionalAttrString
#define PyObject_HasAttr RcObject_HasAttr
#define PyObject_HasAttrString RcObject_HasAttrString
#define PyObject_HasAttrStringWithError RcObject_HasAttrStringWithError
#define PyObject_HasAttrWithError RcObject_HasAttrWithError
#define PyObject_Hash RcObject_Hash
#define PyObject_HashNotImplemented RcObject_HashNotImplemented
#define PyObject_IsInstance RcObject_IsInstance
#define PyObject_IsSubclass RcObject_IsSubclass
#define PyObject_IsTrue RcObject_IsTrue
#define PyObject_Length RcObject_Length
#define PyObject_LengthHint RcObject_LengthHint
#define PyObject_Not RcObject_Not
#define PyObject_Repr RcObject_Repr
#define PyObject_RichCompare RcObject_RichCompare
#define PyObject_RichCompareBool RcObject_RichCompareBool
#define PyObject_SelfIter RcObject_SelfIter
#define PyObject_SetAttr RcObject_SetAttr
#define PyObject_SetAttrString RcObject_SetAttrString
#define PyObject_SetItem RcObject_SetItem
#define PyObject_Size RcObject_Size
#define PyObject_Str RcObject_Str
#define PyObject_Type RcObject_Type

/* The number protocol. */
#define PyIndex_Check RcIndex_Check
#define PyNumber_Absolute RcNumber_Absolute
#define PyNumber_Add RcNumber_Add
#define PyNumber_And RcNumber_And
#define PyNumber_AsSsize_t RcNumber_AsSsize_t
#define PyNumber_Check RcNumber_Check
#define PyNumber_Divmod RcNumber_Divmod
#define PyNumber_Float RcNumber_Float
#define PyNumber_FloorDivide RcNumber_FloorDivide
#define PyNumber_InPlaceAdd RcNumber_InPlaceAdd
#define PyNumber_InPlaceAnd RcNumber_InPlaceAnd
#define PyNumber_InPlaceFloorDivide RcNumber_InPlaceFloorDivide
#define PyNumber_InPlaceLshift RcNumber_InPlaceLshift
#define PyNumber_InPlaceMatrixMultiply RcNumber_InPlaceMatrixMultiply
#define PyNumber_InPlaceMultiply RcNumber_InPlaceMultiply
#define PyNumber_InPlaceOr RcNumber_InPlaceOr
#define PyNumber_InPlacePower RcNumber_InPlacePower
#define PyNumber_InPlaceRemainder RcNumber_InPlaceRemainder
#define PyNumber_InPlaceRshift RcNumber_InPlaceRshift
#define PyNumber_InPlaceSubtract RcNumber_InPlaceSubtract
#define PyNumber_InPlaceTrueDivide RcNumber_InPlaceTrueDivide
#define PyNumber_InPlaceXor RcNumber_InPlaceXor
#define PyNumber_Index RcNumber_Index
#define PyNumber_Invert RcNumber_Invert
#define PyNumber_Long RcNumber_Long
#define PyNumber_Lshift RcNumber_Lshift
#define PyNumber_MatrixMultiply RcNumber_MatrixMultiply
#define PyNumber_Multiply RcNumber_Multiply
#define PyNumber_Negative RcNumber_Negative
#define PyNumber_Or RcNumber_Or
#define PyNumber_Positive RcNumber_Positive
#define PyNumber_Power RcNumber_Power
#define PyNumber_Remainder RcNumber_Remainder
#define PyNumber_Rshift RcNumber_Rshift
#define PyNumber_Subtract RcNumber_Subtract
#define PyNumber_ToBase RcNumber_ToBase
#define PyNumber_TrueDivide RcNumber_TrueDivide
#define PyNumber_Xor RcNumber_Xor

/* The sequence protocol. */
#define PySequence_Check RcSequence_Check
#define PySequence_Concat RcSequence_Concat
#define PySequence_Contains RcSequence_Contains
#define PySequence_Count RcSequence_Count
#define PySequence_DelItem RcSequence_DelItem
#define PySequence_DelSlice RcSequence_DelSlice
#define PySequence_Fast RcSequence_Fast
#define PySequence_Fast_GET_ITEM RcSequence_Fast_GET_ITEM
#define PySequence_Fast_GET_SIZE RcSequence_Fast_GET_SIZE
#define PySequence_Fast_ITEMS RcSequence_Fast_ITEMS
#define PySequence_GetItem RcSequence_GetItem
#define PySequence_GetSlice RcSequence_GetSlice
#define PySequence_ITEM RcSequence_ITEM
#define PySequence_In RcSequence_In
#define PySequence_InPlaceConcat RcSequence_InPlaceConcat
#define PySequence_InPlaceRepeat RcSequence_InPlaceRepeat
#define PySequence_Index RcSequence_Index
#define PySequence_Length RcSequence_Length
#define PySequence_List RcSequence_List
#define PySequence_Repeat RcSequence_Repeat
#define PySequence_SetItem RcSequence_SetItem
#define PySequence_SetSlice RcSequence_SetSlice
#define PySequence_Size RcSequence_Size
#define PySequence_Tuple RcSequence_Tuple

/* The mapping protocol. */
#define PyMapping_Check RcMapping_Check
#define PyMapping_DelItem RcMapping_DelItem
#define PyMapping_DelItemString RcMapping_DelItemString
#define PyMapping_GetItemString RcMapping_GetItemString
#define PyMapping_GetOptionalItem RcMapping_GetOptionalItem
#define PyMapping_GetOptionalItemString RcMapping_GetOptionalItemString
#define PyMapping_HasKey RcMapping_HasKey
#define PyMapping_HasKeyString RcMapping_HasKeyString
#define PyMapping_HasKeyStringWithError RcMapping_HasKeyStringWithError
#define PyMapping_HasKeyWithError RcMapping_HasKeyWithError
#define PyMapping_Items RcMapping_Items
#define PyMapping_Keys RcMapping_Keys
#define PyMapping_Length RcMapping_Length
#define PyMapping_SetItemString RcMapping_SetItemString
#define PyMapping_Size RcMapping_Size
#define PyMapping_Values RcMapping_Values

/* Iterators. */
#define PyCallIter_Check RcCallIter_Check
#define PyCallIter_New RcCallIter_New
#define PyCallIter_Type RcCallIter_Type
#define PyIter_Check RcIter_Check
#define PyIter_Next RcIter_Next
#define PyIter_NextItem RcIter_NextItem
#define PyListIter_Type RcListIter_Type
#define PySeqIter_Check RcSeqIter_Check
#define PySeqIter_New RcSeqIter_New
#define PySeqIter_Type RcSeqIter_Type
#define PyUnicodeIter_Type RcStrIter_Type
#define PyTupleIter_Type RcTupleIter_Type

/* bool. */
#define PyBool_Check RcBool_Check
#define PyBool_FromLong RcBool_FromLong
#define PyBool_Type RcBool_Type
#define Py_False Rc_False
#define Py_RETURN_FALSE Rc_RETURN_FALSE
#define Py_RETURN_TRUE Rc_RETURN_TRUE
#define Py_True Rc_True

/* int, in CPython's C API PyLong. */
#define PyLongObject RcIntObject
#define PyLong_AsDouble RcInt_AsDouble
#define PyLong_AsInt RcInt_AsInt
#define PyLong_AsInt32 RcInt_AsInt32
#define PyLong_AsInt64 RcInt_AsInt64
#define PyLong_AsLong RcInt_AsLong
#define PyLong_AsLongAndOverflow RcInt_AsLongAndOverflow
#define PyLong_AsLongLong RcInt_AsLongLong
#define PyLong_AsLongLongAndOverflow RcInt_AsLongLongAndOverflow
#define PyLong_AsSize_t RcInt_AsSize_t
#define PyLong_AsSsize_t RcInt_AsSsize_t
#define PyLong_AsUInt32 RcInt_AsUInt32
#define PyLong_AsUInt64 RcInt_AsUInt64
#define PyLong_AsUnsignedLong RcInt_AsUnsignedLong
#define PyLong_AsUnsignedLongLong RcInt_AsUnsignedLongLong
#define PyLong_AsUnsignedLongLongMask RcInt_AsUnsignedLongLongMask
#define PyLong_AsUnsignedLongMask RcInt_AsUnsignedLongMask
#define PyLong_AsVoidPtr RcInt_AsVoidPtr
#define PyLong_Check RcInt_Check
#define PyLong_CheckExact RcInt_CheckExact
#define PyLong_FromDouble RcInt_FromDouble
#define PyLong_FromInt32 RcInt_FromInt32
#define PyLong_FromInt64 RcInt_FromInt64
#define PyLong_FromLong RcInt_FromLong
#define PyLong_FromLongLong RcInt_FromLongLong
#define PyLong_FromSize_t RcInt_FromSize_t
#define PyLong_FromSsize_t RcInt_FromSsize_t
#define PyLong_FromUnicodeObject RcInt_FromStrObject
#define PyLong_FromString RcInt_FromString
#define PyLong_FromUInt32 RcInt_FromUInt32
#define PyLong_FromUInt64 RcInt_FromUInt64
#define PyLong_FromUnsignedLong RcInt_FromUnsignedLong
#define PyLong_FromUnsignedLongLong RcInt_FromUnsignedLongLong
#define PyLong_FromVoidPtr RcInt_FromVoidPtr
#define PyLong_GetSign RcInt_GetSign
#define PyLong_Type RcInt_Type

/* float. */
#define PyFloatObject RcFloatObject
#define PyFloat_AS_DOUBLE RcFloat_AS_DOUBLE
#define PyFloat_AsDouble RcFloat_AsDouble
#define PyFloat_Check RcFloat_Check
#define PyFloat_CheckExact RcFloat_CheckExact
#define PyFloat_FromDouble RcFloat_FromDouble
#define PyFloat_FromString RcFloat_FromString
#define PyFloat_GetMax RcFloat_GetMax
#define PyFloat_GetMin RcFloat_GetMin
#define PyFloat_Type RcFloat_Type

/* str, in CPython's C API PyUnicode. */
#define PyUnicodeObject RcStrObject
#define PyUnicodeWriter RcStrWriter
#define PyUnicodeWriter_Create RcStrWriter_Create
#define PyUnicodeWriter_Discard RcStrWriter_Discard
#define PyUnicodeWriter_Finish RcStrWriter_Finish
#define PyUnicodeWriter_Format RcStrWriter_Format
#define PyUnicodeWriter_WriteASCII RcStrWriter_WriteASCII
#define PyUnicodeWriter_WriteChar RcStrWriter_WriteChar
#define PyUnicodeWriter_WriteRepr RcStrWriter_WriteRepr
#define PyUnicodeWriter_WriteStr RcStrWriter_WriteStr
#define PyUnicodeWriter_WriteSubstring RcStrWriter_WriteSubstring
#define PyUnicodeWriter_WriteUTF8 RcStrWriter_WriteUTF8
#define PyUnicode_Append RcStr_Append
#define PyUnicode_AppendAndDel RcStr_AppendAndDel
#define PyUnicode_AsUTF8 RcStr_AsUTF8
#define PyUnicode_AsUTF8AndSize RcStr_AsUTF8AndSize
#define PyUnicode_AsUTF8String RcStr_AsUTF8String
#define PyUnicode_CHECK_INTERNED RcStr_CHECK_INTERNED
#define PyUnicode_Check RcStr_Check
#define PyUnicode_CheckExact RcStr_CheckExact
#define PyUnicode_Compare RcStr_Compare
#define PyUnicode_CompareWithASCIIString RcStr_CompareWithASCIIString
#define PyUnicode_Concat RcStr_Concat
#define PyUnicode_Contains RcStr_Contains
#define PyUnicode_Count RcStr_Count
#define PyUnicode_DecodeUTF8 RcStr_DecodeUTF8
#define PyUnicode_Equal RcStr_Equal
#define PyUnicode_EqualToUTF8 RcStr_EqualToUTF8
#define PyUnicode_EqualToUTF8AndSize RcStr_EqualToUTF8AndSize
#define PyUnicode_Find RcStr_Find
#define PyUnicode_FindChar RcStr_FindChar
#define PyUnicode_FromFormat RcStr_FromFormat
#define PyUnicode_FromFormatV RcStr_FromFormatV
#define PyUnicode_FromObject RcStr_FromObject
#define PyUnicode_FromOrdinal RcStr_FromOrdinal
#define PyUnicode_FromString RcStr_FromString
#define PyUnicode_FromStringAndSize RcStr_FromStringAndSize
#define PyUnicode_GET_LENGTH RcStr_GET_LENGTH
#define PyUnicode_GetLength RcStr_GetLength
#define PyUnicode_IS_ASCII RcStr_IS_ASCII
#define PyUnicode_InternFromString RcStr_InternFromString
#define PyUnicode_InternInPlace RcStr_InternInPlace
#define PyUnicode_Join RcStr_Join
#define PyUnicode_Partition RcStr_Partition
#define PyUnicode_RPartition RcStr_RPartition
#define PyUnicode_ReadChar RcStr_ReadChar
#define PyUnicode_Replace RcStr_Replace
#define PyUnicode_RichCompare RcStr_RichCompare
#define PyUnicode_Split RcStr_Split
#define PyUnicode_Splitlines RcStr_Splitlines
#define PyUnicode_Substring RcStr_Substring
#define PyUnicode_Tailmatch RcStr_Tailmatch
#define PyUnicode_Type RcStr_Type

/* bytes. */
#define PyBytesObject RcBytesObject
#define PyBytes_AS_STRING RcBytes_AS_STRING
#define PyBytes_AsString RcBytes_AsString
#define PyBytes_AsStringAndSize RcBytes_AsStringAndSize
#define PyBytes_Check RcBytes_Check
#define PyBytes_CheckExact RcBytes_CheckExact
#define PyBytes_Concat RcBytes_Concat
#define PyBytes_ConcatAndDel RcBytes_ConcatAndDel
#define PyBytes_FromFormat RcBytes_FromFormat
#define PyBytes_FromFormatV RcBytes_FromFormatV
#define PyBytes_FromObject RcBytes_FromObject
#define PyBytes_FromString RcBytes_FromString
#define PyBytes_FromStringAndSize RcBytes_FromStringAndSize
#define PyBytes_GET_SIZE RcBytes_GET_SIZE
#define PyBytes_Repr RcBytes_Repr
#define PyBytes_Size RcBytes_Size
#define PyBytes_Type RcBytes_Type

/* tuple. */
#define PyTupleObject RcTupleObject
#define PyTuple_Check RcTuple_Check
#define PyTuple_CheckExact RcTuple_CheckExact
#define PyTuple_FromArray RcTuple_FromArray
#define PyTuple_GET_ITEM RcTuple_GET_ITEM
#define PyTuple_GET_SIZE RcTuple_GET_SIZE
#define PyTuple_GetItem RcTuple_GetItem
#define PyTuple_GetSlice RcTuple_GetSlice
#define PyTuple_New RcTuple_New
#define PyTuple_Pack RcTuple_Pack
#define PyTuple_SET_ITEM RcTuple_SET_ITEM
#define PyTuple_SetItem RcTuple_SetItem
#define PyTuple_Size RcTuple_Size
#define PyTuple_Type RcTuple_Type

/* list. */
#define PyListObject RcListObject
#define PyList_Append RcList_Append
#define PyList_AsTuple RcList_AsTuple
#define PyList_Check RcList_Check
#define PyList_CheckExact RcList_CheckExact
#define PyList_Clear RcList_Clear
#define PyList_Extend RcList_Extend
#define PyList_GET_ITEM RcList_GET_ITEM
#define PyList_GET_SIZE RcList_GET_SIZE
#define PyList_GetItem RcList_GetItem
#define PyList_GetItemRef RcList_GetItemRef
#define PyList_GetSlice RcList_GetSlice
#define PyList_Insert RcList_Insert
#define PyList_New RcList_New
#define PyList_Reverse RcList_Reverse
#define PyList_SET_ITEM RcList_SET_ITEM
#define PyList_SetItem RcList_SetItem
#define PyList_SetSlice RcList_SetSlice
#define PyList_Size RcList_Size
#define PyList_Sort RcList_Sort
#define PyList_Type RcList_Type

/* The hash table in the place of PyDict. */
#define PyDictIterKey_Type RcHashTableIter_Type
#define PyDictObject RcHashTableObject
#define PyDict_Check RcHashTable_Check
#define PyDict_CheckExact RcHashTable_CheckExact
#define PyDict_Clear RcHashTable_Clear
#define PyDict_Contains RcHashTable_Contains
#define PyDict_ContainsString RcHashTable_ContainsString
#define PyDict_Copy RcHashTable_Copy
#define PyDict_DelItem RcHashTable_DelItem
#define PyDict_DelItemString RcHashTable_DelItemString
#define PyDict_GetItemWithError RcHashTable_GetItem
#define PyDict_GetItemRef RcHashTable_GetItemRef
#define PyDict_GetItemStringRef RcHashTable_GetItemStringRef
#define PyDict_Items RcHashTable_Items
#define PyDict_Keys RcHashTable_Keys
#define PyDict_MergeFromSeq2 RcHashTable_MergeFromSeq2
#define PyDict_New RcHashTable_New
#define PyDict_Next RcHashTable_Next
#define PyDict_Pop RcHashTable_Pop
#define PyDict_PopString RcHashTable_PopString
#define PyDict_SetDefaultRef RcHashTable_SetDefaultRef
#define PyDict_SetItem RcHashTable_SetItem
#define PyDict_SetItemString RcHashTable_SetItemString
#define PyDict_Size RcHashTable_Size
#define PyDict_GET_SIZE RcHashTable_Size
#define PyDict_Type RcHashTable_Type
#define PyDict_Update RcHashTable_Update
#define PyDict_Values RcHashTable_Values

/* Capsules. */
#define PyCapsule_CheckExact RcCapsule_CheckExact
#define PyCapsule_Destructor RcCapsule_Destructor
#define PyCapsule_GetContext RcCapsule_GetContext
#define PyCapsule_GetDestructor RcCapsule_GetDestructor
#define PyCapsule_GetName RcCapsule_GetName
#define PyCapsule_GetPointer RcCapsule_GetPointer
#define PyCapsule_IsValid RcCapsule_IsValid
#define PyCapsule_New RcCapsule_New
#define PyCapsule_SetContext RcCapsule_SetContext
#define PyCapsule_SetDestructor RcCapsule_SetDestructor
#define PyCapsule_SetName RcCapsule_SetName
#define PyCapsule_SetPointer RcCapsule_SetPointer
#define PyCapsule_Type RcCapsule_Type

/* Arguments and built values. */
#define PY_CXX_CONST RC_CXX_CONST
#define PyArg_Converter RcArg_Converter
#define PyArg_Parse RcArg_Parse
#define PyArg_ParseTuple RcArg_ParseTuple
#define PyArg_ParseTupleAndKeywords RcArg_ParseTupleAndKeywords
#define PyArg_UnpackTuple RcArg_UnpackTuple
#define PyArg_VaParse RcArg_VaParse
#define PyArg_VaParseTupleAndKeywords RcArg_VaParseTupleAndKeywords
#define PyArg_ValidateKeywordArguments RcArg_ValidateKeywordArguments
#define Py_BuildValue Rc_BuildValue
#define Py_CLEANUP_SUPPORTED Rc_CLEANUP_SUPPORTED
#define Py_VaBuildValue Rc_VaBuildValue

/* Function pointer types. */
typedef Rc_allocfunc allocfunc;
typedef Rc_binaryfunc binaryfunc;
typedef Rc_descrgetfunc descrgetfunc;
typedef Rc_descrsetfunc descrsetfunc;
typedef Rc_destructor destructor;
typedef Rc_freefunc freefunc;
typedef Rc_getattrofunc getattrofunc;
typedef RcGC_VisitObjectsFunc gcvisitobjects_t;
typedef Rc_getiterfunc getiterfunc;
typedef Rc_getter getter;
typedef Rc_hashfunc hashfunc;
typedef Rc_initproc initproc;
typedef Rc_inquiry inquiry;
typedef Rc_iternextfunc iternextfunc;
typedef Rc_lenfunc lenfunc;
typedef Rc_newfunc newfunc;
typedef Rc_objobjargproc objobjargproc;
typedef Rc_objobjproc objobjproc;
typedef Rc_reprfunc reprfunc;
typedef Rc_richcmpfunc richcmpfunc;
typedef Rc_setattrofunc setattrofunc;
typedef Rc_setter setter;
typedef Rc_ssizeargfunc ssizeargfunc;
typedef Rc_ssizeobjargproc ssizeobjargproc;
typedef Rc_ternaryfunc ternaryfunc;
typedef Rc_traverseproc traverseproc;
typedef Rc_unaryfunc unaryfunc;
typedef Rc_vectorcallfunc vectorcallfunc;
typedef Rc_visitproc visitproc;

/* Private names that code for CPython uses all the same. */
#define _PyObject_CAST(op) RC_OBJECT_CAST(op)
#define _PyCFunction_CAST _RcCFunction_CAST
#define _PyObject_New _RcObject_New
#define _PyObject_NewVar _RcObject_NewVar
#define _PyObject_GC_New _RcObject_GC_New
#define _PyObject_GC_NewVar _RcObject_GC_NewVar
#define _PyObject_GC_Resize _RcObject_GC_Resize
#define _PyTuple_Resize _RcTuple_Resize
#define _PyBytes_Resize _RcBytes_Resize
#define _PyWeakref_CallableProxyType _RcWeakref_CallableProxyType
#define _PyWeakref_ProxyType _RcWeakref_ProxyType
#define _PyWeakref_RefType _RcWeakref_RefType
#define _Py_NoneStruct _Rc_NoneStruct
#define _Py_NotImplementedStruct _Rc_NotImplementedStruct
#define _Py_TrueStruct _Rc_TrueStruct
#define _Py_FalseStruct _Rc_FalseStruct
#define _Py_Dealloc _Rc_Dealloc

/* Older spellings. */
#define PyObject_NEW RcObject_New
#define PyObject_NEW_VAR RcObject_NewVar
#define PyObject_INIT RcObject_Init
#define PyObject_INIT_VAR RcObject_InitVar
#define PyObject_MALLOC RcObject_Malloc
#define PyObject_REALLOC RcObject_Realloc
#define PyObject_FREE RcObject_Free
#define PyObject_DEL RcObject_Free
#define PyMem_MALLOC RcMem_Malloc
#define PyMem_REALLOC RcMem_Realloc
#define PyMem_FREE RcMem_Free
#define PyMem_NEW RcMem_New
#define PyMem_RESIZE RcMem_Resize
#define PyMem_DEL RcMem_Free
#define PY_LONG_LONG long long
typedef intptr_t Py_intptr_t;
typedef uintptr_t Py_uintptr_t;

/* Flags without a meaning here. */
#define Py_TPFLAGS_HAVE_FINALIZE 0UL
#define Py_TPFLAGS_HAVE_VERSION_TAG 0UL
#define Py_TPFLAGS_HAVE_STACKLESS_EXTENSION 0UL

/* Deallocation needs no help to stay within the stack. */
#define Py_TRASHCAN_BEGIN(op, dealloc) {
#define Py_TRASHCAN_END }
#define Py_TRASHCAN_SAFE_BEGIN(op) {
#define Py_TRASHCAN_SAFE_END(op) }

/* Helpers of the compiler. */
#define Py_MIN(x, y) (((x) > (y)) ? (y) : (x))
#define Py_MAX(x, y) (((x) > (y)) ? (x) : (y))
#define Py_ABS(x) ((x) < 0 ? -(x) : (x))
#define Py_CHARMASK(c) ((unsigned char)((c)&0xff))
#define Py_STRINGIFY_TEXT_(x) #x
#define Py_STRINGIFY(x) Py_STRINGIFY_TEXT_(x)
#define Py_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define Py_MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#if defined(__GNUC__) || defined(__clang__)
#define Py_UNUSED(name) unused_##name __attribute__((unused)) /* in a list of parameters */
#define Py_UNREACHABLE() __builtin_unreachable()
#else
#define Py_UNUSED(name) unused_##name
#define Py_UNREACHABLE() Rc_FatalError("unreachable code was reached")
#endif
#define PyDoc_VAR(name) static const char name[]
#define PyDoc_STR(text) text
#define PyDoc_STRVAR(name, text) PyDoc_VAR(name) = PyDoc_STR(text)
#define PyAPI_FUNC(type) RC_API type
#define PyAPI_DATA(type) extern RC_API_DATA type

RC_BEGIN_DECLS

/* The names in parentheses are the functions, never macros: with the ledger it is the call of the helper that is
 * told, not what it does. */

/* CPython's Py_Initialize does not return when it fails. */
static inline void Py_Initialize(void)
{
    if ((Rc_Initialize)() < 0) {
        Rc_FatalError("Py_Initialize: the runtime cannot be started");
    }
}

static inline void Py_InitializeEx(int signal_handlers)
{
    (void)signal_handlers;
    Py_Initialize();
}

/* 0, or -1 if objects have outlived the runtime. */
static inline int Py_FinalizeEx(void)
{
    return (Rc_Finalize)() == 0 ? 0 : -1;
}

static inline void Py_Finalize(void)
{
    (void)(Rc_Finalize)();
}

static inline void PyErr_PrintEx(int set_last_exception)
{
    (void)set_last_exception;
    (RcErr_Print)();
}

/* PyDict_GetItem and PyDict_GetItemString hide their errors, and leave a pending one as it was. */
static inline RC_BORROWED RcObject *PyDict_GetItem(RcObject *dict, RcObject *key)
{
    RcObject *pending = (RcErr_GetRaisedException)();
    RcObject *value = (RcHashTable_GetItem)(dict, key);
    (RcErr_SetRaisedException)(pending);
    return value;
}

static inline RC_BORROWED RcObject *PyDict_GetItemString(RcObject *dict, const char *key)
{
    RcObject *pending = (RcErr_GetRaisedException)();
    RcObject *value = (RcHashTable_GetItemString)(dict, key);
    (RcErr_SetRaisedException)(pending);
    return value;
}

/* The value, borrowed from the dict. */
static inline RC_BORROWED RcObject *PyDict_SetDefault(RcObject *dict, RcObject *key, RcObject *preset)
{
    RcObject *value;
    if (RcHashTable_SetDefaultRef(dict, key, preset, &value) < 0) {
        return NULL;
    }
    (Rc_DECREF)(value); /* the dict holds it */
    return value;
}

/* Stores the pairs of a mapping, but not over those that are there if override_present is 0. */
static inline int PyDict_Merge(RcObject *dict, RcObject *mapping, int override_present)
{
    if (override_present || !RcHashTable_Check(dict)) {
        return (RcHashTable_Update)(dict, mapping);
    }
    RcObject *keys = (RcMapping_Keys)(mapping);
    int result = keys == NULL ? -1 : 0;
    for (Rc_ssize_t i = 0; result == 0 && i < RcList_GET_SIZE(keys); i++) {
        RcObject *key = (Rc_NewRef)(((RcListObject *)keys)->ob_item[i]);
        RcObject *value = (RcObject_GetItem)(mapping, key);
        if (value == NULL || (RcHashTable_SetDefaultRef)(dict, key, value, NULL) < 0) {
            result = -1;
        }
        (Rc_XDECREF)(value);
        (Rc_DECREF)(key);
    }
    (Rc_XDECREF)(keys);
    return result;
}

RC_END_DECLS

#include <recount/detail/ledger_calls_python.h>

#endif
