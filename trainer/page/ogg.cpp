// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/ogg.h"

#include <sndfile.h>

#include <algorithm>
#include <cstring>

namespace aeolian::trainer {
namespace {

constexpr double quality = .4;
constexpr std::size_t block = 4096;  // libsndfile's Vorbis encoder keeps a whole write on the stack

/** A file in memory for libsndfile's virtual I/O. */
struct Memory {
  std::vector<std::byte> bytes;
  std::size_t at = 0;
};

Memory& memory(void* data) {
  return *static_cast<Memory*>(data);
}

sf_count_t length(void* data) {
  return static_cast<sf_count_t>(memory(data).bytes.size());
}

sf_count_t seek(sf_count_t offset, int whence, void* data) {
  Memory& m = memory(data);
  const sf_count_t base = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? static_cast<sf_count_t>(m.at)
                                               : length(data);
  m.at = static_cast<std::size_t>(std::max<sf_count_t>(0, base + offset));
  return static_cast<sf_count_t>(m.at);
}

sf_count_t read(void* to, sf_count_t count, void* data) {
  Memory& m = memory(data);
  const auto left = m.bytes.size() - std::min(m.at, m.bytes.size());
  const auto wanted = std::min(left, static_cast<std::size_t>(count));
  std::memcpy(to, m.bytes.data() + m.at, wanted);
  m.at += wanted;
  return static_cast<sf_count_t>(wanted);
}

sf_count_t write(const void* from, sf_count_t count, void* data) {
  Memory& m = memory(data);
  const auto wanted = static_cast<std::size_t>(count);
  m.bytes.resize(std::max(m.bytes.size(), m.at + wanted));
  std::memcpy(m.bytes.data() + m.at, from, wanted);
  m.at += wanted;
  return count;
}

sf_count_t tell(void* data) {
  return static_cast<sf_count_t>(memory(data).at);
}

}  // namespace

ErrorOr<std::vector<std::byte>> to_ogg(std::span<const float> samples, int sample_rate) {
  Memory m;
  SF_VIRTUAL_IO io{length, seek, read, write, tell};
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = 1;
  info.format = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  SNDFILE* file = sf_open_virtual(&io, SFM_WRITE, &info, &m);
  if (!file) return fail(std::string("cannot compress sound for the page: ") + sf_strerror(nullptr));
  double wanted = quality;
  sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &wanted, sizeof wanted);
  bool whole = true;
  for (std::size_t at = 0; at < samples.size(); at += block) {
    const auto some = samples.subspan(at, std::min(block, samples.size() - at));
    const auto count = static_cast<sf_count_t>(some.size());
    whole = whole && sf_writef_float(file, some.data(), count) == count;
  }
  if (sf_close(file) != 0 || !whole) return fail("cannot compress sound for the page");
  return std::move(m.bytes);
}

std::string base64(std::span<const std::byte> bytes) {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (at + i < bytes.size() ? static_cast<unsigned>(bytes[at + i]) : 0u);
    for (int i = 3; i >= 0; --i) text += letters[bits >> (6 * i) & 63];
  }
  const auto missing = (3 - bytes.size() % 3) % 3;
  for (std::size_t i = 0; i < missing; ++i) text[text.size() - 1 - i] = '=';
  return text;
}

}  // namespace aeolian::trainer
