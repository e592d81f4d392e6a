// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/**
 * Makes the daemon's log, on stderr, with floods limited. Where systemd has connected stderr to the journal
 * (JOURNAL_STREAM), lines bear their level as "<4>" and leave the time to the journal, sd-daemon(3);
 * elsewhere they bear time and colour. Once, before anything is logged.
 */
void open_log();

/** Now and then, by the control loop: a flood that is over is summed up though nothing else is logged. */
void sum_up_floods();

}  // namespace aeolian
