// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/result.h"

#include <utility>

namespace kneepoint {

std::string to_string(const Error& error)
{
    return error.place.empty() ? error.text : error.place + ": " + error.text;
}

std::string_view to_string(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::unreadable:
        return "unreadable";
    case ErrorKind::unsupported:
        return "unsupported";
    case ErrorKind::invalid:
        return "invalid";
    case ErrorKind::not_found:
        return "not-found";
    case ErrorKind::permission:
        return "permission";
    case ErrorKind::too_large:
        return "too-large";
    case ErrorKind::cancelled:
        return "cancelled";
    case ErrorKind::io:
        return "io";
    }
    return "invalid";
}

std::unexpected<Error> failure(ErrorKind kind, std::string text, std::string place)
{
    return std::unexpected(Error{kind, std::move(text), std::move(place)});
}

} // namespace kneepoint
