// recount in C++: the program of ../cpp.md.  Customers' orders are kept in a table and added up by a callback that may
// throw; an account is a C++ value in an object.
#include <recount/recount.hpp>

#include <cstdio>
#include <stdexcept>

using namespace recount;

// -- a type of our own: an object that holds a C++ value --

struct Account {
    double balance = 0;
    Ref<> owner; // a reference: the collector has to know of it
};

static Ref<> pay(Account &account, RcObject *amount);

template <> struct recount::Describe<Account> {
    static constexpr const char *name = "orders.Account";
    static inline RcMethodDef methods[] = {{"pay", guard<pay>, RC_METH_O, nullptr}, {}};
    template <class Visit> static void fields(Account &account, Visit &visit)
    {
        visit(account.owner);
    }
};

static Ref<> pay(Account &account, RcObject *amount)
{
    double value = to<double>(amount); // TypeError, if it is no number
    if (value > account.balance) {
        throw std::invalid_argument("not enough money"); // ValueError, for those who called from C
    }
    account.balance -= value;
    return box(account.balance);
}

// -- references: what is new is adopted, what is borrowed is borrowed --

static Table read_orders()
{
    static const struct {
        const char *customer;
        double amount;
    } orders[] = {{"ada", 20.5}, {"bob", 3}, {"ada", 4.5}};

    auto table = adopt<RcHashTableObject>(RcHashTable_New()); // new: ours from here on
    for (auto [customer, amount] : orders) {
        auto key = box(customer);
        Ref<> list = borrow(
            RcHashTable_GetItem(table.get(), key.get())); // the table's: a reference of our own, or empty
        if (!list) {
            list = adopt(RcList_New(0));
            check(RcHashTable_SetItem(table.get(), key.get(), list.get())); // keeps: takes its own
        }
        check(RcList_Append(list.get(), box(amount).get()));
    }
    return table;
}

static double total(const List &amounts)
{
    double sum = 0;
    for (RcObject *amount : borrowed(amounts)) { // nothing in here runs foreign code
        sum += to<double>(amount);
    }
    return sum;
}

// -- errors --

static void try_to_pay(RcObject *account, const Ref<> &amount)
{
    auto name = box("pay");
    try {
        auto left = adopt(RcObject_CallMethodOneArg(account, name.get(), amount.get()));
        std::printf("paid, %.1f left\n", to<double>(left));
    } catch (const Error &error) {
        std::printf("%s%s\n", error.what(), error.matches(RcExc_ValueError) ? " (try a smaller sum)" : "");
    }
}

static void run()
{
    auto orders = read_orders();
    for (auto [customer, amounts] : orders) { // held: the body may do anything
        std::printf("%s: %.1f\n", to<std::string>(customer).c_str(), total(cast<RcListObject>(amounts)));
    }
    Class<Account> accounts;
    auto account = accounts.make(Account{30, box("ada")});
    try_to_pay(account.get(), box(25.0));
    try_to_pay(account.get(), box(25.0));
    try_to_pay(account.get(), box("25"));
}

int main()
{
    Runtime runtime; // first, so that it ends last
    run();
    int left = runtime.finalize();
    std::printf("%d objects left\n", left);
    return left;
}
