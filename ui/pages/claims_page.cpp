// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/claims_page.h"

#include "shell/choose_file.h"
#include "shell/session.h"
#include "shell/text.h"
#include "shell/worker.h"
#include "tables/claims_model.h"
#include "tables/claims_proxy.h"
#include "tables/figures_table.h"
#include "theme/theme.h"

#include "kneepoint/base/file.h"

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
#include <QTextBrowser>
#include <QVBoxLayout>

#include <utility>

namespace kneepoint::ui {

namespace {

QFont larger(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    return font;
}

/// A run without its requests and questions, which no document states: what a check on another thread needs.
Run without_samples(const Run& run)
{
    Run light;
    light.id = run.id;
    light.kind = run.kind;
    light.format = run.format;
    light.provenance = run.provenance;
    light.setup = run.setup;
    light.scores = run.scores;
    for (const auto& level : run.levels) {
        auto& copy = light.levels.emplace_back();
        copy.index = level.index;
        copy.label = level.label;
        copy.strategy = level.strategy;
        copy.target_rate = level.target_rate;
        copy.streams = level.streams;
        copy.max_concurrency = level.max_concurrency;
        copy.metrics = level.metrics;
        copy.path = level.path;
    }
    return light;
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

struct ClaimsPage::Checked {
    QString text;
    Result<claims::Review> review;
};

ClaimsPage::ClaimsPage(Session& session, QWidget* parent)
    : Page(session, parent), m_stack(new QStackedWidget(this)), m_title(new QLabel(this)), m_summary(new QLabel(this)),
      m_shown(new QComboBox(this)), m_search(new QLineEdit(this)), m_table(new FiguresTable(this)),
      m_details(new QTextBrowser(this)), m_model(new ClaimsModel(this)), m_proxy(new ClaimsProxy(this)),
      m_worker(std::make_unique<Worker>())
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
    connect(&session, &Session::catalogue_changed, this, &ClaimsPage::check);
}

ClaimsPage::~ClaimsPage() = default;

bool ClaimsPage::busy() const
{
    return m_worker->busy();
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
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
    row->addWidget(m_title);
    row->addStretch(1);
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
    connect(m_table, &FiguresTable::fitted, this, [this] {
        for (const auto& [column, most] :
             {std::pair{int(ClaimsModel::stated), 20}, std::pair{int(ClaimsModel::computed), 20},
              std::pair{int(ClaimsModel::text), 56}})
            if (m_table->columnWidth(column) > most * grid_unit) m_table->setColumnWidth(column, most * grid_unit);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ClaimsPage::show_details);
}

QWidget* ClaimsPage::build_content()
{
    set_up_table();
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_summary->setAccessibleName(tr("Summary"));
    m_details->setObjectName(QStringLiteral("claims-details"));
    m_details->setAccessibleName(tr("The selected claim"));
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->document()->setDocumentMargin(2 * grid_unit);
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
    if (m_file.isEmpty()) return;
    std::vector<Run> runs;
    for (const auto& run : session().catalogue().runs)
        if (run.kind == RunKind::performance || run.kind == RunKind::accuracy) runs.push_back(without_samples(run));
    m_worker->start(
        [file = m_file.toStdString(), runs = std::move(runs)](Progress& progress) -> Checked {
            const auto text = read_file(file, claims::Limits{}.bytes);
            if (!text) return {{}, std::unexpected(text.error())};
            return {qt(*text), claims::check_document(*text, runs, progress)};
        },
        [this](Checked checked) { adopt(std::move(checked)); });
}

void ClaimsPage::adopt(Checked checked)
{
    m_lines = checked.text.split(QLatin1Char('\n'));
    m_review = checked.review ? *std::move(checked.review) : claims::Review{};
    m_title->setText(QFileInfo(m_file).fileName());
    m_title->setToolTip(m_file);
    if (!checked.review) {
        m_summary->setText(qt(to_string(checked.review.error())));
    } else {
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
        m_summary->setText(text);
    }
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
    const auto* claim = m_proxy->claim(m_table->currentIndex());
    m_details->setHtml(claim ? details(*claim) : tr("<p>Select a claim to see what it rests on.</p>"));
}

QString ClaimsPage::details(const claims::Claim& claim) const
{
    const auto escaped = [](std::string_view text) { return qt(text).toHtmlEscaped(); };
    auto html = QStringLiteral("<p><b style=\"color:%1\">%2</b> &nbsp; %3</p><p>%4</p>")
                    .arg(verdict_colour(claim.verdict).name(), verdict_text(claim.verdict).toHtmlEscaped(),
                         escaped(claim.text), escaped(claim.why));
    if (!claim.rows.empty()) {
        html += QStringLiteral("<table cellspacing=\"0\" cellpadding=\"4\">");
        for (const auto& row : claim.rows) {
            const auto value = row.value ? QString::number(*row.value, 'g', 6) : QString();
            const auto from = row.line > 0 ? tr("line %1").arg(row.line) : escaped(row.file);
            html +=
                QStringLiteral(
                    "<tr><td>%1</td><td>%2</td><td align=\"right\">%3</td><td align=\"right\">%4</td><td>%5</td></tr>")
                    .arg(escaped(row.row), escaped(row.column), escaped(row.printed), value, from);
        }
        html += QStringLiteral("</table>");
    }
    return html + lines_around(claim.line);
}

QString ClaimsPage::lines_around(int line) const
{
    const int first = std::max(line - 1, 1), last = std::min(line + 1, static_cast<int>(m_lines.size()));
    QString text;
    for (int at = first; at <= last; ++at) text += QStringLiteral("%1  %2\n").arg(at, 4).arg(m_lines[at - 1].left(400));
    return text.isEmpty() ? text : QStringLiteral("<pre>%1</pre>").arg(text.toHtmlEscaped());
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
