// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/step_tree.h"

#include "kneepoint/base/text.h"
#include "plans/argument_words.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QFontDatabase>
#include <QHeaderView>

#include <cmath>

namespace kneepoint::ui {

namespace {

constexpr int file_role = Qt::UserRole;

QTreeWidgetItem* line(const QString& text, const QString& time = {})
{
    auto* item = new QTreeWidgetItem({text, time});
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QTreeWidgetItem* command_line(const std::vector<std::string>& argv)
{
    auto* item = line(qt(typed(argv)));
    item->setFont(0, QFontDatabase::systemFont(QFontDatabase::FixedFont));
    item->setToolTip(0, QStringList(to_texts(argv)).join(QLatin1Char('\n')));
    item->setFirstColumnSpanned(true);
    return item;
}

/// Steps in a row that are about one model and one repetition.
bool together(const runs::Step& one, const runs::Step& other)
{
    return one.model == other.model && one.repetition == other.repetition;
}

} // namespace

QString duration_words(std::chrono::duration<double> duration)
{
    const auto seconds = static_cast<qint64>(std::ceil(duration.count()));
    if (seconds <= 0) return {};
    if (seconds < 90) return StepTree::tr("%1 s").arg(seconds);
    // Below ten minutes in seconds, so that what stands under each other adds up.
    if (seconds < 600)
        return seconds % 60 == 0 ? StepTree::tr("%1 min").arg(seconds / 60)
                                 : StepTree::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    const auto minutes = (seconds + 30) / 60;
    if (minutes < 90) return StepTree::tr("%1 min").arg(minutes);
    return StepTree::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString bytes_words(std::uint64_t bytes)
{
    return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), bytes < 10'000'000 ? 1 : 0,
                                          QLocale::DataSizeSIFormat);
}

StepTree::StepTree(QWidget* parent) : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("plan-steps"));
    setAccessibleName(tr("What will run"));
    setColumnCount(2);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    connect(this, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
        if (const auto file = item->data(0, file_role).toString(); !file.isEmpty()) emit file_wanted(file);
    });
}

void StepTree::show_job(const runs::JobFiles& job, const QStringList& model_names)
{
    clear();
    add_steps(job.steps, model_names);
    add_files(job);
    if (topLevelItemCount() > 0) topLevelItem(0)->setExpanded(true);
}

void StepTree::add_steps(const std::vector<runs::Step>& steps, const QStringList& model_names)
{
    for (std::size_t first = 0; first < steps.size();) {
        std::size_t end = first;
        std::chrono::duration<double> takes{};
        while (end < steps.size() && together(steps[first], steps[end])) takes += steps[end++].takes;
        const auto name = steps[first].model < 0 ? tr("Before") : model_names.value(steps[first].model);
        const auto round =
            steps[first].repetition > 0 ? tr(", again (%1)").arg(steps[first].repetition + 1) : QString();
        auto* group = line(tr("%1%2 · %3").arg(name, round, qt(counted(end - first, "step"))), duration_words(takes));
        addTopLevelItem(group);
        for (; first < end; ++first) {
            auto* step = line(qt(steps[first].text), duration_words(steps[first].takes));
            step->setToolTip(0, qt(steps[first].text));
            group->addChild(step);
            if (!steps[first].argv.empty()) step->addChild(command_line(steps[first].argv));
        }
    }
}

void StepTree::add_files(const runs::JobFiles& job)
{
    const auto count = job.files.size() + (job.needs_load_program ? 1 : 0);
    auto* group = line(tr("%1 put on the host").arg(qt(counted(count, "file"))));
    addTopLevelItem(group);
    for (const auto& file : job.files) {
        auto* item = line(qt(file.path), bytes_words(file.content.size()));
        item->setData(0, file_role, qt(file.path));
        item->setToolTip(0, tr("Double click or press Enter to read it"));
        group->addChild(item);
    }
    if (job.needs_load_program) group->addChild(line(tr("kneepoint-load, the load generator, as one file")));
}

} // namespace kneepoint::ui
