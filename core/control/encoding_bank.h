// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/event.h"
#include "core/error.h"

namespace aeolian {

/** One encoding: at most max_encoding_size values of unit norm; none = the null code. */
struct Encoding {
  std::array<float, max_encoding_size> values{};
  std::size_t size = 0;

  std::span<const float> span() const { return {values.data(), size}; }
};

/** A point of the map of the named encodings, 0..1 both ways. */
struct Place {
  double x = 0.5;
  double y = 0.5;
  bool operator==(const Place&) const = default;
};

/** An encoding and its share in a mean. */
struct WeightedEncoding {
  const Encoding* encoding;
  double weight;
};

/** The named encodings of a checkpoint, on the unit sphere. Never changes once made, so any thread may read
 * it. */
class EncodingBank {
 public:
  /** Of a model that is not conditioned: no names, no values. */
  EncodingBank() = default;

  /**
   * `vectors` is names.size() x size, row-major; each row is brought to unit norm. Refuses names that are
   * empty or given twice, sizes above max_encoding_size, and rows that are zero or not finite. `axes` is 2 x
   * size or empty: the directions of places(), refused where they are of another size or not finite.
   */
  static ErrorOr<EncodingBank> create(std::vector<std::string> names, std::span<const float> vectors,
                                      std::size_t size, std::span<const float> axes = {});

  std::size_t count() const { return names_.size(); }
  std::size_t size() const { return size_; }  ///< values an encoding
  std::span<const std::string> names() const { return names_; }
  const Encoding& at(std::size_t index) const { return encodings_[index]; }

  /**
   * Where each encoding lies on a map of two dimensions: its coordinates along the axes that it was made
   * with, the first two principal components (Pearson, "On lines and planes of closest fit to systems of
   * points in space", 1901) of the whole corpus; without them along those of the named encodings. Brought to
   * 0.1..0.9.
   */
  std::span<const Place> places() const { return places_; }

  /** A point between the named encodings, and the index of the one that it is exactly, if any. */
  struct MapPoint {
    Encoding encoding;
    std::optional<std::size_t> index;
  };

  /**
   * What lies at `place`: the mean of the named encodings, each weighted by its distance to the power of -2
   * (Shepard, "A two-dimensional interpolation function for irregularly-spaced data", ACM 1968), of unit
   * norm; at an encoding's own place, that one. Refuses a bank without encodings.
   */
  ErrorOr<MapPoint> at_place(Place place) const;

  /** Index of the encoding called `name`, or a text that says which names there are. */
  ErrorOr<std::size_t> find(std::string_view name) const;

  /**
   * What was kept as `name` with `values`, perhaps with another checkpoint: the encoding of that name;
   * without it, the values, brought to unit norm; the null code where there are none. Refuses values of
   * another size.
   */
  ErrorOr<Encoding> recall(std::string_view name, std::span<const float> values) const;

 private:
  std::vector<std::string> names_;
  std::vector<Encoding> encodings_;
  std::vector<Place> places_;
  std::size_t size_ = 0;
};

/** `values` brought to unit norm; refuses too many, zero, and not finite ones. */
ErrorOr<Encoding> normalised(std::span<const float> values);

/** Cosine of the angle between two encodings of one size; 0 where one of them is the null code. */
float cosine(std::span<const float> a, std::span<const float> b);

/**
 * Spherical interpolation (Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985) between two
 * encodings of one size, `position` in 0..1. Opposite ones, between which no great circle is the shortest,
 * pass through a fixed one that is orthogonal to both.
 */
Encoding slerp(const Encoding& from, const Encoding& to, double position);

/** The mean of encodings of one size by their weights, of unit norm; refuses one that vanishes. */
ErrorOr<Encoding> mean(std::span<const WeightedEncoding> shares);

}  // namespace aeolian
