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

/** An encoding and its name, which may be empty. */
struct NamedEncoding {
  Encoding encoding = {};
  std::string name = {};
};

/** The sound to be played: that of one encoding, or a sound between two. */
struct Morph {
  NamedEncoding from = {};
  NamedEncoding to = {};
  double weight = 0.;  ///< of `to`, 0..1

  /** The encoding at an end of the morph; null in between. */
  const NamedEncoding* only() const { return weight <= 0. ? &from : weight >= 1. ? &to : nullptr; }
};

/** An encoding and its weight in a sound, at least 0. */
struct EncodingShare {
  NamedEncoding encoding = {};
  double weight = 0.;
};

/** The named encodings of a checkpoint, on the unit sphere. Immutable, so any thread may read it. */
class EncodingBank {
 public:
  /** An empty bank, for a model without conditioning. */
  EncodingBank() = default;

  /**
   * `vectors` is names.size() x size, row-major; each row is scaled to unit norm. Refuses names that are
   * empty or occur twice, sizes above max_encoding_size, and rows that are zero or not finite. `axes` is 2 x
   * size, or empty: the directions of places(). Refuses other sizes and values that are not finite.
   */
  static ErrorOr<EncodingBank> create(std::vector<std::string> names, std::span<const float> vectors,
                                      std::size_t size, std::span<const float> axes = {});

  std::size_t count() const { return names_.size(); }
  std::size_t size() const { return size_; }  ///< values per encoding
  std::span<const std::string> names() const { return names_; }
  const Encoding& at(std::size_t index) const { return encodings_[index]; }
  NamedEncoding named(std::size_t index) const { return {encodings_[index], names_[index]}; }
  /** The encoding with these values, with its name if it is in the bank. */
  NamedEncoding named(std::span<const float> values) const;

  /**
   * The position of each encoding on a two-dimensional map: its coordinates along `axes`, the first two
   * principal components (Pearson, "On lines and planes of closest fit to systems of points in space", 1901)
   * of the whole corpus; without axes, along those of the named encodings. Scaled to 0.1..0.9.
   */
  std::span<const Place> places() const { return places_; }

  /**
   * The sound at `place`: a morph between the two nearest encodings, each weighted by (1/d - 1/r) squared,
   * where d is its distance and r that of the third nearest (the modified method of Shepard: Franke,
   * "Scattered data interpolation: tests of some methods", Mathematics of Computation 1982). So an encoding
   * has no weight at the point where the third takes its place. At an encoding's own place the sound is that
   * encoding. Refuses an empty bank.
   */
  ErrorOr<Morph> at_place(Place place) const;

  /**
   * Position of a sound on the map, between the places of its encodings; nothing if one of them is not on the
   * map.
   */
  std::optional<Place> place_of(const Morph& morph) const;

  /** The index of the encoding `name`; the error lists the names that exist. */
  ErrorOr<std::size_t> find(std::string_view name) const;

  /**
   * Looks up an encoding that was stored, perhaps with another checkpoint: the one of its name if it exists,
   * otherwise its values, scaled to unit norm and unnamed; the null code if there are none. Refuses values of
   * another size.
   */
  ErrorOr<NamedEncoding> recall(const NamedEncoding& stored) const;

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

/** The mean of encodings of the same size, scaled to unit norm; refuses a mean of zero. */
ErrorOr<Encoding> mean(std::span<const Encoding> encodings);

/**
 * The morph between the two encodings with the largest weights, in proportion to these. Weights of equal
 * encodings add up; of equal weights the first win; the others are ignored. Refuses weights that are all 0.
 */
ErrorOr<Morph> morph_of(std::span<const EncodingShare> shares);

/**
 * The encoding between those of a morph, on the great circle; if one is the null code, the one with more
 * weight.
 */
Encoding point_of(const Morph& morph);

}  // namespace aeolian
