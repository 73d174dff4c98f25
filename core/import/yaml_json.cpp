// SPDX-License-Identifier: GPL-3.0-or-later
#include "yaml_json.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/json_text.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <utility>
#include <vector>

namespace kneepoint::import {

namespace {

/// Leaves the parser from inside an event; caught below, it never leaves this file.
struct Stop {
    Error error;
};

std::string json_string(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out += '"';
}

/// What PyYAML's resolver makes of an unquoted word.
std::string plain_scalar(const std::string& word)
{
    const auto lower = lower_case(word);
    if (lower.empty() || lower == "~" || lower == "null") return "null";
    if (lower == "true" || lower == "false") return lower;
    if (lower == ".nan") return "NaN";
    if (lower == ".inf" || lower == "+.inf") return "Infinity";
    if (lower == "-.inf") return "-Infinity";
    if (const auto number = parse_decimal(word)) return shortest_decimal(*number);
    return json_string(word);
}

class JsonWriter : public YAML::EventHandler {
public:
    JsonWriter(std::size_t limit, const Progress& progress) : m_limit(limit), m_progress(progress) {}

    std::string take() { return std::move(m_out); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "null", "\"null\"", anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        scalar(mark, tag == "?" ? plain_scalar(value) : json_string(value), json_string(value), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto known = m_anchors.find(anchor);
        if (known == m_anchors.end() || known->second.second == 0)
            throw Stop{{ErrorKind::unreadable, "The YAML names a part of itself that is not complete.", place(mark)}};
        const auto [start, end] = known->second;
        begin_value(mark);
        check_size(end - start, mark);
        m_out += std::string(m_out, start, end - start);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, '[', anchor);
    }
    void OnSequenceEnd() override { close(']'); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, '{', anchor);
    }
    void OnMapEnd() override { close('}'); }

private:
    struct Level {
        bool map = false;
        std::size_t nodes = 0; ///< a map has two for each member
        YAML::anchor_t anchor = 0;
    };

    static std::string place(const YAML::Mark& mark) { return "line " + std::to_string(mark.line + 1); }
    bool expects_key() const { return !m_open.empty() && m_open.back().map && m_open.back().nodes % 2 == 0; }

    void check_size(std::size_t more, const YAML::Mark& mark) const
    {
        if (m_out.size() + more > m_limit)
            throw Stop{
                {ErrorKind::too_large, "The YAML repeats itself by aliases beyond any report's size.", place(mark)}};
    }

    void begin_value(const YAML::Mark& mark)
    {
        if (m_progress.cancelled()) throw Stop{{ErrorKind::cancelled, "Reading was cancelled.", {}}};
        check_size(2, mark);
        if (m_open.empty()) return;
        Level& level = m_open.back();
        if (level.map && level.nodes % 2 == 1)
            m_out += ": ";
        else if (level.nodes > 0)
            m_out += ", ";
        ++level.nodes;
    }

    void scalar(const YAML::Mark& mark, const std::string& value, const std::string& as_key, YAML::anchor_t anchor)
    {
        const bool key = expects_key();
        begin_value(mark);
        const auto start = m_out.size();
        m_out += key ? as_key : value;
        if (anchor) m_anchors[anchor] = {start, m_out.size()};
    }

    void open(const YAML::Mark& mark, char bracket, YAML::anchor_t anchor)
    {
        if (expects_key())
            throw Stop{
                {ErrorKind::unsupported, "The YAML has a list or map as a key, which no report has.", place(mark)}};
        if (m_open.size() == json_depth_limit)
            throw Stop{{ErrorKind::too_large, "The YAML is nested deeper than any report.", place(mark)}};
        begin_value(mark);
        if (anchor) m_anchors[anchor] = {m_out.size(), 0};
        m_out += bracket;
        m_open.push_back({bracket == '{', 0, anchor});
    }

    void close(char bracket)
    {
        m_out += bracket;
        if (const auto anchor = m_open.back().anchor) m_anchors[anchor].second = m_out.size();
        m_open.pop_back();
    }

    std::string m_out;
    std::vector<Level> m_open;
    std::map<YAML::anchor_t, std::pair<std::size_t, std::size_t>> m_anchors;
    std::size_t m_limit;
    const Progress& m_progress;
};

} // namespace

Result<std::string> json_from_yaml(std::string_view yaml, Progress& progress)
{
    JsonWriter writer(4 * yaml.size() + (1 << 20), progress);
    try {
        std::istringstream in{std::string(yaml)};
        YAML::Parser parser(in);
        if (!parser.HandleNextDocument(writer)) return failure(ErrorKind::unreadable, "The YAML holds no document.");
    } catch (const Stop& stop) {
        return std::unexpected(stop.error);
    } catch (const YAML::DeepRecursion& error) {
        return failure(ErrorKind::too_large, "The YAML is nested deeper than any report.",
                       "line " + std::to_string(error.mark.line + 1));
    } catch (const YAML::Exception& error) {
        return failure(ErrorKind::unreadable, "The file is no valid YAML: " + one_line(error.msg) + ".",
                       "line " + std::to_string(error.mark.line + 1));
    }
    return writer.take();
}

} // namespace kneepoint::import
