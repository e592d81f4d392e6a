// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/link/link_session.h"

namespace aeolian::link {

ErrorOr<std::unique_ptr<Session>> join_link_session(double) {
  return fail(
      "this aeoliand was built without Ableton Link: install ableton-link-dev and build it again, or choose "
      "another tempo_source");
}

}  // namespace aeolian::link
