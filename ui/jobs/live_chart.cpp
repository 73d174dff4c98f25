// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/live_chart.h"

#include "plots/plot_widget.h"
#include "shell/study.h"
#include "shell/tone_label.h"
#include "shell/worker.h"

#include "kneepoint/report/charts.h"

#include <QVBoxLayout>

#include <array>

namespace kneepoint::ui {

namespace {

struct Reading {
    std::shared_ptr<const library::Catalogue> catalogue;
    report::Chart chart;
};

std::vector<report::Charted> charted(const Study& study)
{
    std::vector<report::Charted> runs;
    for (std::size_t i = 0; i < study.subjects.size(); ++i)
        if (const auto& subject = study.subjects[i]; subject.performance)
            runs.push_back({subject.performance, subject.label, static_cast<int>(i)});
    if (!runs.empty()) return runs;
    for (const auto& run : study.catalogue->runs) // the base alone, as long as no candidate has begun
        if (run.kind == RunKind::performance)
            runs.push_back({&run, study.labels.at(run.id), static_cast<int>(runs.size())});
    return runs;
}

Reading read_results(const std::filesystem::path& folder, const std::shared_ptr<const library::Catalogue>& before,
                     Progress& progress)
{
    const std::array paths{folder};
    auto catalogue =
        std::make_shared<const library::Catalogue>(library::scan(paths, progress, {}, before ? before.get() : nullptr));
    StudyInput input;
    input.scanned = catalogue;
    input.pasted = std::make_shared<const library::Catalogue>();
    const auto study = make_study(input, *empty_study(), progress);
    return {catalogue, report::curve_chart(charted(study), {})};
}

} // namespace

LiveChart::LiveChart(QWidget* parent)
    : QWidget(parent), m_plot(new PlotWidget(this)), m_empty(new ToneLabel(&Theme::faint, this)),
      m_worker(std::make_unique<Worker>())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    column->addWidget(m_empty, 1);
    m_empty->setAlignment(Qt::AlignCenter);
    set_growing(true);
    show_chart({});
    m_pause.setSingleShot(true);
    m_pause.setInterval(500); // results come in several files
    connect(&m_pause, &QTimer::timeout, this, &LiveChart::read);
}

LiveChart::~LiveChart() = default;

void LiveChart::set_folder(const std::filesystem::path& folder)
{
    if (folder == m_folder) return;
    m_folder = folder;
    m_read.reset();
    show_chart({});
    if (!m_folder.empty()) read();
}

void LiveChart::grew()
{
    if (!m_pause.isActive()) m_pause.start();
}

void LiveChart::set_growing(bool growing)
{
    m_empty->setText(growing ? tr("No level has ended yet.\nThe curves grow by a point with each.")
                             : tr("No level has ended: there is nothing to draw."));
}

void LiveChart::read()
{
    if (m_worker->busy()) {
        m_again = true;
        return;
    }
    m_worker->start(
        [folder = m_folder, before = m_read](Progress& progress) { return read_results(folder, before, progress); },
        [this, folder = m_folder](Reading reading) {
            if (folder == m_folder) {
                m_read = std::move(reading.catalogue);
                show_chart(reading.chart);
                emit updated();
            } else {
                m_again = true;
            }
            if (std::exchange(m_again, false)) m_pause.start();
        });
}

void LiveChart::show_chart(const report::Chart& chart)
{
    m_plot->set_chart(chart);
    m_plot->setVisible(!chart.empty());
    m_empty->setVisible(chart.empty());
}

const report::Chart& LiveChart::chart() const
{
    return m_plot->chart();
}

} // namespace kneepoint::ui
