// SPDX-License-Identifier: GPL-3.0-or-later
#include <FLAC/metadata.h>
#include <FLAC/stream_encoder.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/audio/integer_sample.h"
#include "daemon/streaming/ogg_encoder.h"

namespace aeolian::daemon {
namespace {

constexpr unsigned bits = 24;
constexpr unsigned compression_level = 5;
constexpr unsigned blocks_a_second = 20;  // libogg puts at least four of them into a page
constexpr unsigned longest_block = 4608;  // frames, for streams up to 48 kHz

struct DeleteEncoder {
  void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
};
using Encoder = std::unique_ptr<FLAC__StreamEncoder, DeleteEncoder>;

struct DeleteMetadata {
  void operator()(FLAC__StreamMetadata* metadata) const { FLAC__metadata_object_delete(metadata); }
};
using Metadata = std::unique_ptr<FLAC__StreamMetadata, DeleteMetadata>;

void add_comment(FLAC__StreamMetadata* metadata, const char* name, const std::string& value) {
  FLAC__StreamMetadata_VorbisComment_Entry entry;
  if (FLAC__metadata_object_vorbiscomment_entry_from_name_value_pair(&entry, name, value.c_str()) != 0) {
    FLAC__metadata_object_vorbiscomment_append_comment(metadata, entry, false);
  }
}

class FlacEncoderInOgg final : public OggEncoder {
 public:
  explicit FlacEncoderInOgg(int sample_rate) : sample_rate_(static_cast<unsigned>(sample_rate)) {}

  ErrorOr<void> begin(const StreamTags& tags) {
    encoder_.reset(FLAC__stream_encoder_new());
    comments_.reset(FLAC__metadata_object_new(FLAC__METADATA_TYPE_VORBIS_COMMENT));
    if (!encoder_ || !comments_) return fail("FLAC: there is not enough memory");
    add_comment(comments_.get(), "TITLE", tags.title);
    add_comment(comments_.get(), "ARTIST", tags.artist);
    FLAC__StreamMetadata* metadata = comments_.get();
    FLAC__StreamEncoder* const encoder = encoder_.get();
    FLAC__stream_encoder_set_channels(encoder, 2);
    FLAC__stream_encoder_set_bits_per_sample(encoder, bits);
    FLAC__stream_encoder_set_sample_rate(encoder, sample_rate_);
    FLAC__stream_encoder_set_compression_level(encoder, compression_level);
    FLAC__stream_encoder_set_blocksize(encoder, std::min(sample_rate_ / blocks_a_second, longest_block));
    static std::atomic<long> serial_number{0};  // unlike that of any stream before it
    FLAC__stream_encoder_set_ogg_serial_number(encoder, ++serial_number);
    FLAC__stream_encoder_set_metadata(encoder, &metadata, 1);
    const auto status =
        FLAC__stream_encoder_init_ogg_stream(encoder, nullptr, append, nullptr, nullptr, nullptr, this);
    if (status == FLAC__STREAM_ENCODER_INIT_STATUS_OK) return {};
    return fail(std::string("FLAC: ") + FLAC__StreamEncoderInitStatusString[status]);
  }

  ErrorOr<void> write(std::span<const StereoFrame> frames) override {
    const auto samples = interleaved(frames);
    integers_.resize(samples.size());
    std::ranges::transform(samples, integers_.begin(), integer_sample<bits>);
    return result(FLAC__stream_encoder_process_interleaved(encoder_.get(), integers_.data(),
                                                           static_cast<std::uint32_t>(frames.size())));
  }

  ErrorOr<void> retitle(const StreamTags& tags) override {
    return finish().and_then([&] { return begin(tags); });
  }

  ErrorOr<void> finish() override { return result(FLAC__stream_encoder_finish(encoder_.get())); }

 private:
  static FLAC__StreamEncoderWriteStatus append(const FLAC__StreamEncoder*, const FLAC__byte* bytes,
                                               std::size_t size, std::uint32_t, std::uint32_t, void* self) {
    static_cast<FlacEncoderInOgg*>(self)->pages_.append(reinterpret_cast<const char*>(bytes), size);
    return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
  }

  ErrorOr<void> result(FLAC__bool done) const {
    if (done != 0) return {};
    return fail(std::string("FLAC: ") + FLAC__stream_encoder_get_resolved_state_string(encoder_.get()));
  }

  const unsigned sample_rate_;
  Metadata comments_;  // until the encoder has begun
  Encoder encoder_;
  std::vector<FLAC__int32> integers_;
};

}  // namespace

ErrorOr<std::unique_ptr<OggEncoder>> make_flac_encoder(int sample_rate, const StreamTags& tags) {
  auto encoder = std::make_unique<FlacEncoderInOgg>(sample_rate);
  if (auto begun = encoder->begin(tags); !begun) return tl::unexpected(begun.error());
  return encoder;
}

}  // namespace aeolian::daemon
