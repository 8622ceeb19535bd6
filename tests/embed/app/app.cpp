// As app.c, in C++: an attribute on a type of its own, then a walk over a list.
#include <recount/recount.hpp>

#include <cstdio>

struct Thing {
};

template <> struct recount::Describe<Thing> {
    static constexpr const char *name = "app.Thing";
};

namespace
{

long use()
{
    recount::Class<Thing> things;
    auto answer = recount::box(42);
    RcObject *type = things.type().get();
    recount::check(RcObject_SetAttrString(type, "answer", answer.get()));

    auto list = recount::adopt<RcListObject>(RcList_New(0));
    recount::check(RcList_Append(list.get(), recount::adopt(RcObject_GetAttrString(type, "answer")).get()));
    long sum = 0;
    for (auto item : list) {
        sum += recount::to<long>(item);
    }
    return sum;
}

} // namespace

int main()
{
    recount::Runtime runtime;
    long result = 0;
    try {
        result = use();
    } catch (const recount::Error &error) {
        std::puts(error.what());
    }
    int left = runtime.finalize();
    std::printf("result %ld, objects left %d\n", result, left);
    return result == 42 && left == 0 ? 0 : 1;
}
