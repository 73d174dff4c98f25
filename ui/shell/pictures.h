// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "main_window.h"

#include "kneepoint/base/result.h"

#include <QSize>
#include <QStringList>

#include <vector>

class QApplication;

namespace kneepoint::ui {

/// What stands before the camera.
struct Scene {
    QString name;             ///< of the file: "compare" gives compare-light.png and compare-dark.png
    QStringList results = {}; ///< to open; none: the window before anything is opened
    PageId page = PageId::library;
    QStringList slos = {};
    bool with_palette = false;
    QString document = {}; ///< whose claims are checked
    bool with_job = false; ///< after a short one on this computer, against simulated servers, has ended
};

/// The pictures of the README, from the example results.
std::vector<Scene> readme_scenes(const QString& examples);
/// Those that take more than results: a job that runs for a minute, a document, and results with both halves.
std::vector<Scene> made_scenes(const QString& study, const QString& document);
/// Every page with these results, for review.
std::vector<Scene> review_scenes(const QStringList& results);

/// Takes pictures of the real window in both themes. Works on the offscreen platform.
/// @error io when results are not read within a minute or a picture cannot be written
Result<QStringList> take_pictures(QApplication& application, const std::vector<Scene>& scenes, const QString& folder,
                                  QSize size = {1440, 900});

} // namespace kneepoint::ui
