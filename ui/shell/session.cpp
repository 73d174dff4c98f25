// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include "session_state.h"
#include "text.h"

#include <algorithm>
#include <utility>

namespace kneepoint::ui {

namespace {

/// A workspace that was opened is the user's own file; one that was remembered must be named for what it is.
QString why_not_used(const Opened& opened)
{
    const auto why = qt(to_string(*opened.error));
    return opened.workspace_file.empty()
               ? Session::tr("Your earlier choices for this folder cannot be read and are not used. %1").arg(why)
               : why;
}

} // namespace

Session::Session(QObject* parent) : QObject(parent), m_state(std::make_unique<State>())
{
    const auto tell_busy = [this] {
        const bool now = m_state->scanning.busy() || m_state->pasting.busy() || m_state->studying.busy();
        if (std::exchange(m_state->busy, now) != now) emit busy_changed(now);
    };
    for (auto* worker : {&m_state->scanning, &m_state->pasting, &m_state->studying}) {
        connect(worker, &Worker::busy_changed, this, tell_busy);
        connect(worker, &Worker::progress, this, &Session::progress);
    }
    connect(&m_state->watch, &library::Watch::changed, this, [this](const QStringList& files) {
        const auto own = [this](const QString& file) {
            return m_state->writer.is_own(file, m_state->watch.seen(file));
        };
        if (std::ranges::count_if(files, own) == files.size()) return; // each is asked, not only up to the first
        if (m_state->automatic_reload)
            reload();
        else
            emit files_changed();
    });
}

Session::~Session()
{
    m_state->undo.blockSignals(true); // it speaks while it is taken down
}

void Session::set_auto_reload(bool automatic)
{
    m_state->automatic_reload = automatic;
}

Writer& Session::writer()
{
    return m_state->writer;
}

void Session::open(const QStringList& paths)
{
    read(paths, true);
}

void Session::add(const QStringList& paths)
{
    const auto& state = *m_state;
    auto all = state.reading.isEmpty() ? this->paths() : state.reading;
    for (const auto& path : paths)
        if (!all.contains(path)) all << path;
    read(all, state.reading.isEmpty() ? state.paths.empty() : state.reading_replaces);
}

void Session::reload()
{
    // A growing file must not restart a long scan for ever, nor lose what is being opened.
    if (!m_state->reading.isEmpty())
        m_state->read_again = true;
    else
        read(paths(), false);
}

void Session::read(const QStringList& paths, bool replaces)
{
    if (paths.isEmpty()) return;
    m_state->reading = paths;
    m_state->reading_replaces = replaces;
    m_state->scanning.start([list = to_paths(paths), previous = m_state->scanned](
                                Progress& progress) { return open_paths(list, previous.get(), progress); },
                            [this, replaces](Opened result) { adopt(std::move(result), replaces); });
}

void Session::adopt(Opened result, bool replaces)
{
    auto& state = *m_state;
    state.reading.clear();
    if (std::exchange(state.read_again, false)) QMetaObject::invokeMethod(this, &Session::reload, Qt::QueuedConnection);
    if (result.error) emit message(why_not_used(result));
    if (result.error && !result.workspace_file.empty()) return; // nothing was read: what is open stays
    if (result.nothing_there && replaces) {
        QStringList missing;
        for (const auto& path : result.paths) missing << qt(path.string());
        emit message(tr("There is nothing at %1; it was moved, removed, or is not mounted.")
                         .arg(missing.join(QStringLiteral(", "))));
        return emit not_there(missing);
    }
    state.paths = std::move(result.paths);
    state.scanned = std::make_shared<const library::Catalogue>(std::move(result.catalogue));
    if (state.watch.paths() != state.paths) {
        state.watch.set_paths(state.paths);
        state.writer.forget();
    }
    if (replaces) {
        state.undo.clear();
        state.pasted = std::make_shared<const library::Catalogue>();
        state.workspace_file = std::move(result.workspace_file);
        apply(result.workspace.value_or(library::Workspace{}), std::nullopt);
    } else {
        study();
    }
    if (state.scanned->cancelled)
        emit message(tr("Reading was stopped; what was read until then is shown. Reload to read the rest."));
    else if (state.scanned->runs.empty())
        emit message(state.scanned->files == 1
                         ? tr("The file holds no result; the library says why it was not read.")
                         : tr("None of %n files holds a result; the library says of each why it was not read.", nullptr,
                              static_cast<int>(state.scanned->files)));
    emit opened(paths());
}

void Session::open_clipboard(const QString& text)
{
    m_state->pasting.start([bytes = text.toStdString()](Progress&) { return library::from_clipboard(bytes); },
                           [this](Result<library::Catalogue> pasted) {
                               if (!pasted) return emit message(qt(to_string(pasted.error())));
                               m_state->pasted = std::make_shared<const library::Catalogue>(std::move(*pasted));
                               study();
                           });
}

void Session::study()
{
    auto& state = *m_state;
    StudyInput input{state.scanned, state.pasted, state.workspace, state.options, state.wanted};
    state.studying.start([input = std::move(input), previous = state.study](
                             Progress& progress) { return make_study(input, *previous, progress); },
                         [this](Study result) { adopt(std::move(result)); });
}

void Session::adopt(Study result)
{
    // The study before lives until all slots have run: pages may still hold pointers into it.
    const auto before = std::exchange(m_state->study, std::make_shared<const Study>(std::move(result)));
    const auto& now = *m_state->study;
    if (now.cancelled) emit message(tr("The comparison was stopped; reload to make it."));
    if (now.catalogue != before->catalogue) emit catalogue_changed();
    if (now.pairing != before->pairing || now.pair != before->pair || now.labels != before->labels)
        emit pairing_changed();
    emit comparison_changed();
}

void Session::cancel()
{
    for (auto* worker : {&m_state->scanning, &m_state->pasting, &m_state->studying}) worker->cancel();
}

bool Session::busy() const
{
    return m_state->busy;
}

QStringList Session::paths() const
{
    QStringList texts;
    for (const auto& path : m_state->paths) texts << qt(path.string());
    return texts;
}

QString Session::workspace_file() const
{
    return qt(m_state->workspace_file.string());
}

const library::Catalogue& Session::catalogue() const
{
    return *m_state->study->catalogue;
}

std::shared_ptr<const library::Catalogue> Session::shared_catalogue() const
{
    return m_state->study->catalogue;
}

const compare::Pairing& Session::pairing() const
{
    return m_state->study->pairing;
}

const library::Workspace& Session::workspace() const
{
    return m_state->workspace;
}

compare::Pair Session::current_pair() const
{
    return m_state->study->pair;
}

const std::vector<compare::Subject>& Session::subjects() const
{
    return m_state->study->subjects;
}

std::vector<report::Charted> Session::charted() const
{
    std::vector<report::Charted> runs;
    int identity = 0;
    for (const auto& subject : subjects()) {
        if (subject.performance) runs.push_back({subject.performance, subject.label, identity});
        ++identity;
    }
    return runs;
}

const std::vector<compare::Comparison>& Session::comparisons() const
{
    return m_state->study->comparisons;
}

const compare::Options& Session::options() const
{
    return m_state->options;
}

report::ReportInput Session::report_input() const
{
    const auto kind = comparisons().size() > 1 ? report::ReportKind::n_way : report::ReportKind::base_compressed;
    return {charted(), subjects(), comparisons(), options(), kind, workspace().report_sections_off};
}

QString Session::label(const std::string& run_id) const
{
    const auto& labels = m_state->study->labels;
    const auto found = labels.find(run_id);
    return found == labels.end() ? QString() : qt(found->second);
}

void Session::select_level(const std::string& run_id, int level)
{
    auto& state = *m_state;
    if (state.selected_run == run_id && state.selected_level == level) return;
    state.selected_run = run_id;
    state.selected_level = level;
    emit selection_changed();
}

std::string Session::selected_run() const
{
    return m_state->selected_run;
}

int Session::selected_level() const
{
    return m_state->selected_level;
}

void Session::explain(const QString& text)
{
    emit explained(text);
}

} // namespace kneepoint::ui
