// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job_record.h"
#include "job_words.h"
#include "probe.h"
#include "step_tail.h"

#include "kneepoint/runs/job.h"

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::runs {

/// What is known of a job at the moment: its record, and what was last seen on its host.
struct JobData {
    JobRecord record;
    std::string steps; ///< as the file
    std::vector<HostReading> readings;
    std::string log; ///< its last megabyte
    StepTail tail;   ///< of the log
    Time log_grew{};

    std::chrono::duration<double> clock_offset() const { return std::chrono::duration<double>(record.clock_offset_s); }
};

JobStatus status_of(const JobData& data, const LineView& line, Time now);

/// Takes what a probe found; keeps the last hour's readings and the last megabyte of the log.
/// @return whether steps or readings are others than before
bool absorb(JobData& data, const Probe& probe);
/// Lines of the file `readings`. @return whether one is new
bool absorb_readings(JobData& data, std::string_view text);
void append_log(JobData& data, std::string_view bytes, Time now = std::chrono::system_clock::now());

/// Fit to be shown: escapes taken out, what is no UTF-8 or no text replaced, the scripts' marks of steps told in words.
QString shown_log(std::string_view log, const std::vector<Step>& steps = {});

} // namespace kneepoint::runs
