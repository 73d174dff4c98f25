// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/pairing.h"
#include "kneepoint/compare/subjects.h"
#include "kneepoint/library/catalogue.h"
#include "kneepoint/library/workspace.h"

#include <memory>
#include <optional>

namespace kneepoint::ui {

/// What a study is made from; made on the window's thread, read on a worker.
struct StudyInput {
    std::shared_ptr<const library::Catalogue> scanned; ///< from disk
    std::shared_ptr<const library::Catalogue> pasted;  ///< from the clipboard
    library::Workspace workspace;
    compare::Options options;
    std::optional<compare::Pair> wanted;
};

/// What is open, paired and compared: all that the pages show, from one moment, never changed after it was made.
struct Study {
    std::shared_ptr<const library::Catalogue> scanned, pasted;
    std::map<std::string, std::string> schemes;          ///< given by the user
    std::shared_ptr<const library::Catalogue> catalogue; ///< of these three
    compare::Labels labels;                              ///< by run id, distinct among the open runs of one kind
    compare::Pairing pairing;
    compare::Pair pair;
    std::vector<compare::Subject> subjects;
    compare::Options options; ///< by which `comparisons` were made
    std::vector<compare::Comparison> comparisons;
    bool cancelled = false;
};

/// Of an empty catalogue: what there is before anything is opened.
std::shared_ptr<const Study> empty_study();
/// The pair to look at first: a chosen one, then fixed streams, then a sweep, then any of performance, then accuracy.
compare::Pair default_pair(const compare::Pairing& pairing, const library::Catalogue& catalogue);
/// Blocks; runs on any thread. @param previous its catalogue is taken over when files and schemes are the same, and its
/// comparisons when what they are made from is: another accepted loss then only judges them anew
Study make_study(const StudyInput& input, const Study& previous, Progress& progress);

} // namespace kneepoint::ui
