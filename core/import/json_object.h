// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kneepoint::import {

/// Collects the members of an object in their order. nlohmann's ordered map searches linearly at each insertion; this
/// one indexes the keys once an object is large.
class JsonObject {
public:
    /// Gives a key its value. @return false when the key was there already: the new value replaces the old one.
    bool set(const std::string& key, nlohmann::ordered_json value)
    {
        const std::size_t known = find(key);
        if (known < m_members.size()) {
            m_members[known].second = std::move(value);
            return false;
        }
        if (!m_index.empty()) m_index.emplace(key, known);
        m_members.emplace_back(key, std::move(value));
        if (m_members.size() == small) index_all();
        return true;
    }

    nlohmann::ordered_json finish()
    {
        nlohmann::ordered_json::object_t object;
        object.reserve(m_members.size());
        for (auto& [key, value] : m_members) object.emplace_back(std::move(key), std::move(value));
        return object;
    }

private:
    static constexpr std::size_t small = 32;

    std::size_t find(const std::string& key) const
    {
        if (!m_index.empty()) {
            const auto at = m_index.find(key);
            return at == m_index.end() ? m_members.size() : at->second;
        }
        std::size_t i = 0;
        while (i < m_members.size() && m_members[i].first != key) ++i;
        return i;
    }

    void index_all()
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) m_index.emplace(m_members[i].first, i);
    }

    /// Not object_t: its keys are const, so that it would copy every value whenever it grows.
    std::vector<std::pair<std::string, nlohmann::ordered_json>> m_members;
    std::unordered_map<std::string, std::size_t> m_index;
};

} // namespace kneepoint::import
