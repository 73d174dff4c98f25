// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_hex.h"

#include <QRandomGenerator>

#include <fmt/format.h>

namespace kneepoint::hosts {

std::string random_hex(std::size_t bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += fmt::format("{:02x}", QRandomGenerator::system()->generate() & 0xffU);
    return text;
}

} // namespace kneepoint::hosts
