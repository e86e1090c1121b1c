#include "sealing/root_key.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

class RootKeyFile : public ::testing::Test {
 protected:
  void Put(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path_) << text;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  std::string Refusal() {
    const auto read = ReadRootKey(path_);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(read.status().message());
  }

  const ScratchDirectory directory_;
  const std::string path_ = directory_.path() + "/hoofdsleutel";
  const std::string digits_ = std::string(62, '0') + "fF";
};

TEST_F(RootKeyFile, IsOf64DigitsWithOrWithoutAnEndOfLine) {
  const SecretKey key = SecretKey::Random();
  Put(digits_);
  const auto bare = ReadRootKey(path_);
  ASSERT_TRUE(bare.ok()) << bare.status();
  Put(digits_ + "\n");
  const auto with_end = ReadRootKey(path_);
  ASSERT_TRUE(with_end.ok()) << with_end.status();
  const auto wrapped = (*bare)->Wrap(key, "epoch 1");
  ASSERT_TRUE(wrapped.ok());
  const auto unwrapped = (*with_end)->Unwrap(*wrapped, "epoch 1");
  ASSERT_TRUE(unwrapped.ok()) << unwrapped.status();
  EXPECT_EQ(unwrapped->bytes(), key.bytes());
}

TEST_F(RootKeyFile, OpensNothingOfAnotherNorForAnotherPurpose) {
  const auto one = NewRootKey(SecretKey(std::string(32, '1')));
  const auto other = NewRootKey(SecretKey(std::string(32, '2')));
  const auto wrapped = one->Wrap(SecretKey::Random(), "epoch 1");
  ASSERT_TRUE(wrapped.ok());
  EXPECT_EQ(other->Unwrap(*wrapped, "epoch 1").status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(one->Unwrap(*wrapped, "epoch 2").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(RootKeyFile, IsRefusedWhenOthersCanComeAtIt) {
  for (const mode_t mode : {0604, 0602, 0620, 0666}) {
    Put(digits_, mode);
    EXPECT_THAT(Refusal(), HasSubstr("anderen kunnen bij deze sleutel"))
        << mode;
  }
  // As the service manager hands out a credential.
  Put(digits_, 0440);
  EXPECT_TRUE(ReadRootKey(path_).ok());
}

TEST_F(RootKeyFile, IsRefusedWithoutAKeyInIt) {
  EXPECT_THAT(Refusal(), HasSubstr("niet te lezen"));
  for (const char* const text :
       {"", "geheim", "0x00", "\n", "zz00000000000000000000000000000000"}) {
    Put(text);
    EXPECT_THAT(Refusal(), HasSubstr("hier staat geen hoofdsleutel in"));
  }
  Put(digits_ + "00");
  EXPECT_THAT(Refusal(), HasSubstr("te lang"));
  Put(std::string(63, '0') + "g");
  EXPECT_THAT(Refusal(), HasSubstr("hier staat geen hoofdsleutel in"));
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_THAT(Refusal(), HasSubstr("niet te lezen"));
}

TEST_F(RootKeyFile, IsMadeForItsOwnerAloneAndNeverReplaced) {
  ASSERT_TRUE(MakeRootKeyFile(path_).ok());
  struct stat about{};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  EXPECT_TRUE(ReadRootKey(path_).ok());
  EXPECT_EQ(MakeRootKeyFile(path_).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace driehoek
