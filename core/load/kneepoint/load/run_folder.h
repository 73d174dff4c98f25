// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/level_result.h"
#include "kneepoint/load/target.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace kneepoint::load {

/// What a run is, apart from its levels. Holds no secret: the key stays in ClientSetup and is not written.
struct RunManifest {
    std::string version; ///< of this program
    std::vector<std::string> argv;
    Profile profile;
    ClientSetup client;
    TargetFacts target;
};

/// A level that a folder holds: its plan's load, counts and metrics.
struct FinishedLevel {
    Level level;
    Validity validity = Validity::valid;
    std::uint64_t waited = 0; ///< arrivals that came due while the plan allowed no more in flight
};

/// A result folder: run.json (manifest, levels and their statistics) and requests.jsonl (a request a line). run.json is
/// replaced as a whole when a level ends, after the level's requests are on disk, so that it is right at any moment.
class RunFolder {
public:
    /// An empty or new folder. @error invalid when it holds a result already; io, permission
    static Result<RunFolder> create(const std::filesystem::path& folder, const RunManifest& manifest);
    /// A folder that a run of the same manifest (but for its arguments) began; requests of a level that did not end
    /// are taken out. @error invalid when it was another run
    static Result<RunFolder> resume(const std::filesystem::path& folder, const RunManifest& manifest);

    /// The seed of the run that the folder holds, so that one that was drawn can be gone on with.
    static std::optional<std::uint64_t> seed_of(const std::filesystem::path& folder);

    RunFolder(RunFolder&&) noexcept;
    RunFolder& operator=(RunFolder&&) noexcept;
    ~RunFolder();

    const std::vector<FinishedLevel>& finished() const;
    Result<void> add(const LevelResult& result, const LevelRecords& records);
    /// What the run found out over its levels. Takes the place of an earlier one.
    Result<void> conclude(const Conclusion& conclusion);
    /// JSON of a self-test, kept in run.json as it is.
    Result<void> set_selftest(const std::string& json);
    bool has_selftest() const;
    /// @param complete every level of the profile is there
    Result<void> close(bool complete);

private:
    struct Content;
    explicit RunFolder(std::unique_ptr<Content> content);
    std::unique_ptr<Content> m_content;
};

/// run.json as text and the file of its requests, as GuideLLM's 0.8 report. @error unreadable
Result<std::string> guidellm_report(const std::string& run_json, const std::filesystem::path& requests);
/// The JSON that `vllm bench serve --append-result` saves: an object per level, a line each. @error unreadable
Result<std::string> vllm_bench_report(const std::string& run_json, const std::filesystem::path& requests);

} // namespace kneepoint::load
