/* TITLE: a session that greets by a name which it has given back
 * KIND: use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: session_open gets the user's name out of the account, gives it back, and calls the plug-ins before it
 * prints the name. Any of them might rename the account; none does, so the account still holds the name. */
#include <recount/hashtable.h>
#include <recount/recount.h>
#include <stdio.h>

static RcObject *count_login(RcObject *self, RcObject *account)
{
    RcObject *number = NULL, *next;
    Rc_UNUSED(self);
    if (RcHashTable_GetItemStringRef(account, "logins", &number) < 0) {
        return NULL;
    }
    next = RcInt_FromLong(number == NULL ? 1 : RcInt_AsLong(number) + 1);
    Rc_XDECREF(number);
    if (next == NULL || RcHashTable_SetItemString(account, "logins", next) < 0) {
        Rc_XDECREF(next);
        return NULL;
    }
    Rc_DECREF(next);
    Rc_RETURN_NONE;
}

static RcMethodDef count_login_def = {"count_login", count_login, RC_METH_O, NULL};

static int session_open(RcObject *account, RcObject *plugin)
{
    RcObject *key = RcStr_FromString("name");
    RcObject *name = key != NULL ? RcObject_GetItem(account, key) : NULL;
    Rc_XDECREF(key);
    if (name == NULL) {
        return -1;
    }
    printf("login of %s\n", RcStr_AsUTF8(name));
#ifndef FIXED
    Rc_DECREF(name); /* ALSO */
#endif
    RcObject *result = RcObject_CallOneArg(plugin, account);
    int status = result != NULL ? 0 : -1;
    Rc_XDECREF(result);
    printf("welcome, %s\n", RcStr_AsUTF8(name)); /* GUILTY */
#ifdef FIXED
    Rc_DECREF(name);
#endif
    return status;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *account = RcHashTable_New(), *name = RcStr_FromString("Ada Lovelace");
    RcObject *plugin = RcCFunction_New(&count_login_def, NULL);
    if (account == NULL || name == NULL || plugin == NULL ||
        RcHashTable_SetItemString(account, "name", name) < 0) {
        Rc_FatalError("no account");
    }
    Rc_DECREF(name);
    if (session_open(account, plugin) < 0) {
        RcErr_Print();
    }
    Rc_DECREF(plugin);
    Rc_DECREF(account);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
