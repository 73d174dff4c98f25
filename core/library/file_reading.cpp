// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_reading.h"

#include "kneepoint/base/file.h"
#include "kneepoint/import/import.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace kneepoint::library {

namespace {

constexpr std::uint64_t head_bytes = std::uint64_t{64} << 10;

std::string head_of(const FoundFile& file)
{
    std::ifstream in(file.path, std::ios::binary);
    std::string head(head_bytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

/// Empty for a file that should be read whole; else the reason that its first bytes give against it.
std::string refused_by_head(const FoundFile& file)
{
    const auto head = head_of(file);
    if (head.empty()) return {}; // read_file says why
    const auto sniffed = import::sniff(head);
    const bool binary = sniffed.kind == import::FileKind::unknown && sniffed.format == "binary data";
    // A text may hold its tables further down; other formats are known by their beginning.
    const bool known = head.find('\0') != std::string::npos;
    return binary || (sniffed.kind == import::FileKind::refused && known) ? sniffed.why : std::string();
}

class Reading {
public:
    Reading(const FoundFile& file, const ScanLimits& limits, Progress& progress)
        : m_file(file), m_limits(limits), m_progress(progress)
    {}

    FileReading read()
    {
        if (m_file.size > head_bytes && refused()) return std::move(m_reading);
        auto bytes = read_file(m_file.path, m_limits.file_bytes);
        if (!bytes) {
            // What grows beside a run that is read without it is no problem.
            if (import::sniff(head_of(m_file)).kind == import::FileKind::load_requests)
                m_reading.skipped.push_back({m_file.name, bytes.error().text});
            else if (!refused())
                failed(m_file.name, bytes.error());
        } else if (import::sniff(*bytes).kind == import::FileKind::archive)
            unpack(*bytes);
        else
            take(std::move(*bytes), {m_file.name, {}});
        return std::move(m_reading);
    }

private:
    bool refused()
    {
        auto why = refused_by_head(m_file);
        if (why.empty()) return false;
        m_reading.skipped.push_back({m_file.name, std::move(why)});
        return true;
    }

    void take(std::string bytes, const import::Source& source)
    {
        auto imported = import::import_bytes(std::move(bytes), source, m_progress);
        if (!imported) return failed(source.file, imported.error());
        std::ranges::move(imported->runs, std::back_inserter(m_reading.runs));
        std::ranges::move(imported->problems, std::back_inserter(m_reading.problems));
    }

    void unpack(const std::string& bytes)
    {
        const import::Source archive{m_file.name, sha256(bytes)};
        std::size_t members = 0;
        import::UnpackLimits limits;
        limits.member_bytes = m_limits.file_bytes;
        const auto left_out = import::unpack_each(bytes, archive, limits, m_progress, [&](import::Member member) {
            ++members;
            const auto name = member.name.empty() ? m_file.name : fmt::format("{}!{}", m_file.name, member.name);
            take(std::move(member.bytes), {name, archive.sha256});
        });
        if (!left_out) return failed(m_file.name, left_out.error());
        for (const auto& problem : *left_out)
            if (!problem.place.empty())
                m_reading.skipped.push_back({fmt::format("{}!{}", m_file.name, problem.place), problem.text});
        std::ranges::copy(*left_out, std::back_inserter(m_reading.problems));
        if (members == 0 && m_reading.skipped.empty())
            m_reading.skipped.push_back({m_file.name, "The archive holds no files."});
    }

    /// Whatever is no result is only listed; what should be one and cannot be read is a problem, too.
    void failed(const std::string& name, const Error& error)
    {
        if (error.kind == ErrorKind::cancelled) return;
        m_reading.skipped.push_back({name, error.text});
        if (error.kind == ErrorKind::unsupported) return;
        auto place = error.place; // starts with the file, which a problem has apart from it
        if (place.starts_with(name)) place.erase(0, name.size());
        if (place.starts_with(": ")) place.erase(0, 2);
        m_reading.problems.push_back(
            {Severity::error, std::string(to_string(error.kind)), error.text, name, std::move(place)});
    }

    const FoundFile& m_file;
    const ScanLimits& m_limits;
    Progress& m_progress;
    FileReading m_reading;
};

} // namespace

FileReading read_found_file(const FoundFile& file, const ScanLimits& limits, Progress& progress)
{
    if (file.size == 0) return {{}, {{file.name, "The file is empty."}}, {}};
    return Reading(file, limits, progress).read();
}

} // namespace kneepoint::library
