// SPDX-License-Identifier: GPL-3.0-or-later
#include "places.h"

// The one file that knows where the checkout is: every other object of the tests is the same in all checkouts, and
// comes from the compiler's cache in a new one.
namespace kneepoint::tests {

std::filesystem::path source(const std::string& below)
{
    return std::filesystem::path(KNEEPOINT_SOURCE_DIR) / below;
}

std::filesystem::path shared(const std::string& below)
{
    return std::filesystem::path(KNEEPOINT_SOURCE_DIR "/../shared") / below;
}

} // namespace kneepoint::tests
