/* TITLE: an account that forgets whom it follows, with a reference
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: Accounts point to whom they follow without owning them: follow() takes nothing, and the dealloc gives
 * nothing back for them. unfollow() does. The directory keeps each account alive meanwhile. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 4

typedef struct Account {
    RcObject_HEAD
    RcObject *handle;
    struct Account *follows[MOST];
    int count;
} Account;

static void account_dealloc(RcObject *op)
{
    Rc_XDECREF(((Account *)op)->handle);
    RcObject_Del(op);
}

static RcTypeObject Account_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "social.Account",
    .tp_basicsize = sizeof(Account),
    .tp_dealloc = account_dealloc,
};

static Account *open_account(RcObject *directory, const char *handle)
{
    Account *account = RcObject_New(Account, &Account_Type);
    if (account == NULL) {
        return NULL;
    }
    account->count = 0;
    account->handle = RcStr_FromString(handle);
    if (account->handle == NULL || RcList_Append(directory, (RcObject *)account) < 0) {
        Rc_CLEAR(account);
    }
    return account;
}

static void follow(Account *account, Account *other)
{
    account->follows[account->count++] = other;
}

static void unfollow(Account *account, const char *handle)
{
    for (int i = 0; i < account->count; i++) {
        Account *other = account->follows[i];
        if (RcStr_CompareWithASCIIString(other->handle, handle) == 0) {
            account->follows[i] = account->follows[--account->count];
#ifndef FIXED
            Rc_DECREF(other); /* GUILTY */
#endif
            return;
        }
    }
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Account_Type) < 0) {
        return 1;
    }
    RcObject *directory = RcList_New(0);
    Account *ada = open_account(directory, "ada");
    Account *bob = ada != NULL ? open_account(directory, "bob") : NULL;
    if (bob == NULL) {
        RcErr_Print();
        Rc_XDECREF(ada);
        Rc_XDECREF(directory);
        return 1;
    }
    follow(ada, bob);
    follow(bob, ada);
    unfollow(ada, "bob");
    printf("ada follows %d\n", ada->count);
    Rc_DECREF(ada);
    Rc_DECREF(bob);
    Rc_DECREF(directory);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
