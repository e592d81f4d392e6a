// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/encoding_glide.h"

#include <algorithm>
#include <cmath>

#include "core/state_archive.h"

namespace aeolian {
namespace {

float length(const Encoding& encoding) {
  float sum = 0.f;
  for (const float value : encoding.span()) sum += value * value;
  return std::sqrt(sum);
}

void assign(Encoding& encoding, std::span<const float> values) {
  const std::size_t count = std::min(values.size(), encoding.size);
  std::ranges::copy(values.first(count), encoding.values.begin());
  std::fill(encoding.values.begin() + static_cast<std::ptrdiff_t>(count), encoding.values.end(), 0.f);
}

}  // namespace

void EncodingGlide::set(std::span<const float> values) {
  assign(present_, values);
  pointed_ = present_;
  done_ = steps_;
}

void EncodingGlide::go(std::span<const float> values, int steps) {
  from_ = present_;
  assign(to_, values);
  from_length_ = length(from_);
  to_length_ = length(to_);
  steps_ = std::max(steps, 1);
  done_ = 0;
}

void EncodingGlide::finish() {
  if (done_ != steps_) present_ = to_;
  pointed_ = present_;
  done_ = steps_;
}

void EncodingGlide::next() {
  if (done_ == steps_) return;
  ++done_;
  if (done_ == steps_) {
    present_ = to_;
    return;
  }
  const float position = static_cast<float>(done_) / static_cast<float>(steps_);
  const bool has_arc = present_.size > 1 && from_length_ > 0.f && to_length_ > 0.f;
  if (has_arc) {
    present_ = on_arc(position);
    return;
  }
  for (std::size_t i = 0; i < present_.size; ++i) {
    present_.values[i] = (1.f - position) * from_.values[i] + position * to_.values[i];
  }
}

float EncodingGlide::strength() const {
  return length(present_);
}

bool EncodingGlide::has_turned() {
  const bool points = length(present_) + length(pointed_) > 0.f;
  const bool turned = points && cosine(present_.span(), pointed_.span()) <= turned_cosine;
  if (turned) pointed_ = present_;
  return turned;
}

Encoding EncodingGlide::on_arc(float position) const {
  Encoding point = slerp(*normalised(from_.span()), *normalised(to_.span()), position);
  const float wanted = (1.f - position) * from_length_ + position * to_length_;
  for (float& value : point.values) value *= wanted;
  return point;
}

void EncodingGlide::archive(StateArchive& state) {
  for (auto* encoding : {&present_, &from_, &to_, &pointed_}) state.value(encoding->values);
  state.value(from_length_);
  state.value(to_length_);
  state.value(steps_);
  state.value(done_);
}

}  // namespace aeolian
