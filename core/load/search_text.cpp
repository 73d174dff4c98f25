// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/load/search.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::load {

namespace {

std::string amount(double load, const SearchBounds& bounds)
{
    if (bounds.kind == LoadKind::rate) return format_decimal(load, load < 10 ? 2 : 1) + " req/s";
    return counted(static_cast<std::uint64_t>(load), "stream");
}

std::optional<double> streams(double load, const SearchBounds& bounds)
{
    if (bounds.kind == LoadKind::rate) return std::nullopt;
    return load;
}

double most(std::span<const Probe> probes)
{
    return std::ranges::max(probes, {}, &Probe::load).load;
}

/// What a reader should know of the search itself.
std::string remarks(std::span<const Probe> probes, const SearchBounds& bounds)
{
    std::string text;
    if (std::ssize(probes) >= bounds.levels)
        text += fmt::format(" The search ended at its bound of {}.", counted(std::size_t(bounds.levels), "level"));
    const auto limited = static_cast<std::size_t>(std::ranges::count_if(probes, &Probe::client_limited));
    if (limited > 0) text += fmt::format(" The client itself was at its limit at {}.", counted(limited, "level"));
    return text;
}

} // namespace

Conclusion knee_conclusion(std::span<const Probe> probes, const SearchBounds& bounds)
{
    Conclusion conclusion{.kind = "knee", .status = "none", .text = {}, .streams = {}, .path = {}};
    if (probes.empty()) return conclusion;
    const auto knee = find_knee(probes);
    if (!knee) {
        conclusion.text = fmt::format("Request latency does not bend up to {}: there is no knee to be seen.{}",
                                      amount(most(probes), bounds), remarks(probes, bounds));
        return conclusion;
    }
    conclusion.status = "found";
    conclusion.streams = streams(knee->load, bounds);
    conclusion.text =
        fmt::format("Request latency bends at {}, between {} and {}: its mean is {} s there.{}",
                    amount(knee->load, bounds), format_decimal(knee->below, 0), format_decimal(knee->above, 0),
                    format_decimal(knee->latency_s, 3), remarks(probes, bounds));
    return conclusion;
}

Conclusion limit_conclusion(std::span<const Probe> probes, const SearchBounds& bounds, const Slo& slo)
{
    Conclusion conclusion{.kind = "slo", .status = "none", .text = {}, .streams = {}, .path = {}};
    if (probes.empty()) return conclusion;
    const auto limit = find_limit(probes);
    if (!limit.meets) {
        conclusion.text = fmt::format("No load met {}: {} missed it.{}", in_words(slo),
                                      amount(limit.misses.value_or(most(probes)), bounds), remarks(probes, bounds));
        return conclusion;
    }
    conclusion.streams = streams(*limit.meets, bounds);
    conclusion.status = limit.misses ? "found" : "not-reached";
    conclusion.text = fmt::format("The most load that met {} was {}; {}{}", in_words(slo), amount(*limit.meets, bounds),
                                  limit.misses ? amount(*limit.misses, bounds) + " missed it."
                                               : std::string("no more was tried, so it is no limit."),
                                  remarks(probes, bounds));
    return conclusion;
}

} // namespace kneepoint::load
