// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/run_folder.h"

#include "clocks.h"
#include "run_json.h"

#include "kneepoint/base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace kneepoint::load {

namespace fs = std::filesystem;

struct RunFolder::Content {
    fs::path folder;
    nlohmann::ordered_json run;
    std::vector<FinishedLevel> finished;

    fs::path run_file() const { return folder / "run.json"; }
    fs::path requests_file() const { return folder / "requests.jsonl"; }
    Result<void> write() const
    {
        return write_file(run_file(), run.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    }
};

namespace {

/// What has to be equal for levels to belong to one run.
bool same_run(const nlohmann::ordered_json& a, const nlohmann::ordered_json& b)
{
    for (const char* key : {"format", "model", "request", "profile"})
        if (!a.contains(key) || a[key] != b[key]) return false;
    const auto url = [](const auto& run) { return run.at("target").value("url", std::string()); };
    return a.contains("target") && url(a) == url(b);
}

/// A level that was stopped before its end is measured again.
void drop_stopped_level(nlohmann::ordered_json& run)
{
    auto& levels = run["levels"];
    if (levels.empty() || levels.back().at("end") != std::string(to_string(LevelEnd::stopped))) return;
    run["requests_bytes"] = levels.back().at("requests_offset").get<std::uint64_t>();
    levels.erase(levels.size() - 1);
}

Result<void> append(const fs::path& path, const LevelRecords& records, int level)
{
    const auto failed = [&] {
        return failure(ErrorKind::io,
                       fmt::format("The requests of level {} cannot be written: {}. The levels before it are safe.",
                                   level, std::strerror(errno)),
                       utf8_path(path));
    };
    std::FILE* file = std::fopen(path.c_str(), "ab");
    if (!file) return failed();
    bool good = true;
    for (const RequestRecord& record : records.requests) {
        const std::string line = request_line(record, level);
        good = good && std::fwrite(line.data(), 1, line.size(), file) == line.size();
    }
    good = good && std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
    good = (std::fclose(file) == 0) && good;
    if (!good) return failed();
    return {};
}

double wall_s()
{
    return static_cast<double>(wall_now()) / 1e9;
}

/// Cuts off the requests of a level that had not ended, torn lines with them.
Result<void> cut_to(const fs::path& requests, std::uint64_t bytes)
{
    std::error_code error;
    const std::uint64_t there = fs::exists(requests, error) ? fs::file_size(requests, error) : 0;
    if (!error && there < bytes)
        return failure(ErrorKind::unreadable, "Requests of ended levels are missing: it cannot be gone on with.",
                       utf8_path(requests));
    if (!error && there > bytes) fs::resize_file(requests, bytes, error);
    if (!error) return {};
    return failure(ErrorKind::io, fmt::format("Cannot cut off what was half written: {}.", error.message()),
                   utf8_path(requests));
}

} // namespace

RunFolder::RunFolder(std::unique_ptr<Content> content) : m_content(std::move(content)) {}
RunFolder::RunFolder(RunFolder&&) noexcept = default;
RunFolder& RunFolder::operator=(RunFolder&&) noexcept = default;
RunFolder::~RunFolder() = default;

Result<RunFolder> RunFolder::create(const fs::path& folder, const RunManifest& manifest)
{
    auto content = std::make_unique<Content>();
    content->folder = folder;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return failure(ErrorKind::io, fmt::format("The folder cannot be made: {}.", error.message()),
                       utf8_path(folder));
    if (fs::exists(content->run_file(), error))
        return failure(ErrorKind::invalid,
                       "The folder holds a result already. Go on with it by --resume, or name another folder.",
                       utf8_path(folder));
    fs::remove(content->requests_file(), error);
    content->run = manifest_json(manifest);
    content->run["started"] = iso_time(wall_s());
    content->run["id"] = uuid_of(content->run.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    content->run["finished"] = nullptr;
    content->run["complete"] = false;
    content->run["requests_bytes"] = 0;
    content->run["selftest"] = nullptr;
    content->run["conclusions"] = nlohmann::ordered_json::array();
    content->run["levels"] = nlohmann::ordered_json::array();
    if (const auto written = content->write(); !written) return std::unexpected(written.error());
    return RunFolder(std::move(content));
}

Result<RunFolder> RunFolder::resume(const fs::path& folder, const RunManifest& manifest)
try {
    std::error_code error;
    if (!fs::exists(folder / "run.json", error)) return create(folder, manifest);
    auto content = std::make_unique<Content>();
    content->folder = folder;
    const auto text = read_file(content->run_file());
    if (!text) return std::unexpected(text.error());
    content->run = nlohmann::ordered_json::parse(*text, nullptr, false);
    auto& run = content->run;
    const bool whole = run.is_object() && run.contains("levels") && run["levels"].is_array() &&
                       run.contains("requests_bytes") && run["requests_bytes"].is_number_unsigned();
    if (!whole)
        return failure(ErrorKind::unreadable, "The result is damaged: it cannot be gone on with.",
                       utf8_path(content->run_file()));
    if (!same_run(run, manifest_json(manifest)))
        return failure(ErrorKind::invalid,
                       "The folder holds a run with another target, request or profile. Name another folder.",
                       utf8_path(folder));
    drop_stopped_level(content->run);
    if (auto cut = cut_to(content->requests_file(), run["requests_bytes"].get<std::uint64_t>()); !cut)
        return std::unexpected(cut.error());
    for (const auto& level : run["levels"]) content->finished.push_back(finished_level(level));
    return RunFolder(std::move(content));
} catch (const nlohmann::json::exception&) {
    return failure(ErrorKind::unreadable, "The result is damaged: it cannot be gone on with.",
                   utf8_path(folder / "run.json"));
}

std::optional<std::uint64_t> RunFolder::seed_of(const fs::path& folder)
{
    const auto text = read_file(folder / "run.json");
    if (!text) return std::nullopt;
    const auto run = nlohmann::json::parse(*text, nullptr, false);
    const nlohmann::json::json_pointer place("/request/seed");
    if (!run.is_object() || !run.contains(place) || !run[place].is_number_unsigned()) return std::nullopt;
    return run[place].get<std::uint64_t>();
}

const std::vector<FinishedLevel>& RunFolder::finished() const
{
    return m_content->finished;
}

Result<void> RunFolder::add(const LevelResult& result, const LevelRecords& records)
{
    if (const auto written = append(m_content->requests_file(), records, result.level.index); !written) return written;
    auto changed = m_content->run;
    std::error_code error;
    changed["requests_bytes"] = fs::file_size(m_content->requests_file(), error);
    changed["levels"].push_back(level_json(result));
    changed["levels"].back()["requests_offset"] = m_content->run["requests_bytes"];
    std::swap(m_content->run, changed);
    auto written = m_content->write();
    if (!written)
        std::swap(m_content->run, changed);
    else
        m_content->finished.push_back({result.level, result.validity, result.self.waited});
    return written;
}

Result<void> RunFolder::conclude(const Conclusion& conclusion)
{
    m_content->run["conclusions"] = {
        {{"kind", conclusion.kind},
         {"status", conclusion.status},
         {"streams", conclusion.streams ? nlohmann::ordered_json(*conclusion.streams) : nlohmann::ordered_json()},
         {"text", conclusion.text}}};
    return m_content->write();
}

Result<void> RunFolder::set_selftest(const std::string& json)
{
    m_content->run["selftest"] = nlohmann::ordered_json::parse(json, nullptr, false);
    return m_content->write();
}

bool RunFolder::has_selftest() const
{
    return m_content->run.contains("selftest") && m_content->run["selftest"].is_object();
}

Result<void> RunFolder::close(bool complete)
{
    m_content->run["finished"] = iso_time(wall_s());
    m_content->run["complete"] = complete;
    return m_content->write();
}

} // namespace kneepoint::load
