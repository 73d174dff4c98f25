// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal_look.h"

#include <utility>

namespace kneepoint::runs {

JournalFind find_in(const Journal& journal, const std::string& id)
{
    JournalFind find;
    auto entry = journal.entry(id);
    if (!entry) return find;
    if (!is_end(entry->record.state)) find.claim = journal.claim(id);
    if (find.claim) { // another program may have brought it further since
        if (auto record = journal.read(id)) entry->record = std::move(*record);
        if (is_end(entry->record.state)) find.claim.reset();
    }
    find.entry = std::move(*entry);
    find.cancel_wanted = journal.cancel_wanted(id);
    return find;
}

Result<JournalContent> read_all(const Journal& journal)
{
    auto client = journal.open();
    if (!client) return std::unexpected(client.error());
    JournalContent content{.client = std::move(*client), .forgotten = journal.forgotten(), .notices = {}, .jobs = {}};
    for (auto& entry : journal.load(content.notices)) {
        auto& find = content.jobs[entry.record.id];
        if (is_end(entry.record.state))
            find.entry = std::move(entry);
        else
            find = find_in(journal, entry.record.id);
    }
    return content;
}

Result<JournalNews> read_news(const Journal& journal, const JournalWatch& watch)
{
    const auto ids = journal.ids();
    if (!ids) return std::unexpected(ids.error());
    JournalNews news{.ids = {ids->begin(), ids->end()}, .forgotten = journal.forgotten(), .jobs = {}, .cancelled = {}};
    for (const auto& id : *ids)
        if (!watch.known.contains(id)) news.jobs[id] = find_in(journal, id);
    for (const auto& id : watch.followed) news.jobs[id] = find_in(journal, id);
    for (const auto& id : watch.acted_for)
        if (journal.cancel_wanted(id)) news.cancelled.insert(id);
    return news;
}

} // namespace kneepoint::runs
