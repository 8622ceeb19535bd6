/* The type: a table of slots that says how its instances live.
 *
 * A static type is a C variable with designated initialisers, completed by RcType_Ready; it is
 * immortal and shared by all threads.  A heap type is made by RcType_FromSpec; its instances each own a
 * reference to it.  Inheritance is single: a slot left NULL is the base's.
 *
 * The life of an instance: tp_new, tp_alloc, tp_init ... tp_finalize (once; may resurrect), tp_clear (only
 * from the collector), tp_dealloc, tp_free.
 *
 * The struct has CPython's fields in CPython's order, so that positional initialisers read the same.
 * Those that recount has no use for must be 0; RcType_Ready says so.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_TYPE_H
#define RECOUNT_TYPE_H

#include <recount/object.h>

RC_BEGIN_DECLS

/* The function types of slots.  Results are new references; NULL or -1 tells an error. */
typedef void (*Rc_freefunc)(void *);
typedef void (*Rc_destructor)(RcObject *);
typedef int (*Rc_visitproc)(RcObject *, void *);
typedef int (*Rc_traverseproc)(RcObject *, Rc_visitproc, void *);
typedef int (*Rc_inquiry)(RcObject *);
typedef RcObject *(*Rc_reprfunc)(RcObject *);
typedef Rc_hash_t (*Rc_hashfunc)(RcObject *);
typedef RcObject *(*Rc_richcmpfunc)(RcObject *, RcObject *, int);
typedef RcObject *(*Rc_getattrofunc)(RcObject *, RcObject *);
typedef int (*Rc_setattrofunc)(RcObject *, RcObject *, RcObject *);
typedef RcObject *(*Rc_getiterfunc)(RcObject *);
typedef RcObject *(*Rc_iternextfunc)(RcObject *);
typedef RcObject *(*Rc_descrgetfunc)(RcObject *, RcObject *, RcObject *);
typedef int (*Rc_descrsetfunc)(RcObject *, RcObject *, RcObject *);
typedef int (*Rc_initproc)(RcObject *, RcObject *, RcObject *);
typedef RcObject *(*Rc_newfunc)(RcTypeObject *, RcObject *, RcObject *);
typedef RcObject *(*Rc_allocfunc)(RcTypeObject *, Rc_ssize_t);
typedef RcObject *(*Rc_vectorcallfunc)(RcObject *, RcObject *const *, size_t, RcObject *);

typedef RcObject *(*Rc_unaryfunc)(RcObject *);
typedef RcObject *(*Rc_binaryfunc)(RcObject *, RcObject *);
typedef RcObject *(*Rc_ternaryfunc)(RcObject *, RcObject *, RcObject *);
typedef Rc_ssize_t (*Rc_lenfunc)(RcObject *);
typedef RcObject *(*Rc_ssizeargfunc)(RcObject *, Rc_ssize_t);
typedef int (*Rc_ssizeobjargproc)(RcObject *, Rc_ssize_t, RcObject *);
typedef int (*Rc_objobjproc)(RcObject *, RcObject *);
typedef int (*Rc_objobjargproc)(RcObject *, RcObject *, RcObject *);

typedef RcObject *(*Rc_getter)(RcObject *, void *);
typedef int (*Rc_setter)(RcObject *, RcObject *, void *);

typedef struct RcNumberMethods {
    Rc_binaryfunc nb_add;
    Rc_binaryfunc nb_subtract;
    Rc_binaryfunc nb_multiply;
    Rc_binaryfunc nb_remainder;
    Rc_binaryfunc nb_divmod;
    Rc_ternaryfunc nb_power;
    Rc_unaryfunc nb_negative;
    Rc_unaryfunc nb_positive;
    Rc_unaryfunc nb_absolute;
    Rc_inquiry nb_bool;
    Rc_unaryfunc nb_invert;
    Rc_binaryfunc nb_lshift;
    Rc_binaryfunc nb_rshift;
    Rc_binaryfunc nb_and;
    Rc_binaryfunc nb_xor;
    Rc_binaryfunc nb_or;
    Rc_unaryfunc nb_int;
    void *nb_reserved;
    Rc_unaryfunc nb_float;
    Rc_binaryfunc nb_inplace_add;
    Rc_binaryfunc nb_inplace_subtract;
    Rc_binaryfunc nb_inplace_multiply;
    Rc_binaryfunc nb_inplace_remainder;
    Rc_ternaryfunc nb_inplace_power;
    Rc_binaryfunc nb_inplace_lshift;
    Rc_binaryfunc nb_inplace_rshift;
    Rc_binaryfunc nb_inplace_and;
    Rc_binaryfunc nb_inplace_xor;
    Rc_binaryfunc nb_inplace_or;
    Rc_binaryfunc nb_floor_divide;
    Rc_binaryfunc nb_true_divide;
    Rc_binaryfunc nb_inplace_floor_divide;
    Rc_binaryfunc nb_inplace_true_divide;
    Rc_unaryfunc nb_index;
    Rc_binaryfunc nb_matrix_multiply;
    Rc_binaryfunc nb_inplace_matrix_multiply;
} RcNumberMethods;

typedef struct RcSequenceMethods {
    Rc_lenfunc sq_length;
    Rc_binaryfunc sq_concat;
    Rc_ssizeargfunc sq_repeat;
    Rc_ssizeargfunc sq_item;
    void *was_sq_slice;
    Rc_ssizeobjargproc sq_ass_item;
    void *was_sq_ass_slice;
    Rc_objobjproc sq_contains;
    Rc_binaryfunc sq_inplace_concat;
    Rc_ssizeargfunc sq_inplace_repeat;
} RcSequenceMethods;

typedef struct RcMappingMethods {
    Rc_lenfunc mp_length;
    Rc_binaryfunc mp_subscript;
    Rc_objobjargproc mp_ass_subscript;
} RcMappingMethods;

typedef struct RcMethodDef RcMethodDef; /* function.h */

/* A field of the instance's struct that is an attribute.  The array ends with a NULL name. */
typedef struct RcMemberDef {
    const char *name;
    int type; /* Rc_T_... */
    Rc_ssize_t offset;
    int flags; /* 0 or Rc_READONLY */
    const char *doc;
} RcMemberDef;

enum {
    Rc_T_SHORT = 0,
    Rc_T_INT = 1,
    Rc_T_LONG = 2,
    Rc_T_FLOAT = 3,
    Rc_T_DOUBLE = 4,
    Rc_T_STRING = 5, /* const char *, read only; NULL reads as None */
    Rc_T_OBJECT = 6, /* NULL reads as None */
    Rc_T_CHAR = 7,
    Rc_T_BYTE = 8,
    Rc_T_UBYTE = 9,
    Rc_T_USHORT = 10,
    Rc_T_UINT = 11,
    Rc_T_ULONG = 12,
    Rc_T_STRING_INPLACE = 13,
    Rc_T_BOOL = 14,
    Rc_T_OBJECT_EX = 16, /* NULL is an AttributeError */
    Rc_T_LONGLONG = 17,
    Rc_T_ULONGLONG = 18,
    Rc_T_PYSSIZET = 19
};
#define Rc_T_RCSSIZET Rc_T_PYSSIZET

#define Rc_READONLY 1

/* A computed attribute.  The array ends with a NULL name.  set gets NULL as value to delete. */
typedef struct RcGetSetDef {
    const char *name;
    Rc_getter get;
    Rc_setter set;
    const char *doc;
    void *closure;
} RcGetSetDef;

struct RcTypeObject {
    RcObject_VAR_HEAD
    const char *tp_name; /* "module.Name", for messages */
    Rc_ssize_t tp_basicsize;
    Rc_ssize_t tp_itemsize;

    Rc_destructor tp_dealloc;
    Rc_ssize_t tp_vectorcall_offset;
    void *tp_getattr;  /* unused: 0 */
    void *tp_setattr;  /* unused: 0 */
    void *tp_as_async; /* unused: 0 */
    Rc_reprfunc tp_repr;

    RcNumberMethods *tp_as_number;
    RcSequenceMethods *tp_as_sequence;
    RcMappingMethods *tp_as_mapping;

    Rc_hashfunc tp_hash;
    Rc_ternaryfunc tp_call;
    Rc_reprfunc tp_str;
    Rc_getattrofunc tp_getattro;
    Rc_setattrofunc tp_setattro;
    void *tp_as_buffer; /* unused: 0 */

    unsigned long tp_flags;
    const char *tp_doc;

    Rc_traverseproc tp_traverse;
    Rc_inquiry tp_clear;
    Rc_richcmpfunc tp_richcompare;
    Rc_ssize_t tp_weaklistoffset; /* of an RcObject * in the instance; 0: not weakly referenceable */

    Rc_getiterfunc tp_iter;
    Rc_iternextfunc tp_iternext;

    RcMethodDef *tp_methods;
    RcMemberDef *tp_members;
    RcGetSetDef *tp_getset;
    RcTypeObject *tp_base; /* a heap type owns it */
    RcObject *tp_dict;     /* heap types: mapping of the attributes that were set; NULL until the first */
    Rc_descrgetfunc tp_descr_get;
    Rc_descrsetfunc tp_descr_set;
    Rc_ssize_t tp_dictoffset; /* unused: 0 */
    Rc_initproc tp_init;
    Rc_allocfunc tp_alloc;
    Rc_newfunc tp_new;
    Rc_freefunc tp_free;
    Rc_inquiry tp_is_gc;         /* unused: 0; see RC_OBJECT_STATIC */
    void *tp_bases;              /* unused: 0 */
    void *tp_mro;                /* unused: 0 */
    void *tp_cache;              /* unused: 0 */
    void *tp_subclasses;         /* unused: 0 */
    RcObject *tp_weaklist;       /* weak references to the type itself */
    Rc_destructor tp_del;        /* unused: 0 */
    unsigned int tp_version_tag; /* unused: 0 */
    Rc_destructor tp_finalize;
    Rc_vectorcallfunc tp_vectorcall; /* of a call of the type itself */
};

/* tp_flags */
#define Rc_TPFLAGS_DISALLOW_INSTANTIATION (1UL << 7)
#define Rc_TPFLAGS_IMMUTABLETYPE (1UL << 8) /* attributes of the type cannot be set */
#define Rc_TPFLAGS_HEAPTYPE (1UL << 9)
#define Rc_TPFLAGS_BASETYPE (1UL << 10) /* may be inherited from */
#define Rc_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
#define Rc_TPFLAGS_READY (1UL << 12)
#define Rc_TPFLAGS_READYING (1UL << 13)
#define Rc_TPFLAGS_HAVE_GC (1UL << 14)
#define Rc_TPFLAGS_METHOD_DESCRIPTOR (1UL << 17)
#define RC_TPFLAGS_LEAF (1UL << 18) /* private to the runtime: its dealloc drops no references */
#define RC_TPFLAGS_PLAIN \
    (1UL << 19) /* private to the runtime: a leaf whose dealloc is RcObject_Free, no more */
/* A subclass of a built-in type, so that Rc..._Check is one test. */
#define Rc_TPFLAGS_INT_SUBCLASS (1UL << 24)
#define Rc_TPFLAGS_LIST_SUBCLASS (1UL << 25)
#define Rc_TPFLAGS_TUPLE_SUBCLASS (1UL << 26)
#define Rc_TPFLAGS_BYTES_SUBCLASS (1UL << 27)
#define Rc_TPFLAGS_STR_SUBCLASS (1UL << 28)
#define Rc_TPFLAGS_HASHTABLE_SUBCLASS (1UL << 29)
#define Rc_TPFLAGS_BASE_EXC_SUBCLASS (1UL << 30)
#define Rc_TPFLAGS_TYPE_SUBCLASS (1UL << 31)
#define Rc_TPFLAGS_DEFAULT 0UL

/* Rich comparison */
#define Rc_LT 0
#define Rc_LE 1
#define Rc_EQ 2
#define Rc_NE 3
#define Rc_GT 4
#define Rc_GE 5

RC_API_DATA extern RcTypeObject RcType_Type;       /* type */
RC_API_DATA extern RcTypeObject RcBaseObject_Type; /* object */

static inline int RcType_HasFeature(const RcTypeObject *type, unsigned long feature)
{
    return (type->tp_flags & feature) != 0;
}
#define RcType_FastSubclass(type, flag) RcType_HasFeature((type), (flag))
#define RcType_IS_GC(type) RcType_HasFeature((type), Rc_TPFLAGS_HAVE_GC)
#define RcType_SUPPORTS_WEAKREFS(type) ((type)->tp_weaklistoffset > 0)

static inline int RcType_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_TYPE_SUBCLASS);
}
#define RcType_Check(op) RcType_Check(RC_OBJECT_CAST(op))
#define RcType_CheckExact(op) Rc_IS_TYPE((op), &RcType_Type)

/* Is type the same as base, or does it inherit from it?  Never fails. */
RC_API int RcType_IsSubtype(const RcTypeObject *type, const RcTypeObject *base);

static inline int RcObject_TypeCheck(const RcObject *op, const RcTypeObject *type)
{
    return Rc_IS_TYPE(op, type) || RcType_IsSubtype(Rc_TYPE(op), type);
}
#define RcObject_TypeCheck(op, type) RcObject_TypeCheck(RC_OBJECT_CAST(op), (type))

/* Completes a static type: inherits slots from tp_base (object, if NULL), and checks it.  Again on a type
 * that is ready: nothing.  Error: -1 and SystemError that names the type and what is wrong with it
 * (TypeError for a base that cannot be inherited from); the type is then not usable.
 * Safe to call in several threads.  Runs user code: no.  Twin: PyType_Ready. */
RC_API int RcType_Ready(RcTypeObject *type);

/* A heap type's description.  slots ends with {0, NULL}; an id is one of Rc_tp_..., Rc_nb_..., Rc_sq_... and
 * Rc_mp_....  The offsets for which there are no slot ids are given by members (Rc_T_PYSSIZET, Rc_READONLY)
 * that are named "__vectorcalloffset__" and "__weaklistoffset__". */
typedef struct RcType_Slot {
    int slot;
    void *pfunc;
} RcType_Slot;

typedef struct RcType_Spec {
    const char *name; /* copied */
    int basicsize;    /* 0: the base's */
    int itemsize;
    unsigned int flags;
    RcType_Slot *slots; /* the array may go; the method and getset arrays in it must outlive the type */
} RcType_Spec;

/* Makes a heap type.  Ownership: result new; it keeps its base.  bases: NULL, a type, or a tuple of one type;
 * it stands before a Rc_tp_base slot.  Error: NULL and SystemError or TypeError as for RcType_Ready.
 * Runs user code: no.  Twins: PyType_FromSpec, PyType_FromSpecWithBases. */
RC_API RC_NEWREF RcObject *RcType_FromSpec(RcType_Spec *spec);
RC_API RC_NEWREF RcObject *RcType_FromSpecWithBases(RcType_Spec *spec, RC_NULLABLE RcObject *bases);

/* The content of a slot, inherited or own; NULL if it is empty, and NULL with SystemError for a bad id. */
RC_API void *RcType_GetSlot(RcTypeObject *type, int slot);

/* "Name" of "module.Name".  Result new.  Error: NULL and MemoryError. */
RC_API RC_NEWREF RcObject *RcType_GetName(RcTypeObject *type);
RC_API RC_NEWREF RcObject *RcType_GetQualName(RcTypeObject *type);
RC_API unsigned long RcType_GetFlags(RcTypeObject *type);

/* Default tp_alloc: zeroed memory for items items and one to spare, header made, tracked if the type has
 * Rc_TPFLAGS_HAVE_GC.  Result new.  Error: NULL and MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcType_GenericAlloc(RcTypeObject *type, Rc_ssize_t items);
/* Default tp_new: tp_alloc(type, 0); the arguments are for tp_init.  Runs user code: the type's tp_alloc. */
RC_API RC_NEWREF RcObject *RcType_GenericNew(RcTypeObject *type, RC_NULLABLE RcObject *args,
                                             RC_NULLABLE RcObject *kwargs);

/* Runs tp_finalize, if the type has one and the object's has not run yet.  The object is alive meanwhile.
 * Runs user code: yes.  The error indicator is as before. */
RC_API void RcObject_CallFinalizer(RcObject *op);
/* The same from tp_dealloc, as its first act.  0: go on.  -1: the finalizer made a new reference, so the
 * object lives; return at once.  Runs user code: yes.  The error indicator is as before. */
RC_API RC_MUST_USE int RcObject_CallFinalizerFromDealloc(RcObject *op);

/* Slot ids of RcType_Slot and RcType_GetSlot. */
enum {
    Rc_mp_ass_subscript = 3,
    Rc_mp_length = 4,
    Rc_mp_subscript = 5,
    Rc_nb_absolute = 6,
    Rc_nb_add = 7,
    Rc_nb_and = 8,
    Rc_nb_bool = 9,
    Rc_nb_divmod = 10,
    Rc_nb_float = 11,
    Rc_nb_floor_divide = 12,
    Rc_nb_index = 13,
    Rc_nb_inplace_add = 14,
    Rc_nb_inplace_and = 15,
    Rc_nb_inplace_floor_divide = 16,
    Rc_nb_inplace_lshift = 17,
    Rc_nb_inplace_multiply = 18,
    Rc_nb_inplace_or = 19,
    Rc_nb_inplace_power = 20,
    Rc_nb_inplace_remainder = 21,
    Rc_nb_inplace_rshift = 22,
    Rc_nb_inplace_subtract = 23,
    Rc_nb_inplace_true_divide = 24,
    Rc_nb_inplace_xor = 25,
    Rc_nb_int = 26,
    Rc_nb_invert = 27,
    Rc_nb_lshift = 28,
    Rc_nb_multiply = 29,
    Rc_nb_negative = 30,
    Rc_nb_or = 31,
    Rc_nb_positive = 32,
    Rc_nb_power = 33,
    Rc_nb_remainder = 34,
    Rc_nb_rshift = 35,
    Rc_nb_subtract = 36,
    Rc_nb_true_divide = 37,
    Rc_nb_xor = 38,
    Rc_sq_ass_item = 39,
    Rc_sq_concat = 40,
    Rc_sq_contains = 41,
    Rc_sq_inplace_concat = 42,
    Rc_sq_inplace_repeat = 43,
    Rc_sq_item = 44,
    Rc_sq_length = 45,
    Rc_sq_repeat = 46,
    Rc_tp_alloc = 47,
    Rc_tp_base = 48,
    Rc_tp_call = 50,
    Rc_tp_clear = 51,
    Rc_tp_dealloc = 52,
    Rc_tp_descr_get = 54,
    Rc_tp_descr_set = 55,
    Rc_tp_doc = 56,
    Rc_tp_getattro = 58,
    Rc_tp_hash = 59,
    Rc_tp_init = 60,
    Rc_tp_iter = 62,
    Rc_tp_iternext = 63,
    Rc_tp_methods = 64,
    Rc_tp_new = 65,
    Rc_tp_repr = 66,
    Rc_tp_richcompare = 67,
    Rc_tp_setattro = 69,
    Rc_tp_str = 70,
    Rc_tp_traverse = 71,
    Rc_tp_members = 72,
    Rc_tp_getset = 73,
    Rc_tp_free = 74,
    Rc_nb_matrix_multiply = 75,
    Rc_nb_inplace_matrix_multiply = 76,
    Rc_tp_finalize = 80,
    Rc_tp_vectorcall = 82
};

RC_END_DECLS

#endif
