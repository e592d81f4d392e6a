// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/**
 * Prepares the process; every program must call it first. Opens /dev/null on any of descriptors 0 to 2 that
 * is closed, so that no file of ours gets that number and has messages written into it. Ignores SIGPIPE and
 * SIGXFSZ, so that writing to a broken pipe or beyond a file size limit is an error and does not end the
 * process.
 */
void begin_process();

}  // namespace aeolian
