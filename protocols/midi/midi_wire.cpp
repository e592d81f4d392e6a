// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_wire.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace aeolian::midi {
namespace {

constexpr std::size_t longest_text = 1000;  // a pipe takes it with its record as a whole, or not at all

}  // namespace

bool WireWriter::write(const TimedMessage& message) const noexcept {
  const bool is_of_channel = message.message.is_of_channel();
  const Record record{.arrived = message.arrived,
                      .value = is_of_channel ? message.message.size : message.clocks,
                      .kind = is_of_channel ? Record::Kind::message : Record::Kind::clock,
                      .bytes = message.message.bytes};
  return ::write(fd_, &record, sizeof record) == sizeof record;
}

bool WireWriter::write(Record::Kind kind, std::uint32_t value) const {
  const Record record{.value = value, .kind = kind};
  return ::write(fd_, &record, sizeof record) == sizeof record;
}

bool WireWriter::write(Record::Kind kind, std::string_view text) const {
  text = text.substr(0, longest_text);
  const Record record{.value = static_cast<std::uint32_t>(text.size()), .kind = kind};
  std::array<char, sizeof record + longest_text> bytes{};
  std::memcpy(bytes.data(), &record, sizeof record);
  std::ranges::copy(text, bytes.begin() + sizeof record);
  const auto size = sizeof record + text.size();
  return ::write(fd_, bytes.data(), size) == static_cast<ssize_t>(size);
}

void WireReader::push(std::span<const char> bytes) {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(read_));
  read_ = 0;
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

ErrorOr<std::optional<News>> WireReader::next() {
  const auto rest = std::span(bytes_).subspan(read_);
  News news;
  if (rest.size() < sizeof news.record) return std::nullopt;
  std::memcpy(&news.record, rest.data(), sizeof news.record);
  const auto& record = news.record;
  if (record.kind > Record::Kind::listeners) return fail("a record of an unknown kind");
  if (record.kind == Record::Kind::message && record.value > record.bytes.size()) {
    return fail("a message of " + std::to_string(record.value) + " bytes");
  }
  if (record.kind == Record::Kind::clock && !ShortMidiMessage{record.bytes}.is_of_clock()) {
    return fail("a clock message of an unknown kind");
  }
  const std::size_t text = record.has_text() ? record.value : 0;
  if (text > longest_text) return fail("a text of " + std::to_string(text) + " bytes");
  if (rest.size() < sizeof record + text) return std::nullopt;
  news.text.assign(rest.data() + sizeof record, text);
  read_ += sizeof record + text;
  return news;
}

}  // namespace aeolian::midi
