// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/description.h"
#include "core/model/packed_matrices.h"

namespace aeolian {

struct FileKind;

/**
 * An array in memory, row-major: the last dimension varies fastest. No dimensions = one value. Values are
 * float32, except for passages that a file stores as integers (passages_name).
 */
struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;            ///< as many as the product of `shape`; empty if there are `bytes`
  std::vector<std::int8_t> bytes = {};  ///< the same in a quarter of the memory; usually empty

  std::size_t count() const { return bytes.empty() ? values.size() : bytes.size(); }
  float at(std::size_t i) const { return bytes.empty() ? values[i] : static_cast<float>(bytes[i]); }

  bool operator==(const Tensor&) const = default;
};

/**
 * Name of the tensor with the passages of the corpus (core/model/passage_memory.h): the largest of a
 * checkpoint that plays, and the only one that stays in bytes when it is read.
 */
inline constexpr std::string_view passages_name = "recollection.moments";

/**
 * A model on disk and in memory: its description and its tensors by name. The file (extension .aeolian) is a
 * safetensors file (https://github.com/huggingface/safetensors, "Format") of F32, F16 and I8 tensors whose
 * `__metadata__` has one key, "aeolian": the description as JSON text, with "format": checkpoint_format. A
 * plain value; not for the audio callback.
 */
class Checkpoint {
 public:
  ModelDescription description;
  std::map<std::string, Tensor, std::less<>> tensors;
  PackedMatrices packed = {};  ///< of the tensors, for the engines

  /** The tensor of that name, or null. */
  const Tensor* find(std::string_view name) const;

  /** The tensor of that name and shape, or an error that names the tensor and both shapes. Never null. */
  ErrorOr<const Tensor*> require(std::string_view name, const std::vector<std::int64_t>& shape) const;

  /** Total number of values in all tensors, released ones among them. */
  std::int64_t values() const;

  /**
   * Releases the values of the matrices that present engines have packed, and keeps these (`packed`): nearly
   * half of the memory of a model that plays. From then on only engines of the same arithmetic can be made,
   * and it cannot be copied or written.
   */
  void release_packed();
};

/** The version of the file's layout and of the tensors' meaning that this Aeolian reads and writes. */
inline constexpr int checkpoint_format = 1;

/** The longest header that is read, in bytes. */
inline constexpr std::uint64_t max_checkpoint_header = 16u << 20;

/** The largest file that is read, in bytes: a larger model would not play in real time. */
inline constexpr std::uint64_t max_checkpoint_size = std::uint64_t{4} << 30;

/** A shape as text: "320x64". */
std::string to_string(std::span<const std::int64_t> shape);

/**
 * Reads a checkpoint from the bytes of a file. Nothing in it is trusted: sizes are checked before memory is
 * allocated, every byte must belong to exactly one tensor, and every value must be finite. The error says
 * why.
 */
ErrorOr<Checkpoint> parse_checkpoint(std::span<const std::byte> bytes);

/** Reads a checkpoint file, whatever its extension. Errors begin with the path. */
ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path);

/** The kind of file for writing checkpoints (core/output_file.h). */
const FileKind& checkpoint_kind();

/**
 * Writes a checkpoint so that `path` always contains the complete old or new file, even after a power cut: a
 * temporary file beside it, fsync, rename, fsync of the folder. Nothing is rounded: a tensor is stored in the
 * smallest of I8, F16 and F32 that holds its values exactly. Refuses everything that read_checkpoint() would
 * refuse. On an error the old file is unchanged and the temporary one is removed.
 */
ErrorOr<void> write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

}  // namespace aeolian
