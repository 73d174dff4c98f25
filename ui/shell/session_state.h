// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "opening.h"
#include "session.h"
#include "study.h"
#include "worker.h"
#include "writer.h"

#include "kneepoint/library/watch.h"

#include <QUndoStack>

namespace kneepoint::ui {

struct Session::State {
    Worker scanning, pasting, studying;
    Writer writer;
    QUndoStack undo;
    library::Watch watch;

    QStringList reading; ///< what is being read; empty when nothing is
    bool reading_replaces = false;
    bool read_again = false; ///< a reload was asked for meanwhile
    std::vector<std::filesystem::path> paths;
    std::filesystem::path workspace_file;
    library::Workspace workspace;
    compare::Options options;
    std::optional<compare::Pair> wanted; ///< the pair the user looks at; none: the default one

    std::shared_ptr<const Study> study = empty_study();
    std::shared_ptr<const library::Catalogue> scanned = study->scanned, pasted = study->pasted;

    std::string selected_run;
    int selected_level = -1;
    bool busy = false;
    bool automatic_reload = false;
};

/// Limits as the comparison wants them; texts that do not parse are left out.
std::vector<compare::Slo> parsed_slos(const std::vector<std::string>& texts);

} // namespace kneepoint::ui
