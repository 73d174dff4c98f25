// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/pairing.h"

#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace kneepoint::ui {

class PillButton;
class Session;

/// The pair that all pages speak about: base, candidates, swap and add.
class PairBar : public QWidget {
    Q_OBJECT
public:
    explicit PairBar(Session& session, QWidget* parent = nullptr);

private:
    void refresh();
    void show_candidates(compare::Pair pair);
    QString name_of(const std::string& run_id, std::size_t side) const;
    std::vector<const Run*> choices() const; ///< runs of the pair's kind
    void fill_base_menu();
    void fill_candidate_menu(QMenu* menu, std::size_t index);
    void fill_many_menu();
    void fill_add_menu();
    void add_pairs_found(QMenu* menu);
    void add_runs(QMenu* menu, const std::string& chosen, const std::function<void(const std::string&)>& choose);

    Session& m_session;
    QLabel* m_base_word;
    QLabel* m_against_word;
    PillButton* m_base;
    QToolButton* m_swap;
    PillButton* m_many; ///< stands for the candidates when they are many
    QToolButton* m_add;
    QHBoxLayout* m_candidate_row;
    std::vector<PillButton*> m_candidates;
};

} // namespace kneepoint::ui
