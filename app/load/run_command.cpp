// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "run_options.h"

#include "kneepoint/base/file.h"
#include "progress_display.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace kneepoint::app {

namespace {

constexpr const char* key_variable = "KNEEPOINT_API_KEY";

/// Arguments without what may be secret: the values of headers.
std::vector<std::string> without_secrets(std::vector<std::string> arguments)
{
    for (std::size_t i = 1; i < arguments.size(); ++i)
        if (arguments[i - 1] == "--header" || arguments[i].starts_with("--header="))
            arguments[i] = arguments[i].substr(0, arguments[i].find(':')) + ": ...";
    return arguments;
}

/// Everything that can be found wrong before any load.
Result<load::RunManifest> prepared(const RunOptions& options, const std::vector<std::string>& arguments)
{
    auto manifest = manifest_of(options);
    if (!manifest) return manifest;
    manifest->argv = without_secrets(arguments);
    load::ClientSetup& client = manifest->client;
    if (const char* key = std::getenv(key_variable)) client.content.api_key = key;
    auto address = load::resolve(client.endpoint);
    if (!address) return std::unexpected(address.error());
    client.address = std::move(*address);
    auto facts = load::check_target(client, key_variable);
    if (!facts) return std::unexpected(facts.error());
    manifest->target = std::move(*facts);
    if (client.content.model.empty()) {
        if (manifest->target.models.size() != 1)
            return failure(ErrorKind::invalid,
                           fmt::format("Name the model by --model. The server lists {}.",
                                       manifest->target.models.empty() ? "none" : join(manifest->target.models, ", ")));
        client.content.model = manifest->target.models.front();
    }
    if (const auto fit = load::check_lengths(client.content, manifest->target); !fit)
        return std::unexpected(fit.error());
    const bool words = client.content.prompt == load::PromptKind::text;
    if (words && (!client.content.dataset || client.content.prefix_tokens > 0))
        if (const auto fitted = load::calibrate(client); !fitted) return std::unexpected(fitted.error());
    return manifest;
}

Result<void> run_selftest(load::RunFolder& folder, const load::RunManifest& manifest, const ProgressDisplay& display,
                          const std::stop_token& stop)
{
    load::SelfTestPlan plan;
    plan.streams = load::selftest_streams(load::most_in_flight(manifest.profile).value_or(plan.streams.back()));
    plan.threads = manifest.client.threads;
    plan.seconds = 2;
    display.selftest_begins(plan);
    const auto rows = load::selftest(plan, stop, [&](const load::SelfTestRow& row) { display.selftest_row(row); });
    if (!rows) return std::unexpected(rows.error());
    return folder.set_selftest(load::selftest_json(plan, *rows));
}

/// Another tool's format beside our own files.
Result<void> write_format(const RunOptions& options)
{
    if (options.format == "kneepoint") return {};
    const std::filesystem::path folder = options.folder;
    const auto run = read_file(folder / "run.json");
    if (!run) return std::unexpected(run.error());
    const bool guidellm = options.format == "guidellm";
    const auto report = guidellm ? load::guidellm_report(*run, folder / "requests.jsonl")
                                 : load::vllm_bench_report(*run, folder / "requests.jsonl");
    if (!report) return std::unexpected(report.error());
    return write_file(folder / (guidellm ? "guidellm.json" : "vllm-bench.json"), *report);
}

int run(const RunOptions& options, const std::vector<std::string>& arguments, const std::stop_token& stop)
{
    const auto manifest = prepared(options, arguments);
    if (!manifest) return report_failure(manifest.error());
    auto folder = options.resume ? load::RunFolder::resume(options.folder, *manifest)
                                 : load::RunFolder::create(options.folder, *manifest);
    if (!folder) return report_failure(folder.error());
    ProgressDisplay display(progress_style(options));
    display.plan(*manifest);
    if (options.selftest && !folder->has_selftest())
        if (const auto tested = run_selftest(*folder, *manifest, display, stop); !tested)
            return report_failure(tested.error());
    const auto whole = load::measure(*manifest, *folder, stop, display.listener());
    if (!whole) return report_failure(whole.error());
    if (const auto written = write_format(options); !written) return report_failure(written.error());
    if (!*whole) {
        fmt::print(stderr, "kneepoint-load: Stopped. What had ended is in {}; --resume goes on.\n", options.folder);
        return interrupted;
    }
    const bool any = std::ranges::any_of(folder->finished(),
                                         [](const auto& l) { return l.level.requests.successful.value_or(0) > 0; });
    if (any) return done;
    fmt::print(stderr, "kneepoint-load: No request succeeded. The reasons are in {}/requests.jsonl.\n", options.folder);
    return answer_is_no;
}

} // namespace

void add_run(CLI::App& app, std::vector<std::string> arguments, const std::stop_token& stop, int& exit_code)
{
    auto options = std::make_shared<RunOptions>();
    auto* command = app.add_subcommand("run", "Measures an OpenAI-compatible endpoint.");
    declare(*command, *options);
    command->callback([options, command, arguments = std::move(arguments), stop, &exit_code] {
        for (const CLI::Option* option : command->get_options())
            if (option->count() > 0) options->given.insert("--" + option->get_single_name());
        exit_code = run(*options, arguments, stop);
    });
}

} // namespace kneepoint::app
