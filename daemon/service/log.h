// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::daemon {

/**
 * Sets up the daemon's log on stderr, with flood limits. If systemd has connected stderr to the journal
 * (JOURNAL_STREAM), lines carry their level as "<4>" and no time, sd-daemon(3); otherwise they have time and
 * colour. Call it once, before anything is logged.
 */
void open_log();

/** Called regularly by the control loop: sums up a flood that is over even if nothing else is logged. */
void sum_up_floods();

}  // namespace aeolian::daemon
