// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace kneepoint::hosts {

/// SHA-256 of bytes that come in pieces.
class Hash {
public:
    Hash();
    void add(std::string_view bytes);
    /// 64 hex digits; starts anew.
    std::string take();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

} // namespace kneepoint::hosts
