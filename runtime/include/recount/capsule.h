/* The capsule: an object around a C pointer, with a name that tells what the pointer is.
 *
 * The name is a promise of type: who asks for the pointer must know it.  Capsules do not own their name,
 * which has to live as long as they do, nor what they point to, unless the destructor says so.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_CAPSULE_H
#define RECOUNT_CAPSULE_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

RC_API_DATA extern RcTypeObject RcCapsule_Type;
#define RcCapsule_CheckExact(op) Rc_IS_TYPE((op), &RcCapsule_Type)

/* Called once, when the capsule is deallocated, with the capsule (of count 0: it may be asked, but no
 * reference to it taken) and with no error pending.  An error that it leaves is told as unraisable. */
typedef void (*RcCapsule_Destructor)(RcObject *capsule);

/* Ownership: result new; name is not copied and may be NULL.
 * Error: NULL and ValueError for a NULL pointer, or MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcCapsule_New(void *pointer, RC_NULLABLE const char *name,
                                         RC_NULLABLE RcCapsule_Destructor destructor);

/* The pointer, if name is the capsule's: both NULL, or equal as text.
 * Error: NULL and ValueError, for another name or what is no capsule.  None of the functions below
 * runs user code. */
RC_API void *RcCapsule_GetPointer(RcObject *capsule, RC_NULLABLE const char *name);

/* 1 if RcCapsule_GetPointer would succeed, else 0.  Never an error. */
RC_API int RcCapsule_IsValid(RC_NULLABLE RcObject *capsule, RC_NULLABLE const char *name);

/* NULL is a legal result of each: RcErr_Occurred decides.  Error: ValueError for what is no capsule. */
RC_API const char *RcCapsule_GetName(RcObject *capsule);
RC_API void *RcCapsule_GetContext(RcObject *capsule);
RC_API RcCapsule_Destructor RcCapsule_GetDestructor(RcObject *capsule);

/* 0, or -1 and ValueError for what is no capsule or, in SetPointer, for NULL; nothing is changed then. */
RC_API int RcCapsule_SetPointer(RcObject *capsule, void *pointer);
RC_API int RcCapsule_SetName(RcObject *capsule, RC_NULLABLE const char *name);
RC_API int RcCapsule_SetContext(RcObject *capsule, void *context);
RC_API int RcCapsule_SetDestructor(RcObject *capsule, RC_NULLABLE RcCapsule_Destructor destructor);

RC_END_DECLS

#endif
