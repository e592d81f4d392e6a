// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/input_file.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <fstream>

#include "core/atomic_file.h"
#include "tests/scratch_folder.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class InputFile : public testing::Test {
 protected:
  std::string error_of(const fs::path& file) const {
    const auto opened = open_input(file);
    return opened ? "it was opened" : opened.error().message;
  }

  ScratchFolder folder_;
};

TEST_F(InputFile, IsReadAlsoBehindALink) {
  std::ofstream(folder_ / "a") << "sea";
  fs::create_symlink("a", folder_ / "b");
  EXPECT_EQ(read_whole_file(folder_ / "b", 3), "sea");
  EXPECT_THAT(read_whole_file(folder_ / "b", 2).error().message, HasSubstr("larger than 2 bytes"));
}

TEST_F(InputFile, AFifoIsRefusedInsteadOfWaitedFor) {
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(error_of(folder_ / "fifo"), HasSubstr("it is a FIFO, not a file"));
}

TEST_F(InputFile, FoldersDevicesAndSocketsAreNamedAsWhatTheyAre) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::strncpy(address.sun_path, (folder_ / "socket").c_str(), sizeof address.sun_path - 1);
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(*socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

  EXPECT_THAT(error_of(folder_.path()), HasSubstr("it is a folder"));
  EXPECT_THAT(error_of("/dev/zero"), HasSubstr("it is a device"));
  EXPECT_THAT(error_of(folder_ / "socket"), HasSubstr("it is a socket"));
  EXPECT_THAT(error_of(folder_ / "none"), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace aeolian
