// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a job's folder on its host, as its script writes them and the center reads them: docs/remote.md, "A
// job".
#pragma once

#include <string_view>

namespace kneepoint::runs::job_folder {

/// Appended to by run.sh, a line for each change of a step; times are seconds since 1970 of the host's clock:
///     0007 begin 1764374400.25
///     0007 end 1764374460.75 0        (exit status)
///     0008 skip 1764374460.75
inline constexpr std::string_view steps = "steps";

/// Appended to while the job runs, a line for each look at the GPUs and the server, "-" where nothing is known:
///     SECONDS GPU_PERCENT GPU_MEMORY_MIB GPU_POWER_W REQUESTS_RUNNING REQUESTS_WAITING KV_PERCENT
/// With several GPUs: mean use, summed memory and power. The raw samples are kept below out/.
inline constexpr std::string_view readings = "readings";

/// What the job leaves. A file or folder whose name ends with ".tmp" is still being made and gets its name by a rename
/// when it is complete; all others are complete, or are replaced as a whole (run.json of kneepoint-load).
inline constexpr std::string_view results = "out";

/// The static program, where JobFiles::needs_load_program says so.
inline constexpr std::string_view load_program = "kneepoint-load";

/// One line: why run.sh ended with a status other than 0, and what to do; shown to the user. Written before it exits.
inline constexpr std::string_view why = "why";

} // namespace kneepoint::runs::job_folder
