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

/** One encoding: at most max_encoding_size values of unit norm; size 0 = the null code. */
struct Encoding {
  std::array<float, max_encoding_size> values{};
  std::size_t size = 0;

  std::span<const float> span() const { return {values.data(), size}; }
};

/** A point on the map of the named encodings, 0..1 on both axes. */
struct Place {
  double x = 0.5;
  double y = 0.5;
  bool operator==(const Place&) const = default;
};

/** An encoding and its weight in a mean. */
struct WeightedEncoding {
  const Encoding* encoding;
  double weight;
};

/** The named encodings of a checkpoint, on the unit sphere. Immutable, so any thread may read it. */
class EncodingBank {
 public:
  /** For a model without conditioning: no names, no values. */
  EncodingBank() = default;

  /**
   * `vectors` is names.size() x size, row-major; each row is scaled to unit norm. Refuses names that are
   * empty or occur twice, sizes above max_encoding_size, and rows that are zero or not finite. `axes` is 2 x
   * size or empty: the directions of places(); refused if they have another size or are not finite.
   */
  static ErrorOr<EncodingBank> create(std::vector<std::string> names, std::span<const float> vectors,
                                      std::size_t size, std::span<const float> axes = {});

  std::size_t count() const { return names_.size(); }
  std::size_t size() const { return size_; }  ///< values per encoding
  std::span<const std::string> names() const { return names_; }
  const Encoding& at(std::size_t index) const { return encodings_[index]; }

  /**
   * The position of each encoding on a two-dimensional map: its coordinates along `axes`, the first two
   * principal components (Pearson, "On lines and planes of closest fit to systems of points in space", 1901)
   * of the whole corpus, or without them along those of the named encodings. Scaled to 0.1..0.9.
   */
  std::span<const Place> places() const { return places_; }

  /** A point between the named encodings, and the index of the encoding it coincides with, if any. */
  struct MapPoint {
    Encoding encoding;
    std::optional<std::size_t> index;
  };

  /**
   * The encoding at `place`: the mean of the named encodings, each weighted by its distance to the power of
   * -2 (Shepard, "A two-dimensional interpolation function for irregularly-spaced data", ACM 1968), of unit
   * norm; at an encoding's own place, that encoding. Refuses a bank without encodings.
   */
  ErrorOr<MapPoint> at_place(Place place) const;

  /** The index of the encoding `name`; the error lists the names that exist. */
  ErrorOr<std::size_t> find(std::string_view name) const;

  /**
   * An encoding that was stored as `name` with `values`, perhaps with another checkpoint: the encoding of
   * that name if there is one, otherwise the values, scaled to unit norm; the null code if there are none.
   * Refuses values of another size.
   */
  ErrorOr<Encoding> recall(std::string_view name, std::span<const float> values) const;

 private:
  std::vector<std::string> names_;
  std::vector<Encoding> encodings_;
  std::vector<Place> places_;
  std::size_t size_ = 0;
};

/** `values` scaled to unit norm; refuses too many values, zero, and values that are not finite. */
ErrorOr<Encoding> normalised(std::span<const float> values);

/** Cosine of the angle between two encodings of the same size; 0 if one of them is the null code. */
float cosine(std::span<const float> a, std::span<const float> b);

/**
 * Spherical interpolation (Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985) between two
 * encodings of the same size, `position` in 0..1. Opposite encodings, for which the great circle is not
 * unique, are interpolated through a fixed encoding orthogonal to both.
 */
Encoding slerp(const Encoding& from, const Encoding& to, double position);

/** The weighted mean of encodings of the same size, scaled to unit norm; refuses a mean of zero. */
ErrorOr<Encoding> mean(std::span<const WeightedEncoding> shares);

}  // namespace aeolian
