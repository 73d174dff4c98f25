// SPDX-License-Identifier: GPL-3.0-or-later
#include "pair_bar.h"

#include "pill_button.h"
#include "run_words.h"
#include "session.h"
#include "text.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>

#include <algorithm>

namespace kneepoint::ui {

namespace {

QLabel* faint_word(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

PairBar::PairBar(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_base_word(faint_word(tr("base"), this)),
      m_against_word(faint_word(tr("against"), this)), m_base(new PillButton(this)), m_swap(new QToolButton(this)),
      m_many(new PillButton(this)), m_add(new QToolButton(this)), m_candidate_row(new QHBoxLayout)
{
    setObjectName(QStringLiteral("pair-bar"));
    setAccessibleName(tr("The pair that is compared"));
    m_base->setObjectName(QStringLiteral("pair-base"));
    m_base->setMenu(new QMenu(m_base));
    connect(m_base->menu(), &QMenu::aboutToShow, this, &PairBar::fill_base_menu);
    m_swap->setObjectName(QStringLiteral("pair-swap"));
    m_swap->setIcon(icon(QStringLiteral("swap")));
    m_swap->setAutoRaise(true);
    m_swap->setToolTip(tr("Swap base and candidate"));
    m_swap->setAccessibleName(m_swap->toolTip());
    connect(m_swap, &QToolButton::clicked, &session, &Session::swap_pair);
    m_many->setObjectName(QStringLiteral("pair-candidates"));
    m_many->setAccessibleName(tr("Candidates"));
    m_many->setMenu(new QMenu(m_many));
    connect(m_many->menu(), &QMenu::aboutToShow, this, &PairBar::fill_many_menu);
    m_add->setObjectName(QStringLiteral("pair-add"));
    m_add->setText(tr("+ add"));
    m_add->setAutoRaise(true);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setToolTip(tr("Compare with one more candidate"));
    m_add->setAccessibleName(m_add->toolTip());
    m_add->setMenu(new QMenu(m_add));
    connect(m_add->menu(), &QMenu::aboutToShow, this, &PairBar::fill_add_menu);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    m_candidate_row->setSpacing(grid_unit);
    row->addWidget(m_base_word);
    row->addWidget(m_base);
    row->addWidget(m_swap);
    row->addWidget(m_against_word);
    row->addLayout(m_candidate_row);
    row->addWidget(m_many);
    row->addWidget(m_add);
    connect(&session, &Session::pairing_changed, this, &PairBar::refresh);
    connect(&session, &Session::catalogue_changed, this, &PairBar::refresh);
    refresh();
}

void PairBar::refresh()
{
    const auto pair = m_session.current_pair();
    const bool paired = !m_session.subjects().empty();
    const bool any = paired || choices().size() > 1;
    for (QWidget* widget : {static_cast<QWidget*>(m_base_word), static_cast<QWidget*>(m_base)}) widget->setVisible(any);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_swap), static_cast<QWidget*>(m_against_word), static_cast<QWidget*>(m_add)})
        widget->setVisible(paired);
    m_base->set_content(paired ? name_of(pair.base, 0) : tr("choose a pair"), paired ? 0 : -1);
    m_base->setAccessibleName(paired ? tr("Base: %1").arg(m_base->text()) : tr("Choose a pair"));
    m_base->setToolTip(paired ? tr("Base: %1").arg(described(m_session, *m_session.catalogue().run(pair.base)))
                              : QString());
    show_candidates(paired ? pair : compare::Pair{});
}

void PairBar::show_candidates(compare::Pair pair)
{
    constexpr std::size_t most = 2; // more have no room side by side
    m_many->setVisible(pair.candidates.size() > most);
    if (pair.candidates.size() > most) {
        QStringList names;
        for (std::size_t i = 0; i < pair.candidates.size(); ++i) names << name_of(pair.candidates[i], i + 1);
        m_many->set_content(tr("%n candidates", nullptr, static_cast<int>(names.size())), -1);
        m_many->setToolTip(names.join(QLatin1Char('\n')));
        m_many->setAccessibleName(tr("Candidates: %1").arg(names.join(QStringLiteral(", "))));
        pair.candidates.clear();
    }
    while (m_candidates.size() > pair.candidates.size()) {
        m_candidate_row->removeWidget(m_candidates.back()); // it takes no room until it is deleted
        m_candidates.back()->hide();
        m_candidates.back()->deleteLater();
        m_candidates.pop_back();
    }
    while (m_candidates.size() < pair.candidates.size()) {
        const auto index = m_candidates.size();
        auto* pill = new PillButton(this);
        pill->setObjectName(QStringLiteral("pair-candidate-%1").arg(index));
        pill->setMenu(new QMenu(pill));
        connect(pill->menu(), &QMenu::aboutToShow, this,
                [this, pill, index] { fill_candidate_menu(pill->menu(), index); });
        m_candidate_row->addWidget(pill);
        m_candidates.push_back(pill);
        QWidget::setTabOrder(index == 0 ? static_cast<QWidget*>(m_swap) : m_candidates[index - 1], pill);
    }
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        const auto& id = pair.candidates[i];
        m_candidates[i]->set_content(name_of(id, i + 1), static_cast<int>(i) + 1);
        m_candidates[i]->setAccessibleName(tr("Candidate: %1").arg(m_candidates[i]->text()));
        m_candidates[i]->setToolTip(tr("Candidate: %1").arg(described(m_session, *m_session.catalogue().run(id))));
    }
}

QString PairBar::name_of(const std::string& run_id, std::size_t side) const
{
    const auto* run = m_session.catalogue().run(run_id);
    const auto& subjects = m_session.subjects();
    const auto label = side < subjects.size() ? qt(subjects[side].label) : m_session.label(run_id);
    const auto model = run ? qt(compare::model_stem(run->setup.model)) : QString();
    // Several candidates leave no room for the model, which is the same in most pairs.
    if (model.isEmpty() || label.contains(model, Qt::CaseInsensitive) || subjects.size() > 2) return label;
    return model + QStringLiteral(" · ") + label;
}

std::vector<const Run*> PairBar::choices() const
{
    const auto& pair = m_session.current_pair();
    std::vector<const Run*> runs;
    for (const auto& run : m_session.catalogue().runs)
        if (run.kind == pair.kind) runs.push_back(&run);
    return runs;
}

void PairBar::add_pairs_found(QMenu* menu)
{
    const auto& pairs = m_session.pairing().pairs;
    if (pairs.empty()) return;
    menu->addSection(tr("Pairs found"));
    const auto current = m_session.current_pair();
    for (const auto& pair : pairs) {
        auto* action = menu->addAction(pair_words(m_session, pair), this, [this, pair] { m_session.show_pair(pair); });
        action->setToolTip(qt(pair.why));
        action->setCheckable(true);
        action->setChecked(pair.base == current.base && pair.candidates == current.candidates);
    }
}

void PairBar::add_runs(QMenu* menu, const std::string& chosen, const std::function<void(const std::string&)>& choose)
{
    for (const auto* run : choices()) {
        auto* action = menu->addAction(described(m_session, *run), this, [choose, id = run->id] { choose(id); });
        action->setToolTip(qt(run->file()));
        action->setCheckable(true);
        action->setChecked(run->id == chosen);
    }
}

void PairBar::fill_base_menu()
{
    auto* menu = m_base->menu();
    menu->clear();
    menu->setToolTipsVisible(true);
    add_pairs_found(menu);
    const auto pair = m_session.current_pair();
    menu->addSection(tr("Base run"));
    add_runs(menu, pair.base, [this](const std::string& id) { m_session.use_as_base(id); });
}

void PairBar::fill_candidate_menu(QMenu* menu, std::size_t index)
{
    menu->clear();
    menu->setToolTipsVisible(true);
    const auto pair = m_session.current_pair();
    if (index >= pair.candidates.size()) return;
    menu->addSection(tr("Candidate run"));
    add_runs(menu, pair.candidates[index], [this, pair, index](const std::string& id) {
        if (id == pair.base) return m_session.swap_pair();
        auto candidates = pair.candidates;
        std::ranges::replace(candidates, id, candidates[index]);
        candidates[index] = id;
        m_session.choose_pair(pair.base, candidates);
    });
    if (pair.candidates.size() < 2) return;
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("remove")), tr("Leave this candidate out"), this, [this, pair, index] {
        auto candidates = pair.candidates;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(index));
        m_session.choose_pair(pair.base, candidates);
    });
}

void PairBar::fill_many_menu()
{
    auto* menu = m_many->menu();
    menu->clear();
    const auto candidates = m_session.current_pair().candidates;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        fill_candidate_menu(menu->addMenu(name_of(candidates[i], i + 1)), i);
}

void PairBar::fill_add_menu()
{
    auto* menu = m_add->menu();
    menu->clear();
    menu->setToolTipsVisible(true);
    const auto pair = m_session.current_pair();
    for (const auto* run : choices()) {
        if (run->id == pair.base || std::ranges::count(pair.candidates, run->id)) continue;
        auto* action =
            menu->addAction(described(m_session, *run), this, [this, id = run->id] { m_session.add_candidate(id); });
        action->setToolTip(qt(run->file()));
    }
    if (menu->isEmpty()) menu->addAction(tr("No other run of this kind is open"))->setEnabled(false);
}

} // namespace kneepoint::ui
