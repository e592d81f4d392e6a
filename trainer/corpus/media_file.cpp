// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/media_file.h"

#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/input_file.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
}

namespace aeolian::trainer {
namespace {

/** Containers of sound and video; no playlists, devices or images, because they would open other files. */
constexpr auto containers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,asf,asf_o,aac,ac3,eac3,avi,flv,mpegts,mpeg,mpegvideo,amr,amrnb,"
    "amrwb,wav,w64,"
    "aiff,ogg,caf,ape,wv,tta,dsf,iff,mpc,mpc8,mp3,flac,tak,au,dts,truehd,rm,oma,voc";

constexpr int io_buffer = 1 << 15;

struct Close {
  void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVIOContext* io) const {
    av_freep(static_cast<void*>(&io->buffer));
    avio_context_free(&io);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Close>;

int read_some(void* file, std::uint8_t* bytes, int count) {
  const ssize_t got = ::read(*static_cast<int*>(file), bytes, static_cast<std::size_t>(count));
  return got > 0 ? static_cast<int>(got) : got == 0 ? AVERROR_EOF : AVERROR(EIO);
}

std::int64_t seek_to(void* file, std::int64_t offset, int whence) {
  const int fd = *static_cast<int*>(file);
  if (whence != AVSEEK_SIZE) return ::lseek(fd, offset, whence & ~AVSEEK_FORCE);
  const auto here = ::lseek(fd, 0, SEEK_CUR), size = ::lseek(fd, 0, SEEK_END);
  ::lseek(fd, here, SEEK_SET);
  return size;
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

/** Converts a sample of any format to a float with full scale 1. */
template <class T>
float as_float(T sample) {
  if constexpr (std::is_floating_point_v<T>) return static_cast<float>(sample);
  if constexpr (std::is_same_v<T, std::uint8_t>) return static_cast<float>(sample - 128) / 128.f;
  return static_cast<float>(static_cast<double>(sample) /
                            -static_cast<double>(std::numeric_limits<T>::min()));
}

template <class T>
void interleave(const AVFrame& frame, bool is_planar, std::vector<float>& out) {
  const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
  const auto samples = static_cast<std::size_t>(frame.nb_samples);
  out.resize(channels * samples);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const auto* from = reinterpret_cast<const T*>(frame.extended_data[is_planar ? channel : 0]);
    for (std::size_t i = 0; i < samples; ++i)
      out[i * channels + channel] = as_float(from[is_planar ? i : i * channels + channel]);
  }
}

/** Interleaves the samples of a frame; false if its format is not a sound format. */
bool interleave(const AVFrame& frame, std::vector<float>& out) {
  const auto format = static_cast<AVSampleFormat>(frame.format);
  const bool is_planar = av_sample_fmt_is_planar(format) != 0;
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
      return interleave<std::uint8_t>(frame, is_planar, out), true;
    case AV_SAMPLE_FMT_S16:
      return interleave<std::int16_t>(frame, is_planar, out), true;
    case AV_SAMPLE_FMT_S32:
      return interleave<std::int32_t>(frame, is_planar, out), true;
    case AV_SAMPLE_FMT_S64:
      return interleave<std::int64_t>(frame, is_planar, out), true;
    case AV_SAMPLE_FMT_FLT:
      return interleave<float>(frame, is_planar, out), true;
    case AV_SAMPLE_FMT_DBL:
      return interleave<double>(frame, is_planar, out), true;
    default:
      return false;
  }
}

/** Decodes the best sound stream of a file from its beginning. */
class Decoder {
 public:
  /** `file` must be at its beginning and outlive this object. */
  bool open(int& file) {
    io_.reset(avio_alloc_context(static_cast<std::uint8_t*>(av_malloc(io_buffer)), io_buffer, 0, &file,
                                 read_some, nullptr, seek_to));
    AVFormatContext* format = avformat_alloc_context();
    if (!io_ || !format) return false;
    format->pb = io_.get();
    format->io_open = refuse_to_open;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "format_whitelist", containers, 0);
    // avformat_open_input() frees the context if it fails.
    const int opened = avformat_open_input(&format, nullptr, nullptr, &options);
    av_dict_free(&options);
    if (opened < 0) return false;
    format_.reset(format);
    if (avformat_find_stream_info(format, nullptr) < 0) return false;
    const AVCodec* decoder = nullptr;
    stream_ = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
    if (stream_ < 0 || !decoder) return false;
    codec_.reset(avcodec_alloc_context3(decoder));
    return codec_ && avcodec_parameters_to_context(codec_.get(), format->streams[stream_]->codecpar) >= 0 &&
           avcodec_open2(codec_.get(), decoder, nullptr) >= 0;
  }

  /**
   * Calls `use` with every frame until it returns false. Returns false if that, or an error, came before the
   * end.
   */
  template <class Use>
  bool decode(const Use& use) {
    const Owned<AVPacket> packet(av_packet_alloc());
    const Owned<AVFrame> frame(av_frame_alloc());
    int read = 0;
    while (read >= 0) {
      read = av_read_frame(format_.get(), packet.get());
      if (read >= 0 && packet->stream_index != stream_) {
        av_packet_unref(packet.get());
        continue;
      }
      avcodec_send_packet(codec_.get(), read < 0 ? nullptr : packet.get());
      av_packet_unref(packet.get());
      while (avcodec_receive_frame(codec_.get(), frame.get()) >= 0)
        if (!use(*frame)) return false;
    }
    return read == AVERROR_EOF;
  }

 private:
  Owned<AVIOContext> io_;  // must outlive the format, which reads from it
  Owned<AVFormatContext> format_;
  Owned<AVCodecContext> codec_;
  int stream_ = -1;
};

/** The decoded sound, and the one channel to use if the channels cancel each other. */
struct Decoded {
  Sound sound;
  std::optional<std::size_t> channel;
};

tl::unexpected<MediaFault> no_sound() {
  return tl::unexpected(MediaFault{MediaFault::Kind::no_sound});
}

tl::expected<Decoded, MediaFault> decode(const std::filesystem::path& path, Channels kept,
                                         std::optional<std::size_t> only) {
  const auto opened = open_input(path);
  if (!opened) return no_sound();
  int file = **opened;
  Decoder decoder;
  if (!decoder.open(file)) return no_sound();
  std::optional<Mixdown> mixdown;
  ErrorOr<void> usable;
  int rate = 0, channels = 0;
  std::vector<float> samples;
  const bool is_whole = decoder.decode([&](const AVFrame& frame) {
    if (!mixdown) {
      rate = frame.sample_rate;
      channels = frame.ch_layout.nb_channels;
      usable = check_sound_format(path, rate, channels);
      if (!usable) return false;
      mixdown.emplace(static_cast<std::size_t>(channels), only, kept);
    }
    if (frame.sample_rate != rate || frame.ch_layout.nb_channels != channels) return false;
    if (!interleave(frame, samples)) return false;
    usable = mixdown->add(samples).map_error(
        [&](const Error& error) { return Error{path.filename().string() + ": " + error.message}; });
    return usable.has_value();
  });
  if (!usable) return tl::unexpected(MediaFault{MediaFault::Kind::refused, usable.error().message});
  if (!mixdown || mixdown->size() == 0) return no_sound();
  const double seconds = static_cast<double>(mixdown->size()) / rate;
  const auto channel = mixdown->channel_to_take();
  Decoded decoded{std::move(*mixdown).sound(rate), channel};
  if (!is_whole) decoded.sound.note = "cannot be read beyond " + std::to_string(std::llround(seconds)) + " s";
  return decoded;
}

}  // namespace

tl::expected<Sound, MediaFault> read_media_file(const std::filesystem::path& path, Channels channels) {
  av_log_set_level(AV_LOG_QUIET);
  auto decoded = decode(path, channels, std::nullopt);
  if (!decoded) return tl::unexpected(std::move(decoded.error()));
  if (const auto channel = decoded->channel) {
    if (auto alone = decode(path, channels, channel)) {
      decoded = std::move(alone);
      auto& note = decoded->sound.note;
      note = note_of_a_channel(*channel) + (note.empty() ? "" : "; " + note);
    }
  }
  return std::move(decoded->sound);
}

}  // namespace aeolian::trainer
