// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job_protocol.h"

#include "kneepoint/base/result.h"

#include <QCoro/QCoroTask>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kneepoint::runs {

/// Gets a job's results into a folder here: what is complete while it runs, and all by the manifest at its end.
class ResultFetch {
public:
    /// Fetches what is complete and not here yet. Files that are still written are left for later.
    /// @param complete folders in which nothing is written any more
    /// @return how many came
    QCoro::Task<Result<std::size_t>> look(protocol::ShellPointer shell, protocol::Place place,
                                          std::filesystem::path folder, std::vector<std::string> complete);
    /// Was there something that may be complete at the next look?
    bool unsettled() const { return m_unsettled; }

    struct Fetched {
        std::uint64_t files = 0, bytes = 0;
    };
    /// Everything that the manifest lists, checked by its hashes. Names that end with ".tmp" are left there.
    /// @param aside where files go that are here and not as listed
    /// @error io when the line was cut, the disk here is full; every other kind when the results are not what was
    ///        listed
    static QCoro::Task<Result<Fetched>> by_manifest(protocol::ShellPointer shell, protocol::Place place,
                                                    std::filesystem::path folder, std::filesystem::path aside,
                                                    std::function<void(std::uint64_t)> progress);

private:
    std::map<std::string, std::string> m_seen, m_have; ///< marks by name
    bool m_unsettled = false;
};

} // namespace kneepoint::runs
