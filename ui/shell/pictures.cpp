// SPDX-License-Identifier: GPL-3.0-or-later
#include "pictures.h"

#include "main_window.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <chrono>

namespace kneepoint::ui {

using namespace std::chrono_literals;

namespace {

/// Lets the window work until `done`, at most for this long. A script waits; the window never does.
template<typename Done>
bool wait(std::chrono::milliseconds limit, Done done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < limit.count()) {
        QEventLoop loop;
        QTimer::singleShot(20ms, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return done();
}

void settle()
{
    wait(400ms, [] { return false; });
}

} // namespace

Result<QStringList> take_pictures(QApplication& application, const QStringList& results, const QString& folder,
                                  QSize size)
{
    QDir().mkpath(folder);
    QStringList written;
    const std::pair<Scheme, QString> schemes[] = {{Scheme::light, QStringLiteral("light")},
                                                  {Scheme::dark, QStringLiteral("dark")}};
    const std::pair<PageId, QString> pages[] = {{PageId::library, QStringLiteral("library")},
                                                {PageId::compare, QStringLiteral("compare")},
                                                {PageId::accuracy, QStringLiteral("accuracy")},
                                                {PageId::report, QStringLiteral("report")}};
    for (const auto& [scheme, scheme_name] : schemes) {
        apply_theme(application, scheme);
        MainWindow window;
        window.resize(size);
        window.show();
        const auto take = [&](const QString& name) {
            settle();
            const auto file = QStringLiteral("%1/%2-%3.png").arg(folder, name, scheme_name);
            if (window.grab().save(file)) written << file;
        };
        take(QStringLiteral("empty"));
        auto& session = window.session();
        session.open(results);
        if (!wait(60s, [&] { return !session.busy() && !session.catalogue().runs.empty(); }))
            return failure(ErrorKind::io, "The results were not read within a minute.", results.value(0).toStdString());
        for (const auto& [page, name] : pages) {
            window.show_page(page);
            take(name);
        }
        window.open_palette();
        take(QStringLiteral("palette"));
    }
    constexpr qsizetype expected = 12;
    if (written.size() != expected)
        return failure(ErrorKind::io, "A picture could not be written.", folder.toStdString());
    return written;
}

} // namespace kneepoint::ui
