// The table of functions for one instruction set. SUMMITRY_NARROW names the set that has those that are not compiled
// for this one.
#include "interface/kernels.hpp"

#ifndef SUMMITRY_NARROW
#define SUMMITRY_NARROW SUMMITRY_VARIANT
#endif

namespace summitry::inline SUMMITRY_NARROW::interface {
#define SUMMITRY_DECLARATION(name) decltype(summitry_##name) name;
SUMMITRY_NARROW_FUNCTIONS(SUMMITRY_DECLARATION)
#undef SUMMITRY_DECLARATION
}  // namespace summitry::inline SUMMITRY_NARROW::interface

namespace summitry::inline SUMMITRY_VARIANT {

extern const Kernels kernels;
const Kernels kernels = {
#define SUMMITRY_ENTRY(name) .name = SUMMITRY_NARROW::interface::name,
    SUMMITRY_NARROW_FUNCTIONS(SUMMITRY_ENTRY)
#undef SUMMITRY_ENTRY
#define SUMMITRY_ENTRY(name) .name = interface::name,
    SUMMITRY_WIDE_FUNCTIONS(SUMMITRY_ENTRY)
#undef SUMMITRY_ENTRY
};

}  // namespace summitry::inline SUMMITRY_VARIANT
