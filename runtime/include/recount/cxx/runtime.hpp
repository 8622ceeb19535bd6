/* Runtime: a thread's runtime, from here to the end of the scope.
 *
 * It comes before all that refers to objects, and so ends after them. */
#ifndef RECOUNT_CXX_RUNTIME_HPP
#define RECOUNT_CXX_RUNTIME_HPP

#include <recount/cxx/place.hpp>

#include <stdexcept>

namespace recount
{

class Runtime
{
  public:
    /* Where one runs already this is a guest, which does not end it.  Error: std::runtime_error. */
    explicit Runtime(const RcConfig *config = nullptr) : owns_((Rc_IsInitialized)() == 0)
    {
        if ((Rc_InitializeFromConfig)(config) < 0) {
            throw std::runtime_error("recount: the runtime cannot start");
        }
    }
    Runtime(const Runtime &) = delete;
    Runtime &operator=(const Runtime &) = delete;

    ~Runtime()
    {
        finalize();
    }

    /* Ends it now; the number of objects that are left, which tells of references that were lost. */
    int finalize(Place place = Place::here()) noexcept
    {
        if (!owns_) {
            return 0;
        }
        owns_ = false;
        return RC_CXX_CALL_0(place, Rc_Finalize);
    }

  private:
    bool owns_;
};

} // namespace recount

#endif
