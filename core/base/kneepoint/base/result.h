// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace kneepoint {

enum class ErrorKind {
    unreadable,  ///< the bytes are damaged or not of any known encoding
    unsupported, ///< a valid file of a kind that is refused or unknown
    invalid,     ///< a value that cannot be: a wrong option, a broken workspace
    not_found,
    permission,
    too_large, ///< beyond a bound on size, ratio, depth or count
    cancelled,
    io, ///< disk or network failed
};

/// What went wrong, as one sentence for the user, and where.
struct Error {
    ErrorKind kind = ErrorKind::invalid;
    std::string text;  ///< a whole sentence: what, and what to do
    std::string place; ///< file, line or path inside the file; empty when the text says it

    bool operator==(const Error&) const = default;
};

template<typename T>
using Result = std::expected<T, Error>;

/// "place: text", or the text alone.
std::string to_string(const Error& error);
std::string_view to_string(ErrorKind kind);

/// Shorthand for `std::unexpected(Error{...})`.
std::unexpected<Error> failure(ErrorKind kind, std::string text, std::string place = {});

} // namespace kneepoint
