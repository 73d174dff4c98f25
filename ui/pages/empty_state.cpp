// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/empty_state.h"

#include "shell/examples.h"
#include "shell/run_words.h"
#include "shell/session.h"
#include "shell/text.h"
#include "theme/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace kneepoint::ui {

namespace {

/// A page does not know the window; its actions are found by their names.
void trigger_action_of_window(const QWidget& widget, const QString& name)
{
    for (auto* action : widget.window()->actions())
        if (action->objectName() == name) return action->trigger();
}

/// Pairs of one name have the base's file beside it.
QStringList names_of(const Session& session, const std::vector<const compare::Pair*>& pairs)
{
    QStringList names;
    for (const auto* pair : pairs) names << pair_words(session, *pair);
    const auto plain = names;
    for (qsizetype i = 0; i < names.size(); ++i)
        if (const auto* base = session.catalogue().run(pairs[static_cast<std::size_t>(i)]->base);
            base && plain.count(plain[i]) > 1)
            names[i] += QStringLiteral(" · ") + qt(base->file());
    return names;
}

} // namespace

EmptyState::EmptyState(const QString& headline, const QString& advice, Session& session, std::optional<RunKind> kind,
                       QWidget* parent)
    : QWidget(parent), m_session(session), m_kind(kind), m_advice(advice), m_text(new QLabel(advice, this)),
      m_layout(new QVBoxLayout(this)), m_open(new QWidget(this))
{
    auto* title = new QLabel(headline, this);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    title->setFont(font);
    title->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    // A wrapped label that is centred by its layout gets too little height unless both are said.
    m_text->setFixedWidth(60 * grid_unit);
    m_text->setMinimumHeight(m_text->heightForWidth(60 * grid_unit));
    add_buttons();

    m_layout->setSpacing(2 * grid_unit);
    m_layout->addStretch(2);
    m_layout->addWidget(title);
    m_layout->addWidget(m_text, 0, Qt::AlignCenter);
    m_layout->addWidget(m_open, 0, Qt::AlignCenter);
    m_layout->addStretch(3);
    connect(&session, &Session::comparison_changed, this, &EmptyState::offer_pairs);
    offer_pairs();
}

void EmptyState::add_buttons()
{
    auto* row = new QHBoxLayout(m_open);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    auto* folder = new QPushButton(icon(QStringLiteral("folder")), tr("Open folder…"), m_open);
    connect(folder, &QPushButton::clicked, this,
            [this] { trigger_action_of_window(*this, QStringLiteral("open-folder")); });
    row->addWidget(folder);
    auto* examples = new QPushButton(tr("Open the example results"), m_open);
    connect(examples, &QPushButton::clicked, this, [this] {
        if (const auto found = examples_folder(); !found.isEmpty()) m_session.open({found});
    });
    examples->setVisible(!examples_folder().isEmpty());
    row->addWidget(examples);
}

void EmptyState::offer_pairs()
{
    constexpr std::size_t most = 4; // more are in the library
    delete m_pairs;
    m_pairs = nullptr;
    std::vector<const compare::Pair*> found;
    for (const auto& pair : m_session.pairing().pairs)
        if (m_kind == pair.kind) found.push_back(&pair);
    m_open->setVisible(found.empty());
    m_text->setText(found.empty()         ? m_advice
                    : found.size() > most ? tr("Another pair is in sight. %1 were found as well; the Library has all, "
                                               "these are the first:")
                                                .arg(found.size())
                                          : tr("Another pair is in sight. These were found as well:"));
    if (found.empty()) return;
    const auto names = names_of(m_session, found);
    found.resize(std::min(found.size(), most));
    m_pairs = new QWidget(this);
    auto* column = new QVBoxLayout(m_pairs);
    column->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto* pair = found[i];
        const auto words = tr("Compare %1").arg(names[static_cast<qsizetype>(i)]);
        auto* button = new QPushButton(fontMetrics().elidedText(words, Qt::ElideMiddle, 60 * grid_unit), m_pairs);
        button->setToolTip(words);
        button->setAccessibleName(words);
        // Not at once: what is shown then takes this button away.
        connect(
            button, &QPushButton::clicked, &m_session,
            [&session = m_session, wanted = *pair] { session.show_pair(wanted); }, Qt::QueuedConnection);
        column->addWidget(button);
    }
    m_layout->insertWidget(m_layout->count() - 1, m_pairs, 0, Qt::AlignCenter);
}

} // namespace kneepoint::ui
