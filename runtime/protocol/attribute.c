/* Attribute lookup, and the generic getattr and setattr of instances and of types. */
#include "protocol/attribute.h"

#include "core/errors.h"
#include "core/type.h"
#include "protocol/mapping_internal.h"

#include <recount/descriptor.h>
#include <recount/errors.h>
#include <recount/function.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

#include <string.h>

/* -- lookup -- */

static int found(RcAttribute *out, RcAttributeKind kind, RcTypeObject *owner, void *definition)
{
    out->kind = kind;
    out->owner = owner;
    out->definition = definition;
    return 1;
}

static int lookup_arrays(RcTypeObject *type, const char *name, RcAttribute *out)
{
    for (RcMethodDef *method = type->tp_methods; method != NULL && method->ml_name != NULL; method++) {
        if (strcmp(method->ml_name, name) == 0) {
            return found(out, RC_ATTRIBUTE_METHOD, type, method);
        }
    }
    for (RcMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++) {
        if (strcmp(member->name, name) == 0) {
            return found(out, RC_ATTRIBUTE_MEMBER, type, member);
        }
    }
    for (RcGetSetDef *getset = type->tp_getset; getset != NULL && getset->name != NULL; getset++) {
        if (strcmp(getset->name, name) == 0) {
            return found(out, RC_ATTRIBUTE_GETSET, type, getset);
        }
    }
    return 0;
}

int _RcType_Lookup(RcTypeObject *type, RcObject *name, RcAttribute *out)
{
    Rc_ssize_t size;
    const char *text;

    memset(out, 0, sizeof *out);
    text = RcStr_AsUTF8AndSize(name, &size);
    if (text == NULL) {
        return -1;
    }
    for (; type != NULL; type = type->tp_base) {
        if (type->tp_dict != NULL) {
            int result = RcMapping_GetOptionalItem(type->tp_dict, name, &out->value);
            if (result != 0) {
                return result < 0 ? -1 : found(out, RC_ATTRIBUTE_VALUE, type, NULL);
            }
        }
        if (strlen(text) == (size_t)size && lookup_arrays(type, text, out)) {
            return 1;
        }
    }
    return 0;
}

static int check_name(const RcObject *self, RcObject *name, const char *function)
{
    if (self == NULL) {
        _RcErr_NullArgument(function);
        return -1;
    }
    if (name != NULL && RcStr_Check(name)) {
        return 0;
    }
    RcErr_Format(RcExc_TypeError, "attribute name must be string, not '%s'",
                 name != NULL ? Rc_TYPE(name)->tp_name : "NULL");
    return -1;
}

/* -- reading -- */

/* A method of self's, as an object that can be called. */
static RcObject *bind_method(RcObject *self, RcTypeObject *type, RcMethodDef *method)
{
    if (method->ml_flags & RC_METH_STATIC) {
        return RcCFunction_New(method, NULL);
    }
    if (method->ml_flags & RC_METH_CLASS) {
        return RcCFunction_New(method, (RcObject *)type);
    }
    return RcCFunction_New(method, self);
}

static RcObject *get_getset(RcObject *self, const RcGetSetDef *getset)
{
    if (getset->get == NULL) {
        return RcErr_Format(RcExc_AttributeError, "attribute '%s' of '%s' objects is not readable",
                            getset->name, Rc_TYPE(self)->tp_name);
    }
    return RC_HOOK_RESULT_OF(getset->get, getset->get(self, getset->closure));
}

/* A value that was set on a type, seen through an instance (self) or through the type (self NULL).  Steals
 * value. */
static RcObject *bind_value(RcObject *value, RcObject *self, RcTypeObject *type)
{
    Rc_descrgetfunc get = Rc_TYPE(value)->tp_descr_get;
    RcObject *bound;

    if (get == NULL) {
        return value;
    }
    bound = RC_HOOK_RESULT_OF(get, get(value, self, (RcObject *)type));
    Rc_DECREF(value);
    return bound;
}

RcObject *RcObject_GenericGetAttr(RcObject *self, RcObject *name)
{
    RcTypeObject *type;
    RcAttribute attribute;

    if (check_name(self, name, __func__) < 0) {
        return NULL;
    }
    type = Rc_TYPE(self);
    if (_RcType_Lookup(type, name, &attribute) < 0) {
        return NULL;
    }
    switch (attribute.kind) {
    case RC_ATTRIBUTE_METHOD:
        return bind_method(self, type, attribute.definition);
    case RC_ATTRIBUTE_MEMBER:
        return _RcMember_Get(self, attribute.definition);
    case RC_ATTRIBUTE_GETSET:
        return get_getset(self, attribute.definition);
    case RC_ATTRIBUTE_VALUE:
        return bind_value(attribute.value, self, type);
    case RC_ATTRIBUTE_NONE:
        break;
    }
    return RcErr_Format(RcExc_AttributeError, "'%s' object has no attribute '%U'", type->tp_name, name);
}

/* -- writing -- */

static int set_getset(RcObject *self, const RcGetSetDef *getset, RcObject *value)
{
    if (getset->set == NULL) {
        RcErr_Format(RcExc_AttributeError, "attribute '%s' of '%s' objects is not writable", getset->name,
                     Rc_TYPE(self)->tp_name);
        return -1;
    }
    return RC_HOOK_STATUS_OF(getset->set, getset->set(self, value, getset->closure));
}

static int read_only(RcObject *self, RcObject *name)
{
    RcErr_Format(RcExc_AttributeError, "'%s' object attribute '%U' is read-only", Rc_TYPE(self)->tp_name,
                 name);
    return -1;
}

/* An instance has no attributes but its type's: a value that stands there takes the assignment only if it is
 * a descriptor.  Steals holder. */
static int set_through(RcObject *holder, RcObject *self, RcObject *name, RcObject *value)
{
    Rc_descrsetfunc set = Rc_TYPE(holder)->tp_descr_set;
    int result = set != NULL ? set(holder, self, value) : read_only(self, name);
    Rc_DECREF(holder);
    return result;
}

int RcObject_GenericSetAttr(RcObject *self, RcObject *name, RcObject *value)
{
    RcAttribute attribute;

    if (check_name(self, name, __func__) < 0 || _RcType_Lookup(Rc_TYPE(self), name, &attribute) < 0) {
        return -1;
    }
    switch (attribute.kind) {
    case RC_ATTRIBUTE_METHOD:
        return read_only(self, name);
    case RC_ATTRIBUTE_MEMBER:
        return _RcMember_Set(self, attribute.definition, value);
    case RC_ATTRIBUTE_GETSET:
        return set_getset(self, attribute.definition, value);
    case RC_ATTRIBUTE_VALUE:
        return set_through(attribute.value, self, name, value);
    case RC_ATTRIBUTE_NONE:
        break;
    }
    RcErr_Format(RcExc_AttributeError, "'%s' object has no attribute '%U'", Rc_TYPE(self)->tp_name, name);
    return -1;
}

/* -- types as objects -- */

/* An attribute of type's instances, asked of the type: methods and fields become descriptors. */
static RcObject *describe_attribute(RcTypeObject *type, RcAttribute *attribute)
{
    RcMethodDef *method = attribute->definition;

    switch (attribute->kind) {
    case RC_ATTRIBUTE_METHOD:
        return method->ml_flags & (RC_METH_STATIC | RC_METH_CLASS)
                   ? bind_method(NULL, type, method)
                   : RcDescr_NewMethod(attribute->owner, method);
    case RC_ATTRIBUTE_MEMBER:
        return RcDescr_NewMember(attribute->owner, attribute->definition);
    case RC_ATTRIBUTE_GETSET:
        return RcDescr_NewGetSet(attribute->owner, attribute->definition);
    case RC_ATTRIBUTE_VALUE:
        return bind_value(attribute->value, NULL, type);
    case RC_ATTRIBUTE_NONE:
        break;
    }
    return NULL;
}

/* First what type objects have themselves (__name__), then what their instances have. */
RcObject *_RcType_GetAttr(RcObject *self, RcObject *name)
{
    RcTypeObject *type = (RcTypeObject *)self;
    RcAttribute attribute;
    int result;

    if (check_name(self, name, __func__) < 0 || _RcType_Lookup(Rc_TYPE(self), name, &attribute) < 0) {
        return NULL;
    }
    if (attribute.kind == RC_ATTRIBUTE_GETSET) {
        return get_getset(self, attribute.definition);
    }
    result = _RcType_Lookup(type, name, &attribute);
    if (result != 0) {
        return result < 0 ? NULL : describe_attribute(type, &attribute);
    }
    return RcErr_Format(RcExc_AttributeError, "type object '%s' has no attribute '%U'", type->tp_name, name);
}

static int delete_attribute(RcTypeObject *type, RcObject *name)
{
    if (type->tp_dict != NULL && RcObject_DelItem(type->tp_dict, name) == 0) {
        return 0;
    }
    if (type->tp_dict == NULL || RcErr_ExceptionMatches(RcExc_KeyError)) {
        RcErr_Format(RcExc_AttributeError, "type object '%s' has no attribute '%U'", type->tp_name, name);
    }
    return -1;
}

int _RcType_SetAttr(RcObject *self, RcObject *name, RcObject *value)
{
    RcTypeObject *type = (RcTypeObject *)self;
    RcObject *dict;
    int result;

    if (check_name(self, name, __func__) < 0) {
        return -1;
    }
    if (RcType_HasFeature(type, Rc_TPFLAGS_IMMUTABLETYPE)) {
        RcErr_Format(RcExc_TypeError, "cannot set '%U' attribute of immutable type '%s'", name,
                     type->tp_name);
        return -1;
    }
    if (value == NULL) {
        return delete_attribute(type, name);
    }
    dict = type->tp_dict != NULL ? Rc_NewRef(type->tp_dict) : _RcMapping_New();
    if (dict == NULL) {
        return -1;
    }
    if (type->tp_dict != NULL && type->tp_dict != dict) { /* the collector ran and code of others made one */
        Rc_SETREF(dict, Rc_NewRef(type->tp_dict));
    }
    result = RcObject_SetItem(dict, name, value);
    if (result == 0 && type->tp_dict == NULL) {
        type->tp_dict = Rc_NewRef(dict);
    }
    Rc_DECREF(dict);
    return result;
}
