// SPDX-License-Identifier: GPL-3.0-or-later
#include "part_writer.h"

#include <QtConcurrent/QtConcurrentRun>

namespace kneepoint::hosts {

PartWriter::PartWriter(const std::filesystem::path& target) : m_part(target)
{
    m_pool.setMaxThreadCount(1); // one after the other
}

PartWriter::~PartWriter()
{
    m_pool.waitForDone();
}

QFuture<Result<std::uint64_t>> PartWriter::open(std::uint64_t most, std::stop_token stop)
{
    return QtConcurrent::run(&m_pool, [this, most, stop = std::move(stop)]() -> Result<std::uint64_t> {
        m_state = m_part.open(most, stop);
        m_failed = !m_state;
        if (!m_state) return std::unexpected(m_state.error());
        return m_part.size();
    });
}

void PartWriter::append(std::string bytes)
{
    m_pool.start([this, bytes = std::move(bytes)] {
        if (m_state) m_state = m_part.append(bytes);
        m_failed = !m_state;
    });
}

QFuture<Result<void>> PartWriter::drain()
{
    return QtConcurrent::run(&m_pool, [this] { return m_state; });
}

QFuture<Result<bool>> PartWriter::place(std::string sha256)
{
    return QtConcurrent::run(&m_pool, [this, sha256 = std::move(sha256)]() -> Result<bool> {
        if (m_part.hash() != sha256) {
            m_part.remove();
            return false;
        }
        m_part.flush();
        if (auto placed = m_part.take_place(); !placed) return std::unexpected(placed.error());
        return true;
    });
}

} // namespace kneepoint::hosts
