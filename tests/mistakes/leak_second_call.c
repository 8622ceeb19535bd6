/* TITLE: a way out that only the second call takes
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The clerk gets the account that is there, or a new one, and gives it back. Where the account is closed he says so and
 * forgets it; the loop calls him more than once, and the first call was right. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    long balance;
} Account;

static RcTypeObject Account_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "bank.Account",
    .tp_basicsize = sizeof(Account),
};

static RcObject *account_open(void)
{
    Account *account = RcObject_New(Account, &Account_Type);
    if (account == NULL)
        return NULL;
    account->balance = 0;
    return (RcObject *)account;
}

static int pay_in(RcObject *accounts, const char *owner, long amount)
{
    RcObject *fresh = account_open();
    if (fresh == NULL)
        return -1;
    RcObject *key = RcStr_FromString(owner), *account = NULL;
    int was_there = key != NULL ? RcHashTable_SetDefaultRef(accounts, key, fresh, &account) : -1; /* ALSO */
    Rc_XDECREF(key);
    Rc_DECREF(fresh);
    if (was_there < 0)
        return -1;
    if (((Account *)account)->balance < 0) {
        printf("%s: closed\n", owner);
#ifdef FIXED
        Rc_DECREF(account);
#endif
        return 0; /* GUILTY */
    }
    ((Account *)account)->balance += amount;
    Rc_DECREF(account);
    return 0;
}

int main(void)
{
    static const struct {
        const char *owner;
        long amount;
    } payments[] = {{"Ines", -20}, {"Jonas", 75}, {"Ines", 40}, {"Jonas", 5}};
    if (Rc_Initialize() < 0 || RcType_Ready(&Account_Type) < 0)
        return 1;
    RcObject *accounts = RcHashTable_New();
    for (int i = 0; accounts != NULL && i < 4; i++) {
        if (pay_in(accounts, payments[i].owner, payments[i].amount) < 0)
            RcErr_Print();
    }
    Rc_XDECREF(accounts);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
