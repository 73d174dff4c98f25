// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim_prompt.h"

#include "sim_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kneepoint::load {

namespace {

using Json = nlohmann::json;
using Tokens = std::vector<std::uint32_t>;

// The ids that a Llama 3 tokenizer uses for its marks.
constexpr std::uint32_t begin_of_text = 128'000;
constexpr std::uint32_t header_start = 128'006;
constexpr std::uint32_t header_end = 128'007;
constexpr std::uint32_t end_of_turn = 128'009;
constexpr std::uint32_t largest_token = 128'255;
constexpr std::size_t most_prompts = 1024;

void append_text(Tokens& tokens, std::string_view text)
{
    const auto more = simulated_tokens(text);
    tokens.insert(tokens.end(), more.begin(), more.end());
}

SimResult<SimPrompt> ids_prompt(const Json& list, SimPieces pieces)
{
    SimPrompt prompt;
    prompt.tokens.reserve(list.size());
    for (const Json& id : list) {
        if (!id.is_number_integer()) return refused("prompt must be a text or a list of token ids.", "prompt");
        const auto value = id.get<std::int64_t>();
        if (value < 0 || value > largest_token)
            return refused(fmt::format("Token id {} is out of vocabulary", value), "prompt");
        prompt.tokens.push_back(static_cast<std::uint32_t>(value));
        if (pieces == SimPieces::kept) prompt.pieces.push_back(fmt::format(" t{}", value));
    }
    return prompt;
}

SimPrompt text_prompt(const std::string& text, bool mark, SimPieces pieces)
{
    SimPrompt prompt;
    if (mark) prompt.tokens.push_back(begin_of_text);
    append_text(prompt.tokens, text);
    if (pieces == SimPieces::none) return prompt;
    if (mark) prompt.pieces.emplace_back();
    for (const std::string_view piece : simulated_pieces(text)) prompt.pieces.emplace_back(piece);
    return prompt;
}

SimResult<SimPrompt> one_prompt(const Json& prompt, bool mark, SimPieces pieces)
{
    if (prompt.is_array()) return ids_prompt(prompt, pieces);
    if (!prompt.is_string()) return refused("prompt must be a text or a list of token ids.", "prompt");
    return text_prompt(prompt.get_ref<const std::string&>(), mark, pieces);
}

bool append_content(Tokens& tokens, const Json& content)
{
    if (content.is_string()) {
        append_text(tokens, content.get_ref<const std::string&>());
        return true;
    }
    if (content.is_null()) return true;
    return content.is_array() && std::ranges::all_of(content, [&](const Json& part) {
               const auto text = part.is_object() ? part.find("text") : part.end();
               if (text == part.end() || !text->is_string()) return false;
               append_text(tokens, text->get_ref<const std::string&>());
               return true;
           });
}

} // namespace

SimResult<std::vector<SimPrompt>> read_prompts(const Json& body, SimPieces pieces)
{
    const auto found = body.find("prompt");
    if (found == body.end()) return refused("prompt is required.", "prompt");
    const bool mark = body.value("add_special_tokens", Json(true)) != Json(false);
    const bool several = found->is_array() && !found->empty() && !found->front().is_number();
    if (several && found->size() > most_prompts)
        return refused(fmt::format("More than {} prompts in one request.", most_prompts), "prompt");
    std::vector<SimPrompt> prompts;
    for (std::size_t i = 0; i < (several ? found->size() : 1); ++i) {
        auto prompt = one_prompt(several ? (*found)[i] : *found, mark, pieces);
        if (!prompt) return std::unexpected(std::move(prompt.error()));
        if (prompt->tokens.empty()) return refused("The prompt has no token.", "prompt");
        prompts.push_back(std::move(*prompt));
    }
    return prompts;
}

SimResult<SimPrompt> read_messages(const Json& body)
{
    const auto messages = body.find("messages");
    if (messages == body.end() || !messages->is_array() || messages->empty())
        return refused("messages must be a list with at least one message.", "messages");
    SimPrompt prompt;
    Tokens& tokens = prompt.tokens;
    tokens.push_back(begin_of_text);
    for (const Json& message : *messages) {
        const auto role = message.is_object() ? message.find("role") : message.end();
        if (role == message.end() || !role->is_string())
            return refused("Each message needs a role and a text as content.", "messages");
        const auto role_token = simulated_tokens(role->get_ref<const std::string&>());
        tokens.insert(tokens.end(), {header_start, role_token.empty() ? 0 : role_token.front(), header_end});
        if (!append_content(tokens, message.value("content", Json())))
            return refused("Each message needs a role and a text as content.", "messages");
        tokens.push_back(end_of_turn);
    }
    tokens.insert(tokens.end(), {header_start, simulated_tokens("assistant").front(), header_end, 271});
    return prompt;
}

} // namespace kneepoint::load
