// SPDX-License-Identifier: GPL-3.0-or-later
#include "plans/plan_preview.h"

#include "hosts/check_model.h"
#include "plans/step_tree.h"
#include "shell/choose_file.h"
#include "shell/settings.h"
#include "shell/text.h"
#include "shell/text_window.h"
#include "shell/tone_label.h"
#include "theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace kneepoint::ui {

namespace {

QLabel* heading(const QString& words, QWidget* parent)
{
    auto* label = new QLabel(words, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QHBoxLayout* plain_row(QWidget* parent = nullptr)
{
    auto* row = new QHBoxLayout(parent);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    return row;
}

} // namespace

PlanPreview::PlanPreview(QWidget* parent)
    : QWidget(parent), m_headline(heading(tr("What will run"), this)), m_advice(new QLabel(this)),
      m_steps(new StepTree(this)), m_all(new QPushButton(tr("All as text…"), this)), m_check_words(new QLabel(this)),
      m_checks(new CheckTable(this)), m_check(new QPushButton(tr("Check host"), this)), m_results(new QLineEdit(this)),
      m_secret_rows(new QVBoxLayout), m_sentence(new ToneLabel(&Theme::worse, this)), m_run(new QPushButton(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    auto* head = plain_row();
    head->addWidget(m_headline, 1);
    head->addWidget(m_all);
    column->addLayout(head);
    m_advice->setWordWrap(true);
    m_advice->setForegroundRole(QPalette::PlaceholderText);
    m_advice->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    column->addWidget(m_advice, 1);
    column->addWidget(m_steps, 3);
    column->addWidget(build_checks(), 2);
    column->addWidget(build_foot());
    connect(m_all, &QPushButton::clicked, this, &PlanPreview::show_all);
    connect(m_steps, &StepTree::file_wanted, this, &PlanPreview::show_file);
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (m_ready)
            emit run_wanted();
        else
            emit missing_wanted();
    });
    show_checks({}, {});
    show_missing({});
}

QWidget* PlanPreview::build_checks()
{
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, grid_unit, 0, 0);
    column->setSpacing(grid_unit);
    auto* head = plain_row();
    head->addWidget(heading(tr("Is the host fit?"), part));
    m_check_words->setForegroundRole(QPalette::PlaceholderText);
    m_check_words->setWordWrap(true);
    head->addWidget(m_check_words, 1);
    head->addWidget(m_check);
    column->addLayout(head);
    column->addWidget(m_checks, 1);
    m_check->setObjectName(QStringLiteral("check-host"));
    m_check->setToolTip(tr("Look at GPUs, tools, models, disk and clock of the host; nothing is changed there"));
    connect(m_check, &QPushButton::clicked, this, &PlanPreview::check_wanted);
    return part;
}

QWidget* PlanPreview::build_foot()
{
    auto* foot = new QWidget(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(0, grid_unit, 0, 0);
    column->setSpacing(grid_unit);
    column->addLayout(m_secret_rows);
    auto* folder = plain_row();
    auto* words = new QLabel(tr("Results go to"), foot);
    words->setBuddy(m_results);
    m_results->setText(settings::results_folder());
    m_results->setPlaceholderText(tr("a folder beside the list of jobs"));
    m_results->setAccessibleName(words->text());
    auto* choose = new QPushButton(icon(QStringLiteral("folder")), tr("Choose…"), foot);
    connect(choose, &QPushButton::clicked, this, [this] {
        choose_to_open(this, tr("Keep results in"), QFileDialog::Directory, {}, [this](const QStringList& chosen) {
            m_results->setText(chosen.value(0));
            settings::set_results_folder(m_results->text());
        });
    });
    connect(m_results, &QLineEdit::editingFinished, this, [this] { settings::set_results_folder(m_results->text()); });
    folder->addWidget(words);
    folder->addWidget(m_results, 1);
    folder->addWidget(choose);
    column->addLayout(folder);
    auto* last = plain_row();
    m_sentence->setObjectName(QStringLiteral("run-sentence"));
    last->addWidget(m_sentence, 1);
    m_run->setObjectName(QStringLiteral("run-sweep"));
    m_run->setIcon(icon(QStringLiteral("run")));
    auto strong = m_run->font();
    strong.setBold(true);
    m_run->setFont(strong);
    last->addWidget(m_run, 0, Qt::AlignBottom);
    column->addLayout(last);
    return foot;
}

void PlanPreview::show_job(runs::JobFiles job, const runs::Plan& plan)
{
    m_job = std::move(job);
    QStringList names;
    for (const auto& model : plan.models) names << qt(model.served_name);
    m_steps->show_job(m_job, names);
    const auto whole = runs::estimate(plan);
    QStringList words{tr("What will run")};
    if (const auto time = duration_words(whole.takes); !time.isEmpty()) words << tr("about %1").arg(time);
    if (whole.result_bytes > 0) words << tr("%1 of results").arg(bytes_words(whole.result_bytes));
    m_headline->setText(words.join(QStringLiteral(" · ")));
    fit_secrets(plan.secrets);
    m_missing.clear();
    m_ready = true;
    m_sentence->setText({});
    update_button();
}

void PlanPreview::show_missing(const QStringList& missing)
{
    m_missing = missing;
    m_ready = false;
    m_headline->setText(tr("What will run"));
    m_advice->setText(
        missing.isEmpty()
            ? tr("The commands and files of the plan are listed here as soon as it is whole.")
            : tr("The commands and files are listed here as soon as the plan is whole. Still to do:\n• %1")
                  .arg(missing.join(QStringLiteral("\n• "))));
    m_sentence->setText({});
    update_button();
}

void PlanPreview::show_failure(const QString& sentence)
{
    m_ready = false;
    m_missing = QStringList{sentence};
    m_sentence->setText(sentence);
    update_button();
}

void PlanPreview::show_refusal(const QString& sentence)
{
    m_sentence->setText(sentence);
}

void PlanPreview::show_checks(std::vector<hosts::Check> checks, const QString& sentence)
{
    std::ranges::stable_sort(checks, std::ranges::greater(), &hosts::Check::verdict); // what is amiss is read first
    m_checks->setVisible(!checks.empty());
    m_checks->parentWidget()->setSizePolicy(QSizePolicy::Preferred,
                                            checks.empty() ? QSizePolicy::Maximum : QSizePolicy::Expanding);
    m_checks->checks().set_checks(std::move(checks));
    m_check_words->setText(sentence);
}

void PlanPreview::set_checking(Checking checking)
{
    m_checking = checking;
    update_button();
}

void PlanPreview::update_button()
{
    m_steps->setVisible(m_ready);
    m_advice->setVisible(!m_ready);
    m_all->setEnabled(m_ready);
    const bool waits = m_checking == Checking::asking || m_checking == Checking::starting;
    m_check->setEnabled(m_ready && !waits);
    m_check->setText(m_checking == Checking::asking ? tr("Checking…") : tr("Check host"));
    const auto missing = static_cast<int>(m_missing.size());
    m_run->setText(!m_ready && missing == 1           ? tr("1 thing to do first")
                   : !m_ready && missing > 1          ? tr("%1 things to do first").arg(missing)
                   : m_checking == Checking::asking   ? tr("Checking the host…")
                   : m_checking == Checking::unfit    ? tr("Run all the same")
                   : m_checking == Checking::starting ? tr("Starting…")
                                                      : tr("Run sweep"));
    m_run->setAccessibleDescription(m_missing.join(QLatin1Char(' ')));
    m_run->setToolTip(m_missing.join(QLatin1Char('\n')));
    // Until the steps of a plan that is whole are known there is nothing to press it for.
    m_run->setEnabled(!waits && (m_ready || missing > 0));
}

QString PlanPreview::results_folder() const
{
    return m_results->text().trimmed();
}

void PlanPreview::fit_secrets(const std::vector<std::string>& names)
{
    const auto has = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
    std::erase_if(m_secrets, [&](const auto& entry) {
        if (has(entry.first)) return false;
        delete entry.second->parentWidget();
        return true;
    });
    for (const auto& name : names) {
        if (m_secrets.contains(name)) continue;
        auto* whole = new QWidget(this);
        auto* row = plain_row(whole);
        auto* line = new QLineEdit(whole);
        line->setEchoMode(QLineEdit::Password);
        line->setAccessibleName(tr("Value of %1").arg(qt(name)));
        line->setPlaceholderText(qEnvironmentVariableIsSet(name.c_str())
                                     ? tr("as in the environment that Kneepoint was started in")
                                     : tr("for this run; written nowhere"));
        auto* label = new QLabel(qt(name), whole);
        label->setBuddy(line);
        row->addWidget(label);
        row->addWidget(line, 1);
        m_secret_rows->addWidget(whole);
        m_secrets.emplace(name, line);
    }
}

std::map<std::string, std::string> PlanPreview::secrets() const
{
    std::map<std::string, std::string> values;
    for (const auto& [name, line] : m_secrets) {
        const auto value = line->text().isEmpty() ? qEnvironmentVariable(name.c_str()) : line->text();
        if (!value.isEmpty()) values.emplace(name, value.toStdString());
    }
    return values;
}

void PlanPreview::show_file(const QString& path)
{
    const auto found = std::ranges::find(m_job.files, path.toStdString(), &runs::JobFile::path);
    if (found != m_job.files.end()) show_text(this, path, qt(found->content));
}

void PlanPreview::show_all()
{
    show_text(this, tr("What will run"), qt(runs::preview(m_job)));
}

} // namespace kneepoint::ui
