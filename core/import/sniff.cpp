// SPDX-License-Identifier: GPL-3.0-or-later
#include "sniff.h"

#include "kneepoint/base/text.h"

namespace kneepoint::import {

namespace {

bool looks_like_utf16(std::string_view text)
{
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
           (text.size() >= 4 && (text[0] == '\0') != (text[1] == '\0') && (text[2] == '\0') == (text[0] == '\0') &&
            (text[3] == '\0') == (text[1] == '\0'));
}

Sniffed sniff_decoded(std::string_view text)
{
    const auto body = trimmed(text);
    if (body.empty()) return {FileKind::empty, "empty file", "The file is empty."};
    if (body.front() != '{' && body.front() != '[') return sniff_text(text);
    const auto found = sniff_json(body);
    if (found.kind != FileKind::unknown) return found;
    // "[2025-01-01 ...] message" and "{% if x %}" only begin like JSON.
    const auto as_text = sniff_text(text);
    const auto next = trimmed(body.substr(1));
    const bool object = body.front() == '{' && (next.starts_with('"') || next.starts_with('}'));
    return as_text.kind == FileKind::unknown && (object || body.front() == '[') ? found : as_text;
}

} // namespace

Sniffed sniff(std::string_view head)
{
    if (head.empty()) return {FileKind::empty, "empty file", "The file is empty."};
    if (looks_like_utf16(head)) {
        const auto text = utf8_text(std::string(head.substr(0, head.size() & ~std::size_t{1})));
        if (text) return sniff_decoded(*text);
        return {FileKind::unknown, "UTF-16 text", text.error().text};
    }
    if (auto found = sniff_binary(head)) return *found;
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    return sniff_decoded(head);
}

} // namespace kneepoint::import
