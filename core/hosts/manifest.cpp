// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/manifest.h"

#include "kneepoint/base/text.h"

#include <QString>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace kneepoint::hosts {

namespace {

constexpr std::size_t longest_part = 255;
constexpr std::size_t longest_name = 4096;

bool is_device(std::string_view part)
{
    static constexpr auto devices = std::to_array<std::string_view>({"con", "prn", "aux", "nul"});
    const auto stem = lower_case(part.substr(0, part.find('.')));
    const bool numbered =
        stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
    return numbered || std::ranges::find(devices, stem) != devices.end();
}

std::string_view why_bad(std::string_view part)
{
    if (part.empty()) return "has an empty part";
    if (part == "." || part == "..") return "leads out of its folder";
    if (part.size() > longest_part) return "has a part over 255 bytes";
    if (part.contains('\\') || part.contains(':')) return "holds a character that separates folders elsewhere";
    if (std::ranges::any_of(part, [](unsigned char c) { return c < ' ' || c == 0x7f; }))
        return "holds control characters";
    if (is_device(part)) return "is a device on Windows";
    if (lower_case(part).starts_with(".kneepoint-")) return "is one that Kneepoint gives to files on their way";
    return {};
}

/// Names that are one file on some system have the same key.
QString key_of(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))
        .normalized(QString::NormalizationForm_C)
        .toCaseFolded();
}

bool is_hash(std::string_view text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<RemoteFile> read_line(std::string_view line)
{
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || !is_hash(line.substr(0, first)))
        return failure(ErrorKind::invalid, "It is no line of hash, size and name.");
    RemoteFile file{
        .path = std::string(line.substr(second + 1)), .size = 0, .sha256 = std::string(line.substr(0, first))};
    const auto digits = line.substr(first + 1, second - first - 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), file.size);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return failure(ErrorKind::invalid, "Its size is no number.");
    if (auto checked = check_name(file.path); !checked) return std::unexpected(checked.error());
    return file;
}

} // namespace

Result<void> check_name(std::string_view name)
{
    if (name.size() > longest_name || invalid_utf8_at(name) != std::string_view::npos)
        return failure(ErrorKind::invalid, "The name is too long or no UTF-8: " + one_line(name, 60));
    for (const auto part : split(name, '/'))
        if (const auto why = why_bad(part); !why.empty())
            return failure(ErrorKind::invalid, fmt::format("The name \"{}\" {}.", one_line(name, 60), why));
    return {};
}

Result<std::vector<RemoteFile>> read_manifest(std::string_view text, const ManifestLimits& limits)
{
    std::vector<RemoteFile> files;
    std::set<QString> seen;
    std::uint64_t total = 0;
    const auto all = split(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text, '\n');
    if (all.size() > limits.files)
        return failure(ErrorKind::too_large,
                       fmt::format("The manifest names {} files; at most {} are taken.", all.size(), limits.files));
    for (std::size_t i = 0; i < all.size() && !text.empty(); ++i) {
        const auto place = fmt::format("manifest, line {}", i + 1);
        auto file = read_line(all[i]);
        if (!file) return failure(file.error().kind, file.error().text, place);
        if (!seen.insert(key_of(file->path)).second)
            return failure(ErrorKind::invalid, "Its name is there before, at least on some systems.", place);
        if (file->size > limits.file_bytes || (total += file->size) > limits.total_bytes)
            return failure(ErrorKind::too_large, "The files are larger than what is taken from a host.", place);
        files.push_back(std::move(*file));
    }
    return files;
}

} // namespace kneepoint::hosts
