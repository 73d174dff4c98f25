// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/request_content.h"

#include "random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace kneepoint::load {

namespace {

// What is drawn from one seed, told apart.
constexpr std::uint64_t prompt_lengths = 0x9b1a;
constexpr std::uint64_t output_lengths = 0x07b7;
constexpr std::uint64_t prefix_choice = 0x9ef1;
constexpr std::uint64_t prefix_words = 0x9ef2;
constexpr std::uint64_t answer_ids = 0xa175;

// Ids that are ordinary tokens in every vocabulary of 32,000 and more: above the bytes and the special tokens that
// stand first, below the sentinels that stand last.
constexpr std::uint32_t first_token_id = 1000;
constexpr std::uint32_t token_ids = 28'000;

// Common words: one token each in most vocabularies.
constexpr auto vocabulary = std::to_array<std::string_view>(
    {"the",    "of",     "and",   "water",   "people", "house",  "light",  "number", "story",  "river",  "small",
     "large",  "under",  "over",  "again",   "world",  "school", "plant",  "letter", "mother", "answer", "point",
     "city",   "play",   "paper", "group",   "always", "music",  "mark",   "often",  "until",  "mile",   "river",
     "second", "book",   "carry", "science", "eat",    "room",   "friend", "began",  "idea",   "fish",   "mountain",
     "stop",   "once",   "base",  "hear",    "horse",  "cut",    "sure",   "watch",  "color",  "face",   "wood",
     "main",   "enough", "plain", "girl",    "usual",  "young",  "ready",  "above",  "ever"});

/// A number for a turn of a conversation; that of the first turn is the conversation's.
std::uint64_t number_of(const Conversation& conversation)
{
    return conversation.id + (std::uint64_t{conversation.turn} << 40);
}

std::string synthetic_ids(std::uint64_t seed, std::uint64_t n, std::uint32_t count)
{
    Random random(seed, n);
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i)
        fmt::format_to(std::back_inserter(text), "{}{}", i > 0 ? "," : "", first_token_id + random.below(token_ids));
    return text;
}

std::uint32_t words_for(const RequestContent& content, double tokens)
{
    return static_cast<std::uint32_t>(std::max(1L, std::lround(content.words_per_token * tokens)));
}

const DatasetEntry* entry_of(const RequestContent& content, const Conversation& conversation)
{
    return content.dataset ? &content.dataset->entry(content.seed, conversation.id) : nullptr;
}

bool sends_ids(const RequestContent& content, const Conversation& conversation)
{
    const DatasetEntry* entry = entry_of(content, conversation);
    return entry ? entry->token_ids : content.prompt == PromptKind::token_ids;
}

std::uint32_t turns_of(const RequestContent& content, const Conversation& conversation)
{
    const DatasetEntry* entry = entry_of(content, conversation);
    return entry ? std::min(content.turns, static_cast<std::uint32_t>(entry->turns.size())) : content.turns;
}

/// What many requests begin with, with the separator after it.
std::string prefix(const RequestContent& content, const Conversation& conversation)
{
    if (content.prefix_tokens == 0 || conversation.turn > 0) return {};
    const std::uint64_t which = Random(content.seed ^ prefix_choice, conversation.id).below(content.prefixes);
    const std::uint64_t seed = content.seed ^ prefix_words;
    if (sends_ids(content, conversation)) return synthetic_ids(seed, which, content.prefix_tokens) + ",";
    return synthetic_words(seed, which, words_for(content, content.prefix_tokens)) + " ";
}

/// What the user says in this turn: the inside of a JSON string or list of ids.
std::string user_turn(const RequestContent& content, const Conversation& conversation)
{
    if (const DatasetEntry* entry = entry_of(content, conversation))
        return prefix(content, conversation) + entry->turns[conversation.turn];
    const std::uint64_t n = number_of(conversation);
    const std::uint32_t tokens = content.prompt_tokens.draw(content.seed ^ prompt_lengths, n);
    const std::string made =
        content.prompt == PromptKind::text
            ? synthetic_words(content.seed, n, words_for(content, tokens - content.overhead_tokens))
            : synthetic_ids(content.seed, n, tokens);
    return prefix(content, conversation) + made;
}

/// All that was said up to this turn's end, without the quotes or brackets around it.
std::string said(const RequestContent& content, const Conversation& conversation)
{
    std::string text = conversation.history;
    const DatasetEntry* entry = entry_of(content, conversation);
    if (entry && conversation.turn == 0) text = entry->before;
    const bool chat = content.api == Api::chat;
    if (!text.empty()) text += chat || sends_ids(content, conversation) ? "," : "\\n";
    const std::string turn = user_turn(content, conversation);
    return text + (chat ? fmt::format(R"({{"role":"user","content":"{}"}})", turn) : turn);
}

} // namespace

std::string synthetic_words(std::uint64_t seed, std::uint64_t index, std::uint32_t words)
{
    Random random(seed, index);
    std::string text;
    for (std::uint32_t i = 0; i < words; ++i) {
        if (i > 0) text += ' ';
        text += vocabulary[random.below(vocabulary.size())];
    }
    return text;
}

std::string prompt_json(const RequestContent& content, const Conversation& conversation)
{
    const std::string text = said(content, conversation);
    if (content.api == Api::chat || sends_ids(content, conversation)) return "[" + text + "]";
    return "\"" + text + "\"";
}

std::uint32_t drawn_output_tokens(const RequestContent& content, const Conversation& conversation)
{
    if (const DatasetEntry* entry = entry_of(content, conversation); entry && entry->output_tokens)
        return *entry->output_tokens;
    return content.output_tokens.draw(content.seed ^ output_lengths, number_of(conversation));
}

std::optional<Conversation> next_turn(const RequestContent& content, const Conversation& conversation,
                                      std::string_view answer, std::uint32_t answer_tokens)
{
    if (conversation.turn + 1 >= turns_of(content, conversation)) return std::nullopt;
    std::string history = said(content, conversation);
    if (content.api == Api::chat) {
        history += fmt::format(R"(,{{"role":"assistant","content":"{}"}})", answer);
    } else if (!sends_ids(content, conversation)) {
        history += answer;
    } else if (answer_tokens > 0) {
        history += "," + synthetic_ids(content.seed ^ answer_ids, number_of(conversation), answer_tokens);
    }
    return Conversation{.id = conversation.id, .turn = conversation.turn + 1, .history = std::move(history)};
}

std::optional<std::uint64_t> RequestContent::most_prompt_tokens() const
{
    if (dataset) return std::nullopt;
    // The last turn of a conversation sends everything before it.
    return prefix_tokens + std::uint64_t{turns} * prompt_tokens.likely_most() + (turns - 1) * most_output_tokens();
}

std::uint64_t RequestContent::most_output_tokens() const
{
    std::uint64_t most = output_tokens.likely_most();
    if (dataset)
        for (const DatasetEntry& entry : dataset->entries)
            most = std::max<std::uint64_t>(most, entry.output_tokens.value_or(0));
    return most;
}

} // namespace kneepoint::load
