// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/streaming/ogg_links.h"

#include <FLAC/stream_decoder.h>
#include <ogg/ogg.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "core/audio/sound_file.h"
#include "tests/scratch_folder.h"

namespace aeolian::daemon {
namespace {

std::string title_in(std::string_view bytes) {
  const std::size_t at = bytes.find("TITLE=");
  if (at == std::string_view::npos || at < 4) return {};
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data() + at - 4, sizeof size);
  return std::string(bytes.substr(at, size).substr(6));
}

/** Sorts consecutive pages into their links. */
class PageReader {
 public:
  void add(ogg_page& page) {
    if (ogg_page_bos(&page) != 0) {
      stream_.links.emplace_back();
      next_ = ogg_page_pageno(&page);
      serial_ = ogg_page_serialno(&page);
    }
    if (stream_.links.empty()) return;
    OggLink& link = stream_.links.back();
    if (ogg_page_serialno(&page) != serial_) stream_.fault = "a page of another stream";
    if (ogg_page_pageno(&page) != next_ && !follows_header_) stream_.fault = "a page is missing";
    next_ = ogg_page_pageno(&page) + 1;
    follows_header_ = ogg_page_granulepos(&page) == 0;
    if (link.has_ended) stream_.fault = "a page after the last";
    link.has_ended = ogg_page_eos(&page) != 0;
    link.bytes.append(reinterpret_cast<const char*>(page.header), static_cast<std::size_t>(page.header_len));
    link.bytes.append(reinterpret_cast<const char*>(page.body), static_cast<std::size_t>(page.body_len));
  }
  OggStream take() {
    for (OggLink& link : stream_.links) link.title = title_in(link.bytes);
    return std::move(stream_);
  }
  void skipped(long bytes) {
    if (!stream_.links.empty()) stream_.fault = std::to_string(bytes) + " bytes that are no page";
  }

 private:
  OggStream stream_;
  long next_ = 0;
  int serial_ = 0;
  bool follows_header_ = false;  // a server sends the headers, and continues with the current sound
};

/** The bytes to decode, and the decoded samples. */
struct FlacDecoding {
  std::string_view bytes;
  std::vector<std::int32_t> samples;
};

FLAC__StreamDecoderReadStatus give_bytes(const FLAC__StreamDecoder*, FLAC__byte* to, std::size_t* size,
                                         void* self) {
  auto& decoding = *static_cast<FlacDecoding*>(self);
  *size = std::min(*size, decoding.bytes.size());
  std::memcpy(to, decoding.bytes.data(), *size);
  decoding.bytes.remove_prefix(*size);
  return *size > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
                   : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
}

FLAC__StreamDecoderWriteStatus take_samples(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                            const FLAC__int32* const channels[], void* self) {
  auto& samples = static_cast<FlacDecoding*>(self)->samples;
  for (std::uint32_t i = 0; i < frame->header.blocksize; ++i) {
    samples.push_back(channels[0][i]);
    samples.push_back(channels[1][i]);
  }
  return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

}  // namespace

OggStream read_ogg(std::string_view bytes) {
  PageReader reader;
  ogg_sync_state sync;
  ogg_sync_init(&sync);
  std::memcpy(ogg_sync_buffer(&sync, static_cast<long>(bytes.size())), bytes.data(), bytes.size());
  ogg_sync_wrote(&sync, static_cast<long>(bytes.size()));
  ogg_page page;
  for (long size = 0; (size = ogg_sync_pageseek(&sync, &page)) != 0;) {
    size > 0 ? reader.add(page) : reader.skipped(-size);
  }
  ogg_sync_clear(&sync);
  return reader.take();
}

std::vector<std::int32_t> flac_samples(const OggStream& stream) {
  FlacDecoding decoding;
  for (const OggLink& link : stream.links) {
    decoding.bytes = link.bytes;
    FLAC__StreamDecoder* decoder = FLAC__stream_decoder_new();
    FLAC__stream_decoder_init_ogg_stream(
        decoder, give_bytes, nullptr, nullptr, nullptr, nullptr, take_samples, nullptr,
        [](const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void*) {}, &decoding);
    FLAC__stream_decoder_process_until_end_of_stream(decoder);
    FLAC__stream_decoder_delete(decoder);
  }
  return decoding.samples;
}

std::vector<float> opus_samples(const OggStream& stream) {
  const ScratchFolder folder;
  std::vector<float> samples;
  for (const OggLink& link : stream.links) {
    std::ofstream(folder / "link.opus", std::ios::binary) << link.bytes;
    const auto sound = read_sound(folder / "link.opus");
    if (sound) samples.insert(samples.end(), sound->samples.begin(), sound->samples.end());
  }
  return samples;
}

}  // namespace aeolian::daemon
