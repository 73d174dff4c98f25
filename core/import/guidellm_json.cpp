// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_run.h"
#include "json_at.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

/// The largest part that parses: each part of a damaged report contains the ones before it.
std::optional<Json> largest_part(const std::string& text, const std::vector<WholePart>& parts, std::size_t& kept)
{
    std::optional<Json> best;
    std::size_t low = 0, high = parts.size();
    while (low < high) {
        const std::size_t middle = high == parts.size() && low == 0 ? high - 1 : (low + high) / 2;
        Problems ignored;
        auto tree = parse_json(text.substr(0, parts[middle].used) + parts[middle].closers, ignored);
        if (tree) {
            best = std::move(*tree);
            kept = middle;
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return best;
}

/// A report that ends early or is damaged: its whole benchmarks.
Result<Json> salvaged(const Outline& outline, std::string_view json, const Error& error, Problems& problems)
{
    const auto parts = whole_parts(outline.text);
    std::size_t kept = 0;
    auto tree = error.kind == ErrorKind::unreadable ? largest_part(outline.text, parts, kept) : std::nullopt;
    if (!tree) {
        const bool report = outline.text.find("\"benchmarks\"") != std::string::npos;
        if (!report || error.kind != ErrorKind::unreadable) return std::unexpected(error);
        return failure(ErrorKind::unreadable,
                       "The report ends or is damaged before its first benchmark is complete. " + error.text +
                           " Copy it again from where it was written.",
                       error.place);
    }
    const auto used = outline.original_offset(parts[kept].used);
    problems.push_back({Severity::error,
                        "cut-off",
                        "The report is cut off or damaged: " + counted(parts[kept].benchmarks, "benchmark") +
                            " up to byte " + std::to_string(used) + " of " + std::to_string(json.size()) + " (" +
                            format_decimal(100 * static_cast<double>(used) / static_cast<double>(json.size()), 1) +
                            " %) could be read, the rest is missing.",
                        {},
                        error.place});
    return std::move(*tree);
}

Result<Json> tree_of(const Outline& outline, std::string_view json, Problems& problems)
{
    auto tree = parse_json(outline.text, problems);
    if (tree) return tree;
    return salvaged(outline, json, tree.error(), problems);
}

void name_source(Imported& imported, const Source& source)
{
    const auto name = [&source](Problems& problems) {
        for (Problem& problem : problems) problem.file = source.file;
    };
    name(imported.problems);
    for (Run& run : imported.runs) {
        run.provenance.files = {{source.file, source.sha256, run.format}};
        name(run.problems);
        for (Level& level : run.levels) name(level.problems);
    }
}

} // namespace

Result<Imported> guidellm_json(const std::string& json, const Source& source, Progress& progress)
{
    auto outline = read_outline(json, progress);
    if (!outline) return std::unexpected(outline.error());
    Imported imported;
    const auto root = tree_of(*outline, json, imported.problems);
    if (!root) return std::unexpected(root.error());
    const auto shape = guidellm_shape(*root);
    if (!shape)
        return failure(ErrorKind::unsupported,
                       "This JSON is no GuideLLM report: it has no list \"benchmarks\" as any GuideLLM writes it.");
    imported.runs = guidellm_runs(*root, *shape, *outline);
    for (Problem& problem : exposed_keys(*root)) imported.problems.push_back(std::move(problem));
    name_source(imported, source);
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
