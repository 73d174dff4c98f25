// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/claims_page.h"

#include "pages/claim_details.h"
#include "pages/claims_check.h"
#include "shell/choose_file.h"
#include "shell/elided_label.h"
#include "shell/session.h"
#include "shell/text.h"
#include "tables/claims_model.h"
#include "tables/claims_proxy.h"
#include "tables/figures_table.h"
#include "theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

namespace {

QFont larger(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    return font;
}

QString document_in(const QMimeData& data)
{
    for (const auto& url : data.urls())
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile()) {
            const auto ending = QFileInfo(url.toLocalFile()).suffix().toLower();
            if (ending == QLatin1String("md") || ending == QLatin1String("markdown")) return url.toLocalFile();
        }
    return {};
}

} // namespace

ClaimsPage::ClaimsPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)), m_title(new ElidedLabel(this, Qt::ElideMiddle)),
      m_summary(new QLabel(this)), m_shown(new QComboBox(this)), m_search(new QLineEdit(this)),
      m_table(new FiguresTable(this)), m_details(new ClaimDetails(this)), m_model(new ClaimsModel(this)),
      m_proxy(new ClaimsProxy(this)), m_check(new ClaimsCheck(this))
{
    setObjectName(QStringLiteral("claims-page"));
    setAcceptDrops(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * grid_unit, grid_unit, 2 * grid_unit, grid_unit);
    layout->addWidget(m_stack);
    m_stack->addWidget(build_empty());
    m_stack->addWidget(build_content());
    auto* open = new QAction(tr("Open a document to check…"), this);
    connect(open, &QAction::triggered, this, &ClaimsPage::choose_document);
    addAction(open);
    auto* again = new QAction(tr("Check the document again"), this);
    connect(again, &QAction::triggered, this, &ClaimsPage::check);
    addAction(again);
    connect(m_check, &ClaimsCheck::checked, this, &ClaimsPage::adopt);
    connect(&session, &Session::catalogue_changed, this, &ClaimsPage::check);
}

bool ClaimsPage::busy() const
{
    return m_check->busy();
}

QWidget* ClaimsPage::build_empty()
{
    auto* empty = new QWidget(this);
    auto* column = new QVBoxLayout(empty);
    column->setSpacing(2 * grid_unit);
    auto* title = new QLabel(tr("Does a published document keep its word?"), empty);
    title->setFont(larger(title->font()));
    title->setAlignment(Qt::AlignCenter);
    auto* text =
        new QLabel(tr("Open a Markdown document: a README, a model card, a report. Every ratio, percentage, range, "
                      "“best” and “up to” is recomputed from the tables it stands beside, and from the results that "
                      "are open here. What does not hold is named with the rows that break it."),
                   empty);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setForegroundRole(QPalette::PlaceholderText);
    text->setFixedWidth(60 * grid_unit);
    text->setMinimumHeight(text->heightForWidth(60 * grid_unit));
    auto* open = new QPushButton(icon(QStringLiteral("claims")), tr("Open document…"), empty);
    connect(open, &QPushButton::clicked, this, &ClaimsPage::choose_document);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(text, 0, Qt::AlignCenter);
    column->addWidget(open, 0, Qt::AlignCenter);
    column->addStretch(3);
    return empty;
}

QWidget* ClaimsPage::build_head()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit);
    m_title->setFont(larger(m_title->font()));
    m_shown->addItem(tr("what does not simply hold"), static_cast<int>(ClaimsProxy::Shown::not_holding));
    m_shown->addItem(tr("contradictions"), static_cast<int>(ClaimsProxy::Shown::contradicting));
    m_shown->addItem(tr("all claims"), static_cast<int>(ClaimsProxy::Shown::all));
    m_shown->setAccessibleName(tr("Which claims are shown"));
    m_search->setPlaceholderText(tr("Search claims"));
    m_search->setAccessibleName(tr("Search claims"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(36 * grid_unit);
    auto* open = new QPushButton(tr("Open document…"), head);
    connect(open, &QPushButton::clicked, this, &ClaimsPage::choose_document);
    connect(m_shown, &QComboBox::currentIndexChanged, this, &ClaimsPage::show_filtered);
    connect(m_search, &QLineEdit::textChanged, this, &ClaimsPage::show_filtered);
    row->addWidget(m_title, 2);
    row->addWidget(m_shown);
    row->addWidget(m_search, 1);
    row->addWidget(open);
    return head;
}

void ClaimsPage::set_up_table()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    m_table->setObjectName(QStringLiteral("claims-table"));
    m_table->setAccessibleName(tr("Claims of the document"));
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(m_table, &FiguresTable::explained, &session(), &Session::explain);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // what is cut stands in full below
    connect(m_table, &FiguresTable::fitted, this, &ClaimsPage::share_width);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ClaimsPage::show_details);
}

/// What is short in full; claim and reason share the rest, so that nothing is out of sight.
void ClaimsPage::share_width()
{
    constexpr int gap = 2 * grid_unit;
    int rest = m_table->viewport()->width();
    for (const auto& [column, most] :
         {std::pair{int(ClaimsModel::line), 8}, std::pair{int(ClaimsModel::verdict), 20},
          std::pair{int(ClaimsModel::stated), 16}, std::pair{int(ClaimsModel::computed), 20}}) {
        const auto head = m_model->headerData(column, Qt::Horizontal).toString();
        const int words = m_table->horizontalHeader()->fontMetrics().horizontalAdvance(head) + gap;
        const int width = std::min(std::max(m_table->wanted_column(column) + gap, words + gap), most * grid_unit);
        m_table->setColumnWidth(column, width);
        rest -= width;
    }
    m_table->setColumnWidth(ClaimsModel::text, rest / 2);
    m_table->setColumnWidth(ClaimsModel::why, rest - rest / 2);
}

void ClaimsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    QMetaObject::invokeMethod(this, &ClaimsPage::share_width, Qt::QueuedConnection); // after the layout
}

QWidget* ClaimsPage::build_content()
{
    set_up_table();
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_summary->setAccessibleName(tr("Summary"));
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid_unit);
    column->addWidget(build_head());
    column->addWidget(m_summary);
    auto* split = new QSplitter(Qt::Vertical, content);
    split->addWidget(m_table);
    split->addWidget(m_details);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setHandleWidth(grid_unit);
    split->setChildrenCollapsible(false);
    column->addWidget(split, 1);
    return content;
}

void ClaimsPage::choose_document()
{
    choose_to_open(this, tr("Open a document to check"), QFileDialog::ExistingFile,
                   tr("Markdown (*.md *.markdown *.txt);;All files (*)"),
                   [this](const QStringList& files) { open_document(files.value(0)); });
}

void ClaimsPage::open_document(const QString& file)
{
    if (file.isEmpty()) return;
    m_file = file;
    check();
}

void ClaimsPage::check()
{
    if (!m_file.isEmpty()) m_check->start(m_file, session().shared_catalogue());
}

QString ClaimsPage::summary() const
{
    const auto count = [&](claims::Verdict verdict) { return QString::number(m_review.count(verdict)); };
    auto text =
        m_review.claims.empty()
            ? tr("No claim was found: the document has no table with derived figures and no sentence that compares "
                 "figures.")
            : tr("%1 claims: %2 hold, %3 hold when rounded, %4 contradict, %5 cannot be checked.")
                  .arg(QString::number(m_review.claims.size()), count(claims::Verdict::holds),
                       count(claims::Verdict::rounded), count(claims::Verdict::contradicts),
                       count(claims::Verdict::unchecked));
    for (const auto& problem : m_review.problems) text += QLatin1Char('\n') + qt(problem.text);
    return text;
}

void ClaimsPage::adopt(const CheckedDocument& checked)
{
    m_lines = checked.lines;
    m_review = checked.review ? *checked.review : claims::Review{};
    m_title->set_text(QFileInfo(checked.file).fileName());
    m_title->setToolTip(checked.file);
    m_summary->setText(checked.review ? summary() : qt(to_string(checked.review.error())));
    m_stack->setCurrentIndex(1);
    m_model->set_claims(m_review.claims);
    show_filtered();
}

void ClaimsPage::show_filtered()
{
    m_proxy->show(static_cast<ClaimsProxy::Shown>(m_shown->currentData().toInt()), m_search->text());
    if (!m_table->currentIndex().isValid() && m_proxy->rowCount() > 0) m_table->setCurrentIndex(m_proxy->index(0, 0));
    show_details();
    emit content_changed();
}

void ClaimsPage::show_details()
{
    m_details->show_claim(m_proxy->claim(m_table->currentIndex()), m_lines);
}

void ClaimsPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!document_in(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void ClaimsPage::dropEvent(QDropEvent* event)
{
    const auto file = document_in(*event->mimeData());
    if (file.isEmpty()) return;
    event->acceptProposedAction();
    open_document(file);
}

QString ClaimsPage::title() const
{
    return tr("Claims");
}

QString ClaimsPage::help_text() const
{
    return tr(
        "### Claims\n\n"
        "Open a Markdown document (or drop one here). Its tables and sentences are recomputed from its own figures and "
        "from the results that are open.\n\n"
        "**✓ holds**: rounded half up to the stated decimals it is the stated figure. **≈ rounded**: only within "
        "rounding, or the text says “about”. **✗ contradicts**: no inputs that print the same give it. **? "
        "unchecked**: "
        "nothing here to check it with.\n\n"
        "Below the list: the formula with its inputs, the rows that set each bound or break the claim, and the lines "
        "of "
        "the document. Whom a sentence speaks of is found by words, so read the rows before quoting a verdict.");
}

std::optional<report::Table> ClaimsPage::table() const
{
    if (m_proxy->rowCount() == 0) return std::nullopt;
    return shown_table(*m_proxy, m_table->selectionModel(), tr("Claims of %1").arg(QFileInfo(m_file).fileName()));
}

QWidget* ClaimsPage::first_focus()
{
    return m_table;
}

} // namespace kneepoint::ui
