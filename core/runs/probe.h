// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kneepoint::runs {

/// What one look at a job's folder found. The host is not trusted: what is odd stays absent.
struct Probe {
    bool absent = false; ///< there is no such folder

    std::optional<double> now; ///< the host's clock, seconds since 1970
    std::string boot_here;     ///< of the host as it runs
    std::string boot;          ///< of the host when the job was started; empty: the file `state` is missing
    std::optional<double> start, beat;
    bool supervisor_alive = false, recorder_alive = false;

    std::string exit; ///< "0", "137", "startfail"; empty: not ended
    bool started = false, cancel = false, cancelled = false, timed_out = false, done = false;
    bool partial = false; ///< some results could not be listed

    std::string why;      ///< the job's own word for its failure
    std::string said;     ///< end of what the supervisor wrote, when it did not come up
    std::string steps;    ///< as the file; empty when it is no other than the one that is known
    std::string readings; ///< the lines that are new
    std::uint64_t steps_size = 0, readings_size = 0; ///< of the files, in bytes

    struct Log {
        std::uint64_t inode = 0, size = 0, from = 0;
        std::string bytes; ///< from there on, perhaps not to its end
        bool operator==(const Log&) const = default;
    };
    std::optional<Log> log;

    bool has_state() const { return !boot.empty(); }
    bool rebooted() const { return has_state() && boot != boot_here; }
    bool operator==(const Probe&) const = default;
};

Probe read_probe(std::string_view text);

} // namespace kneepoint::runs
