#pragma once

#include <array>
#include <cstddef>
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

/** The named encodings of a checkpoint, on the unit sphere. Never changes once made, so any thread may read
 * it. */
class EncodingBank {
 public:
  /** Of a model that is not conditioned: no names, no values. */
  EncodingBank() = default;

  /**
   * `vectors` is names.size() x size, row-major; each row is brought to unit norm. Refuses names that are
   * empty or given twice, sizes above max_encoding_size, and rows that are zero or not finite.
   */
  static ErrorOr<EncodingBank> create(std::vector<std::string> names, std::span<const float> vectors,
                                      std::size_t size);

  std::size_t count() const { return names_.size(); }
  std::size_t size() const { return size_; }  ///< values an encoding
  std::span<const std::string> names() const { return names_; }
  const Encoding& at(std::size_t index) const { return encodings_[index]; }

  /** Index of the encoding called `name`, or a text that says which names there are. */
  ErrorOr<std::size_t> find(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::vector<Encoding> encodings_;
  std::size_t size_ = 0;
};

/** `values` brought to unit norm; refuses too many, zero, and not finite ones. */
ErrorOr<Encoding> normalised(std::span<const float> values);

/**
 * Spherical interpolation (Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985) between two
 * encodings of one size, `position` in 0..1. Opposite ones, between which no great circle is the shortest,
 * pass through a fixed one that is orthogonal to both.
 */
Encoding slerp(const Encoding& from, const Encoding& to, double position);

}  // namespace aeolian
