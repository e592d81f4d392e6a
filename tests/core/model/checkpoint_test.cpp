// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "core/model/checkpoint_limits.h"
#include "core/random.h"
#include "tests/files_end_at.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

Checkpoint small_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.description.encodings = {"wind"};
  checkpoint.description.provenance.command = "aeolian train wind";
  checkpoint.tensors["a.weight"] = {{2, 3}, {0.f, 1.f, -2.f, 3.5f, 1e-40f, 6.f}};
  checkpoint.tensors["b.bias"] = {{3}, {7.f, 8.f, 9.f}};
  checkpoint.tensors["nothing"] = {{0, 4}, {}};
  checkpoint.tensors["one"] = {{}, {42.1f}};
  return checkpoint;
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/** A safetensors file with this header text and this many zero bytes of data. */
std::string file_of(const std::string& header, std::size_t data_size) {
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data_size, '\0');
}

json sound_header() {
  json description = to_json(ModelDescription{});
  description["format"] = checkpoint_format;
  return {{"__metadata__", {{"aeolian", description.dump()}}},
          {"a", {{"dtype", "F32"}, {"shape", {2, 2}}, {"data_offsets", {0, 16}}}},
          {"b", {{"dtype", "F32"}, {"shape", {3}}, {"data_offsets", {16, 28}}}}};
}

ErrorOr<Checkpoint> parse(const std::string& bytes) {
  return parse_checkpoint(std::as_bytes(std::span(bytes)));
}

std::string refusal(const std::string& bytes) {
  const auto checkpoint = parse(bytes);
  return checkpoint ? "accepted" : checkpoint.error().message;
}

/** The error for the valid header after `change`, with 28 bytes of data. */
template <class Change>
std::string refusal_after(Change change) {
  json header = sound_header();
  change(header);
  return refusal(file_of(header.dump(), 28));
}

class CheckpointFile : public ::testing::Test {
 protected:
  CheckpointFile() {
    std::string pattern = (fs::temp_directory_path() / "aeolian-checkpoint-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ / "wind.aeolian";
  }
  ~CheckpointFile() override { fs::remove_all(folder_); }

  std::ptrdiff_t files_in_folder() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
  fs::path path_;
};

TEST_F(CheckpointFile, GivesBackWhatWasWrittenBitForBit) {
  const Checkpoint written = small_checkpoint();
  ASSERT_TRUE(write_checkpoint(path_, written));
  const auto read = read_checkpoint(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->tensors, written.tensors);
  EXPECT_EQ(to_json(read->description), to_json(written.description));
  EXPECT_EQ(read->values(), 10);
}

TEST_F(CheckpointFile, IsASafetensorsFileWithAlignedData) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string bytes = read_text(path_);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ((8 + length) % 8, 0u);
  EXPECT_EQ(bytes[8], '{');
  EXPECT_EQ(bytes.size(), 8 + length + (6 + 1) * 4 + 3 * 1);
}

TEST_F(CheckpointFile, HoldsHalfFloatsAndBytesWhereNothingIsLostByThem) {
  Checkpoint checkpoint = small_checkpoint();
  auto& tensors = checkpoint.tensors;
  tensors["a half"] = {{5}, {65504.f, -0x1p-24f, 1.f + 0x1p-10f, -0.f, 2048.f}};
  tensors["a byte"] = {{3}, {-127.f, 0.f, 127.f}};
  tensors["a negative zero"] = {{1}, {-0.f}};
  tensors["beyond bytes"] = {{2}, {-128.f, 1.f}};
  tensors["between whole numbers"] = {{1}, {1.5f}};
  tensors["an odd row number"] = {{1}, {2049.f}};
  tensors["beyond halves"] = {{2}, {65520.f, 1.f}};
  tensors["finer than halves"] = {{1}, {1.f + 0x1p-11f}};
  tensors["smaller than halves"] = {{1}, {0x1p-25f}};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  const auto read = read_checkpoint(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->tensors, tensors);
  EXPECT_TRUE(std::signbit(read->tensors.at("a half").values[3]));
  EXPECT_TRUE(std::signbit(read->tensors.at("a negative zero").values[0]));

  const std::string bytes = read_text(path_);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  const json header = json::parse(bytes.substr(8, length));
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    const bool is_byte = name == "a byte" || name == "b.bias" || name == "nothing";
    const bool is_half = name == "a half" || name == "a negative zero" || name == "beyond bytes" ||
                         name == "between whole numbers";
    EXPECT_EQ(entry["dtype"], is_byte ? "I8" : is_half ? "F16" : "F32") << name;
    const int size = is_byte ? 1 : is_half ? 2 : 4;
    EXPECT_EQ(entry["data_offsets"][0].get<int>() % size, 0) << name << " is not aligned";
  }
}

TEST_F(CheckpointFile, IsReadByPythonAsItIs) {
  if (std::system("python3 -c '' 2>/dev/null") != 0) GTEST_SKIP() << "there is no python3";
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const fs::path script = folder_ / "read.py";
  std::ofstream(script) << R"(
import json, struct, sys
raw = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", raw[:8])[0]
header = json.loads(raw[8:8 + length])
description = json.loads(header.pop("__metadata__")["aeolian"])
assert description["format"] == 1 and description["kind"] == "small", description
data = raw[8 + length:]
for name, tensor in sorted(header.items()):
    begin, end = tensor["data_offsets"]
    code, size = {"F32": ("f", 4), "F16": ("e", 2), "I8": ("b", 1)}[tensor["dtype"]]
    values = struct.unpack("<%d%s" % ((end - begin) // size, code), data[begin:end])
    print(name, tensor["dtype"], tensor["shape"], list(values))
)";
  const fs::path output = folder_ / "out.txt";
  const std::string command = "python3 " + script.string() + " " + path_.string() + " > " + output.string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(read_text(output), AllOf(HasSubstr("b.bias I8 [3] [7, 8, 9]"), HasSubstr("one F32 [] [42.09"),
                                       HasSubstr("nothing I8 [0, 4] []")));
}

TEST_F(CheckpointFile, IsReadUnderAnyName) {
  ASSERT_TRUE(write_checkpoint(folder_ / "model.bin", small_checkpoint()));
  EXPECT_TRUE(read_checkpoint(folder_ / "model.bin"));
}

TEST_F(CheckpointFile, ErrorsBeginWithThePath) {
  EXPECT_THAT(read_checkpoint(path_).error().message,
              AllOf(HasSubstr(path_.string()), HasSubstr("no such file")));
  EXPECT_THAT(read_checkpoint(folder_).error().message, HasSubstr("it is a folder, not a file"));
  std::ofstream(path_) << "RIFF, in truth";
  EXPECT_THAT(read_checkpoint(path_).error().message, HasSubstr(path_.string() + ": is not a checkpoint"));
}

TEST_F(CheckpointFile, ThatWouldNotFitInMemoryIsRefusedUnread) {
  std::ofstream(path_).put('x');
  fs::resize_file(path_, max_checkpoint_size + 1);
  EXPECT_THAT(read_checkpoint(path_).error().message, HasSubstr("is 4097 MiB large, more than the 4096 MiB"));
}

TEST_F(CheckpointFile, ThatIsLargerThanItsLimitIsRefusedWithWhatToDo) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  fs::resize_file(path_, 3 << 20);
  const auto refused = read_checkpoint(path_, {.bytes = 1 << 20, .hint = "raise it"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message,
              HasSubstr("wind.aeolian: is 3 MiB large, more than the 1 MiB that a model may have: raise it"));
}

TEST_F(CheckpointFile, OfHalfFloatsThatWouldBeLargerInMemoryThanItsLimitIsRefused) {
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors["large"] = {{1 << 20}, std::vector<float>(1 << 20, 0.5f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  ASSERT_LT(fs::file_size(path_), 3 << 20);
  EXPECT_TRUE(read_checkpoint(path_, {.bytes = 5 << 20}));
  EXPECT_THAT(read_checkpoint(path_, {.bytes = 3 << 20}).error().message,
              HasSubstr("takes 5 MiB of memory, more than the 3 MiB that a model may have"));
}

TEST_F(CheckpointFile, KeepsPassagesInBytesInMemoryAsWell) {
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors[std::string(passages_name)] = {{2, 1 << 19}, std::vector<float>(1 << 20, -127.f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  auto read = read_checkpoint(path_, {.bytes = 2 << 20});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->values(), checkpoint.values());
  const Tensor passages = *read->find(passages_name);
  EXPECT_TRUE(passages.values.empty());
  EXPECT_EQ(passages.bytes, std::vector<std::int8_t>(1 << 20, -127));
  EXPECT_EQ(passages.at(5), -127.f);

  ASSERT_TRUE(write_checkpoint(path_, *read));
  EXPECT_EQ(*read_checkpoint(path_)->find(passages_name), passages);
}

/** The peak memory of this process, KiB. */
long most_held() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/** The result of `action`, 0 to 255, in a separate process. */
template <class Action>
int in_another_process(Action action) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(action());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

TEST_F(CheckpointFile, ThatIsSparseIsRefusedByItsHeaderAndNotRead) {
  std::ofstream(path_, std::ios::binary) << file_of("{" + std::string(99, ' '), 0);
  fs::resize_file(path_, std::uintmax_t{3900} << 20);
  const int grown_mib = in_another_process([this] {
    const long before = most_held();
    if (read_checkpoint(path_)) return 254;
    return static_cast<int>((most_held() - before) >> 10);
  });
  EXPECT_LE(grown_mib, 16);
}

TEST_F(CheckpointFile, TakesLittleMoreMemoryThanItIsLarge) {
  Checkpoint checkpoint = small_checkpoint();
  for (int i = 0; i < 4; ++i)
    checkpoint.tensors["large " + std::to_string(i)] = {{2 << 20}, std::vector<float>(2 << 20, 0.5f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  checkpoint.tensors.clear();
  const int grown_mib = in_another_process([this] {
    const long before = most_held();
    if (!read_checkpoint(path_)) return 254;
    return static_cast<int>((most_held() - before) >> 10);
  });
  EXPECT_LE(grown_mib, 40) << "32 MiB of tensors";
}

TEST_F(CheckpointFile, ForWhichThereIsNotEnoughMemoryIsRefused) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer takes the address space itself";
#endif
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors["large"] = {{16 << 20}, std::vector<float>(16 << 20, 0.5f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  checkpoint.tensors.clear();
  const int told = in_another_process([this] {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    const rlim_t little = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (rlim_t{16} << 20);
    const rlimit limit{little, little};
    ::setrlimit(RLIMIT_AS, &limit);
    const auto refused = read_checkpoint(path_);
    return !refused && refused.error().message.ends_with("there is not enough memory for it") ? 0 : 1;
  });
  EXPECT_EQ(told, 0);
}

TEST_F(CheckpointFile, OtherThanARegularOneIsRefusedWithoutWaitingForIt) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(read_checkpoint(path_).error().message, HasSubstr("it is a FIFO, not a file"));
  EXPECT_THAT(read_checkpoint("/dev/zero").error().message, HasSubstr("it is a device, not a file"));
}

// Mapping such a file would end the process by SIGBUS.
TEST_F(CheckpointFile, ThatIsCutOffAndWrittenAgainWhileItIsReadIsRefusedOrWhole) {
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors["large"] = {{1 << 20}, std::vector<float>(1 << 20, 0.5f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  const std::string bytes = read_text(path_);
  const auto whole = static_cast<off_t>(bytes.size());
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    while (!done) {
      if (::ftruncate(file, whole / 2) != 0) break;
      if (::pwrite(file, bytes.data(), bytes.size(), 0) != whole) break;
    }
    ::close(file);
  });
  bool told = false;
  for (int reading = 0; reading < 2000 && !told; ++reading) {
    const auto read = read_checkpoint(path_);
    if (read) {
      EXPECT_EQ(read->tensors.at("large"), checkpoint.tensors.at("large"));
    } else {
      told = read.error().message.ends_with(
          "changed while it was being read; load it again once it is complete");
    }
  }
  done = true;
  writer.join();
  EXPECT_TRUE(told);
}

TEST(CheckpointHeader, OfMoreTensorsOrValuesThanAModelHasIsRefused) {
  json header = sound_header();
  for (int i = 0; i < 4096; ++i)
    header["t" + std::to_string(i)] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {28, 28}}};
  EXPECT_THAT(refusal(file_of(header.dump(), 28)), HasSubstr("has 4098 tensors, more than 4096"));
  std::string many = "{\"a\":[0";
  for (int i = 0; i < 1'000'000; ++i) many += ",0";
  EXPECT_THAT(refusal(file_of(many + "]}", 0)), HasSubstr("has more than 1000000 values"));
}

TEST_F(CheckpointFile, CutOffAtAnyByteIsRefused) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string whole = read_text(path_);
  ASSERT_TRUE(parse(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse(whole.substr(0, size))) << "cut to " << size << " of " << whole.size();
  }
  EXPECT_THAT(refusal(whole + "x"), HasSubstr("1 bytes follow the last tensor"));
}

TEST_F(CheckpointFile, WithFlippedBytesNeverCrashes) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string whole = read_text(path_);
  Random random(1);
  for (int trial = 0; trial < 3000; ++trial) {
    std::string bytes = whole;
    for (int flip = 0; flip < 3; ++flip)
      bytes[random.bits() % bytes.size()] = static_cast<char>(random.bits());
    const auto checkpoint = parse(bytes);
    EXPECT_TRUE(!checkpoint || checkpoint->tensors.size() == 4u);
  }
}

TEST(CheckpointHeader, ThatIsSoundIsAccepted) {
  EXPECT_EQ(refusal_after([](json&) {}), "accepted");
  EXPECT_EQ(refusal(file_of(sound_header().dump() + "     ", 28)), "accepted");
}

TEST(CheckpointHeader, OfImpossibleLengthIsRefused) {
  std::string bytes = file_of(sound_header().dump(), 28);
  const auto with_length = [&](std::uint64_t length) {
    std::memcpy(bytes.data(), &length, 8);
    return refusal(bytes);
  };
  EXPECT_THAT(with_length(std::numeric_limits<std::uint64_t>::max()), HasSubstr("its header would be"));
  EXPECT_THAT(with_length(max_checkpoint_header + 1), HasSubstr("its header would be"));
  EXPECT_THAT(with_length(max_checkpoint_header), HasSubstr("cut off within its header"));
  EXPECT_THAT(with_length(bytes.size() - 7), HasSubstr("cut off within its header"));
  EXPECT_THAT(with_length(0), HasSubstr("not a JSON object"));
}

TEST(CheckpointHeader, ThatIsNoJsonObjectIsRefused) {
  EXPECT_THAT(refusal(file_of("[1, 2]", 0)), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal(file_of("{\"a\": }", 0)), HasSubstr("not valid JSON at byte"));
  EXPECT_THAT(refusal(file_of("{} {}", 0)), HasSubstr("not valid JSON at byte"));
  EXPECT_THAT(refusal(file_of("{\"a\": 1e999}", 0)), HasSubstr("out of range"));
  EXPECT_THAT(refusal(file_of("{\"\xff\": 1}", 0)), HasSubstr("not valid JSON at byte"));
}

TEST(CheckpointHeader, ThatNestsDeeplyIsRefusedBeforeItTakesMemory) {
  const std::string bomb = "{\"a\":" + std::string(4u << 20, '[');
  EXPECT_THAT(refusal(file_of(bomb, 0)), HasSubstr("nests deeper"));
  json header = sound_header();
  header["__metadata__"]["aeolian"] =
      "{\"format\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THAT(refusal(file_of(header.dump(), 28)), HasSubstr("description nests deeper"));
}

TEST(CheckpointHeader, WithOneNameTwiceIsRefused) {
  std::string text = sound_header().dump();
  text.insert(text.size() - 1, R"(,"a":{"dtype":"F32","shape":[0],"data_offsets":[28,28]})");
  EXPECT_THAT(refusal(file_of(text, 28)), HasSubstr("names \"a\" twice"));
}

TEST(CheckpointHeader, WithoutADescriptionIsRefused) {
  EXPECT_THAT(refusal_after([](json& h) { h.erase("__metadata__"); }), HasSubstr("made by something else"));
  EXPECT_THAT(refusal_after([](json& h) {
                h["__metadata__"] = {{"format", "pt"}};
              }),
              HasSubstr("no description"));
  EXPECT_THAT(refusal_after([](json& h) { h["__metadata__"]["aeolian"] = 1; }), HasSubstr("no description"));
  EXPECT_THAT(refusal_after([](json& h) { h["__metadata__"]["aeolian"] = "{"; }),
              HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal_after([](json& h) { h["__metadata__"]["aeolian"] = "{}"; }),
              HasSubstr("does not state its format"));
  EXPECT_THAT(refusal_after([](json& h) { h["__metadata__"]["aeolian"] = "{\"format\":1}"; }),
              HasSubstr("is missing"));
}

TEST(CheckpointHeader, OfANewerFormatSaysToUpdate) {
  const auto of_format = [](int format) {
    return refusal_after([&](json& h) {
      h["__metadata__"]["aeolian"] = json({{"format", format}, {"kind", "of tomorrow"}}).dump();
    });
  };
  EXPECT_THAT(of_format(2), HasSubstr("made by a newer Aeolian (format 2), this one reads 1: update"));
  EXPECT_THAT(of_format(0), HasSubstr("no format 0"));
}

TEST(CheckpointHeader, WithOffsetsThatDoNotCoverTheDataIsRefused) {
  const auto with_offsets = [](json a, json b) {
    return refusal_after([&](json& h) {
      h["a"]["data_offsets"] = a;
      h["b"]["data_offsets"] = b;
    });
  };
  // The order of names may differ from that of the data.
  EXPECT_EQ(with_offsets({12, 28}, {0, 12}), "accepted");
  EXPECT_THAT(with_offsets({0, 16}, {12, 24}), HasSubstr("\"b\" overlaps"));
  EXPECT_THAT(with_offsets({0, 16}, {0, 12}), HasSubstr("overlaps"));
  EXPECT_THAT(with_offsets({0, 16}, {20, 32}), HasSubstr("ends at byte 32 of data, but there are 28"));
  EXPECT_THAT(with_offsets({16, 0}, {16, 28}), HasSubstr("\"a\" ends before it begins"));
  EXPECT_THAT(with_offsets({0, 12}, {16, 28}), HasSubstr("of shape 2x2 needs 16 bytes, but has 12"));
  EXPECT_THAT(with_offsets({-16, 0}, {16, 28}), HasSubstr("not two positions"));
  EXPECT_THAT(with_offsets({0.5, 16}, {16, 28}), HasSubstr("not two positions"));
  EXPECT_THAT(with_offsets({0}, {16, 28}), HasSubstr("not two positions"));
  EXPECT_THAT(with_offsets("0-16", {16, 28}), HasSubstr("not two positions"));
  EXPECT_THAT(with_offsets({0, std::numeric_limits<std::uint64_t>::max()}, {16, 28}),
              HasSubstr("ends at byte"));

  json header = sound_header();
  header["b"]["data_offsets"] = {20, 32};
  EXPECT_THAT(refusal(file_of(header.dump(), 32)), HasSubstr("a gap before tensor \"b\""));
  EXPECT_THAT(refusal(file_of(sound_header().dump(), 29)), HasSubstr("1 bytes follow"));
}

TEST(CheckpointHeader, WithAnImpossibleShapeIsRefused) {
  const auto with_shape = [](json shape) {
    return refusal_after([&](json& h) { h["a"]["shape"] = std::move(shape); });
  };
  EXPECT_THAT(with_shape({-2, -2}), HasSubstr("\"a\" has an invalid dimension: -2"));
  EXPECT_THAT(with_shape({2.0, 2}), HasSubstr("invalid dimension: 2.0"));
  EXPECT_THAT(with_shape({1ull << 63, 2}), HasSubstr("invalid dimension"));
  EXPECT_THAT(with_shape({1ll << 32, 1ll << 32}), HasSubstr("too large"));
  EXPECT_THAT(with_shape({1ll << 62, 1}), HasSubstr("too large"));  // 2^64 bytes would wrap around to 0
  EXPECT_THAT(with_shape({3, 2}), HasSubstr("needs 24 bytes, but has 16"));
  EXPECT_THAT(refusal_after([](json& h) { h["a"]["dtype"] = "F16"; }),
              HasSubstr("needs 8 bytes, but has 16"));
  EXPECT_THAT(with_shape(4), HasSubstr("no shape"));
  EXPECT_THAT(with_shape({1, 1, 1, 1, 1, 1, 1, 2, 2}), HasSubstr("no shape"));
}

TEST(CheckpointHeader, WithAnotherTypeThanFloatIsRefused) {
  EXPECT_THAT(refusal_after([](json& h) { h["a"]["dtype"] = "BF16"; }),
              HasSubstr("\"BF16\"; Aeolian reads only F32, F16 and I8"));
  EXPECT_THAT(refusal_after([](json& h) { h["a"]["dtype"] = 32; }), HasSubstr("reads only F32"));
  EXPECT_THAT(refusal_after([](json& h) { h["a"].erase("dtype"); }), HasSubstr("lacks one of"));
  EXPECT_THAT(refusal_after([](json& h) { h["a"] = 7; }), HasSubstr("lacks one of"));
}

TEST(CheckpointHeader, WithControlCharactersInANameDoesNotReachTheTerminal) {
  const std::string message = refusal_after([](json& h) { h["\x1b[2J"] = 1; });
  EXPECT_EQ(message.find('\x1b'), std::string::npos) << message;
  EXPECT_THAT(message, HasSubstr("\\x1b[2J"));
}

TEST(CheckpointData, ThatIsNotFiniteIsRefused) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    std::string bytes = file_of(sound_header().dump(), 28);
    std::memcpy(bytes.data() + bytes.size() - 8, &bad, 4);
    EXPECT_THAT(refusal(bytes), AllOf(HasSubstr("tensor \"b\" contains a"), HasSubstr("at value 1")));
  }
  json halves = sound_header();
  halves["b"] = {{"dtype", "F16"}, {"shape", {6}}, {"data_offsets", {16, 28}}};
  for (const auto& [bits, name] :
       {std::pair<std::uint16_t, const char*>{0x7e00, "a NaN"}, {0xfc00, "an infinity"}}) {
    std::string bytes = file_of(halves.dump(), 28);
    EXPECT_EQ(refusal(bytes), "accepted");
    std::memcpy(bytes.data() + bytes.size() - 2, &bits, 2);
    EXPECT_THAT(refusal(bytes), HasSubstr(std::string("tensor \"b\" contains ") + name + " at value 5"));
  }
}

TEST_F(CheckpointFile, ThatCouldNotBeReadIsNotWrittenAndTheOldOneStays) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string old = read_text(path_);
  const auto refused = [&](auto change) {
    Checkpoint checkpoint = small_checkpoint();
    change(checkpoint);
    const auto written = write_checkpoint(path_, checkpoint);
    EXPECT_EQ(read_text(path_), old);
    EXPECT_EQ(files_in_folder(), 1);
    return written ? "accepted" : written.error().message;
  };
  EXPECT_THAT(refused([](auto& c) { c.tensors["one"].values[0] = NAN; }),
              HasSubstr("tensor \"one\" contains a NaN"));
  EXPECT_THAT(refused([](auto& c) { c.tensors["one"].values.push_back(1); }), HasSubstr("holds 2 values"));
  EXPECT_THAT(refused([](auto& c) { c.tensors["one"].shape = {-1, -1}; }), HasSubstr("holds 1 values"));
  EXPECT_THAT(refused([](auto& c) { c.tensors["__metadata__"] = {{}, {1}}; }), HasSubstr("__metadata__"));
  EXPECT_THAT(refused([](auto& c) { c.description.latent_size = 0; }), HasSubstr("latent_size"));
  EXPECT_THAT(refused([](auto& c) { c.description.provenance.held_out_loss = NAN; }),
              HasSubstr("held_out_loss"));
}

TEST_F(CheckpointFile, OnAFullDiskTheOldOneStaysAndNothingIsLeftBehind) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string old = read_text(path_);
  Checkpoint large = small_checkpoint();
  large.tensors["large"] = {{1 << 16}, std::vector<float>(1 << 16, .1f)};

  const auto written = [&] {
    const FilesEndAt full(100000);
    return write_checkpoint(path_, large);
  }();

  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, AllOf(HasSubstr(path_.string()), HasSubstr("File too large")));
  EXPECT_EQ(read_text(path_), old);
  EXPECT_EQ(files_in_folder(), 1);
}

TEST_F(CheckpointFile, IsWholeWheneverItsWriterIsKilled) {
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.tensors["large"] = {{1 << 18}, std::vector<float>(1 << 18, 0.5f)};
  ASSERT_TRUE(write_checkpoint(path_, checkpoint));
  for (int round = 0; round < 20; ++round) {
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
      while (write_checkpoint(path_, checkpoint)) {
      }
      ::_exit(1);
    }
    ::usleep(static_cast<useconds_t>(500 + 700 * round));
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto read = read_checkpoint(path_);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->tensors, checkpoint.tensors);
  }
}

TEST_F(CheckpointFile, WithoutPermissionTheOldOneStays) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  const std::string old = read_text(path_);
  const bool is_root = ::geteuid() == 0;
  constexpr uid_t nobody = 65534;
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  ASSERT_EQ(::seteuid(is_root ? nobody : ::geteuid()), 0);
  const auto written = write_checkpoint(path_, small_checkpoint());
  ASSERT_EQ(::seteuid(is_root ? 0 : ::geteuid()), 0);
  fs::permissions(folder_, fs::perms::owner_all);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("Permission denied"));
  EXPECT_EQ(read_text(path_), old);
}

TEST_F(CheckpointFile, IsNotWrittenWhereThereIsNoFolder) {
  EXPECT_THAT(write_checkpoint(folder_ / "none" / "a.aeolian", small_checkpoint()).error().message,
              HasSubstr("No such file or directory"));
  EXPECT_THAT(write_checkpoint(folder_, small_checkpoint()).error().message, HasSubstr("it is a folder"));
}

TEST_F(CheckpointFile, BehindALinkIsReplacedAndTheLinkStays) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  fs::create_symlink("wind.aeolian", folder_ / "current");
  ASSERT_TRUE(write_checkpoint(folder_ / "current", small_checkpoint()));
  EXPECT_TRUE(fs::is_symlink(folder_ / "current"));
  EXPECT_FALSE(fs::is_symlink(path_));
  EXPECT_TRUE(read_checkpoint(path_));
}

TEST_F(CheckpointFile, StaysReadableThroughTheOldHandleWhileItIsReplaced) {
  ASSERT_TRUE(write_checkpoint(path_, small_checkpoint()));
  std::ifstream open_before(path_, std::ios::binary);
  const std::string old = read_text(path_);
  Checkpoint next = small_checkpoint();
  next.tensors["one"].values[0] = 43.f;
  ASSERT_TRUE(write_checkpoint(path_, next));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(open_before), {}), old);
  EXPECT_EQ(read_checkpoint(path_)->tensors.at("one").values[0], 43.f);
}

TEST(CheckpointTensors, AreRequiredByNameAndShape) {
  const Checkpoint checkpoint = small_checkpoint();
  const auto found = checkpoint.require("a.weight", {2, 3});
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->values[3], 3.5f);
  EXPECT_THAT(checkpoint.require("a.weight", {3, 2}).error().message,
              HasSubstr("tensor \"a.weight\" has shape 2x3, but 3x2 is needed"));
  EXPECT_THAT(checkpoint.require("c", {4}).error().message, HasSubstr("tensor \"c\" of shape 4 is missing"));
  EXPECT_EQ(checkpoint.find("c"), nullptr);
}

}  // namespace
}  // namespace aeolian
