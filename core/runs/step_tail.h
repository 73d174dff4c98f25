// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace kneepoint::runs {

/// What the step that a job's log speaks of last has said, as a terminal shows it: a bar that is drawn over and over
/// stands here once, so that hours of them are a few lines. Bounded, whatever comes.
class StepTail {
public:
    void append(std::string_view bytes);
    /// Of the step of this id: what stands behind the line with which its script begins it. All that there is where no
    /// such line was seen; empty where another step's came last.
    std::string of(std::string_view id) const;

private:
    void end_line();

    std::string m_id;   ///< of the last mark
    std::string m_text; ///< lines that have ended
    std::string m_over; ///< of the line that has not: what is being drawn over
    std::string m_line;
};

} // namespace kneepoint::runs
