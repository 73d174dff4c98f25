// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_reading.h"
#include "kneepoint/import/import.h"
#include "kneepoint/library/catalogue.h"
#include "walk.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace kneepoint::library {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> absolute_paths(std::span<const fs::path> paths)
{
    std::vector<fs::path> result;
    for (const auto& path : paths) {
        std::error_code failed;
        auto whole = fs::absolute(path, failed).lexically_normal();
        if (!whole.has_filename()) whole = whole.parent_path(); // "results/" is "results"
        if (std::ranges::find(result, whole) == result.end()) result.push_back(std::move(whole));
    }
    return result;
}

std::shared_ptr<const FileReading> known_reading(const Catalogue* previous, const fs::path& base, const FoundFile& file)
{
    if (previous == nullptr || previous->base != base) return {};
    const auto found = previous->read_files.find(file.name);
    const bool unchanged =
        found != previous->read_files.end() && found->second.size == file.size && found->second.time == file.time;
    return unchanged ? found->second.reading : nullptr;
}

void take(Catalogue& catalogue, const FoundFile& file, std::shared_ptr<const FileReading> reading)
{
    std::ranges::copy(reading->runs, std::back_inserter(catalogue.runs));
    std::ranges::copy(reading->skipped, std::back_inserter(catalogue.skipped));
    std::ranges::copy(reading->problems, std::back_inserter(catalogue.problems));
    catalogue.read_files.insert_or_assign(file.name, ReadFile{file.size, file.time, std::move(reading)});
}

void read_all(Catalogue& catalogue, const Walk& found, const ScanLimits& limits, const Catalogue* previous,
              Progress& progress)
{
    std::uint64_t total = 1, done = 0;
    for (const auto& file : found.files) total += file.size;
    // An importer reports the share of its own file; here the share of all files is wanted.
    Progress of_one(progress.stop_token());
    for (const auto& file : found.files) {
        if (progress.cancelled()) break;
        progress.report(static_cast<double>(done) / static_cast<double>(total), file.name);
        auto reading = known_reading(previous, catalogue.base, file);
        if (!reading) reading = std::make_shared<const FileReading>(read_found_file(file, limits, of_one));
        if (progress.cancelled()) break; // this file may be read in part only
        take(catalogue, file, std::move(reading));
        done += file.size;
    }
}

/// Requests say nothing without the run that says what they were asked for.
void list_requests_alone(Catalogue& catalogue)
{
    const auto alone = [](const Run& run) { return run.format == import::load_requests_run_format; };
    for (const Run& run : catalogue.runs)
        if (alone(run))
            catalogue.skipped.push_back({run.file(), "This is a list of a kneepoint-load run's requests; the run.json "
                                                     "that belongs to it does not lie beside it."});
    std::erase_if(catalogue.runs, alone);
}

} // namespace

const Run* Catalogue::run(std::string_view id) const
{
    const auto found = std::ranges::find(runs, id, &Run::id);
    return found == runs.end() ? nullptr : &*found;
}

Catalogue scan(std::span<const fs::path> paths, Progress& progress, const ScanLimits& limits, const Catalogue* previous)
{
    Catalogue catalogue;
    catalogue.roots = absolute_paths(paths);
    catalogue.base = common_base(catalogue.roots);
    auto found = walk(catalogue.roots, catalogue.base, limits, progress);
    catalogue.files = found.looked_at;
    catalogue.skipped = std::move(found.skipped);
    catalogue.problems = std::move(found.problems);
    read_all(catalogue, found, limits, previous, progress);
    catalogue.cancelled = found.cancelled || progress.cancelled();
    catalogue.runs = import::assemble(std::move(catalogue.runs));
    list_requests_alone(catalogue);
    std::ranges::stable_sort(catalogue.skipped, {}, &SkippedFile::file);
    progress.report(1);
    return catalogue;
}

Result<Catalogue> from_clipboard(std::string text)
{
    Progress progress;
    auto imported = import::import_bytes(std::move(text), {"clipboard", {}}, progress);
    if (!imported) return std::unexpected(imported.error());
    Catalogue catalogue;
    catalogue.files = 1;
    catalogue.runs = import::assemble(std::move(imported->runs));
    catalogue.problems = std::move(imported->problems);
    list_requests_alone(catalogue);
    if (catalogue.runs.empty() && !catalogue.skipped.empty())
        return failure(ErrorKind::unsupported, catalogue.skipped.front().why, "clipboard");
    return catalogue;
}

} // namespace kneepoint::library
