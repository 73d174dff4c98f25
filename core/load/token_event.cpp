// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/token_event.h"

#include "json_cursor.h"
#include "kneepoint/base/text.h"

#include <charconv>

namespace kneepoint::load {

namespace {

std::optional<std::uint32_t> count(JsonCursor& json)
{
    if (json.peek() == '"' || json.peek() == '{' || json.peek() == '[') return json.skip_value(), std::nullopt;
    const std::string_view text = json.scalar();
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

bool non_empty_text(JsonCursor& json, std::string* said = nullptr)
{
    if (json.peek() != '"') return json.skip_value(), false;
    const std::string_view text = json.string();
    if (said) *said += text;
    return !text.empty();
}

/// delta, message or the choice itself, where completions keep their text.
void read_output(JsonCursor& json, TokenEvent& event, std::string_view key, std::string* said)
{
    if (key == "text" || key == "content") {
        event.text |= non_empty_text(json, said);
    } else if (key == "reasoning_content" || key == "reasoning") {
        const bool some = non_empty_text(json);
        event.reasoning |= some;
        event.text |= some;
    } else if (key == "tool_calls" && json.peek() == '[') {
        json.array([&] {
            event.text = true;
            json.skip_value();
        });
    } else {
        json.skip_value();
    }
}

void read_choice(JsonCursor& json, TokenEvent& event, std::string* said)
{
    if (json.peek() != '{') return json.skip_value();
    json.object([&](std::string_view key) {
        if ((key == "delta" || key == "message") && json.peek() == '{')
            json.object([&](std::string_view inner) { read_output(json, event, inner, said); });
        else if (key == "finish_reason")
            event.finished |= json.peek() == '"' ? !json.string().empty() : json.scalar() != "null";
        else
            read_output(json, event, key, said);
    });
}

void read_usage(JsonCursor& json, Usage& usage)
{
    json.object([&](std::string_view key) {
        if (key == "prompt_tokens")
            usage.prompt_tokens = count(json);
        else if (key == "completion_tokens")
            usage.completion_tokens = count(json);
        else if (key == "prompt_tokens_details" && json.peek() == '{')
            json.object([&](std::string_view inner) {
                if (inner == "cached_tokens")
                    usage.cached_tokens = count(json);
                else
                    json.skip_value();
            });
        else
            json.skip_value();
    });
}

void read_error(JsonCursor& json, TokenEvent& event)
{
    if (json.peek() == 'n') return json.skip_value();
    event.error = true;
    if (json.peek() == '"') {
        event.error_text = one_line(json.string());
    } else if (json.peek() == '{') {
        json.object([&](std::string_view key) {
            if (key == "message" && json.peek() == '"')
                event.error_text = one_line(json.string());
            else
                json.skip_value();
        });
    } else {
        json.skip_value();
    }
}

} // namespace

TokenEvent read_token_event(std::string_view data, std::string* said)
{
    TokenEvent event;
    if (data.find('{') == std::string_view::npos && trimmed(data) == "[DONE]") {
        event.done = true;
        return event;
    }
    JsonCursor json(data);
    bool error_object = false;
    json.object([&](std::string_view key) {
        if (key == "choices" && json.peek() == '[')
            json.array([&] { read_choice(json, event, said); });
        else if (key == "usage" && json.peek() == '{')
            read_usage(json, event.usage);
        else if (key == "error")
            read_error(json, event);
        else if (key == "message" && json.peek() == '"') // older vLLM: {"object":"error","message":...}
            event.error_text = one_line(json.string());
        else if (key == "object" && json.peek() == '"')
            error_object = json.string() == "error";
        else
            json.skip_value();
    });
    event.error |= error_object;
    if (!event.error) event.error_text.clear();
    event.valid = json.ok() && json.at_end();
    return event;
}

} // namespace kneepoint::load
