// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aeolian::daemon {

/** A logical stream of a chained Ogg stream, as a listener gets it. */
struct OggLink {
  std::string bytes;  ///< its pages
  std::string title;  ///< its comment TITLE
  bool has_ended = false;
};

struct OggStream {
  std::vector<OggLink> links;
  std::string fault;  ///< what is wrong with a page; empty = each has its checksum and its number
};

/** Judges every page. What comes before the first beginning of a logical stream is passed over. */
OggStream read_ogg(std::string_view bytes);

/** The samples of logical streams in FLAC, one after the other: left, right, left, and so on. */
std::vector<std::int32_t> flac_samples(const OggStream& stream);

/** The left channel of logical streams in Opus, at 48 kHz. */
std::vector<float> opus_samples(const OggStream& stream);

}  // namespace aeolian::daemon
