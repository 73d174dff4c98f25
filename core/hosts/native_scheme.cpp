// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/preflight.h"

namespace kneepoint::hosts {

namespace {

constexpr Capability fp8_activations{8, 9};
constexpr Capability int8_activations{7, 5};
constexpr Capability fp8_weights{7, 5};

} // namespace

NativeScheme native_scheme(std::string_view scheme, Capability capability)
{
    const bool fp8 = contains_ignoring_case(scheme, "fp8");
    const bool int8 = contains_ignoring_case(scheme, "int8");
    const bool weights_only = contains_ignoring_case(scheme, "a16");
    if (weights_only) {
        const auto at = lower_case(scheme).find("a16");
        const auto begin = scheme.rfind('-', at) == std::string_view::npos ? 0 : scheme.rfind('-', at) + 1;
        const bool runs = !fp8 || capability >= fp8_weights;
        return {.effective = std::string(scheme.substr(begin, at + 3 - begin)), .native = runs, .runs = runs};
    }
    if (fp8 && capability >= fp8_activations) return {.effective = "W8A8"};
    if (fp8) return {.effective = "W8A16", .native = false, .runs = capability >= fp8_weights};
    const bool runs = capability >= int8_activations;
    if (int8) return {.effective = "W8A8", .native = runs, .runs = runs};
    return {};
}

} // namespace kneepoint::hosts
