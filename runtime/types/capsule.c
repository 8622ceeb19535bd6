/* The capsule: a pointer, its name, a context and a destructor.
 *
 * The pointer is never NULL.  Nothing in a capsule is a reference to an object, so the collector has no
 * business with it. */
#include <recount/capsule.h>
#include <recount/errors.h>
#include <recount/memory.h>
#include <recount/str.h>

typedef struct CapsuleObject {
    RcObject_HEAD
    void *pointer;
    const char *name;
    void *context;
    RcCapsule_Destructor destructor;
} CapsuleObject;

/* The capsule behind op; NULL and ValueError that names the function if it is none. */
static CapsuleObject *checked(RcObject *op, const char *function)
{
    if (op == NULL || !RcCapsule_CheckExact(op)) {
        RcErr_Format(RcExc_ValueError, "%s called with invalid RcCapsule object", function);
        return NULL;
    }
    return (CapsuleObject *)op;
}

static int same_name(const char *left, const char *right)
{
    if (left == NULL || right == NULL) {
        return left == right;
    }
    return strcmp(left, right) == 0;
}

RcObject *RcCapsule_New(void *pointer, const char *name, RcCapsule_Destructor destructor)
{
    if (pointer == NULL) {
        RcErr_SetString(RcExc_ValueError, "RcCapsule_New called with null pointer");
        return NULL;
    }
    CapsuleObject *self = RcObject_New(CapsuleObject, &RcCapsule_Type);
    if (self == NULL) {
        return NULL;
    }
    self->pointer = pointer;
    self->name = name;
    self->context = NULL;
    self->destructor = destructor;
    return RC_OBJECT_CAST(self);
}

int RcCapsule_IsValid(RcObject *capsule, const char *name)
{
    return capsule != NULL && RcCapsule_CheckExact(capsule) &&
           same_name(((CapsuleObject *)capsule)->name, name);
}

void *RcCapsule_GetPointer(RcObject *capsule, const char *name)
{
    CapsuleObject *self = checked(capsule, __func__);
    if (self == NULL) {
        return NULL;
    }
    if (!same_name(self->name, name)) {
        RcErr_SetString(RcExc_ValueError, "RcCapsule_GetPointer called with incorrect name");
        return NULL;
    }
    return self->pointer;
}

const char *RcCapsule_GetName(RcObject *capsule)
{
    CapsuleObject *self = checked(capsule, __func__);
    return self == NULL ? NULL : self->name;
}

void *RcCapsule_GetContext(RcObject *capsule)
{
    CapsuleObject *self = checked(capsule, __func__);
    return self == NULL ? NULL : self->context;
}

RcCapsule_Destructor RcCapsule_GetDestructor(RcObject *capsule)
{
    CapsuleObject *self = checked(capsule, __func__);
    return self == NULL ? NULL : self->destructor;
}

int RcCapsule_SetPointer(RcObject *capsule, void *pointer)
{
    CapsuleObject *self = checked(capsule, __func__);
    if (self == NULL) {
        return -1;
    }
    if (pointer == NULL) {
        RcErr_SetString(RcExc_ValueError, "RcCapsule_SetPointer called with null pointer");
        return -1;
    }
    self->pointer = pointer;
    return 0;
}

int RcCapsule_SetName(RcObject *capsule, const char *name)
{
    CapsuleObject *self = checked(capsule, __func__);
    if (self == NULL) {
        return -1;
    }
    self->name = name;
    return 0;
}

int RcCapsule_SetContext(RcObject *capsule, void *context)
{
    CapsuleObject *self = checked(capsule, __func__);
    if (self == NULL) {
        return -1;
    }
    self->context = context;
    return 0;
}

int RcCapsule_SetDestructor(RcObject *capsule, RcCapsule_Destructor destructor)
{
    CapsuleObject *self = checked(capsule, __func__);
    if (self == NULL) {
        return -1;
    }
    self->destructor = destructor;
    return 0;
}

/* The destructor starts with an empty indicator, so that what is pending afterwards is its own. */
static void run_destructor(CapsuleObject *self)
{
    RcObject *pending = RcErr_GetRaisedException();
    self->destructor(RC_OBJECT_CAST(self));
    RcErr_FormatUnraisable("Exception ignored in the destructor of capsule \"%s\"",
                           self->name != NULL ? self->name : "");
    RcErr_SetRaisedException(pending);
}

static void capsule_dealloc(RcObject *op)
{
    CapsuleObject *self = (CapsuleObject *)op;
    if (self->destructor != NULL) {
        run_destructor(self);
    }
    Rc_TYPE(op)->tp_free(op);
}

static RcObject *capsule_repr(RcObject *op)
{
    CapsuleObject *self = (CapsuleObject *)op;
    if (self->name == NULL) {
        return RcStr_FromFormat("<capsule object NULL at %p>", (void *)self);
    }
    return RcStr_FromFormat("<capsule object \"%s\" at %p>", self->name, (void *)self);
}

RcTypeObject RcCapsule_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "RcCapsule",
    .tp_basicsize = sizeof(CapsuleObject),
    .tp_dealloc = capsule_dealloc,
    .tp_repr = capsule_repr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_DISALLOW_INSTANTIATION | Rc_TPFLAGS_IMMUTABLETYPE,
    .tp_doc = "A C pointer with a name that tells what it points to.",
    .tp_free = RcObject_Free,
};
