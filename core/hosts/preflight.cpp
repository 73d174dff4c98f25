// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/hosts/preflight.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::hosts {

namespace {

using Checks = std::vector<Check>;

std::string gib(std::uint64_t bytes)
{
    return format_decimal(static_cast<double>(bytes) / (1024.0 * 1024 * 1024), 1) + " GiB";
}

std::string gib_of_mib(std::uint64_t mib)
{
    return gib(mib << 20);
}

std::string minutes(std::chrono::duration<double> time)
{
    return format_decimal(time.count() / 60, 0) + " min";
}

void check_gpus(const Facts& facts, const Needs& needs, Checks& checks)
{
    if (!needs.gpu) return;
    if (facts.gpus.empty()) {
        checks.push_back({"GPU", facts.nvidia_smi.empty() ? "none" : facts.nvidia_smi, Verdict::bad,
                          "No NVIDIA GPU was found; a model cannot be served there."});
        return;
    }
    for (const auto& gpu : facts.gpus) {
        auto value = gpu.name;
        if (gpu.memory_mib) value += ", " + gib_of_mib(*gpu.memory_mib);
        if (gpu.capability) value += fmt::format(", capability {}.{}", gpu.capability->major, gpu.capability->minor);
        if (!gpu.driver.empty()) value += ", driver " + gpu.driver;
        checks.push_back({fmt::format("GPU {}", gpu.index), value, Verdict::good, "The GPU answers."});
        if (gpu.memory_mib && gpu.memory_used_mib && *gpu.memory_used_mib * 20 > *gpu.memory_mib)
            checks.push_back({fmt::format("GPU {} memory", gpu.index), gib_of_mib(*gpu.memory_used_mib) + " in use",
                              Verdict::warning, "Memory is in use before the run; the server may not fit beside it."});
    }
    if (facts.gpu_processes.empty()) {
        checks.push_back({"GPU processes", "none", Verdict::good, "Nothing else computes there."});
        return;
    }
    std::vector<std::string> names;
    for (const auto& process : facts.gpu_processes) names.push_back(fmt::format("{} ({})", process.name, process.pid));
    checks.push_back({"GPU processes", one_line(join(names, ", ")), Verdict::warning,
                      "Others compute on this GPU: times would be theirs, too. Wait until they have ended."});
}

void check_scheme(const ModelNeed& model, const Gpu& gpu, Checks& checks)
{
    const auto rule = native_scheme(model.scheme, *gpu.capability);
    if (rule.effective.empty()) return;
    const auto value = fmt::format("{} as {}", model.scheme, rule.effective);
    const auto on = fmt::format("{} (capability {}.{})", gpu.name, gpu.capability->major, gpu.capability->minor);
    if (!rule.runs)
        checks.push_back({"scheme", model.scheme, Verdict::bad, fmt::format("{} cannot run {}.", on, model.scheme)});
    else if (!rule.native)
        checks.push_back(
            {"scheme", value, Verdict::warning,
             fmt::format("{} has no arithmetic for it: weights are compressed, activations are not.", on)});
    else
        checks.push_back({"scheme", value, Verdict::good, fmt::format("{} runs it natively.", on)});
}

void check_models(const Facts& facts, const Needs& needs, Checks& checks)
{
    for (const auto& need : needs.models) {
        const auto place = std::ranges::find(facts.models, need.model, &ModelPlace::model);
        const bool path = need.model.starts_with('/') || need.model.starts_with('.');
        if (place != facts.models.end() && place->kind != ModelPlace::Kind::absent)
            checks.push_back({"model " + need.model, place->bytes ? gib(*place->bytes) : "there", Verdict::good,
                              place->kind == ModelPlace::Kind::folder ? "It is a folder on the host."
                                                                      : "It is in the host's cache."});
        else if (path)
            checks.push_back({"model " + need.model, "not there", Verdict::bad,
                              "The host has no such folder with a config.json; check the path."});
        else
            checks.push_back(
                {"model " + need.model, "not in the cache", Verdict::warning,
                 "It will be fetched from the hub first; the host needs the network, and a token if gated."});
        if (!facts.gpus.empty() && facts.gpus.front().capability) check_scheme(need, facts.gpus.front(), checks);
    }
}

void check_tools(const Facts& facts, const Needs& needs, Checks& checks)
{
    static constexpr auto always = std::to_array<std::string_view>({"setsid", "sha256sum", "head", "tail", "stat"});
    static constexpr auto hints = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"vllm", "pip install vllm"},
        {"guidellm", "pip install guidellm"},
        {"lm_eval", "pip install lm_eval"},
        {"setsid", "the package util-linux"},
    });
    std::vector<std::string> wanted(always.begin(), always.end());
    wanted.insert(wanted.end(), needs.tools.begin(), needs.tools.end());
    for (const auto& name : wanted) {
        const auto tool = std::ranges::find(facts.tools, name, &Tool::name);
        const bool there = tool != facts.tools.end() && !tool->path.empty();
        const bool asked_for = std::ranges::find(needs.tools, name) != needs.tools.end();
        if (there && !asked_for) continue; // said only when missing
        if (there && !tool->trouble.empty()) {
            checks.push_back({name, tool->trouble, Verdict::warning,
                              fmt::format("{} was asked for its version and ended; try it on the host: {} --version.",
                                          tool->path, name)});
            continue;
        }
        if (there) {
            checks.push_back({name, tool->version.empty() ? tool->path : tool->version, Verdict::good,
                              "Found at " + tool->path + "."});
            continue;
        }
        const auto hint = std::ranges::find(hints, std::string_view(name), [](const auto& pair) { return pair.first; });
        checks.push_back(
            {name, "not found", Verdict::bad,
             fmt::format("Install it on the host ({}), or name in the host's settings what makes it found.",
                         hint == hints.end() ? "the package coreutils" : hint->second)});
    }
}

void check_folder(const Facts& facts, const Needs& needs, Checks& checks)
{
    const auto& folder = facts.folder;
    const auto bad = [&](std::string_view text) {
        checks.push_back({"folder for runs", one_line(folder.path), Verdict::bad, std::string(text)});
    };
    constexpr int others_write = 022;
    if (folder.path.empty()) return;
    if (folder.exists && folder.link) bad("It is a symbolic link; name the folder itself.");
    if (folder.exists && !folder.own) bad("It belongs to another user; name one of your own.");
    if (folder.exists && (folder.mode & others_write) != 0)
        bad("Others may write there; take that right away (chmod go-w).");
    if (!folder.writable) bad("It cannot be written; name another folder, or check its disk.");
    if (!folder.free_bytes) return;
    const auto needed = needs.result_bytes + needs.download_bytes;
    const auto value = fmt::format("{} free, about {} needed", gib(*folder.free_bytes), gib(needed));
    constexpr std::uint64_t reserve = std::uint64_t{1} << 30;
    if (*folder.free_bytes < needed)
        checks.push_back({"disk", value, Verdict::bad, "The disk would be full before the end; free space there."});
    else if (*folder.free_bytes - needed < reserve)
        checks.push_back({"disk", value, Verdict::warning, "Less than 1 GiB would be left; free space there."});
    else
        checks.push_back({"disk", value, Verdict::good, "There is room for the results."});
}

void check_ports(const Facts& facts, Checks& checks)
{
    for (const auto& port : facts.ports)
        checks.push_back(
            {fmt::format("port {}", port.number), port.taken ? "taken" : "free",
             port.taken ? Verdict::bad : Verdict::good,
             port.taken ? "Something listens there already; choose another port." : "The server can have it."});
}

void check_clock(const Facts& facts, Checks& checks)
{
    if (!facts.clock_offset || !facts.round_trip) return;
    const auto off = facts.clock_offset->count();
    const auto value = fmt::format("{}{} s", off >= 0 ? "+" : "", format_decimal(off, 3));
    if (std::abs(off) > 1 + facts.round_trip->count())
        checks.push_back(
            {"clock", value, Verdict::warning,
             "The host's clock differs from this computer's; times of its logs are shown with the difference."});
    else
        checks.push_back({"clock", value, Verdict::good, "The host's clock agrees with this computer's."});
    checks.push_back({"round trip", format_decimal(facts.round_trip->count() * 1000, 1) + " ms", Verdict::good,
                      "This is what one question to the host takes; measuring is done there, not through it."});
}

void check_log_out(const Facts& facts, Checks& checks)
{
    if (facts.lingers || facts.kills_processes == KillsProcesses::no) return;
    if (facts.kills_processes == KillsProcesses::yes)
        checks.push_back(
            {"log-out", "ends all processes", Verdict::bad,
             "The host ends a user's processes at log-out, also a run; \"loginctl enable-linger\" there keeps "
             "them."});
    else
        checks.push_back(
            {"log-out", "not known", Verdict::warning,
             "It is not known whether the host ends processes at log-out; \"loginctl enable-linger\" there is "
             "safe."});
}

} // namespace

Checks level_checks(const std::vector<LevelNeed>& levels)
{
    Checks checks;
    for (const auto& level : levels) {
        if (!level.request_takes || level.request_takes->count() <= 0) continue;
        const double waves = level.length / *level.request_takes;
        const auto value =
            fmt::format("{} s, {} request times", format_decimal(level.length.count(), 0), format_decimal(waves, 1));
        // h200: at 512 streams and 25 s no request finished at all, and the sweep built on it ran downwards.
        if (level.throughput && waves < 2)
            checks.push_back(
                {"level " + level.name, value, Verdict::bad,
                 "It ends before two waves of requests are done, so its rate would say nothing and a sweep built "
                 "on it stops too low; make it longer, or cap its concurrency."});
        else if (waves < 5)
            checks.push_back({"level " + level.name, value, Verdict::warning,
                              "It is shorter than five requests take; most of them would be cut off. Make it longer."});
    }
    return checks;
}

Checks preflight(const Facts& facts, const Needs& needs)
{
    Checks checks;
    check_gpus(facts, needs, checks);
    check_models(facts, needs, checks);
    check_tools(facts, needs, checks);
    check_folder(facts, needs, checks);
    check_ports(facts, checks);
    check_clock(facts, checks);
    check_log_out(facts, checks);
    std::ranges::move(level_checks(needs.levels), std::back_inserter(checks));
    if (needs.takes.count() > 0)
        checks.push_back({"estimate", fmt::format("{}, {}", minutes(needs.takes), gib(needs.result_bytes)),
                          Verdict::good, "About this long, and this much to fetch."});
    return checks;
}

Checks preflight_without_plan(const Facts& facts)
{
    static constexpr auto optional =
        std::to_array<std::string_view>({"vllm", "guidellm", "lm_eval", "python3", "curl"});
    Needs needs{.gpu = !facts.gpus.empty()};
    Checks absent;
    if (!needs.gpu)
        absent.push_back({"GPU", facts.nvidia_smi.empty() ? "none" : facts.nvidia_smi, Verdict::warning,
                          "No NVIDIA GPU was found; a model cannot be served there, only measured from there."});
    for (const auto name : optional) {
        const auto tool = std::ranges::find(facts.tools, name, &Tool::name);
        if (tool != facts.tools.end() && !tool->path.empty())
            needs.tools.emplace_back(name);
        else
            absent.push_back({std::string(name), "not found", Verdict::warning,
                              "Only a plan that uses it needs it; the host's preparing lines can make it found."});
    }
    auto checks = preflight(facts, needs);
    std::ranges::move(absent, std::back_inserter(checks));
    return checks;
}

} // namespace kneepoint::hosts
