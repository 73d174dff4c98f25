// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/base/result.h"
#include "kneepoint/hosts/shell.h"

#include <QCoro/QCoroTask>
#include <QPointer>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::hosts {

/// CUDA compute capability.
struct Capability {
    int major = 0;
    int minor = 0;
    auto operator<=>(const Capability&) const = default;
};

struct Gpu {
    int index = 0;
    std::string name;
    std::optional<std::uint64_t> memory_mib, memory_used_mib;
    std::optional<Capability> capability;
    std::string driver;
};

/// What is computing on a GPU now.
struct GpuProcess {
    int pid = 0;
    std::string name;
    std::optional<std::uint64_t> memory_mib;
};

struct Tool {
    std::string name;
    std::string path;    ///< empty: not found
    std::string version; ///< empty: not told
    std::string trouble; ///< why it is not: "did not answer within 20 s"
};

/// A model as a folder there, or in the cache of the Hugging Face hub.
struct ModelPlace {
    enum class Kind { absent, folder, cache };
    std::string model;
    Kind kind = Kind::absent;
    std::string path;
    std::optional<std::uint64_t> bytes;
};

struct Port {
    int number = 0;
    bool taken = false;
};

/// The folder that runs are kept in.
struct RunFolder {
    std::string path;
    bool exists = false;
    bool link = false;
    bool own = false;      ///< belongs to the user who logs in
    bool writable = false; ///< it, or the nearest folder above that exists
    int mode = 0;
    std::optional<std::uint64_t> free_bytes;
};

enum class KillsProcesses { no, yes, unknown }; ///< does the host end a user's processes at log-out?

struct Facts {
    std::string system; ///< "Linux x86_64"
    std::optional<int> cores;
    std::optional<std::uint64_t> memory_mib;
    std::string nvidia_smi; ///< why there are no GPUs; empty when nvidia-smi answered
    std::vector<Gpu> gpus;
    std::vector<GpuProcess> gpu_processes;
    std::vector<Tool> tools;
    std::vector<ModelPlace> models;
    std::vector<Port> ports;
    RunFolder folder;
    KillsProcesses kills_processes = KillsProcesses::unknown;
    bool lingers = false; ///< the user's processes are kept all the same
    std::optional<std::chrono::duration<double>> clock_offset,
        round_trip; ///< host's clock minus ours; half a trip exact
};

struct FactsWanted {
    std::string folder; ///< where runs are kept; empty: ~/.local/state/kneepoint
    std::vector<std::string> tools{"vllm",      "guidellm", "lm_eval", "python3", "setsid",
                                   "sha256sum", "head",     "tail",    "stat",    "curl"};
    std::vector<std::string> models; ///< folders there, or hub ids
    std::vector<int> ports;
    std::chrono::seconds tool_limit{20}; ///< one that has not answered by then is ended; starting vllm takes ten
};

/// Reads what the script of gather_facts wrote; what is missing or odd in it stays absent.
Facts read_facts(std::string_view text);

/// Looks at the host in one round trip, and at its clock in a few more. Changes nothing there.
QCoro::Task<Result<Facts>> gather_facts(QPointer<Shell> shell, FactsWanted wanted);

} // namespace kneepoint::hosts
