// SPDX-License-Identifier: GPL-3.0-or-later
// Start of the window against an empty QMainWindow: from the start of the process to the first paint, each in a process
// of its own, taken in turns. Prints the medians and their ratio (wanted: at most 2).
#include "shell/main_window.h"
#include "shell/settings.h"
#include "theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace kneepoint;

namespace {

/// Ends the program after the window's first paint.
class AfterFirstPaint : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
        return false;
    }
};

int start(QApplication& application, bool empty)
{
    if (!empty) ui::apply_theme(application, ui::settings::theme());
    std::unique_ptr<QMainWindow> window;
    if (empty)
        window = std::make_unique<QMainWindow>();
    else
        window = std::make_unique<ui::MainWindow>();
    window->resize(1440, 900);
    AfterFirstPaint filter;
    window->installEventFilter(&filter);
    window->show();
    return QApplication::exec();
}

double milliseconds(const QString& program, const QString& what)
{
    QElapsedTimer clock;
    clock.start();
    QProcess::execute(program, {what});
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    const QByteArrayView what(argc > 1 ? argv[1] : "");
    if (what == "empty" || what == "window") {
        QApplication application(argc, argv);
        return start(application, what == "empty");
    }
    const QCoreApplication application(argc, argv);
    const auto program = QCoreApplication::applicationFilePath();
    constexpr int rounds = 21;
    std::vector<double> empty, window;
    for (int i = 0; i < rounds; ++i) {
        empty.push_back(milliseconds(program, QStringLiteral("empty")));
        window.push_back(milliseconds(program, QStringLiteral("window")));
    }
    std::printf("empty QMainWindow %.0f ms, Kneepoint %.0f ms, ratio %.2f (%d rounds, medians)\n", median(empty),
                median(window), median(window) / median(empty), rounds);
}
