// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/icecast_connection.h"
#include "daemon/streaming/ogg_encoder.h"

namespace aeolian::daemon {

std::string why_no_streaming() {
  return "this aeoliand was built without streaming: install libshout3-dev, libopusenc-dev and libflac-dev, "
         "and build it again";
}

ConnectedOr<std::unique_ptr<IcecastConnection>> IcecastConnection::begin(const StreamSettings&,
                                                                         const std::string&,
                                                                         const std::string&, int) {
  return tl::unexpected(LostConnection{why_no_streaming()});
}

ErrorOr<std::unique_ptr<OggEncoder>> make_opus_encoder(int, unsigned, const StreamTags&) {
  return fail(why_no_streaming());
}

ErrorOr<std::unique_ptr<OggEncoder>> make_flac_encoder(int, const StreamTags&) {
  return fail(why_no_streaming());
}

}  // namespace aeolian::daemon
