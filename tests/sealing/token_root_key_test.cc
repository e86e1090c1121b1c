// Against SoftHSM2, a security module in software, as an operator sets it up.
#include "sealing/token_root_key.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sealing/keyring.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
constexpr char kPin[] = "271828";

class TokenRootKeyTest : public ::testing::Test {
 protected:
  TokenRootKeyTest() {
    std::filesystem::create_directory(directory_.path() + "/tokens");
    const std::string configuration = directory_.path() + "/softhsm2.conf";
    std::ofstream(configuration)
        << "directories.tokendir = " << directory_.path() << "/tokens\n"
        << "objectstore.backend = file\n";
    setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
    Run({"softhsm2-util", "--init-token", "--free", "--label", "driehoek",
         "--so-pin", "161803", "--pin", kPin});
    MakeKey("hoofdsleutel");
    PutPin(kPin);
  }

  // Runs a program to its end; what it says is of no use here.
  void Run(std::vector<std::string> words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string said = directory_.path() + "/said";
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, said.c_str(),
                                     O_CREAT | O_WRONLY | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t program = -1;
    ASSERT_EQ(posix_spawnp(&program, arguments[0], &actions, nullptr,
                           arguments.data(), environ),
              0)
        << words[0] << " is not there: tools/setup --test";
    posix_spawn_file_actions_destroy(&actions);
    int status = -1;
    ASSERT_EQ(waitpid(program, &status, 0), program);
    ASSERT_EQ(status, 0) << words[0];
  }

  void MakeKey(const std::string& label) {
    Run({"pkcs11-tool", "--module", kModule, "--token-label", "driehoek",
         "--login", "--pin", kPin, "--keygen", "--key-type", "GENERIC:32",
         "--label", label, "--usage-sign", "--sensitive"});
  }

  void PutPin(const std::string& pin, mode_t mode = 0600) {
    std::ofstream(pin_file_) << pin << "\n";
    ASSERT_EQ(chmod(pin_file_.c_str(), mode), 0);
  }

  std::string Uri(const std::string& token = "driehoek",
                  const std::string& object = "hoofdsleutel") const {
    return absl::StrCat("pkcs11:token=", token, ";object=", object,
                        "?module-path=", kModule,
                        "&pin-source=file:", pin_file_);
  }

  absl::Status RefusalOf(const std::string& uri) {
    return OpenTokenRootKey(uri).status();
  }

  absl::StatusOr<std::unique_ptr<Keyring>> OpenKeyring(const std::string& uri,
                                                       bool may_make) {
    auto root = OpenTokenRootKey(uri);
    if (!root.ok()) return root.status();
    KeyringOptions options;
    options.directory = directory_.path() + "/keys";
    options.root = *std::move(root);
    options.may_make = may_make;
    return Keyring::Open(std::move(options));
  }

  const ScratchDirectory directory_;
  const std::string pin_file_ = directory_.path() + "/pin";
};

TEST_F(TokenRootKeyTest, OpensAKeyringThatItMadeAndNoOther) {
  std::string id;
  {
    const auto keyring = OpenKeyring(Uri(), true);
    ASSERT_TRUE(keyring.ok()) << keyring.status();
    id = (*keyring)->KeyFor("case:c-1")->id;
    ASSERT_TRUE((*keyring)->Keep().ok());
    (void)(*keyring)->KeyFor("case:c-2");
    ASSERT_TRUE((*keyring)->Destroy({"case:c-2"}).ok()) << "a second epoch";
  }
  {
    const auto again = OpenKeyring(Uri(), false);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE((*again)->Find(id)->has_value());
  }
  MakeKey("andere");
  EXPECT_EQ(OpenKeyring(Uri("driehoek", "andere"), false).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(TokenRootKeyTest, WrapsForOnePurposeOnly) {
  const auto root = OpenTokenRootKey(Uri());
  ASSERT_TRUE(root.ok()) << root.status();
  const SecretKey key = SecretKey::Random();
  const auto wrapped = (*root)->Wrap(key, "epoch 1");
  ASSERT_TRUE(wrapped.ok()) << wrapped.status();
  EXPECT_EQ((*root)->Unwrap(*wrapped, "epoch 1")->bytes(), key.bytes());
  EXPECT_FALSE((*root)->Unwrap(*wrapped, "epoch 2").ok());
}

TEST_F(TokenRootKeyTest, SaysInDutchWhatIsWrong) {
  EXPECT_THAT(RefusalOf("pkcs11:wat=dit").message(), HasSubstr("RFC 7512"));
  EXPECT_THAT(RefusalOf("pkcs11:token=driehoek").message(),
              HasSubstr("module-path"));
  EXPECT_THAT(
      RefusalOf("pkcs11:token=x?module-path=/nergens.so&pin-source=file:/x")
          .message(),
      HasSubstr("niet te laden"));
  EXPECT_THAT(RefusalOf(Uri("onbekend")).message(),
              HasSubstr("geen apparaat (token)"));
  EXPECT_THAT(RefusalOf(Uri("driehoek", "onbekend")).message(),
              HasSubstr("geen geheime sleutel (object)"));
  EXPECT_THAT(RefusalOf(absl::StrCat(Uri(), "&pin-value=", kPin)).message(),
              HasSubstr("hoort niet in het adres"));
  EXPECT_THAT(
      RefusalOf(absl::StrCat("pkcs11:token=driehoek?module-path=", kModule))
          .message(),
      HasSubstr("pin-source"));
  MakeKey("hoofdsleutel");
  EXPECT_THAT(RefusalOf(Uri()).message(), HasSubstr("meer dan één sleutel"));
}

TEST_F(TokenRootKeyTest, RefusesAPinThatIsWrongOrThatOthersCanRead) {
  PutPin("000000");
  const absl::Status wrong = RefusalOf(Uri());
  EXPECT_EQ(wrong.code(), absl::StatusCode::kInvalidArgument)
      << "so that it is not tried again and again";
  EXPECT_THAT(wrong.message(), HasSubstr("de pincode"));
  EXPECT_THAT(wrong.message(), Not(HasSubstr("000000")));
  PutPin(kPin, 0644);
  EXPECT_THAT(RefusalOf(Uri()).message(),
              HasSubstr("anderen kunnen bij deze sleutel"));
}

}  // namespace
}  // namespace driehoek
