// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace kneepoint::ui {

/// What a word on the screen means.
struct GlossaryTerm {
    QString term;       ///< "TTFT", "tpot.with_ttft", "Recovery"
    QString meaning;    ///< "Time to first token"
    QString unit;       ///< "ms"; empty where it has none
    QString definition; ///< formula, or how it is found
    QString source;     ///< tools that use it, or the page of the documentation
};

/// Metrics and definitions of the catalogue (report::metric_glossary), and the words of comparisons.
std::vector<GlossaryTerm> glossary_terms();

class GlossaryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : int { term, meaning, unit, definition, source, column_count };

    explicit GlossaryModel(std::vector<GlossaryTerm> terms, QObject* parent = nullptr);
    const GlossaryTerm* term_at(int row) const; ///< null outside

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<GlossaryTerm> m_terms;
};

} // namespace kneepoint::ui
