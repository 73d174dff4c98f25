// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/import/import.h"

#include "kneepoint/base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace kneepoint::import {

namespace {

constexpr std::uint64_t judged_from = std::uint64_t{16} << 20;
constexpr std::size_t parser_padding = 64;

struct Closer {
    void operator()(archive* open) const { archive_read_free(open); }
};
using ArchiveHandle = std::unique_ptr<archive, Closer>;

ArchiveHandle open_reader(std::string_view bytes)
{
    ArchiveHandle reader(archive_read_new());
    if (!reader) return {};
    auto* raw = reader.get();
    archive_read_support_filter_gzip(raw);
    archive_read_support_filter_bzip2(raw);
    archive_read_support_filter_xz(raw);
    archive_read_support_filter_lzma(raw);
    archive_read_support_filter_zstd(raw);
    archive_read_support_format_tar(raw);
    archive_read_support_format_zip(raw);
    archive_read_support_format_raw(raw);
    if (archive_read_open_memory(raw, bytes.data(), bytes.size()) != ARCHIVE_OK) return {};
    return reader;
}

std::string name_of(archive_entry* entry)
{
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    std::string text = name == nullptr ? "" : name;
    for (auto bad = invalid_utf8_at(text); bad != std::string::npos; bad = invalid_utf8_at(text)) text[bad] = '?';
    std::ranges::replace(text, '\\', '/');
    return text;
}

/// "./a//b" gives "a/b"; empty for a name that leads out of the archive.
std::string normalised(std::string_view name)
{
    if (name.starts_with('/') || (name.size() > 1 && name[1] == ':')) return {};
    std::vector<std::string> parts;
    for (const auto part : split(name, '/')) {
        if (part == "..") return {};
        if (!part.empty() && part != ".") parts.emplace_back(part);
    }
    return join(parts, "/");
}

class Unpacker {
public:
    Unpacker(std::string_view bytes, const Source& source, const UnpackLimits& limits, Progress& progress)
        : m_bytes(bytes), m_source(source), m_limits(limits), m_progress(progress)
    {}

    Result<Problems> run(const TakeMember& take)
    {
        m_reader = open_reader(m_bytes);
        if (!m_reader) return damaged();
        for (;;) {
            archive_entry* entry = nullptr;
            const int state = archive_read_next_header(m_reader.get(), &entry);
            if (state == ARCHIVE_EOF) return std::move(m_problems);
            if (state != ARCHIVE_OK && state != ARCHIVE_WARN) {
                if (m_taken == 0) return damaged();
                note_damage("the rest of the archive");
                return std::move(m_problems);
            }
            // Neither an archive nor compressed: the beginning of one that is cut off.
            if (is_raw() && archive_filter_count(m_reader.get()) < 2) return damaged();
            if (++m_members > m_limits.members) return too_many();
            if (auto done = member(entry, take); !done) return std::unexpected(done.error());
            if (m_damaged) return std::move(m_problems);
        }
    }

private:
    Result<void> member(archive_entry* entry, const TakeMember& take)
    {
        const auto name = name_of(entry);
        if (const auto why = reason_to_leave(entry, name); !why.empty()) {
            leave(name, why);
            return {};
        }
        if (archive_entry_filetype(entry) == AE_IFDIR || name.ends_with('/')) return {};
        Member found{is_raw() ? std::string() : normalised(name), {}};
        const auto whole = content(found.bytes);
        if (!whole) return std::unexpected(whole.error());
        // Half a report still says something; half a file out of many is left out.
        if (!*whole && (!is_raw() || found.bytes.empty())) {
            if (m_taken == 0) return std::unexpected(damaged().error());
            return {};
        }
        if (!found.name.empty() && sniff(found.bytes).kind == FileKind::archive) {
            leave(found.name, "it is an archive inside an archive, which is not unpacked; unpack the outer one");
            return {};
        }
        ++m_taken;
        take(std::move(found));
        return {};
    }

    std::string reason_to_leave(archive_entry* entry, const std::string& name) const
    {
        if (is_raw()) return {};
        if (normalised(name).empty() && name != "." && name != "./") return "its name leads out of the archive";
        if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK)
            return "it is a link";
        const auto type = archive_entry_filetype(entry);
        if (type != AE_IFREG && type != AE_IFDIR && type != 0) return "it is a device or pipe";
        if (archive_entry_is_data_encrypted(entry) != 0) return "it is encrypted; unpack the archive with its password";
        return {};
    }

    /// @return false when the data end early; what was read until then is in `bytes`
    Result<bool> content(std::string& bytes)
    {
        std::array<char, 1 << 16> block;
        for (;;) {
            if (m_progress.cancelled()) return failure(ErrorKind::cancelled, "Unpacking was stopped.", m_source.file);
            const auto got = archive_read_data(m_reader.get(), block.data(), block.size());
            if (got < 0) {
                note_damage("what follows the damage");
                m_damaged = true;
                return false;
            }
            if (got == 0) return true;
            m_total += static_cast<std::uint64_t>(got);
            if (bytes.size() + static_cast<std::size_t>(got) > m_limits.member_bytes ||
                m_total > m_limits.total_bytes || is_bomb())
                return bomb();
            if (bytes.capacity() < bytes.size() + static_cast<std::size_t>(got) + parser_padding)
                bytes.reserve(bytes.size() * 2 + static_cast<std::size_t>(got) + parser_padding);
            bytes.append(block.data(), static_cast<std::size_t>(got));
        }
    }

    bool is_raw() const { return archive_format(m_reader.get()) == ARCHIVE_FORMAT_RAW; }

    bool is_bomb() const
    {
        return m_total >= judged_from &&
               static_cast<double>(m_total) > m_limits.ratio * static_cast<double>(m_bytes.size());
    }

    std::unexpected<Error> bomb() const
    {
        return failure(
            ErrorKind::too_large,
            fmt::format(
                "It unpacks to more than {} MiB from {} bytes; it was left out, because a result of that size is "
                "unlikely and unpacking it could fill the memory.",
                m_total >> 20, m_bytes.size()),
            m_source.file);
    }

    std::unexpected<Error> too_many() const
    {
        return failure(ErrorKind::too_large,
                       fmt::format("It holds more than {} files; unpack it and open the folder.", m_limits.members),
                       m_source.file);
    }

    std::unexpected<Error> damaged() const
    {
        const char* detail = m_reader ? archive_error_string(m_reader.get()) : nullptr;
        return failure(ErrorKind::unreadable,
                       fmt::format("The compressed file is damaged or cut off ({}); fetch it again.",
                                   detail == nullptr ? "no known format" : one_line(detail)),
                       m_source.file);
    }

    void note_damage(std::string_view what)
    {
        m_problems.push_back(
            {Severity::error,
             "damaged-archive",
             fmt::format("The compressed file is damaged or cut off; {} is missing, what stands before it was read.",
                         what),
             m_source.file,
             {}});
    }

    void leave(const std::string& name, std::string_view why)
    {
        m_problems.push_back({Severity::warning, "member-left-out",
                              fmt::format("{} was left out: {}.", one_line(name), why), m_source.file, one_line(name)});
    }

    std::string_view m_bytes;
    const Source& m_source;
    const UnpackLimits& m_limits;
    Progress& m_progress;
    ArchiveHandle m_reader;
    Problems m_problems;
    std::uint64_t m_total = 0;
    std::uint64_t m_members = 0;
    std::uint64_t m_taken = 0;
    bool m_damaged = false;
};

} // namespace

Result<Problems> unpack_each(std::string_view bytes, const Source& source, const UnpackLimits& limits,
                             Progress& progress, const TakeMember& take)
{
    try {
        return Unpacker(bytes, source, limits, progress).run(take);
    } catch (const std::bad_alloc&) {
        return failure(ErrorKind::too_large, "There is no memory to unpack it.", source.file);
    }
}

Result<Unpacked> unpack(std::string_view bytes, const Source& source, const UnpackLimits& limits, Progress& progress)
{
    Unpacked unpacked;
    auto problems = unpack_each(bytes, source, limits, progress,
                                [&](Member member) { unpacked.members.push_back(std::move(member)); });
    if (!problems) return std::unexpected(problems.error());
    unpacked.problems = std::move(*problems);
    return unpacked;
}

} // namespace kneepoint::import
