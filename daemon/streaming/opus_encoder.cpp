// SPDX-License-Identifier: GPL-3.0-or-later
#include <opusenc.h>

#include "daemon/streaming/ogg_encoder.h"

namespace aeolian::daemon {
namespace {

constexpr int muxing_delay = 48000 / 5;  // samples at 48 kHz: the longest page
constexpr int stereo = 2;

struct DestroyComments {
  void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
};
using Comments = std::unique_ptr<OggOpusComments, DestroyComments>;

struct DestroyEncoder {
  void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
};

ErrorOr<void> opus_result(int code) {
  if (code == OPE_OK) return {};
  return fail(std::string("Opus: ") + ope_strerror(code));
}

Comments comments_of(const StreamTags& tags) {
  Comments comments(ope_comments_create());
  ope_comments_add(comments.get(), "TITLE", tags.title.c_str());
  ope_comments_add(comments.get(), "ARTIST", tags.artist.c_str());
  return comments;
}

class OpusEncoderInOgg final : public OggEncoder {
 public:
  ErrorOr<void> begin(int sample_rate, unsigned bitrate, const StreamTags& tags) {
    static constexpr OpusEncCallbacks callbacks{[](void* self, const unsigned char* bytes, opus_int32 size) {
                                                  static_cast<OpusEncoderInOgg*>(self)->pages_.append(
                                                      reinterpret_cast<const char*>(bytes),
                                                      static_cast<std::size_t>(size));
                                                  return 0;
                                                },
                                                [](void*) { return 0; }};
    int code = OPE_OK;
    encoder_.reset(ope_encoder_create_callbacks(&callbacks, this, comments_of(tags).get(), sample_rate,
                                                stereo, 0, &code));
    if (!encoder_) return opus_result(code);
    ope_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(static_cast<int>(bitrate) * 1000));
    ope_encoder_ctl(encoder_.get(), OPE_SET_DECISION_DELAY(0));
    ope_encoder_ctl(encoder_.get(), OPE_SET_MUXING_DELAY(muxing_delay));
    return opus_result(ope_encoder_flush_header(encoder_.get()));
  }

  ErrorOr<void> write(std::span<const StereoFrame> frames) override {
    return opus_result(
        ope_encoder_write_float(encoder_.get(), interleaved(frames).data(), static_cast<int>(frames.size())));
  }

  ErrorOr<void> retitle(const StreamTags& tags) override {
    return opus_result(ope_encoder_chain_current(encoder_.get(), comments_of(tags).get()));
  }

  ErrorOr<void> finish() override { return opus_result(ope_encoder_drain(encoder_.get())); }

 private:
  std::unique_ptr<OggOpusEnc, DestroyEncoder> encoder_;
};

}  // namespace

ErrorOr<std::unique_ptr<OggEncoder>> make_opus_encoder(int sample_rate, unsigned bitrate,
                                                       const StreamTags& tags) {
  auto encoder = std::make_unique<OpusEncoderInOgg>();
  if (auto begun = encoder->begin(sample_rate, bitrate, tags); !begun) return tl::unexpected(begun.error());
  return encoder;
}

}  // namespace aeolian::daemon
