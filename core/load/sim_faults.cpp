// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/sim_faults.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace kneepoint::load {

namespace {

constexpr auto names = std::to_array<std::pair<std::string_view, FaultKind>>({
    {"none", FaultKind::none},
    {"401", FaultKind::status_401},
    {"404", FaultKind::status_404},
    {"429", FaultKind::status_429},
    {"500", FaultKind::status_500},
    {"503", FaultKind::status_503},
    {"no-headers", FaultKind::no_headers},
    {"slow-headers", FaultKind::slow_headers},
    {"stall", FaultKind::stall},
    {"cut", FaultKind::cut},
    {"reset", FaultKind::reset},
    {"byte-wise", FaultKind::byte_wise},
    {"crlf", FaultKind::crlf},
    {"comments", FaultKind::comments},
    {"no-done", FaultKind::no_done},
    {"no-usage", FaultKind::no_usage},
    {"no-tokens", FaultKind::no_tokens},
    {"error-event", FaultKind::error_event},
    {"garbage", FaultKind::garbage},
    {"huge-event", FaultKind::huge_event},
    {"content-type", FaultKind::content_type},
});

bool takes_position(FaultKind kind)
{
    return kind == FaultKind::stall || kind == FaultKind::cut || kind == FaultKind::reset ||
           kind == FaultKind::huge_event;
}

constexpr std::uint64_t largest_event = std::uint64_t{1} << 30;

std::unexpected<Error> unknown_fault(std::string_view text)
{
    std::string all;
    for (const auto& [name, kind] : names) all += fmt::format("{}{}", all.empty() ? "" : ", ", name);
    return failure(ErrorKind::invalid,
                   fmt::format("\"{}\" is no fault; choose one of {}; stall, cut, reset and huge-event may be followed "
                               "by @BYTES.",
                               one_line(text), all));
}

} // namespace

Result<Fault> parse_fault(std::string_view text)
{
    const std::string_view name = text.substr(0, text.find('@'));
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, FaultKind>::first);
    if (found == names.end()) return unknown_fault(text);
    Fault fault{.kind = found->second, .at = {}};
    if (name.size() == text.size()) return fault;
    const std::string_view digits = text.substr(name.size() + 1);
    std::uint64_t at = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), at);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    if (!whole || !takes_position(fault.kind) || at > largest_event) return unknown_fault(text);
    fault.at = at;
    return fault;
}

Result<FaultShare> parse_fault_share(std::string_view text)
{
    const auto equals = text.find('=');
    const auto fault = parse_fault(text.substr(0, equals));
    if (!fault) return std::unexpected(fault.error());
    const auto share = equals == text.npos ? std::optional(1.0) : parse_decimal(text.substr(equals + 1));
    if (!share || !(*share >= 0 && *share <= 1))
        return failure(ErrorKind::invalid, fmt::format("The share in \"{}\" is not between 0 and 1.", one_line(text)));
    return FaultShare{.fault = *fault, .share = *share};
}

Result<void> check_fault_shares(const std::vector<FaultShare>& shares)
{
    double sum = 0;
    for (const FaultShare& one : shares) sum += one.share;
    if (sum <= 1 + 1e-9) return {};
    return failure(ErrorKind::invalid,
                   fmt::format("The shares of the faults are {} together; they may be 1 at most, because a request "
                               "has one fault.",
                               format_decimal(sum, 3)));
}

Fault choose_fault(const std::vector<FaultShare>& shares, double draw)
{
    for (const FaultShare& one : shares) {
        if (draw < one.share) return one.fault;
        draw -= one.share;
    }
    return {};
}

int fault_status(FaultKind kind)
{
    switch (kind) {
    case FaultKind::status_401:
        return 401;
    case FaultKind::status_404:
        return 404;
    case FaultKind::status_429:
        return 429;
    case FaultKind::status_500:
        return 500;
    case FaultKind::status_503:
        return 503;
    case FaultKind::none:
    case FaultKind::no_headers:
    case FaultKind::slow_headers:
    case FaultKind::stall:
    case FaultKind::cut:
    case FaultKind::reset:
    case FaultKind::byte_wise:
    case FaultKind::crlf:
    case FaultKind::comments:
    case FaultKind::no_done:
    case FaultKind::no_usage:
    case FaultKind::no_tokens:
    case FaultKind::error_event:
    case FaultKind::garbage:
    case FaultKind::huge_event:
    case FaultKind::content_type:
        break;
    }
    return 0;
}

} // namespace kneepoint::load
