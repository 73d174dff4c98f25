// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal.h"

#include "job_id.h"
#include "random_hex.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/private_file.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace kneepoint::runs {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_entry = std::uint64_t{16} << 20;
/// Of the log only its end is kept here; the whole is on the host until it is fetched.
constexpr std::uint64_t largest_log = std::uint64_t{8} << 20;
constexpr std::uint64_t shown_log = std::uint64_t{1} << 20;
constexpr std::size_t most_forgotten = 1000;
constexpr std::string_view whole_access = "0700 ", owner_access = "0600 ";

/// A rename is on the disk when its folder is.
void flush_folder(const fs::path& folder)
{
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

Result<void> put(const fs::path& path, std::string_view content)
{
    auto written = write_private_file(path, content);
    if (written) flush_folder(path.parent_path());
    return written;
}

} // namespace

Journal::Claim::~Claim()
{
    ::close(m_file);
}

fs::path Journal::default_folder()
{
    const char* state = std::getenv("XDG_STATE_HOME");
    if (state != nullptr && fs::path(state).is_absolute()) return fs::path(state) / "kneepoint/jobs";
    const char* home = std::getenv("HOME");
    return fs::path(home == nullptr ? "/" : home) / ".local/state/kneepoint/jobs";
}

Result<std::string> Journal::open() const
{
    if (auto made = make_private_folders(m_folder); !made) return std::unexpected(made.error());
    const auto path = m_folder / "client";
    auto client = read_file(path, 100);
    if (!client || client->size() != 16 || client->find_first_not_of("0123456789abcdef") != std::string::npos) {
        client = hosts::random_hex(8);
        if (auto written = put(path, *client); !written) return std::unexpected(written.error());
    }
    return client;
}

Result<std::vector<std::string>> Journal::ids() const
{
    std::vector<std::string> ids;
    std::error_code failed;
    fs::directory_iterator entries(m_folder, failed);
    for (; !failed && entries != fs::directory_iterator(); entries.increment(failed))
        if (auto id = entries->path().filename().string(); is_job_id(id)) ids.push_back(std::move(id));
    // A disk that was taken away leaves an empty folder.
    if (failed || !fs::exists(m_folder / "client", failed))
        return failure(ErrorKind::io, "The journal of jobs cannot be read.", utf8_path(m_folder));
    std::ranges::sort(ids);
    return ids;
}

bool Journal::has(const std::string& id) const
{
    std::error_code failed;
    return fs::exists(folder(id), failed);
}

std::vector<JobEntry> Journal::load(std::vector<std::string>& damaged) const
{
    std::vector<JobEntry> entries;
    for (const auto& id : ids().value_or(std::vector<std::string>())) {
        auto record = entry(id);
        if (record) {
            entries.push_back(std::move(*record));
            continue;
        }
        if (record.error().kind == ErrorKind::unsupported) { // of a later version: it stays for that
            damaged.push_back(to_string(record.error()));
            continue;
        }
        auto aside = folder(id);
        aside += ".damaged";
        std::error_code failed;
        fs::rename(folder(id), aside, failed);
        damaged.push_back(fmt::format("The journal of a job could not be read and was put aside: {} ({})",
                                      utf8_path(aside), record.error().text));
    }
    return entries;
}

Result<JobEntry> Journal::entry(const std::string& id) const
{
    auto record = read(id);
    if (!record) return std::unexpected(record.error());
    return JobEntry{
        .record = std::move(*record), .steps = text(id, "steps"), .log = log(id), .readings = text(id, "readings")};
}

Result<JobRecord> Journal::read(const std::string& id) const
{
    const auto path = folder(id) / "job.json";
    auto text = read_file(path, largest_entry);
    if (!text) return std::unexpected(text.error());
    auto record = read_job_record(*text);
    if (record && record->id != id) return failure(ErrorKind::unreadable, "The job has another's id.", utf8_path(path));
    return record;
}

Result<void> Journal::add(const JobRecord& record, const Plan& plan) const
{
    // Under another name until it is whole.
    const auto draft = m_folder / ("." + record.id);
    if (auto put_plan = put(draft / "plan.json", to_json(plan)); !put_plan) return put_plan;
    if (auto put_record = put(draft / "job.json", to_json(record)); !put_record) return put_record;
    std::error_code failed;
    fs::rename(draft, folder(record.id), failed);
    if (failed) return failure(ErrorKind::io, "The job cannot be written down: " + failed.message(), utf8_path(draft));
    flush_folder(m_folder);
    return {};
}

Result<void> Journal::write(const JobRecord& record) const
{
    return put(folder(record.id) / "job.json", to_json(record));
}

Result<Plan> Journal::plan(const std::string& id) const
{
    auto text = read_file(folder(id) / "plan.json", largest_entry);
    if (!text) return std::unexpected(text.error());
    return read_plan(*text);
}

Result<std::string> Journal::keep_files(const std::string& id, const JobFiles& files) const
{
    // A list "ACCESS NAME" of the files, whose contents are numbered: names of any bytes, and one place to hash.
    std::string list = files.needs_load_program ? "load\n" : "\n", hashes;
    for (std::size_t i = 0; i < files.files.size(); ++i) {
        const auto& file = files.files[i];
        if (auto kept = write_private_file(folder(id) / "files" / std::to_string(i), file.content); !kept)
            return std::unexpected(kept.error());
        list.append(file.access == hosts::Access::owner ? owner_access : whole_access).append(file.path) += '\n';
        hashes += sha256(file.content);
    }
    if (auto kept = put(folder(id) / "files/list", list); !kept) return std::unexpected(kept.error());
    return sha256(list + hashes);
}

Result<JobFiles> Journal::files(const std::string& id) const
{
    auto list = read_file(folder(id) / "files/list", largest_entry);
    if (!list) return std::unexpected(list.error());
    JobFiles files;
    const auto all = lines(*list);
    files.needs_load_program = !all.empty() && all.front() == "load";
    for (std::size_t i = 1; i < all.size(); ++i) {
        auto content = read_file(folder(id) / "files" / std::to_string(i - 1), largest_entry);
        if (!content) return std::unexpected(content.error());
        files.files.push_back(
            {.path = std::string(all[i].substr(owner_access.size())),
             .content = std::move(*content),
             .access = all[i].starts_with(owner_access) ? hosts::Access::owner : hosts::Access::owner_runs});
    }
    return files;
}

std::string Journal::text(const std::string& id, std::string_view name) const
{
    return read_file(folder(id) / name, largest_entry).value_or(std::string());
}

Result<void> Journal::write_text(const std::string& id, std::string_view name, std::string_view text) const
{
    return write_private_file(folder(id) / name, text);
}

std::string Journal::log(const std::string& id) const
{
    std::ifstream file(folder(id) / "log", std::ios::binary | std::ios::ate);
    if (!file) return {};
    const auto size = static_cast<std::uint64_t>(file.tellg());
    const auto length = std::min(size, shown_log);
    std::string text(length, '\0');
    file.seekg(static_cast<std::streamoff>(size - length));
    file.read(text.data(), static_cast<std::streamsize>(length));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

void Journal::append(const std::string& id, std::string_view name, std::string_view bytes) const
{
    const auto path = folder(id) / name;
    std::error_code failed;
    if (const auto size = fs::file_size(path, failed); !failed && size + bytes.size() > largest_log) {
        auto kept = read_file(path).value_or(std::string());
        kept.append(bytes);
        kept.erase(0, kept.size() - std::min<std::size_t>(kept.size(), largest_log / 2));
        static_cast<void>(write_private_file(path, kept)); // a log that cannot be kept costs no results
        return;
    }
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return;
    static_cast<void>(!::write(file, bytes.data(), bytes.size()));
    ::close(file);
}

Result<void> Journal::want_cancel(const std::string& id) const
{
    return put(folder(id) / "cancel", "");
}

bool Journal::cancel_wanted(const std::string& id) const
{
    std::error_code failed;
    return fs::exists(folder(id) / "cancel", failed);
}

std::shared_ptr<Journal::Claim> Journal::claim(const std::string& id) const
{
    const int file = ::open((folder(id) / "claim").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return {};
    auto claim = std::make_shared<Claim>(file);
    return ::flock(file, LOCK_EX | LOCK_NB) == 0 ? std::move(claim) : nullptr;
}

std::vector<std::string> Journal::forgotten() const
{
    std::vector<std::string> ids;
    const auto text = read_file(m_folder / "forgotten", largest_entry);
    for (const auto line : lines(text ? std::string_view(*text) : std::string_view()))
        if (is_job_id(line)) ids.emplace_back(line);
    return ids;
}

void Journal::remember(const std::string& id) const
{
    keep_forgotten(id, Forgotten::no);
}

/// A list that cannot be kept costs no more than that the job is seen on its host again.
void Journal::keep_forgotten(const std::string& id, Forgotten is) const
{
    auto ids = forgotten();
    const auto before = ids;
    std::erase(ids, id);
    if (is == Forgotten::yes) ids.push_back(id);
    if (ids == before) return;
    std::string text;
    for (std::size_t i = ids.size() - std::min(ids.size(), most_forgotten); i < ids.size(); ++i) text += ids[i] + '\n';
    static_cast<void>(put(m_folder / "forgotten", text));
}

void Journal::forget(const std::string& id) const
{
    keep_forgotten(id, Forgotten::yes);
    std::error_code failed;
    const auto aside = m_folder / ("." + id + ".gone");
    fs::rename(folder(id), aside, failed); // half an entry is never seen as one
    fs::remove_all(aside, failed);
}

} // namespace kneepoint::runs
