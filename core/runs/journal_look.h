// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal.h"

#include "kneepoint/base/result.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kneepoint::runs {

// What is read of the journal where nobody waits for the disk, for the window's thread to take.

/// One job, and the right to act for it where no other program does.
struct JournalFind {
    std::optional<JobEntry> entry;
    std::shared_ptr<Journal::Claim> claim;
    bool cancel_wanted = false; ///< somebody left that wish
};
JournalFind find_in(const Journal& journal, const std::string& id);

/// All of it, at the start.
struct JournalContent {
    std::string client;
    std::vector<std::string> forgotten, notices;
    std::map<std::string, JournalFind> jobs;
};
Result<JournalContent> read_all(const Journal& journal);

/// What others did with it.
struct JournalNews {
    std::set<std::string> ids;
    std::vector<std::string> forgotten;
    std::map<std::string, JournalFind> jobs; ///< that are new, and those that were to be followed
    std::set<std::string> cancelled;         ///< of those that are acted for
};
struct JournalWatch {
    std::set<std::string> known;
    std::vector<std::string> followed, acted_for;
};
/// @error io when it cannot be read, which says nothing of its jobs
Result<JournalNews> read_news(const Journal& journal, const JournalWatch& watch);

} // namespace kneepoint::runs
