// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/**
 * Must be called first by every program. Opens those of descriptors 0 to 2 that are closed to /dev/null, so
 * that no file of ours gets one of these numbers and no message is written into it; and ignores SIGPIPE and
 * SIGXFSZ, so that writing to a broken pipe or beyond a file size limit is an error instead of ending the
 * process.
 */
void begin_process();

}  // namespace aeolian
