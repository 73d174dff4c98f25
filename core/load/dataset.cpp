// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/dataset.h"

#include "json_items.h"
#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/load/token_lengths.h"
#include "random.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace kneepoint::load {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t file_limit = std::uint64_t{2} << 30;
/// Deeper than any message, and shallow enough to be written again by recursion.
constexpr int depth_limit = 32;

std::unexpected<Error> wrong(std::string text)
{
    return failure(ErrorKind::invalid, std::move(text));
}

/// A JSON string without its quotes.
std::string inner(const std::string& text)
{
    const std::string quoted = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

const Json* member(const Json& object, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (const auto found = object.find(name); found != object.end() && !found->is_null()) return &*found;
    return nullptr;
}

std::string text_of(const Json& object, std::initializer_list<const char*> names)
{
    const Json* found = member(object, names);
    return found && found->is_string() ? found->get<std::string>() : std::string();
}

enum class Speaker : std::uint8_t { user, model, system, unknown };

Speaker speaker(const std::string& role)
{
    constexpr auto models = std::to_array<std::string_view>({"gpt", "assistant", "chatgpt", "bing", "bard", "model"});
    if (role == "user" || role == "human") return Speaker::user;
    if (role == "system") return Speaker::system;
    return std::ranges::find(models, role) != models.end() ? Speaker::model : Speaker::unknown;
}

Result<DatasetEntry> prompt_entry(const Json& prompt, Api api)
{
    DatasetEntry entry;
    if (prompt.is_string()) {
        if (prompt.get_ref<const std::string&>().empty()) return wrong("The prompt is empty.");
        entry.turns.push_back(inner(prompt.get<std::string>()));
        return entry;
    }
    const bool ids = prompt.is_array() && !prompt.empty() &&
                     std::ranges::all_of(prompt, [](const Json& id) { return id.is_number_unsigned(); });
    if (!ids) return wrong("The prompt is neither text nor a list of token ids.");
    if (api == Api::chat) return wrong("Chat takes no token ids. Use --api completions, or prompts of text.");
    const std::string list = prompt.dump();
    entry.turns.push_back(list.substr(1, list.size() - 2));
    entry.token_ids = true;
    return entry;
}

/// All but the last message stand before the only turn.
Result<DatasetEntry> messages_entry(const Json& messages, Api api)
{
    if (!messages.is_array() || messages.empty()) return wrong("\"messages\" is no list of messages.");
    for (const Json& message : messages)
        if (!message.is_object() || !message.contains("role") || !message["role"].is_string())
            return wrong("A message has no \"role\".");
    const Json& last = messages.back();
    if (last["role"] != "user" || !last.contains("content") || !last["content"].is_string())
        return wrong("The last message is not the user's, or its \"content\" is no text.");
    if (api == Api::completions && messages.size() > 1)
        return wrong("Several messages need --api chat. /v1/completions takes one text.");
    DatasetEntry entry;
    for (std::size_t i = 0; i + 1 < messages.size(); ++i) {
        if (i > 0) entry.before += ',';
        entry.before += messages[i].dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    entry.turns.push_back(inner(last["content"].get<std::string>()));
    return entry;
}

/// ShareGPT: the user's turns; the model's are left out, as the server gives its own. Without a turn when the user says
/// nothing.
Result<DatasetEntry> conversation_entry(const Json& parts, Api api)
{
    if (!parts.is_array()) return wrong("\"conversations\" is no list.");
    DatasetEntry entry;
    for (const Json& part : parts) {
        if (!part.is_object()) return wrong("A part of the conversation is no object.");
        const std::string role = text_of(part, {"from", "role"});
        const std::string said = text_of(part, {"value", "content"});
        const Speaker who = speaker(role);
        if (who == Speaker::unknown)
            return wrong(fmt::format("A part of the conversation is from \"{}\". Known are human, user, gpt, "
                                     "assistant and system.",
                                     one_line(role, 40)));
        if (said.empty()) continue;
        if (who == Speaker::user) entry.turns.push_back(inner(said));
        if (who == Speaker::system && entry.turns.empty() && api == Api::chat)
            entry.before = fmt::format(R"({{"role":"system","content":"{}"}})", inner(said));
    }
    return entry;
}

Result<DatasetEntry> content_entry(const Json& object, Api api)
{
    if (const Json* parts = member(object, {"conversations", "conversation"})) return conversation_entry(*parts, api);
    if (const Json* messages = member(object, {"messages"})) return messages_entry(*messages, api);
    if (const Json* prompt = member(object, {"prompt", "text"})) return prompt_entry(*prompt, api);
    return wrong("It has no \"prompt\" (text or token ids), \"messages\" or \"conversations\".");
}

bool too_deep(std::string_view text)
{
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            in_string = !in_string;
        else if (!in_string && (text[i] == '{' || text[i] == '[') && ++depth > depth_limit)
            return true;
        else if (!in_string && (text[i] == '}' || text[i] == ']'))
            --depth;
    }
    return false;
}

Result<DatasetEntry> entry_of(std::string_view text, Api api)
{
    if (too_deep(text)) return wrong("It is nested too deeply.");
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object()) return wrong("It is no JSON object. The file is to be JSON Lines or one JSON list.");
    auto entry = content_entry(object, api);
    if (!entry) return entry;
    if (const Json* length = member(object, {"output_tokens", "max_tokens", "output_tokens_count"})) {
        if (!length->is_number_unsigned() || *length < 1 || *length > TokenLengths::limit)
            return wrong(fmt::format("The length of the answer is no number from 1 to {}.", TokenLengths::limit));
        entry->output_tokens = length->get<std::uint32_t>();
    }
    return entry;
}

/// A permutation of [0, size) without a table: a Feistel network over the next power of four, walked until it lands
/// inside.
std::uint64_t permuted(std::uint64_t position, std::uint64_t size, std::uint64_t key)
{
    const auto half = (std::bit_width(size - 1) + 1) / 2;
    const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
    do {
        std::uint64_t left = position >> half;
        std::uint64_t right = position & mask;
        for (std::uint64_t round = 0; round < 4; ++round) {
            const std::uint64_t next = left ^ (Random(key + round, right).next() & mask);
            left = right;
            right = next;
        }
        position = left << half | right;
    } while (position >= size);
    return position;
}

} // namespace

const DatasetEntry& Dataset::entry(std::uint64_t seed, std::uint64_t n) const
{
    const std::uint64_t position = n % entries.size();
    if (!shuffled || entries.size() == 1) return entries[position];
    return entries[permuted(position, entries.size(), Random(seed, n / entries.size()).next())];
}

Result<Dataset> parse_dataset(std::string_view bytes, const std::string& place, Api api)
{
    Dataset dataset;
    dataset.file = place;
    JsonItems items(bytes);
    for (;;) {
        const auto item = items.next();
        if (!item) return failure(item.error().kind, item.error().text, fmt::format("{}:{}", place, items.line()));
        if (!*item) break;
        auto entry = entry_of((*item)->text, api);
        if (!entry) return failure(entry.error().kind, entry.error().text, fmt::format("{}:{}", place, (*item)->line));
        if (entry->turns.empty())
            ++dataset.skipped;
        else
            dataset.entries.push_back(std::move(*entry));
    }
    if (dataset.entries.empty())
        return failure(ErrorKind::invalid, "The file holds no prompt. It is to be JSON Lines or one JSON list.", place);
    dataset.sha256 = sha256(bytes);
    return dataset;
}

Result<Dataset> read_dataset(const std::filesystem::path& path, Api api)
{
    const auto bytes = read_file(path, file_limit);
    if (!bytes) return std::unexpected(bytes.error());
    return parse_dataset(*bytes, utf8_path(path), api);
}

} // namespace kneepoint::load
