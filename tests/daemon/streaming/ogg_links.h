// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aeolian::daemon {

/** A logical stream of a chained Ogg stream, as received by a listener. */
struct OggLink {
  std::string bytes;  ///< its pages
  std::string title;  ///< its comment TITLE
  bool has_ended = false;
};

struct OggStream {
  std::vector<OggLink> links;
  std::string fault;  ///< the first fault of a page; empty = all checksums and page numbers are right
};

/** Checks every page. Skips everything before the first beginning of a logical stream. */
OggStream read_ogg(std::string_view bytes);

/** Decodes the FLAC samples of logical streams, one after the other, interleaved left and right. */
std::vector<std::int32_t> flac_samples(const OggStream& stream);

/** Decodes the left channel of logical streams in Opus, at 48 kHz. */
std::vector<float> opus_samples(const OggStream& stream);

}  // namespace aeolian::daemon
