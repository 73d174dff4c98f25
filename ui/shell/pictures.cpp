// SPDX-License-Identifier: GPL-3.0-or-later
#include "pictures.h"

#include "jobs/job_desk.h"
#include "jobs/job_source.h"
#include "pages/claims_page.h"
#include "plans/plan_starts.h"
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

/// The newcomer's plan, shortened. One job serves both themes: the next window finds it in the journal.
Result<void> have_job(MainWindow& window)
{
    auto& jobs = window.desk().jobs();
    settle(); // the journal is read after the window is painted
    if (jobs.jobs().empty()) {
        auto plan = plan_starts().front().plan;
        plan.load->streams = {1, 2, 4, 8};
        plan.load->max_seconds = 4;
        const auto host = window.desk().hosts().find(plan.host);
        if (!host) return std::unexpected(host.error());
        if (auto begun = jobs.submit({.plan = plan, .host = *host, .results = {}, .secrets = {}}, {}); !begun)
            return std::unexpected(begun.error());
    }
    const auto ended = [&] {
        const auto all = jobs.jobs();
        return !all.empty() && runs::is_end(all.front().state) && all.front().fetched_files > 0;
    };
    if (!wait(5min, ended)) return failure(ErrorKind::io, "The job did not end within five minutes.");
    window.open_paths({QString::fromStdString(jobs.jobs().front().results.string())}); // as the one who waited sees it
    wait(60s, [&] { return !window.session().busy() && !window.session().comparisons().empty(); });
    settle();
    window.show_job(jobs.jobs().front().id);
    window.notifications().clear();
    wait(3s, [] { return false; }); // its curves are read meanwhile
    return {};
}

Result<void> have_claims(MainWindow& window, const QString& document)
{
    auto* page = static_cast<ClaimsPage*>(window.page(PageId::claims));
    page->open_document(document);
    if (!wait(60s, [&] { return !page->busy(); }) || page->review().claims.empty())
        return failure(ErrorKind::io, "The document was not checked.", document.toStdString());
    return {};
}

Result<void> set_up(MainWindow& window, const Scene& scene)
{
    auto& session = window.session();
    bool read = scene.results.isEmpty();
    const QObject here; // ends the connection with this function
    QObject::connect(&session, &Session::catalogue_changed, &here, [&read] { read = true; });
    if (!read) session.open(scene.results);
    if (!wait(60s, [&] { return read && !session.busy(); }))
        return failure(ErrorKind::io, "The results were not read within a minute.",
                       scene.results.value(0).toStdString());
    if (!scene.slos.isEmpty()) session.set_slos(scene.slos);
    wait(60s, [&] { return !session.busy(); });
    window.show_page(scene.page);
    if (scene.with_job)
        if (auto there = have_job(window); !there) return there;
    if (!scene.document.isEmpty())
        if (auto there = have_claims(window, scene.document); !there) return there;
    settle();
    if (scene.with_palette) window.open_palette();
    settle();
    return {};
}

} // namespace

std::vector<Scene> readme_scenes(const QString& examples)
{
    const QStringList streams{examples + QStringLiteral("/h200-llama-3.1-8b-fp8/streams")};
    return {{QStringLiteral("library"), {examples}, PageId::library},
            {QStringLiteral("compare"), streams, PageId::compare, {QStringLiteral("itl:median<=8ms")}},
            {QStringLiteral("accuracy"), {examples + QStringLiteral("/tiny-llama-int3-accuracy")}, PageId::accuracy},
            {QStringLiteral("run"), {}, PageId::run},
            {QStringLiteral("report"), streams, PageId::report}};
}

std::vector<Scene> made_scenes(const QString& study, const QString& document)
{
    return {{QStringLiteral("overview"), {study}, PageId::overview},
            {.name = QStringLiteral("jobs"), .page = PageId::jobs, .with_job = true},
            {.name = QStringLiteral("claims"), .page = PageId::claims, .document = document}};
}

std::vector<Scene> review_scenes(const QStringList& results)
{
    return {{QStringLiteral("empty")},
            {QStringLiteral("library"), results, PageId::library},
            {QStringLiteral("compare"), results, PageId::compare},
            {QStringLiteral("accuracy"), results, PageId::accuracy},
            {QStringLiteral("overview"), results, PageId::overview},
            {QStringLiteral("run"), results, PageId::run},
            {QStringLiteral("jobs"), results, PageId::jobs},
            {QStringLiteral("report"), results, PageId::report},
            {QStringLiteral("palette"), results, PageId::compare, {}, true}};
}

Result<QStringList> take_pictures(QApplication& application, const std::vector<Scene>& scenes, const QString& folder,
                                  QSize size)
{
    constexpr int best_compression = 0; // what Qt calls quality
    QDir().mkpath(folder);
    QStringList written;
    for (const auto& [scheme, theme_name] :
         {std::pair(Scheme::light, QStringLiteral("light")), std::pair(Scheme::dark, QStringLiteral("dark"))}) {
        apply_theme(application, scheme);
        for (const auto& scene : scenes) {
            MainWindow window;
            window.resize(size);
            window.show();
            if (auto ready = set_up(window, scene); !ready) return std::unexpected(ready.error());
            const auto file = QStringLiteral("%1/%2-%3.png").arg(folder, scene.name, theme_name);
            if (!window.grab().save(file, "PNG", best_compression))
                return failure(ErrorKind::io, "The picture could not be written.", file.toStdString());
            written << file;
        }
    }
    return written;
}

} // namespace kneepoint::ui
