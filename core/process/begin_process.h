// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/**
 * To be called first by every program. Opens whichever of the descriptors 0 to 2 are closed to /dev/null, so
 * that no file of ours gets one of their numbers and no message goes into it; and ignores SIGPIPE and
 * SIGXFSZ, so that a write to a pipe that is gone or beyond a limit of file sizes is an error instead of the
 * end.
 */
void begin_process();

}  // namespace aeolian
