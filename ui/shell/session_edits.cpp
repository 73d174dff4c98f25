// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include "session_state.h"
#include "text.h"

#include <algorithm>

namespace kneepoint::ui {

/// What the user decided before and after one edit.
class Session::Edit : public QUndoCommand {
public:
    struct Moment {
        library::Workspace workspace;
        std::optional<compare::Pair> wanted;
    };
    Edit(Session& session, const QString& text, Moment before, Moment after)
        : QUndoCommand(text), m_session(session), m_before(std::move(before)), m_after(std::move(after))
    {}
    void undo() override { go_to(m_before); }
    void redo() override { go_to(m_after); }
    int id() const override { return only_margin() ? margin_id : -1; }
    /// The steps of a spin box one after the other are one edit.
    bool mergeWith(const QUndoCommand* next) override
    {
        m_after = static_cast<const Edit*>(next)->m_after;
        setText(next->text());
        setObsolete(m_before.workspace == m_after.workspace);
        return true;
    }

private:
    static constexpr int margin_id = 1;

    bool only_margin() const
    {
        auto before = m_before.workspace;
        before.accuracy_margin = m_after.workspace.accuracy_margin;
        return m_before.workspace.accuracy_margin != m_after.workspace.accuracy_margin && before == m_after.workspace &&
               m_before.wanted == m_after.wanted;
    }

    void go_to(const Moment& moment)
    {
        m_session.apply(moment.workspace, moment.wanted);
        m_session.remember();
    }

    Session& m_session;
    Moment m_before, m_after;
};

std::vector<compare::Slo> parsed_slos(const std::vector<std::string>& texts)
{
    std::vector<compare::Slo> slos;
    for (const auto& text : texts)
        if (auto slo = compare::parse_slo(text)) slos.push_back(std::move(*slo));
    return slos;
}

void Session::edit(const QString& what, const std::function<void(library::Workspace&)>& change)
{
    look_at(what, m_state->wanted, change);
}

void Session::look_at(const QString& what, std::optional<compare::Pair> wanted,
                      const std::function<void(library::Workspace&)>& change)
{
    Edit::Moment before{m_state->workspace, m_state->wanted}, after{m_state->workspace, std::move(wanted)};
    change(after.workspace);
    if (before.workspace == after.workspace && before.wanted == after.wanted) return;
    m_state->undo.push(new Edit(*this, what, std::move(before), std::move(after)));
}

void Session::apply(const library::Workspace& workspace, const std::optional<compare::Pair>& wanted)
{
    auto& state = *m_state;
    state.workspace = workspace;
    state.wanted = wanted;
    state.options.slos = parsed_slos(workspace.slos);
    state.options.accuracy_margin = workspace.accuracy_margin.value_or(compare::Options{}.accuracy_margin);
    emit options_changed();
    study();
}

/// What is open and decided, for a file in that folder; absolute without one.
library::Workspace Session::workspace_in(const std::filesystem::path& folder) const
{
    auto workspace = m_state->workspace;
    workspace.folders.clear();
    for (const auto& path : m_state->paths) {
        const auto relative = folder.empty() ? std::filesystem::path() : path.lexically_relative(folder);
        workspace.folders.push_back((relative.empty() ? path : relative).generic_string());
    }
    return workspace;
}

void Session::remember()
{
    const auto& state = *m_state;
    if (state.paths.empty()) return;
    const auto& file = state.workspace_file;
    m_state->writer.start(
        file.empty() ? QStringList() : QStringList{qt(file.string())},
        [file, paths = state.paths, workspace = workspace_in(file.parent_path())] {
            return write_remembered(workspace, file.empty() ? remembered_for(paths) : file);
        },
        this,
        [this](const Result<std::filesystem::path>& kept) {
            if (!kept)
                emit message(tr("Your choices were not saved. %1").arg(qt(to_string(kept.error()))));
            else if (!kept->empty())
                emit message(tr("The file of your earlier choices could not be read; it is kept as %1.")
                                 .arg(qt(kept->string())));
        });
}

void Session::save_workspace(const QString& file)
{
    const std::filesystem::path path(file.toStdString());
    m_state->writer.start(
        {file},
        [path, workspace = workspace_in(path.parent_path())] { return library::save_workspace(workspace, path); }, this,
        [this, path, paths = m_state->paths, decided = m_state->workspace](const Result<void>& saved) {
            if (!saved) return emit message(tr("The workspace was not saved. %1").arg(qt(to_string(saved.error()))));
            if (m_state->paths == paths) { // nothing else was opened meanwhile
                m_state->workspace_file = path;
                if (m_state->workspace != decided) remember();
            }
            emit workspace_saved(qt(path.string()));
        });
}

void Session::choose_pair(const std::string& base, const std::vector<std::string>& candidates)
{
    const auto* base_run = catalogue().run(base);
    if (!base_run || candidates.empty()) return;
    for (const auto& id : candidates) {
        const auto* run = catalogue().run(id);
        if (!run || id == base) return emit message(tr("A run is not compared with itself; choose another candidate."));
        if (run->kind != base_run->kind)
            return emit message(
                tr("%1 and %2 are of different kinds; a load test is compared with a load test, an accuracy "
                   "run with an accuracy run.")
                    .arg(label(base), label(id)));
    }
    const compare::Pair wanted{base, candidates, base_run->kind, {}, true};
    look_at(tr("Compare %1 with %2").arg(label(base), label(candidates.front())), wanted,
            [&](library::Workspace& workspace) {
                std::erase_if(workspace.pairs, [&](const library::Workspace::Choice& old) {
                    return old.base == base || std::ranges::count(candidates, old.base) ||
                           std::ranges::count(old.candidates, base);
                });
                workspace.pairs.push_back({base, candidates});
            });
}

void Session::swap_pair()
{
    const auto pair = current_pair();
    if (pair.candidates.empty()) return;
    auto candidates = pair.candidates;
    const auto base = std::exchange(candidates.front(), pair.base);
    choose_pair(base, candidates);
}

void Session::use_as_base(const std::string& run_id)
{
    const auto* run = catalogue().run(run_id);
    if (!run) return;
    const auto pair = current_pair();
    std::vector<std::string> candidates;
    if (pair.kind == run->kind) candidates = pair.candidates;
    std::ranges::replace(candidates, run_id, pair.base);
    for (const auto& other : catalogue().runs)
        if (candidates.empty() && other.kind == run->kind && other.id != run_id) candidates.push_back(other.id);
    if (candidates.empty())
        return emit message(tr("There is no other run of this kind to compare %1 with.").arg(label(run_id)));
    choose_pair(run_id, candidates);
}

void Session::use_as_candidate(const std::string& run_id)
{
    const auto* run = catalogue().run(run_id);
    if (!run) return;
    const auto pair = current_pair();
    if (pair.kind == run->kind && !pair.base.empty()) return choose_pair(pair.base, {run_id});
    const auto base = std::ranges::find_if(
        catalogue().runs, [&](const Run& other) { return other.kind == run->kind && other.id != run_id; });
    if (base == catalogue().runs.end())
        return emit message(tr("There is no other run of this kind to compare %1 with.").arg(label(run_id)));
    choose_pair(base->id, {run_id});
}

void Session::add_candidate(const std::string& run_id)
{
    auto pair = current_pair();
    if (pair.base.empty() || std::ranges::count(pair.candidates, run_id)) return;
    pair.candidates.push_back(run_id);
    choose_pair(pair.base, pair.candidates);
}

void Session::rename(const std::string& run_id, const QString& label)
{
    edit(tr("Rename %1").arg(this->label(run_id)), [&](library::Workspace& workspace) {
        if (const auto name = label.trimmed(); name.isEmpty())
            workspace.labels.erase(run_id);
        else
            workspace.labels[run_id] = name.toStdString();
    });
}

void Session::set_scheme(const std::string& run_id, const QString& scheme)
{
    edit(tr("Set the scheme of %1").arg(label(run_id)), [&](library::Workspace& workspace) {
        if (const auto name = scheme.trimmed(); name.isEmpty())
            workspace.schemes.erase(run_id);
        else
            workspace.schemes[run_id] = name.toStdString();
    });
}

void Session::set_slos(const QStringList& slos)
{
    std::vector<std::string> accepted;
    for (const auto& text : slos) {
        const auto slo = compare::parse_slo(text.toStdString());
        if (slo)
            accepted.push_back(slo->text);
        else
            emit message(qt(to_string(slo.error())));
    }
    if (accepted.empty() && !slos.isEmpty()) return;
    edit(tr("Change the SLO"), [&](library::Workspace& workspace) { workspace.slos = accepted; });
}

void Session::set_accuracy_margin(double margin)
{
    if (options().accuracy_margin == margin) return;
    edit(tr("Accept a loss of %1").arg(margin),
         [&](library::Workspace& workspace) { workspace.accuracy_margin = margin; });
}

void Session::set_section_off(const QString& section_id, bool off)
{
    edit(off ? tr("Leave a section out") : tr("Put a section back"), [&](library::Workspace& workspace) {
        auto& sections = workspace.report_sections_off;
        std::erase(sections, section_id.toStdString());
        if (off) sections.push_back(section_id.toStdString());
    });
}

void Session::set_include_throughput(bool include)
{
    if (std::exchange(m_state->options.include_throughput, include) == include) return;
    emit options_changed();
    study();
}

void Session::set_alignment(compare::Alignment alignment)
{
    if (std::exchange(m_state->options.alignment, alignment) == alignment) return;
    emit options_changed();
    study();
}

void Session::set_concurrency_statistic(Statistic statistic)
{
    if (std::exchange(m_state->options.concurrency_statistic, statistic) == statistic) return;
    emit options_changed();
    study();
}

void Session::set_overview_load(std::optional<double> load)
{
    if (std::exchange(m_state->options.overview_load, load) != load) emit options_changed(); // nothing is compared anew
}

void Session::show_pair(const compare::Pair& pair)
{
    m_state->wanted = pair;
    study();
}

QUndoStack* Session::undo_stack() const
{
    return &m_state->undo;
}

} // namespace kneepoint::ui
