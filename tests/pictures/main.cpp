// SPDX-License-Identifier: GPL-3.0-or-later
// Takes pictures of the real window: of the example results for the README, or of all pages with other results, for
// review. usage: kneepoint_pictures [--size WIDTHxHEIGHT] FOLDER [RESULTS...]
//         or:    kneepoint_pictures --made RESULTS DOCUMENT FOLDER    (with a job of its own, which takes a minute)
#include "shell/examples.h"
#include "shell/pictures.h"

#include <QApplication>
#include <QTemporaryDir>

#include <cstdio>

using namespace kneepoint::ui;

namespace {

/// Neither the user's settings nor remembered choices show in a picture, and none are left behind.
void use_settings_of_its_own(const QString& folder)
{
    for (const auto* variable : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"})
        qputenv(variable, folder.toUtf8());
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
}

QSize size_of(const QString& text)
{
    const auto parts = text.split(QLatin1Char('x'));
    return {parts.value(0).toInt(), parts.value(1).toInt()};
}

} // namespace

int main(int argc, char** argv)
{
    const QTemporaryDir home;
    use_settings_of_its_own(home.path());
    QApplication application(argc, argv);
    auto arguments = QCoreApplication::arguments().mid(1);
    QSize size(1440, 900);
    if (arguments.value(0) == QLatin1String("--size")) {
        size = size_of(arguments.value(1));
        arguments = arguments.mid(2);
    }
    std::vector<Scene> made;
    if (arguments.value(0) == QLatin1String("--made")) {
        made = made_scenes(arguments.value(1), arguments.value(2));
        arguments = arguments.mid(3);
    }
    if (arguments.isEmpty() || size.isEmpty()) {
        std::fputs("usage: kneepoint_pictures [--size WIDTHxHEIGHT] FOLDER [RESULTS...]\n", stderr);
        return 2;
    }
    const auto folder = arguments.takeFirst();
    const auto scenes = !made.empty()         ? made
                        : arguments.isEmpty() ? readme_scenes(examples_folder())
                                              : review_scenes(arguments);
    const auto pictures = take_pictures(application, scenes, folder, size);
    if (!pictures) {
        std::fprintf(stderr, "%s\n", to_string(pictures.error()).c_str());
        return 3;
    }
    for (const auto& file : *pictures) std::puts(qPrintable(file));
    return 0;
}
