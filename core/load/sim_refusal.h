// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace kneepoint::load {

/// An answer that refuses, as vLLM words it.
struct SimRefusal {
    int status = 400;
    std::string type = "BadRequestError";
    std::string message;
    std::string param;
};

template<typename T>
using SimResult = std::expected<T, SimRefusal>;

inline std::unexpected<SimRefusal> refused(std::string message, std::string param = {})
{
    return std::unexpected(SimRefusal{.message = std::move(message), .param = std::move(param)});
}

} // namespace kneepoint::load
