// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/encoding_bank.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/control/encoding_map.h"
#include "core/control/unicode.h"
#include "core/printable.h"

namespace aeolian {
namespace {

double dot(const Encoding& a, const Encoding& b) {
  double sum = 0.;
  for (std::size_t i = 0; i < a.size; ++i) sum += static_cast<double>(a.values[i]) * b.values[i];
  return sum;
}

Encoding combined(const Encoding& a, double weight_a, const Encoding& b, double weight_b) {
  Encoding sum;
  sum.size = a.size;
  for (std::size_t i = 0; i < a.size; ++i) {
    sum.values[i] = static_cast<float>(weight_a * a.values[i] + weight_b * b.values[i]);
  }
  return sum;
}

/**
 * A unit vector orthogonal to `from`: the axis along which `from` is smallest, with its component along
 * `from` removed.
 */
Encoding orthogonal(const Encoding& from) {
  const auto values = from.span();
  const auto least = std::ranges::min_element(values, {}, [](float value) { return std::abs(value); });
  Encoding axis;
  axis.size = from.size;
  axis.values[static_cast<std::size_t>(least - values.begin())] = 1.f;
  return *normalised(combined(axis, 1., from, -dot(axis, from)).span());
}

}  // namespace

ErrorOr<Encoding> normalised(std::span<const float> values) {
  if (values.size() > max_encoding_size) {
    return fail("an encoding has at most " + std::to_string(max_encoding_size) + " values, not " +
                std::to_string(values.size()));
  }
  double energy = 0.;
  for (const float value : values) energy += static_cast<double>(value) * value;
  if (!std::isfinite(energy)) return fail("an encoding's values must be finite numbers");
  if (!values.empty() && energy == 0.)
    return fail("an encoding's values must not all be zero: it has no direction");
  Encoding encoding;
  encoding.size = values.size();
  const double scale = 1. / std::sqrt(energy);
  std::ranges::transform(values, encoding.values.begin(),
                         [scale](float value) { return static_cast<float>(value * scale); });
  return encoding;
}

float cosine(std::span<const float> a, std::span<const float> b) {
  float product = 0.f, power_a = 0.f, power_b = 0.f;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    product += a[i] * b[i];
    power_a += a[i] * a[i];
    power_b += b[i] * b[i];
  }
  const float powers = power_a * power_b;
  return powers > 0.f ? product / std::sqrt(powers) : 0.f;
}

Encoding slerp(const Encoding& from, const Encoding& to, double position) {
  const double product = std::clamp(dot(from, to), -1., 1.);
  constexpr double nearly_opposite = -1. + 1e-6;
  if (from.size > 1 && product < nearly_opposite) {
    const Encoding middle = orthogonal(from);
    return position < 0.5 ? slerp(from, middle, 2. * position) : slerp(middle, to, 2. * position - 1.);
  }
  const double angle = std::acos(product);
  constexpr double nearly_equal = 1e-4;
  const Encoding sum = angle < nearly_equal ? combined(from, 1. - position, to, position)
                                            : combined(from, std::sin((1. - position) * angle), to,
                                                       std::sin(position * angle));
  return normalised(sum.span()).value_or(position < 0.5 ? from : to);
}

ErrorOr<Encoding> mean(std::span<const Encoding> encodings) {
  std::array<double, max_encoding_size> sum{};
  for (const Encoding& encoding : encodings) {
    for (std::size_t i = 0; i < encoding.size; ++i) sum[i] += static_cast<double>(encoding.values[i]);
  }
  std::array<float, max_encoding_size> values{};
  double energy = 0.;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    values[i] = static_cast<float>(sum[i] / static_cast<double>(encodings.size()));
    energy += static_cast<double>(values[i]) * values[i];
  }
  constexpr double nothing_left = 1e-8;
  if (!(energy > nothing_left))
    return fail("these encodings cancel each other out: their mean has no direction");
  return normalised(std::span(values).first(encodings.front().size));
}

ErrorOr<Morph> morph_of(std::span<const EncodingShare> shares) {
  std::vector<EncodingShare> sums;
  for (const auto& share : shares) {
    const auto same = std::ranges::find_if(sums, [&](const EncodingShare& sum) {
      return std::ranges::equal(sum.encoding.encoding.span(), share.encoding.encoding.span());
    });
    if (same == sums.end())
      sums.push_back(share);
    else
      same->weight += share.weight;
  }
  // The two heaviest come first; of equal ones, the one named first.
  for (auto begin = sums.begin(); begin < sums.end() && begin < sums.begin() + 2; ++begin) {
    const auto heaviest = std::ranges::max_element(begin, sums.end(), {}, &EncodingShare::weight);
    std::rotate(begin, heaviest, heaviest + 1);
  }
  if (sums.empty() || !(sums[0].weight > 0.)) return fail("one of the weights must be above 0");
  if (sums.size() == 1 || !(sums[1].weight > 0.)) return Morph{sums[0].encoding};
  // Scaled by the larger one, which may be as large as a number can be.
  const double ratio = sums[1].weight / sums[0].weight;
  return Morph{sums[0].encoding, sums[1].encoding, ratio / (1. + ratio)};
}

Encoding point_of(const Morph& morph) {
  if (const auto* only = morph.only()) return only->encoding;
  const Encoding &from = morph.from.encoding, &to = morph.to.encoding;
  if (from.size != to.size) return morph.weight < 0.5 ? from : to;
  return from.size == 0 ? from : slerp(from, to, morph.weight);
}

ErrorOr<EncodingBank> EncodingBank::create(std::vector<std::string> names, std::span<const float> vectors,
                                           std::size_t size, std::span<const float> axes) {
  if (vectors.size() != names.size() * size) {
    return fail(std::to_string(names.size()) + " encodings of " + std::to_string(size) + " values need " +
                std::to_string(names.size() * size) + " values, not " + std::to_string(vectors.size()));
  }
  if (!axes.empty() &&
      (axes.size() != 2 * size || !std::ranges::all_of(axes, [](float x) { return std::isfinite(x); })))
    return fail("the axes of the map of encodings must be 2 x " + std::to_string(size) + " finite numbers");
  EncodingBank bank;
  bank.size_ = size;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) return fail("encoding " + std::to_string(i) + " has no name");
    if (std::ranges::count(names, names[i]) > 1)
      return fail("two encodings are called " + in_quotes(names[i]));
    auto encoding = normalised(vectors.subspan(i * size, size));
    if (!encoding) return fail("encoding " + in_quotes(names[i]) + ": " + encoding.error().message);
    bank.encodings_.push_back(*encoding);
  }
  bank.names_ = std::move(names);
  bank.places_ = map_of(bank.encodings_, axes);
  return bank;
}

NamedEncoding EncodingBank::named(std::span<const float> values) const {
  for (std::size_t i = 0; i < encodings_.size(); ++i) {
    if (std::ranges::equal(encodings_[i].span(), values)) return named(i);
  }
  NamedEncoding unnamed;
  unnamed.encoding.size = std::min(values.size(), max_encoding_size);
  std::ranges::copy(values.first(unnamed.encoding.size), unnamed.encoding.values.begin());
  return unnamed;
}

ErrorOr<Morph> EncodingBank::at_place(Place place) const {
  if (encodings_.empty()) return fail("this checkpoint has no named encodings, so there is no map of them");
  std::vector<std::pair<double, std::size_t>> nearest;  // distance and index
  for (std::size_t i = 0; i < places_.size(); ++i)
    nearest.emplace_back(std::hypot(place.x - places_[i].x, place.y - places_[i].y), i);
  std::ranges::sort(nearest);
  constexpr double at_the_place = 1e-6;  // the resolution of a 32-bit float fader
  if (nearest.size() == 1 || nearest[0].first < at_the_place) return Morph{named(nearest[0].second)};
  const double beyond = nearest.size() > 2 ? 1. / nearest[2].first : 0.;
  const auto weight = [&](std::size_t i) { return std::pow(1. / nearest[i].first - beyond, 2.); };
  const double first = weight(0), second = weight(1);
  const bool is_amid = !(first > 0.);  // equally far from three of them
  return Morph{named(nearest[0].second), named(nearest[1].second), is_amid ? 0.5 : second / (first + second)};
}

std::optional<Place> EncodingBank::place_of(const Morph& morph) const {
  const NamedEncoding& first = morph.only() ? *morph.only() : morph.from;
  const NamedEncoding& second = morph.only() ? first : morph.to;
  const auto from = std::ranges::find(names_, first.name), to = std::ranges::find(names_, second.name);
  if (from == names_.end() || to == names_.end()) return {};
  const Place &a = places_[static_cast<std::size_t>(from - names_.begin())],
              &b = places_[static_cast<std::size_t>(to - names_.begin())];
  return Place{std::lerp(a.x, b.x, morph.weight), std::lerp(a.y, b.y, morph.weight)};
}

ErrorOr<std::size_t> EncodingBank::find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(names_, [name](const std::string& each) { return is_same_name(each, name); });
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  if (names_.empty()) return fail("this checkpoint has no named encodings");
  std::string text = "no encoding is called " + in_quotes(name) + "; there are: ";
  constexpr std::size_t most_listed = 12;
  for (std::size_t i = 0; i < std::min(names_.size(), most_listed); ++i) text += (i ? ", " : "") + names_[i];
  if (names_.size() > most_listed) text += " and " + std::to_string(names_.size() - most_listed) + " more";
  return fail(std::move(text));
}

ErrorOr<NamedEncoding> EncodingBank::recall(const NamedEncoding& stored) const {
  const auto found =
      std::ranges::find_if(names_, [&](const std::string& each) { return is_same_name(each, stored.name); });
  if (found != names_.end()) return named(static_cast<std::size_t>(found - names_.begin()));
  const auto values = stored.encoding.span();
  if (values.empty() || values.size() == size_)
    return normalised(values).map([](const Encoding& encoding) { return NamedEncoding{encoding}; });
  return fail(
      (stored.name.empty() ? "its encoding"
                           : "its encoding " + in_quotes(stored.name) + " is not in this checkpoint and") +
      " has " + std::to_string(values.size()) + " values, this checkpoint's have " + std::to_string(size_));
}

}  // namespace aeolian
